// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding libclang on the machine, the newest there is. */
#include "btfkit/header/clang.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

enum { OLDEST = 14, NEWEST = 40 };

static struct bk_clang functions;

static void *open_one(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void *open_one(const char *format, ...)
{
	char name[64];
	va_list args;

	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

/* Distributions call it by its version, or keep it where only clang finds it. */
static void *open_library(void)
{
	for (int version = NEWEST; version >= OLDEST; version--) {
		void *library = open_one("libclang-%d.so.1", version); /* Debian, Ubuntu */

		if (!library)
			library = open_one("libclang.so.%d", version);
		if (!library)
			library = open_one("libclang.so.%d.1", version);
		if (!library)
			library = open_one("/usr/lib/llvm-%d/lib/libclang.so.1", version);
		if (!library)
			library = open_one("/usr/lib64/llvm%d/lib64/libclang.so", version);
		if (library)
			return library;
	}
	return open_one("libclang.so");
}

struct bk_error *bk_clang_open(const struct bk_clang **clang)
{
	static bool is_open;
	void *library;

	*clang = &functions;
	if (is_open)
		return NULL;
	library = open_library();
	if (!library)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "libclang, which reads programs, was not found: install "
				       "libclang1 (Debian, Ubuntu), clang-libs (Fedora) or clang "
				       "(Arch), version %d or newer",
				       OLDEST);
#define FIND(result, name, parameters) \
	*(void **)(void *)&functions.name = dlsym(library, "clang_" #name); \
	if (!functions.name) \
		return bk_error_create(BK_ERR_UNSUPPORTED, "this libclang has no clang_" #name);
	BK_CX_FUNCTIONS(FIND)
#undef FIND
	is_open = true;
	return NULL;
}
