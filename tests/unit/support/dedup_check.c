// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The naive checker: no hashes, no classes by name, nothing of btfkit/dedup/. */
#include "tests/unit/support/dedup_check.h"

#include "tests/unit/support/expect.h"

#include <stdio.h>
#include <stdlib.h>

/* Type ids to numbers that stand for them in a text; NULL: the ids themselves. */
struct spelling {
	const struct bk_graph *graph;
	const uint32_t *numbers;
};

static uint32_t number(const struct spelling *s, uint32_t id)
{
	return s->numbers ? s->numbers[id] : id;
}

static void spell_elements(struct bk_sink *sink, const struct spelling *s, const struct bk_type *t)
{
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		const struct bk_member *m = bk_members(t) + n;
		const struct bk_param *p = bk_params(t) + n;
		const struct bk_secinfo *v = bk_secinfos(t) + n;

		if (bk_kind_is_record(bk_kind(t)))
			bk_printf(sink, " %s:%u:%u", bk_graph_string(s->graph, m->name_off),
				  number(s, m->type_id), m->offset);
		else if (bk_kind_is_enum(bk_kind(t)))
			bk_printf(sink, " %s=%lld",
				  bk_graph_string(s->graph, bk_enum_name_off(t, n)),
				  (long long)bk_enum_value(t, n));
		else if (bk_kind(t) == BK_KIND_FUNC_PROTO)
			bk_printf(sink, " %s:%u", bk_graph_string(s->graph, p->name_off),
				  number(s, p->type_id));
		else if (bk_kind(t) == BK_KIND_DATASEC)
			bk_printf(sink, " %u:%u:%u", number(s, v->type_id), v->offset, v->size);
	}
}

/* All that a type says. Free it. */
static char *spell(const struct spelling *s, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(s->graph, id);
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_printf(&sink, "%u %s %x", bk_kind(t), bk_graph_name(s->graph, t), t->info);
	if (bk_kind_table[bk_kind(t)].sized)
		bk_printf(&sink, " size %u", t->size);
	if (bk_kind_table[bk_kind(t)].refers)
		bk_printf(&sink, " to %u", number(s, t->type_id));
	switch (bk_kind(t)) {
	case BK_KIND_INT:
	case BK_KIND_VAR:
	case BK_KIND_DECL_TAG:
		bk_printf(&sink, " %x", bk_int_word(t));
		break;
	case BK_KIND_ARRAY:
		bk_printf(&sink, " %u[%u:%u]", number(s, bk_array_info(t)->elem_type),
			  bk_array_info(t)->nelems, number(s, bk_array_info(t)->index_type));
		break;
	case BK_KIND_FUNC: /* what looks like a count is its linkage */
		break;
	default:
		spell_elements(&sink, s, t);
	}
	bk_putc(&sink, '\0');
	expect_ok(bk_sink_finish(&sink));
	return sink.start;
}

/* struct (1), union (2) or enum (3): what a name can be declared to be. 0: not by name. */
static int sort_of(const struct bk_graph *graph, const struct bk_type *t)
{
	if (bk_kind(t) == BK_KIND_FWD)
		return bk_kind_flag(t) ? 2 : 1;
	if (!*bk_graph_name(graph, t))
		return 0;
	if (bk_kind(t) == BK_KIND_STRUCT)
		return 1;
	if (bk_kind(t) == BK_KIND_UNION)
		return 2;
	return bk_kind_is_enum(bk_kind(t)) ? 3 : 0;
}

static bool is_declaration(const struct bk_graph *graph, const struct bk_type *t)
{
	return sort_of(graph, t) &&
	       (bk_kind(t) == BK_KIND_FWD || (bk_kind_is_enum(bk_kind(t)) && !bk_vlen(t)));
}

enum { NONE = 0, SEVERAL = -1 };

/* What the definitions of that name in a graph became: one type, NONE or SEVERAL. */
static uint32_t find_definition(const struct bk_graph *graph, const struct bk_dedup *dedup,
				uint32_t input, int sort, const char *name)
{
	uint32_t found = NONE;

	for (uint32_t id = 1; id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);
		uint32_t became = bk_dedup_new_id(dedup, input, id);

		if (sort_of(graph, t) != sort || is_declaration(graph, t) ||
		    strcmp(bk_graph_name(graph, t), name) != 0)
			continue;
		if (found && found != became)
			return SEVERAL;
		found = became;
	}
	return found;
}

