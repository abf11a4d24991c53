/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a relocation is worth once it is known where it leads, and how it is put into instructions. */
#ifndef BK_CORERELO_VALUE_H
#define BK_CORERELO_VALUE_H

#include "btfkit/corerelo/spec.h"

/* One side of a relocation: by the object's types, or by a kernel's. */
struct bk_value {
	uint64_t value;
	bool is_poison;	   /* there is none, and the question is none of existence or size */
	bool is_certain;   /* compilers agree on it: of bitfields, only sign and right shift */
	uint32_t bytes;	   /* what a load of the field moves; 0: not told (bitfields, no offset) */
	uint32_t field_id; /* of a field: its type without typedefs and modifiers; else 0 */
	uint32_t width_bits; /* of a bitfield, else 0 */
};

/*
 * The value of a relocation of `kind` that `spec` leads to; NULL: nothing matches. Returns
 * BK_CAUSE_NONE, or why there cannot be one: _SIZE, _ELEMENT, _BITFIELD.
 *
 *  - byte offset: of the field; of a bitfield that of the load it takes, which is as wide as the
 *    declared type, or twice that, and so on, if it straddles;
 *  - byte size: of the field, or of that load;
 *  - signed: an INT with the bit SIGNED, a signed enum;
 *  - left shift: how far a load of the field, widened to 64 bits, must be shifted for its highest
 *    bit to become the highest: in a big-endian machine the bits are counted from the other end;
 *  - right shift: 64 less its width;
 *  - existence, size of a type, target type id: 0 where nothing matches;
 *  - value of an enumerator: 32-bit ones are extended by sign.
 */
enum bk_relo_cause bk_value_of(const struct bk_spec *spec, uint32_t kind, bool is_big_endian,
			       struct bk_value *value);

/*
 * Puts the values of both sides into an instruction, behind which its function has `left` further
 * ones, and says in `result` what became of it: resolved, poisoned, or refused with the cause.
 * Instructions of these forms can be relocated:
 *
 *	rX = imm, rX += imm, ...	the immediate, of which the lower 32 bits count
 *	rX = imm64			both halves
 *	loads and stores		the offset, and the width where both types are pointers, or
 *					both integers whose encoding is not just "signed"
 *
 * They must hold the local value, where that is certain.
 */
void bk_insn_relocate(struct bk_insn *insn, uint32_t left, const struct bk_value *local,
		      const struct bk_value *target, bool may_resize,
		      struct bk_relo_result *result);

#endif
