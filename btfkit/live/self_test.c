// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What is asked and read, and what must come of it. */
#include "btfkit/live/self_test.h"

#include <stdio.h>

static const char *const present[] = {
	"task_struct.pid",
	"task_struct.comm",
	"task_struct.comm[3]",
	"task_struct.se.vruntime",
	"task_struct.cred",
	"struct task_struct.in_execve", /* a bitfield */
	"list_head.next",
	"page.flags",
	"struct list_head",
	"union bpf_attr",
	"enum bpf_map_type",
	"typedef u64",
	"typedef pid_t",
	"enum bpf_map_type.BPF_MAP_TYPE_ARRAY",
	"enum bpf_prog_type.BPF_PROG_TYPE_SOCKET_FILTER",
};

static const char *const absent[] = {
	"task_struct.btfkit_absent",
	"task_struct.se.btfkit_absent",
	"task_struct.comm[4096]",
	"struct btfkit_absent",
	"union btfkit_absent",
	"enum btfkit_absent",
	"typedef btfkit_absent",
	"btfkit_absent.x",
	"enum bpf_map_type.BPF_MAP_TYPE_BTFKIT_ABSENT",
};

static const char *const reads[] = {
	"task_struct.pid",
	"task_struct.tgid",
	"task_struct.comm",
	"task_struct.group_leader.pid",
	"task_struct.real_parent.tgid",
	"task_struct.cred.uid.val",
	"task_struct.cred.egid.val",
	"task_struct.static_prio",
};

enum {
	PRESENT = sizeof(present) / sizeof(*present),
	ABSENT = sizeof(absent) / sizeof(*absent),
	READS = sizeof(reads) / sizeof(*reads),
	/* the first of them */
	READ_PID = 0,
	READ_TGID = 1,
};

static struct bk_error *add_line(struct bk_self_test *test, const char *sort, const char *what,
				 const char *why)
{
	char *copy = why ? strdup(why) : NULL, *text;

	if (asprintf(&text, "%s %s", sort, what) < 0)
		text = NULL;
	if ((why && !copy) || !text ||
	    !bk_array_push(&test->lines, (struct bk_self_test_line){ text, copy })) {
		free(copy);
		free(text);
		return bk_error_memory();
	}
	test->failed += why != NULL;
	return NULL;
}

/* ---- questions ---- */

static const char *fault(const struct bk_probed *probed, bool exists, bool has_kernel)
{
	const struct bk_witness *w = probed->witnesses;

	if (!w[BK_WITNESS_LIBBPF].is_known)
		return "libbpf said nothing";
	if (!w[BK_WITNESS_KERNEL].is_known && has_kernel)
		return "the kernel said nothing";
	if (!probed->agree)
		return "the witnesses disagree";
	return w[BK_WITNESS_LIBBPF].exists == exists ? NULL
	       : exists				     ? "it is said to be absent"
						     : "it is said to exist";
}

static struct bk_error *ask(struct bk_self_test *test, struct bk_probe *probe,
			    const struct bk_graph *graph, const struct bk_probe_options *options)
{
	bool has_kernel;

	for (size_t i = 0; i < PRESENT; i++)
		BK_TRY(bk_probe_add(probe, present[i]));
	for (size_t i = 0; i < ABSENT; i++)
		BK_TRY(bk_probe_add(probe, absent[i]));
	BK_TRY(bk_probe_ask(probe, graph, options));
	BK_TRY(bk_probe_take_error(probe, options, &has_kernel));
	for (size_t i = 0; i < probe->results.count; i++)
		BK_TRY(add_line(test, i < PRESENT ? "present" : "absent",
				probe->results.at[i].expression.text,
				fault(&probe->results.at[i], i < PRESENT, has_kernel)));
	return NULL;
}

/* ---- reads ---- */

/* What user space does not know is left out: see struct bk_read. */
static struct bk_error *compare_read(struct bk_self_test *test, const struct bk_graph *graph,
				     const struct bk_read *read, const struct bk_read_value *value)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink = { 0 };

	if (!read->known)
		return NULL;
	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_read_put(graph, read, value, &sink);
	bk_putc(&sink, '\0');
	BK_TRY(bk_sink_finish(&sink));
	return add_line(test, "read", read->text,
			strcmp(sink.start, read->known) == 0 ? NULL
							     : "it is not what user space knows");
}

static struct bk_error *read_own(struct bk_self_test *test, struct bk_reads *own,
				 const struct bk_graph *graph, enum bpf_prog_type as)
{
	for (size_t i = 0; i < READS; i++)
		BK_TRY(bk_reads_add(own, graph, reads[i]));
	BK_TRY(bk_reads_do(own, graph, as, false));
	for (size_t i = 0; i < own->all.count; i++)
		BK_TRY(compare_read(test, graph, &own->all.at[i], &own->values[i]));
	return NULL;
}

static int32_t number_of(const struct bk_read_value *value)
{
	int32_t number;

	memcpy(&number, value->bytes, sizeof(number));
	return number;
}

/* This process must be among all tasks, as itself. */
static struct bk_error *read_tasks(struct bk_self_test *test, const struct bk_reads *own,
				   struct bk_reads *tasks, const struct bk_graph *graph,
				   enum bpf_prog_type as)
{
	const char *why = "this process is not among them";
	int32_t pid = number_of(&own->values[READ_PID]), tgid = number_of(&own->values[READ_TGID]);

	BK_TRY(bk_reads_add(tasks, graph, "task_struct.tgid"));
	BK_TRY(bk_reads_do(tasks, graph, as, true));
	for (size_t i = 0; i < tasks->tasks.count; i++) {
		const struct bk_read_task *task = &tasks->tasks.at[i];

		if (task->values[0].status || number_of(&task->values[0]) != task->tgid)
			return add_line(test, "read", "each task's tgid", "one of them is wrong");
		if (task->pid == pid && task->tgid == tgid)
			why = NULL;
	}
	return add_line(test, "read", "each task's tgid", why);
}

struct bk_error *bk_self_test(struct bk_self_test *test, const struct bk_graph *graph,
			      const struct bk_probe_options *options)
{
	BK_AUTO(bk_probe_deinit) struct bk_probe probe = { 0 };
	BK_AUTO(bk_reads_deinit) struct bk_reads own = { 0 };
	BK_AUTO(bk_reads_deinit) struct bk_reads tasks = { 0 };

	BK_TRY(ask(test, &probe, graph, options));
	BK_TRY(read_own(test, &own, graph, options->as));
	return read_tasks(test, &own, &tasks, graph, options->as);
}

void bk_self_test_deinit(struct bk_self_test *test)
{
	for (size_t i = 0; i < test->lines.count; i++) {
		free(test->lines.at[i].what);
		free(test->lines.at[i].why);
	}
	bk_array_deinit(&test->lines);
}
