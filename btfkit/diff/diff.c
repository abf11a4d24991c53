// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The diff of two graphs: name by name, what is the same is counted, the rest compared. */
#include "btfkit/diff/diff.h"

#include "btfkit/diff/compare.h"
#include "btfkit/diff/groups.h"
#include "btfkit/diff/likeness.h"
#include "btfkit/diff/uses.h"

const char *const bk_diff_kind_names[BK_DIFF_KINDS] = { "struct",  "union", "enum",
							"typedef", "func",  "var" };

const char *const bk_impact_names[BK_IMPACTS] = { "none", "relocated", "silent", "breaking" };

/* Namesakes beyond this are told apart by their fingerprints alone. */
enum { MOST_COMPARED = 64 };

struct differ {
	struct bk_comparison c;
	const struct bk_diff_options *options;
	struct bk_groups groups;
	struct bk_namesakes sides[2]; /* of the group at hand */
};

static void differ_deinit(struct differ *d)
{
	for (int side = 0; side < 2; side++) {
		bk_fingerprints_deinit(&d->c.prints[side]);
		bk_sink_deinit(&d->c.names[side]);
		bk_array_deinit(&d->sides[side].list);
	}
	bk_groups_deinit(&d->groups);
}

static struct bk_error *differ_init(struct differ *d)
{
	const struct bk_graph *const *graphs = d->c.graphs;

	BK_TRY(bk_fingerprints_init(&d->c.prints[0], graphs[0]));
	return bk_fingerprints_init(&d->c.prints[1], graphs[1]);
}

/* Adds a type to the result, unless its impact is not asked for. */
static struct bk_error *add_type(struct differ *d, const struct bk_type_diff *type)
{
	struct bk_diff *diff = d->c.diff;

	if (d->options->impacts && !(d->options->impacts >> type->impact & 1)) {
		diff->members.count = type->first_member;
		diff->values.count = type->first_value;
		diff->outlines.count = type->first_outline;
		return NULL;
	}
	diff->counts[type->change]++;
	diff->impacts[type->impact]++;
	return bk_entries_add(diff, type);
}

static struct bk_error *add_lone(struct differ *d, const struct bk_group *group, uint32_t id,
				 int side)
{
	struct bk_type_diff type = { .kind = d->groups.kind,
				     .name = bk_group_name(&d->groups, group),
				     .change = side ? BK_ADDED : BK_REMOVED,
				     .impact = side ? BK_IMPACT_NONE : BK_IMPACT_BREAKING,
				     .first_member = (uint32_t)d->c.diff->members.count,
				     .first_value = (uint32_t)d->c.diff->values.count,
				     .first_outline = (uint32_t)d->c.diff->outlines.count };

	*(side ? &type.new.id : &type.old.id) = id;
	return add_type(d, &type);
}

static struct bk_error *compare_pair(struct differ *d, const struct bk_group *group,
				     uint32_t old_id, uint32_t new_id, bool *differs,
				     struct bk_type_diff *type)
{
	*type = (struct bk_type_diff){

		.kind = d->groups.kind,
		.name = bk_group_name(&d->groups, group),
		.old.id = old_id,
		.new.id = new_id
	};
	return bk_compare_types(&d->c, type, differs);
}

static bool is_used_member(const struct bk_uses *uses, const struct bk_type_diff *type,
			   const char *old_path, const char *new_path)
{
	return (old_path && bk_uses_has(uses, type->kind, type->name, old_path)) ||
	       (new_path && bk_uses_has(uses, type->kind, type->name, new_path));
}

/* Drops changes of what is not used; false if none is left. What is worst is judged anew. */
static bool keep_used(struct bk_diff *diff, const struct bk_uses *uses, struct bk_type_diff *type)
{
	size_t members = type->first_member, values = type->first_value;
	enum bk_impact impact = type->retyped ? type->impact : BK_IMPACT_NONE;
	bool resized = type->old.size_bytes != type->new.size_bytes;

	for (size_t i = type->first_member; i < diff->members.count; i++) {
		const struct bk_member_change *m = &diff->members.at[i];

		if (!is_used_member(uses, type, m->old.path, m->new.path))
			continue;
		impact = m->impact > impact ? m->impact : impact;
		diff->members.at[members++] = *m;
	}
	for (size_t i = type->first_value; i < diff->values.count; i++) {
		const struct bk_value_change *v = &diff->values.at[i];

		if (!is_used_member(uses, type, v->old.name, v->new.name))
			continue;
		impact = v->impact > impact ? v->impact : impact;
		diff->values.at[values++] = *v;
	}
	if (resized && impact < BK_IMPACT_RELOCATED)
		impact = BK_IMPACT_RELOCATED;
	diff->members.count = members;
	diff->values.count = values;
	type->member_count = (uint32_t)members - type->first_member;
	type->value_count = (uint32_t)values - type->first_value;
	type->impact = impact;
	return resized || type->retyped || type->member_count || type->value_count;
}

