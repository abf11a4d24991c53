// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Partition refinement over the tainted types.
 *
 * Blocks of types start out as the classes that the first pass gave, which are too coarse. A type
 * has a sum: the hash of its record without references, and for each reference a hash of its place
 * and of the block it leads to. A block whose types have different sums is split. The types that
 * refer to those which moved get other sums, so their blocks are looked at in the next round, until
 * nothing moves.
 *
 * When a block is split, its largest part keeps its number, so that a type which moves finds itself
 * in a block of at most half the size: no type moves more than log2(n) times, and each time the
 * sums of those that refer to it change by one term each. All in all that is O(references *
 * log(types)), however long the paths are at whose ends the differences lie.
 *
 * Sums are hashes and may lie: types that differ could have equal ones. So at the end each type is
 * compared with the first of its block, word by word; those that differ are moved out, and it goes
 * on. Sums of equal types are equal, so nothing is ever split that belongs together.
 *
 * A forward declaration goes with the definitions it may stand for (struct bk_forwards) as long as
 * those are in one block. When they are parted nobody can tell which one it means, and it becomes a
 * type of its own. Some learn that later than others, and until then what refers to them looks
 * different from what it is in the end. So after a run in which that happened there is another one
 * from the start, with all that it has found about declarations; then no more are found.
 */
#include "btfkit/dedup/refine.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Its types stand side by side in `order`. */
struct block {
	uint32_t start, count;
};

/* A type that went to another block. */
struct move {
	uint32_t suspect, from, to;
};

/* How the definitions that some declarations may stand for have moved in a round. */
struct parting {
	uint32_t round, to, count;
	bool is_parted; /* they are in several blocks */
};

enum { NOT_IN_ORDER = -1, SEVERAL = -1 };

struct refiner {
	const struct bk_taint *taint;
	struct bk_stream *stream;
	uint32_t first_class; /* the class that block 0 will be */
	uint32_t *block_of;   /* by suspect */
	uint64_t *sums;
	uint32_t *order, *place;  /* suspects block by block, and where each stands there */
	uint8_t *is_dirty;	  /* the sum has changed since its block was looked at */
	struct parting *partings; /* by entry of taint->forwards */
	uint32_t round;
	bool has_parted; /* in this run */
	BK_ARRAY(struct block) blocks;
	BK_ARRAY(uint32_t) dirty;
	BK_ARRAY(struct move) moves;
	BK_ARRAY(uint32_t) record, other;
};

/* The entry of the declarations that a suspect is one of, or BK_NO_FORWARDS. */
static uint32_t entry_of(const struct refiner *r, uint32_t n)
{
	if (!bk_is_forward(bk_suspect_record(r->taint, n)[BK_WORD_INFO]))
		return BK_NO_FORWARDS;
	return r->taint->home[n];
}

/* Whether a suspect is a declaration that goes with definitions. */
static bool is_follower(const struct refiner *r, uint32_t n)
{
	uint32_t entry = entry_of(r, n);

	return entry != (uint32_t)BK_NO_FORWARDS && !r->partings[entry].is_parted;
}

/* What a reference leads to: a class, of tainted types one still to be made. */
static uint32_t label_of(const struct refiner *r, uint32_t type)
{
	uint32_t n = bk_suspect_of(r->taint, type);

	if (n == (uint32_t)BK_NO_SUSPECT || !r->taint->suspects[n].is_tainted)
		return r->stream->class_of[type];
	return r->first_class + r->block_of[n];
}

/* The term of a reference in a sum. */
static uint64_t term(uint32_t n, uint32_t label)
{
	uint64_t x = ((uint64_t)n << 32 | label) * 0x9e3779b97f4a7c15u;

	x = (x ^ x >> 32) * 0xd6e8feb86659fd93u;
	return x ^ x >> 32;
}

static uint64_t masked(const struct refiner *r, uint64_t sum)
{
	return r->stream->classes.hash_mask == UINT32_MAX ? sum
							  : sum & r->stream->classes.hash_mask;
}

typedef BK_ARRAY(uint32_t) words_array;

/* The record of a suspect in texts and labels, or with references left out. */
static bool translate(struct refiner *r, uint32_t n, bool with_refs, void *array, uint32_t *count)
{
	const uint32_t *record = bk_suspect_record(r->taint, n);
	const struct bk_words *words = bk_words_of(record);
	uint32_t refs = bk_ref_count(record);
	words_array *to = array;

	*count = bk_word_count(record);
	to->count = 0;
	if (!bk_array_reserve(to, *count))
		return false;
	memcpy(to->at, record, 4 * (size_t)*count);
	for (uint32_t i = 0; i < refs; i++) {
		uint32_t *at = &to->at[bk_ref_word(words, i)];

		*at = with_refs ? label_of(r, *at) : 0;
	}
	return true;
}

