// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * In a result types are equal only if they are one. So two that differ either say different things,
 * or refer to two that differ at the same place: breadth first, from pair to pair, the nearest
 * place is found where something different is said. Each pair is looked at once.
 */
#include "btfkit/dedup/explain.h"

#include "btfkit/dedup/record_difference.h"
#include "btfkit/dedup/record_words.h"
#include "btfkit/graph/type_name.h"

#include <stdio.h>
#include <string.h>

/* Pairs of one name that are compared; pairs looked at for one of those. */
enum { MOST_PAIRS = 500, MOST_VISITS = 1 << 20 };

/* Two types, and by which reference of which earlier pair they were reached. */
struct visit {
	uint32_t first, second;
	uint32_t from, ref;
};

struct search {
	const struct bk_graph *graph;
	BK_ARRAY(struct visit) visits;
	uint32_t *slots; /* visits plus one, by pair */
	uint32_t slot_count;
};

static uint32_t slot_of(const struct search *s, uint32_t first, uint32_t second)
{
	uint64_t mix = ((uint64_t)first << 32 | second) * 0x9e3779b97f4a7c15u;
	uint32_t at = (uint32_t)(mix >> 32) & (s->slot_count - 1);

	while (s->slots[at] && (s->visits.at[s->slots[at] - 1].first != first ||
				s->visits.at[s->slots[at] - 1].second != second))
		at = (at + 1) & (s->slot_count - 1);
	return at;
}

static bool grow(struct search *s)
{
	uint32_t *slots;

	if (2 * s->visits.count < s->slot_count)
		return true;
	slots = calloc(s->slot_count ? 4 * (size_t)s->slot_count : 1024, sizeof(*slots));
	if (!slots)
		return false;
	free(s->slots);
	s->slots = slots;
	s->slot_count = s->slot_count ? 4 * s->slot_count : 1024;
	for (uint32_t i = 0; i < s->visits.count; i++)
		s->slots[slot_of(s, s->visits.at[i].first, s->visits.at[i].second)] = i + 1;
	return true;
}

static bool visit(struct search *s, struct visit visit)
{
	uint32_t at;

	if (!grow(s))
		return false;
	at = slot_of(s, visit.first, visit.second);
	if (s->slots[at])
		return true;
	if (!bk_array_push(&s->visits, visit))
		return false;
	s->slots[at] = (uint32_t)s->visits.count;
	return true;
}

static bool visit_references(struct search *s, uint32_t from)
{
	uint32_t first_id = s->visits.at[from].first, second_id = s->visits.at[from].second;
	const uint32_t *first = (const uint32_t *)bk_graph_type(s->graph, first_id);
	const uint32_t *second = (const uint32_t *)bk_graph_type(s->graph, second_id);
	uint32_t refs = bk_ref_count(first);

	for (uint32_t n = 0; n < refs; n++) {
		uint32_t at = bk_ref_word(bk_words_of(first), n);

		if (first[at] != second[at] &&
		    !visit(s, (struct visit){ first[at], second[at], from, n }))
			return false;
	}
	return true;
}

/* Of one kind, too; types without a name are of none. */
static bool is_same_name(const struct bk_graph *graph, uint32_t x, uint32_t y)
{
	const struct bk_type *t = bk_graph_type(graph, x), *u = bk_graph_type(graph, y);

	return *bk_graph_name(graph, t) && bk_kind(t) == bk_kind(u) &&
	       strcmp(bk_graph_name(graph, t), bk_graph_name(graph, u)) == 0;
}

/* ---- the way there, spelled ---- */

