/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the running kernel said, as text and JSON. */
#ifndef BK_RENDER_RENDER_PROBE_H
#define BK_RENDER_RENDER_PROBE_H

#include "btfkit/base/json.h"
#include "btfkit/live/probe.h"
#include "btfkit/live/read.h"
#include "btfkit/live/self_test.h"
#include "btfkit/live/trial.h"

struct bk_probe_kernel {
	const char *release, *arch; /* NULL: not known */
};

/*
 * `btfkit probe`: a line an expression, with the witnesses that say so; where they disagree a line for
 * each. Control characters in names become `?`.
 */
void bk_render_probe_text(struct bk_sink *sink, const struct bk_probe *probe);

/* The same as JSON, schema: btfkit.probe/1. */
void bk_render_probe_json(struct bk_sink *sink, const struct bk_probe *probe,
			  const struct bk_probe_kernel *kernel);

/* Begins a document of that schema, up to the key of the list that follows. */
void bk_probe_json_begin(struct bk_json *json, const struct bk_probe_kernel *kernel,
			 const char *list);

/*
 * `btfkit probe --read`: a line a field, with what user space knows of it; of all tasks a table. As
 * JSON, keys "reads" or "tasks". They fail without memory.
 */
struct bk_error *bk_render_reads_text(struct bk_sink *sink, const struct bk_reads *reads,
				      const struct bk_graph *graph) BK_MUST_CHECK;
struct bk_error *bk_render_reads_json(struct bk_sink *sink, const struct bk_reads *reads,
				      const struct bk_graph *graph,
				      const struct bk_probe_kernel *kernel) BK_MUST_CHECK;

/*
 * `btfkit probe OBJECT`: a line a program, with the lines of the log that decided. As JSON, key
 * "objects". `offline`: nothing was loaded, there are only predictions.
 */
void bk_render_trials_text(struct bk_sink *sink, const struct bk_trial *trials, size_t count,
			   bool offline);
void bk_render_trials_json(struct bk_sink *sink, const struct bk_trial *trials, size_t count,
			   const struct bk_probe_kernel *kernel, bool offline);

/* `btfkit probe --self-test`: `ok WHAT` or `not ok WHAT: WHY`. */
void bk_render_self_test(struct bk_sink *sink, const struct bk_self_test *test);

/* Puts text with control characters as `?`. */
void bk_put_visible(struct bk_sink *sink, const char *text);

#endif
