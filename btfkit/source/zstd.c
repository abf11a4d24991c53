// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Using libzstd, on which libarchive itself depends, without it.
 *
 * In pieces, a stream goes through a window of its own, of 128 MiB for kernels, and is copied from
 * there: a third of the time goes into that. In one step, the result is the window. It needs room for
 * as much as may come out, but address space costs nothing until it is written to.
 */
#include "btfkit/source/zstd.h"

#include "btfkit/source/layer.h"

#include <dlfcn.h>
#include <pthread.h>

/* Of libzstd's interface, which is kept since 1.0; results are sizes, or negative error codes. */
enum { ZSTD_TOO_SMALL = 70, ZSTD_TOO_SHORT = 72 };

static struct {
	pthread_once_t once;
	size_t (*decompress)(void *to, size_t room, const void *from, size_t size);
	unsigned (*is_error)(size_t result);
	const char *(*error_name)(size_t result);
	bool is_there;
} library = { .once = PTHREAD_ONCE_INIT };

static bool find(void *handle, const char *name, void *function)
{
	void *found = dlsym(handle, name);

	memcpy(function, &found, sizeof(found));
	return found != NULL;
}

static void load(void)
{
	void *handle = dlopen("libzstd.so.1", RTLD_LAZY | RTLD_LOCAL);

	library.is_there = handle && find(handle, "ZSTD_decompress", &library.decompress) &&
			   find(handle, "ZSTD_isError", &library.is_error) &&
			   find(handle, "ZSTD_getErrorName", &library.error_name);
}

static bool reserve(struct bk_buffer *out, uint64_t most_bytes)
{
	struct bk_error *error = bk_buffer_reserve(out, most_bytes);

	bk_error_destroy(error);
	return !error;
}

bool bk_zstd_decompress(struct bk_bytes bytes, uint64_t most_bytes, struct bk_buffer *out,
			struct bk_error **error)
{
	size_t result;

	*error = NULL;
	pthread_once(&library.once, load);
	if (!library.is_there || out->size || !reserve(out, most_bytes))
		return false;
	result = library.decompress(out->data, most_bytes, bytes.data, bytes.size);
	if (!library.is_error(result)) {
		out->size = result;
		bk_buffer_trim(out);
		return true;
	}
	if (result == (size_t)-ZSTD_TOO_SMALL)
		*error = bk_error_too_much(most_bytes, bytes.size);
	else if (result == (size_t)-ZSTD_TOO_SHORT)
		*error = bk_error_create(BK_ERR_MALFORMED, "cut off");
	else
		*error = bk_error_create(BK_ERR_MALFORMED, "%s", library.error_name(result));
	return true;
}
