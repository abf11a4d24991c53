// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Calls. A static subprogram is walked where it is called, with what its caller knows. A global one is
 * verified by itself, so a call of it only tells that it has to be. A callback is walked with what the
 * helper hands it, over and over, until nothing new is seen.
 */
#include "btfkit/reach/codes.h"
#include "btfkit/reach/helpers.h"
#include "btfkit/reach/verifier_walk.h"

enum {
	MAP_LOOKUP_ELEM = 1,
	MAP_UPDATE_ELEM = 2,
	MAP_DELETE_ELEM = 3,
	MAP_PUSH_ELEM = 87,
	MAP_LOOKUP_PERCPU_ELEM = 195
};

static void forget_arguments(struct bk_frame *frame)
{
	for (int i = 0; i <= 5; i++)
		frame->registers[i] = bk_held_plain(BK_HELD_UNSET);
}

/* Behind a call that returns `result`. */
static bool returned(struct bk_walk *walk, struct bk_state *state, struct bk_held result)
{
	struct bk_frame *frame = bk_walk_frame(walk, state);

	if (!frame)
		return false;
	forget_arguments(frame);
	frame->registers[0] = result;
	frame->callback_depth = 0;
	state->pc++;
	return true;
}

static struct bk_held number(void)
{
	return bk_held_number(bk_number_unknown());
}

/* Ends a path where calls are too deep, at `call`: the verifier refuses the program for it. */
static bool enter(struct bk_walk *walk, struct bk_state *state, uint32_t routine, uint32_t call)
{
	struct bk_held arguments[6];

	if (state->depth + 1 >= BK_FRAMES) {
		walk->is_too_deep = true;
		walk->deep_routine = bk_state_top(state)->routine;
		walk->deep_insn = call;
		return false;
	}
	for (int i = 1; i <= 5; i++)
		arguments[i] = bk_state_top(state)->registers[i];
	if (!bk_state_push(state, routine, state->pc)) {
		walk->is_out_of_memory = true;
		return false;
	}
	for (int i = 1; i <= 5; i++)
		state->frames[state->depth]->registers[i] = arguments[i];
	state->pc = 0;
	return true;
}

/* Bytes behind the argument `n`, as the register after it says. */
static int64_t size_in(const struct bk_frame *frame, int n, bool *is_fuzzy)
{
	const struct bk_held *size = &frame->registers[n];

	if (size->kind != BK_HELD_NUMBER || size->n.umax > BK_STACK_BYTES) {
		*is_fuzzy = true;
		return -1;
	}
	*is_fuzzy = size->is_fuzzy;
	return (int64_t)size->n.umax;
}

/* A call writes behind its arguments, where they point to the stack. */
static bool write_arguments(struct bk_walk *walk, struct bk_state *state, const int32_t bytes[5])
{
	for (int i = 0; i < 5; i++) {
		struct bk_held pointer = bk_state_top(state)->registers[i + 1];
		bool is_fuzzy = bytes[i] == BK_WRITES_UNKNOWN;
		int64_t size = bytes[i];

		if (!size)
			continue;
		if (size == BK_WRITES_NEXT)
			size = i < 4 ? size_in(bk_state_top(state), i + 2, &is_fuzzy) : -1;
		if (!bk_walk_clobber(walk, state, &pointer, size, is_fuzzy))
			return false;
	}
	return true;
}

static bool call_global(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	const struct bk_routine *routine = &walk->unit->routines[op->index];
	uint8_t how = state->is_certain ? BK_LIVE : BK_LIFE_UNKNOWN;

	if (walk->called[op->index] < how)
		walk->called[op->index] = how;
	return write_arguments(walk, state, routine->writes_bytes) &&
	       returned(walk, state, number());
}

static bool call_routine(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	struct bk_frame *frame;
	uint32_t depth = state->depth;

	if (walk->unit->routines[op->index].is_global)
		return call_global(walk, state, op);
	if (!enter(walk, state, op->index, state->pc))
		return false;
	frame = bk_state_write(state, depth, 0);
	if (!frame) {
		walk->is_out_of_memory = true;
		return false;
	}
	forget_arguments(frame);
	return true;
}