/* A step by the n-th reference of a type, behind `*stars` pointers that nothing was made of yet. */
static void put_step(struct bk_sink *sink, const struct bk_graph *graph, uint32_t id, uint32_t n,
		     uint32_t *stars)
{
	const struct bk_type *t = bk_graph_type(graph, id);
	enum bk_kind kind = bk_kind(t);
	const char *name;

	if (kind == BK_KIND_PTR) {
		++*stars;
		return;
	}
	if (!bk_kind_is_record(kind) && kind != BK_KIND_ARRAY && kind != BK_KIND_FUNC_PROTO)
		return;
	for (; *stars > (bk_kind_is_record(kind) ? 1u : 0u); --*stars)
		bk_puts(sink, kind == BK_KIND_FUNC_PROTO && *stars == 1 ? "" : "[0]");
	if (kind == BK_KIND_ARRAY) {
		bk_puts(sink, n ? "[its index]" : "[0]");
	} else if (kind == BK_KIND_FUNC_PROTO) {
		if (n)
			bk_printf(sink, "(parameter %u)", n);
		else
			bk_puts(sink, "()");
	} else {
		name = bk_graph_string(graph, bk_members(t)[n].name_off);
		if (!*name) /* its members are the outer type's own */
			return;
		bk_puts(sink, *stars ? "->" : ".");
		bk_puts(sink, name);
	}
	*stars = 0;
}

static struct bk_error *put_path(struct bk_sink *sink, const struct search *s, uint32_t last)
{
	const struct bk_type *root = bk_graph_type(s->graph, s->visits.at[0].first);
	BK_AUTOFREE uint32_t *path = NULL;
	uint32_t length = 0, stars = 0;

	for (uint32_t i = last; i; i = s->visits.at[i].from)
		length++;
	path = reallocarray(NULL, length + 1, sizeof(*path));
	if (!path)
		return bk_error_memory();
	for (uint32_t i = last, n = length; i; i = s->visits.at[i].from)
		path[--n] = i;
	bk_puts(sink, bk_graph_name(s->graph, root));
	for (uint32_t n = 0; n < length; n++)
		put_step(sink, s->graph, s->visits.at[s->visits.at[path[n]].from].first,
			 s->visits.at[path[n]].ref, &stars);
	for (; stars; stars--)
		bk_puts(sink, "[0]");
	/* what stands there, where that is one name */
	if (length && is_same_name(s->graph, s->visits.at[last].first, s->visits.at[last].second)) {
		bk_puts(sink, " (");
		bk_type_name(s->graph, s->visits.at[last].first, sink);
		bk_puts(sink, ")");
	}
	bk_puts(sink, ": ");
	return NULL;
}

static struct bk_error *take_text(struct bk_sink *sink, char **text)
{
	bk_putc(sink, '\0');
	BK_TRY(bk_sink_finish(sink));
	*text = strdup(sink->start);
	return *text ? NULL : bk_error_memory();
}

/* Goes on until two are found that say different things. */
static struct bk_error *find_difference(struct search *s, struct bk_labels labels,
					struct bk_copies_differ *differ)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink path, words;

	bk_sink_init_memory(&path, SIZE_MAX);
	bk_sink_init_memory(&words, SIZE_MAX);
	for (uint32_t i = 0; i < s->visits.count && i < MOST_VISITS; i++) {
		differ->at_first = s->visits.at[i].first;
		differ->at_second = s->visits.at[i].second;
		if (bk_put_difference(&words, s->graph, differ->at_first, differ->at_second,
				      labels)) {
			bk_putc(&words, '\0');
			BK_TRY(bk_sink_finish(&words));
			BK_TRY(put_path(&path, s, i));
			bk_puts(&path, words.start);
			return take_text(&path, &differ->text);
		}
		if (!visit_references(s, i))
			return bk_error_memory();
	}
	bk_puts(&path, "too far away to be found");
	return take_text(&path, &differ->text);
}

/* ---- which are compared ---- */

struct explainer {
	const struct bk_dedup *dedup;
	const struct bk_dedup_input *inputs;
	struct bk_explain *explain;
	bool first_only;
};

/* "a.o", where that tells it from the other; else "[7]". */
static const char *label_of(const struct explainer *e, const struct bk_copy *copy,
			    const struct bk_copy *other, char number[16])
{
	if (copy->input != other->input)
		return copy->input == (uint32_t)BK_NO_INPUT ? "the base"
							    : e->inputs[copy->input].name;
	snprintf(number, 16, "[%u]", copy->id);
	return number;
}

