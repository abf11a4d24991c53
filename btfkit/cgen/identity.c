// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One C type for each set of equal types, and one C name for each. */
#include "btfkit/cgen/identity.h"

/* FWDs, and ENUMs without enumerators, which is how BTF says `enum foo;`. */
static bool is_forward(const struct bk_type *t)
{
	return bk_kind(t) == BK_KIND_FWD || (bk_kind_is_enum(bk_kind(t)) && !bk_vlen(t));
}

/* The keyword a tag goes with: a FWD and its complete type agree in it. */
static enum bk_kind tag_keyword(const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_FWD:
		return bk_kind_flag(t) ? BK_KIND_UNION : BK_KIND_STRUCT;
	case BK_KIND_ENUM64:
		return BK_KIND_ENUM;
	default:
		return bk_kind(t);
	}
}

/* A forward enum's size where values of it are possible, else 0. */
static uint32_t forward_size(const struct bk_type *t)
{
	bool is_size = t->size == 1 || t->size == 2 || t->size == 4 || t->size == 8;

	return bk_kind(t) != BK_KIND_FWD && is_size ? t->size : 0;
}

/*
 * Whether a forward declaration may mean that type. BTF gives a forward enum a size, and what is
 * declared with it takes so many bytes: of another size it is another type.
 */
static bool may_mean(const struct bk_type *forward, const struct bk_type *t)
{
	uint32_t size = forward_size(forward);

	return tag_keyword(forward) == tag_keyword(t) && (!size || size == t->size);
}

/* Forwards in an order of their own: struct before union before enum, enums by size. */
static int by_keyword_and_size(const void *a, const void *b, void *graph)
{
	const struct bk_type *x = bk_graph_type(graph, *(const uint32_t *)a);
	const struct bk_type *y = bk_graph_type(graph, *(const uint32_t *)b);

	if (tag_keyword(x) != tag_keyword(y))
		return tag_keyword(x) < tag_keyword(y) ? -1 : 1;
	return (forward_size(x) > forward_size(y)) - (forward_size(x) < forward_size(y));
}

typedef BK_ARRAY(uint32_t) id_list;

/* The bearers of one name in one space. */
struct group {
	id_list complete, forwards;
};

static bool collect(struct bk_identity *identity, uint32_t first, enum bk_name_space space,
		    struct group *group)
{
	group->complete.count = group->forwards.count = 0;
	for (uint32_t id = first; id; id = bk_names_next(identity->names, id)) {
		const struct bk_type *t = bk_graph_type(identity->graph, id);

		if (bk_name_space_of(bk_kind(t)) != space)
			continue;
		if (is_forward(t) ? !bk_array_push(&group->forwards, id)
				  : !bk_array_push(&group->complete, id))
			return false;
	}
	return true;
}

/* The first bearers of all names that more than one type bears. False without memory. */
static bool find_shared_names(const struct bk_identity *identity, id_list *firsts)
{
	for (struct bk_ids ids = bk_ids_of(identity->graph, BK_KINDS_IN_NAME_SPACES);
	     bk_ids_next(&ids);)
		if (bk_names_next(identity->names, ids.id) &&
		    bk_names_is_first(identity->names, ids.id) && !bk_array_push(firsts, ids.id))
			return false;
	return true;
}

/* Calls `visit` for every shared name and each space in which more than one type bears it. */
static struct bk_error *for_each_group(struct bk_identity *identity, const id_list *firsts,
				       struct bk_error *(*visit)(struct bk_identity *identity,
								 struct group *group))
{
	struct group group = { 0 };
	struct bk_error *error = NULL;

	for (size_t i = 0; i < firsts->count && !error; i++) {
		for (enum bk_name_space space = BK_SPACE_TAGS; space <= BK_SPACE_TYPEDEFS && !error;
		     space++) {
			if (!collect(identity, firsts->at[i], space, &group))
				error = bk_error_memory();
			else if (group.complete.count + group.forwards.count > 1)
				error = visit(identity, &group);
		}
	}
	bk_array_deinit(&group.complete);
	bk_array_deinit(&group.forwards);
	return error;
}