static bool sum_record(struct refiner *r, uint32_t n)
{
	const uint32_t *record = bk_suspect_record(r->taint, n);
	uint32_t refs = bk_ref_count(record), count;

	if (!translate(r, n, false, &r->record, &count))
		return false;
	r->sums[n] = XXH3_64bits_withSeed(r->record.at, 4 * (size_t)count, r->stream->classes.seed);
	for (uint32_t i = 0; i < refs; i++)
		r->sums[n] += term(i, label_of(r, record[bk_ref_word(bk_words_of(record), i)]));
	return true;
}

static bool push_dirty(struct refiner *r, uint32_t n)
{
	if (r->is_dirty[n])
		return true;
	r->is_dirty[n] = 1;
	return bk_array_push(&r->dirty, n);
}

/* What sorting must know of a suspect, beside it. */
struct sort_key {
	uint64_t group, sum;
	uint32_t suspect;
	bool is_follower;
};

static int by_key(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->is_follower != y->is_follower)
		return x->is_follower ? 1 : -1;
	if (x->sum != y->sum)
		return x->sum < y->sum ? -1 : 1;
	return x->suspect < y->suspect ? -1 : x->suspect > y->suspect;
}

/* The end of the keys from `i` on that have the same sum. */
static uint32_t end_of_run(const struct sort_key *keys, uint32_t i, uint32_t count)
{
	uint32_t end = i + 1;

	while (end < count && keys[end].sum == keys[i].sum)
		end++;
	return end;
}

/* Makes blocks of keys that are sorted by groups. */
static bool make_blocks(struct refiner *r, const struct sort_key *keys, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t n = keys[i].suspect;

		if ((!i || keys[i].group != keys[i - 1].group) &&
		    !bk_array_push(&r->blocks, (struct block){ .start = i }))
			return false;
		r->block_of[n] = (uint32_t)r->blocks.count - 1;
		r->place[n] = NOT_IN_ORDER;
		if (keys[i].is_follower)
			continue;
		r->blocks.at[r->blocks.count - 1].count++;
		r->order[i] = n;
		r->place[n] = i;
	}
	return true;
}

/* The blocks to begin with: what the first pass put together, declarations by themselves left out. */
static bool start(struct refiner *r)
{
	const struct bk_taint *t = r->taint;
	BK_AUTOFREE struct sort_key *keys =
		reallocarray(NULL, (size_t)t->tainted_count + 1, sizeof(*keys));
	uint32_t count = 0;

	if (!keys)
		return false;
	r->blocks.count = 0;
	for (uint32_t n = 0; n < t->count; n++) {
		bool follows = is_follower(r, n);
		bool is_alone = !follows && entry_of(r, n) != (uint32_t)BK_NO_FORWARDS;

		if (t->suspects[n].is_tainted)
			keys[count++] = (struct sort_key){
				.group = 2 * (uint64_t)r->stream->class_of[t->suspects[n].type] +
					 is_alone,
				.suspect = n,
				.is_follower = follows,
			};
	}
	qsort(keys, count, sizeof(*keys), by_key);
	if (!make_blocks(r, keys, count))
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!sum_record(r, keys[i].suspect) ||
		    (!keys[i].is_follower && !push_dirty(r, keys[i].suspect)))
			return false;
	return true;
}

/* Exchanges two types in `order`. */
static void swap_places(struct refiner *r, uint32_t a, uint32_t b)
{
	uint32_t x = r->order[a], y = r->order[b];

	r->order[a] = y;
	r->order[b] = x;
	r->place[y] = a;
	r->place[x] = b;
}

/* Makes a stretch of `order` a block of its own. */
static bool split_off(struct refiner *r, uint32_t start_at, uint32_t count)
{
	uint32_t number = (uint32_t)r->blocks.count;

	if (!bk_array_push(&r->blocks, (struct block){ start_at, count }))
		return false;
	for (uint32_t i = start_at; i < start_at + count; i++) {
		uint32_t n = r->order[i];

		if (!bk_array_push(&r->moves, (struct move){ n, r->block_of[n], number }))
			return false;
		r->block_of[n] = number;
	}
	return true;
}

