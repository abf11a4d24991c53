// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Directories as lists of sources. */
#include "btfkit/source/expand.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The specs with spaces between, those that were found in brackets. */
static const char *expanded(const char *text)
{
	static char all[4096];
	BK_AUTO(bk_specs_deinit) struct bk_specs specs = { 0 };
	char *to = all;

	expect_ok(bk_specs_add(&specs, text));
	for (size_t i = 0; i < specs.count; i++)
		to += sprintf(to, specs.at[i].is_found ? "%s[%s]" : "%s%s", i ? " " : "",
			      specs.at[i].text);
	return all;
}

static struct bk_error *adding(const char *text)
{
	BK_AUTO(bk_specs_deinit) struct bk_specs specs = { 0 };

	return bk_specs_add(&specs, text);
}

START_TEST(what_is_no_directory_stays_as_it_is)
{
	scratch_enter();
	scratch_write_text("file", "");
	ck_assert_str_eq(expanded("file"), "file");
	ck_assert_str_eq(expanded("missing"), "missing");
	ck_assert_str_eq(expanded("a.deb:boot/vmlinuz"), "a.deb:boot/vmlinuz");
	ck_assert_str_eq(expanded("-"), "-");
	ck_assert_str_eq(expanded(""), "");
}
END_TEST

START_TEST(a_directory_is_its_files_sorted_as_bytes)
{
	scratch_enter();
	ck_assert(scratch_run(
		"mkdir -p d/b/c d/empty && touch d/b/c/2 d/b/1 d/b-1 d/Z d/a d/.hidden"));
	ck_assert_str_eq(expanded("d"), "[d/.hidden] [d/Z] [d/a] [d/b-1] [d/b/1] [d/b/c/2]");
	ck_assert_str_eq(expanded("d/b/"), "[d/b/1] [d/b/c/2]");
}
END_TEST

START_TEST(links_and_special_files_in_a_directory_are_passed_over)
{
	scratch_enter();
	ck_assert(scratch_run(
		"mkdir d && touch d/a && ln -s . d/loop && ln -s a d/link && mkfifo d/fifo"));
	ck_assert_str_eq(expanded("d"), "[d/a]");
	ck_assert(scratch_run("ln -s d given"));
	ck_assert_str_eq(expanded("given"), "[given/a]");
}
END_TEST

START_TEST(a_directory_without_files_is_an_error)
{
	struct bk_error *error;

	scratch_enter();
	ck_assert(scratch_run("mkdir -p d/e"));
	error = adding("d");
	ck_assert_int_eq(bk_error_code(error), BK_ERR_NO_BTF);
	expect_fails(error, "d: no file in the directory");
}
END_TEST

START_TEST(a_directory_that_cannot_be_read_is_an_error)
{
	scratch_enter();
	ck_assert(scratch_run("mkdir -p d/e && touch d/a d/e/b && chmod 0 d/e"));
	if (access("d/e", R_OK) != 0) /* root may read anything */
		expect_fails(adding("d"), "d/e: Permission denied");
	ck_assert_int_eq(chmod("d/e", 0700), 0);
}
END_TEST

START_TEST(directories_within_directories_end_somewhere)
{
	scratch_enter();
	ck_assert(scratch_run("mkdir -p $(yes d | head -n 127 | paste -sd /) && "
			      "touch $(yes d | head -n 127 | paste -sd /)/file"));
	ck_assert_str_ne(expanded("d"), "");
	ck_assert(scratch_run("mkdir -p $(yes e | head -n 300 | paste -sd /)"));
	expect_fails(adding("e"), "directories too deep");
}
END_TEST

TEST_SUITE(expand, what_is_no_directory_stays_as_it_is, a_directory_is_its_files_sorted_as_bytes,
	   links_and_special_files_in_a_directory_are_passed_over,
	   a_directory_without_files_is_an_error, a_directory_that_cannot_be_read_is_an_error,
	   directories_within_directories_end_somewhere)
