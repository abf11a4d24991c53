// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What is found out about a routine before it is walked: where paths meet, and which registers matter
 * there. One matters if it may come to decide a branch, or where to something is written: two states
 * that differ only in others lead to the same places.
 */
#include "btfkit/reach/codes.h"
#include "btfkit/reach/helpers.h"
#include "btfkit/reach/verifier_walk.h"

enum { ARGUMENTS = 0x3e, VOLATILE = 0x3f };

#define BIT(i) ((uint16_t)(1u << (i)))

uint16_t bk_call_registers(const struct bk_op *op)
{
	const struct bk_helper *helper;
	uint16_t registers = 0;

	if (op->means != BK_MEANS_ITSELF)
		return ARGUMENTS;
	helper = bk_helper_find(op->imm);
	if (!helper)
		return 0;
	if (helper->returns == BK_RETURNS_ANYTHING || helper->calls)
		return ARGUMENTS;
	if (helper->writes)
		registers |= BIT(helper->writes);
	if (helper->size_at)
		registers |= BIT(helper->size_at);
	return registers;
}

static uint16_t before_store(const struct bk_op *op, uint16_t after)
{
	uint16_t before = after;

	if (bk_op_class(op) == BK_OF_ST)
		return before | BIT(op->dst);
	if (bk_op_mode(op) == BK_MODE_ATOMIC && (op->imm & BK_ATOMIC_FETCH))
		before &= (uint16_t) ~(op->imm == BK_ATOMIC_COMPARE ? BIT(0) : BIT(op->src));
	if (bk_op_mode(op) == BK_MODE_ATOMIC && op->imm == BK_ATOMIC_LOAD)
		return (uint16_t)((before & ~BIT(op->dst)) | BIT(op->src));
	return before | BIT(op->dst) | BIT(op->src);
}

static uint16_t before_move(const struct bk_op *op, uint16_t after)
{
	bool is_move = bk_op_class(op) >= BK_OF_ALU && bk_op_kind(op) == BK_ALU_MOV;
	bool has_source = bk_op_class(op) == BK_OF_LDX ||
			  (bk_op_class(op) >= BK_OF_ALU && bk_op_has_register(op) &&
			   bk_op_kind(op) != BK_ALU_END);
	uint16_t before = after;

	if (!(after & BIT(op->dst)))
		return after;
	if (is_move || bk_op_class(op) <= BK_OF_LDX)
		before &= (uint16_t)~BIT(op->dst);
	return has_source ? before | BIT(op->src) : before;
}

/* What matters before an instruction, by what does after it. */
static uint16_t before(const struct bk_op *op, uint16_t after)
{
	switch (bk_op_class(op)) {
	case BK_OF_LD:
		if (op->code != BK_OP_LOAD64)
			return (uint16_t)(after & ~VOLATILE);
		return before_move(op, after);
	case BK_OF_LDX:
	case BK_OF_ALU:
	case BK_OF_ALU64:
		return before_move(op, after);
	case BK_OF_ST:
	case BK_OF_STX:
		return before_store(op, after);
	default:
		if (op->code == BK_OP_EXIT)
			return BIT(0);
		if (op->code == BK_OP_CALL)
			return (uint16_t)(after & ~VOLATILE) | bk_call_registers(op);
		if (bk_op_is_goto(op) || op->code == BK_OP_MAY_GOTO)
			return after;
		return after | BIT(op->dst) | (bk_op_has_register(op) ? BIT(op->src) : 0);
	}
}

static bool sweep(uint16_t *matters, const struct bk_routine *routine)
{
	bool has_changed = false;

	for (uint32_t i = routine->count; i-- > 0;) {
		const struct bk_op *op = &routine->ops[i];
		uint32_t next = i + bk_op_length(op);
		uint16_t after = 0, now;

		if (!bk_op_is_goto(op) && op->code != BK_OP_EXIT && next < routine->count)
			after = matters[next];
		if (bk_op_is_goto(op) || bk_op_is_conditional(op))
			after |= matters[bk_op_target(op, i)];
		now = before(op, after);
		has_changed |= now != matters[i];
		matters[i] = now;
	}
	return has_changed;
}

/* Calls that are come back to, or after which paths part for each turn of a loop. */
static bool is_loop(const struct bk_op *op)
{
	const struct bk_helper *helper;

	if (op->code == BK_OP_MAY_GOTO || op->means == BK_MEANS_KFUNC)
		return true;
	if (op->code != BK_OP_CALL || op->means != BK_MEANS_ITSELF)
		return false;
	helper = bk_helper_find(op->imm);
	return helper && (helper->calls || helper->returns == BK_RETURNS_ANYTHING);
}

bool bk_foresight_init(struct bk_foresight *foresight, const struct bk_routine *routine)
{
	foresight->matters = calloc(routine->count + 1, sizeof(*foresight->matters));
	foresight->is_point = calloc(routine->count + 1, sizeof(*foresight->is_point));
	foresight->findings = calloc(routine->count + 1, sizeof(*foresight->findings));
	if (!foresight->matters || !foresight->is_point || !foresight->findings)
		return false;
	for (uint32_t i = 0; i < routine->count; i += bk_op_length(&routine->ops[i])) {
		const struct bk_op *op = &routine->ops[i];

		if (is_loop(op))
			foresight->is_point[i] = 2;
		else if (bk_op_is_goto(op) || bk_op_is_conditional(op))
			foresight->is_point[bk_op_target(op, i)] |= 1;
	}
	while (sweep(foresight->matters, routine))
		;
	return true;
}

void bk_foresight_deinit(struct bk_foresight *foresight, const struct bk_routine *routine)
{
	for (uint32_t i = 0; foresight->points && i < routine->count; i++) {
		for (uint32_t s = 0; s < foresight->points[i].count; s++)
			bk_state_deinit(&foresight->points[i].states[s]);
		free(foresight->points[i].states);
	}
	free(foresight->points);
	free(foresight->matters);
	free(foresight->is_point);
	free(foresight->findings);
}
