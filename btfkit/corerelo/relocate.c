// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Relocates an object for a kernel: candidates, what they give, and what becomes of the instruction. */
#include "btfkit/corerelo/relocate.h"

#include "btfkit/corerelo/match.h"
#include "btfkit/corerelo/relocator.h"
#include "btfkit/corerelo/value.h"

struct bk_error *bk_relocator_create(const struct bk_graph *const *graphs, size_t count,
				     struct bk_relocator **result)
{
	struct bk_relocator *r = calloc(1, sizeof(*r));

	*result = NULL;
	if (!r)
		return bk_error_memory();
	r->graphs = calloc(count, sizeof(const struct bk_graph *));
	r->candidates = calloc(count, sizeof(struct bk_candidates *));
	r->count = count;
	if (!r->graphs || !r->candidates) {
		bk_relocator_destroy(r);
		return bk_error_memory();
	}
	for (size_t i = 0; i < count; i++)
		r->graphs[i] = graphs[i];
	*result = r;
	return NULL;
}

void bk_relocator_destroy(struct bk_relocator *r)
{
	if (!r)
		return;
	for (size_t i = 0; r->candidates && i < r->count; i++)
		bk_candidates_destroy(r->candidates[i]);
	free(r->candidates);
	free(r->graphs);
	bk_strmap_deinit(&r->near_types);
	bk_array_deinit(&r->near_texts);
	bk_arena_deinit(&r->arena);
	free(r);
}

/* One run over one object. */
struct run {
	struct bk_relocator *relocator;
	const struct bk_object *object;
	struct bk_relocated *relocated;
	struct bk_candidate_list **lists; /* by root type id of the object; NULL: not asked yet */
	bk_relo_watcher *watcher;	  /* NULL: nobody watches */
	void *context;
	/* scratch, so that nothing of their size stands on the stack */
	struct bk_spec local, candidate, target;
};

static void run_destroy(struct run *run)
{
	if (run->lists)
		for (uint32_t id = 0; id < run->object->graph->count; id++)
			free(run->lists[id]);
	free(run->lists);
	free(run);
}

static struct bk_error *candidates_of(struct bk_relocator *r, size_t index,
				      struct bk_candidates **candidates)
{
	if (!r->candidates[index])
		BK_TRY(bk_candidates_create(r->graphs[index], &r->candidates[index]));
	*candidates = r->candidates[index];
	return NULL;
}

/* All names that an object's relocations start from, so that they are looked for together. */
static struct bk_error *expect_roots(struct bk_relocator *r, const struct bk_object *object)
{
	struct bk_candidates *candidates;

	BK_TRY(candidates_of(r, 0, &candidates));
	for (size_t i = 0; i < object->relocations.count; i++) {
		const struct bk_type *root =
			bk_graph_type(object->graph, object->relocations.at[i].type_id);

		BK_TRY(bk_candidates_expect(candidates, bk_kind(root),
					    bk_graph_name(object->graph, root)));
	}
	return NULL;
}

/* The types of one graph, behind those that are in the list already. */
static struct bk_error *append(struct bk_relocator *r, size_t index, const struct bk_type *root,
			       const char *name, struct bk_candidate_list **list)
{
	const size_t before = *list ? (*list)->count : 0;
	struct bk_candidates *candidates;
	const uint32_t *ids;
	uint32_t count;
	void *grown;

	BK_TRY(candidates_of(r, index, &candidates));
	BK_TRY(bk_candidates_find(candidates, bk_kind(root), name, &ids, &count));
	if (!count)
		return NULL;
	grown = realloc(*list, sizeof(**list) + (before + count) * sizeof(*(*list)->at));
	if (!grown)
		return bk_error_memory();
	*list = grown;
	(*list)->count = (uint32_t)before + count;
	for (uint32_t i = 0; i < count; i++)
		(*list)->at[before + i] = (struct bk_candidate){ r->graphs[index], ids[i], false };
	return NULL;
}