/* First visit: what is plain is settled, what is ambiguous is listed. */
static struct bk_error *settle_plain(struct bk_identity *identity, struct group *group)
{
	if (group->complete.count > 1) {
		for (size_t i = 0; i < group->complete.count; i++)
			if (!bk_array_push(&identity->digester.ambiguous,
					   (struct bk_ambiguous){ .id = group->complete.at[i] }))
				return bk_error_memory();
		return NULL;
	}
	for (size_t i = 0; i < group->forwards.count && group->complete.count; i++) {
		uint32_t forward = group->forwards.at[i], complete = group->complete.at[0];

		if (may_mean(bk_graph_type(identity->graph, forward),
			     bk_graph_type(identity->graph, complete)))
			identity->canon[forward] = complete;
	}
	return NULL;
}

/* Equal types of an ambiguous name. */
struct class
{
	uint32_t id; /* the one that stands for all */
	uint64_t uses;
	struct bk_digest digest;
};

static int by_digest(const void *a, const void *b)
{
	return bk_digest_compare(((const struct class *)a)->digest,
				 ((const struct class *)b)->digest);
}

static int by_rank(const void *a, const void *b)
{
	const struct class *x = a, *y = b;

	if (x->uses != y->uses)
		return x->uses > y->uses ? -1 : 1;
	return by_digest(a, b);
}

/* Adds the uses of pointers, arrays and modifiers to those of what they lead to. */
static void count_behind(const struct bk_graph *graph, uint32_t *uses)
{
	const uint32_t links = 1u << BK_KIND_PTR | 1u << BK_KIND_ARRAY | BK_KINDS_MODIFIER;

	for (struct bk_ids ids = bk_ids_of(graph, links); bk_ids_next(&ids);) {
		uint32_t id = ids.id;

		while (uses[ids.id]) {
			enum bk_kind kind = bk_graph_kind(graph, id);

			if (kind == BK_KIND_PTR || bk_kind_is_modifier(kind))
				id = bk_graph_type(graph, id)->type_id;
			else if (kind == BK_KIND_ARRAY)
				id = bk_array_info(bk_graph_type(graph, id))->elem_type;
			else
				break;
		}
		if (id != ids.id)
			uses[id] += uses[ids.id];
	}
}

/*
 * How often each type is meant where a type is written: as a member, parameter, result or typedef,
 * directly or behind pointers, arrays and modifiers.
 */
static uint32_t *count_uses(const struct bk_graph *graph)
{
	uint32_t *uses = calloc(graph->count, sizeof(*uses));

	if (!uses)
		return NULL;
	for (struct bk_ids ids = bk_ids_of(graph, BK_KINDS_RECORD); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(graph, ids.id);
		const struct bk_member *m = bk_members(t), *end = m + bk_vlen(t);

		for (; m < end; m++)
			uses[m->type_id]++;
	}
	for (struct bk_ids ids = bk_ids_of(graph, 1u << BK_KIND_FUNC_PROTO); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(graph, ids.id);
		const struct bk_param *p = bk_params(t), *end = p + bk_vlen(t);

		uses[t->type_id]++;
		for (; p < end; p++)
			uses[p->type_id]++;
	}
	for (struct bk_ids ids = bk_ids_of(graph, 1u << BK_KIND_TYPEDEF | 1u << BK_KIND_VAR);
	     bk_ids_next(&ids);)
		uses[bk_graph_type(graph, ids.id)->type_id]++;
	count_behind(graph, uses);
	return uses;
}

/* Sorts `classes` (one for each bearer) into one for each different type, the first in rank first. */
static size_t merge_classes(struct bk_identity *identity, struct class *classes, size_t count)
{
	size_t merged = 0;

	qsort(classes, count, sizeof(*classes), by_digest);
	for (size_t i = 0; i < count; i++) {
		if (!merged || bk_digest_compare(classes[merged - 1].digest, classes[i].digest)) {
			classes[merged++] = classes[i];
			continue;
		}
		classes[merged - 1].uses += classes[i].uses;
		identity->canon[classes[i].id] = classes[merged - 1].id;
	}
	qsort(classes, merged, sizeof(*classes), by_rank);
	return merged;
}

