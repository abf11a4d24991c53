// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Reads: a clone finds the offsets, and the bundled reader, loaded with it, uses them; of this process
 * by a run, of all tasks by an iterator.
 */
#include "btfkit/graph/ids.h"
#include "btfkit/live/bundled.h"
#include "btfkit/live/libbpf_skeleton.h"
#include "btfkit/live/read.h"
#include "btfkit/live/run.h"
#include "btfkit/live/witness.h"
#include "btfkit/source/bpf.h"

#include <errno.h>
#include <unistd.h>

/* What the hops of all reads are asked about, in one list. */
struct reading {
	struct bk_reads *reads;
	enum bpf_prog_type as;
	const struct bk_libbpf *libbpf;
	struct bk_template template;
	struct bk_names *names;
	struct bk_encoder encoder;
	struct bk_asked *asked;
	size_t count;
	struct bk_locals locals;
	struct bk_questions questions;
	struct bk_clone clone;
	char *log;
};

static void reading_deinit(struct reading *r)
{
	bk_clone_deinit(&r->clone);
	bk_questions_deinit(&r->questions);
	bk_locals_deinit(&r->locals);
	bk_encoder_deinit(&r->encoder);
	bk_names_destroy(r->names);
	bk_template_deinit(&r->template);
	free(r->asked);
	free(r->log);
}

/* Where the answer to a question about what was asked stands; UINT32_MAX: it is not asked. */
static uint32_t slot_of(const struct reading *r, size_t asked, enum bk_relo_kind kind)
{
	for (uint32_t n = 0; n < r->questions.all.count; n++)
		if (r->questions.all.at[n].asked == asked && r->questions.all.at[n].kind == kind)
			return n;
	return UINT32_MAX;
}

static struct bk_error *list_hops(struct reading *r, const struct bk_graph *graph)
{
	const struct bk_reads *reads = r->reads;

	r->asked = calloc(reads->all.count * BK_PROBE_HOPS, sizeof(*r->asked));
	if (!r->asked)
		return bk_error_memory();
	for (size_t i = 0; i < reads->all.count; i++)
		for (uint32_t hop = 0; hop < reads->all.at[i].hop_count; hop++) {
			struct bk_asked *asked = &r->asked[r->count++];

			asked->expression = &reads->all.at[i].hops[hop];
			asked->is_there = true;
			BK_TRY(bk_expression_find(asked->expression, graph, &asked->place));
		}
	return NULL;
}

static struct bk_error *make_clone(struct reading *r, const struct bk_graph *graph)
{
	struct bk_bytes object;

	BK_TRY(bk_bundled(&object));
	BK_TRY(bk_template_init(&r->template, object));
	BK_TRY(bk_names_create_of(graph, BK_LOCALS_KINDS, &r->names));
	BK_TRY(list_hops(r, graph));
	BK_TRY(bk_clone_begin(&r->template, &r->encoder));
	BK_TRY(bk_locals_init(&r->locals, &r->encoder, graph, r->names, r->asked, r->count));
	for (uint32_t i = 0; i < r->count; i++) {
		if (!r->locals.at[i].kinds)
			return bk_error_create(BK_ERR_UNSUPPORTED, "%s: %s",
					       r->asked[i].expression->text, r->asked[i].reason);
		if (!bk_questions_add(&r->questions, i, r->locals.at[i].kinds))
			return bk_error_memory();
	}
	return bk_clone_init(&r->clone, &r->template, &r->encoder, r->asked, &r->locals,
			     &r->questions, r->as);
}

static void set_reads(const struct reading *r, struct probe_bpf *skeleton)
{
	size_t asked = 0;

	for (size_t i = 0; i < r->reads->all.count; i++) {
		const struct bk_read *read = &r->reads->all.at[i];
		struct bk_probe_read *to = &skeleton->rodata->reads[i];

		to->hops = read->hop_count;
		to->is_string = read->is_text;
		for (uint32_t hop = 0; hop < read->hop_count; hop++, asked++)
			to->offsets[hop] = slot_of(r, asked, BK_RELO_FIELD_BYTE_OFFSET);
		to->size = slot_of(r, asked - 1, BK_RELO_FIELD_BYTE_SIZE);
	}
	skeleton->rodata->read_count = (uint32_t)r->reads->all.count;
}

/* ---- what came ---- */

static void take_value(const struct reading *r, const struct probe_bpf *skeleton, size_t asked,
		       const struct bk_probe_found *found, struct bk_read_value *value)
{
	const uint64_t *values = (const uint64_t *)skeleton->bss->answers.values;
	uint32_t size = slot_of(r, asked, BK_RELO_FIELD_BYTE_SIZE);
	uint32_t left = slot_of(r, asked, BK_RELO_FIELD_LSHIFT_U64);
	uint32_t right = slot_of(r, asked, BK_RELO_FIELD_RSHIFT_U64);

	value->status = found->status;
	value->size =
		values[size] < BK_PROBE_READ_MOST ? (uint32_t)values[size] : BK_PROBE_READ_MOST;
	memcpy(value->bytes, found->bytes, sizeof(value->bytes));
	if (left == UINT32_MAX || right == UINT32_MAX || values[right] >= 64 ||
	    values[right] == 64 - 8 * values[size])
		return;
	value->is_bitfield = true;
	value->left = (uint32_t)values[left];
	value->right = (uint32_t)values[right];
}

