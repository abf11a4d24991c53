/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A fixed set of questions and reads, of which it is known on any kernel how they must come out. */
#ifndef BK_LIVE_SELF_TEST_H
#define BK_LIVE_SELF_TEST_H

#include "btfkit/live/probe.h"
#include "btfkit/live/read.h"

struct bk_self_test_line {
	char *what;
	char *why; /* NULL: it came out as it must */
};

struct bk_self_test {
	BK_ARRAY(struct bk_self_test_line) lines;
	size_t failed;
};

/* An error means that it could not be run, with the witness that is missing. */
struct bk_error *bk_self_test(struct bk_self_test *test, const struct bk_graph *graph,
			      const struct bk_probe_options *options) BK_MUST_CHECK;

void bk_self_test_deinit(struct bk_self_test *test);

#endif
