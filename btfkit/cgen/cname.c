// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which names are identifiers, and in which languages. */
#include "btfkit/cgen/cname.h"

#include <stdlib.h>
#include <string.h>

const struct bk_keyword bk_keywords[] = {
	{ "alignas", true, true },	 { "alignof", true, true },
	{ "and", false, true, true },	 { "and_eq", false, true, true },
	{ "bitand", false, true, true }, { "bitor", false, true, true },
	{ "bool", true, true, true },	 { "catch", false, true },
	{ "char16_t", false, true },	 { "char32_t", false, true },
	{ "char8_t", false, true },	 { "class", false, true },
	{ "co_await", false, true },	 { "co_return", false, true },
	{ "co_yield", false, true },	 { "compl", false, true, true },
	{ "concept", false, true },	 { "const_cast", false, true },
	{ "consteval", false, true },	 { "constexpr", true, true },
	{ "constinit", false, true },	 { "decltype", false, true },
	{ "delete", false, true },	 { "dynamic_cast", false, true },
	{ "explicit", false, true },	 { "export", false, true },
	{ "false", true, true, true },	 { "friend", false, true },
	{ "mutable", false, true },	 { "namespace", false, true },
	{ "new", false, true },		 { "noexcept", false, true },
	{ "not", false, true, true },	 { "not_eq", false, true, true },
	{ "nullptr", true, true },	 { "operator", false, true },
	{ "or", false, true, true },	 { "or_eq", false, true, true },
	{ "private", false, true },	 { "protected", false, true },
	{ "public", false, true },	 { "reinterpret_cast", false, true },
	{ "requires", false, true },	 { "static_assert", true, true },
	{ "static_cast", false, true },	 { "template", false, true },
	{ "this", false, true },	 { "thread_local", true, true },
	{ "throw", false, true },	 { "true", true, true, true },
	{ "try", false, true },		 { "typeid", false, true },
	{ "typename", false, true },	 { "typeof_unqual", true, false },
	{ "using", false, true },	 { "virtual", false, true },
	{ "wchar_t", false, true },	 { "xor", false, true, true },
	{ "xor_eq", false, true, true }, { 0 },
};

/* Keywords of GNU C11, the alternate spellings that begin with two underscores included. */
static const char *const reserved[] = {
	"_Alignas",	 "_Alignof",
	"_Atomic",	 "_Bool",
	"_Complex",	 "_Float16",
	"_Generic",	 "_Imaginary",
	"_Noreturn",	 "_Static_assert",
	"_Thread_local", "__alignof",
	"__alignof__",	 "__asm",
	"__asm__",	 "__attribute",
	"__attribute__", "__auto_type",
	"__complex",	 "__complex__",
	"__const",	 "__const__",
	"__extension__", "__float128",
	"__func__",	 "__imag",
	"__imag__",	 "__inline",
	"__inline__",	 "__int128",
	"__label__",	 "__null",
	"__real",	 "__real__",
	"__restrict",	 "__restrict__",
	"__signed",	 "__signed__",
	"__thread",	 "__typeof",
	"__typeof__",	 "__volatile",
	"__volatile__",	 "asm",
	"auto",		 "break",
	"case",		 "char",
	"const",	 "continue",
	"default",	 "do",
	"double",	 "else",
	"enum",		 "extern",
	"float",	 "for",
	"goto",		 "if",
	"inline",	 "int",
	"long",		 "register",
	"restrict",	 "return",
	"short",	 "signed",
	"sizeof",	 "static",
	"struct",	 "switch",
	"typedef",	 "typeof",
	"union",	 "unsigned",
	"void",		 "volatile",
	"while",
};

enum { RESERVED_COUNT = sizeof(reserved) / sizeof(*reserved) };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* By character: may stand in an identifier. */
static bool in_identifier[256];

static bool is_identifier(const char *name, size_t size)
{
	bool ok = size && !is_digit(name[0]);

	for (size_t i = 0; i < size; i++)
		ok &= in_identifier[(unsigned char)name[i]];
	return ok;
}

/*
 * Every member and enumerator of a header is asked about, so the keywords stand in a hash table of
 * their own: hashed by length and three characters, with room enough that lists are short.
 */
enum { SLOTS = 1024 };

static uint8_t slots[SLOTS]; /* 0: free; else 1 + index into `reserved`, then bk_keywords */

uint64_t bk_keyword_filter[BK_LONGEST_KEYWORD + 1];

static unsigned int slot_of(const char *name, size_t size)
{
	return (unsigned int)(size * 7 + (unsigned char)name[0] * 37 +
			      (unsigned char)name[1] * 131 + (unsigned char)name[size - 1] * 211) %
	       SLOTS;
}

