// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Loading libarchive by its name of version 3, which it has had since 2012. */
#include "btfkit/source/libarchive.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static struct {
	pthread_once_t once;
	struct bk_libarchive functions;
	const char *missing; /* what could not be found; NULL: all is there */
} loaded = { .once = PTHREAD_ONCE_INIT };

static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
#define SYMBOL(name) { "archive_" #name, offsetof(struct bk_libarchive, name) },
	BK_LIBARCHIVE_FUNCTIONS(SYMBOL)
#undef SYMBOL
};

static void load(void)
{
	static const char file[] = "libarchive.so.13";
	void *library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);

	if (!library) {
		loaded.missing = file;
		return;
	}
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		void *function = dlsym(library, symbols[i].name);

		if (!function)
			loaded.missing = symbols[i].name;
		memcpy((char *)&loaded.functions + symbols[i].offset, &function, sizeof(function));
	}
}

struct bk_error *bk_libarchive_load(const struct bk_libarchive **functions)
{
	pthread_once(&loaded.once, load);
	if (loaded.missing)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "compressed files and archives are read by libarchive, "
				       "which is not there (%s is missing)",
				       loaded.missing);
	*functions = &loaded.functions;
	return NULL;
}

const char *bk_libarchive_error(const struct bk_libarchive *functions, struct archive *archive)
{
	const char *text = functions->error_string(archive);

	if (text && strstr(text, "No progress is possible"))
		return "cut off"; /* that is how liblzma says so */
	return text && *text ? text : "cut off, or damaged";
}
