// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Puts the results of relocations into instructions. */
#include "btfkit/corerelo/value.h"

static void refuse(struct bk_relo_result *result, enum bk_relo_cause cause)
{
	result->status = BK_RELO_REFUSED;
	result->cause = cause;
}

/* The call that the verifier knows for a relocation gone wrong: "invalid func unknown#195896080". */
static void poison(struct bk_insn *insn, struct bk_relo_result *result)
{
	const struct bk_insn call = { .code = BK_CODE_CALL, .imm = BK_POISON_IMM };

	if (bk_insn_is_wide(insn))
		insn[1] = call;
	insn[0] = call;
	result->status = BK_RELO_POISONED;
}

/* What the instruction holds is compared with the local value as libbpf does: extended by sign. */
static bool check_old(const struct bk_value *local, uint64_t found, struct bk_relo_result *result)
{
	if (!local->is_certain || found == local->value)
		return true;
	result->found = found;
	refuse(result, BK_CAUSE_OLD_VALUE);
	return false;
}

static void relocate_alu(struct bk_insn *insn, const struct bk_value *local,
			 const struct bk_value *target, struct bk_relo_result *result)
{
	if (insn->code & BK_CODE_REGISTER)
		refuse(result, BK_CAUSE_INSN);
	else if (target->is_poison)
		poison(insn, result);
	else if (check_old(local, (uint64_t)(int64_t)insn->imm, result))
		insn->imm = (int32_t)(uint32_t)target->value;
}

static void relocate_imm64(struct bk_insn *insn, uint32_t left, const struct bk_value *local,
			   const struct bk_value *target, struct bk_relo_result *result)
{
	if (!bk_insn_is_wide(insn) || !left || insn[0].src || insn[0].off || insn[1].code ||
	    insn[1].dst || insn[1].src || insn[1].off) {
		refuse(result, BK_CAUSE_INSN);
	} else if (target->is_poison) {
		poison(insn, result);
	} else if (check_old(local, (uint32_t)insn[0].imm | (uint64_t)(uint32_t)insn[1].imm << 32,
			     result)) {
		insn[0].imm = (int32_t)(uint32_t)target->value;
		insn[1].imm = (int32_t)(uint32_t)(target->value >> 32);
	}
}

/* The bits of a load's code that tell its width; -1: there is no such load. */
static int width_code(uint32_t bytes)
{
	switch (bytes) {
	case 1:
		return 0x10;
	case 2:
		return 0x08;
	case 4:
		return 0x00;
	case 8:
		return 0x18;
	default:
		return -1;
	}
}

static void resize(struct bk_insn *insn, uint32_t old_bytes, uint32_t new_bytes,
		   struct bk_relo_result *result)
{
	if (bk_insn_bytes(insn) != old_bytes) {
		result->found = bk_insn_bytes(insn);
		refuse(result, BK_CAUSE_OLD_BYTES);
	} else if (width_code(new_bytes) < 0) {
		refuse(result, BK_CAUSE_NEW_BYTES);
	} else {
		insn->code = (uint8_t)((insn->code & ~0x18) | width_code(new_bytes));
		result->old_bytes = old_bytes;
		result->new_bytes = new_bytes;
	}
}

static void relocate_memory(struct bk_insn *insn, const struct bk_value *local,
			    const struct bk_value *target, bool may_resize,
			    struct bk_relo_result *result)
{
	const struct bk_insn before = *insn;

	if (target->is_poison) {
		poison(insn, result);
		return;
	}
	if (!check_old(local, (uint64_t)(int64_t)insn->off, result))
		return;
	if (target->value > INT16_MAX) {
		refuse(result, BK_CAUSE_OFFSET);
		return;
	}
	if (local->bytes != target->bytes && !may_resize) {
		result->cause = BK_CAUSE_WIDTH;
		poison(insn, result);
		return;
	}
	insn->off = (int16_t)target->value;
	if (local->bytes != target->bytes)
		resize(insn, local->bytes, target->bytes, result);
	if (result->status == BK_RELO_REFUSED)
		*insn = before;
}

void bk_insn_relocate(struct bk_insn *insn, uint32_t left, const struct bk_value *local,
		      const struct bk_value *target, bool may_resize, struct bk_relo_result *result)
{
	result->status = BK_RELO_RESOLVED;
	/* asked first of any of them, whatever the relocation wants */
	if (bk_insn_is_wide(insn) && !left) {
		refuse(result, BK_CAUSE_INSN);
		return;
	}
	switch (bk_insn_class(insn)) {
	case BK_CLASS_ALU:
	case BK_CLASS_ALU64:
		relocate_alu(insn, local, target, result);
		break;
	case BK_CLASS_LDX:
	case BK_CLASS_ST:
	case BK_CLASS_STX:
		relocate_memory(insn, local, target, may_resize, result);
		break;
	case BK_CLASS_LD:
		relocate_imm64(insn, left, local, target, result);
		break;
	default:
		refuse(result, BK_CAUSE_INSN);
	}
}
