// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Stacks. What is stored at the start of a slot of 8 bytes is kept as a value, also when it is smaller;
 * of other stores only zeros are remembered, byte for byte. Older verifiers keep less: see verifier.h.
 */
#include "btfkit/reach/state.h"

#include <string.h>

/* The slot that the byte at `offset` is in, and where in it. */
static uint32_t slot_of(int64_t offset)
{
	return (uint32_t)(-offset - 1) / 8;
}

static uint32_t byte_of(int64_t offset)
{
	return 7 - (uint32_t)(-offset - 1) % 8;
}

static bool is_inside(const struct bk_frame *frame, int64_t offset)
{
	return offset < 0 && offset >= -BK_STACK_BYTES && slot_of(offset) < frame->slot_count;
}

/* How many bits a number takes, in whole numbers of the machine. */
static bool fits(const struct bk_number *n, uint32_t size)
{
	return size >= 8 || n->umax < 1ULL << (8 * size);
}

static struct bk_held unknown(bool is_fuzzy)
{
	struct bk_held value = bk_held_number(bk_number_unknown());

	value.is_fuzzy = is_fuzzy;
	return value;
}

/* Bytes that do not make up a value as it was stored. */
static struct bk_held load_bytes(const struct bk_slot *slot, const struct bk_verifier *verifier,
				 uint32_t at, uint32_t size)
{
	uint32_t zeros = 0, spilled = 0;
	bool is_fuzzy = false;

	for (uint32_t i = at; i < at + size && i < 8; i++) {
		zeros += slot->bytes[i] == BK_BYTE_ZERO;
		spilled += slot->bytes[i] == BK_BYTE_SPILL;
		is_fuzzy |= slot->bytes[i] == BK_BYTE_FUZZY;
	}
	if (spilled && slot->value.is_fuzzy)
		is_fuzzy = true;
	if (zeros == size)
		return bk_held_of(0);
	if (spilled == size && !verifier->keeps_zeros_apart && slot->value.kind == BK_HELD_NUMBER &&
	    bk_number_is_known(&slot->value.n) && slot->value.n.value == 0 && !is_fuzzy)
		return bk_held_of(0);
	return unknown(is_fuzzy);
}

struct bk_held bk_slots_load(const struct bk_frame *frame, const struct bk_verifier *verifier,
			     int64_t offset, uint32_t size, bool is_big_endian)
{
	const struct bk_slot *slot;
	struct bk_held value;
	uint32_t at, spilled = 0;

	if (!is_inside(frame, offset))
		return unknown(false);
	slot = &frame->slots[slot_of(offset)];
	at = byte_of(offset);
	if (slot->bytes[0] != BK_BYTE_SPILL)
		return load_bytes(slot, verifier, at, size);
	while (spilled < 8 && slot->bytes[spilled] == BK_BYTE_SPILL)
		spilled++;
	if (size > spilled || at != (is_big_endian ? spilled - size : 0) ||
	    (verifier->fills_whole && size != spilled))
		return load_bytes(slot, verifier, at, size);
	value = slot->value;
	if (value.kind == BK_HELD_NUMBER && !fits(&value.n, size))
		value.id = 0;
	return value;
}

/* What is written over in part is no value any more. */
static void scrub(struct bk_slot *slot)
{
	if (slot->bytes[0] != BK_BYTE_SPILL)
		return;
	for (int i = 0; i < 8; i++)
		if (slot->bytes[i] == BK_BYTE_SPILL)
			slot->bytes[i] = slot->value.is_fuzzy ? BK_BYTE_FUZZY : BK_BYTE_MISC;
}

static bool is_zero(const struct bk_held *value)
{
	return value->kind == BK_HELD_NUMBER && bk_number_is_known(&value->n) &&
	       value->n.value == 0 && !value->is_fuzzy;
}

/* Whether what is stored at the start of a slot is kept as a value. */
static bool is_kept(const struct bk_verifier *verifier, const struct bk_held *value, uint32_t size)
{
	if (value->kind != BK_HELD_NUMBER)
		return size == 8;
	if ((verifier->spills_whole && size < 8) || (verifier->keeps_zeros_apart && is_zero(value)))
		return false;
	return !verifier->fills_whole || value->is_maybe_pointer ||
	       !bk_number_is_unbounded(&value->n);
}

void bk_slots_store(struct bk_frame *frame, const struct bk_verifier *verifier, int64_t offset,
		    uint32_t size, const struct bk_held *value)
{
	struct bk_slot *slot;
	uint32_t at;
	uint8_t byte;

	if (!is_inside(frame, offset))
		return;
	slot = &frame->slots[slot_of(offset)];
	at = byte_of(offset);
	if (at == 0 && is_kept(verifier, value, size)) {
		for (uint32_t i = 0; i < 8; i++)
			if (i < size)
				slot->bytes[i] = BK_BYTE_SPILL;
			else if (slot->bytes[i] != BK_BYTE_NONE &&
				 (slot->bytes[i] != BK_BYTE_ZERO || verifier->keeps_zeros_apart))
				slot->bytes[i] = BK_BYTE_MISC;
		slot->value = *value;
		if (value->kind == BK_HELD_NUMBER && !fits(&value->n, size))
			slot->value.id = 0;
		return;
	}
	scrub(slot);
	byte = is_zero(value) ? BK_BYTE_ZERO : value->is_fuzzy ? BK_BYTE_FUZZY : BK_BYTE_MISC;
	for (uint32_t i = at; i < at + size && i < 8; i++)
		slot->bytes[i] = byte;
}

/* A value that may have been written over is either, and so each of its bytes. */
static void blur(struct bk_slot *slot)
{
	for (int i = 0; i < 8; i++)
		if (slot->bytes[i] == BK_BYTE_SPILL)
			slot->bytes[i] = BK_BYTE_FUZZY;
}

void bk_slots_clobber(struct bk_frame *frame, int64_t offset, uint32_t size, bool is_fuzzy)
{
	for (int64_t o = offset; o < offset + size; o++) {
		struct bk_slot *slot;
		uint8_t *byte;

		if (!is_inside(frame, o))
			continue;
		slot = &frame->slots[slot_of(o)];
		byte = &slot->bytes[byte_of(o)];
		if (is_fuzzy) {
			blur(slot);
			*byte = *byte == BK_BYTE_MISC ? BK_BYTE_MISC : BK_BYTE_FUZZY;
		} else {
			scrub(slot);
			*byte = BK_BYTE_MISC;
		}
	}
}

bool bk_slots_key(const struct bk_frame *frame, int64_t offset, uint32_t *key)
{
	const struct bk_slot *slot;
	uint32_t at, spilled = 0;

	if (bk_slots_are_zero(frame, offset, 4)) {
		*key = 0;
		return true;
	}
	if (!is_inside(frame, offset))
		return false;
	slot = &frame->slots[slot_of(offset)];
	for (at = byte_of(offset); at < 8 && slot->bytes[at] == BK_BYTE_SPILL; at++)
		spilled++;
	*key = (uint32_t)slot->value.n.value;
	return spilled == 4 && slot->value.kind == BK_HELD_NUMBER && !slot->value.is_fuzzy &&
	       bk_number_is_known(&slot->value.n);
}

bool bk_slots_are_zero(const struct bk_frame *frame, int64_t offset, uint32_t size)
{
	for (int64_t o = offset; o < offset + size; o++)
		if (!is_inside(frame, o) ||
		    frame->slots[slot_of(o)].bytes[byte_of(o)] != BK_BYTE_ZERO)
			return false;
	return size > 0;
}