/* Splits a block by the sums of its dirty types: `keys`, in the order of the sums. */
static bool split_block(struct refiner *r, uint32_t number, const struct sort_key *keys,
			uint32_t count)
{
	struct block block = r->blocks.at[number];
	struct block largest = { block.start + count, block.count - count };
	uint32_t rest = largest.count;

	if (!rest && keys[0].sum == keys[count - 1].sum)
		return true;
	for (uint32_t i = 0; i < count; i++)
		swap_places(r, r->place[keys[i].suspect], block.start + i);
	for (uint32_t i = 0, end; i < count; i = end) {
		end = end_of_run(keys, i, count);
		if (end - i > largest.count)
			largest = (struct block){ block.start + i, end - i };
	}
	for (uint32_t i = 0, end; i < count; i = end) {
		end = end_of_run(keys, i, count);
		if (block.start + i != largest.start && !split_off(r, block.start + i, end - i))
			return false;
	}
	if (rest && largest.start != block.start + count &&
	    !split_off(r, block.start + count, rest))
		return false;
	r->blocks.at[number] = largest;
	return true;
}

static void note_parting(struct refiner *r, uint32_t entry, uint32_t to)
{
	struct parting *parting;

	if (entry == (uint32_t)BK_NO_FORWARDS)
		return;
	parting = &r->partings[entry];
	if (parting->round != r->round)
		*parting = (struct parting){ r->round, to, 0, parting->is_parted };
	parting->to = parting->to == to ? to : (uint32_t)SEVERAL;
	parting->count++;
}

/* Where declarations go that have none to follow: to a block of their own, without a place in order. */
static bool part(struct refiner *r, uint32_t entry, uint32_t *to)
{
	r->partings[entry].is_parted = true;
	r->has_parted = true;
	*to = (uint32_t)r->blocks.count;
	return bk_array_push(&r->blocks, (struct block){ 0 });
}

/* Has declarations go where all the definitions have gone that they may stand for. */
static bool move_followers(struct refiner *r, uint32_t entry)
{
	struct parting *parting;
	const struct bk_forwards *forwards;
	uint32_t to;

	if (entry == (uint32_t)BK_NO_FORWARDS || r->partings[entry].round != r->round)
		return true;
	parting = &r->partings[entry];
	forwards = &r->taint->forwards.at[entry];
	parting->round = 0;
	if (parting->is_parted || !forwards->first)
		return true;
	to = parting->to;
	if ((to == (uint32_t)SEVERAL || parting->count != forwards->definitions) &&
	    !part(r, entry, &to))
		return false;
	for (uint32_t n = forwards->first; n; n = r->taint->next[n - 1]) {
		if (!bk_array_push(&r->moves, (struct move){ n - 1, r->block_of[n - 1], to }))
			return false;
		r->block_of[n - 1] = to;
	}
	return true;
}

/* The two entries whose declarations may stand for a definition. */
static void entries_of_definition(const struct refiner *r, uint32_t n, uint32_t entries[2])
{
	const struct bk_taint *t = r->taint;

	entries[0] = entries[1] = BK_NO_FORWARDS;
	if (t->home[n] == (uint32_t)BK_NO_FORWARDS || entry_of(r, n) != (uint32_t)BK_NO_FORWARDS)
		return;
	entries[0] = t->home[n];
	entries[1] = t->everywhere[t->forwards.at[t->home[n]].class_no];
}

static bool move_all_followers(struct refiner *r)
{
	size_t count = r->moves.count;
	uint32_t entries[2];

	r->round++;
	for (size_t i = 0; i < count; i++) {
		entries_of_definition(r, r->moves.at[i].suspect, entries);
		note_parting(r, entries[0], r->moves.at[i].to);
		note_parting(r, entries[1], r->moves.at[i].to);
	}
	for (size_t i = 0; i < count; i++) {
		entries_of_definition(r, r->moves.at[i].suspect, entries);
		if (!move_followers(r, entries[0]) || !move_followers(r, entries[1]))
			return false;
	}
	return true;
}

/* Brings declarations and sums up to date with all moves since the last time. */
static bool follow_moves(struct refiner *r)
{
	if (!move_all_followers(r))
		return false;
	for (size_t i = 0; i < r->moves.count; i++) {
		struct move move = r->moves.at[i];
		uint32_t from = r->first_class + move.from, to = r->first_class + move.to;
		size_t count;
		const struct bk_suspect_ref *refs = bk_suspect_refs(r->taint, move.suspect, &count);

		for (size_t k = 0; k < count; k++) {
			r->sums[refs[k].from] += term(refs[k].n, to) - term(refs[k].n, from);
			if (!push_dirty(r, refs[k].from))
				return false;
		}
	}
	r->moves.count = 0;
	return true;
}

