/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Bytes that come out of something piece by piece, in one mapping that grows in place or moves
 * without being copied.
 */
#ifndef BK_SOURCE_BUFFER_H
#define BK_SOURCE_BUFFER_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

/* All zero: empty. */
struct bk_buffer {
	uint8_t *data;
	size_t size;
	size_t room; /* mapped; page-aligned data, zero behind `size` */
};

/* Makes room for `more` further bytes. `data` moves. */
struct bk_error *bk_buffer_reserve(struct bk_buffer *buffer, size_t more) BK_MUST_CHECK;

struct bk_error *bk_buffer_append(struct bk_buffer *buffer, const void *data, size_t size)
	BK_MUST_CHECK;

/* Gives back the pages behind `size`. */
void bk_buffer_trim(struct bk_buffer *buffer);

static inline struct bk_bytes bk_buffer_bytes(const struct bk_buffer *buffer)
{
	return (struct bk_bytes){ buffer->data, buffer->size };
}

void bk_buffer_deinit(struct bk_buffer *buffer);

#endif
