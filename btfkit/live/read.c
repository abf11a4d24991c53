// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which hops lead to a field, and how what was read there is written. */
#include "btfkit/live/read.h"

#include "btfkit/graph/type_size.h"
#include "btfkit/live/surroundings.h"

#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* ---- hops ---- */

/* Puts the steps [first, end) as they are written. */
static void put_steps(const struct bk_expression *path, size_t first, size_t end,
		      struct bk_sink *sink)
{
	for (size_t i = first; i < end; i++) {
		const struct bk_expression_step *step = &path->steps.at[i];

		if (step->member)
			bk_printf(sink, ".%s", step->member);
		else
			bk_printf(sink, "[%u]", step->index);
	}
}

/* "struct X" or, where that has no name, the typedef that stands for it. */
static struct bk_error *pointee_name(const struct bk_graph *graph, uint32_t pointer_id,
				     struct bk_sink *sink)
{
	uint32_t pointer = bk_skip_typedefs(graph, pointer_id), id;
	const struct bk_type *t;

	for (id = bk_graph_type(graph, pointer)->type_id;; id = t->type_id) {
		id = bk_skip_modifiers(graph, id);
		t = bk_graph_type(graph, id);
		if (bk_kind(t) != BK_KIND_TYPEDEF)
			break;
		if (bk_graph_is_anonymous(graph, bk_skip_typedefs(graph, id))) {
			bk_printf(sink, "typedef %s", bk_graph_name(graph, t));
			return NULL;
		}
	}
	if (!bk_kind_is_record(bk_kind(t)) || !*bk_graph_name(graph, t))
		return bk_error_create(BK_ERR_NOT_FOUND, "what it points to has no members");
	bk_printf(sink, "%s %s", bk_kind(t) == BK_KIND_UNION ? "union" : "struct",
		  bk_graph_name(graph, t));
	return NULL;
}

/* An expression out of what was put into the sink. */
static struct bk_error *make_expression(struct bk_sink *sink, struct bk_expression *expression)
{
	bk_putc(sink, '\0');
	BK_TRY(bk_sink_finish(sink));
	return bk_expression_init(expression, sink->start);
}

static bool is_pointer(const struct bk_graph *graph, uint32_t id)
{
	return bk_graph_kind(graph, bk_skip_typedefs(graph, id)) == BK_KIND_PTR;
}

/*
 * The longest way from `root` that needs no pointer: tries one step more until it is one, or the end.
 * `first` becomes the step behind it.
 */
static struct bk_error *find_hop(const struct bk_graph *graph, const struct bk_expression *path,
				 const char *root, size_t *first, struct bk_expression *hop,
				 uint32_t *type_id)
{
	for (size_t end = *first + 1;; end++) {
		BK_AUTO(bk_sink_deinit) struct bk_sink sink;
		struct bk_expression_place place;
		struct bk_error *error;

		bk_sink_init_memory(&sink, SIZE_MAX);
		bk_puts(&sink, root);
		put_steps(path, *first, end, &sink);
		BK_TRY(make_expression(&sink, hop));
		error = bk_expression_find(hop, graph, &place);
		if (!error && (end == path->steps.count || is_pointer(graph, place.type_id))) {
			*first = end;
			*type_id = place.type_id;
			return NULL;
		}
		bk_expression_deinit(hop);
		*hop = (struct bk_expression){ 0 };
		BK_TRY(error);
	}
}

static struct bk_error *find_hops(struct bk_read *read, const struct bk_graph *graph,
				  const struct bk_expression *path)
{
	BK_AUTOFREE char *root = strdup("struct task_struct");
	size_t at = 0;

	while (at < path->steps.count) {
		BK_AUTO(bk_sink_deinit) struct bk_sink sink;

		bk_sink_init_memory(&sink, SIZE_MAX);
		if (!root)
			return bk_error_memory();
		if (read->hop_count == BK_PROBE_HOPS)
			return bk_error_create(BK_ERR_UNSUPPORTED, "more than %d pointers",
					       BK_PROBE_HOPS - 1);
		if (!path->steps.at[at].member)
			return bk_error_create(BK_ERR_UNSUPPORTED,
					       "an element behind a pointer cannot be read");
		BK_TRY(find_hop(graph, path, root, &at, &read->hops[read->hop_count],
				&read->type_id));
		read->hop_count++;
		if (at == path->steps.count)
			break;
		BK_TRY(pointee_name(graph, read->type_id, &sink));
		bk_putc(&sink, '\0');
		BK_TRY(bk_sink_finish(&sink));
		free(root);
		root = strdup(sink.start);
	}
	return NULL;
}

/* ---- what user space knows ---- */