struct bk_error *bk_relocator_find(struct bk_relocator *r, const struct bk_graph *object,
				   uint32_t root_id, struct bk_candidate_list **list)
{
	const struct bk_type *root = bk_graph_type(object, root_id);
	const char *name = bk_graph_name(object, root);

	*list = NULL;
	for (size_t i = 0; i < r->count; i++) {
		/* modules are asked where the kernel proper has none, and then all of them */
		if (i == 1 && *list)
			break;
		BK_TRY(append(r, i, root, name, list));
	}
	if (!*list) {
		*list = calloc(1, sizeof(**list));
		if (!*list)
			return bk_error_memory();
	}
	return NULL;
}

static bool both_pointers(const struct bk_type *t, const struct bk_type *u)
{
	return bk_kind(t) == BK_KIND_PTR && bk_kind(u) == BK_KIND_PTR;
}

/* An encoding of SIGNED and CHAR, as old gcc had for `signed char`, counts as unsigned, too. */
static bool extends_by_zero(const struct bk_type *t)
{
	return bk_kind(t) == BK_KIND_INT && bk_int_encoding(t) != BK_INT_SIGNED;
}

/*
 * Whether a load or store may change its width: reading 4 bytes into a register of 8 gives the
 * same number only where the upper half is zero.
 */
static bool may_resize(const struct bk_graph *local, const struct bk_value *from,
		       const struct bk_graph *target, const struct bk_value *to)
{
	const struct bk_type *t, *u;

	if (from->bytes == to->bytes)
		return true;
	t = bk_graph_type(local, from->bytes ? from->field_id : 0);
	u = bk_graph_type(target, to->bytes ? to->field_id : 0);
	return both_pointers(t, u) || (extends_by_zero(t) && extends_by_zero(u));
}

static void note_field(struct bk_relo_result *result, const struct bk_spec *spec,
		       const struct bk_value *value)
{
	result->graph = spec->graph;
	result->root_id = spec->root_id;
	result->field_id = value->field_id;
	result->offset_bits = spec->offset_bits;
	result->width_bits = value->width_bits;
}

static void fail(struct bk_relo_result *result, enum bk_relo_status status,
		 enum bk_relo_cause cause)
{
	result->status = status;
	result->cause = cause;
}

static void note_other(struct bk_relo_result *result, const struct bk_candidate *candidate,
		       enum bk_relo_cause cause, uint64_t other)
{
	fail(result, BK_RELO_AMBIGUOUS, cause);
	result->other_graph = candidate->graph;
	result->other_id = candidate->id;
	result->other = other;
}

/* The sides of one relocation, and whether anything has matched yet. */
struct attempt {
	struct run *run;
	const struct bk_core_relo *relo;
	struct bk_relo_result *result;
	struct bk_value from, to;
	bool has_matched;
};

/* Compares a candidate that matches with the first that did. True: they agree, or it is the first. */
static bool take(struct attempt *a, const struct bk_candidate *candidate)
{
	struct run *run = a->run;
	struct bk_value value;
	const enum bk_relo_cause cause =
		bk_value_of(&run->candidate, a->relo->kind, run->object->is_big_endian, &value);

	if (cause) {
		fail(a->result, BK_RELO_REFUSED, cause);
		note_field(a->result, &run->candidate, &value);
		return false;
	}
	if (!a->has_matched) {
		a->has_matched = true;
		a->to = value;
		run->target = run->candidate;
		note_field(a->result, &run->target, &value);
		return true;
	}
	if (run->candidate.offset_bits != run->target.offset_bits) {
		note_other(a->result, candidate, BK_CAUSE_OFFSETS, run->candidate.offset_bits);
		return false;
	}
	if (value.value != a->to.value) {
		note_other(a->result, candidate, BK_CAUSE_VALUES, value.value);
		return false;
	}
	return true;
}

/* Keeps the candidates that matched. */
static void narrow(struct bk_candidate_list *list)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < list->count; i++)
		if (list->at[i].has_matched)
			list->at[kept++] = list->at[i];
	list->count = kept;
}