bool bk_walk_exit(struct bk_walk *walk, struct bk_state *state)
{
	const struct bk_frame *top = bk_state_top(state);
	struct bk_held result = top->registers[0];
	bool is_callback = top->is_callback;
	struct bk_frame *frame;

	if (state->depth == 0)
		return false;
	state->pc = top->callsite + !is_callback;
	bk_state_pop(state);
	if (is_callback)
		return true;
	frame = bk_walk_frame(walk, state);
	if (!frame)
		return false;
	if (result.kind == BK_HELD_STACK && result.index > state->depth)
		result = bk_held_plain(BK_HELD_UNSET);
	frame->registers[0] = result;
	return true;
}

/* What a callback is called with: some of the kernel's, and the caller's context. */
static void give_arguments(struct bk_frame *frame, const struct bk_held *context, int given_as,
			   bool is_number)
{
	for (int i = 1; i <= 5; i++)
		frame->registers[i] = bk_held_plain(BK_HELD_HANDLE);
	if (is_number)
		frame->registers[1] = number();
	if (given_as)
		frame->registers[given_as] = *context;
}

/*
 * A callback that runs during the call: it is walked, and returns to the call, which may call it again.
 * Of its arguments `given_as` is what the caller hands through, the others are the kernel's.
 */
static bool call_back(struct bk_walk *walk, const struct bk_state *state, uint32_t routine,
		      int context_at, int given_as, bool is_number)
{
	struct bk_state *inside = bk_walk_fork(walk, state);
	struct bk_frame *frame;

	if (!inside)
		return false;
	frame = bk_walk_frame(walk, inside);
	if (!frame)
		return false;
	frame->callback_depth++;
	if (!enter(walk, inside, routine, inside->pc)) {
		bk_state_deinit(&walk->pending.at[--walk->pending.count]);
		return !walk->is_out_of_memory;
	}
	frame = inside->frames[inside->depth];
	frame->is_callback = true;
	give_arguments(frame, &bk_state_top(state)->registers[context_at], given_as, is_number);
	return true;
}

/* The same for verifiers before 6.6: the path leads through the callback to what is behind the call. */
static bool call_back_once(struct bk_walk *walk, struct bk_state *state, uint32_t routine,
			   const struct bk_helper *helper)
{
	const struct bk_held context = bk_state_top(state)->registers[helper->context_at];
	const uint32_t call = state->pc;
	struct bk_frame *frame;

	if (!returned(walk, state, number()) || !enter(walk, state, routine, call))
		return false;
	frame = state->frames[state->depth];
	frame->is_callback = true;
	give_arguments(frame, &context, helper->given_as, helper->calls == BK_CALLS_LOOP);
	return true;
}

/* A callback that runs some time later, on a stack of its own. */
static bool call_later(struct bk_walk *walk, const struct bk_state *state, uint32_t routine)
{
	struct bk_state later = { .trail = state->trail,
				  .last_id = state->last_id,
				  .is_certain = state->is_certain,
				  .doubt_routine = state->doubt_routine,
				  .doubt_insn = state->doubt_insn };

	if (!bk_state_push(&later, routine, 0) || !bk_array_push(&walk->pending, later)) {
		bk_state_deinit(&later);
		walk->is_out_of_memory = true;
		return false;
	}
	for (int i = 1; i <= 5; i++)
		later.frames[0]->registers[i] = bk_held_plain(BK_HELD_HANDLE);
	return true;
}