static void know_number(struct bk_read *read, const char *by, long number)
{
	if (asprintf(&read->known, "%ld", number) < 0)
		read->known = NULL;
	read->known_by = by;
}

/* What this process is told of others, and itself; in a namespace other numbers than the kernel's. */
static void find_known_process(struct bk_read *read, const char *text)
{
	if (strcmp(text, "task_struct.pid") == 0)
		know_number(read, "gettid()", gettid());
	else if (strcmp(text, "task_struct.tgid") == 0 ||
		 strcmp(text, "task_struct.group_leader.pid") == 0)
		know_number(read, "getpid()", getpid());
	else if (strcmp(text, "task_struct.real_parent.tgid") == 0)
		know_number(read, "getppid()", getppid());
}

static void find_known(struct bk_read *read, const char *text)
{
	struct bk_live_surroundings surroundings;
	char name[17] = "";

	if (strncmp(text, "struct ", 7) == 0)
		text += 7;
	bk_surroundings_look(&surroundings);
	if (!surroundings.is_in_pid_namespace)
		find_known_process(read, text);
	if (strcmp(text, "task_struct.cred.uid.val") == 0)
		know_number(read, "getuid()", getuid());
	else if (strcmp(text, "task_struct.cred.egid.val") == 0)
		know_number(read, "getegid()", getegid());
	else if (strcmp(text, "task_struct.static_prio") == 0)
		know_number(read, "getpriority() + 120", 120 + getpriority(PRIO_PROCESS, 0));
	else if (strcmp(text, "task_struct.comm") == 0 && prctl(PR_GET_NAME, name) == 0) {
		if (asprintf(&read->known, "\"%s\"", name) < 0)
			read->known = NULL;
		read->known_by = "prctl(PR_GET_NAME)";
	}
}

/* ---- adding ---- */

static bool is_char(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));

	return bk_kind(t) == BK_KIND_INT && t->size == 1 &&
	       (strcmp(bk_graph_name(graph, t), "char") == 0 ||
		strcmp(bk_graph_name(graph, t), "unsigned char") == 0);
}

static void read_deinit(struct bk_read *read)
{
	for (uint32_t i = 0; i < BK_PROBE_HOPS; i++)
		bk_expression_deinit(&read->hops[i]);
	free(read->text);
	free(read->known);
}

static struct bk_error *read_init(struct bk_read *read, const struct bk_graph *graph,
				  const struct bk_expression *path, const char *text)
{
	const struct bk_type *t;

	if (path->kind != BK_EXPRESSION_FIELD || strcmp(path->name, "task_struct") != 0)
		return bk_error_create(BK_ERR_USAGE,
				       "'%s': what can be read are fields of task_struct", text);
	read->text = strdup(text);
	if (!read->text)
		return bk_error_memory();
	BK_TRY(bk_error_in(find_hops(read, graph, path), "%s", text));
	t = bk_graph_type(graph, bk_skip_typedefs(graph, read->type_id));
	read->is_text = bk_kind(t) == BK_KIND_PTR && is_char(graph, t->type_id);
	find_known(read, path->text);
	return NULL;
}

/* Pointers may be followed by `->`, too, as in C. */
static char *with_dots(const char *text)
{
	char *copy = strdup(text), *to = copy;

	for (const char *at = text; copy && *at; at++) {
		bool is_arrow = at[0] == '-' && at[1] == '>';

		*to++ = is_arrow ? '.' : *at;
		at += is_arrow;
	}
	if (copy)
		*to = '\0';
	return copy;
}

struct bk_error *bk_reads_add(struct bk_reads *reads, const struct bk_graph *graph,
			      const char *text)
{
	BK_AUTO(bk_expression_deinit) struct bk_expression path = { 0 };
	BK_AUTOFREE char *dotted = with_dots(text);
	struct bk_read read = { 0 };
	struct bk_error *error;

	if (reads->all.count == BK_PROBE_READS)
		return bk_error_create(BK_ERR_USAGE, "no more than %d fields can be read at once",
				       BK_PROBE_READS);
	if (!dotted)
		return bk_error_memory();
	BK_TRY(bk_expression_init(&path, dotted));
	error = read_init(&read, graph, &path, text);
	if (!error && bk_array_push(&reads->all, read))
		return NULL;
	read_deinit(&read);
	return error ? error : bk_error_memory();
}

void bk_reads_deinit(struct bk_reads *reads)
{
	for (size_t i = 0; i < reads->all.count; i++)
		read_deinit(&reads->all.at[i]);
	for (size_t i = 0; i < reads->tasks.count; i++)
		free(reads->tasks.at[i].values);
	bk_array_deinit(&reads->all);
	bk_array_deinit(&reads->tasks);
	free(reads->values);
}