static struct bk_error *tell(const struct run *run, enum bk_watched watched)
{
	return run->watcher ? run->watcher(run->context, &run->candidate, watched) : NULL;
}

/* Tries all candidates, and keeps those that match, if any do. *goes_on is false: that is final. */
static struct bk_error *try_candidates(struct attempt *a, struct bk_candidate_list *list,
				       bool *goes_on)
{
	*goes_on = false;
	for (uint32_t i = 0; i < list->count; i++) {
		struct bk_matching m = { .local = a->run->object->graph,
					 .target = list->at[i].graph,
					 .left = BK_MATCHING_MOST };
		const enum bk_match match =
			bk_spec_match(&m, &a->run->local, list->at[i].id, &a->run->candidate);

		if (match == BK_MATCH_FAILED) {
			fail(a->result, BK_RELO_REFUSED, m.cause);
			a->result->graph = list->at[i].graph;
			a->result->root_id = list->at[i].id;
			return tell(a->run, BK_WATCHED_BROKEN);
		}
		list->at[i].has_matched = match == BK_MATCH_YES;
		if (match == BK_MATCH_NO)
			continue;
		BK_TRY(tell(a->run, a->has_matched ? BK_WATCHED_FURTHER : BK_WATCHED_FIRST));
		if (!take(a, &list->at[i]))
			return NULL;
	}
	*goes_on = true;
	if (a->has_matched)
		narrow(list);
	else
		a->result->cause = list->count ? BK_CAUSE_NO_MATCH : BK_CAUSE_NO_TYPE;
	return NULL;
}

static struct bk_error *list_of(struct run *run, uint32_t root_id, struct bk_candidate_list **list)
{
	if (!run->lists[root_id])
		BK_TRY(bk_relocator_find(run->relocator, run->object->graph, root_id,
					 &run->lists[root_id]));
	*list = run->lists[root_id];
	return NULL;
}

/* The object's own side; false: the result is final. */
static bool resolve_local(struct attempt *a)
{
	struct run *run = a->run;
	struct bk_relo_result *result = a->result;
	enum bk_relo_cause cause = bk_spec_parse(&run->local, run->object->graph, a->relo);

	if (!cause)
		cause = bk_value_of(&run->local, a->relo->kind, run->object->is_big_endian,
				    &a->from);
	if (cause) {
		fail(result, BK_RELO_REFUSED, cause);
		return false;
	}
	result->has_local = true;
	result->local = a->from.value;
	result->local_field_id = a->from.field_id;
	result->local_offset_bits = run->local.offset_bits;
	result->local_width_bits = a->from.width_bits;
	return true;
}

static void patch(struct attempt *a)
{
	struct run *run = a->run;
	const struct bk_function *function = run->object->functions.at + a->relo->function;
	const struct bk_graph *graph = a->result->graph ? a->result->graph : run->object->graph;

	bk_insn_relocate(run->relocated->insns + function->first_insn + a->relo->insn,
			 function->insn_count - a->relo->insn - 1, &a->from, &a->to,
			 a->to.is_poison || may_resize(run->object->graph, &a->from, graph, &a->to),
			 a->result);
	if (a->result->status == BK_RELO_RESOLVED)
		a->result->target = a->to.value;
}

static struct bk_error *relocate_one(struct run *run, uint32_t number)
{
	struct attempt a = { .run = run,
			     .relo = run->object->relocations.at + number,
			     .result = run->relocated->results + number };
	const struct bk_graph *object = run->object->graph;
	struct bk_candidate_list *list;
	bool goes_on;

	if (!resolve_local(&a))
		return NULL;
	if (a.relo->kind == BK_RELO_TYPE_ID_LOCAL) {
		a.to = a.from;
		patch(&a);
		return NULL;
	}
	if (!*bk_graph_name(object, bk_graph_type(object, a.relo->type_id))) {
		fail(a.result, BK_RELO_REFUSED, BK_CAUSE_ANONYMOUS);
		return NULL;
	}
	BK_TRY(list_of(run, a.relo->type_id, &list));
	BK_TRY(try_candidates(&a, list, &goes_on));
	if (!goes_on)
		return NULL;
	if (!a.has_matched)
		(void)bk_value_of(NULL, a.relo->kind, false, &a.to);
	patch(&a);
	return NULL;
}

