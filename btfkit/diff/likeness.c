// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Pairing types of one name by what they have in common.
 *
 * Each type is taken apart into features: for a record its size, and of each member the name, the
 * name and type, the name, type and place; for an enumeration names, and names with values; for a
 * prototype what it returns and each parameter. Two types are as alike as they have features in
 * common. The most alike pair is taken first, then the most alike of what is left, and so on; among
 * equals the types' fingerprints decide, which know nothing of ids.
 */
#include "btfkit/diff/likeness.h"

#include "btfkit/graph/type_size.h"

/* Pairs beyond this are not weighed against each other: that many namesakes no kernel has. */
enum { MOST_PAIRS = 1 << 16 };

struct features {
	BK_ARRAY(uint64_t) list;
};

struct pair {
	uint32_t score, i, j;
};

static bool add(struct features *f, uint64_t a, uint64_t b)
{
	return bk_array_push(&f->list, bk_fingerprint_mix(a, b));
}

static bool add_members(struct features *f, struct bk_fingerprints *prints, const struct bk_type *t)
{
	const struct bk_graph *graph = prints->graph;

	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		const struct bk_member *m = bk_members(t) + n;
		uint64_t name = bk_fingerprint_name(bk_graph_string(graph, m->name_off));
		uint64_t type = bk_fingerprint_type(prints, m->type_id);

		if (!add(f, 1, name) || !add(f, name, type) ||
		    !add(f, name + type, bk_member_offset_bits(t, m)))
			return false;
	}
	return add(f, 2, t->size);
}

static bool add_values(struct features *f, const struct bk_graph *graph, const struct bk_type *t)
{
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		uint64_t name = bk_fingerprint_name(bk_graph_string(graph, bk_enum_name_off(t, n)));

		if (!add(f, 1, name) || !add(f, name, (uint64_t)bk_enum_value(t, n)))
			return false;
	}
	return add(f, 2, t->size);
}

static bool add_prototype(struct features *f, struct bk_fingerprints *prints,
			  const struct bk_type *t)
{
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		uint64_t type = bk_fingerprint_type(prints, bk_params(t)[n].type_id);

		if (!add(f, 1, type) || !add(f, type, n))
			return false;
	}
	return add(f, 2, bk_fingerprint_type(prints, t->type_id)) && add(f, 3, bk_vlen(t));
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static bool add_features(struct features *f, struct bk_fingerprints *prints, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(prints->graph, id);
	bool done;

	if (bk_kind(t) == BK_KIND_TYPEDEF || bk_kind(t) == BK_KIND_FUNC) {
		if (!add(f, 4, bk_fingerprint_type(prints, t->type_id)))
			return false;
		t = bk_graph_type(prints->graph, bk_skip_modifiers(prints->graph, t->type_id));
	}
	if (bk_kind_is_record(bk_kind(t)))
		done = add_members(f, prints, t);
	else if (bk_kind_is_enum(bk_kind(t)))
		done = add_values(f, prints->graph, t);
	else if (bk_kind(t) == BK_KIND_FUNC_PROTO)
		done = add_prototype(f, prints, t);
	else
		done = true;
	if (f->list.count)
		qsort(f->list.at, f->list.count, sizeof(*f->list.at), by_value);
	return done;
}

static uint32_t count_common(const struct features *a, const struct features *b)
{
	size_t i = 0, j = 0;
	uint32_t common = 0;

	while (i < a->list.count && j < b->list.count) {
		uint64_t x = a->list.at[i], y = b->list.at[j];

		common += x == y;
		i += x <= y;
		j += y <= x;
	}
	return common;
}

/* The most alike first. With sides exchanged, equals that share a type stand in the same order. */
static int by_score(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	uint32_t most_x = x->i > x->j ? x->i : x->j, most_y = y->i > y->j ? y->i : y->j;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (most_x != most_y)
		return most_x < most_y ? -1 : 1;
	if (x->i + x->j != y->i + y->j)
		return x->i + x->j < y->i + y->j ? -1 : 1;
	return (x->i > y->i) - (x->i < y->i);
}

static int by_print(const void *a, const void *b)
{
	const struct bk_namesake *x = a, *y = b;

	return (x->print > y->print) - (x->print < y->print);
}

static void take(struct bk_namesakes sides[2], size_t i, size_t j)
{
	struct bk_namesake *old = &sides[0].list.at[i], *new = &sides[1].list.at[j];

	if (old->other || new->other)
		return;
	old->other = new->id;
	new->other = old->id;
}

static bool pair_by_score(struct bk_namesakes sides[2], struct features *features[2])
{
	size_t count = sides[0].list.count * sides[1].list.count, n = 0;
	struct pair *pairs = reallocarray(NULL, count, sizeof(*pairs));

	if (!pairs)
		return false;
	for (uint32_t i = 0; i < sides[0].list.count; i++)
		for (uint32_t j = 0; j < sides[1].list.count; j++)
			pairs[n++] = (struct pair){ count_common(&features[0][i], &features[1][j]),
						    i, j };
	qsort(pairs, count, sizeof(*pairs), by_score);
	for (n = 0; n < count; n++)
		take(sides, pairs[n].i, pairs[n].j);
	free(pairs);
	return true;
}

static bool pair_by_features(struct bk_comparison *c, struct bk_namesakes sides[2])
{
	struct features *features[2] = { NULL, NULL };
	bool has_memory = true;

	for (int side = 0; side < 2 && has_memory; side++) {
		features[side] = calloc(sides[side].list.count, sizeof(**features));
		has_memory = features[side] != NULL;
		for (size_t i = 0; i < sides[side].list.count && has_memory; i++)
			has_memory = add_features(&features[side][i], &c->prints[side],
						  sides[side].list.at[i].id);
	}
	has_memory = has_memory && pair_by_score(sides, features);
	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; features[side] && i < sides[side].list.count; i++)
			bk_array_deinit(&features[side][i].list);
		free(features[side]);
	}
	return has_memory;
}

struct bk_error *bk_likeness_pair(struct bk_comparison *c, struct bk_namesakes sides[2])
{
	size_t old_count = sides[0].list.count, new_count = sides[1].list.count;

	if (!old_count || !new_count)
		return NULL;
	for (int side = 0; side < 2; side++)
		qsort(sides[side].list.at, sides[side].list.count, sizeof(*sides[side].list.at),
		      by_print);
	if ((old_count == 1 && new_count == 1) || old_count > MOST_PAIRS / new_count) {
		for (size_t i = 0; i < old_count && i < new_count; i++)
			take(sides, i, i);
		return NULL;
	}
	return pair_by_features(c, sides) ? NULL : bk_error_memory();
}