/* Gives a type base___N, with the first N that is free. */
static struct bk_error *rename_next(struct bk_identity *identity, uint32_t id, const char *base)
{
	const char *name = bk_identity_free_name(identity, base);

	return name && bk_identity_rename(identity, id, name) ? NULL : bk_error_memory();
}

static struct bk_error *rename_others(struct bk_identity *identity, const struct class *classes,
				      size_t count)
{
	const char *base = bk_identity_name(identity, classes[0].id);

	for (size_t i = 1; i < count; i++)
		BK_TRY(rename_next(identity, classes[i].id, base));
	return NULL;
}

/*
 * Forwards of one keyword (and size) are one type: the complete one that they may mean, the first by
 * rank; without such a one they need a name of their own, unless the plain one is left.
 */
static struct bk_error *settle_forwards(struct bk_identity *identity, struct group *group,
					const struct class *classes, size_t count)
{
	const struct bk_graph *graph = identity->graph;
	uint32_t *ids = group->forwards.at;
	const char *base;

	if (!group->forwards.count)
		return NULL;
	base = bk_identity_name(identity, count ? classes[0].id : ids[0]);
	qsort_r(ids, group->forwards.count, sizeof(*ids), by_keyword_and_size,
		(void *)(uintptr_t)graph);
	for (size_t i = 0; i < group->forwards.count; i++) {
		const struct bk_type *t = bk_graph_type(graph, ids[i]);
		size_t meant = 0;

		identity->canon[ids[i]] = ids[i];
		if (i && !by_keyword_and_size(&ids[i - 1], &ids[i], (void *)(uintptr_t)graph)) {
			identity->canon[ids[i]] = identity->canon[ids[i - 1]];
			continue;
		}
		while (meant < count && !may_mean(t, bk_graph_type(graph, classes[meant].id)))
			meant++;
		if (meant < count)
			identity->canon[ids[i]] = classes[meant].id;
		else if (count || i)
			BK_TRY(rename_next(identity, ids[i], base));
	}
	return NULL;
}

static struct bk_error *settle_ambiguous(struct bk_identity *identity, struct group *group)
{
	size_t count = group->complete.count;
	BK_AUTOFREE struct class *classes = reallocarray(NULL, count + 1, sizeof(*classes));

	if (!classes)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++) {
		uint32_t id = group->complete.at[i];
		const struct bk_ambiguous *ambiguous = bk_digest_find(&identity->digester, id);

		classes[i] = (struct class){ .id = id };
		if (ambiguous) {
			classes[i].digest = ambiguous->digest;
			classes[i].uses = ambiguous->uses;
		}
	}
	count = merge_classes(identity, classes, count);
	if (count)
		BK_TRY(rename_others(identity, classes, count));
	return settle_forwards(identity, group, classes, count);
}

static struct bk_error *compare_ambiguous(struct bk_identity *identity)
{
	struct bk_digester *digester = &identity->digester;
	BK_AUTOFREE uint32_t *uses = NULL;

	if (!digester->ambiguous.count)
		return NULL;
	uses = count_uses(identity->graph);
	if (!uses)
		return bk_error_memory();
	qsort(digester->ambiguous.at, digester->ambiguous.count, sizeof(*digester->ambiguous.at),
	      bk_ambiguous_by_id);
	for (size_t i = 0; i < digester->ambiguous.count; i++)
		digester->ambiguous.at[i].uses = uses[digester->ambiguous.at[i].id];
	return bk_digest_refine(digester);
}

/* A guess at which anonymous enums may be equal: those with the same key. */
struct enum_key {
	uint64_t key;
	uint32_t id;
	struct bk_digest digest;
};

static int by_key_and_digest(const void *a, const void *b)
{
	const struct enum_key *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return bk_digest_compare(x->digest, y->digest);
}

typedef BK_ARRAY(struct enum_key) enum_keys;