static void count_results(struct bk_relocated *relocated, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const enum bk_relo_status status = relocated->results[i].status;

		relocated->resolved += status == BK_RELO_RESOLVED;
		relocated->poisoned += status == BK_RELO_POISONED;
		relocated->ambiguous += status == BK_RELO_AMBIGUOUS;
		relocated->refused += status == BK_RELO_REFUSED;
	}
}

/* What is loaded anyway comes first, since it narrows the candidates without the rest. */
static struct bk_error *relocate_all(struct run *run)
{
	const struct bk_object *object = run->object;

	for (int optional = 0; optional < 2; optional++)
		for (uint32_t i = 0; i < object->relocations.count; i++) {
			const uint32_t function = object->relocations.at[i].function;

			if (object->functions.at[function].is_optional == optional)
				BK_TRY(relocate_one(run, i));
		}
	count_results(run->relocated, object->relocations.count);
	return NULL;
}

static struct bk_error *check_byte_order(const struct bk_graph *kernel,
					 const struct bk_object *object)
{
	if (bk_graph_is_big_endian(kernel) == object->is_big_endian)
		return NULL;
	return bk_error_create(BK_ERR_UNSUPPORTED,
			       "the object is of %s-endian byte order, the kernel of the other",
			       object->is_big_endian ? "big" : "little");
}

static struct bk_error *start(struct run *run)
{
	const struct bk_object *object = run->object;
	struct bk_relocated *relocated = run->relocated;

	run->lists = calloc(object->graph->count, sizeof(struct bk_candidate_list *));
	relocated->results = calloc(object->relocations.count + 1, sizeof(*relocated->results));
	relocated->insns = calloc(object->insns.count + 1, sizeof(*relocated->insns));
	if (!run->lists || !relocated->results || !relocated->insns)
		return bk_error_memory();
	BK_TRY(expect_roots(run->relocator, object));
	if (object->insns.count)
		memcpy(relocated->insns, object->insns.at,
		       object->insns.count * sizeof(*relocated->insns));
	return relocate_all(run);
}

struct bk_error *bk_relocate(struct bk_relocator *relocator, const struct bk_object *object,
			     struct bk_relocated **result)
{
	return bk_relocate_watched(relocator, object, NULL, NULL, result);
}

struct bk_error *bk_relocate_watched(struct bk_relocator *relocator, const struct bk_object *object,
				     bk_relo_watcher *watcher, void *context,
				     struct bk_relocated **result)
{
	struct bk_relocated *relocated;
	struct bk_error *error;
	struct run *run;

	*result = NULL;
	BK_TRY(check_byte_order(relocator->graphs[0], object));
	run = calloc(1, sizeof(*run));
	relocated = calloc(1, sizeof(*relocated));
	if (!run || !relocated) {
		free(run);
		free(relocated);
		return bk_error_memory();
	}
	run->relocator = relocator;
	run->object = object;
	run->relocated = relocated;
	run->watcher = watcher;
	run->context = context;
	error = start(run);
	run_destroy(run);
	if (error)
		bk_relocated_destroy(relocated);
	else
		*result = relocated;
	return error;
}

void bk_relocated_destroy(struct bk_relocated *relocated)
{
	if (!relocated)
		return;
	free(relocated->results);
	free(relocated->insns);
	free(relocated);
}

const char *bk_relo_status_name(enum bk_relo_status status)
{
	static const char *const names[] = {
		[BK_RELO_RESOLVED] = "resolved",
		[BK_RELO_POISONED] = "poisoned",
		[BK_RELO_AMBIGUOUS] = "ambiguous",
		[BK_RELO_REFUSED] = "refused",
	};

	return names[status];
}
