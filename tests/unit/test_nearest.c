// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Edit distances, and names that are near. */
#include "btfkit/base/nearest.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

START_TEST(distances_count_edits)
{
	static const struct {
		const char *a, *b;
		unsigned int distance;
	} pairs[] = {
		{ "", "", 0 },
		{ "task", "task", 0 },
		{ "task", "tasks", 1 }, /* inserted */
		{ "task", "ask", 1 },	/* deleted */
		{ "task", "mask", 1 },	/* replaced */
		{ "task", "tsak", 1 },	/* swapped */
		{ "task", "atks", 2 },	/* swapped, twice */
		{ "ca", "abc", 3 },	/* what was swapped is not edited again */
		{ "", "abc", 3 },
		{ "task_strct", "task_struct", 1 },
		{ "list", "tree", 4 },
		{ "sk_buff", "skb_buf", 2 },
		{ "kitten", "sitting", 3 },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		for (unsigned int limit = 0; limit < 6; limit++) {
			unsigned int expected =
				pairs[i].distance <= limit ? pairs[i].distance : limit + 1;

			ck_assert_uint_eq(bk_edit_distance(pairs[i].a, pairs[i].b, limit),
					  expected);
			ck_assert_uint_eq(bk_edit_distance(pairs[i].b, pairs[i].a, limit),
					  expected);
		}
	}
}
END_TEST

START_TEST(very_long_names_are_far_from_all)
{
	char *longest = keep_zeros(128), *too_long = keep_zeros(129);

	memset(longest, 'x', 127);
	memset(too_long, 'x', 128);
	ck_assert_uint_eq(bk_edit_distance(longest, longest, 3), 0);
	ck_assert_uint_eq(bk_edit_distance(too_long, too_long, 3), 4);
	ck_assert_uint_eq(bk_edit_distance(longest, too_long, 3), 4);
}
END_TEST

START_TEST(the_nearest_few_are_told)
{
	static const char *const names[] = { "nf_table",  "nf_tables",	"",
					     "nftables",  "nf_tabels",	"ip_tables",
					     "nf_tables", "nf_tableau", "nf_tublas" };
	struct bk_nearest nearest;

	bk_nearest_init(&nearest, "nf_tables");
	ck_assert_str_eq(bk_nearest_text(&nearest), "");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		bk_nearest_offer(&nearest, names[i]);
	ck_assert_str_eq(bk_nearest_text(&nearest),
			 " (near: nf_tables, nf_table, nftables, nf_tabels)");
	bk_nearest_init(&nearest, "ab"); /* too short for any edit */
	bk_nearest_offer(&nearest, "ac");
	bk_nearest_offer(&nearest, "ab");
	ck_assert_str_eq(bk_nearest_text(&nearest), " (near: ab)");
}
END_TEST

/* task_struct.state and inode.i_atime, as later kernels have them */
START_TEST(underscores_and_words_around_it_are_near)
{
	char *many = keep_zeros(4096);
	struct bk_nearest nearest;

	bk_nearest_init(&nearest, "state");
	bk_nearest_offer(&nearest, "stats");
	bk_nearest_offer(&nearest, "exit_state"); /* such a short word stands in many */
	bk_nearest_offer(&nearest, "__state");
	ck_assert_str_eq(bk_nearest_text(&nearest), " (near: __state, stats)");
	bk_nearest_init(&nearest, "i_atime");
	bk_nearest_offer(&nearest, "i_atime_sec");
	bk_nearest_offer(&nearest, "i_atimes_of_all");
	bk_nearest_offer(&nearest, "__i_atime");
	memset(many, '_', 4095);
	bk_nearest_offer(&nearest, keep_format("i_atime%s", many));
	ck_assert_str_eq(bk_nearest_text(&nearest), " (near: __i_atime, i_atime_sec)");
}
END_TEST

START_TEST(names_of_any_length_fit)
{
	struct bk_nearest nearest;
	char *wanted = keep_zeros(128);

	memset(wanted, 'x', 127);
	bk_nearest_init(&nearest, wanted);
	for (int i = 0; i < 6; i++) {
		char *name = keep_format("%s", wanted);

		name[i] = 'y';
		bk_nearest_offer(&nearest, name);
	}
	ck_assert_uint_eq(strlen(bk_nearest_text(&nearest)), strlen(" (near: , , , )") + 4 * 127);
}
END_TEST

/* Most are told apart before edits are counted: none of them may have been near. */
START_TEST(what_is_near_is_found_and_nothing_else)
{
	static const char letters[] = "abcxyz_09";
	const char *wanted = "scx_dispatch_q";
	unsigned int near = 0, far = 0, state = 1;

	for (int round = 0; round < 4000; round++) {
		char name[32] = "";
		struct bk_nearest nearest, measured;
		struct bk_measured_name offered;

		memcpy(name, wanted, strlen(wanted) + 1);
		for (int edits = round % 6; edits > 0; edits--) {
			size_t size = strlen(name), at;

			state = state * 1103515245 + 12345;
			at = (state >> 16) % size;
			if (state >> 30 == 0) /* put in */
				memmove(name + at + 1, name + at, size - at);
			if (state >> 30 == 1) /* taken out */
				memmove(name + at, name + at + 1, size - at);
			else
				name[at] = letters[(state >> 8) % (sizeof(letters) - 1)];
		}
		bk_nearest_init(&nearest, wanted);
		bk_nearest_offer(&nearest, name);
		ck_assert_msg((nearest.count == 1) == (bk_edit_distance(wanted, name, 3) <= 3),
			      "%s", name);
		offered = bk_measure_name(name);
		bk_nearest_init(&measured, wanted);
		bk_nearest_offer_measured(&measured, &offered);
		ck_assert_uint_eq(measured.count, nearest.count);
		*(nearest.count ? &near : &far) += 1;
	}
	ck_assert_uint_gt(near, 1000);
	ck_assert_uint_gt(far, 500);
}
END_TEST

TEST_SUITE(nearest, what_is_near_is_found_and_nothing_else, distances_count_edits,
	   very_long_names_are_far_from_all, the_nearest_few_are_told,
	   underscores_and_words_around_it_are_near, names_of_any_length_fit)
