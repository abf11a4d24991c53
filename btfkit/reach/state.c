// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* States and the frames that they share. */
#include "btfkit/reach/state.h"

#include <string.h>

struct bk_held bk_held_plain(enum bk_held_kind kind)
{
	return (struct bk_held){ .kind = (uint8_t)kind, .n = bk_number_of(0) };
}

struct bk_held bk_held_number(struct bk_number number)
{
	return (struct bk_held){ .kind = BK_HELD_NUMBER, .n = number };
}

struct bk_held bk_held_of(uint64_t number)
{
	return bk_held_number(bk_number_of(number));
}

struct bk_held bk_held_anything(void)
{
	struct bk_held value = bk_held_number(bk_number_unknown());

	value.is_fuzzy = value.is_maybe_pointer = true;
	return value;
}

static size_t frame_bytes(uint32_t slots)
{
	return sizeof(struct bk_frame) + slots * sizeof(struct bk_slot);
}

bool bk_state_push(struct bk_state *state, uint32_t routine, uint32_t callsite)
{
	struct bk_frame *frame = calloc(1, frame_bytes(0));
	uint32_t depth = state->frames[0] ? state->depth + 1 : 0;

	if (!frame)
		return false;
	frame->users = 1;
	frame->routine = routine;
	frame->callsite = callsite;
	frame->registers[10] = bk_held_plain(BK_HELD_STACK);
	frame->registers[10].index = depth;
	state->frames[depth] = frame;
	state->depth = depth;
	return true;
}

static void leave(struct bk_frame *frame)
{
	if (--frame->users == 0)
		free(frame);
}

void bk_state_pop(struct bk_state *state)
{
	leave(state->frames[state->depth]);
	state->frames[state->depth--] = NULL;
}

void bk_state_copy(struct bk_state *to, const struct bk_state *from)
{
	*to = *from;
	for (uint32_t i = 0; i <= from->depth; i++)
		to->frames[i]->users++;
}

void bk_state_deinit(struct bk_state *state)
{
	for (uint32_t i = 0; i < BK_FRAMES && state->frames[i]; i++)
		leave(state->frames[i]);
	memset(state->frames, 0, sizeof(state->frames));
}

struct bk_frame *bk_state_write(struct bk_state *state, uint32_t depth, uint32_t slots)
{
	struct bk_frame *frame = state->frames[depth], *copy;
	uint32_t has = frame->slot_count, wants = slots > has ? slots : has;

	if (frame->users == 1 && wants == has)
		return frame;
	copy = malloc(frame_bytes(wants));
	if (!copy)
		return NULL;
	memcpy(copy, frame, frame_bytes(has));
	memset(copy->slots + has, 0, (wants - has) * sizeof(*copy->slots));
	copy->slot_count = wants;
	copy->users = 1;
	leave(frame);
	state->frames[depth] = copy;
	return copy;
}

struct bk_held *bk_state_next(struct bk_state *state, struct bk_held_at *at)
{
	for (; at->depth <= state->depth; at->depth++, at->place = 0) {
		struct bk_frame *frame = state->frames[at->depth];

		while (at->place < BK_REGISTERS + frame->slot_count) {
			uint32_t i = at->place++;

			if (i < BK_REGISTERS)
				return &frame->registers[i];
			if (frame->slots[i - BK_REGISTERS].bytes[0] == BK_BYTE_SPILL)
				return &frame->slots[i - BK_REGISTERS].value;
		}
	}
	return NULL;
}

static bool is_same_value(const struct bk_held *a, const struct bk_held *b)
{
	return a->kind == b->kind && a->is_fuzzy == b->is_fuzzy &&
	       a->is_maybe_pointer == b->is_maybe_pointer && a->index == b->index &&
	       bk_number_is_within(&a->n, &b->n) && bk_number_is_within(&b->n, &a->n);
}

static void widen_slot(struct bk_slot *slot, const struct bk_slot *old)
{
	bool differs = memcmp(slot->bytes, old->bytes, sizeof(slot->bytes)) != 0;

	if (!differs &&
	    (slot->bytes[0] != BK_BYTE_SPILL || is_same_value(&slot->value, &old->value)))
		return;
	for (int i = 0; i < 8; i++)
		slot->bytes[i] = slot->bytes[i] == BK_BYTE_MISC ? BK_BYTE_MISC : BK_BYTE_FUZZY;
}

bool bk_state_widen(struct bk_state *now, const struct bk_state *old)
{
	static const struct bk_slot none;

	for (uint32_t d = 0; d <= now->depth; d++) {
		const struct bk_frame *before = old->frames[d];
		struct bk_frame *frame;

		if (now->frames[d] == before)
			continue;
		frame = bk_state_write(now, d, before->slot_count);
		if (!frame)
			return false;
		for (uint32_t i = 0; i < BK_REGISTERS - 1; i++)
			if (frame->registers[i].kind != BK_HELD_UNSET &&
			    !is_same_value(&frame->registers[i], &before->registers[i]))
				frame->registers[i] = bk_held_anything();
		for (uint32_t i = 0; i < frame->slot_count; i++)
			widen_slot(&frame->slots[i],
				   i < before->slot_count ? &before->slots[i] : &none);
	}
	return true;
}
