/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What is known at one point of one path: registers and stack of each function that is running.
 *
 * States share the frames that they have in common. bk_state_write() gives one that may be changed.
 */
#ifndef BK_REACH_STATE_H
#define BK_REACH_STATE_H

#include "btfkit/reach/number.h"
#include "btfkit/reach/reach.h"

enum bk_held_kind {
	BK_HELD_UNSET,
	BK_HELD_NUMBER,
	BK_HELD_STACK,	   /* `n` bytes from the top of the stack of frame `index` */
	BK_HELD_CONSTANTS, /* `n` bytes into the constants `index` */
	BK_HELD_POINTER,   /* one that the verifier knows not to be NULL */
	BK_HELD_HANDLE,	   /* one of which it does not say so, though it is none: a context */
	BK_HELD_OR_NULL,   /* a pointer not yet compared with NULL; `id` tells its copies */
	BK_HELD_MAP,	   /* the map `index` */
	BK_HELD_ROUTINE,   /* the routine `index` */
};

struct bk_held {
	uint8_t kind;
	bool is_from_zero;     /* a fuzzy number that is 0, or up to what the verifier knows */
	bool is_fuzzy;	       /* the verifier may know more, or less, of it */
	bool is_maybe_pointer; /* NUMBER: or a pointer of which nothing is known */
	bool is_shifted;       /* NUMBER: `delta` more than others of its `id` */
	uint32_t index;
	uint32_t id; /* not 0: values of one id are the same, or differ by their deltas */
	int32_t delta;
	struct bk_number n;
};

/* What a byte of the stack holds. */
enum bk_byte {
	BK_BYTE_NONE,
	BK_BYTE_SPILL, /* a part of the slot's value */
	BK_BYTE_MISC,
	BK_BYTE_ZERO,
	BK_BYTE_FUZZY, /* something, of which the verifier may know what */
};

/* Eight bytes of stack, by address. A value lies at the lowest. */
struct bk_slot {
	uint8_t bytes[8];
	struct bk_held value; /* where bytes[0] is BK_BYTE_SPILL */
};

enum {
	BK_REGISTERS = 11,
	BK_FRAMES = 8,
	BK_STACK_BYTES = 512,
	BK_SLOTS = BK_STACK_BYTES / 8,
};

struct bk_frame {
	uint32_t users;
	uint32_t routine;
	uint32_t callsite;	 /* the call in the frame below */
	uint32_t callback_depth; /* how often the loop at a call has been gone through */
	bool is_callback;
	struct bk_held registers[BK_REGISTERS];
	uint32_t slot_count;
	struct bk_slot slots[]; /* from the top of the stack downwards */
};

struct bk_state {
	struct bk_frame *frames[BK_FRAMES];
	uint32_t depth; /* of the frame that runs */
	uint32_t pc;
	uint32_t trail; /* the last branch: see explore.h */
	uint32_t last_id;
	bool is_certain; /* the verifier comes here, unless something stops it before */
	uint32_t doubt_routine, doubt_insn;
};

struct bk_held bk_held_of(uint64_t number);
struct bk_held bk_held_number(struct bk_number number);
struct bk_held bk_held_plain(enum bk_held_kind kind);
struct bk_held bk_held_anything(void); /* fuzzy */

/* A frame for `routine` on top; its registers are unset but the frame pointer. False without memory. */
bool bk_state_push(struct bk_state *state, uint32_t routine, uint32_t callsite);
void bk_state_pop(struct bk_state *state);

/* Shares all frames of `from`. */
void bk_state_copy(struct bk_state *to, const struct bk_state *from);
void bk_state_deinit(struct bk_state *state);

static inline const struct bk_frame *bk_state_top(const struct bk_state *state)
{
	return state->frames[state->depth];
}

/* The frame to be changed, with room for `slots` slots at least; NULL without memory. */
struct bk_frame *bk_state_write(struct bk_state *state, uint32_t depth, uint32_t slots);

/* Every value of the state, those on stacks as well. `depth` tells the frame. */
struct bk_held_at {
	uint32_t depth, place;
};
struct bk_held *bk_state_next(struct bk_state *state, struct bk_held_at *at);

/* Stack, `offset` bytes from its top (so negative); size 1, 2, 4 or 8, aligned. See slots.c. */
struct bk_held bk_slots_load(const struct bk_frame *frame, const struct bk_verifier *verifier,
			     int64_t offset, uint32_t size, bool is_big_endian);
void bk_slots_store(struct bk_frame *frame, const struct bk_verifier *verifier, int64_t offset,
		    uint32_t size, const struct bk_held *value);
/* Makes [offset, offset + size) unknown: to the verifier as well, or (fuzzy) perhaps. */
void bk_slots_clobber(struct bk_frame *frame, int64_t offset, uint32_t size, bool is_fuzzy);
/* Whether the verifier knows the 4 bytes there as the key of an array. */
bool bk_slots_key(const struct bk_frame *frame, int64_t offset, uint32_t *key);
/* Whether all of it is known to be zero. */
bool bk_slots_are_zero(const struct bk_frame *frame, int64_t offset, uint32_t size);

static inline uint32_t bk_slots_needed(int64_t offset)
{
	return offset < 0 && offset >= -BK_STACK_BYTES ? (uint32_t)(-offset + 7) / 8 : 0;
}

/* Whether both are at one instruction, called the same way. */
bool bk_state_is_beside(const struct bk_state *old, const struct bk_state *now);

/*
 * Of two states beside each other: whether walking on from `old` came to all that walking on from `now`
 * can come to. Of registers only those in `masks` count, a mask a frame.
 */
bool bk_state_covers(const struct bk_state *old, const struct bk_state *now,
		     const uint16_t masks[BK_FRAMES]);

/* Makes what differs from `old` fuzzy and unknown. False without memory. */
bool bk_state_widen(struct bk_state *now, const struct bk_state *old);

#endif