static bool call_callback(struct bk_walk *walk, struct bk_state *state,
			  const struct bk_helper *helper)
{
	const struct bk_frame *frame = bk_state_top(state);
	const struct bk_held *callback = &frame->registers[helper->callback_at];
	const struct bk_held *turns = &frame->registers[1];

	if (callback->kind != BK_HELD_ROUTINE) {
		bk_walk_doubt(state);
		return true;
	}
	if (helper->calls == BK_CALLS_LATER)
		return call_later(walk, state, callback->index);
	if (helper->calls == BK_CALLS_LOOP && turns->kind == BK_HELD_NUMBER &&
	    frame->callback_depth >= turns->n.umax)
		return true;
	return call_back(walk, state, callback->index, helper->context_at, helper->given_as,
			 helper->calls == BK_CALLS_LOOP);
}

/* The values that helpers return. */
static struct bk_held result_of(const struct bk_walk *walk, struct bk_state *state,
				const struct bk_helper *helper)
{
	struct bk_held value = number();
	uint64_t most = 0;

	if (!helper)
		return value;
	switch (helper->returns) {
	case BK_RETURNS_MEMORY:
	case BK_RETURNS_OBJECT:
		value = bk_held_plain(BK_HELD_OR_NULL);
		value.index = helper->returns == BK_RETURNS_MEMORY;
		value.id = ++state->last_id;
		return value;
	case BK_RETURNS_SMALL:
		bk_number_zero_extend(&value.n, 4);
		value.is_fuzzy = value.is_from_zero = true;
		return value;
	case BK_RETURNS_POINTER:
		return bk_held_plain(BK_HELD_POINTER);
	case BK_RETURNS_TRUSTED:
		return bk_held_plain(walk->unit->verifier.doubts_objects ? BK_HELD_HANDLE
									 : BK_HELD_POINTER);
	case BK_RETURNS_ANYTHING:
		return bk_held_anything();
	case BK_RETURNS_SIZE:
		most = bk_state_top(state)->registers[helper->size_at].n.umax;
		if (most > INT32_MAX)
			return value;
		value.n.smin = -4095;
		value.n.smin32 = -4095;
		value.n.smax = (int64_t)most;
		value.n.smax32 = (int32_t)most;
		bk_number_tell(&value.n);
		return value;
	default:
		return value;
	}
}

/* A lookup in an array by an index that is known to be within it finds something, from 6.14 on. */
static bool is_sure_to_find(const struct bk_walk *walk, const struct bk_state *state,
			    const struct bk_op *op)
{
	const struct bk_held *map = &bk_state_top(state)->registers[1];
	const struct bk_held *at = &bk_state_top(state)->registers[2];
	uint32_t key;

	return !walk->unit->verifier.doubts_elements && op->imm == MAP_LOOKUP_ELEM &&
	       map->kind == BK_HELD_MAP && at->kind == BK_HELD_STACK &&
	       bk_number_is_known(&at->n) && at->index <= state->depth &&
	       bk_slots_key(state->frames[at->index], (int64_t)at->n.value, &key) &&
	       key < walk->unit->maps[map->index].elements;
}

/* How many bytes a helper reads behind argument n (1 to 5), which points to the stack. */
static int64_t bytes_read(const struct bk_walk *walk, const struct bk_frame *frame, int32_t helper,
			  int n, bool *is_fuzzy)
{
	enum { FEW_BYTES = 8 };
	const struct bk_held *map = &frame->registers[1];
	const bool has_key = (helper >= MAP_LOOKUP_ELEM && helper <= MAP_DELETE_ELEM) ||
			     helper == MAP_LOOKUP_PERCPU_ELEM;

	*is_fuzzy = false;
	if (has_key || helper == MAP_PUSH_ELEM) {
		const struct bk_map_shape *shape = &walk->unit->maps[map->index];

		if (map->kind == BK_HELD_MAP)
			return has_key && n == 2 ? shape->key_bytes : shape->value_bytes;
	} else if (n < 5 && frame->registers[n + 1].kind == BK_HELD_NUMBER) {
		return size_in(frame, n + 1, is_fuzzy);
	}
	*is_fuzzy = true;
	return FEW_BYTES;
}

