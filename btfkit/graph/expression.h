/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Expressions that people write for one thing in a kernel's types, and where it is:
 *
 *	task_struct.se.load.weight	a member; members of anonymous ones as C names them
 *	cpumask.bits[3]			an element
 *	struct task_struct, key_t	a type: struct, union, enum or typedef
 *	enum bpf_map_type.BPF_MAP_TYPE_ARENA	an enumerator
 *	func:vfs_read			a function
 *
 * A name without a kind before it is a struct's, else a union's, else a typedef's. From `___` on it is
 * a flavor, as in CO-RE, and does not count. As with a CO-RE relocation, no pointer is followed and a
 * type that is only declared (FWD) is not there.
 */
#ifndef BK_GRAPH_EXPRESSION_H
#define BK_GRAPH_EXPRESSION_H

#include "btfkit/base/array.h"
#include "btfkit/graph/names.h"
#include "btfkit/graph/near.h"

enum bk_expression_kind {
	BK_EXPRESSION_FIELD,
	BK_EXPRESSION_TYPE,
	BK_EXPRESSION_ENUMERATOR,
	BK_EXPRESSION_FUNC,
};

struct bk_expression_step {
	const char *member; /* or an enumerator; NULL: an element */
	uint32_t index;	    /* of the element */
};

struct bk_expression {
	enum bk_expression_kind kind;
	enum bk_kind root; /* BK_KIND_VOID: struct, union or typedef; BK_KIND_ENUM also ENUM64 */
	const char *name;  /* of the type or function, without a flavor */
	BK_ARRAY(struct bk_expression_step) steps;
	char *text;   /* as it was written */
	char *memory; /* what the names stand in */
};

/* Reads an expression, copying it. BK_ERR_USAGE where it is none: then there is nothing to deinit. */
struct bk_error *bk_expression_init(struct bk_expression *expression, const char *text)
	BK_MUST_CHECK;

void bk_expression_deinit(struct bk_expression *expression);

/* "field", "type", "enumerator", "func" */
const char *bk_expression_kind_name(enum bk_expression_kind kind);

/* What an expression is in one kernel. What does not apply is zero. */
struct bk_expression_place {
	uint32_t root_id;    /* the struct, union, typedef, enum or FUNC */
	uint32_t type_id;    /* of what is there; a function's prototype; an enumerator's enum */
	bool has_offset;     /* fields */
	bool has_size;	     /* fields and types */
	bool has_value;	     /* enumerators */
	bool is_signed;	     /* of integers and enums, behind typedefs; of an enumerator's value */
	uint32_t width_bits; /* of a bitfield, else 0 */
	uint64_t offset_bits;
	uint64_t size_bits; /* 0 for what has no size, such as a flexible array */
	uint64_t value;	    /* its bits, widened to 64 as is_signed says */
	bool is_ambiguous; /* another type of that name has it elsewhere: a relocation would fail */
};

/*
 * Looks for it in `graph` and its base. BK_ERR_NOT_FOUND where it is not there, with the reason:
 * "no type is named 'task_strct' (near: task_struct)". Of several types of the name it is the first one
 * that has what is asked for. Hostile nesting is BK_ERR_UNSUPPORTED.
 */
struct bk_error *bk_expression_find(const struct bk_expression *expression,
				    const struct bk_graph *graph, struct bk_expression_place *place)
	BK_MUST_CHECK;

/*
 * The same for many expressions: `names` has all types of `graph`, which has no base, but functions
 * only where one is looked for; `near` is of the graph, too. NULL: none.
 */
struct bk_error *bk_expression_find_named(const struct bk_expression *expression,
					  const struct bk_graph *graph,
					  const struct bk_names *names, struct bk_near *near,
					  struct bk_expression_place *place) BK_MUST_CHECK;

#endif
