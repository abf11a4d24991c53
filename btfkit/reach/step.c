// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One instruction: arithmetic, moves, loads and stores; the rest is in jump.c and call.c. */
#include "btfkit/reach/codes.h"
#include "btfkit/reach/verifier_walk.h"

struct bk_frame *bk_walk_frame(struct bk_walk *walk, struct bk_state *state)
{
	struct bk_frame *frame = bk_state_write(state, state->depth, 0);

	if (!frame)
		walk->is_out_of_memory = true;
	return frame;
}

void bk_walk_doubt(struct bk_state *state)
{
	if (!state->is_certain)
		return;
	state->is_certain = false;
	state->doubt_routine = bk_state_top(state)->routine;
	state->doubt_insn = state->pc;
}

/* Copies of a number are the same number, so what one turns out to be, the others are. */
static void link_copies(struct bk_state *state, struct bk_held *value)
{
	if (value->kind != BK_HELD_NUMBER)
		return;
	if (value->is_shifted) {
		value->id = 0;
		value->is_shifted = false;
	}
	if (!value->id && !bk_number_is_known(&value->n))
		value->id = ++state->last_id;
}

static void unlink_value(struct bk_held *value)
{
	if (value->kind != BK_HELD_NUMBER)
		return;
	value->id = 0;
	value->is_shifted = false;
}

/* A move that may keep less than 64 bits, or extend the sign of fewer. */
static struct bk_held moved(struct bk_state *state, const struct bk_op *op, struct bk_held *source)
{
	bool is_wide = bk_op_class(op) == BK_OF_ALU64;
	bool extends = op->off == 8 || op->off == 16 || op->off == 32;
	struct bk_held value;
	bool is_whole;

	if (is_wide && !op->off) {
		link_copies(state, source);
		return *source;
	}
	if (source->kind != BK_HELD_NUMBER || (op->off && !extends))
		value = bk_held_number(bk_number_unknown());
	else {
		is_whole = op->off ? source->n.umax < 1ULL << (op->off - 1)
				   : source->n.umax <= UINT32_MAX;
		if (is_whole)
			link_copies(state, source);
		value = *source;
		value.is_maybe_pointer = false;
		if (!is_whole)
			unlink_value(&value);
	}
	if (extends)
		bk_number_sign_extend(&value.n, (unsigned int)op->off / 8);
	if (!is_wide)
		bk_number_zero_extend(&value.n, 4);
	return value;
}

static bool is_pointer(const struct bk_held *value)
{
	return value->kind != BK_HELD_NUMBER && value->kind != BK_HELD_UNSET;
}

/* A pointer moved by a number. */
static void shift_pointer(struct bk_held *pointer, unsigned int operation, const struct bk_held *by,
			  enum bk_verifier_age age)
{
	if (!bk_number_operate(&pointer->n, operation, true, &by->n, age) || by->is_fuzzy)
		pointer->is_fuzzy = true;
}

/* A constant added to a copy leaves it linked with the others, once. */
static void keep_link(struct bk_held *value, const struct bk_op *op, const struct bk_held *by)
{
	bool is_addition = bk_op_kind(op) == BK_ALU_ADD && bk_op_class(op) == BK_OF_ALU64;

	if (value->id && is_addition && !value->is_shifted && bk_number_is_known(&by->n) &&
	    by->n.value <= INT32_MAX) {
		value->is_shifted = true;
		value->delta = (int32_t)by->n.value;
		return;
	}
	unlink_value(value);
}

static void compute(struct bk_held *value, const struct bk_op *op, const struct bk_held *by,
		    enum bk_verifier_age age)
{
	unsigned int operation = bk_op_kind(op);
	bool is_wide = bk_op_class(op) == BK_OF_ALU64;
	bool is_sum = operation == BK_ALU_ADD || operation == BK_ALU_SUB;
	bool is_fuzzy = value->is_fuzzy || by->is_fuzzy;

	if (is_wide && is_sum && is_pointer(value) && !is_pointer(by)) {
		shift_pointer(value, operation, by, age);
		return;
	}
	if (is_wide && operation == BK_ALU_ADD && !is_pointer(value) && is_pointer(by)) {
		struct bk_held number = *value;

		*value = *by;
		shift_pointer(value, operation, &number, age);
		return;
	}
	if (is_pointer(value) || is_pointer(by)) {
		*value = bk_held_number(bk_number_unknown());
		value->is_fuzzy = is_fuzzy;
		return;
	}
	keep_link(value, op, by);
	value->is_maybe_pointer =
		is_sum && is_wide && (value->is_maybe_pointer || by->is_maybe_pointer);
	value->is_from_zero = false;
	if (!bk_number_operate(&value->n, operation, is_wide, &by->n, age))
		is_fuzzy = true;
	value->is_fuzzy = is_fuzzy;
}

static bool arithmetic(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	struct bk_frame *frame = bk_walk_frame(walk, state);
	struct bk_held *value, *source, by;
	unsigned int operation = bk_op_kind(op);

	if (!frame)
		return false;
	value = &frame->registers[op->dst];
	source = &frame->registers[op->src];
	if (operation == BK_ALU_MOV) {
		if (bk_op_has_register(op))
			*value = moved(state, op, source);
		else
			*value = bk_held_of(bk_op_class(op) == BK_OF_ALU64
						    ? (uint64_t)(int64_t)op->imm
						    : (uint32_t)op->imm);
		return true;
	}
	if (operation == BK_ALU_END || operation == BK_ALU_NEG)
		by = bk_held_of(0);
	else
		by = bk_op_has_register(op) ? *source : bk_held_of((uint64_t)(int64_t)op->imm);
	compute(value, op, &by, walk->unit->verifier.arithmetic);
	return true;
}

