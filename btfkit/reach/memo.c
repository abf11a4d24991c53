// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Units by a hash of all that is in them, and what was found there. */
#include "btfkit/reach/memo.h"

#include <pthread.h>
#include <string.h>
#include <xxhash.h>

/* Findings and turns that are kept at most, of all units together: some 40 MiB. */
enum { MOST_KEPT = 1 << 20 };

struct entry {
	XXH128_hash_t key;
	struct bk_reach *reach;
};

struct bk_reach_memo {
	pthread_mutex_t lock;
	BK_ARRAY(struct entry) entries; /* the one that was used last stands last */
	size_t kept;
};

struct bk_reach_memo *bk_reach_memo_create(void)
{
	struct bk_reach_memo *memo = calloc(1, sizeof(*memo));

	if (memo)
		pthread_mutex_init(&memo->lock, NULL);
	return memo;
}

void bk_reach_memo_destroy(struct bk_reach_memo *memo)
{
	if (!memo)
		return;
	for (size_t i = 0; i < memo->entries.count; i++)
		bk_reach_destroy(memo->entries.at[i].reach);
	bk_array_deinit(&memo->entries);
	pthread_mutex_destroy(&memo->lock);
	free(memo);
}

/* ---- keys ---- */

/* Structs have holes, whose bytes are any: fields are hashed one by one. */
static void add_op(XXH3_state_t *state, const struct bk_op *op)
{
	const int64_t words[] = { op->code,	      op->dst,	 op->src, op->is_poisoned,
				  op->loads_number,   op->off,	 op->imm, (int64_t)op->means,
				  (int64_t)op->index, op->offset };

	XXH3_128bits_update(state, words, sizeof(words));
}

static void add_routine(XXH3_state_t *state, const struct bk_routine *routine)
{
	const int64_t words[] = { (int64_t)routine->count, routine->is_global };

	XXH3_128bits_update(state, words, sizeof(words));
	XXH3_128bits_update(state, routine->writes_bytes, sizeof(routine->writes_bytes));
	for (uint32_t i = 0; i < routine->count; i++)
		add_op(state, &routine->ops[i]);
}

static void add_constants(XXH3_state_t *state, const struct bk_constants *constants)
{
	const uint64_t words[] = { constants->size_bytes, constants->is_known,
				   constants->bytes != NULL };

	XXH3_128bits_update(state, words, sizeof(words));
	if (constants->bytes)
		XXH3_128bits_update(state, constants->bytes, constants->size_bytes);
}

static void add_kfunc(XXH3_state_t *state, const struct bk_kfunc *kfunc)
{
	const uint32_t gives = kfunc->gives;

	XXH3_128bits_update(state, &gives, sizeof(gives));
	XXH3_128bits_update(state, kfunc->writes_bytes, sizeof(kfunc->writes_bytes));
}

static void add_map(XXH3_state_t *state, const struct bk_map_shape *map)
{
	const uint32_t words[] = { map->elements, map->key_bytes, map->value_bytes };

	XXH3_128bits_update(state, words, sizeof(words));
}

/* False without memory. */
static bool make_key(const struct bk_unit *unit, const uint32_t *entries, uint32_t entry_count,
		     XXH128_hash_t *key)
{
	const uint32_t words[] = { unit->routine_count,
				   unit->constants_count,
				   unit->kfunc_count,
				   unit->is_big_endian,
				   entry_count,
				   unit->map_count,
				   unit->verifier.spills_whole,
				   unit->verifier.needs_constant_right,
				   unit->verifier.doubts_objects,
				   unit->verifier.calls_back_once,
				   unit->verifier.checks_all_globals,
				   unit->verifier.needs_constant,
				   unit->verifier.keeps_zeros_apart,
				   unit->verifier.fills_whole,
				   unit->verifier.doubts_elements,
				   unit->verifier.forgets_reads,
				   unit->verifier.arithmetic };
	XXH3_state_t *state = XXH3_createState();

	if (!state)
		return false;
	XXH3_128bits_reset(state);
	XXH3_128bits_update(state, words, sizeof(words));
	XXH3_128bits_update(state, entries, entry_count * sizeof(*entries));
	for (uint32_t i = 0; i < unit->routine_count; i++)
		add_routine(state, &unit->routines[i]);
	for (uint32_t i = 0; i < unit->constants_count; i++)
		add_constants(state, &unit->constants[i]);
	for (uint32_t i = 0; i < unit->kfunc_count; i++)
		add_kfunc(state, &unit->kfuncs[i]);
	for (uint32_t i = 0; i < unit->map_count; i++)
		add_map(state, &unit->maps[i]);
	*key = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	return true;
}

/* ---- what is kept ---- */

/* NULL without memory. */
static struct bk_reach *copy_of(const struct bk_reach *reach)
{
	struct bk_reach *copy = calloc(1, sizeof(*copy));

	if (!copy || !bk_array_reserve(&copy->findings, reach->findings.count) ||
	    !bk_array_reserve(&copy->turns, reach->turns.count)) {
		bk_reach_destroy(copy);
		return NULL;
	}
	if (reach->findings.count)
		memcpy(copy->findings.at, reach->findings.at,
		       reach->findings.count * sizeof(*reach->findings.at));
	if (reach->turns.count)
		memcpy(copy->turns.at, reach->turns.at,
		       reach->turns.count * sizeof(*reach->turns.at));
	copy->findings.count = reach->findings.count;
	copy->turns.count = reach->turns.count;
	copy->steps = reach->steps;
	return copy;
}

/* Objects that are asked about come one after another, so what was last is looked at first. */
static const struct bk_reach *find(const struct bk_reach_memo *memo, XXH128_hash_t key)
{
	for (size_t i = memo->entries.count; i-- > 0;)
		if (XXH128_isEqual(memo->entries.at[i].key, key))
			return memo->entries.at[i].reach;
	return NULL;
}

/* Keeping is a favour: without memory, or room, nothing is kept. */
static void keep(struct bk_reach_memo *memo, XXH128_hash_t key, const struct bk_reach *reach)
{
	size_t size = 1 + reach->findings.count + reach->turns.count;
	struct bk_reach *copy;

	if (size > MOST_KEPT - memo->kept || find(memo, key))
		return;
	copy = copy_of(reach);
	if (copy && bk_array_push(&memo->entries, (struct entry){ key, copy }))
		memo->kept += size;
	else
		bk_reach_destroy(copy);
}

struct bk_error *bk_reach_recall(struct bk_reach_memo *memo, const struct bk_unit *unit,
				 const uint32_t *entries, uint32_t entry_count,
				 struct bk_reach **reach)
{
	const struct bk_reach *known;
	XXH128_hash_t key;

	*reach = NULL;
	if (!make_key(unit, entries, entry_count, &key))
		return bk_error_memory();
	pthread_mutex_lock(&memo->lock);
	known = find(memo, key);
	if (known)
		*reach = copy_of(known);
	pthread_mutex_unlock(&memo->lock);
	if (known)
		return *reach ? NULL : bk_error_memory();
	BK_TRY(bk_reach_create(unit, entries, entry_count, 0, reach));
	pthread_mutex_lock(&memo->lock);
	keep(memo, key, *reach);
	pthread_mutex_unlock(&memo->lock);
	return NULL;
}
