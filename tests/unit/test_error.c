// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Errors: texts, places and the one that needs no memory. */
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <errno.h>

START_TEST(an_error_holds_a_code_and_a_text)
{
	struct bk_error *error = bk_error_create(BK_ERR_MALFORMED, "type %d: %s", 42, "odd");

	ck_assert_int_eq(bk_error_code(error), BK_ERR_MALFORMED);
	ck_assert_str_eq(bk_error_text(error), "type 42: odd");
	bk_error_destroy(error);
}
END_TEST

START_TEST(places_come_outermost_first)
{
	struct bk_error *error = bk_error_create(BK_ERR_MALFORMED, "no BTF magic");

	error = bk_error_in(error, "boot/vmlinuz");
	error = bk_error_in(error, "data.tar.%s", "xz");
	ck_assert_str_eq(bk_error_text(error), "data.tar.xz: boot/vmlinuz: no BTF magic");
	ck_assert_int_eq(bk_error_code(error), BK_ERR_MALFORMED);
	bk_error_destroy(error);
}
END_TEST

START_TEST(control_characters_do_not_reach_a_terminal)
{
	struct bk_error *error =
		bk_error_create(BK_ERR_NOT_FOUND, "'%s'", "\033[31mred\n\x7f \302\233 \303\251");

	error = bk_error_in(error, "a\tplace\302");
	ck_assert_str_eq(bk_error_text(error), "a?place\302: '?[31mred?? ? \303\251'");
	bk_error_destroy(error);
}
END_TEST

START_TEST(remarks_come_behind)
{
	struct bk_error *error = bk_error_create(BK_ERR_SYSTEM, "bpf: refused");

	error = bk_error_in(bk_error_remark(error, "only for %s", "ro\not"), "id:1");
	ck_assert_str_eq(bk_error_text(error), "id:1: bpf: refused (only for ro?ot)");
	ck_assert_int_eq(bk_error_code(error), BK_ERR_SYSTEM);
	bk_error_destroy(error);
	ck_assert_ptr_eq(bk_error_remark(bk_error_memory(), "x"), bk_error_memory());
}
END_TEST

START_TEST(success_stays_success)
{
	ck_assert_ptr_null(bk_error_remark(NULL, "a remark"));
	ck_assert_ptr_null(bk_error_in(NULL, "a place"));
	bk_error_destroy(NULL);
}
END_TEST

START_TEST(a_system_error_tells_what_the_system_says)
{
	struct bk_error *error = bk_error_system(ENOENT, "open %s", "vmlinux");

	ck_assert_int_eq(bk_error_code(error), BK_ERR_SYSTEM);
	ck_assert_str_eq(bk_error_text(error), "open vmlinux: No such file or directory");
	bk_error_destroy(error);

	error = bk_error_system(ENOMEM, "mmap");
	ck_assert_int_eq(bk_error_code(error), BK_ERR_MEMORY);
	bk_error_destroy(error);
}
END_TEST

START_TEST(out_of_memory_is_one_error_that_takes_no_places)
{
	struct bk_error *error = bk_error_in(bk_error_memory(), "a place");

	ck_assert_ptr_eq(error, bk_error_memory());
	ck_assert_int_eq(bk_error_code(error), BK_ERR_MEMORY);
	ck_assert_str_eq(bk_error_text(error), "out of memory");
	bk_error_destroy(error);
	ck_assert_str_eq(bk_error_text(bk_error_memory()), "out of memory");
}
END_TEST

static struct bk_error *fail_at(int step, int *reached)
{
	for (*reached = 1; *reached < 3; ++*reached)
		BK_TRY(*reached == step ? bk_error_create(BK_ERR_USAGE, "step %d", step) : NULL);
	return NULL;
}

START_TEST(try_returns_the_first_error)
{
	int reached;

	expect_fails(fail_at(2, &reached), "step 2");
	ck_assert_int_eq(reached, 2);
	expect_ok(fail_at(9, &reached));
	ck_assert_int_eq(reached, 3);
}
END_TEST

TEST_SUITE(error, an_error_holds_a_code_and_a_text, places_come_outermost_first,
	   remarks_come_behind, control_characters_do_not_reach_a_terminal, success_stays_success,
	   a_system_error_tells_what_the_system_says,
	   out_of_memory_is_one_error_that_takes_no_places, try_returns_the_first_error)
