// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Where paths meet, what was seen there before ends a path that would only see it again. A point that
 * is passed too often with ever new values (a counter in a loop, say) gets them widened to unknown
 * ones, fuzzy since the verifier may know them: as long as no branch hangs on them nothing is lost.
 */
#include "btfkit/reach/verifier_walk.h"

#include <string.h>

static void masks_of(const struct bk_walk *walk, const struct bk_state *state,
		     uint16_t masks[BK_FRAMES])
{
	for (uint32_t d = 0; d <= state->depth; d++) {
		const struct bk_foresight *foresight = &walk->foresights[state->frames[d]->routine];

		if (d == state->depth)
			masks[d] = foresight->matters[state->pc];
		else if (state->frames[d + 1]->is_callback)
			masks[d] = foresight->matters[state->frames[d + 1]->callsite];
		else
			masks[d] = foresight->matters[state->frames[d + 1]->callsite + 1];
	}
}

static bool count_id(struct bk_state *state, const struct bk_held *value)
{
	struct bk_held_at at = { 0 };
	const struct bk_held *other;

	while ((other = bk_state_next(state, &at)))
		if (other != value && other->id == value->id)
			return true;
	return false;
}

/* An id that one value only has says nothing, and would keep states apart. */
static bool drop_lone_ids(struct bk_state *state)
{
	struct bk_held_at at = { 0 };
	struct bk_held *value;

	for (uint32_t d = 0; d <= state->depth; d++)
		if (!bk_state_write(state, d, 0))
			return false;
	while ((value = bk_state_next(state, &at)))
		if (value->kind == BK_HELD_NUMBER && value->id && !count_id(state, value)) {
			value->id = 0;
			value->is_shifted = false;
		}
	return true;
}

static bool has_ids(const struct bk_state *state)
{
	struct bk_state *s = (struct bk_state *)(uintptr_t)state; /* only looked at */
	struct bk_held_at at = { 0 };
	const struct bk_held *value;

	while ((value = bk_state_next(s, &at)))
		if (value->kind == BK_HELD_NUMBER && value->id)
			return true;
	return false;
}

static bool keep(struct bk_walk *walk, struct bk_point *point, const struct bk_state *state)
{
	struct bk_state kept;

	if (!point->states)
		point->states = calloc(BK_POINT_STATES, sizeof(*point->states));
	if (!point->states)
		return false;
	if (point->count < BK_POINT_STATES && walk->states >= BK_WALK_STATES)
		return true;
	bk_state_copy(&kept, state);
	if (has_ids(&kept) && !drop_lone_ids(&kept)) {
		bk_state_deinit(&kept);
		return false;
	}
	if (point->count < BK_POINT_STATES) {
		point->count++;
		walk->states++;
	} else {
		bk_state_deinit(&point->states[point->next]);
	}
	point->states[point->next] = kept;
	point->next = (point->next + 1) % BK_POINT_STATES;
	return true;
}

/* The state last seen in the same place; *covered: one of those seen covers this one. */
static const struct bk_state *look_back(const struct bk_point *point, const struct bk_state *state,
					const uint16_t masks[BK_FRAMES], bool *covered)
{
	const struct bk_state *last = NULL;

	*covered = false;
	for (uint32_t i = 0; i < point->count && !*covered; i++) {
		uint32_t back = (point->next + BK_POINT_STATES - 1 - i) % BK_POINT_STATES;
		const struct bk_state *old = &point->states[back];

		if (!bk_state_is_beside(old, state))
			continue;
		last = last ? last : old;
		*covered = bk_state_covers(old, state, masks);
	}
	return last;
}

bool bk_walk_is_seen(struct bk_walk *walk, struct bk_state *state)
{
	struct bk_foresight *foresight = &walk->foresights[bk_state_top(state)->routine];
	uint32_t limit = foresight->is_point[state->pc] > 1 ? BK_LOOP_MISSES : BK_POINT_MISSES;
	const struct bk_state *last;
	uint16_t masks[BK_FRAMES];
	struct bk_point *point;
	bool covered;

	if (!foresight->points)
		foresight->points = calloc(walk->unit->routines[bk_state_top(state)->routine].count,
					   sizeof(*foresight->points));
	if (!foresight->points) {
		walk->is_out_of_memory = true;
		return true;
	}
	point = &foresight->points[state->pc];
	masks_of(walk, state, masks);
	last = look_back(point, state, masks, &covered);
	if (covered)
		return true;
	if (last && ++point->misses > limit) {
		if (!bk_state_widen(state, last)) {
			walk->is_out_of_memory = true;
			return true;
		}
		look_back(point, state, masks, &covered);
		if (covered)
			return true;
	}
	if (!keep(walk, point, state))
		walk->is_out_of_memory = true;
	return walk->is_out_of_memory;
}
