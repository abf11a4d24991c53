// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Loads and stores: what of them the verifier keeps track of are stacks and read-only data. */
#include "btfkit/reach/verifier_walk.h"

static struct bk_held load_stack(const struct bk_walk *walk, const struct bk_state *state,
				 const struct bk_held *base, int64_t offset, uint32_t size)
{
	const struct bk_frame *frame;
	struct bk_held value;

	if (base->index > state->depth)
		return bk_held_anything();
	frame = state->frames[base->index];
	if (bk_number_is_known(&base->n))
		return bk_slots_load(frame, &walk->unit->verifier, (int64_t)base->n.value + offset,
				     size, walk->unit->is_big_endian);
	if (base->n.smin >= -BK_STACK_BYTES && base->n.smax < 0 &&
	    bk_slots_are_zero(frame, base->n.smin + offset,
			      (uint32_t)(base->n.smax - base->n.smin) + size))
		return bk_held_of(0);
	value = bk_held_number(bk_number_unknown());
	value.is_fuzzy = base->is_fuzzy;
	return value;
}

static struct bk_held load_constant(const struct bk_walk *walk, const struct bk_held *base,
				    int64_t offset, uint32_t size)
{
	const struct bk_constants *constants = &walk->unit->constants[base->index];
	struct bk_held value = bk_held_number(bk_number_unknown());
	uint64_t at = base->n.value + (uint64_t)offset, number = 0;

	value.is_fuzzy = base->is_fuzzy;
	if (!bk_number_is_known(&base->n))
		return value;
	if (!constants->is_known || at > constants->size_bytes ||
	    size > constants->size_bytes - at) {
		value.is_fuzzy = true;
		return value;
	}
	for (uint32_t i = 0; i < size; i++)
		number = number << 8 |
			 constants->bytes[at + (walk->unit->is_big_endian ? i : size - 1 - i)];
	value.n = bk_number_of(number);
	return value;
}

struct bk_held bk_walk_load(const struct bk_walk *walk, struct bk_state *state,
			    const struct bk_held *base, int64_t offset, uint32_t size,
			    bool is_signed)
{
	struct bk_held value = bk_held_number(bk_number_unknown());

	if (base->kind == BK_HELD_STACK)
		value = load_stack(walk, state, base, offset, size);
	else if (base->kind == BK_HELD_CONSTANTS)
		value = load_constant(walk, base, offset, size);
	else if (base->kind == BK_HELD_POINTER && base->index)
		value.is_fuzzy = base->is_fuzzy; /* memory without pointers */
	else {
		value.is_fuzzy = base->is_fuzzy;
		value.is_maybe_pointer = size == 8;
	}
	if (size == 8)
		return value;
	if (value.kind != BK_HELD_NUMBER)
		value = bk_held_number(bk_number_unknown());
	value.is_maybe_pointer = false;
	if (is_signed)
		bk_number_sign_extend(&value.n, size);
	else
		bk_number_zero_extend(&value.n, size);
	return value;
}

bool bk_walk_clobber(struct bk_walk *walk, struct bk_state *state, const struct bk_held *pointer,
		     int64_t size, bool is_fuzzy)
{
	struct bk_frame *frame;
	int64_t from, to;

	if (pointer->kind != BK_HELD_STACK || pointer->index > state->depth)
		return true;
	from = pointer->n.smin < -BK_STACK_BYTES ? -BK_STACK_BYTES : pointer->n.smin;
	to = pointer->n.smax > 0 || size < 0 ? 0 : pointer->n.smax + size;
	to = to > 0 ? 0 : to;
	if (from >= to)
		return true;
	frame = bk_state_write(state, pointer->index, bk_slots_needed(from));
	if (!frame) {
		walk->is_out_of_memory = true;
		return false;
	}
	bk_slots_clobber(frame, from, (uint32_t)(to - from), is_fuzzy || pointer->is_fuzzy);
	return true;
}

bool bk_walk_clobber_all(struct bk_walk *walk, struct bk_state *state)
{
	struct bk_held top = bk_held_plain(BK_HELD_STACK);

	top.n = bk_number_of((uint64_t)-BK_STACK_BYTES);
	for (top.index = 0; top.index <= state->depth; top.index++)
		if (!bk_walk_clobber(walk, state, &top, BK_STACK_BYTES, true))
			return false;
	return true;
}

bool bk_walk_store(struct bk_walk *walk, struct bk_state *state, const struct bk_held *base,
		   int64_t offset, uint32_t size, const struct bk_held *value)
{
	struct bk_held at = *base, unknown = bk_held_number(bk_number_unknown());
	struct bk_number by = bk_number_of((uint64_t)offset);
	struct bk_frame *frame;
	int64_t place;

	if (base->kind == BK_HELD_NUMBER && base->is_fuzzy)
		return bk_walk_clobber_all(walk, state);
	if (base->kind != BK_HELD_STACK)
		return true;
	if (!bk_number_is_known(&base->n) || base->is_fuzzy || base->index > state->depth) {
		bk_number_operate(&at.n, BK_ALU_ADD, true, &by, BK_VERIFIER_MEASURED);
		return bk_walk_clobber(walk, state, &at, size, base->is_fuzzy);
	}
	place = (int64_t)base->n.value + offset;
	frame = bk_state_write(state, base->index, bk_slots_needed(place));
	if (!frame) {
		walk->is_out_of_memory = true;
		return false;
	}
	bk_slots_store(frame, &walk->unit->verifier, place, size, value ? value : &unknown);
	return true;
}