static struct bk_error *add_pair(struct differ *d, const struct bk_group *group, uint32_t old_id,
				 uint32_t new_id)
{
	struct bk_type_diff type;
	bool differs;

	d->c.keep_outlines = d->options->outlines;
	BK_TRY(compare_pair(d, group, old_id, new_id, &differs, &type));
	d->c.keep_outlines = false;
	if (differs && d->options->uses)
		differs = keep_used(d->c.diff, d->options->uses, &type);
	if (differs)
		return add_type(d, &type);
	d->c.diff->outlines.count = type.first_outline;
	d->c.diff->unchanged++;
	return NULL;
}

/* Whether two namesakes, one on either side, are the same. */
static struct bk_error *are_same(struct differ *d, const struct bk_group *group,
				 const struct bk_namesake *old, const struct bk_namesake *new,
				 bool *same)
{
	struct bk_type_diff type;
	bool differs;

	*same = old->print == new->print;
	if (*same || d->sides[0].list.count > MOST_COMPARED ||
	    d->sides[1].list.count > MOST_COMPARED)
		return NULL;
	BK_TRY(compare_pair(d, group, old->id, new->id, &differs, &type));
	d->c.diff->members.count = type.first_member;
	d->c.diff->values.count = type.first_value;
	*same = !differs;
	return NULL;
}

static int by_print(const void *a, const void *b)
{
	const struct bk_namesake *x = a, *y = b;

	return (x->print > y->print) - (x->print < y->print);
}

/* The bearers of a name on one side; of those that are told apart by nothing, one. */
static struct bk_error *collect(struct differ *d, const struct bk_group *group, int side)
{
	struct bk_namesakes *namesakes = &d->sides[side];
	size_t kept = 0;

	namesakes->list.count = 0;
	for (uint32_t left = group->first[side]; left;) {
		struct bk_bearer b = bk_bearer_of(&d->groups, side, left);
		uint64_t print = bk_fingerprint_description(&d->c.prints[side], b.id);

		if (!bk_array_push(&namesakes->list,
				   (struct bk_namesake){ .id = b.id, .print = print }))
			return bk_error_memory();
		left = b.next;
	}
	if (namesakes->list.count)
		qsort(namesakes->list.at, namesakes->list.count, sizeof(*namesakes->list.at),
		      by_print);
	for (size_t i = 0; i < namesakes->list.count; i++)
		if (!i || namesakes->list.at[i].print != namesakes->list.at[kept - 1].print)
			namesakes->list.at[kept++] = namesakes->list.at[i];
	namesakes->list.count = kept;
	return NULL;
}

static void drop(struct bk_namesakes *namesakes, size_t index)
{
	namesakes->list.count--;
	memmove(namesakes->list.at + index, namesakes->list.at + index + 1,
		(namesakes->list.count - index) * sizeof(*namesakes->list.at));
}

/* Drops what both sides have, by fingerprint: both lists are sorted by it. */
static void drop_equal_prints(struct differ *d)
{
	struct bk_namesakes *sides = d->sides;
	size_t i = 0, j = 0, kept[2] = { 0, 0 };

	while (i < sides[0].list.count || j < sides[1].list.count) {
		const struct bk_namesake *old = sides[0].list.at + i, *new = sides[1].list.at + j;

		if (j == sides[1].list.count ||
		    (i < sides[0].list.count && old->print < new->print)) {
			sides[0].list.at[kept[0]++] = *old;
			i++;
		} else if (i == sides[0].list.count || new->print < old->print) {
			sides[1].list.at[kept[1]++] = *new;
			j++;
		} else {
			d->c.diff->unchanged++;
			i++;
			j++;
		}
	}
	sides[0].list.count = kept[0];
	sides[1].list.count = kept[1];
}

/* The same by a closer look, for fingerprints may differ without need. */
static struct bk_error *drop_same(struct differ *d, const struct bk_group *group)
{
	struct bk_namesakes *sides = d->sides;

	for (size_t i = 0; i < sides[0].list.count;) {
		bool same = false;

		for (size_t j = 0; j < sides[1].list.count && !same; j++) {
			BK_TRY(are_same(d, group, &sides[0].list.at[i], &sides[1].list.at[j],
					&same));
			if (same)
				drop(&sides[1], j);
		}
		if (same) {
			d->c.diff->unchanged++;
			drop(&sides[0], i);
		} else {
			i++;
		}
	}
	return NULL;
}

static struct bk_error *compare_several(struct differ *d, const struct bk_group *group)
{
	BK_TRY(collect(d, group, 0));
	BK_TRY(collect(d, group, 1));
	drop_equal_prints(d);
	if (d->sides[0].list.count > 1 || d->sides[1].list.count > 1)
		BK_TRY(drop_same(d, group));
	BK_TRY(bk_likeness_pair(&d->c, d->sides));
	for (size_t i = 0; i < d->sides[0].list.count; i++) {
		const struct bk_namesake *old = &d->sides[0].list.at[i];

		if (old->other)
			BK_TRY(add_pair(d, group, old->id, old->other));
		else
			BK_TRY(add_lone(d, group, old->id, 0));
	}
	for (size_t i = 0; i < d->sides[1].list.count; i++)
		if (!d->sides[1].list.at[i].other)
			BK_TRY(add_lone(d, group, d->sides[1].list.at[i].id, 1));
	return NULL;
}