static struct bk_error *compare(struct explainer *e, uint32_t first, uint32_t second)
{
	const struct bk_copy *a = &e->explain->copies.at[first];
	const struct bk_copy *b = &e->explain->copies.at[second];
	struct bk_copies_differ differ = { .first = first, .second = second };
	struct search s = { .graph = e->dedup->graph };
	char numbers[2][16];
	struct bk_labels labels = { label_of(e, a, b, numbers[0]), label_of(e, b, a, numbers[1]) };
	struct bk_error *error = NULL;

	if (!visit(&s, (struct visit){ a->id, b->id, 0, 0 }))
		error = bk_error_memory();
	if (!error)
		error = find_difference(&s, labels, &differ);
	bk_array_deinit(&s.visits);
	free(s.slots);
	if (!error && !bk_array_push(&e->explain->differences, differ)) {
		free(differ.text);
		error = bk_error_memory();
	}
	return error;
}

static struct bk_error *compare_copies(struct explainer *e, struct bk_explained *name)
{
	uint32_t end = name->first_copy + name->copy_count, pairs = 0;

	name->first_difference = (uint32_t)e->explain->differences.count;
	for (uint32_t a = name->first_copy; a < end; a++) {
		for (uint32_t b = a + 1; b < end && pairs < MOST_PAIRS; b++, pairs++)
			BK_TRY(compare(e, a, b));
		if (e->first_only)
			break;
	}
	name->difference_count = (uint32_t)e->explain->differences.count - name->first_difference;
	return NULL;
}

/* Which inputs have each type of the result. */
static void find_inputs(struct explainer *e, struct bk_copy *by_id)
{
	for (uint32_t input = 0; input < e->dedup->input_count; input++) {
		const struct bk_dedup_place *place = &e->dedup->places[input];

		for (uint32_t n = 0; n < place->count; n++) {
			struct bk_copy *copy = &by_id[e->dedup->new_ids[place->first + n]];

			if (!copy->input_count)
				copy->input = input;
			if (!copy->input_count || copy->id != input) {
				copy->input_count++;
				copy->id = input; /* the last one that was counted */
			}
		}
	}
}

static bool is_of_interest(const struct bk_graph *graph, const struct bk_selection *selection,
			   uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, id);
	enum bk_kind kind = bk_kind(t);

	if (!*bk_graph_name(graph, t))
		return false;
	if (!bk_selection_is_empty(selection))
		return bk_selection_has(selection, graph, id);
	return bk_kind_is_record(kind) || bk_kind_is_enum(kind) || kind == BK_KIND_TYPEDEF;
}

static int by_kind_and_name(const void *a, const void *b, void *context)
{
	const struct bk_graph *graph = context;
	uint32_t x = ((const struct bk_copy *)a)->id, y = ((const struct bk_copy *)b)->id;
	const struct bk_type *t = bk_graph_type(graph, x), *u = bk_graph_type(graph, y);
	int differs = strcmp(bk_graph_name(graph, t), bk_graph_name(graph, u));

	if (!differs)
		differs = (int)bk_kind(t) - (int)bk_kind(u);
	return differs ? differs : x < y ? -1 : 1;
}

static struct bk_error *list_copies(struct explainer *e, const struct bk_selection *selection)
{
	const struct bk_graph *graph = e->dedup->graph;
	struct bk_explain *explain = e->explain;
	BK_AUTOFREE struct bk_copy *by_id = calloc(bk_graph_count(graph), sizeof(*by_id));

	if (!by_id)
		return bk_error_memory();
	find_inputs(e, by_id);
	for (uint32_t id = 1; id < bk_graph_count(graph); id++) {
		struct bk_copy copy = { id,
					by_id[id].input_count ? by_id[id].input
							      : (uint32_t)BK_NO_INPUT,
					by_id[id].input_count };

		if (is_of_interest(graph, selection, id) && !bk_array_push(&explain->copies, copy))
			return bk_error_memory();
	}
	if (explain->copies.count)
		qsort_r(explain->copies.at, explain->copies.count, sizeof(*explain->copies.at),
			by_kind_and_name, (void *)(uintptr_t)graph);
	return NULL;
}

/* With a selection names of which there is one are told, too. */
static struct bk_error *list_names(struct explainer *e, bool with_single)
{
	struct bk_explain *explain = e->explain;

