// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The words of a program, for what libclang does not show of it. */
#include "btfkit/header/usage.h"

#include <string.h>

static bool is_in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* Behind a comment, a string or a character that begins at `at`; `at` where none does. */
static const char *skip_quoted(const char *at, const char *end)
{
	const char *start = at;

	if (end - at > 1 && at[0] == '/' && at[1] == '/') {
		at = memchr(at, '\n', (size_t)(end - at));
		return at ? at : end;
	}
	if (end - at > 1 && at[0] == '/' && at[1] == '*') {
		at = memmem(at + 2, (size_t)(end - at) - 2, "*/", 2);
		return at ? at + 2 : end;
	}
	if (*at != '"' && *at != '\'')
		return at;
	for (at++; at < end && *at != *start && *at != '\n'; at++)
		at += *at == '\\' && end - at > 1;
	return at < end ? at + 1 : end;
}

static bool is_keyword_of_tags(const char *word, size_t size)
{
	return (size == 6 && memcmp(word, "struct", 6) == 0) ||
	       (size == 5 && memcmp(word, "union", 5) == 0) ||
	       (size == 4 && memcmp(word, "enum", 4) == 0);
}

bool bk_usage_add_words(struct bk_usage *usage, const char *text, size_t size)
{
	const char *end = text + size;
	uint32_t sort = BK_WORD_PLAIN;

	for (const char *at = text; at < end;) {
		const char *start = at;
		uint32_t *sorts;
		bool inserted;

		while (at < end && is_in_word(*at))
			at++;
		if (at == start) {
			at = skip_quoted(at, end);
			at += at == start;
			continue;
		}
		if (is_keyword_of_tags(start, (size_t)(at - start))) {
			sort = BK_WORD_TAG;
			continue;
		}
		start = bk_arena_copy(&usage->arena, start, (size_t)(at - start));
		sorts = start ? bk_strmap_insert(&usage->words, start, 0, &inserted) : NULL;
		if (!sorts)
			return false;
		*sorts |= sort;
		sort = BK_WORD_PLAIN;
	}
	return true;
}
