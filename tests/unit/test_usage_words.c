// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The words of programs: which are tags, and that no text makes it read past the end. */
#include "btfkit/header/usage.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/suite.h"

/* How a word is noted in a text, 0: not at all. */
static uint32_t sort_of(const char *text, const char *word)
{
	struct bk_usage usage = { 0 };
	uint32_t *found, sort;

	ck_assert(bk_usage_add_words(&usage, text, strlen(text)));
	found = bk_strmap_find(&usage.words, word);
	sort = found ? *found : 0;
	bk_usage_deinit(&usage);
	return sort;
}

START_TEST(tags_and_others)
{
	ck_assert_uint_eq(sort_of("struct leaf *l;", "leaf"), BK_WORD_TAG);
	ck_assert_uint_eq(sort_of("union\n\tleaf l;", "leaf"), BK_WORD_TAG);
	ck_assert_uint_eq(sort_of("enum/* of */leaf l;", "leaf"), BK_WORD_TAG);
	ck_assert_uint_eq(sort_of("struct { leaf l; }", "leaf"), BK_WORD_TAG);
	ck_assert_uint_eq(sort_of("(leaf)1", "leaf"), BK_WORD_PLAIN);
	ck_assert_uint_eq(sort_of("leaf x; struct leaf y;", "leaf"), BK_WORD_PLAIN | BK_WORD_TAG);
	ck_assert_uint_eq(sort_of("structleaf", "leaf"), 0);
	ck_assert_uint_eq(sort_of("a_1", "a_1"), BK_WORD_PLAIN);
}
END_TEST

START_TEST(words_in_quotes)
{
	ck_assert_uint_eq(sort_of("// leaf\nx", "leaf"), 0);
	ck_assert_uint_eq(sort_of("// y\nleaf", "leaf"), BK_WORD_PLAIN);
	ck_assert_uint_eq(sort_of("/* leaf", "leaf"), 0);
	ck_assert_uint_eq(sort_of("/* */ leaf", "leaf"), BK_WORD_PLAIN);
	ck_assert_uint_eq(sort_of("\"leaf\\\" leaf\" x", "leaf"), 0);
	ck_assert_uint_eq(sort_of("'\\'' leaf", "leaf"), BK_WORD_PLAIN);
	ck_assert_uint_eq(sort_of("\"open\nleaf", "leaf"), BK_WORD_PLAIN);
	ck_assert_uint_eq(sort_of("a / leaf", "leaf"), BK_WORD_PLAIN);
}
END_TEST

START_TEST(any_text)
{
	struct random random = { 7 };

	for (int round = 0; round < 3000; round++) {
		static const char letters[] = "ab /*\"'\\\n_1";
		size_t size = random_below(&random, 24);
		char *text = malloc(size ? size : 1); /* no byte more, for the sanitizers */
		struct bk_usage usage = { 0 };

		for (size_t i = 0; i < size; i++)
			text[i] = letters[random_below(&random, sizeof(letters) - 1)];
		ck_assert(bk_usage_add_words(&usage, text, size));
		bk_usage_deinit(&usage);
		free(text);
	}
}
END_TEST

TEST_SUITE(usage_words, tags_and_others, words_in_quotes, any_text)
