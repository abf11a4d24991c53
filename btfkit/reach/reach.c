// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Walks all paths of a unit's programs, depth first, and writes down which poisoned instructions they
 * come to.
 *
 * A path is ended where it comes to something it has seen (points.c), and with it what cannot be new.
 * Paths are split where a branch is not decided (jump.c). What is certain and what is not is a property
 * of a path: all that the verifier walks is walked here, some of it perhaps as uncertain; so what is
 * never come to is dead, what a certain path comes to is live, and the rest is unknown.
 */
#include "btfkit/reach/reach.h"

#include "btfkit/reach/codes.h"
#include "btfkit/reach/verifier_walk.h"

enum { MOST_TURNS = 64 };

const char *bk_life_name(enum bk_life life)
{
	static const char *const names[] = { "dead", "unknown", "live" };

	return names[life];
}

void bk_reach_destroy(struct bk_reach *reach)
{
	if (!reach)
		return;
	bk_array_deinit(&reach->findings);
	bk_array_deinit(&reach->turns);
	free(reach);
}

static struct bk_error *malformed(uint32_t routine, uint32_t insn, const char *what)
{
	return bk_error_create(BK_ERR_MALFORMED, "function %u: instruction %u: %s", routine, insn,
			       what);
}

static bool is_index_right(const struct bk_unit *unit, const struct bk_op *op)
{
	switch (op->means) {
	case BK_MEANS_CONSTANTS:
		return op->index < unit->constants_count;
	case BK_MEANS_CALL:
	case BK_MEANS_CALLBACK:
		return op->index < unit->routine_count && unit->routines[op->index].count;
	case BK_MEANS_KFUNC:
		return op->index < unit->kfunc_count;
	case BK_MEANS_MAP:
		return op->index < unit->map_count;
	default:
		return true;
	}
}

/* A walk looks nothing up without it being there. */
static struct bk_error *check_routine(const struct bk_unit *unit, uint32_t number)
{
	const struct bk_routine *routine = &unit->routines[number];
	uint32_t length;

	for (uint32_t i = 0; i < routine->count; i += length) {
		const struct bk_op *op = &routine->ops[i];
		bool is_jump = bk_op_is_goto(op) || bk_op_is_conditional(op);

		length = bk_op_length(op);
		if (i + length > routine->count)
			return malformed(number, i, "a load of 64 bits is cut");
		if (op->dst >= BK_REGISTERS || op->src >= BK_REGISTERS)
			return malformed(number, i, "no such register");
		if (is_jump && (bk_op_target(op, i) < 0 || bk_op_target(op, i) >= routine->count))
			return malformed(number, i, "a jump leaves the function");
		if (!is_index_right(unit, op))
			return malformed(number, i, "refers to nothing");
	}
	return NULL;
}

static struct bk_error *check(const struct bk_unit *unit)
{
	for (uint32_t i = 0; i < unit->routine_count; i++)
		BK_TRY(check_routine(unit, i));
	return NULL;
}

/* The turns of the path that has come to a finding, the last ones where they are many. */
static bool write_turns(struct bk_walk *walk, struct bk_finding *finding, uint32_t trail)
{
	struct bk_reach *reach = walk->reach;
	uint32_t count = 0, at;

	for (at = trail; at && count < MOST_TURNS; at = walk->trail.at[at].before)
		count++;
	if (!bk_array_reserve(&reach->turns, count))
		return false;
	finding->first_turn = (uint32_t)reach->turns.count;
	finding->turn_count = count;
	reach->turns.count += count;
	for (at = trail; count > 0; at = walk->trail.at[at].before)
		reach->turns.at[finding->first_turn + --count] = walk->trail.at[at].turn;
	return true;
}

static void find(struct bk_walk *walk, const struct bk_state *state)
{
	uint32_t number = walk->foresights[bk_state_top(state)->routine].findings[state->pc];
	struct bk_finding *finding = &walk->reach->findings.at[number - 1];

	if (finding->life == BK_LIVE)
		return;
	if (!state->is_certain) {
		if (finding->life == BK_DEAD) {
			finding->doubt = BK_DOUBT_VALUE;
			finding->doubt_routine = state->doubt_routine;
			finding->doubt_insn = state->doubt_insn;
		}
		finding->life = BK_LIFE_UNKNOWN;
		return;
	}
	finding->life = BK_LIVE;
	finding->doubt = BK_DOUBT_NONE;
	finding->entry = walk->entry;
	walk->open--;
	if (!write_turns(walk, finding, state->trail))
		walk->is_out_of_memory = true;
}