/* Looks at all blocks that have dirty types; what that moves makes others dirty. */
static bool refine_once(struct refiner *r)
{
	uint32_t count = (uint32_t)r->dirty.count;
	BK_AUTOFREE struct sort_key *keys = reallocarray(NULL, (size_t)count + 1, sizeof(*keys));

	if (!keys)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t n = r->dirty.at[i];

		keys[i] = (struct sort_key){ .group = r->block_of[n],
					     .suspect = n,
					     .sum = masked(r, r->sums[n]) };
		r->is_dirty[n] = 0;
	}
	r->dirty.count = 0;
	qsort(keys, count, sizeof(*keys), by_key);
	for (uint32_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && keys[end].group == keys[i].group;)
			end++;
		if (!split_block(r, (uint32_t)keys[i].group, keys + i, end - i))
			return false;
	}
	return follow_moves(r);
}

/* Moves out of a block what is not equal to its first type, though its sum is. */
static bool verify_block(struct refiner *r, uint32_t number)
{
	struct block block = r->blocks.at[number];
	uint32_t count, other_count, end = block.start + block.count;

	if (block.count < 2)
		return true;
	if (!translate(r, r->order[block.start], true, &r->record, &count))
		return false;
	for (uint32_t i = block.start + 1; i < end;) {
		if (!translate(r, r->order[i], true, &r->other, &other_count))
			return false;
		if (count == other_count &&
		    memcmp(r->record.at, r->other.at, 4 * (size_t)count) == 0)
			i++;
		else
			swap_places(r, i, --end);
	}
	count = block.start + block.count - end;
	if (!count)
		return true;
	r->blocks.at[number].count -= count;
	return split_off(r, end, count) && follow_moves(r);
}

/* Also of the blocks that this itself makes, which stand behind. */
static bool verify(struct refiner *r)
{
	for (uint32_t number = 0; number < r->blocks.count; number++)
		if (!verify_block(r, number))
			return false;
	return true;
}

/* Makes a class of each block, and gives it to its types. */
static bool finish(struct refiner *r)
{
	for (uint32_t number = 0; number < r->blocks.count; number++) {
		uint32_t count;

		/* each block has a definition, or else is one of declarations by themselves */
		if (!translate(r, r->order[r->blocks.at[number].start], true, &r->record, &count) ||
		    !bk_class_add(&r->stream->classes, r->record.at, count))
			return false;
	}
	for (uint32_t n = 0; n < r->taint->count; n++)
		if (r->taint->suspects[n].is_tainted)
			r->stream->class_of[r->taint->suspects[n].type] =
				r->first_class + r->block_of[n];
	return true;
}

static bool run(struct refiner *r)
{
	r->has_parted = false;
	if (!start(r))
		return false;
	while (r->dirty.count) {
		while (r->dirty.count)
			if (!refine_once(r))
				return false;
		if (!verify(r))
			return false;
	}
	return true;
}

static bool refine(struct refiner *r)
{
	uint32_t count = r->taint->count;

	r->block_of = calloc(count, sizeof(*r->block_of));
	r->sums = calloc(count, sizeof(*r->sums));
	r->order = calloc(count, sizeof(*r->order));
	r->place = calloc(count, sizeof(*r->place));
	r->is_dirty = calloc(count, sizeof(*r->is_dirty));
	r->partings = calloc(r->taint->forwards.count + 1, sizeof(*r->partings));
	if (!r->block_of || !r->sums || !r->order || !r->place || !r->is_dirty || !r->partings)
		return false;
	/* with definitions on both sides, or none, there is nothing to follow */
	for (uint32_t i = 0; i < r->taint->forwards.count; i++) {
		const struct bk_forwards *forwards = &r->taint->forwards.at[i];

		r->partings[i].is_parted = !forwards->tainted_definitions ||
					   forwards->tainted_definitions != forwards->definitions;
	}
	do {
		if (!run(r))
			return false;
	} while (r->has_parted);
	return finish(r);
}

bool bk_refine(const struct bk_taint *taint, struct bk_stream *stream)
{
	struct refiner r = { .taint = taint,
			     .stream = stream,
			     .first_class = (uint32_t)stream->classes.list.count };
	bool ok = !taint->tainted_count || refine(&r);

	free(r.block_of);
	free(r.sums);
	free(r.order);
	free(r.place);
	free(r.is_dirty);
	free(r.partings);
	bk_array_deinit(&r.blocks);
	bk_array_deinit(&r.dirty);
	bk_array_deinit(&r.moves);
	bk_array_deinit(&r.record);
	bk_array_deinit(&r.other);
	return ok;
}
