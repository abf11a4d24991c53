/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Strings of all inputs, each kept once, so that equal names are equal numbers.
 *
 * A text's number is its offset in `bytes`, which is a string section like any other: it begins
 * with the empty string, number 0. An input's name offsets are translated by a map of its own, or
 * where its strings became the first of the texts just as they were, need no translation.
 */
#ifndef BK_DEDUP_TEXTS_H
#define BK_DEDUP_TEXTS_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

/* An entry of a map that stands for no text yet: an offset into the middle of a string. */
enum { BK_TEXT_UNKNOWN = -1 };

struct bk_text_slot {
	uint32_t hash;
	uint32_t text; /* 0: free */
};

struct bk_texts {
	char *bytes;
	size_t size, room;
	struct bk_text_slot *slots;
	uint32_t count, slot_count; /* slot_count: 0 or a power of two */
	uint64_t seed;
};

struct bk_error *bk_texts_init(struct bk_texts *texts) BK_MUST_CHECK;

void bk_texts_deinit(struct bk_texts *texts);

/* The number of a NUL-terminated string, which is added where it is new. */
struct bk_error *bk_texts_add(struct bk_texts *texts, const char *string, uint32_t *text)
	BK_MUST_CHECK;

/*
 * Takes a whole string section (which begins and ends with NUL) into empty texts. *unique tells
 * whether all of its strings differ, so that their offsets are their numbers.
 */
struct bk_error *bk_texts_adopt(struct bk_texts *texts, struct bk_bytes strings, bool *unique)
	BK_MUST_CHECK;

/*
 * Adds each string of a section, which ends with NUL, and writes its number to map[offset]; other
 * offsets become BK_TEXT_UNKNOWN. The map must have as many entries as the section bytes.
 */
struct bk_error *bk_texts_map(struct bk_texts *texts, struct bk_bytes strings, uint32_t *map)
	BK_MUST_CHECK;

/* Gives back what finds texts: from now on they can only be looked at. */
void bk_texts_close(struct bk_texts *texts);

/* Whether a number is that of a text as a whole, not of the end of one. */
static inline bool bk_texts_is_start(const struct bk_texts *texts, uint32_t text)
{
	return !text || !texts->bytes[text - 1];
}

#endif