/* Walks a path to its end. */
static void walk_path(struct bk_walk *walk, struct bk_state *state)
{
	bool goes_on = true;

	while (goes_on && walk->open && walk->left && !walk->is_out_of_memory) {
		const struct bk_frame *top = bk_state_top(state);
		const struct bk_foresight *foresight = &walk->foresights[top->routine];

		if (state->pc >= walk->unit->routines[top->routine].count)
			break; /* code that falls off its end, which the verifier refuses */
		if (foresight->is_point[state->pc] && bk_walk_is_seen(walk, state))
			break;
		if (foresight->findings[state->pc])
			find(walk, state);
		walk->left--;
		walk->reach->steps++;
		goes_on = bk_walk_step(walk, state);
	}
	bk_state_deinit(state);
}

static void clear_points(struct bk_walk *walk)
{
	for (uint32_t r = 0; r < walk->unit->routine_count; r++) {
		struct bk_foresight *foresight = &walk->foresights[r];

		for (uint32_t i = 0; foresight->points && i < walk->unit->routines[r].count; i++) {
			struct bk_point *point = &foresight->points[i];

			for (uint32_t s = 0; s < point->count; s++)
				bk_state_deinit(&point->states[s]);
			point->count = point->next = point->misses = 0;
		}
	}
	walk->states = 0;
}

/* Marks what a routine refers to, and what that does. `marks` has the routines marked so far. */
static void mark_callees(const struct bk_unit *unit, uint8_t *marks)
{
	bool has_changed = true;

	while (has_changed) {
		has_changed = false;
		for (uint32_t r = 0; r < unit->routine_count; r++) {
			const struct bk_routine *routine = &unit->routines[r];

			for (uint32_t i = 0; marks[r] == 1 && i < routine->count; i++)
				if (routine->ops[i].means == BK_MEANS_CALL ||
				    routine->ops[i].means == BK_MEANS_CALLBACK)
					marks[routine->ops[i].index] |= 1;
			has_changed |= marks[r] == 1;
			marks[r] = marks[r] ? 3 : 0;
		}
	}
}

/* Where not all was walked, or not to its end, what was not come to may still be. */
static void admit(struct bk_walk *walk, enum bk_doubt doubt)
{
	uint8_t *marks = calloc(walk->unit->routine_count, 1);

	if (!marks) {
		walk->is_out_of_memory = true;
		return;
	}
	marks[walk->entry] = 1;
	mark_callees(walk->unit, marks);
	for (size_t i = 0; i < walk->reach->findings.count; i++) {
		struct bk_finding *finding = &walk->reach->findings.at[i];

		if (finding->life == BK_DEAD && marks[finding->routine]) {
			finding->life = BK_LIFE_UNKNOWN;
			finding->doubt = doubt;
			finding->doubt_routine = walk->deep_routine;
			finding->doubt_insn = walk->deep_insn;
		}
	}
	free(marks);
}

static void walk_entry(struct bk_walk *walk, uint32_t routine, bool is_program, bool is_certain,
		       uint64_t steps)
{
	struct bk_state state = { .is_certain = is_certain, .doubt_routine = routine };

	walk->entry = routine;
	walk->left = steps;
	walk->trail.count = 0;
	walk->is_too_deep = false;
	walk->deep_routine = walk->deep_insn = 0;
	if (!bk_array_push(&walk->trail, (struct bk_trail){ 0 }) ||
	    !bk_state_push(&state, routine, 0)) {
		walk->is_out_of_memory = true;
		return;
	}
	for (int i = 1; i <= 5; i++)
		state.frames[0]->registers[i] = bk_held_number(bk_number_unknown());
	if (is_program)
		state.frames[0]->registers[1] = bk_held_plain(BK_HELD_HANDLE);
	walk_path(walk, &state);
	while (walk->pending.count && !walk->is_out_of_memory) {
		state = walk->pending.at[--walk->pending.count];
		walk_path(walk, &state);
	}
	if (!walk->left && walk->open)
		admit(walk, BK_DOUBT_LIMIT);
	else if (walk->is_too_deep)
		admit(walk, BK_DOUBT_DEPTH);
	while (walk->pending.count)
		bk_state_deinit(&walk->pending.at[--walk->pending.count]);
	clear_points(walk);
}

