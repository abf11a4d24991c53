// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Patterns: how they are read, and how a name is compared with one. */
#include "btfkit/find/pattern.h"

#include "btfkit/base/glob.h"

#include <strings.h>

/*
 * Names longer than this fit no glob and no expression: the kernel takes none beyond 511 bytes, and
 * in hostile BTF a million names could begin inside one text of megabytes.
 */
enum { LONGEST_NAME = 1023 };

/* The longest stretch of a glob that stands for itself. Behind a set nothing is looked at any more. */
static void find_literal(struct bk_find_name *name)
{
	const char *at = name->text;

	name->literal_size = 0;
	if (name->ignore_case)
		return;
	while (*at && *at != '[') {
		size_t size = strcspn(at, "*?[\\");

		if (size > name->literal_size) {
			name->literal = at;
			name->literal_size = size;
		}
		at += size;
		if (*at == '\\' && at[1])
			at++;
		if (*at && *at != '[')
			at++;
	}
}

/*
 * The same of a regular expression, where only the simplest are understood: plain characters between
 * `^`, `$`, `.` and `.*`. Anything else could make a stretch optional.
 */
static void find_regex_literal(struct bk_find_name *name)
{
	const char *at = name->text;

	name->literal_size = 0;
	if (name->ignore_case || strpbrk(at, "\\[](){}|+?"))
		return;
	while (*at) {
		size_t size = strcspn(at, "^$.*");

		/* a star makes what is before it optional */
		if (at[size] == '*' && size)
			size--;
		if (size > name->literal_size) {
			name->literal = at;
			name->literal_size = size;
		}
		at += size;
		at += *at != '\0';
	}
}

/* Removes the backslashes from a text that is no glob: those before dots. */
static void unquote(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text == '\\' && text[1])
			text++;
		*to++ = *text;
	}
	*to = '\0';
}

static struct bk_find_name make_name(char *text, struct bk_find_style style)
{
	struct bk_find_name name = { .text = text, .ignore_case = style.ignore_case };

	if (bk_glob_is_pattern(text)) {
		name.form = BK_FIND_GLOB;
		find_literal(&name);
		return name;
	}
	unquote(text);
	return name;
}

static bool is_path(const char *text)
{
	size_t size = strlen(text);

	return text[0] != '.' && text[size - 1] != '.' && !strstr(text, "..");
}

/* Cuts a part off; what stands for elements of arrays, `[]`, means nothing here. */
static char *cut_part(char **rest)
{
	char *part = *rest, *at = part;
	size_t size;

	while (*at && *at != '.')
		at += *at == '\\' && at[1] ? 2 : 1;
	*rest = *at ? at + 1 : NULL;
	*at = '\0';
	for (size = at - part; size > 2 && strcmp(part + size - 2, "[]") == 0; size -= 2)
		part[size - 2] = '\0';
	return part;
}

static struct bk_error *read_parts(struct bk_find_pattern *pattern, const char *name,
				   struct bk_find_style style)
{
	size_t size = strlen(name) + 1;
	char *rest;

	pattern->texts = malloc(2 * size);
	if (!pattern->texts)
		return bk_error_memory();
	memcpy(pattern->texts, name, size);
	rest = memcpy(pattern->texts + size, name, size);
	pattern->whole = make_name(pattern->texts, style);
	pattern->part_count = 1;
	pattern->parts[0] = pattern->whole;
	if (style.one_name || !is_path(name))
		return NULL;
	pattern->part_count = 0;
	do {
		if (pattern->part_count == BK_FIND_MOST_PARTS)
			return bk_error_create(BK_ERR_USAGE, "'%s': more than %d parts", name,
					       BK_FIND_MOST_PARTS);
		pattern->parts[pattern->part_count++] = make_name(cut_part(&rest), style);
	} while (rest);
	return NULL;
}

static struct bk_error *read_regex(struct bk_find_pattern *pattern, const char *text,
				   bool ignore_case)
{
	char why[128];
	int flags = REG_EXTENDED | REG_NOSUB | (ignore_case ? REG_ICASE : 0);
	int code = regcomp(&pattern->regex, text, flags);

	if (code == REG_ESPACE)
		return bk_error_memory();
	if (code) {
		regerror(code, &pattern->regex, why, sizeof(why));
		return bk_error_create(BK_ERR_USAGE, "'%s' is no regular expression: %s", text,
				       why);
	}
	pattern->has_regex = true;
	pattern->whole = (struct bk_find_name){ .form = BK_FIND_REGEX,
						.ignore_case = ignore_case,
						.text = text,
						.regex = &pattern->regex };
	find_regex_literal(&pattern->whole);
	pattern->parts[0] = pattern->whole;
	pattern->part_count = 1;
	return NULL;
}

static struct bk_error *read_kind(struct bk_find_pattern *pattern, const char *text,
				  const char **name)
{
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 };

	BK_TRY(bk_selection_add_type(&selection, text));
	pattern->kinds = selection.patterns.at[0].kinds;
	*name = selection.patterns.at[0].name;
	return NULL;
}

struct bk_error *bk_find_pattern_init(struct bk_find_pattern *pattern, const char *text,
				      struct bk_find_style style)
{
	struct bk_error *error;
	const char *name = NULL;

	*pattern = (struct bk_find_pattern){ 0 };
	if (style.regex)
		return read_regex(pattern, text, style.ignore_case);
	BK_TRY(read_kind(pattern, text, &name));
	error = read_parts(pattern, name, style);
	if (error)
		bk_find_pattern_deinit(pattern);
	return error;
}

void bk_find_pattern_deinit(struct bk_find_pattern *pattern)
{
	if (pattern->has_regex)
		regfree(&pattern->regex);
	free(pattern->texts);
	*pattern = (struct bk_find_pattern){ 0 };
}

bool bk_find_name_fits(const struct bk_find_name *name, const char *text)
{
	if (!*text)
		return false;
	if (name->form == BK_FIND_EXACT)
		return name->ignore_case ? strcasecmp(name->text, text) == 0
					 : strcmp(name->text, text) == 0;
	if (strnlen(text, LONGEST_NAME + 1) > LONGEST_NAME)
		return false;
	if (name->form == BK_FIND_GLOB)
		return bk_glob_match(name->text, text, name->ignore_case);
	return regexec(name->regex, text, 0, NULL, 0) == 0;
}
