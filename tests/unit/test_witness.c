// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What loaders print about relocations that they refuse. */
#include "btfkit/live/witness.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

START_TEST(the_refused_relocation_is_found_in_a_log)
{
	char reason[BK_REASON_SIZE] = "";
	uint32_t number;

	ck_assert(
		bk_find_refused("libbpf: prog 'probe_0': relo #17: relocation decision ambiguity: "
				"success 5 != success 9\n"
				"libbpf: prog 'probe_0': relo #17: failed to relocate: -22\n"
				"libbpf: failed to perform CO-RE relocations: -22\n",
				&number, reason));
	ck_assert_uint_eq(number, 17);
	expect_text(reason, "relocation decision ambiguity: success 5 != success 9");
	ck_assert(!bk_find_refused("libbpf: no such thing\nrelo #x: y\n", &number, reason));
	ck_assert(!bk_find_refused("", &number, reason));
}
END_TEST

START_TEST(answers_go_where_they_belong)
{
	static struct bk_probe_answers answers = { .values = { 1, 8, 4, 0, 99, 1, 7 } };
	struct bk_questions questions = { 0 };
	struct bk_answer to[3] = { 0 };

	ck_assert(bk_questions_add(&questions, 0,
				   1U << BK_RELO_FIELD_EXISTS | 1U << BK_RELO_FIELD_BYTE_OFFSET |
					   1U << BK_RELO_FIELD_BYTE_SIZE));
	ck_assert(bk_questions_add(&questions, 1,
				   1U << BK_RELO_TYPE_EXISTS | 1U << BK_RELO_TYPE_SIZE));
	ck_assert(bk_questions_add(&questions, 2,
				   1U << BK_RELO_ENUMVAL_EXISTS | 1U << BK_RELO_ENUMVAL_VALUE));
	bk_take_answers(&questions, 0, (uint32_t)questions.all.count, &answers, to);
	ck_assert_uint_eq(to[0].values[BK_RELO_FIELD_BYTE_OFFSET], 8);
	ck_assert_uint_eq(to[0].values[BK_RELO_FIELD_BYTE_SIZE], 4);
	/* what does not exist has not written the rest */
	ck_assert_uint_eq(to[1].known, 1U << BK_RELO_TYPE_EXISTS);
	ck_assert_uint_eq(to[1].values[BK_RELO_TYPE_EXISTS], 0);
	ck_assert_uint_eq(to[2].values[BK_RELO_ENUMVAL_VALUE], 7);
	bk_questions_deinit(&questions);
}
END_TEST

START_TEST(what_is_to_be_refused_is_asked_apart)
{
	const uint32_t type = 1U << BK_RELO_TYPE_EXISTS | 1U << BK_RELO_TYPE_SIZE;
	const uint32_t field = 1U << BK_RELO_FIELD_EXISTS | 1U << BK_RELO_FIELD_BYTE_OFFSET;
	struct bk_asked asked[3] = { { .apart = 1U << BK_RELO_TYPE_EXISTS },
				     { 0 },
				     { .apart = 1U << BK_RELO_FIELD_BYTE_OFFSET } };
	struct bk_local local[3] = { { .kinds = type }, { .kinds = type }, { .kinds = field } };
	const struct bk_locals locals = { .at = local, .count = 3 };
	const struct bk_asking asking = { .asked = asked, .count = 3 };
	struct bk_questions questions = { 0 };
	const struct bk_answer to[3] = { 0 };
	struct bk_asking part;
	uint32_t kinds;
	size_t at = 0;

	/* of the second both, of the third whether it exists */
	ck_assert(bk_questions_all(&questions, &asking, &locals, to));
	ck_assert_uint_eq(questions.all.count, 3);
	ck_assert_uint_eq(questions.all.at[2].asked, 2);
	ck_assert_int_eq(questions.all.at[2].kind, BK_RELO_FIELD_EXISTS);

	ck_assert(bk_next_apart(&asking, &at, &part, &kinds));
	ck_assert_uint_eq(kinds, 1U << BK_RELO_TYPE_EXISTS);
	ck_assert(bk_next_apart(&asking, &at, &part, &kinds));
	ck_assert_uint_eq(kinds, 1U << BK_RELO_FIELD_BYTE_OFFSET);
	ck_assert_ptr_eq(part.asked, asked + 2);
	ck_assert_uint_eq(part.count, 1);
	ck_assert(bk_questions_all(&questions, &part,
				   &(struct bk_locals){ .at = local + 2, .count = 1 }, to));
	ck_assert_uint_eq(questions.all.count, 2);
	ck_assert(!bk_next_apart(&asking, &at, &part, &kinds));
	bk_questions_deinit(&questions);
}
END_TEST

TEST_SUITE(witness, the_refused_relocation_is_found_in_a_log, answers_go_where_they_belong,
	   what_is_to_be_refused_is_asked_apart)