/* Global functions that something has been found to call, until nothing new is called. */
static void walk_globals(struct bk_walk *walk, uint64_t steps)
{
	const struct bk_unit *unit = walk->unit;
	uint8_t *walked = calloc(unit->routine_count + 1, 1);
	bool has_changed = walked;

	if (!walked)
		walk->is_out_of_memory = true;
	while (has_changed && walk->open && !walk->is_out_of_memory) {
		has_changed = false;
		for (uint32_t i = 0; i < unit->routine_count; i++) {
			if (walk->called[i] <= walked[i])
				continue;
			walked[i] = walk->called[i];
			has_changed = true;
			walk_entry(walk, i, false, walked[i] == BK_LIVE, steps);
		}
	}
	free(walked);
}

/* Loaded are the programs and what they refer to; of that each global function is verified. */
static bool call_globals(struct bk_walk *walk, const uint32_t *entries, uint32_t entry_count)
{
	const struct bk_unit *unit = walk->unit;
	uint8_t *marks = calloc(unit->routine_count + 1, 1);

	if (!marks)
		return false;
	for (uint32_t i = 0; i < entry_count; i++)
		marks[entries[i]] = 1;
	mark_callees(unit, marks);
	for (uint32_t r = 0; r < unit->routine_count; r++)
		if (marks[r] && unit->routines[r].is_global)
			walk->called[r] = BK_LIVE;
	free(marks);
	return true;
}

static bool prepare(struct bk_walk *walk)
{
	const struct bk_unit *unit = walk->unit;

	walk->foresights = calloc(unit->routine_count + 1, sizeof(*walk->foresights));
	walk->called = calloc(unit->routine_count + 1, 1);
	if (!walk->foresights || !walk->called)
		return false;
	for (uint32_t r = 0; r < unit->routine_count; r++) {
		const struct bk_routine *routine = &unit->routines[r];

		if (!bk_foresight_init(&walk->foresights[r], routine))
			return false;
		for (uint32_t i = 0; i < routine->count; i += bk_op_length(&routine->ops[i])) {
			struct bk_finding finding = { .routine = r, .insn = i };

			if (!routine->ops[i].is_poisoned)
				continue;
			if (!bk_array_push(&walk->reach->findings, finding))
				return false;
			walk->foresights[r].findings[i] = (uint32_t)walk->reach->findings.count;
		}
	}
	walk->open = (uint32_t)walk->reach->findings.count;
	return true;
}

static void finish(struct bk_walk *walk)
{
	for (uint32_t r = 0; walk->foresights && r < walk->unit->routine_count; r++)
		bk_foresight_deinit(&walk->foresights[r], &walk->unit->routines[r]);
	free(walk->foresights);
	free(walk->called);
	bk_array_deinit(&walk->pending);
	bk_array_deinit(&walk->trail);
}

struct bk_error *bk_reach_create(const struct bk_unit *unit, const uint32_t *entries,
				 uint32_t entry_count, uint64_t steps, struct bk_reach **reach)
{
	struct bk_walk walk = { .unit = unit };

	BK_TRY(check(unit));
	for (uint32_t i = 0; i < entry_count; i++)
		if (entries[i] >= unit->routine_count)
			return bk_error_create(BK_ERR_MALFORMED, "no function %u", entries[i]);
	walk.reach = calloc(1, sizeof(*walk.reach));
	walk.is_out_of_memory =
		!walk.reach || !prepare(&walk) ||
		(unit->verifier.checks_all_globals && !call_globals(&walk, entries, entry_count));
	steps = steps ? steps : BK_REACH_STEPS;
	for (uint32_t i = 0; i < entry_count && !walk.is_out_of_memory && walk.open; i++)
		if (unit->routines[entries[i]].count)
			walk_entry(&walk, entries[i], true, true, steps);
	if (!walk.is_out_of_memory && walk.open)
		walk_globals(&walk, steps);
	finish(&walk);
	if (walk.is_out_of_memory) {
		bk_reach_destroy(walk.reach);
		return bk_error_memory();
	}
	*reach = walk.reach;
	return NULL;
}