/* Verifiers before 6.14 forget what a helper reads of the stack, as if it were written. */
static bool forget_read(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	for (int n = 1; n <= 5; n++) {
		struct bk_held pointer = bk_state_top(state)->registers[n];
		bool is_fuzzy;
		int64_t size;

		if (pointer.kind != BK_HELD_STACK || !bk_helper_takes_memory(op->imm, n))
			continue;
		size = bytes_read(walk, bk_state_top(state), op->imm, n, &is_fuzzy);
		if (!bk_walk_clobber(walk, state, &pointer, size, is_fuzzy))
			return false;
	}
	return true;
}

/* A helper that calls a known callback before it returns. */
static bool is_called_now(const struct bk_state *state, const struct bk_helper *helper)
{
	return helper && helper->calls && helper->calls != BK_CALLS_LATER &&
	       bk_state_top(state)->registers[helper->callback_at].kind == BK_HELD_ROUTINE;
}

static bool call_helper(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	const struct bk_helper *helper = bk_helper_find(op->imm);
	struct bk_held result = result_of(walk, state, helper);
	int32_t writes[5] = { 0 };

	if (is_sure_to_find(walk, state, op))
		result.kind = BK_HELD_POINTER;
	if (walk->unit->verifier.forgets_reads && !forget_read(walk, state, op))
		return false;
	if (walk->unit->verifier.calls_back_once && is_called_now(state, helper))
		return call_back_once(walk, state,
				      bk_state_top(state)->registers[helper->callback_at].index,
				      helper);
	if (helper && helper->calls && !call_callback(walk, state, helper))
		return false;
	if (helper && helper->returns == BK_RETURNS_ANYTHING) {
		for (int i = 0; i < 5; i++)
			writes[i] = BK_WRITES_UNKNOWN;
	} else if (helper && helper->writes) {
		int32_t size = helper->size_bytes;

		if (helper->size_at)
			size = BK_WRITES_NEXT;
		writes[helper->writes - 1] = size ? size : BK_WRITES_UNKNOWN;
	}
	return write_arguments(walk, state, writes) && returned(walk, state, result);
}

/* Routines handed to a function of the kernel are called by it, somehow. */
static bool call_handed(struct bk_walk *walk, const struct bk_state *state)
{
	for (int i = 1; i <= 5; i++) {
		const struct bk_held *value = &bk_state_top(state)->registers[i];

		if (value->kind == BK_HELD_ROUTINE &&
		    !call_back(walk, state, value->index, 0, 0, false))
			return false;
	}
	return true;
}

static bool call_kfunc(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	const struct bk_kfunc *kfunc = &walk->unit->kfuncs[op->index];
	struct bk_state *end;

	if (kfunc->gives == BK_GIVES_NEVER)
		return false;
	if (!call_handed(walk, state) || !write_arguments(walk, state, kfunc->writes_bytes))
		return false;
	switch (kfunc->gives) {
	case BK_GIVES_NUMBER:
		return returned(walk, state, number());
	case BK_GIVES_OR_NULL: {
		struct bk_held result = bk_held_plain(BK_HELD_OR_NULL);

		result.id = ++state->last_id;
		return returned(walk, state, result);
	}
	case BK_GIVES_NEXT:
		end = bk_walk_fork(walk, state);
		if (!end || !returned(walk, end, bk_held_of(0)))
			return false;
		return returned(walk, state, bk_held_plain(BK_HELD_POINTER));
	default: {
		struct bk_held result = number();

		result.is_maybe_pointer = true;
		return returned(walk, state, result);
	}
	}
}

bool bk_walk_call(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	if (op->means == BK_MEANS_CALL)
		return call_routine(walk, state, op);
	if (op->means == BK_MEANS_KFUNC)
		return call_kfunc(walk, state, op);
	if (op->means == BK_MEANS_ITSELF)
		return call_helper(walk, state, op);
	bk_walk_doubt(state); /* a call of nothing that is known */
	return bk_walk_clobber_all(walk, state) && returned(walk, state, bk_held_anything());
}
