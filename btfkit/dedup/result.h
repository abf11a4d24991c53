/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* From classes to BTF: numbering them and writing them out. */
#ifndef BK_DEDUP_RESULT_H
#define BK_DEDUP_RESULT_H

#include "btfkit/dedup/stream.h"

/* What classes become. */
struct bk_numbering {
	uint32_t *id_of; /* by class: the type id in the result; 0: it is not there */
	uint32_t *order; /* the classes that the result has itself, in the order of their ids */
	uint32_t count;
	uint32_t first_id; /* of those: 1, or the base's count */
};

/*
 * Numbers the classes of all types: in the order in which they are first met, or sorted by name,
 * those without one first. Where stream->base is set, what that has keeps its ids there. False
 * without memory.
 */
bool bk_numbering_init(struct bk_numbering *numbering, const struct bk_stream *stream,
		       const struct bk_unit *units, uint32_t unit_count, bool sort);

void bk_numbering_deinit(struct bk_numbering *numbering);

/*
 * Writes BTF of them in this machine's byte order, with the strings they need and no others. The
 * texts' map by name of stream->classes is used up. The caller frees *bytes.
 */
struct bk_error *bk_result_write(const struct bk_numbering *numbering, struct bk_stream *stream,
				 uint8_t **bytes, size_t *size) BK_MUST_CHECK;

/* Turns BTF that was written so into that of the other byte order. */
void bk_result_swap(uint8_t *bytes);

#endif
