// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What can be found, in words. */
#include "btfkit/find/find.h"

static const char *const names[BK_FIND_WHATS] = {
	[BK_FIND_TYPE] = "type",
	[BK_FIND_FUNCTION] = "function",
	[BK_FIND_VARIABLE] = "variable",
	[BK_FIND_MEMBER] = "member",
	[BK_FIND_ENUMERATOR] = "enumerator",
	[BK_FIND_SECTION] = "section",
	[BK_FIND_TAG] = "tag",
};

const char *bk_find_what_name(enum bk_find_what what)
{
	return names[what];
}

/* In the singular or the plural. */
static bool read_what(const char *word, uint32_t *whats)
{
	for (enum bk_find_what what = BK_FIND_TYPE; what < BK_FIND_WHATS; what++) {
		size_t size = strlen(names[what]);

		if (strncmp(word, names[what], size) != 0 ||
		    (word[size] && strcmp(word + size, "s") != 0))
			continue;
		*whats |= 1u << what;
		return true;
	}
	return false;
}

struct bk_error *bk_find_read_whats(const char *text, uint32_t *whats)
{
	BK_AUTOFREE char *copy = strdup(text);
	char *rest = copy, *word;

	if (!copy)
		return bk_error_memory();
	while ((word = strsep(&rest, ",")) != NULL)
		if (!read_what(word, whats))
			return bk_error_create(BK_ERR_USAGE,
					       "--in takes types, members, enumerators, functions, "
					       "variables, sections or tags, not '%s'",
					       word);
	return NULL;
}
