// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Output files: whole or not at all, and what they replace. */
#include "btfkit/base/output.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const struct bk_output *output, const char *text)
{
	ck_assert_int_eq(write(output->fd, text, strlen(text)), strlen(text));
}

/* What a command does with -o PATH. */
static struct bk_error *write_output(const char *path, const char *text)
{
	BK_AUTO(bk_output_deinit) struct bk_output output;

	BK_TRY(bk_output_init(&output, path));
	put(&output, text);
	return bk_output_commit(&output);
}

static unsigned int mode_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_mode & 07777;
}

START_TEST(a_new_file_appears_at_commit)
{
	struct bk_output output;

	scratch_enter();
	umask(027);
	expect_ok(bk_output_init(&output, "vmlinux.h"));
	put(&output, "whole\n");
	ck_assert_ptr_null(scratch_read("vmlinux.h"));
	expect_ok(bk_output_commit(&output));
	bk_output_deinit(&output);
	expect_text(scratch_read("vmlinux.h"), "whole\n");
	expect_text(scratch_list(), "vmlinux.h");
	ck_assert_uint_eq(mode_of("vmlinux.h"), 0640);
	ck_assert_uint_eq(umask(027), 027);
}
END_TEST

START_TEST(an_old_file_is_replaced_and_keeps_its_mode)
{
	scratch_enter();
	scratch_write_text("vmlinux.h", "old and longer\n");
	ck_assert_int_eq(chmod("vmlinux.h", 0604), 0);
	ck_assert_int_eq(link("vmlinux.h", "other-name"), 0);
	expect_ok(write_output("vmlinux.h", "new\n"));
	expect_text(scratch_read("vmlinux.h"), "new\n");
	ck_assert_uint_eq(mode_of("vmlinux.h"), 0604);
	expect_text(scratch_read("other-name"), "old and longer\n");
}
END_TEST

START_TEST(without_a_commit_nothing_has_happened)
{
	struct bk_output output;

	scratch_enter();
	scratch_write_text("old", "old\n");
	expect_ok(bk_output_init(&output, "old"));
	put(&output, "half of wh");
	bk_output_deinit(&output);
	expect_ok(bk_output_init(&output, "new"));
	put(&output, "half of wh");
	bk_output_deinit(&output);
	expect_text(scratch_list(), "old");
	expect_text(scratch_read("old"), "old\n");
}
END_TEST

START_TEST(a_commit_that_fails_leaves_nothing)
{
	struct bk_output output;

	scratch_enter();
	expect_ok(bk_output_init(&output, "out"));
	put(&output, "text");
	ck_assert_int_eq(mkdir("out", 0755), 0); /* somebody was faster */
	expect_fails(bk_output_commit(&output), "out: Is a directory");
	bk_output_deinit(&output);
	expect_text(scratch_list(), "out");
}
END_TEST

START_TEST(a_symbolic_link_stays_and_what_it_points_to_is_replaced)
{
	struct stat st;

	scratch_enter();
	ck_assert_int_eq(mkdir("deep", 0755), 0);
	scratch_write_text("deep/target", "old\n");
	ck_assert_int_eq(symlink("deep/target", "link"), 0);
	expect_ok(write_output("link", "new\n"));
	ck_assert_int_eq(lstat("link", &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	expect_text(scratch_read("deep/target"), "new\n");
	expect_text(scratch_list(), "deep link");
}
END_TEST

START_TEST(a_link_to_nowhere_makes_the_file_it_points_to)
{
	struct stat st;

	scratch_enter();
	ck_assert_int_eq(mkdir("deep", 0755), 0);
	ck_assert_int_eq(symlink("deep/target", "link"), 0);
	expect_ok(write_output("link", "new\n"));
	ck_assert_int_eq(lstat("link", &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	expect_text(scratch_read("deep/target"), "new\n");
}
END_TEST

START_TEST(a_device_is_written_to)
{
	struct stat before, after;

	ck_assert_int_eq(stat("/dev/null", &before), 0);
	expect_ok(write_output("/dev/null", "text"));
	ck_assert_int_eq(stat("/dev/null", &after), 0);
	ck_assert(S_ISCHR(after.st_mode));
	ck_assert_uint_eq(before.st_ino, after.st_ino);
}
END_TEST

START_TEST(a_fifo_is_written_to)
{
	char text[8] = "";
	struct stat st;
	int reader;

	scratch_enter();
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	reader = open("fifo", O_RDONLY | O_NONBLOCK);
	expect_ok(write_output("fifo", "text"));
	ck_assert_int_eq(read(reader, text, sizeof(text)), 4);
	ck_assert_str_eq(text, "text");
	ck_assert_int_eq(stat("fifo", &st), 0);
	ck_assert(S_ISFIFO(st.st_mode));
	close(reader);
}
END_TEST

START_TEST(a_pipe_is_written_to_by_its_name_in_proc)
{
	char text[8] = "";
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	expect_ok(write_output(keep_format("/dev/fd/%d", ends[1]), "text"));
	ck_assert_int_eq(read(ends[0], text, sizeof(text)), 4);
	ck_assert_str_eq(text, "text");
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(what_cannot_be_opened_is_named)
{
	scratch_enter();
	ck_assert_int_eq(mkdir("directory", 0755), 0);
	scratch_write_text("file", "");
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	expect_fails(write_output("directory", ""), "directory: Is a directory");
	expect_fails(write_output("nowhere/out", ""), "nowhere/out: No such file or directory");
	expect_fails(write_output("file/out", ""), "file/out: Not a directory");
	expect_fails(write_output("loop", ""), "loop: ");
	expect_text(scratch_list(), "directory file loop");
}
END_TEST

TEST_SUITE(output, a_new_file_appears_at_commit, an_old_file_is_replaced_and_keeps_its_mode,
	   without_a_commit_nothing_has_happened, a_commit_that_fails_leaves_nothing,
	   a_symbolic_link_stays_and_what_it_points_to_is_replaced,
	   a_link_to_nowhere_makes_the_file_it_points_to, a_device_is_written_to,
	   a_fifo_is_written_to, a_pipe_is_written_to_by_its_name_in_proc,
	   what_cannot_be_opened_is_named)
