// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Memory that is never given back. */
#include "tests/unit/support/keep.h"

#include "btfkit/base/array.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static BK_ARRAY(void *) kept;

void *keep(void *memory)
{
	if (!memory || !bk_array_push(&kept, memory)) {
		fprintf(stderr, "out of memory\n");
		abort();
	}
	return memory;
}

void *keep_zeros(size_t size)
{
	return keep(calloc(1, size ? size : 1));
}

void *keep_copy(const void *bytes, size_t size)
{
	void *copy = keep(malloc(size));

	if (size)
		memcpy(copy, bytes, size);
	return copy;
}

char *keep_format(const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return keep(text);
}
