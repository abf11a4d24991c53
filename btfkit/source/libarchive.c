// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Loading libarchive by its name of version 3, which it has had since 2012. */
#include "btfkit/source/libarchive.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static struct {
	pthread_once_t once;
	struct bk_libarchive functions;
	char failure[256]; /* why something could not be found; "": all is there */
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
	void *library = dlopen("libarchive.so.13", RTLD_LAZY | RTLD_LOCAL);

	if (!library) {
		snprintf(loaded.failure, sizeof(loaded.failure), "%s", dlerror());
		return;
	}
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		void *function = dlsym(library, symbols[i].name);

		if (!function)
			snprintf(loaded.failure, sizeof(loaded.failure), "%s", dlerror());
		memcpy((char *)&loaded.functions + symbols[i].offset, &function, sizeof(function));
	}
}

struct bk_error *bk_libarchive_load(const struct bk_libarchive **functions)
{
	pthread_once(&loaded.once, load);
	if (*loaded.failure)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "compressed files and archives are read by libarchive, "
				       "which cannot be loaded: %s",
				       loaded.failure);
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
