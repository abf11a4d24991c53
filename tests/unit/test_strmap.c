// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The hash map from strings to numbers. */
#include "btfkit/base/strmap.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/suite.h"

START_TEST(what_was_put_in_is_found)
{
	struct bk_strmap map = BK_STRMAP_INIT;
	bool inserted;

	ck_assert_ptr_null(bk_strmap_find(&map, "list"));
	ck_assert_uint_eq(*bk_strmap_insert(&map, "list", 7, &inserted), 7);
	ck_assert(inserted);
	ck_assert_uint_eq(*bk_strmap_insert(&map, keep_format("%s", "list"), 8, &inserted), 7);
	ck_assert(!inserted);
	*bk_strmap_find(&map, "list") = 9;
	ck_assert_uint_eq(*bk_strmap_find(&map, "list"), 9);
	ck_assert_ptr_null(bk_strmap_find(&map, "lists"));
	ck_assert_ptr_null(bk_strmap_find(&map, ""));
	ck_assert_uint_eq(*bk_strmap_insert(&map, "", 0, &inserted), 0);
	ck_assert_uint_eq(*bk_strmap_find(&map, ""), 0);
	bk_strmap_deinit(&map);
}
END_TEST

START_TEST(it_grows)
{
	enum { MANY = 20000 };
	struct bk_strmap map = BK_STRMAP_INIT;
	bool inserted;

	for (uint32_t i = 0; i < MANY; i++) {
		bk_strmap_insert(&map, keep_format("name_%u", i), i, &inserted);
		ck_assert(inserted);
	}
	ck_assert_uint_eq(map.count, MANY);
	for (uint32_t i = 0; i < MANY; i++)
		ck_assert_uint_eq(*bk_strmap_find(&map, keep_format("name_%u", i)), i);
	ck_assert_ptr_null(bk_strmap_find(&map, "name_20000"));
	bk_strmap_deinit(&map);
}
END_TEST

TEST_SUITE(strmap, what_was_put_in_is_found, it_grows)
