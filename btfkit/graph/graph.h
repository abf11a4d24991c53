/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The type graph: BTF that has been checked once, so that nothing that reads it can fail.
 *
 * Type ids run from 0 (void) to bk_graph_count() - 1. A split graph (a kernel module's) continues
 * its base's ids and string offsets: ids below bk_graph_first_id() are answered by the base. What
 * bk_graph_create() returns is immutable and valid:
 *
 *  - every record lies inside the type section, every name inside the strings, NUL-terminated;
 *  - every reference is to an id that exists, and of a kind that can stand there;
 *  - no type holds itself by value, and no chain of pointers, arrays, modifiers and typedefs
 *    closes on itself or has more than 1024 links: following such a chain soon ends;
 *  - all is in host byte order and aligned, whatever it was on disk.
 *
 * It is not checked that the kernel would take it: sizes, offsets and encodings may be odd.
 */
#ifndef BK_GRAPH_GRAPH_H
#define BK_GRAPH_GRAPH_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"
#include "btfkit/format/btf.h"

/* Read only through the functions below; the fields stand here so that they can be inline. */
struct bk_graph {
	const struct bk_graph *base;
	const uint8_t *types; /* the type section, host order, 4-byte aligned */
	uint32_t *offsets;    /* of each own record in `types`; [0] is type first_id */
	uint8_t *kinds;	      /* of each own type: its kind, and BK_ANONYMOUS */
	uint32_t *by_kind;    /* the own ids, kind after kind: see ids.h */
	uint32_t kind_ends[BK_KIND_COUNT + 1]; /* in by_kind; last, of all unknown kinds */
	uint32_t *holders; /* own types that can hold others: each behind those it holds */
	uint32_t holder_count;
	uint32_t first_id;     /* the first id of its own; without a base 1 */
	uint32_t count;	       /* ids there are, void and the base's included */
	uint32_t first_string; /* where its own strings begin; without a base 0 */
	struct bk_bytes strings;
	struct bk_bytes layouts; /* as in struct bk_btf_header, its base's if it has none */
	struct bk_bytes bytes;	 /* the input */
	uint32_t types_at;	 /* of the type section in the input, for messages */
	uint32_t pointer_size;	 /* bytes: 4 or 8 */
	bool swapped;		 /* the input was in the other byte order */
	uint8_t *owned;		 /* a swapped, realigned or rebased copy of the input, or NULL */
};

/*
 * Checks `bytes` and makes a graph of them. `base` is NULL, or the graph that split BTF continues;
 * it must outlive the new one, as must `bytes`. Errors name the offset in the BTF and the type.
 */
struct bk_error *bk_graph_create(struct bk_bytes bytes, const struct bk_graph *base,
				 struct bk_graph **graph) BK_MUST_CHECK;

void bk_graph_destroy(struct bk_graph *graph);
BK_DEFINE_AUTO(bk_graph_auto, struct bk_graph, bk_graph_destroy)

/* Whether the machine that the types are of is. */
static inline bool bk_graph_is_big_endian(const struct bk_graph *graph)
{
	return graph->swapped != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

static inline uint32_t bk_graph_count(const struct bk_graph *graph)
{
	return graph->count;
}

static inline uint32_t bk_graph_first_id(const struct bk_graph *graph)
{
	return graph->first_id;
}

/* The record of `id`, which must be below the count. Id 0 is a record of kind VOID. */
const struct bk_type *bk_graph_base_type(const struct bk_graph *graph, uint32_t id);

static inline const struct bk_type *bk_graph_type(const struct bk_graph *graph, uint32_t id)
{
	if (__builtin_expect(id < graph->first_id, 0))
		return bk_graph_base_type(graph, id);
	return (const struct bk_type *)(const void *)(graph->types +
						      graph->offsets[id - graph->first_id]);
}

/* A bit of `kinds`, beside the kind's seven. */
enum { BK_ANONYMOUS = 0x80 };

/* The kind of a type, without a look at its record. */
enum bk_kind bk_graph_base_kind(const struct bk_graph *graph, uint32_t id);

static inline enum bk_kind bk_graph_kind(const struct bk_graph *graph, uint32_t id)
{
	if (__builtin_expect(id < graph->first_id, 0))
		return bk_graph_base_kind(graph, id);
	return (enum bk_kind)(graph->kinds[id - graph->first_id] & BK_KIND_MAX);
}

/* Whether a record or an enum has no name, likewise. */
bool bk_graph_base_is_anonymous(const struct bk_graph *graph, uint32_t id);

static inline bool bk_graph_is_anonymous(const struct bk_graph *graph, uint32_t id)
{
	if (__builtin_expect(id < graph->first_id, 0))
		return bk_graph_base_is_anonymous(graph, id);
	return graph->kinds[id - graph->first_id] & BK_ANONYMOUS;
}

/*
 * The own types that hold others by value (records and arrays, and the typedefs and modifiers
 * between), each behind all that it holds; those of a base come before them.
 */
static inline const uint32_t *bk_graph_holders(const struct bk_graph *graph, uint32_t *count)
{
	*count = graph->holder_count;
	return graph->holders;
}

/* The text at a name offset found in a record of `graph`; "" for offset 0. */
static inline const char *bk_graph_string(const struct bk_graph *graph, uint32_t offset)
{
	while (offset < graph->first_string)
		graph = graph->base;
	return (const char *)graph->strings.data + (offset - graph->first_string);
}

static inline const char *bk_graph_name(const struct bk_graph *graph, const struct bk_type *t)
{
	return bk_graph_string(graph, t->name_off);
}

/* Where the record of an own type stands in the input, for messages: bytes from its start. */
static inline uint32_t bk_graph_offset(const struct bk_graph *graph, uint32_t id)
{
	return graph->types_at + graph->offsets[id - graph->first_id];
}

/*
 * The size of a record of a kind that only the layout section describes, 0 if it does not.
 * Known kinds are looked up in bk_kind_table.
 */
uint32_t bk_layout_record_size(struct bk_bytes layouts, enum bk_kind kind, uint32_t vlen);

#endif
