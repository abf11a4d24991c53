// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Branches: which ways the verifier goes on, and what it knows from then on.
 *
 * Where a value is fuzzy, the verifier may know more of it than is known here, or less. A way that what
 * is known here rules out is then walked as one that is not certain; and where nothing is ruled out,
 * neither way is.
 */
#include "btfkit/reach/codes.h"
#include "btfkit/reach/verifier_walk.h"

struct branch {
	unsigned int jump;
	bool is_wide;
	uint8_t left, right; /* registers */
	bool has_right;
	struct bk_held a, b;
};

void bk_walk_turn(struct bk_walk *walk, struct bk_state *state, bool is_taken)
{
	struct bk_trail trail = { .before = state->trail,
				  .turn = { .routine = bk_state_top(state)->routine,
					    .insn = state->pc,
					    .is_taken = is_taken } };

	if (bk_array_push(&walk->trail, trail))
		state->trail = (uint32_t)walk->trail.count - 1;
	else
		walk->is_out_of_memory = true;
}

struct bk_state *bk_walk_fork(struct bk_walk *walk, const struct bk_state *state)
{
	struct bk_state copy;

	bk_state_copy(&copy, state);
	if (bk_array_push(&walk->pending, copy))
		return &walk->pending.at[walk->pending.count - 1];
	bk_state_deinit(&copy);
	walk->is_out_of_memory = true;
	return NULL;
}

static bool is_zero(const struct bk_held *value)
{
	return value->kind == BK_HELD_NUMBER && bk_number_is_known(&value->n) &&
	       value->n.value == 0;
}

static bool is_equality(const struct branch *b)
{
	return b->jump == BK_JUMP_EQ || b->jump == BK_JUMP_NE;
}

/* A pointer (or what may be one) compared with NULL. */
static bool is_null_check(const struct branch *b)
{
	return is_equality(b) && b->is_wide && is_zero(&b->b);
}

static bool is_constant(const struct bk_held *value, bool is_wide)
{
	return is_wide ? bk_number_is_known(&value->n) : (uint32_t)value->n.mask == 0;
}

static bool are_apart(const struct branch *b)
{
	const struct bk_number *x = &b->a.n, *y = &b->b.n;

	return b->is_wide ? x->umin > y->umax || x->umax < y->umin
			  : x->umin32 > y->umax32 || x->umax32 < y->umin32;
}

/* Whether a verifier looks at both numbers at all; the older, the less. */
static bool is_compared(const struct bk_verifier *verifier, const struct branch *b)
{
	const bool left = is_constant(&b->a, b->is_wide), right = is_constant(&b->b, b->is_wide);

	if (!verifier->needs_constant)
		return true;
	if (verifier->needs_constant_right)
		return right && (left || !is_equality(b));
	return (left || right) && (!is_equality(b) || (left && right) || are_apart(b));
}

/* The outcome that what is known leaves, -1: both. */
static int outcome(const struct bk_verifier *verifier, const struct branch *b)
{
	if (b->a.kind == BK_HELD_NUMBER && b->b.kind == BK_HELD_NUMBER)
		return !is_compared(verifier, b)
			       ? -1
			       : bk_number_compare(b->jump, b->is_wide, &b->a.n, &b->b.n);
	if ((b->a.kind == BK_HELD_POINTER || b->a.kind == BK_HELD_CONSTANTS ||
	     b->a.kind == BK_HELD_MAP) &&
	    is_equality(b) && is_zero(&b->b))
		return b->jump == BK_JUMP_NE;
	return -1;
}

/* What one value has turned out to be, its copies are, too. */
static void spread(struct bk_state *state, const struct bk_held *from, uint32_t id)
{
	struct bk_held_at at = { 0 };
	struct bk_held *value;

	while ((value = bk_state_next(state, &at))) {
		bool shifted = value->is_shifted;
		int32_t delta = value->delta;

		if (value == from || value->id != id || value->kind != BK_HELD_NUMBER)
			continue;
		if (shifted == from->is_shifted && (!shifted || delta == from->delta)) {
			*value = *from;
			continue;
		}
		struct bk_number by =
			bk_number_of((uint64_t)(int64_t)((shifted ? delta : 0) -
							 (from->is_shifted ? from->delta : 0)));

		*value = *from;
		value->is_shifted = shifted;
		value->delta = delta;
		bk_number_operate(&value->n, BK_ALU_ADD, true, &by, BK_VERIFIER_MEASURED);
	}
}

/* A pointer that was compared with NULL is it, or is not; so are its copies. */
static void settle_null(struct bk_state *state, uint32_t id, bool is_null)
{
	struct bk_held_at at = { 0 };
	struct bk_held *value;

	while ((value = bk_state_next(state, &at))) {
		if (value->kind != BK_HELD_OR_NULL || value->id != id)
			continue;
		if (is_null)
			*value = bk_held_of(0);
		else {
			value->kind = BK_HELD_POINTER;
			value->id = 0;
		}
	}
}

static bool unshare_all(struct bk_walk *walk, struct bk_state *state)
{
	for (uint32_t d = 0; d <= state->depth; d++)
		if (!bk_state_write(state, d, 0)) {
			walk->is_out_of_memory = true;
			return false;
		}
	return true;
}

static void learn_number(struct bk_state *state, struct bk_held *value,
			 const struct bk_number *number, bool is_certain)
{
	uint32_t id = value->id;

	value->n = *number;
	if (is_certain)
		value->is_fuzzy = value->is_from_zero = false;
	if (id)
		spread(state, value, id);
}

