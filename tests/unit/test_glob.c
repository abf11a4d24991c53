// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Shell patterns, by themselves and beside the C library's. */
#include "btfkit/base/glob.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/suite.h"

#include <fnmatch.h>
#include <stdio.h>

static const struct {
	const char *pattern, *text;
	bool fits;
} cases[] = {
	{ "", "", true },
	{ "", "a", false },
	{ "a", "", false },
	{ "*", "", true },
	{ "*", "anything", true },
	{ "**", "x", true },
	{ "?", "", false },
	{ "?", "x", true },
	{ "a*", "a", true },
	{ "*a", "ba", true },
	{ "*a", "ab", false },
	{ "sk_*mark*", "sk_watermark", true },
	{ "sk_*mark*", "sk_wate", false },
	{ "*ab*ab", "xabyabab", true },
	{ "*ab*ab", "xabyaba", false },
	{ "[abc]x", "bx", true },
	{ "[abc]x", "dx", false },
	{ "[!abc]", "d", true },
	{ "[^abc]", "a", false },
	{ "[a-c]", "b", true },
	{ "[a-c]", "d", false },
	{ "[]]", "]", true },
	{ "[!]]", "]", false },
	{ "[a-]", "-", true },
	{ "[[:digit:]]*", "7x", true },
	{ "[[:digit:]]*", "x7", false },
	{ "[_[:alpha:]]", "_", true },
	{ "[a", "[a", true },
	{ "[", "[", true },
	{ "\\*", "*", true },
	{ "\\*", "x", false },
	{ "[\\]]", "]", true },
	{ "a\\.b", "a.b", true },
	{ "*[0-9]", "queue12", true },
	{ "*.*", "a.b", true },
};

START_TEST(patterns_fit_as_in_the_shell)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert_msg(bk_glob_match(cases[i].pattern, cases[i].text, false) ==
				      cases[i].fits,
			      "'%s' and '%s'", cases[i].pattern, cases[i].text);
		ck_assert_msg((fnmatch(cases[i].pattern, cases[i].text, 0) == 0) == cases[i].fits,
			      "fnmatch: '%s' and '%s'", cases[i].pattern, cases[i].text);
	}
}
END_TEST

START_TEST(case_can_be_ignored)
{
	ck_assert(bk_glob_match("Task_*", "tASK_struct", true));
	ck_assert(!bk_glob_match("Task_*", "tASK_struct", false));
	ck_assert(bk_glob_match("[A-C]", "b", true));
	ck_assert(bk_glob_match("[a-c]", "B", true));
	ck_assert(!bk_glob_match("[a-c]", "D", true));
	ck_assert(bk_glob_match("[[:upper:]]", "b", true));
	ck_assert(!bk_glob_match("[[:upper:]]", "b", false));
}
END_TEST

/* All that a few characters can say, in both. A set that a backslash leaves open is left to fnmatch. */
START_TEST(random_patterns_are_as_the_c_library_has_them)
{
	static const char pattern_chars[] = "ab*?[]!-", text_chars[] = "ab-]";
	struct random random = random_start(1);
	int fits = 0;

	for (int i = 0; i < 200000; i++) {
		char pattern[8], text[6];
		size_t pattern_size = random_below(&random, sizeof(pattern)),
		       text_size = random_below(&random, sizeof(text));
		bool wanted;

		for (size_t n = 0; n < pattern_size; n++)
			pattern[n] = pattern_chars[random_below(&random, 8)];
		for (size_t n = 0; n < text_size; n++)
			text[n] = text_chars[random_below(&random, 4)];
		pattern[pattern_size] = text[text_size] = '\0';
		wanted = fnmatch(pattern, text, 0) == 0;
		fits += wanted;
		ck_assert_msg(bk_glob_match(pattern, text, false) == wanted, "'%s' and '%s': %d",
			      pattern, text, wanted);
	}
	ck_assert_int_gt(fits, 1000);
}
END_TEST

/* Twenty stars over a text that almost fits would take the C library years. */
START_TEST(many_stars_take_little_time)
{
	char text[501];

	memset(text, 'a', 500);
	text[500] = '\0';
	ck_assert(!bk_glob_match("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text, false));
	ck_assert(bk_glob_match("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a", text, false));
}
END_TEST

START_TEST(what_is_a_pattern)
{
	ck_assert(bk_glob_is_pattern("a*") && bk_glob_is_pattern("?") && bk_glob_is_pattern("[a"));
	ck_assert(!bk_glob_is_pattern("task_struct") && !bk_glob_is_pattern(""));
}
END_TEST

TEST_SUITE(glob, patterns_fit_as_in_the_shell, case_can_be_ignored,
	   random_patterns_are_as_the_c_library_has_them, many_stars_take_little_time,
	   what_is_a_pattern)
