/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What tests say about errors, texts and the BTF they have built.
 *
 *	expect_ok(bk_output_commit(&output));
 *	expect_fails(bk_source_create("nowhere", &source), "nowhere: open: No such file");
 *	expect_raw(b, "[1] FWD 'page' fwd_kind=struct\n");
 *	expect_error(b, "type 1 (PTR): target type 9 does not exist");
 *
 * They are macros so that a failure names the test's own line.
 */
#ifndef BK_TEST_EXPECT_H
#define BK_TEST_EXPECT_H

#include "btfkit/base/error.h"
#include "btfkit/base/sink.h"
#include "btfkit/graph/graph.h"
#include "btfkit/graph/select.h"
#include "tests/unit/support/build.h"
#include "tests/unit/support/keep.h"

#include <check.h>

/* Where in the tests; the first two arguments of what stands behind the macros. */
#define EXPECT_HERE __FILE__, __LINE__

/* An error that must not be: its text fails the test. */
#define expect_ok(error) expect_ok_at(EXPECT_HERE, error)
void expect_ok_at(const char *file, int line, struct bk_error *error);

/* An error that must be, with `part` somewhere in its text. Ends the error. */
#define expect_fails(error, part) expect_fails_at(EXPECT_HERE, error, part)
void expect_fails_at(const char *file, int line, struct bk_error *error, const char *part);

/* Texts of many lines: a failure shows the first line that differs. */
#define expect_text(got, text) expect_text_at(EXPECT_HERE, got, text)
void expect_text_at(const char *file, int line, const char *got, const char *text);

/* What a memory sink holds, as a text, kept; the sink must have no error and ends here. */
#define sink_text(sink) sink_text_at(EXPECT_HERE, sink)
char *sink_text_at(const char *file, int line, struct bk_sink *sink);

/* The graph of what was built, which must be valid, on the graph of its base. It is kept. */
#define graph_of(b) graph_of_at(EXPECT_HERE, b)
const struct bk_graph *graph_of_at(const char *file, int line, const struct build *b);

/* What was built is accepted. */
#define expect_valid(b) ((void)graph_of(b))

/* What was built is refused, with `part` somewhere in the error's text. */
#define expect_error(b, part) expect_fails(graph_create(build_bytes(b), b), part)

/* `btfkit dump --format raw`, and json, of what was built. For json see quoted(). */
#define expect_raw(b, text)  expect_text(dump_raw(graph_of(b), NULL), text)
#define expect_json(b, text) expect_text(dump_json(graph_of(b), NULL), quoted(text))

/* JSON as C can write it: "{'id':1}" becomes {"id":1}. Kept. */
char *quoted(const char *text);

/* The same as texts, kept. `selection` may be NULL. */
char *dump_raw(const struct bk_graph *graph, const struct bk_selection *selection);
char *dump_json(const struct bk_graph *graph, const struct bk_selection *selection);

/*
 * Whether `bytes` are accepted, on the base that `b` has (NULL: without). They are copied to memory
 * of just their size, so that a sanitizer sees what reads past their end.
 */
struct bk_error *graph_create(struct bk_bytes bytes, const struct build *b) BK_MUST_CHECK;

#endif
