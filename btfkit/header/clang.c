// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding libclang on the machine, the newest there is. */
#include "btfkit/header/clang.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static char own_headers[PATH_MAX + 64]; /* "": they were not found */

/* Where distributions put the compiler's headers: beside the library, by version, or in one place. */
static const struct {
	const char *before, *behind; /* what stands around the version's first number, */
	bool is_beside, has_version; /* behind the library's own directory; where it stands */
} places[] = {
	{ "", "", true, false },
	{ "/..", "", true, false },
	{ "/../lib", "", true, false },
	{ "/usr/lib/llvm-", "/lib", false, true },
	{ "/usr/lib64/llvm", "/lib", false, true },
	{ "/usr/lib", "", false, false },
	{ "/usr/lib64", "", false, false },
	{ "/usr/local/lib", "", false, false },
};

/* Takes a place's clang/VERSION if they are there: all of "14.0.6", or its first number. */
static bool try_place(size_t place, const char *library, const char *version, size_t size)
{
	static const char probe[] = "/stddef.h";
	size_t first = places[place].has_version ? strspn(version, "0123456789") : 0;
	char path[sizeof(own_headers) + sizeof(probe)];
	int length = snprintf(path, sizeof(path), "%s%s%.*s%s/clang/%.*s/include%s",
			      places[place].is_beside ? library : "", places[place].before,
			      (int)first, version, places[place].behind, (int)size, version, probe);

	if (length < (int)sizeof(probe) || (size_t)length >= sizeof(path) || access(path, R_OK) < 0)
		return false;
	length -= (int)(sizeof(probe) - 1);
	memcpy(own_headers, path, (size_t)length);
	own_headers[length] = '\0';
	return true;
}

static void find_headers(const char *version)
{
	char library[PATH_MAX] = "";
	Dl_info info;
	char *slash;

	if (!dladdr(*(void **)(void *)&functions.createIndex, &info) ||
	    !realpath(info.dli_fname, library))
		library[0] = '\0';
	slash = strrchr(library, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (try_place(i, library, version, strspn(version, "0123456789.")) ||
		    try_place(i, library, version, strspn(version, "0123456789")))
			return;
}

const char *bk_clang_headers(void)
{
	static bool is_known;

	if (!is_known) {
		bk_cx_string told = functions.getClangVersion();
		const char *text = functions.getCString(told);
		const char *version = text ? strstr(text, "version ") : NULL;

		if (version)
			find_headers(version + strlen("version "));
		functions.disposeString(told);
		is_known = true;
	}
	return own_headers[0] ? own_headers : NULL;
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
