// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opening libbpf, and listening to what it prints. */
#include "btfkit/live/libbpf.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct bk_libbpf bk_libbpf_functions;

static struct {
	pthread_once_t once;
	char failure[256]; /* why something could not be found; "": all is there */
} library = { .once = PTHREAD_ONCE_INIT };

static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
#define SYMBOL(name) { #name, offsetof(struct bk_libbpf, name##_) },
	BK_LIBBPF_FUNCTIONS(SYMBOL)
#undef SYMBOL
};

/* What this thread hears. */
static __thread struct {
	char *at, *end;
	bool all;
} ear;

static BK_PRINTF(2, 0) int listen_to(enum libbpf_print_level level, const char *format,
				     va_list args)
{
	int size;

	if (!ear.at || (level != LIBBPF_WARN && !ear.all))
		return 0;
	size = vsnprintf(ear.at, (size_t)(ear.end - ear.at), format, args);
	if (size > 0)
		ear.at += size < ear.end - ear.at ? size : ear.end - ear.at - 1;
	return 0;
}

static void open_library(void)
{
	void *handle = dlopen("libbpf.so.1", RTLD_NOW | RTLD_LOCAL);

	if (!handle) {
		snprintf(library.failure, sizeof(library.failure), "%s", dlerror());
		return;
	}
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		void *function = dlsym(handle, symbols[i].name);

		if (!function)
			snprintf(library.failure, sizeof(library.failure), "%s", dlerror());
		memcpy((char *)&bk_libbpf_functions + symbols[i].offset, &function,
		       sizeof(function));
	}
	if (!*library.failure)
		bk_libbpf_functions.libbpf_set_print_(listen_to);
}

struct bk_error *bk_libbpf_load(const struct bk_libbpf **libbpf)
{
	pthread_once(&library.once, open_library);
	if (*library.failure)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "libbpf 1.1 or newer, which loads BPF programs, cannot be "
				       "loaded: %s (packages: libbpf1 of Debian and Ubuntu, "
				       "libbpf of Fedora and Arch)",
				       library.failure);
	*libbpf = &bk_libbpf_functions;
	return NULL;
}

void bk_libbpf_listen(char *text, size_t size, bool all)
{
	ear.at = text;
	ear.end = text ? text + size : NULL;
	ear.all = all;
	if (text)
		*text = '\0';
}

struct bk_error *bk_libbpf_error(const struct bk_libbpf *libbpf, int number, const char *what)
{
	char text[128] = "";

	if (number < __LIBBPF_ERRNO__START)
		return bk_error_system(number, "%s", what);
	libbpf->libbpf_strerror_(number, text, sizeof(text));
	return bk_error_create(BK_ERR_MALFORMED, "%s: %s", what, text);
}

const char *bk_libbpf_version(const struct bk_libbpf *libbpf, char *text, size_t size)
{
	snprintf(text, size, "%u.%u", libbpf->libbpf_major_version_(),
		 libbpf->libbpf_minor_version_());
	return text;
}
