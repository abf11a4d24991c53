// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The public interface: what a program that links libbtfkit sees. */
#include "btfkit/btfkit.h"

#include "tests/unit/support/build.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_point(void)
{
	struct build *b = build_new();
	uint32_t integer = build_int(b, "int", 4, BK_INT_SIGNED);

	build_struct(b, "point", 8);
	build_member(b, "x", integer, 0);
	build_member(b, "y", integer, 32);
	scratch_enter();
	scratch_write("point.btf", build_bytes(b));
}

START_TEST(types_are_found_by_kind_and_name)
{
	struct btfkit_btf *btf;
	uint32_t id;

	write_point();
	ck_assert_ptr_null(btfkit_open("point.btf", NULL, &btf));
	ck_assert_uint_eq(btfkit_type_count(btf), 3);
	ck_assert_uint_eq(btfkit_first_own_id(btf), 1);
	id = btfkit_find(btf, "struct", "point");
	ck_assert_uint_eq(id, 2);
	ck_assert_str_eq(btfkit_kind(btf, id), "STRUCT");
	ck_assert_str_eq(btfkit_name(btf, id), "point");
	ck_assert_uint_eq(btfkit_size_bytes(btf, id), 8);
	ck_assert_uint_eq(btfkit_find(btf, "union", "point"), 0);
	ck_assert_uint_eq(btfkit_find(btf, "no kind", "point"), 0);
	ck_assert_ptr_null(btfkit_name(btf, 3));
	btfkit_close(btf);
}
END_TEST

START_TEST(errors_are_texts)
{
	struct btfkit_btf *btf;
	char *error = btfkit_open("/nowhere", NULL, &btf);

	ck_assert_str_eq(error, "/nowhere: open: No such file or directory");
	ck_assert_ptr_null(btf);
	btfkit_close(btf);
	free(error);
}
END_TEST

START_TEST(all_can_be_written)
{
	struct btfkit_btf *btf;
	char *error;
	int fd;

	write_point();
	ck_assert_ptr_null(btfkit_open("point.btf", NULL, &btf));
	fd = open("out", O_WRONLY | O_CREAT, 0600);
	ck_assert_ptr_null(btfkit_write_raw(btf, fd));
	ck_assert_ptr_null(btfkit_write_json(btf, fd));
	ck_assert_ptr_null(btfkit_write_header(btf, fd));
	close(fd);
	ck_assert_ptr_nonnull(strstr(scratch_read("out"), "[2] STRUCT 'point' size=8 vlen=2\n"));
	ck_assert_ptr_nonnull(strstr(scratch_read("out"), "\"schema\":\"btfkit.dump/1\""));
	ck_assert_ptr_nonnull(strstr(scratch_read("out"), "struct point {\n\tint x;\n"));
	fd = open("/dev/full", O_WRONLY);
	error = btfkit_write_raw(btf, fd);
	ck_assert_str_eq(error, "write: No space left on device");
	free(error);
	close(fd);
	btfkit_close(btf);
}
END_TEST

TEST_SUITE(api, types_are_found_by_kind_and_name, errors_are_texts, all_can_be_written)
