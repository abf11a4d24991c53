/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What changed between the types of two graphs.
 *
 * Structs, unions, enumerations, typedefs, functions and variables are matched by kind and name;
 * ENUM and ENUM64 are one kind, a FWD is no type. A type is changed when its own description is:
 *
 *	struct, union	size; members' names, offsets, bitfield widths, and types as C spells them
 *	enum		size; enumerators' names and values
 *	typedef, var	the type, as C spells it; what a typedef of an anonymous type has in its braces
 *	func		the prototype, without the names of parameters
 *
 * What changes inside another named type is that type's change alone. Members of members without a
 * name count as the outer type's own; those inside a named member whose type has no name are called
 * `outer.inner` and lie at their offset in the outermost type (of an array: in its first element).
 * Ids and the order of types or members decide nothing.
 */
#ifndef BK_DIFF_DIFF_H
#define BK_DIFF_DIFF_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/graph/graph.h"
#include "btfkit/graph/select.h"

/* The kinds of types that are compared, in the order in which results are sorted. */
enum bk_diff_kind {
	BK_DIFF_STRUCT,
	BK_DIFF_UNION,
	BK_DIFF_ENUM,
	BK_DIFF_TYPEDEF,
	BK_DIFF_FUNC,
	BK_DIFF_VAR,
	BK_DIFF_KINDS,
};

/* "struct", "func", ... */
extern const char *const bk_diff_kind_names[BK_DIFF_KINDS];

enum bk_change { BK_ADDED, BK_REMOVED, BK_CHANGED };

/* What a change is to a CO-RE program that uses the type; each is worse than those before it. */
enum bk_impact {
	BK_IMPACT_NONE,	     /* nothing that it used is different */
	BK_IMPACT_RELOCATED, /* offsets and sizes, which the loader puts right */
	BK_IMPACT_SILENT,    /* it loads, and reads something that means something else */
	BK_IMPACT_BREAKING,  /* what it names is gone, or no longer of a compatible type */
	BK_IMPACTS,
};

/* "none", "relocated", "silent", "breaking" */
extern const char *const bk_impact_names[BK_IMPACTS];

/* What is different about a member or an enumerator: bits. */
enum {
	BK_MEMBER_ADDED = 1,
	BK_MEMBER_REMOVED = 2,
	BK_MEMBER_RENAMED =
		4, /* its place and type, or its name inside other members, are the same */
	BK_MEMBER_RETYPED = 8,	 /* the type is spelled otherwise */
	BK_MEMBER_RESIZED = 16,	 /* a bitfield's width; the size, where the type changed, too */
	BK_MEMBER_RESIGNED = 32, /* signed became unsigned, or the other way round */
	BK_MEMBER_MOVED = 64,	 /* its offset */
	BK_MEMBER_NESTED = 128, /* renamed: it came into a member, went out of one, or to another */
	BK_MEMBER_REDEFINED = 256, /* moved, and a typedef behind it is another type */
};

/* A member on one side. */
struct bk_diff_member {
	const char *path; /* NULL: it is not there */
	uint64_t offset_bits, size_bits;
	uint32_t type_id;
	uint32_t width_bits; /* of a bitfield, else 0 */
};

struct bk_member_change {
	uint32_t what; /* BK_MEMBER_ bits */
	enum bk_impact impact;
	struct bk_diff_member old, new;
};

/* An enumerator on one side. */
struct bk_diff_value {
	const char *name; /* NULL: it is not there */
	int64_t value;
	bool is_signed; /* else `value` is to be read as uint64_t */
};

/* `what`: ADDED, REMOVED, RENAMED (the same value) or, for a new value, BK_MEMBER_RETYPED. */
struct bk_value_change {
	uint32_t what;
	enum bk_impact impact;
	struct bk_diff_value old, new;
};

/* A type on one side. */
struct bk_diff_type {
	uint32_t id;	  /* 0: it is not there */
	uint32_t type_id; /* what a typedef or variable refers to, a function's prototype; else 0 */
	uint64_t size_bytes; /* 0 of functions */
};

/* One type that is not the same on both sides. */
struct bk_type_diff {
	const char *name;
	struct bk_diff_type old, new;
	uint32_t first_member, member_count; /* in `members` */
	uint32_t first_value, value_count;   /* in `values` */
	uint32_t first_outline;		     /* in `outlines`: the old one, and behind it the new */
	uint32_t outline_counts[2];
	enum bk_diff_kind kind : 8;
	enum bk_change change : 8;
	enum bk_impact impact : 8;
	bool retyped; /* what a typedef or variable refers to, or the prototype */
};

/* How it is kept: there may be tens of thousands, most of which are on one side only. */
struct bk_diff_entry {
	uint32_t old_id, new_id;
	uint32_t name_off; /* of the old type, if there is one, else of the new */
	uint32_t rank;	   /* among those of one kind and name */
	uint32_t parts;	   /* index in `parts`, plus one; 0: it has none */
	enum bk_diff_kind kind : 8;
	enum bk_change change : 8;
	enum bk_impact impact : 8;
	bool retyped;
};

/* As in struct bk_type_diff. */
struct bk_diff_parts {
	uint32_t first_member, member_count, first_value, value_count, first_outline;
	uint32_t outline_counts[2];
};

struct bk_diff {
	const struct bk_graph *old, *new;
	BK_ARRAY(struct bk_diff_entry)
	types; /* sorted by kind, then name; in a mapping of its own; see bk_diff_type_at() */
	BK_ARRAY(struct bk_diff_parts) parts;
	BK_ARRAY(struct bk_member_change) members;
	BK_ARRAY(struct bk_value_change) values;
	BK_ARRAY(struct bk_diff_member) outlines; /* all members of changed types, if asked for */
	size_t counts[BK_CHANGED + 1];		  /* by enum bk_change */
	size_t unchanged;
	size_t impacts[BK_IMPACTS];
	struct bk_arena arena; /* member paths */
};

struct bk_uses;

struct bk_diff_options {
	const struct bk_selection *selection; /* types of these names and kinds; NULL: all */
	const struct bk_uses *uses; /* only types, members and enumerators of these; NULL: all */
	uint32_t impacts;	    /* only types with these impacts, a bit each; 0: any */
	bool outlines;		    /* keep all members of changed records, for pictures */
};

/*
 * Compares; both graphs must outlive the result. Of split BTF its own types are compared. The error
 * for a name of the selection that neither has names the nearest ones.
 */
struct bk_error *bk_diff_create(const struct bk_graph *old_graph, const struct bk_graph *new_graph,
				const struct bk_diff_options *options, struct bk_diff **diff)
	BK_MUST_CHECK;

/* Fills in `type`; `index` must be below the count of `types`. */
void bk_diff_type_at(const struct bk_diff *diff, size_t index, struct bk_type_diff *type);

void bk_diff_destroy(struct bk_diff *diff);
BK_DEFINE_AUTO(bk_diff_auto, struct bk_diff, bk_diff_destroy)

#endif
