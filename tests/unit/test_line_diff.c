// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Differences of texts: known ones, and random ones that must lead from one text to the other. */
#include "btfkit/base/line_diff.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>
#include <stdlib.h>

static struct bk_bytes bytes_of(const char *text)
{
	return (struct bk_bytes){ (const uint8_t *)text, strlen(text) };
}

static const char *diff(const char *a, const char *b, size_t limit)
{
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	ck_assert(bk_line_diff(&sink, bytes_of(a), bytes_of(b), limit));
	return sink_text(&sink);
}

START_TEST(known)
{
	expect_text(diff("", "", 9), "");
	expect_text(diff("a\nb\n", "a\nb\n", 9), "");
	expect_text(diff("", "a\n", 9), "@@ -1 +1 @@ \n+a\n");
	expect_text(diff("a\n", "", 9), "@@ -1 +1 @@ \n-a\n");
	expect_text(diff("a\nb\nc\n", "a\nx\nc\n", 9), "@@ -2 +2 @@ \n-b\n+x\n");
	expect_text(diff("struct s {\n\tint a;\n\tint b;\n};\n",
			 "struct s {\n\tint a;\n};\nno newline", 9),
		    "@@ -3 +3 @@ struct s {\n-\tint b;\n@@ -5 +4 @@ struct s {\n+no newline\n");
}
END_TEST

START_TEST(limited)
{
	expect_text(diff("a\nb\nc\nd\n", "x\n", 2), "@@ -1 +1 @@ \n-a\n-b\n... and 3 more lines\n");
	expect_text(diff("a\nb\n", "c\n", 2), "@@ -1 +1 @@ \n-a\n-b\n... and 1 more line\n");
}
END_TEST

/* What the differences make of `a`. */
static void patch(const char *a, const char *differences, char *result)
{
	size_t line = 1, at;

	for (*result = '\0'; *differences; differences = strchr(differences, '\n') + 1) {
		int size = (int)(strchr(differences, '\n') - differences);

		if (*differences == '@') {
			ck_assert(strncmp(differences, "@@ -", 4) == 0);
			at = strtoul(differences + 4, NULL, 10);
			for (; line < at; line++, a = strchr(a, '\n') + 1)
				strncat(result, a, (size_t)(strchr(a, '\n') - a) + 1);
		} else if (*differences == '-') {
			ck_assert(strncmp(a, differences + 1, (size_t)size) == 0);
			a = strchr(a, '\n') + 1, line++;
		} else {
			strncat(result, differences + 1, (size_t)size);
		}
	}
	memcpy(result + strlen(result), a, strlen(a) + 1);
}

START_TEST(random_texts)
{
	struct random random = { 1 };
	char a[256], b[256], result[1024];

	for (int round = 0; round < 2000; round++) {
		char *texts[] = { a, b };

		for (int which = 0; which < 2; which++) {
			uint32_t lines = random_below(&random, 30);

			texts[which][0] = '\0';
			for (uint32_t i = 0; i < lines; i++)
				sprintf(texts[which] + 2 * i, "%c\n",
					'a' + random_below(&random, 4));
		}
		patch(a, diff(a, b, 999), result);
		ck_assert_str_eq(result, b);
	}
}
END_TEST

/* More differences than are looked for: still told, in time and memory. */
START_TEST(nothing_alike)
{
	char *a = calloc(20000, 8), *b = calloc(20000, 8);
	const char *text;

	for (int i = 0; i < 20000; i++) {
		sprintf(a + 7 * i, "a%05d\n", i);
		sprintf(b + 7 * i, "b%05d\n", i);
	}
	text = diff(a, b, 3);
	expect_text(text, "@@ -1 +1 @@ \n-a00000\n-a00001\n-a00002\n... and 39997 more lines\n");
	free(a);
	free(b);
}
END_TEST

TEST_SUITE(line_diff, known, limited, random_texts, nothing_alike)
