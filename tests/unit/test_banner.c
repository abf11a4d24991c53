// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The release in a kernel's banner. */
#include "btfkit/source/banner.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/suite.h"

/* Of exactly its size, without the NUL. */
static struct bk_bytes text_of(const char *text)
{
	size_t size = strlen(text);

	return (struct bk_bytes){ keep_copy(text, size), size };
}

static void expect_release(struct bk_bytes got, const char *release)
{
	ck_assert_uint_eq(got.size, strlen(release));
	if (got.size)
		ck_assert_mem_eq(got.data, release, got.size);
}

START_TEST(banners_tell_the_release)
{
	expect_release(bk_banner_find(text_of("Linux version 6.1.0-56-amd64 (a@b) (gcc) #1")),
		       "6.1.0-56-amd64");
	expect_release(bk_banner_find(text_of("noise Linux version 7.2.13+deb14-s390x (a")),
		       "7.2.13+deb14-s390x");
	expect_release(bk_banner_find(text_of("Linux version 6.12.0_x~rc1.el9 (")),
		       "6.12.0_x~rc1.el9");
}
END_TEST

START_TEST(what_looks_like_a_banner_is_passed_over)
{
	expect_release(bk_banner_find(text_of("Linux version %s\n\0Linux version 5.4.0")), "");
	expect_release(bk_banner_find(text_of("Linux version %s (Linux version x (Linux version "
					      "5.4.0 (Linux version 6 (")),
		       "5.4.0");
	expect_release(bk_banner_find(text_of("Linux version 5.4.0\n")), "");
	expect_release(bk_banner_find(text_of("Linux version 5.4.0 ")), "");
	expect_release(bk_banner_find(text_of("Linux version 5.4*/0 (")), "");
	expect_release(bk_banner_find(text_of("Linux version  (")), "");
	expect_release(bk_banner_find(text_of("Linux version ")), "");
	expect_release(bk_banner_find(text_of("")), "");
	expect_release(bk_banner_find((struct bk_bytes){ NULL, 0 }), "");
}
END_TEST

START_TEST(releases_have_an_end_and_a_longest)
{
	const char *longest = keep_format("6.%062d", 0), *longer = keep_format("6.%063d", 0);

	expect_release(bk_release_at(text_of("6.1.0 (")), "6.1.0");
	expect_release(bk_release_at(text_of("6.1.0")), "");
	expect_release(bk_release_at(text_of("")), "");
	expect_release(bk_release_at(text_of(keep_format("%s ", longest))), longest);
	expect_release(bk_release_at(text_of(keep_format("%s ", longer))), "");

	expect_release(bk_release_whole(text_of("6.1.0")), "6.1.0");
	expect_release(bk_release_whole(text_of("6.1.0\n")), "6.1.0");
	expect_release(bk_release_whole(text_of("6.1.0 SMP")), "6.1.0");
	expect_release(bk_release_whole((struct bk_bytes){ (const uint8_t *)"6.1.0\0x", 7 }),
		       "6.1.0");
	expect_release(bk_release_whole(text_of(longest)), longest);
	expect_release(bk_release_whole(text_of(longer)), "");
	expect_release(bk_release_whole(text_of("6.1/0")), "");
	expect_release(bk_release_whole(text_of("v6.1")), "");
	expect_release(bk_release_whole((struct bk_bytes){ NULL, 0 }), "");
}
END_TEST

TEST_SUITE(banner, banners_tell_the_release, what_looks_like_a_banner_is_passed_over,
	   releases_have_an_end_and_a_longest)
