/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What `btfkit min` tells of what it did. */
#ifndef BK_RENDER_RENDER_MIN_H
#define BK_RENDER_RENDER_MIN_H

#include "btfkit/base/sink.h"

#include <stdbool.h>

/* One kernel. */
struct bk_min_row {
	const char *kernel;
	const char *output; /* the file; NULL: none was written */
	const char *error;  /* why it could not be read; NULL */
	char *modules;	    /* whose types are in it, with commas between; NULL: vmlinux's alone */
	uint32_t types;
	size_t bytes, kernel_bytes;
	size_t resolved, poisoned, ambiguous, refused; /* relocations of all objects */
};

/* A line. */
void bk_render_min_text(struct bk_sink *sink, const struct bk_min_row *row);

/* Schema: btfkit.min/1. */
void bk_render_min_json(struct bk_sink *sink, const char *const *objects, size_t object_count,
			const struct bk_min_row *rows, size_t count);

#endif