static struct bk_error *compare_group(struct differ *d, const struct bk_group *group)
{
	uint32_t old_id = group->first[0], new_id = group->first[1];

	if ((old_id | new_id) & BK_SEVERAL)
		return compare_several(d, group);
	if (!new_id)
		return add_lone(d, group, old_id, 0);
	if (!old_id)
		return add_lone(d, group, new_id, 1);
	if (bk_fingerprint_description(&d->c.prints[0], old_id) ==
	    bk_fingerprint_description(&d->c.prints[1], new_id)) {
		d->c.diff->unchanged++;
		return NULL;
	}
	return add_pair(d, group, old_id, new_id);
}

static bool is_selected(const struct differ *d, const struct bk_group *group)
{
	int side = group->first[0] ? 0 : 1;

	if (d->options->uses &&
	    !bk_uses_has_type(d->options->uses, d->groups.kind, bk_group_name(&d->groups, group)))
		return false;
	if (!d->options->selection)
		return true;
	return bk_selection_has(d->options->selection, d->c.graphs[side],
				bk_bearer_of(&d->groups, side, group->first[side]).id);
}

/* A name that neither side has is an error, that of the new side. */
static struct bk_error *check_selection(const struct differ *d)
{
	const struct bk_selection *selection = d->options->selection;

	for (size_t i = 0; selection && i < selection->patterns.count; i++) {
		struct bk_selection one = { 0 };
		struct bk_error *error;

		one.patterns.at = selection->patterns.at + i;
		one.patterns.count = 1;
		error = bk_selection_check(&one, d->c.graphs[0]);
		if (!error)
			continue;
		bk_error_destroy(error);
		BK_TRY(bk_selection_check(&one, d->c.graphs[1]));
	}
	return NULL;
}

static struct bk_error *compare_kind(struct differ *d, enum bk_diff_kind kind)
{
	BK_TRY(bk_groups_init(&d->groups, d->c.graphs[0], d->c.graphs[1], kind));
	for (size_t i = 0; i < d->groups.list.count; i++)
		if (is_selected(d, &d->groups.list.at[i]))
			BK_TRY(compare_group(d, &d->groups.list.at[i]));
	bk_groups_deinit(&d->groups);
	return NULL;
}

/* Functions are most of the names: they come first, while there are few results beside them. */
static const enum bk_diff_kind kinds_in_order[BK_DIFF_KINDS] = { BK_DIFF_FUNC,	  BK_DIFF_STRUCT,
								 BK_DIFF_UNION,	  BK_DIFF_ENUM,
								 BK_DIFF_TYPEDEF, BK_DIFF_VAR };

static uint64_t count_types(const struct differ *d)
{
	uint64_t sum = 0;

	for (int kind = 0; kind < BK_DIFF_KINDS; kind++)
		sum += bk_groups_most(d->c.graphs[0], d->c.graphs[1], kind);
	return sum;
}

static struct bk_error *run(struct differ *d)
{
	BK_TRY(check_selection(d));
	BK_TRY(bk_entries_reserve(d->c.diff, count_types(d)));
	BK_TRY(differ_init(d));
	for (int i = 0; i < BK_DIFF_KINDS; i++)
		BK_TRY(compare_kind(d, kinds_in_order[i]));
	BK_TRY(bk_sink_finish(&d->c.names[0]));
	return bk_sink_finish(&d->c.names[1]);
}

struct bk_error *bk_diff_create(const struct bk_graph *old_graph, const struct bk_graph *new_graph,
				const struct bk_diff_options *options, struct bk_diff **result)
{
	struct bk_diff *diff = calloc(1, sizeof(*diff));
	struct differ d = { .c = { .graphs = { old_graph, new_graph },
				   .diff = diff,
				   .opened_left = BK_OUTLINE_MOST },
			    .options = options };
	struct bk_error *error;

	*result = NULL;
	if (!diff)
		return bk_error_memory();
	bk_sink_init_memory(&d.c.names[0], SIZE_MAX);
	bk_sink_init_memory(&d.c.names[1], SIZE_MAX);
	diff->old = old_graph;
	diff->new = new_graph;
	error = run(&d);
	differ_deinit(&d);
	if (error) {
		bk_diff_destroy(diff);
		return error;
	}
	bk_entries_sort(diff);
	*result = diff;
	return NULL;
}

void bk_diff_destroy(struct bk_diff *diff)
{
	if (!diff)
		return;
	bk_entries_deinit(diff);
	bk_array_deinit(&diff->members);
	bk_array_deinit(&diff->values);
	bk_array_deinit(&diff->outlines);
	bk_arena_deinit(&diff->arena);
	free(diff);
}
