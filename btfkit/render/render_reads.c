// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Fields of tasks as they were read. */
#include "btfkit/render/render_probe.h"

static struct bk_error *format(const struct bk_graph *graph, const struct bk_read *read,
			       const struct bk_read_value *value, struct bk_sink *scratch)
{
	scratch->at = scratch->start;
	bk_read_put(graph, read, value, scratch);
	bk_putc(scratch, '\0');
	return bk_sink_finish(scratch);
}

static void put_own(struct bk_sink *sink, const struct bk_read *read, const char *text)
{
	bk_put_visible(sink, read->text);
	bk_printf(sink, "  %s", text);
	if (read->known)
		bk_printf(sink, "  [%s: %s%s]", read->known_by, read->known,
			  strcmp(read->known, text) == 0 ? "" : ", which differs");
	bk_putc(sink, '\n');
}

static struct bk_error *put_tasks(struct bk_sink *sink, const struct bk_reads *reads,
				  const struct bk_graph *graph, struct bk_sink *scratch)
{
	bk_printf(sink, "%7s %7s %-15s", "PID", "TGID", "COMM");
	for (size_t i = 0; i < reads->all.count; i++) {
		const char *name = strchr(reads->all.at[i].text, '.');

		bk_printf(sink, "  %s", name ? name + 1 : reads->all.at[i].text);
	}
	bk_putc(sink, '\n');
	for (size_t n = 0; n < reads->tasks.count; n++) {
		const struct bk_read_task *task = &reads->tasks.at[n];
		char comm[sizeof(task->comm)];

		for (size_t i = 0; i < sizeof(comm); i++)
			comm[i] = task->comm[i] && (task->comm[i] < ' ' || task->comm[i] == 0x7f)
					  ? '?'
					  : task->comm[i];
		bk_printf(sink, "%7d %7d %-15s", task->pid, task->tgid, comm);
		for (size_t i = 0; i < reads->all.count; i++) {
			BK_TRY(format(graph, &reads->all.at[i], &task->values[i], scratch));
			bk_printf(sink, "  %s", scratch->start);
		}
		bk_putc(sink, '\n');
	}
	return NULL;
}

struct bk_error *bk_render_reads_text(struct bk_sink *sink, const struct bk_reads *reads,
				      const struct bk_graph *graph)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink scratch;

	bk_sink_init_memory(&scratch, SIZE_MAX);
	if (!reads->values)
		return put_tasks(sink, reads, graph, &scratch);
	for (size_t i = 0; i < reads->all.count; i++) {
		BK_TRY(format(graph, &reads->all.at[i], &reads->values[i], &scratch));
		put_own(sink, &reads->all.at[i], scratch.start);
	}
	return NULL;
}

/* Null where it could not be read. */
static struct bk_error *put_json_value(struct bk_json *json, const struct bk_graph *graph,
				       const struct bk_read *read,
				       const struct bk_read_value *value, struct bk_sink *scratch)
{
	BK_TRY(format(graph, read, value, scratch));
	if (value->status)
		bk_json_null(json);
	else
		bk_json_string(json, scratch->start);
	return NULL;
}

static struct bk_error *put_json_own(struct bk_json *json, const struct bk_graph *graph,
				     const struct bk_read *read, const struct bk_read_value *value,
				     struct bk_sink *scratch)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, "expr", read->text);
	bk_json_key(json, "value");
	BK_TRY(put_json_value(json, graph, read, value, scratch));
	bk_json_key(json, "known");
	if (read->known) {
		bk_json_string(json, read->known);
		bk_json_field_string(json, "known_by", read->known_by);
		bk_json_field_bool(json, "agree", strcmp(read->known, scratch->start) == 0);
	} else {
		bk_json_null(json);
	}
	bk_json_close(json, '}');
	return NULL;
}

static struct bk_error *put_json_task(struct bk_json *json, const struct bk_graph *graph,
				      const struct bk_reads *reads, const struct bk_read_task *task,
				      struct bk_sink *scratch)
{
	bk_json_open(json, '{');
	bk_json_key(json, "pid");
	bk_json_i64(json, task->pid);
	bk_json_key(json, "tgid");
	bk_json_i64(json, task->tgid);
	bk_json_field_string(json, "comm", task->comm);
	bk_json_field_open(json, "values", '[');
	for (size_t i = 0; i < reads->all.count; i++)
		BK_TRY(put_json_value(json, graph, &reads->all.at[i], &task->values[i], scratch));
	bk_json_close(json, ']');
	bk_json_close(json, '}');
	return NULL;
}

struct bk_error *bk_render_reads_json(struct bk_sink *sink, const struct bk_reads *reads,
				      const struct bk_graph *graph,
				      const struct bk_probe_kernel *kernel)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink scratch;
	struct bk_json json = { .sink = sink };

	bk_sink_init_memory(&scratch, SIZE_MAX);
	bk_probe_json_begin(&json, kernel, reads->values ? "reads" : "tasks");
	for (size_t i = 0; reads->values && i < reads->all.count; i++)
		BK_TRY(put_json_own(&json, graph, &reads->all.at[i], &reads->values[i], &scratch));
	for (size_t i = 0; i < reads->tasks.count; i++)
		BK_TRY(put_json_task(&json, graph, reads, &reads->tasks.at[i], &scratch));
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
	return NULL;
}

void bk_render_self_test(struct bk_sink *sink, const struct bk_self_test *test)
{
	for (size_t i = 0; i < test->lines.count; i++) {
		const struct bk_self_test_line *line = &test->lines.at[i];

		bk_printf(sink, "%s %s%s%s\n", line->why ? "not ok" : "ok", line->what,
			  line->why ? ": " : "", line->why ? line->why : "");
	}
}
