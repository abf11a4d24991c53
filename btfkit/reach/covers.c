// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Whether one state is a case of another that has been walked: each register and each byte of the
 * stacks can be no more than it was there, and values known to be the same there are so here, too.
 */
#include "btfkit/reach/state.h"

enum { MOST_IDS = 64 };

/* Which id of the old state is which of the new one. */
struct pairing {
	uint32_t old_ids[MOST_IDS], now_ids[MOST_IDS];
	uint32_t count;
};

static bool pair_ids(struct pairing *pairing, uint32_t old, uint32_t now)
{
	for (uint32_t i = 0; i < pairing->count; i++)
		if (pairing->old_ids[i] == old)
			return pairing->now_ids[i] == now;
	if (!now || pairing->count == MOST_IDS)
		return false;
	pairing->old_ids[pairing->count] = old;
	pairing->now_ids[pairing->count++] = now;
	return true;
}

/* What is fuzzy was walked as such; what is known for sure must have been, too. */
static bool covers_number(struct pairing *pairing, const struct bk_held *old,
			  const struct bk_held *now)
{
	if (now->kind != BK_HELD_NUMBER || !bk_number_is_within(&now->n, &old->n))
		return false;
	if (old->is_fuzzy != now->is_fuzzy && (old->is_fuzzy || !bk_number_is_unbounded(&old->n)))
		return false;
	if (old->is_maybe_pointer != now->is_maybe_pointer ||
	    old->is_from_zero != now->is_from_zero)
		return false;
	if (!old->id)
		return true;
	return old->is_shifted == now->is_shifted &&
	       (!old->is_shifted || old->delta == now->delta) &&
	       pair_ids(pairing, old->id, now->id);
}

static bool covers_value(struct pairing *pairing, const struct bk_held *old,
			 const struct bk_held *now)
{
	switch (old->kind) {
	case BK_HELD_UNSET:
		return true;
	case BK_HELD_NUMBER:
		return covers_number(pairing, old, now);
	case BK_HELD_OR_NULL:
		return now->kind == old->kind && now->index == old->index &&
		       pair_ids(pairing, old->id, now->id);
	case BK_HELD_POINTER:
	case BK_HELD_HANDLE:
		return now->kind == old->kind && now->index == old->index &&
		       now->is_fuzzy == old->is_fuzzy;
	default:
		return now->kind == old->kind && now->index == old->index &&
		       now->is_fuzzy == old->is_fuzzy && bk_number_is_within(&now->n, &old->n);
	}
}

static bool is_nothing(uint8_t byte)
{
	return byte == BK_BYTE_NONE || byte == BK_BYTE_MISC;
}

static bool covers_byte(const struct bk_slot *now, uint8_t old_byte, uint8_t byte)
{
	if (old_byte == byte)
		return true;
	if (!is_nothing(old_byte))
		return false;
	if (byte == BK_BYTE_SPILL)
		return now->value.kind == BK_HELD_NUMBER && !now->value.is_fuzzy &&
		       !now->value.is_maybe_pointer;
	return byte != BK_BYTE_FUZZY;
}

static bool covers_slot(struct pairing *pairing, const struct bk_slot *old,
			const struct bk_slot *now)
{
	for (int i = 0; i < 8; i++)
		if (!covers_byte(now, old->bytes[i], now->bytes[i]))
			return false;
	return old->bytes[0] != BK_BYTE_SPILL || covers_value(pairing, &old->value, &now->value);
}

static bool covers_frame(struct pairing *pairing, const struct bk_frame *old,
			 const struct bk_frame *now, uint16_t mask)
{
	static const struct bk_slot none;
	uint32_t slots = old->slot_count > now->slot_count ? old->slot_count : now->slot_count;

	if (old->callback_depth > now->callback_depth)
		return false;
	for (uint32_t i = 0; i < BK_REGISTERS - 1; i++)
		if ((mask >> i & 1) &&
		    !covers_value(pairing, &old->registers[i], &now->registers[i]))
			return false;
	for (uint32_t i = 0; i < slots; i++)
		if (!covers_slot(pairing, i < old->slot_count ? &old->slots[i] : &none,
				 i < now->slot_count ? &now->slots[i] : &none))
			return false;
	return true;
}

bool bk_state_is_beside(const struct bk_state *old, const struct bk_state *now)
{
	if (old->depth != now->depth || old->pc != now->pc)
		return false;
	for (uint32_t d = 0; d <= now->depth; d++)
		if (old->frames[d]->routine != now->frames[d]->routine ||
		    old->frames[d]->is_callback != now->frames[d]->is_callback ||
		    (d > 0 && old->frames[d]->callsite != now->frames[d]->callsite))
			return false;
	return true;
}

bool bk_state_covers(const struct bk_state *old, const struct bk_state *now,
		     const uint16_t masks[BK_FRAMES])
{
	struct pairing pairing = { .count = 0 };

	if (now->is_certain && !old->is_certain)
		return false;
	for (uint32_t d = now->depth + 1; d-- > 0;)
		if (!covers_frame(&pairing, old->frames[d], now->frames[d], masks[d]))
			return false;
	return true;
}
