/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Finding by name: types, members, enumerators, functions, variables, sections and tags whose name
 * fits a pattern; or what uses a type.
 *
 *	bk_find_pattern_init(&pattern, "task_struct.__state", (struct bk_find_style){ 0 });
 *	bk_find_create(graph, &(struct bk_find_query){ .pattern = &pattern }, &result);
 *	for (size_t i = 0; i < result->hits.count; i++) ...
 *
 * Of split BTF what is its own is searched, not its base. Members are those of the types that C
 * reaches them from by name: through members without a name, and with a path through named members
 * whose type has no name. A record, enumeration or member of one that no named type, no typedef
 * and no variable leads to is reported as that of `(anon)`.
 *
 * Hostile BTF can hold one anonymous record on any number of paths, so walks through those are
 * counted, as is the text that the result needs; see bk_find_result.truncated.
 */
#ifndef BK_FIND_FIND_H
#define BK_FIND_FIND_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/find/pattern.h"

enum bk_find_what {
	BK_FIND_TYPE,
	BK_FIND_FUNCTION,
	BK_FIND_VARIABLE,
	BK_FIND_MEMBER,
	BK_FIND_ENUMERATOR,
	BK_FIND_SECTION,
	BK_FIND_TAG,
	BK_FIND_WHATS,
};

/* How a type is used: bits. */
enum bk_find_use {
	BK_USE_VALUE = 1,     /* held by value, in an array, or a typedef of it */
	BK_USE_POINTER = 2,   /* pointed to, at any number of pointers */
	BK_USE_PARAMETER = 4, /* a parameter, or what one points to, of a prototype */
	BK_USE_RETURN = 8,    /* what it returns, or a pointer to it */
};

struct bk_find_query {
	const struct bk_find_pattern *pattern;
	bool users;	/* not what has the name but what uses the types of that name */
	uint32_t whats; /* a bit for each enum bk_find_what that is wanted; 0: all */
	uint32_t kinds; /* a bit a kind: of the type itself, or that members are held by; 0: all */
};

/* All texts are the result's own. */
struct bk_find_hit {
	enum bk_find_what what;
	enum bk_kind kind;  /* of type `type_id` */
	bool is_union;	    /* of a FWD */
	uint32_t type_id;   /* of the type itself, or of what holds the member or enumerator */
	const char *holder; /* the name of that, "" for none; NULL for other hits */
	const char *path; /* `owner`, `list.next`, `slots[].key`: from the holder; else the name */
	const char *type; /* as C spells it; what a tag is on; NULL: there is none */
	uint64_t size_bytes; /* 0: it has none, or it is a bitfield */
	/* of members */
	uint64_t offset_bits;
	uint32_t width_bits; /* of bitfields, else 0 */
	/* of enumerators: the value's bits, and whether it is to be read as signed */
	uint64_t value;
	bool is_signed;
	uint32_t count;	  /* of types: members or enumerators; of sections: variables */
	uint32_t linkage; /* of functions and variables */
	uint32_t use;	  /* bits of enum bk_find_use; 0: found by name */
	uint32_t found;	  /* how many were found before it */
};

/* Sorted by what, the holder's or own name, kind, and ids; members as they lie in their type. */
struct bk_find_result {
	BK_ARRAY(struct bk_find_hit) hits;
	struct bk_arena arena;
	bool is_split;	/* only what is its own was searched */
	bool truncated; /* there may be more: nesting too deep, or too many paths */
};

struct bk_error *bk_find_create(const struct bk_graph *graph, const struct bk_find_query *query,
				struct bk_find_result **result) BK_MUST_CHECK;

void bk_find_destroy(struct bk_find_result *result);
BK_DEFINE_AUTO(bk_find_auto, struct bk_find_result, bk_find_destroy)

/* Why a query found nothing, for people: "nothing in 'task_struct' is named 'stat' (near: stats)". */
struct bk_error *bk_find_hint(const struct bk_graph *graph, const struct bk_find_query *query);

/* "types", "members,enumerators": sets their bits. */
struct bk_error *bk_find_read_whats(const char *text, uint32_t *whats) BK_MUST_CHECK;

/* The word for it: "member". */
const char *bk_find_what_name(enum bk_find_what what);

#endif