static bool collect_anonymous_enums(const struct bk_identity *identity, enum_keys *keys)
{
	for (struct bk_ids ids = bk_ids_of(identity->graph, BK_KINDS_ENUM); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(identity->graph, ids.id);
		const char *first;
		uint64_t key;

		if (!bk_vlen(t) || !bk_graph_is_anonymous(identity->graph, ids.id))
			continue;
		first = bk_graph_string(identity->graph, bk_enum_name_off(t, 0));
		key = bk_vlen(t);
		while (*first)
			key = (key ^ (unsigned char)*first++) * 0x100000001b3;
		if (!bk_array_push(keys, (struct enum_key){ .key = key, .id = ids.id }))
			return false;
	}
	return true;
}

/* Digests only those whose key another has, too. */
static bool merge_keyed_enums(struct bk_identity *identity, enum_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		struct enum_key *e = &keys->at[i];

		if ((i > 0 && e[-1].key == e->key) || (i + 1 < keys->count && e[1].key == e->key)) {
			if (!bk_digest_type(&identity->digester, e->id, &e->digest))
				return false;
		}
	}
	if (keys->count)
		qsort(keys->at, keys->count, sizeof(*keys->at), by_key_and_digest);
	for (size_t i = 1; i < keys->count; i++)
		if (by_key_and_digest(&keys->at[i - 1], &keys->at[i]) == 0)
			identity->canon[keys->at[i].id] = identity->canon[keys->at[i - 1].id];
	return true;
}

static struct bk_error *merge_anonymous_enums(struct bk_identity *identity)
{
	enum_keys keys = { 0 };
	bool ok = collect_anonymous_enums(identity, &keys);

	if (keys.count)
		qsort(keys.at, keys.count, sizeof(*keys.at), by_key_and_digest);
	ok = ok && merge_keyed_enums(identity, &keys);
	bk_array_deinit(&keys);
	return ok ? NULL : bk_error_memory();
}

static struct bk_error *settle_shared_names(struct bk_identity *identity)
{
	id_list firsts = { 0 };
	struct bk_error *error = NULL;

	if (!find_shared_names(identity, &firsts))
		error = bk_error_memory();
	if (!error)
		error = for_each_group(identity, &firsts, settle_plain);
	if (!error)
		error = compare_ambiguous(identity);
	if (!error)
		error = for_each_group(identity, &firsts, settle_ambiguous);
	bk_array_deinit(&firsts);
	return error;
}

static struct bk_error *build(struct bk_identity *identity)
{
	uint32_t count = identity->graph->count;

	identity->canon = reallocarray(NULL, count, sizeof(*identity->canon));
	identity->renamed = calloc(count, sizeof(*identity->renamed));
	if (!identity->canon || !identity->renamed ||
	    !bk_plain_map_init(&identity->plain[0], identity->graph->strings) ||
	    (identity->graph->base &&
	     !bk_plain_map_init(&identity->plain[1], identity->graph->base->strings)))
		return bk_error_memory();
	for (uint32_t id = 0; id < count; id++)
		identity->canon[id] = id;
	identity->digester.graph = identity->graph;
	identity->digester.canon = identity->canon;
	BK_TRY(bk_identity_rewrite_odd_names(identity));
	BK_TRY(merge_anonymous_enums(identity));
	return settle_shared_names(identity);
}

struct bk_error *bk_identity_create(const struct bk_graph *graph, const struct bk_names *names,
				    struct bk_identity **result)
{
	struct bk_identity *identity = calloc(1, sizeof(*identity));
	struct bk_error *error;

	*result = NULL;
	if (!identity)
		return bk_error_memory();
	identity->graph = graph;
	identity->names = names;
	error = build(identity);
	if (error)
		bk_identity_destroy(identity);
	else
		*result = identity;
	return error;
}

void bk_identity_destroy(struct bk_identity *identity)
{
	if (!identity)
		return;
	free(identity->canon);
	bk_plain_map_deinit(&identity->plain[0]);
	bk_plain_map_deinit(&identity->plain[1]);
	free(identity->renamed);
	bk_array_deinit(&identity->new_names);
	bk_strmap_deinit(&identity->taken);
	bk_strmap_deinit(&identity->numbers);
	bk_arena_deinit(&identity->arena);
	bk_digester_deinit(&identity->digester);
	free(identity);
}
