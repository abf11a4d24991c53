// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Rules of make: each path once, with what is special in it quoted. */
#include "btfkit/base/depfile.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

START_TEST(paths_are_quoted_and_written_once)
{
	struct bk_depfile depfile = { 0 };
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	ck_assert(bk_depfile_add(&depfile, "a b:c"));
	ck_assert(bk_depfile_add(&depfile, "c$#\nd"));
	ck_assert(bk_depfile_add(&depfile, "a b:c"));
	bk_depfile_write(&depfile, &sink, "out put");
	bk_depfile_deinit(&depfile);
	expect_text(sink_text(&sink),
		    "out\\ put: \\\n a\\ b\\:c \\\n c$$\\#?d\n\na\\ b\\:c:\n\nc$$\\#?d:\n");
}
END_TEST

START_TEST(of_nothing)
{
	struct bk_depfile depfile = { 0 };
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_depfile_write(&depfile, &sink, "out");
	expect_text(sink_text(&sink), "out:\n");
}
END_TEST

TEST_SUITE(depfile, paths_are_quoted_and_written_once, of_nothing)
