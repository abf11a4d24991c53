/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Names of BTF as C identifiers.
 *
 * BTF names nearly always are C identifiers, but not always: Rust writes "Option<u8>", and what is
 * a fine name in C11 may be a keyword of C23 or C++. The first sort is rewritten, the second kept:
 * renaming would cut the tie to the kernel's name that CO-RE relocations need, so headers hide
 * such keywords behind macros in the languages that have them.
 */
#ifndef BK_CGEN_CNAME_H
#define BK_CGEN_CNAME_H

#include "btfkit/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

enum bk_name_class {
	BK_NAME_PLAIN,	  /* an identifier in every language */
	BK_NAME_CXX,	  /* a keyword of C++ only */
	BK_NAME_C23,	  /* a keyword of C23, and of C++ perhaps */
	BK_NAME_RESERVED, /* a keyword of GNU C11 */
	BK_NAME_INVALID,  /* no identifier at all */
};

/* `keyword`, where not NULL, is set to the row of bk_keywords that matched, or -1. */
enum bk_name_class bk_classify_name(const char *name, size_t size, int *keyword);

/*
 * Which stretches of a string section hold nothing but identifiers: names from there need not be
 * looked at character by character.
 */
struct bk_plain_map {
	const char *start;
	size_t size;
	uint8_t *odd; /* by block: it holds some other character */
};

enum { BK_PLAIN_BLOCK = 64 /* bytes */ };

/* False without memory. */
bool bk_plain_map_init(struct bk_plain_map *map, struct bk_bytes strings);

void bk_plain_map_deinit(struct bk_plain_map *map);

/* Whether `name` lies in the section and has only characters of identifiers. */
static inline bool bk_plain_map_has(const struct bk_plain_map *map, const char *name, size_t size)
{
	size_t at = (size_t)(name - map->start);

	if (at >= map->size)
		return false;
	if (__builtin_expect(size < BK_PLAIN_BLOCK, 1))
		return !(map->odd[at / BK_PLAIN_BLOCK] | map->odd[(at + size) / BK_PLAIN_BLOCK]);
	for (size_t block = at / BK_PLAIN_BLOCK; block <= (at + size) / BK_PLAIN_BLOCK; block++)
		if (map->odd[block])
			return false;
	return true;
}

/* Whether `size` bytes from `name` on lie in the section. */
static inline bool bk_plain_map_reaches(const struct bk_plain_map *map, const char *name,
					size_t size)
{
	size_t at = (size_t)(name - map->start);

	return at < map->size && map->size - at >= size;
}

/* The same as bk_classify_name() of a name with only characters of identifiers. */
enum bk_name_class bk_classify_word(const char *name, size_t size, int *keyword);

enum { BK_LONGEST_KEYWORD = 16 };

/* By length, the bits of all keywords of that length. */
extern uint64_t bk_keyword_filter[BK_LONGEST_KEYWORD + 1];

static inline unsigned int bk_keyword_bit(const char *name, size_t size)
{
	return ((unsigned char)name[0] * 7u + (unsigned char)name[1] * 3u +
		(unsigned char)name[size - 1]) %
	       64;
}

/* Whether bk_classify_word() would find nothing about such a name; may miss some. */
static inline bool bk_is_plain_word(const char *name, size_t size)
{
	if (!size || (unsigned char)(name[0] - '0') < 10)
		return false;
	return size > BK_LONGEST_KEYWORD ||
	       !(bk_keyword_filter[size] >> bk_keyword_bit(name, size) & 1);
}

/* C23's and C++'s keywords that GNU C11 allows as names; ends with a NULL word. */
struct bk_keyword {
	const char *word;
	bool c23, cxx;
	/*
	 * It cannot be hidden by a macro of its own name: `bool` is needed as a type as well, and
	 * C++ forbids macros named like its operators (`not`).
	 */
	bool needs_alias;
};

extern const struct bk_keyword bk_keywords[];

enum { BK_KEYWORDS_MAX = 128 }; /* more than there are */

/*
 * Writes an identifier made of `name` to `to` (size + 2 bytes): characters that cannot stand in one
 * become '_', a leading digit gets '_' before it, a reserved word '_' behind it.
 */
void bk_sanitize_name(char *to, const char *name, size_t size);

#endif