static void check_declaration(const struct bk_graph *const *graphs, const struct bk_dedup *dedup,
			      uint32_t input, uint32_t id)
{
	const struct bk_graph *graph = graphs[input];
	const struct bk_type *t = bk_graph_type(graph, id);
	const char *name = bk_graph_name(graph, t);
	uint32_t became = bk_dedup_new_id(dedup, input, id);
	const struct bk_type *new = bk_graph_type(dedup->graph, became);
	uint32_t meant = NONE;
	int sort = sort_of(graph, t);

	if (*name)
		meant = find_definition(graph, dedup, input, sort, name);
	for (uint32_t i = 0; *name && meant == NONE && i < dedup->input_count; i++)
		meant = find_definition(graphs[i], dedup, i, sort, name);
	for (uint32_t i = 0;
	     meant != NONE && meant != (uint32_t)SEVERAL &&
	     find_definition(graph, dedup, input, sort, name) == NONE && i < dedup->input_count;
	     i++) {
		uint32_t other = find_definition(graphs[i], dedup, i, sort, name);

		if (other != NONE && other != meant)
			meant = SEVERAL;
	}
	if (meant != NONE && meant != (uint32_t)SEVERAL)
		ck_assert_msg(became == meant, "type %u of input %u (%s) is not resolved", id,
			      input, name);
	ck_assert_int_eq(sort_of(dedup->graph, new), sort);
	ck_assert_str_eq(bk_graph_name(dedup->graph, new), name);
	if (meant == NONE || meant == (uint32_t)SEVERAL)
		ck_assert_msg(is_declaration(dedup->graph, new),
			      "type %u of input %u (%s) is resolved by a guess", id, input, name);
}

static void check_type(const struct bk_graph *const *graphs, const struct bk_dedup *dedup,
		       uint32_t input, uint32_t id, const uint32_t *new_ids)
{
	struct spelling old = { graphs[input], new_ids }, new = { dedup->graph, NULL };
	char *before, *after;

	if (is_declaration(graphs[input], bk_graph_type(graphs[input], id))) {
		check_declaration(graphs, dedup, input, id);
		return;
	}
	before = spell(&old, id);
	after = spell(&new, new_ids[id]);
	ck_assert_msg(strcmp(before, after) == 0, "type %u of input %u: %s became type %u: %s", id,
		      input, before, new_ids[id], after);
	free(before);
	free(after);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Gives equal numbers to types whose texts are equal, and returns how many there are. */
static uint32_t number_anew(const struct bk_graph *graph, const uint32_t *old, uint32_t *new)
{
	uint32_t count = bk_graph_count(graph), different = 0;
	struct spelling s = { graph, old };
	char **texts = calloc(count, sizeof(*texts)), **sorted = calloc(count, sizeof(*sorted));

	ck_assert(texts && sorted);
	for (uint32_t id = 1; id < count; id++) {
		enum bk_kind kind = bk_graph_kind(graph, id);
		char *text = spell(&s, id);

		if (kind == BK_KIND_VAR || kind == BK_KIND_DATASEC)
			ck_assert(asprintf(&texts[id], "%s the %u.", text, id) > 0);
		else
			texts[id] = strdup(text);
		free(text);
		sorted[id - 1] = texts[id];
	}
	qsort(sorted, count - 1, sizeof(*sorted), by_text);
	for (uint32_t i = 0; i + 1 < count; i++)
		if (!i || strcmp(sorted[i], sorted[different - 1]) != 0)
			sorted[different++] = sorted[i];
	for (uint32_t id = 1; id < count; id++)
		new[id] = 1 + (uint32_t)((char **)bsearch(&texts[id], sorted, different,
							  sizeof(*sorted), by_text) -
					 sorted);
	for (uint32_t id = 1; id < count; id++)
		free(texts[id]);
	free(texts);
	free(sorted);
	return different;
}

uint32_t count_different(const struct bk_graph *graph)
{
	uint32_t *old = calloc(bk_graph_count(graph), sizeof(*old));
	uint32_t *new = calloc(bk_graph_count(graph), sizeof(*new));
	uint32_t before = 0, different = 1;

	ck_assert(old && new);
	while (different != before) {
		uint32_t *swap = old;

		before = different;
		different = number_anew(graph, old, new);
		old = new;
		new = swap;
	}
	free(old);
	free(new);
	return different;
}

void check_dedup(const struct bk_graph *const *graphs, const struct bk_dedup *dedup)
{
	uint32_t count = bk_graph_count(dedup->graph);
	bool *has_come = calloc(count, sizeof(*has_come));

	ck_assert(has_come != NULL);
	for (uint32_t input = 0; input < dedup->input_count; input++) {
		uint32_t types = bk_graph_count(graphs[input]);
		uint32_t *new_ids = calloc(types, sizeof(*new_ids));

		for (uint32_t id = 1; id < types; id++) {
			new_ids[id] = bk_dedup_new_id(dedup, input, id);
			ck_assert_uint_gt(new_ids[id], 0);
			ck_assert_uint_lt(new_ids[id], count);
			has_come[new_ids[id]] = true;
		}
		for (uint32_t id = 1; id < types; id++)
			check_type(graphs, dedup, input, id, new_ids);
		free(new_ids);
	}
	for (uint32_t id = 1; id < count; id++)
		ck_assert_msg(has_come[id], "type %u has come from nowhere", id);
	free(has_come);
	if (count > 1)
		ck_assert_uint_eq(count_different(dedup->graph), count - 1);
}
