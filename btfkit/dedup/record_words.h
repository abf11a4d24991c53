/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Records as words: where in a record names and references stand, whatever its kind.
 *
 * Records of all known kinds consist of 32-bit words: name_off, info, size or type id, then a tail,
 * then vlen elements. That lets one loop serve every kind where speed does not matter.
 */
#ifndef BK_DEDUP_RECORD_WORDS_H
#define BK_DEDUP_RECORD_WORDS_H

#include "btfkit/format/btf.h"

enum { BK_WORD_NAME = 0, BK_WORD_INFO = 1, BK_WORD_TYPE = 2, BK_WORD_TAIL = 3 };

/* What the words of a kind mean. Word numbers are those within an element; -1: there is none. */
struct bk_words {
	uint8_t fixed;	   /* words before the elements; 0: unknown kind */
	uint8_t element;   /* words of an element */
	uint8_t tail_refs; /* of the words behind the third, the first so many are references */
	bool refers;	   /* the third word is a reference */
	int8_t name, ref;  /* in an element */
};

extern const struct bk_words bk_words_table[BK_KIND_MAX + 1];

static inline enum bk_kind bk_info_kind(uint32_t info)
{
	return (enum bk_kind)(info >> 24 & BK_KIND_MAX);
}

static inline uint32_t bk_info_vlen(uint32_t info)
{
	return info & 0xffffff;
}

static inline const struct bk_words *bk_words_of(const uint32_t *record)
{
	return &bk_words_table[bk_info_kind(record[BK_WORD_INFO])];
}

/* How many elements there are; a FUNC has none, its linkage stands where others count. */
static inline uint32_t bk_element_count(const uint32_t *record)
{
	return bk_words_of(record)->element ? bk_info_vlen(record[BK_WORD_INFO]) : 0;
}

static inline uint32_t bk_word_count(const uint32_t *record)
{
	const struct bk_words *words = bk_words_of(record);

	return words->fixed + words->element * bk_info_vlen(record[BK_WORD_INFO]);
}

/* How many references the record holds. */
static inline uint32_t bk_ref_count(const uint32_t *record)
{
	const struct bk_words *words = bk_words_of(record);

	return words->refers + words->tail_refs + (words->ref < 0 ? 0 : bk_element_count(record));
}

/* Which word holds the n-th of them. */
static inline uint32_t bk_ref_word(const struct bk_words *words, uint32_t n)
{
	if (n < (uint32_t)words->refers + words->tail_refs)
		return BK_WORD_TYPE + !words->refers + n;
	n -= words->refers + words->tail_refs;
	return words->fixed + n * words->element + (uint32_t)words->ref;
}

/* How many names it holds besides its own, and which word holds the n-th of them. */
static inline uint32_t bk_name_count(const uint32_t *record)
{
	return bk_words_of(record)->name < 0 ? 0 : bk_element_count(record);
}

static inline uint32_t bk_name_word(const struct bk_words *words, uint32_t n)
{
	return words->fixed + n * words->element + (uint32_t)words->name;
}

#endif
