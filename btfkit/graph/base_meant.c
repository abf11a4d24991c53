// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What split BTF gives away of the base it was made for, to explain why another one does not fit.
 *
 * The split's own names stand behind the base's. Encoders keep no name that nobody uses, so the
 * greatest name offset that is used is the place of the split's last string, and tells where its
 * strings begin: where those of its base end. That is taken for true where, counted so, every name
 * is a whole string. The number of types is only known to be so great that the greatest id that is
 * referred to exists.
 */
#include "btfkit/graph/check.h"
#include "btfkit/graph/words.h"

struct meant {
	struct bk_bytes strings;   /* the split's own */
	uint32_t max_name, max_id; /* that are used */
	uint32_t names_end;	   /* of the base, 0: unknown */
	bool is_consistent;
};

static void note_name(void *context, uint32_t *name_off)
{
	struct meant *meant = context;

	if (*name_off > meant->max_name)
		meant->max_name = *name_off;
}

static void note_id(void *context, uint32_t *id)
{
	struct meant *meant = context;

	if (*id > meant->max_id)
		meant->max_id = *id;
}

static void check_name(void *context, uint32_t *name_off)
{
	struct meant *meant = context;
	uint32_t at;

	if (*name_off < meant->names_end)
		return;
	at = *name_off - meant->names_end;
	if (at && meant->strings.data[at - 1] != '\0')
		meant->is_consistent = false;
}

static void ignore(void *context, uint32_t *word)
{
	(void)context, (void)word;
}

/* The records are visited without being changed. */
static void visit(const struct bk_graph *graph, bk_word_visitor *name, bk_word_visitor *id,
		  struct meant *meant)
{
	for (uint32_t own = graph->first_id; own < graph->count; own++)
		bk_record_visit((void *)(uintptr_t)bk_graph_type(graph, own), name, id, meant);
}

static uint32_t last_string(struct bk_bytes strings)
{
	size_t at = strings.size - 1; /* the last NUL */

	while (at && strings.data[at - 1])
		at--;
	return (uint32_t)at;
}

static void find_names_end(const struct bk_graph *graph, struct meant *meant)
{
	uint32_t last;

	if (meant->strings.size < 2)
		return;
	last = last_string(meant->strings);
	if (meant->max_name <= last)
		return;
	meant->names_end = meant->max_name - last;
	meant->is_consistent = true;
	visit(graph, check_name, ignore, meant);
	if (!meant->is_consistent)
		meant->names_end = 0;
}

struct bk_error *bk_explain_misfit(const struct bk_graph *graph, struct bk_error *error)
{
	struct meant meant = { .strings = graph->strings };
	uint32_t own = graph->count - graph->first_id, least;

	if (!error)
		return NULL;
	visit(graph, note_name, note_id, &meant);
	find_names_end(graph, &meant);
	least = meant.max_id >= own ? meant.max_id - own + 1 : 1;
	if (meant.names_end && meant.names_end != graph->first_string && least > graph->first_id)
		return bk_error_remark(error,
				       "it was made for a base with %u bytes of names and %u types "
				       "or more; this one has %u and %u",
				       meant.names_end, least - 1, graph->first_string,
				       graph->first_id - 1);
	if (meant.names_end && meant.names_end != graph->first_string)
		return bk_error_remark(
			error,
			"it was made for a base with %u bytes of names; this one has "
			"%u",
			meant.names_end, graph->first_string);
	if (least > graph->first_id)
		return bk_error_remark(error,
				       "it was made for a base with %u types or more; this one has "
				       "%u",
				       least - 1, graph->first_id - 1);
	return error;
}
