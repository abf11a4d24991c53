/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The bytes of structs and unions: where members lie, what lies between them, cache lines.
 *
 *	bk_layouts_create(graph, &options, &layouts);
 *	bk_layouts_summarize(layouts, id, &summary);	any record, soon done
 *	bk_type_layout_init(&layout, layouts, id);	one record, member by member
 *
 * Gaps are counted as pahole counts them. Bits that a bitfield leaves of its declared type's storage
 * are a bit hole; whole bytes in front of a member are a hole; what follows the last member is
 * padding, in bits as far as its bitfield's storage goes and in bytes behind that. Members may
 * overlap: a gap is what no member before it reaches.
 */
#ifndef BK_LAYOUT_LAYOUT_H
#define BK_LAYOUT_LAYOUT_H

#include "btfkit/base/array.h"
#include "btfkit/graph/graph.h"

struct bk_layout_options {
	uint32_t cacheline_bytes; /* 0: 64 */
	bool nested;		  /* open members of anonymous records, as C writes them */
	bool expand;		  /* open all members that are records, or arrays of them */
};

/* The gaps of one record; those of records inside it are not counted. */
struct bk_layout_summary {
	uint32_t members, holes, bit_holes;
	uint64_t size_bytes;
	uint64_t member_bytes;	/* of members that are no bitfields */
	uint64_t bitfield_bits; /* of those that are */
	uint64_t hole_bytes, bit_hole_bits;
	uint64_t padding_bytes, padding_bits;
	uint64_t cachelines;
};

/* Members of opened records are not opened in turn deeper than this. */
enum { BK_LAYOUT_DEEPEST = 64 };

/* Of members that are not opened. */
#define BK_NO_BODY UINT32_MAX

/* A member; those of an opened one follow it, one deeper. */
struct bk_placed_member {
	const char *name; /* "": anonymous */
	uint32_t type_id;
	uint32_t depth;
	uint64_t offset_bits; /* from the start of the outermost record */
	uint64_t size_bits;   /* a bitfield's width */
	bool is_bitfield;
	uint64_t hole_before_bytes, bit_hole_before_bits; /* in the record that holds it */
	uint32_t body; /* index in `bodies` of what its braces hold; BK_NO_BODY: not opened */
};

struct bk_type_layout {
	const struct bk_graph *graph;
	uint32_t type_id;   /* a STRUCT, a UNION, or a TYPEDEF that gives one its name */
	uint32_t record_id; /* the STRUCT or UNION */
	uint32_t align_bytes, cacheline_bytes;
	struct bk_layout_summary summary;
	BK_ARRAY(struct bk_placed_member) members;
	BK_ARRAY(struct bk_layout_summary) bodies;
	bool is_reorganized; /* by bk_layout_reorganize(): see there */
	uint32_t moved; /* members, or groups of bitfields, that stand elsewhere in the order */
	uint64_t saved_bytes;
};

struct bk_layouts;

/* For the types of `graph`, which must outlive it. */
struct bk_error *bk_layouts_create(const struct bk_graph *graph,
				   const struct bk_layout_options *options,
				   struct bk_layouts **layouts) BK_MUST_CHECK;

void bk_layouts_destroy(struct bk_layouts *layouts);
BK_DEFINE_AUTO(bk_layouts_auto, struct bk_layouts, bk_layouts_destroy)

/*
 * The STRUCT or UNION that type `id` is: itself, or what a TYPEDEF stands for. 0: it is none.
 */
uint32_t bk_layout_record(const struct bk_graph *graph, uint32_t id);

/* Whether `id` is the name of a record: it has one itself, or is the TYPEDEF of one that has none. */
bool bk_layout_is_named_record(const struct bk_graph *graph, uint32_t id);

/* `id` must be a record, or a TYPEDEF of one. */
void bk_layouts_summarize(const struct bk_layouts *layouts, uint32_t id,
			  struct bk_layout_summary *summary);

/* The same. After an error there is nothing to deinit. */
struct bk_error *bk_type_layout_init(struct bk_type_layout *layout, struct bk_layouts *layouts,
				     uint32_t id) BK_MUST_CHECK;

void bk_type_layout_deinit(struct bk_type_layout *layout);

/*
 * The alignment of a type in bytes, a power of two. BTF does not record it: it is the greatest of
 * the members' as far as offsets and size bear it out, and more where a gap, or the padding, is
 * longer than those explain and no use of the record speaks against it.
 */
uint32_t bk_layouts_align(const struct bk_layouts *layouts, uint32_t id);

#endif
