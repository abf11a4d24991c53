/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * How each struct and union must be written in C so that a compiler lays it out as BTF says.
 *
 * BTF has offsets and sizes but no attributes: `packed` and `aligned` have to be inferred. For each
 * record the compiler's algorithm is run over its members (bk_layout_next() and friends), and the
 * plainest way of writing that provably yields BTF's offsets and size is chosen:
 *
 *  1. as it is, with padding where BTF has gaps: aligned(N) on the member where that explains the
 *     gap and contradicts no other use of the record, else unnamed bitfields;
 *  2. with packed on those members that are records and lie below their alignment;
 *  3. packed as a whole, gaps filled;
 *  4. as a union of packed structs with one member each, which can express anything whose members
 *     lie inside the record: overlaps, members out of order.
 *
 * The result is what emitters print and asserts check; both walk the same steps.
 */
#ifndef BK_CGEN_RECORD_H
#define BK_CGEN_RECORD_H

#include "btfkit/graph/graph.h"

enum bk_record_form {
	BK_RECORD_NATURAL, /* 1 and 2 */
	BK_RECORD_PACKED,  /* 3 */
	BK_RECORD_SCATTER, /* 4 */
};

/* The decision for one record: four bytes, as there is one for each id. */
struct bk_record {
	uint32_t form : 4;	    /* enum bk_record_form */
	uint32_t align_log2 : 8;    /* of the record as written, attributes included */
	uint32_t explicit_log2 : 8; /* aligned(1 << this) behind its closing brace; 0: none */
	uint32_t limit_log2 : 8;    /* what its uses allow it to be aligned to */
	uint32_t is_plain : 1;	    /* C lays it out right without padding or attributes */
	uint32_t has_records : 1;   /* it may hold other records by value */
};

/* What can be made of a value of a type in C. */
enum bk_value_sort {
	BK_VALUE_NONE,	   /* nothing: void, FWDs, functions, unknown kinds */
	BK_VALUE_PLAIN,	   /* pointers, floats; and integers C has no scalar for */
	BK_VALUE_BITFIELD, /* integers and enums, which bitfields can be declared with */
	BK_VALUE_RECORD,
};

/* A type behind typedefs, modifiers and arrays. */
struct bk_value {
	uint32_t size;	    /* bytes, arrays included; UINT32_MAX: that or more */
	uint32_t base : 29; /* ids have 29 bits at most: 4 GiB / 12 bytes */
	uint32_t sort : 2;  /* enum bk_value_sort */
	uint32_t is_array : 1;
};

struct bk_records {
	const struct bk_graph *graph;
	struct bk_value *values;   /* by id */
	bool has_narrow_ints;	   /* bitfields as old encoders wrote them, see type_size.h */
	uint8_t *align_log2;	   /* by id: of scalars and records, in bytes */
	struct bk_record *by_id;   /* meaningful for STRUCT and UNION */
	const uint8_t *given_log2; /* see below */
};

/*
 * `given_log2`, by id, is what records are aligned to where that is known and not to be found out
 * (a record that was cut down keeps the alignment it had); NULL: it is nowhere known.
 */
struct bk_error *bk_records_init(struct bk_records *records, const struct bk_graph *graph,
				 const uint8_t *given_log2) BK_MUST_CHECK;

void bk_records_deinit(struct bk_records *records);

/* The alignment in bytes that a value of the type has in C. */
uint32_t bk_type_align(const struct bk_records *records, uint32_t id);

/* How one member must be written. */
struct bk_placement {
	uint32_t gap_bits;   /* to be filled with padding before it */
	uint32_t at_bits;    /* where the gap begins */
	uint32_t align;	     /* aligned(N) on the member; 0: none */
	bool packed;	     /* packed on the member */
	bool outside;	     /* it does not fit into the record: C cannot hold it */
	bool unnamed;	     /* outside because it is but an unnamed bitfield */
	uint32_t width_bits; /* of a bitfield, else 0 */
	uint32_t start_bits; /* from the start of the record */
};

/* Runs over the members of one record. */
struct bk_layout {
	const struct bk_records *records;
	const struct bk_type *t;
	struct bk_record record;
	uint64_t end_bits; /* after the last member; of a union, the longest's */
	uint32_t align;	   /* bytes; the greatest of the members' */
	bool is_plain;	   /* no member needed more than its declaration */
	bool broken;	   /* some member did not come to lie where BTF has it */
};

void bk_layout_begin(struct bk_layout *layout, const struct bk_records *records,
		     const struct bk_type *t, struct bk_record record);

/* Places member n, which must be called for all members in order. */
struct bk_placement bk_layout_next(struct bk_layout *layout, uint32_t n);

/* The padding in bits needed behind the last member. */
uint64_t bk_layout_tail_bits(const struct bk_layout *layout);

/*
 * One piece of padding: an unnamed bitfield. Fills [at_bits, at_bits + left_bits) from the left;
 * returns the width of the piece and sets `unit` to that of the type it is declared with (8 to 64).
 * `align` is the record's alignment in bytes as far as its named members go: no piece may exceed
 * it, because on some machines unnamed bitfields raise the alignment too.
 */
uint32_t bk_padding_piece(uint64_t at_bits, uint64_t left_bits, uint32_t align, bool packed,
			  uint32_t *unit);

#endif
