// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What tests say about errors, texts and the BTF they have built. */
#include "tests/unit/support/expect.h"

#include "btfkit/render/render.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Check would name this file; so the test's place stands in the message. */
static BK_PRINTF(3, 4) void complain(const char *file, int line, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	ck_abort_msg("%s:%d: %s", file, line, (char *)keep(text));
}

void expect_ok_at(const char *file, int line, struct bk_error *error)
{
	if (error)
		complain(file, line, "an error: %s", bk_error_text(error));
}

void expect_fails_at(const char *file, int line, struct bk_error *error, const char *part)
{
	if (!error)
		complain(file, line, "no error, but expected: %s", part);
	if (!strstr(bk_error_text(error), part))
		complain(file, line, "another error\n  expected: %s\n  got:      %s", part,
			 bk_error_text(error));
	bk_error_destroy(error);
}

void expect_text_at(const char *file, int line, const char *got, const char *text)
{
	size_t same = 0, start;
	int number = 1;

	while (got[same] && got[same] == text[same])
		same++;
	if (got[same] == text[same])
		return;
	start = same;
	while (start > 0 && got[start - 1] != '\n')
		start--;
	for (size_t i = 0; i < start; i++)
		number += got[i] == '\n';
	complain(file, line,
		 "line %d differs\n  expected: %.*s\n  got:      %.*s\nall of it:\n%.3000s", number,
		 (int)strcspn(text + start, "\n"), text + start, (int)strcspn(got + start, "\n"),
		 got + start, got);
}

char *sink_text_at(const char *file, int line, struct bk_sink *sink)
{
	size_t size = sink->at - sink->start;
	char *text = keep_zeros(size + 1);

	memcpy(text, sink->start, size);
	expect_ok_at(file, line, bk_sink_finish(sink));
	bk_sink_deinit(sink);
	return text;
}

char *quoted(const char *text)
{
	char *json = keep_format("%s", text);

	for (char *at = json; *at; at++)
		if (*at == '\'')
			*at = '"';
	return json;
}

/* The graph of `b`'s base, NULL where it has none. */
static struct bk_error *make_graph(struct bk_bytes bytes, const struct build *b,
				   struct bk_graph **graph)
{
	const struct build *base = b ? build_base(b) : NULL;
	struct bk_graph *base_graph = NULL;

	if (base) {
		BK_TRY(bk_error_in(make_graph(build_bytes(base), base, &base_graph), "base"));
		keep(base_graph);
	}
	return bk_graph_create(bytes, base_graph, graph);
}

const struct bk_graph *graph_of_at(const char *file, int line, const struct build *b)
{
	struct bk_graph *graph = NULL;

	expect_ok_at(file, line, make_graph(build_bytes(b), b, &graph));
	return keep(graph);
}

struct bk_error *graph_create(struct bk_bytes bytes, const struct build *b)
{
	struct bk_bytes copy = { keep_copy(bytes.data, bytes.size), bytes.size };
	struct bk_graph *graph;

	BK_TRY(make_graph(copy, b, &graph));
	bk_graph_destroy(graph);
	return NULL;
}

typedef void dump_function(struct bk_sink *sink, const struct bk_graph *graph,
			   const struct bk_selection *selection);

static char *dump(dump_function *function, const struct bk_graph *graph,
		  const struct bk_selection *selection)
{
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	function(&sink, graph, selection);
	return sink_text(&sink);
}

char *dump_raw(const struct bk_graph *graph, const struct bk_selection *selection)
{
	return dump(bk_render_dump_raw, graph, selection);
}

char *dump_json(const struct bk_graph *graph, const struct bk_selection *selection)
{
	return dump(bk_render_dump_json, graph, selection);
}