/* Verifiers before 6.8 learn from constants, and of what is said to be equal. */
static bool learns(const struct bk_verifier *verifier, const struct branch *b, bool is_equal)
{
	if (!verifier->needs_constant || is_equal)
		return true;
	return !is_equality(b) &&
	       (is_constant(&b->a, b->is_wide) || is_constant(&b->b, b->is_wide));
}

/* What the state knows on the way where the jump is `taken`. */
static bool learn(struct bk_walk *walk, struct bk_state *state, const struct branch *b, bool taken)
{
	bool is_equal = is_equality(b) && taken == (b->jump == BK_JUMP_EQ);
	struct bk_frame *frame;
	struct bk_number left, right;

	if (!unshare_all(walk, state))
		return false;
	frame = state->frames[state->depth];
	if (b->a.kind == BK_HELD_OR_NULL && is_null_check(b)) {
		settle_null(state, b->a.id, is_equal);
		return true;
	}
	if (b->a.kind != BK_HELD_NUMBER || b->b.kind != BK_HELD_NUMBER ||
	    !learns(&walk->unit->verifier, b, is_equal))
		return true;
	left = b->a.n;
	right = b->b.n;
	bk_number_refine(b->jump, b->is_wide, taken, &left, &right);
	/* what equals a constant is no longer in doubt */
	is_equal = is_equal && b->is_wide && !b->b.is_fuzzy && bk_number_is_known(&b->b.n);
	learn_number(state, &frame->registers[b->left], &left, is_equal);
	if (b->has_right && b->right != b->left)
		learn_number(state, &frame->registers[b->right], &right, false);
	return true;
}

static bool go(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op,
	       const struct branch *b, bool taken, bool learns)
{
	if (learns && !learn(walk, state, b, taken))
		return false;
	bk_walk_turn(walk, state, taken);
	state->pc = taken ? (uint32_t)bk_op_target(op, state->pc) : state->pc + 1;
	return true;
}

/* Of what can be anything nobody can tell whether it equals something. */
static bool is_anything(const struct bk_held *value, bool is_wide)
{
	const struct bk_number *n = &value->n;

	if (value->kind != BK_HELD_NUMBER || value->is_fuzzy)
		return false;
	return is_wide ? bk_number_is_unbounded(n)
		       : (uint32_t)n->mask == UINT32_MAX && !n->umin32 && n->umax32 == UINT32_MAX &&
				 n->smin32 == INT32_MIN && n->smax32 == INT32_MAX;
}

/* Doubts the ways of a branch on a fuzzy value: both, or that which is not for sure 0's. */
static void doubt_fuzzy(const struct branch *b, struct bk_state *taken, struct bk_state *other)
{
	struct bk_number zero = bk_number_of(0);
	int with_zero = -1;

	if (b->a.is_from_zero && !b->b.is_fuzzy)
		with_zero = bk_number_compare(b->jump, b->is_wide, &zero, &b->b.n);
	if (with_zero != 1)
		bk_walk_doubt(taken);
	if (with_zero != 0)
		bk_walk_doubt(other);
}

/* Walks one way now and puts the other aside. */
static bool go_both(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op,
		    const struct branch *b)
{
	struct bk_state *other = bk_walk_fork(walk, state);
	bool is_fuzzy = (b->a.is_fuzzy || b->b.is_fuzzy) &&
			!(is_equality(b) &&
			  (is_anything(&b->a, b->is_wide) || is_anything(&b->b, b->is_wide)));
	bool null_in_doubt = is_null_check(b) && b->a.is_maybe_pointer;

	if (!other)
		return false;
	if (is_fuzzy)
		doubt_fuzzy(b, other, state);
	if (null_in_doubt)
		bk_walk_doubt(b->jump == BK_JUMP_EQ ? other : state);
	return go(walk, other, op, b, true, true) && go(walk, state, op, b, false, true);
}

static bool go_one(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op,
		   const struct branch *b, bool taken)
{
	struct bk_state *other;

	if (!b->a.is_fuzzy && !b->b.is_fuzzy) {
		state->pc = taken ? (uint32_t)bk_op_target(op, state->pc) : state->pc + 1;
		return true;
	}
	other = bk_walk_fork(walk, state);
	if (!other)
		return false;
	bk_walk_doubt(other);
	return go(walk, other, op, b, !taken, false) && go(walk, state, op, b, taken, true);
}

bool bk_walk_jump(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op)
{
	const struct bk_frame *frame = bk_state_top(state);
	struct branch b = { .jump = bk_op_kind(op), .is_wide = bk_op_class(op) == BK_OF_JMP };
	int taken;

	if (bk_op_is_goto(op)) {
		state->pc = (uint32_t)bk_op_target(op, state->pc);
		return true;
	}
	if (op->code == BK_OP_MAY_GOTO) {
		struct bk_state *other = bk_walk_fork(walk, state);

		if (!other)
			return false;
		other->pc = (uint32_t)bk_op_target(op, state->pc);
		state->pc++;
		return true;
	}
	b.left = op->dst;
	b.right = op->src;
	b.has_right = bk_op_has_register(op);
	b.a = frame->registers[b.left];
	b.b = b.has_right ? frame->registers[b.right] : bk_held_of((uint64_t)(int64_t)op->imm);
	if (b.has_right && is_zero(&b.a) && b.b.kind != BK_HELD_NUMBER && is_equality(&b)) {
		struct bk_held swapped = b.a;

		b.a = b.b;
		b.b = swapped;
		b.left = op->src;
		b.right = op->dst;
	}
	taken = outcome(&walk->unit->verifier, &b);
	return taken < 0 ? go_both(walk, state, op, &b) : go_one(walk, state, op, &b, taken > 0);
}