static void add_keyword(const char *word, int index)
{
	unsigned int slot = slot_of(word, strlen(word));

	while (slots[slot])
		slot = (slot + 1) % SLOTS;
	slots[slot] = (uint8_t)(index + 1);
	bk_keyword_filter[strlen(word)] |= 1ull << bk_keyword_bit(word, strlen(word));
}

__attribute__((constructor)) static void fill_tables(void)
{
	for (int c = 0; c < 128; c++)
		in_identifier[c] = is_letter((char)c) || is_digit((char)c);
	for (int i = 0; i < RESERVED_COUNT; i++)
		add_keyword(reserved[i], i);
	for (int i = 0; bk_keywords[i].word; i++)
		add_keyword(bk_keywords[i].word, RESERVED_COUNT + i);
}

static enum bk_name_class classify_keyword(const char *name, size_t size, int *keyword)
{
	for (unsigned int slot = slot_of(name, size); slots[slot]; slot = (slot + 1) % SLOTS) {
		int index = slots[slot] - 1;
		const char *word = index < RESERVED_COUNT
					   ? reserved[index]
					   : bk_keywords[index - RESERVED_COUNT].word;

		if (strncmp(word, name, size) != 0 || word[size])
			continue;
		if (index < RESERVED_COUNT)
			return BK_NAME_RESERVED;
		if (keyword)
			*keyword = index - RESERVED_COUNT;
		return bk_keywords[index - RESERVED_COUNT].c23 ? BK_NAME_C23 : BK_NAME_CXX;
	}
	return BK_NAME_PLAIN;
}

enum bk_name_class bk_classify_word(const char *name, size_t size, int *keyword)
{
	if (keyword)
		*keyword = -1;
	if (!size || is_digit(name[0]))
		return BK_NAME_INVALID;
	if (size == 1 || size > BK_LONGEST_KEYWORD)
		return BK_NAME_PLAIN;
	return classify_keyword(name, size, keyword);
}

enum bk_name_class bk_classify_name(const char *name, size_t size, int *keyword)
{
	if (!is_identifier(name, size)) {
		if (keyword)
			*keyword = -1;
		return BK_NAME_INVALID;
	}
	return bk_classify_word(name, size, keyword);
}

typedef uint8_t lanes __attribute__((vector_size(16)));
typedef int8_t signed_lanes __attribute__((vector_size(16)));

/* Where `c` lies in `count` characters from `first` on. Processors compare signed bytes only. */
static inline lanes lies_in(lanes c, uint8_t first, uint8_t count)
{
	return (lanes)((signed_lanes)(c - (uint8_t)(first + 128)) < (int8_t)(count - 128));
}

/* Whether the block has a character that is neither of identifiers nor a NUL, 16 at a time. */
static bool is_odd(const uint8_t *block)
{
	lanes plain = ~(lanes){ 0 };
	uint64_t words[2];

	for (size_t i = 0; i < BK_PLAIN_BLOCK; i += sizeof(lanes)) {
		lanes c;

		memcpy(&c, block + i, sizeof(c));
		plain &= lies_in(c | 0x20, 'a', 26) | lies_in(c, '0', 10) | (lanes)(c == '_') |
			 (lanes)(c == 0);
	}
	memcpy(words, &plain, sizeof(words));
	return ~(words[0] & words[1]);
}

bool bk_plain_map_init(struct bk_plain_map *map, struct bk_bytes strings)
{
	size_t blocks = strings.size / BK_PLAIN_BLOCK;
	uint8_t last[BK_PLAIN_BLOCK] = { 0 };

	*map = (struct bk_plain_map){ (const char *)strings.data, strings.size, NULL };
	map->odd = malloc(blocks + 1);
	if (!map->odd)
		return false;
	for (size_t i = 0; i < blocks; i++)
		map->odd[i] = is_odd(strings.data + BK_PLAIN_BLOCK * i);
	if (strings.size % BK_PLAIN_BLOCK)
		memcpy(last, strings.data + BK_PLAIN_BLOCK * blocks, strings.size % BK_PLAIN_BLOCK);
	map->odd[blocks] = is_odd(last);
	return true;
}

void bk_plain_map_deinit(struct bk_plain_map *map)
{
	free(map->odd);
	*map = (struct bk_plain_map){ 0 };
}

void bk_sanitize_name(char *to, const char *name, size_t size)
{
	bool is_reserved = bk_classify_name(name, size, NULL) == BK_NAME_RESERVED;

	if (!size || is_digit(name[0]))
		*to++ = '_';
	for (size_t i = 0; i < size; i++)
		*to++ = is_letter(name[i]) || is_digit(name[i]) ? name[i] : '_';
	if (is_reserved)
		*to++ = '_';
	*to = '\0';
}