static struct bk_read_value *take_values(const struct reading *r, const struct probe_bpf *skeleton,
					 const struct bk_probe_found *found)
{
	size_t count = r->reads->all.count, asked = 0;
	struct bk_read_value *values = calloc(count + 1, sizeof(*values));

	for (size_t i = 0; values && i < count; i++) {
		asked += r->reads->all.at[i].hop_count;
		take_value(r, skeleton, asked - 1, &found[i], &values[i]);
	}
	return values;
}

static struct bk_error *take_task(struct reading *r, const struct probe_bpf *skeleton,
				  const uint8_t *bytes)
{
	struct bk_probe_found found[BK_PROBE_READS];
	struct bk_probe_task head;
	struct bk_read_value *values;

	memcpy(&head, bytes, sizeof(head));
	memcpy(found, bytes + sizeof(head), r->reads->all.count * sizeof(*found));
	values = take_values(r, skeleton, found);
	if (!values ||
	    !bk_array_push(&r->reads->tasks, (struct bk_read_task){ .pid = head.pid,
								    .tgid = head.tgid,
								    .values = values })) {
		free(values);
		return bk_error_memory();
	}
	memcpy(r->reads->tasks.at[r->reads->tasks.count - 1].comm, head.comm, sizeof(head.comm));
	return NULL;
}

/* The records of the iterator, which reads may cut anywhere. */
static struct bk_error *take_tasks(struct reading *r, const struct probe_bpf *skeleton, int fd)
{
	size_t size =
		sizeof(struct bk_probe_task) + r->reads->all.count * sizeof(struct bk_probe_found);
	BK_AUTOFREE uint8_t *bytes = malloc(size);
	size_t have = 0;

	if (!bytes)
		return bk_error_memory();
	for (;;) {
		ssize_t got = read(fd, bytes + have, size - have);

		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got < 0)
			return bk_error_system(errno, "the iterator");
		if (!got)
			break;
		have += (size_t)got;
		if (have < size)
			continue;
		BK_TRY(take_task(r, skeleton, bytes));
		have = 0;
	}
	return have ? bk_error_create(BK_ERR_SYSTEM, "the iterator's output is cut off") : NULL;
}

static struct bk_error *iterate(struct reading *r, const struct probe_bpf *skeleton)
{
	struct bk_error *error;
	union bpf_attr attr;
	int link, fd;

	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd =
		(uint32_t)r->libbpf->bpf_program__fd_(skeleton->progs.probe_tasks);
	attr.link_create.attach_type = BPF_TRACE_ITER;
	link = bk_bpf_system(BPF_LINK_CREATE, &attr);
	if (link < 0)
		return bk_error_system(-link, "the kernel makes no iterator of tasks");
	memset(&attr, 0, sizeof(attr));
	attr.iter_create.link_fd = (uint32_t)link;
	fd = bk_bpf_system(BPF_ITER_CREATE, &attr);
	error = fd < 0 ? bk_error_system(-fd, "the kernel makes no iterator of tasks")
		       : take_tasks(r, skeleton, fd);
	if (fd >= 0)
		close(fd);
	close(link);
	return error;
}

/* ---- all together ---- */

static struct bk_error *run(struct reading *r, const struct probe_bpf *skeleton, bool tasks)
{
	const struct bk_libbpf *libbpf = r->libbpf;
	struct bpf_program *program;

	for (program = libbpf->bpf_object__next_program_(skeleton->obj, NULL); program;
	     program = libbpf->bpf_object__next_program_(skeleton->obj, program))
		if (bk_skeleton_is_clone(libbpf, skeleton, program))
			BK_TRY(bk_run_program(libbpf->bpf_program__fd_(program), r->as));
	if (tasks)
		return iterate(r, skeleton);
	BK_TRY(bk_run_program(libbpf->bpf_program__fd_(skeleton->progs.probe_read), r->as));
	r->reads->values =
		take_values(r, skeleton, (const struct bk_probe_found *)skeleton->bss->found);
	return r->reads->values ? NULL : bk_error_memory();
}

static struct bk_error *load_and_run(struct reading *r, bool tasks)
{
	struct bk_error *error = NULL;
	struct probe_bpf *skeleton;

	bk_libbpf_listen(r->log, BK_LIBBPF_LOG_SIZE, false);
	skeleton = bk_skeleton_open(r->libbpf, r->clone.object, NULL, true, &error);
	if (!skeleton)
		return error;
	r->libbpf->bpf_program__set_autoload_(
		tasks ? skeleton->progs.probe_tasks : skeleton->progs.probe_read, true);
	set_reads(r, skeleton);
	error = bk_skeleton_load(skeleton, r->log);
	if (!error)
		error = run(r, skeleton, tasks);
	probe_bpf__destroy(skeleton);
	bk_libbpf_listen(NULL, 0, false);
	return error;
}

struct bk_error *bk_reads_do(struct bk_reads *reads, const struct bk_graph *graph,
			     enum bpf_prog_type as, bool tasks)
{
	struct reading r = { .reads = reads, .as = as };
	struct bk_error *error = bk_libbpf_load(&r.libbpf);

	r.log = calloc(1, BK_LIBBPF_LOG_SIZE);
	if (!error && !r.log)
		error = bk_error_memory();
	if (!error)
		error = make_clone(&r, graph);
	if (!error)
		error = load_and_run(&r, tasks);
	reading_deinit(&r);
	return error;
}
