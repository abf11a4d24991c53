// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A hash table from kind and name to the types that bear it, on either side. */
#include "btfkit/diff/groups.h"

#include "btfkit/diff/fingerprint.h"
#include "btfkit/graph/ids.h"

static const enum bk_kind kinds_of[BK_DIFF_KINDS][2] = {
	[BK_DIFF_STRUCT] = { BK_KIND_STRUCT },
	[BK_DIFF_UNION] = { BK_KIND_UNION },
	[BK_DIFF_ENUM] = { BK_KIND_ENUM, BK_KIND_ENUM64 },
	[BK_DIFF_TYPEDEF] = { BK_KIND_TYPEDEF },
	[BK_DIFF_FUNC] = { BK_KIND_FUNC },
	[BK_DIFF_VAR] = { BK_KIND_VAR },
};

static uint32_t count_types(const struct bk_graph *graph, enum bk_diff_kind kind)
{
	uint32_t sum = 0;

	for (int i = 0; i < 2 && kinds_of[kind][i]; i++) {
		const uint32_t *first;

		sum += bk_own_ids(graph, kinds_of[kind][i], &first);
	}
	return sum;
}

/* How many types are under way at once: memory answers one while the others are asked for. */
enum { BATCH = 16, HASH_MASK = (1 << 29) - 1 };

struct batch {
	uint32_t ids[BATCH];
	uint32_t name_offs[BATCH];
	const char *names[BATCH];
	uint64_t hashes[BATCH];
	uint32_t count;
};

static uint32_t slot_of(const struct bk_groups *groups, uint64_t hash)
{
	return (uint32_t)(hash >> 20) & groups->mask;
}

/* The group of that kind and name, which is made if it is not there. */
static struct bk_group *find_group(struct bk_groups *groups, enum bk_diff_kind kind,
				   const struct batch *b, uint32_t i)
{
	uint32_t at = slot_of(groups, b->hashes[i]), hash = b->hashes[i] & HASH_MASK;
	struct bk_group *group;

	for (; groups->slots[at]; at = (at + 1) & groups->mask) {
		group = &groups->list.at[groups->slots[at] - 1];
		if (group->hash == hash && group->kind == kind &&
		    strcmp(bk_group_name(groups, group), b->names[i]) == 0)
			return group;
	}
	groups->slots[at] = (uint32_t)groups->list.count + 1;
	group = &groups->list.at[groups->list.count++]; /* there is room: see reserve() */
	*group = (struct bk_group){ .name_off = b->name_offs[i], .hash = hash, .kind = kind };
	return group;
}

static void fetch_groups(const struct bk_groups *groups, const struct batch *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		uint32_t slot = groups->slots[slot_of(groups, b->hashes[i])];

		if (slot)
			__builtin_prefetch(&groups->list.at[slot - 1]);
	}
	for (uint32_t i = 0; i < b->count; i++) {
		uint32_t slot = groups->slots[slot_of(groups, b->hashes[i])];

		if (slot)
			__builtin_prefetch(bk_group_name(groups, &groups->list.at[slot - 1]));
	}
}

static void put_batch(struct bk_groups *groups, const struct batch *b, int side,
		      enum bk_diff_kind kind)
{
	fetch_groups(groups, b);
	for (uint32_t i = 0; i < b->count; i++) {
		uint32_t index = (uint32_t)groups->bearers[side].count++;
		struct bk_group *group = find_group(groups, kind, b, i);

		groups->bearers[side].at[index] =
			(struct bk_bearer){ .id = b->ids[i], .next = group->first[side] };
		group->first[side] = index;
	}
}

static void fill_batch(struct batch *b, const struct bk_groups *groups,
		       const struct bk_graph *graph, enum bk_diff_kind kind, const uint32_t *ids,
		       uint32_t count)
{
	const char *names[BATCH];

	for (uint32_t i = 0; i < count; i++)
		__builtin_prefetch(bk_graph_type(graph, ids[i]));
	for (uint32_t i = 0; i < count; i++) {
		names[i] = bk_graph_name(graph, bk_graph_type(graph, ids[i]));
		__builtin_prefetch(names[i]);
	}
	b->count = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t hash;

		if (!*names[i])
			continue;
		hash = bk_fingerprint_name(names[i]) + (uint64_t)kind * 0x9e3779b97f4a7c15u;
		__builtin_prefetch(&groups->slots[slot_of(groups, hash)]);
		b->ids[b->count] = ids[i];
		b->name_offs[b->count] = bk_graph_type(graph, ids[i])->name_off;
		b->names[b->count] = names[i];
		b->hashes[b->count++] = hash;
	}
}

static void add_types(struct bk_groups *groups, const struct bk_graph *graph, int side,
		      enum bk_diff_kind kind, enum bk_kind btf_kind)
{
	const uint32_t *ids;
	uint32_t count = bk_own_ids(graph, btf_kind, &ids);
	struct batch b;

	for (uint32_t i = 0; i < count; i += BATCH) {
		fill_batch(&b, groups, graph, kind, ids + i, count - i < BATCH ? count - i : BATCH);
		put_batch(groups, &b, side, kind);
	}
}

/* Room for all that will come. False without memory. */
static bool reserve(struct bk_groups *groups, uint32_t old_count, uint32_t new_count)
{
	uint64_t slots = 16;

	while (slots < (uint64_t)old_count + new_count + (old_count + new_count) / 4)
		slots *= 2;
	groups->mask = (uint32_t)(slots - 1);
	groups->slots = calloc(slots, sizeof(*groups->slots));
	if (!groups->slots || !bk_array_reserve(&groups->list, (size_t)old_count + new_count) ||
	    !bk_array_reserve(&groups->bearers[0], (size_t)old_count + 1) ||
	    !bk_array_reserve(&groups->bearers[1], (size_t)new_count + 1))
		return false;
	groups->bearers[0].count = groups->bearers[1].count = 1;
	return true;
}

struct bk_error *bk_groups_init(struct bk_groups *groups, const struct bk_graph *const graphs[2],
				enum bk_diff_kind kind)
{
	*groups = (struct bk_groups){ .graphs = { graphs[0], graphs[1] } };
	if (!reserve(groups, count_types(graphs[0], kind), count_types(graphs[1], kind))) {
		bk_groups_deinit(groups);
		return bk_error_memory();
	}
	for (int side = 0; side < 2; side++)
		for (int i = 0; i < 2 && kinds_of[kind][i]; i++)
			add_types(groups, graphs[side], side, kind, kinds_of[kind][i]);
	free(groups->slots);
	groups->slots = NULL;
	return NULL;
}

void bk_groups_deinit(struct bk_groups *groups)
{
	bk_array_deinit(&groups->list);
	bk_array_deinit(&groups->bearers[0]);
	bk_array_deinit(&groups->bearers[1]);
	free(groups->slots);
	*groups = (struct bk_groups){ 0 };
}
