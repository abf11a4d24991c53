/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Shell patterns: what fnmatch(3) does with no flags in the C locale, but in time that the product of
 * both lengths bounds, and without regard to case where that is wanted.
 */
#ifndef BK_BASE_GLOB_H
#define BK_BASE_GLOB_H

#include <stdbool.h>

/* Whether all of `text` fits `pattern`: `*`, `?`, `[a-z]`, `[!a]`, `[[:digit:]]`, and `\` quotes. */
bool bk_glob_match(const char *pattern, const char *text, bool ignore_case);

/* Whether a text is a pattern at all: it has a `*`, a `?` or a `[`. */
bool bk_glob_is_pattern(const char *text);

#endif