	for (uint32_t i = 0, end; i < explain->copies.count; i = end) {
		struct bk_explained name = { .first_copy = i };

		for (end = i + 1; end < explain->copies.count &&
				  is_same_name(e->dedup->graph, explain->copies.at[i].id,
					       explain->copies.at[end].id);)
			end++;
		name.copy_count = end - i;
		if (name.copy_count == 1 && !with_single)
			continue;
		BK_TRY(compare_copies(e, &name));
		if (!bk_array_push(&explain->names, name))
			return bk_error_memory();
	}
	return NULL;
}

/* ---- roots ---- */

static int by_place(const void *a, const void *b)
{
	const struct bk_root *x = a, *y = b;

	if (x->at_first != y->at_first)
		return x->at_first < y->at_first ? -1 : 1;
	return x->at_second < y->at_second ? -1 : x->at_second > y->at_second;
}

static int by_count(const void *a, const void *b)
{
	const struct bk_root *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return by_place(a, b);
}

static struct bk_error *put_root(const struct explainer *e, struct bk_root *root)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;
	char numbers[2][16];

	bk_sink_init_memory(&sink, SIZE_MAX);
	snprintf(numbers[0], 16, "[%u]", root->at_first);
	snprintf(numbers[1], 16, "[%u]", root->at_second);
	if (is_same_name(e->dedup->graph, root->at_first, root->at_second)) {
		bk_type_name(e->dedup->graph, root->at_first, &sink);
		bk_puts(&sink, ": ");
	}
	bk_put_difference(&sink, e->dedup->graph, root->at_first, root->at_second,
			  (struct bk_labels){ numbers[0], numbers[1] });
	return take_text(&sink, &root->text);
}

static struct bk_error *find_roots(struct explainer *e)
{
	struct bk_explain *explain = e->explain;
	size_t different = 0;

	for (size_t i = 0; i < explain->differences.count; i++) {
		const struct bk_copies_differ *differ = &explain->differences.at[i];
		/* the same two, whichever of them is met on the first type's way */
		uint32_t low = differ->at_first, high = differ->at_second;

		if (low > high) {
			low = differ->at_second;
			high = differ->at_first;
		}
		if (!bk_array_push(&explain->roots, (struct bk_root){ low, high, 1, NULL }))
			return bk_error_memory();
	}
	if (!explain->roots.count)
		return NULL;
	qsort(explain->roots.at, explain->roots.count, sizeof(*explain->roots.at), by_place);
	for (size_t i = 1; i < explain->roots.count; i++) {
		if (by_place(&explain->roots.at[i], &explain->roots.at[different]) == 0)
			explain->roots.at[different].count++;
		else
			explain->roots.at[++different] = explain->roots.at[i];
	}
	explain->roots.count = different + 1;
	qsort(explain->roots.at, explain->roots.count, sizeof(*explain->roots.at), by_count);
	for (size_t i = 0; i < explain->roots.count; i++)
		BK_TRY(put_root(e, &explain->roots.at[i]));
	return NULL;
}

struct bk_error *bk_explain_create(const struct bk_dedup *dedup,
				   const struct bk_dedup_input *inputs,
				   const struct bk_selection *selection, bool first_only,
				   struct bk_explain **result)
{
	struct explainer e = { dedup, inputs, calloc(1, sizeof(*e.explain)), first_only };
	struct bk_error *error;

	*result = NULL;
	if (!e.explain)
		return bk_error_memory();
	error = list_copies(&e, selection);
	if (!error)
		error = list_names(&e, !bk_selection_is_empty(selection));
	if (!error)
		error = find_roots(&e);
	if (error)
		bk_explain_destroy(e.explain);
	else
		*result = e.explain;
	return error;
}

void bk_explain_destroy(struct bk_explain *explain)
{
	if (!explain)
		return;
	for (size_t i = 0; i < explain->differences.count; i++)
		free(explain->differences.at[i].text);
	for (size_t i = 0; i < explain->roots.count; i++)
		free(explain->roots.at[i].text);
	bk_array_deinit(&explain->copies);
	bk_array_deinit(&explain->differences);
	bk_array_deinit(&explain->names);
	bk_array_deinit(&explain->roots);
	free(explain);
}
