// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Shell patterns. Of several stars only the last one met ever takes more: if the rest of the pattern
 * fits somewhere behind it, no other share for the stars before can help. So there is one place to
 * come back to, and no recursion.
 */
#include "btfkit/base/glob.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

bool bk_glob_is_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

static unsigned char fold(char c, bool ignore_case)
{
	return (unsigned char)(ignore_case ? tolower((unsigned char)c) : c);
}

/* A class "[:digit:]" at `at`: its end, NULL where it is none. */
static const char *match_class(const char *at, unsigned char c, bool ignore_case, bool *matched)
{
	static const struct {
		const char *name;
		int (*has)(int);
	} classes[] = {
		{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank },
		{ "cntrl", iscntrl }, { "digit", isdigit }, { "graph", isgraph },
		{ "lower", islower }, { "print", isprint }, { "punct", ispunct },
		{ "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
	};
	const char *end = strstr(at + 2, ":]");

	for (size_t i = 0; end && i < sizeof(classes) / sizeof(*classes); i++) {
		size_t size = strlen(classes[i].name);

		if ((size_t)(end - at - 2) != size || memcmp(at + 2, classes[i].name, size) != 0)
			continue;
		*matched |= classes[i].has(c) || (ignore_case && classes[i].has(toupper(c)));
		return end + 2;
	}
	return NULL;
}

/* One element of a set, a character or a range of them; returns its end, NULL: the pattern's end. */
static const char *match_element(const char *at, unsigned char c, bool ignore_case, bool *matched)
{
	unsigned char first, last;

	if (*at == '\\' && at[1])
		at++;
	if (!*at)
		return NULL;
	first = last = fold(*at++, ignore_case);
	if (*at == '-' && at[1] && at[1] != ']') {
		at++;
		if (*at == '\\' && at[1])
			at++;
		last = fold(*at++, ignore_case);
	}
	*matched |= first <= c && c <= last;
	return at;
}

/* The set that begins with the `[` at `at`; returns what is behind its `]`, NULL where it has none. */
static const char *match_set(const char *at, unsigned char c, bool ignore_case, bool *matched)
{
	bool negated = at[1] == '!' || at[1] == '^', found = false, is_first = true;

	at += negated ? 2 : 1;
	while (*at != ']' || is_first) {
		const char *end = NULL;

		if (at[0] == '[' && at[1] == ':')
			end = match_class(at, c, ignore_case, &found);
		is_first = false;
		at = end ? end : match_element(at, c, ignore_case, &found);
		if (!at)
			return NULL;
	}
	*matched = found != negated;
	return at + 1;
}

/* One character of the pattern, no star, against one of the text; returns what is behind it. */
static const char *match_one(const char *at, char text, bool ignore_case, bool *matched)
{
	unsigned char c = fold(text, ignore_case);
	const char *end;

	if (*at == '?') {
		*matched = true;
		return at + 1;
	}
	if (*at == '[' && (end = match_set(at, c, ignore_case, matched)) != NULL)
		return end;
	if (*at == '\\' && at[1])
		at++;
	*matched = *at && fold(*at, ignore_case) == c;
	return at + 1;
}

bool bk_glob_match(const char *pattern, const char *text, bool ignore_case)
{
	const char *behind_star = NULL, *star_text = NULL;

	while (*text) {
		bool matched = false;
		const char *next;

		if (*pattern == '*') {
			behind_star = ++pattern;
			star_text = text;
			continue;
		}
		next = match_one(pattern, *text, ignore_case, &matched);
		if (matched) {
			pattern = next;
			text++;
			continue;
		}
		if (!behind_star)
			return false;
		pattern = behind_star;
		text = ++star_text;
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
