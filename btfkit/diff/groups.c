// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A hash table from names to the types of a kind that bear them, on either side. */
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

uint64_t bk_groups_most(const struct bk_graph *old_graph, const struct bk_graph *new_graph,
			enum bk_diff_kind kind)
{
	return (uint64_t)count_types(old_graph, kind) + count_types(new_graph, kind);
}

/* How many types are under way at once: memory answers one while the others are asked for. */
enum { BATCH = 16 };

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

/* The group of that name, which is made if it is not there. */
static struct bk_group *find_group(struct bk_groups *groups, const struct batch *b, uint32_t i)
{
	uint32_t at = slot_of(groups, b->hashes[i]), hash = (uint32_t)b->hashes[i];
	struct bk_group *group;

	for (; groups->slots[at]; at = (at + 1) & groups->mask) {
		group = &groups->list.at[groups->slots[at] - 1];
		if (group->hash == hash && strcmp(bk_group_name(groups, group), b->names[i]) == 0)
			return group;
	}
	groups->slots[at] = (uint32_t)groups->list.count + 1;
	group = &groups->list.at[groups->list.count++]; /* there is room: see put_batch() */
	*group = (struct bk_group){ .name_off = b->name_offs[i], .hash = hash };
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

/* False without memory. */
static bool put_batch(struct bk_groups *groups, const struct batch *b, int side)
{
	if (!bk_array_reserve(&groups->list, b->count))
		return false;
	fetch_groups(groups, b);
	for (uint32_t i = 0; i < b->count; i++) {
		struct bk_group *group = find_group(groups, b, i);
		uint32_t others = group->first[side];

		group->first[side] = b->ids[i];
		if (!others)
			continue;
		group->first[side] = BK_SEVERAL | (uint32_t)groups->bearers[side].count;
		if (!bk_array_push(&groups->bearers[side],
				   (struct bk_bearer){ .id = b->ids[i], .next = others }))
			return false;
	}
	return true;
}

static void fill_batch(struct batch *b, const struct bk_groups *groups,
		       const struct bk_graph *graph, const uint32_t *ids, uint32_t count)
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
		hash = bk_fingerprint_name(names[i]);
		__builtin_prefetch(&groups->slots[slot_of(groups, hash)]);
		b->ids[b->count] = ids[i];
		b->name_offs[b->count] = bk_graph_type(graph, ids[i])->name_off;
		b->names[b->count] = names[i];
		b->hashes[b->count++] = hash;
	}
}

static bool add_types(struct bk_groups *groups, int side, enum bk_kind kind)
{
	const struct bk_graph *graph = groups->graphs[side];
	const uint32_t *ids;
	uint32_t count = bk_own_ids(graph, kind, &ids);
	struct batch b;

	for (uint32_t i = 0; i < count; i += BATCH) {
		fill_batch(&b, groups, graph, ids + i, count - i < BATCH ? count - i : BATCH);
		if (!put_batch(groups, &b, side))
			return false;
	}
	return true;
}

/* What is not taken is given back. */
static void trim(struct bk_groups *groups)
{
	void *trimmed;

	free(groups->slots);
	groups->slots = NULL;
	trimmed = reallocarray(groups->list.at, groups->list.count + 1, sizeof(*groups->list.at));
	if (!trimmed)
		return;
	groups->list.at = trimmed;
	groups->list.room = groups->list.count + 1;
}

/* Slots for all names, room for as many as most pairs of kernels have. False without memory. */
static bool reserve(struct bk_groups *groups, uint32_t old_count, uint32_t new_count)
{
	size_t most = old_count > new_count ? old_count : new_count;
	uint64_t slots = 16;

	/* most names are on both sides, so about half of the slots will be taken */
	while (slots < ((uint64_t)old_count + new_count) * 9 / 8)
		slots *= 2;
	groups->mask = (uint32_t)(slots - 1);
	if (!bk_array_reserve(&groups->list, most + most / 4))
		return false;
	groups->slots = calloc(slots, sizeof(*groups->slots)); /* goes, with the slack before it */
	return groups->slots != NULL;
}

static bool add_all(struct bk_groups *groups)
{
	const enum bk_kind *kinds = kinds_of[groups->kind];

	for (int side = 0; side < 2; side++)
		for (int i = 0; i < 2 && kinds[i]; i++)
			if (!add_types(groups, side, kinds[i]))
				return false;
	return true;
}

struct bk_error *bk_groups_init(struct bk_groups *groups, const struct bk_graph *old_graph,
				const struct bk_graph *new_graph, enum bk_diff_kind kind)
{
	*groups = (struct bk_groups){ .graphs = { old_graph, new_graph }, .kind = kind };
	if (!reserve(groups, count_types(old_graph, kind), count_types(new_graph, kind)) ||
	    !add_all(groups)) {
		bk_groups_deinit(groups);
		return bk_error_memory();
	}
	trim(groups);
	return NULL;
}

void bk_groups_deinit(struct bk_groups *groups)
{
	bk_array_deinit(&groups->list);
	bk_array_deinit(&groups->bearers[0]);
	bk_array_deinit(&groups->bearers[1]);
	free(groups->slots);
	groups->slots = NULL;
}
