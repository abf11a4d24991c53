/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A walk along the paths of a unit, and what its steps share. */
#ifndef BK_REACH_VERIFIER_WALK_H
#define BK_REACH_VERIFIER_WALK_H

#include "btfkit/reach/state.h"

/* A turn of a path, and the one before it; trails share their beginnings. */
struct bk_trail {
	uint32_t before; /* 0: none */
	struct bk_turn turn;
};

/* What was seen at one instruction. */
struct bk_point {
	struct bk_state *states;
	uint32_t count, next;
	uint32_t misses;
};

/* What is found out about a routine beforehand. */
struct bk_foresight {
	uint16_t *matters;	 /* before each instruction: registers that paths may hang on */
	uint8_t *is_point;	 /* paths meet here, or a loop comes back */
	struct bk_point *points; /* as many as instructions, NULL until needed */
	uint32_t *findings;	 /* by instruction: its finding's index + 1 */
};

struct bk_walk {
	const struct bk_unit *unit;
	struct bk_foresight *foresights;
	BK_ARRAY(struct bk_state) pending;
	BK_ARRAY(struct bk_trail) trail; /* the first is none */
	struct bk_reach *reach;
	uint8_t *called;  /* by routine: enum bk_life of its being called */
	uint32_t entry;	  /* where this walk began */
	uint64_t left;	  /* steps */
	uint32_t open;	  /* findings not yet live */
	uint32_t states;  /* kept in all points together */
	bool is_too_deep; /* calls of this entry, at: */
	uint32_t deep_routine, deep_insn;
	bool is_out_of_memory;
};

static inline const struct bk_op *bk_op_at(const struct bk_walk *walk, const struct bk_state *state)
{
	return &walk->unit->routines[bk_state_top(state)->routine].ops[state->pc];
}

/* Bounds of what is kept, and how often a point is passed before what changes becomes unknown. */
enum {
	BK_POINT_STATES = 64,
	BK_POINT_MISSES = 1024,
	BK_LOOP_MISSES = 24,
	BK_WALK_STATES = 20000,
};

/*
 * The steps below change `state` and tell whether its path goes on. Without memory they note that in
 * the walk and end it.
 */

/* The instruction at state->pc. */
bool bk_walk_step(struct bk_walk *walk, struct bk_state *state);

/* A jump, a call, a return: jump.c and call.c. */
bool bk_walk_jump(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op);
bool bk_walk_call(struct bk_walk *walk, struct bk_state *state, const struct bk_op *op);
bool bk_walk_exit(struct bk_walk *walk, struct bk_state *state);

/* Whether what can be reached from here has been seen before; remembers it else. points.c */
bool bk_walk_is_seen(struct bk_walk *walk, struct bk_state *state);

/* The top frame for writing, NULL (and noted) without memory. */
struct bk_frame *bk_walk_frame(struct bk_walk *walk, struct bk_state *state);

/* From here on nothing is certain any more, for what is done at state->pc. */
void bk_walk_doubt(struct bk_state *state);

/* Puts a copy of the state aside, to be walked later; NULL (and noted) without memory. */
struct bk_state *bk_walk_fork(struct bk_walk *walk, const struct bk_state *state);

/* Notes a turn on the path. */
void bk_walk_turn(struct bk_walk *walk, struct bk_state *state, bool is_taken);

/* Makes `size` bytes behind a pointer to a stack unknown; size < 0: all up to the stack's top. */
bool bk_walk_clobber(struct bk_walk *walk, struct bk_state *state, const struct bk_held *pointer,
		     int64_t size, bool is_fuzzy);

/* Every stack may have changed. */
bool bk_walk_clobber_all(struct bk_walk *walk, struct bk_state *state);

/* What a store through `base` + offset does; `value` NULL: unknown. */
bool bk_walk_store(struct bk_walk *walk, struct bk_state *state, const struct bk_held *base,
		   int64_t offset, uint32_t size, const struct bk_held *value);

struct bk_held bk_walk_load(const struct bk_walk *walk, struct bk_state *state,
			    const struct bk_held *base, int64_t offset, uint32_t size,
			    bool is_signed);

/* foresight.c. False without memory. */
bool bk_foresight_init(struct bk_foresight *foresight, const struct bk_routine *routine);
void bk_foresight_deinit(struct bk_foresight *foresight, const struct bk_routine *routine);

/* Which registers a call looks at, of those that paths may hang on. */
uint16_t bk_call_registers(const struct bk_op *op);

#endif