/* What the two instructions of a load of 64 bits put into a register. */
static struct bk_held constant(const struct bk_walk *walk, const struct bk_op *op)
{
	struct bk_held value;

	switch (op->means) {
	case BK_MEANS_ITSELF:
		return bk_held_of((uint64_t)(uint32_t)op[1].imm << 32 | (uint32_t)op->imm);
	case BK_MEANS_NULL:
		return bk_held_of(0);
	case BK_MEANS_CONSTANTS:
		value = bk_held_plain(BK_HELD_CONSTANTS);
		value.index = op->index;
		value.n = bk_number_of((uint64_t)op->offset);
		return value;
	case BK_MEANS_MAP:
		value = bk_held_plain(BK_HELD_MAP);
		value.index = op->index;
		return value;
	case BK_MEANS_MEMORY:
		value = bk_held_plain(BK_HELD_POINTER);
		value.index = 1;
		return value;
	case BK_MEANS_CALLBACK:
		value = bk_held_plain(BK_HELD_ROUTINE);
		value.index = op->index;
		return value;
	case BK_MEANS_OBJECT:
		return bk_held_plain(BK_HELD_HANDLE);
	case BK_MEANS_UNKNOWN:
		return bk_held_anything();
	default:
		return bk_held_plain(walk->unit->verifier.doubts_objects ? BK_HELD_HANDLE
									 : BK_HELD_POINTER);
	}
}

static bool load(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	struct bk_frame *frame = bk_walk_frame(walk, state);
	struct bk_held value;

	if (!frame)
		return false;
	if (op->code == BK_OP_LOAD64) {
		frame->registers[op->dst] = constant(walk, op);
		state->pc++;
		return true;
	}
	if (bk_op_class(op) == BK_OF_LD) { /* from a packet: ends the program where there is none */
		for (int i = 1; i <= 5; i++)
			frame->registers[i] = bk_held_plain(BK_HELD_UNSET);
		frame->registers[0] = bk_held_number(bk_number_unknown());
		return true;
	}
	value = bk_walk_load(walk, state, &frame->registers[op->src], op->off, bk_op_bytes(op),
			     bk_op_mode(op) == BK_MODE_SIGNED);
	if (op->loads_number)
		value.is_maybe_pointer = false;
	frame->registers[op->dst] = value;
	return true;
}

/* What was there before goes to a register where it is asked for. */
static bool atomic(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	uint32_t size = bk_op_bytes(op);
	struct bk_frame *frame = bk_walk_frame(walk, state);
	struct bk_held base, old;

	if (!frame)
		return false;
	base = frame->registers[op->imm == BK_ATOMIC_LOAD ? op->src : op->dst];
	if (op->imm == BK_ATOMIC_STORE)
		return bk_walk_store(walk, state, &base, op->off, size, &frame->registers[op->src]);
	old = bk_walk_load(walk, state, &base, op->off, size, false);
	if (op->imm == BK_ATOMIC_LOAD) {
		frame->registers[op->dst] = old;
		return true;
	}
	if (!bk_walk_store(walk, state, &base, op->off, size, NULL))
		return false;
	frame = bk_walk_frame(walk, state);
	if (frame && (op->imm & BK_ATOMIC_FETCH))
		frame->registers[op->imm == BK_ATOMIC_COMPARE ? 0 : op->src] = old;
	return frame;
}

static bool store(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	struct bk_frame *frame = bk_walk_frame(walk, state);
	struct bk_held base, value = bk_held_of((uint64_t)(int64_t)op->imm);

	if (!frame)
		return false;
	base = frame->registers[op->dst];
	if (bk_op_class(op) == BK_OF_STX) {
		if (bk_op_bytes(op) == 8 ||
		    frame->registers[op->src].n.umax < 1ULL << (8 * bk_op_bytes(op)))
			link_copies(state, &frame->registers[op->src]);
		value = frame->registers[op->src];
	}
	return bk_walk_store(walk, state, &base, op->off, bk_op_bytes(op), &value);
}

/* Beyond a poisoned instruction it goes on as if it had worked. */
static bool poisoned(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	struct bk_frame *frame = bk_walk_frame(walk, state);
	unsigned int class = bk_op_class(op);

	if (!frame)
		return false;
	if (op->code == BK_OP_CALL) {
		for (int i = 1; i <= 5; i++)
			frame->registers[i] = bk_held_plain(BK_HELD_UNSET);
		frame->registers[0] = bk_held_number(bk_number_unknown());
	} else if (class != BK_OF_ST && class != BK_OF_STX && !bk_op_is_jump(op)) {
		frame->registers[op->dst] = bk_held_number(bk_number_unknown());
	}
	state->pc += bk_op_length(op);
	return true;
}

bool bk_walk_step(struct bk_walk *walk, struct bk_state *state)
{
	const struct bk_op *op = bk_op_at(walk, state);
	bool goes_on;

	if (op->is_poisoned)
		return poisoned(walk, state, op);
	switch (bk_op_class(op)) {
	case BK_OF_ALU:
	case BK_OF_ALU64:
		goes_on = arithmetic(walk, state, op);
		break;
	case BK_OF_LD:
	case BK_OF_LDX:
		goes_on = load(walk, state, op);
		break;
	case BK_OF_ST:
		goes_on = store(walk, state, op);
		break;
	case BK_OF_STX:
		goes_on = bk_op_mode(op) == BK_MODE_ATOMIC ? atomic(walk, state, op)
							   : store(walk, state, op);
		break;
	default:
		if (op->code == BK_OP_CALL)
			return bk_walk_call(walk, state, op);
		if (op->code == BK_OP_EXIT)
			return bk_walk_exit(walk, state);
		return bk_walk_jump(walk, state, op);
	}
	state->pc++;
	return goes_on;
}
