/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The union of several kernels' types, as it is being made: inside of the files union*.c.
 *
 * What has a name is an entity, which each kernel may have or not. It is written once as the union of
 * all (of the newest kernel, with what others have more), and once more for each kernel that has
 * something of it otherwise, under a name of that kernel's: a flavor. What has no name is copied where
 * it is needed.
 */
#ifndef BK_HEADER_UNION_H
#define BK_HEADER_UNION_H

#include "btfkit/cgen/identity.h"
#include "btfkit/cgen/record.h"
#include "btfkit/format/encode.h"
#include "btfkit/header/merged.h"

enum { BK_MOST_KERNELS = 32 };

/* A type of one kernel; flavored: what it refers to is that kernel's, too, where there is a choice. */
struct bk_origin {
	uint32_t kernel, id;
	bool flavored;
};

struct bk_union_record;

struct bk_union_member {
	struct bk_union_member *next;
	const char *name;		  /* "": none */
	struct bk_origin type;		  /* if there is no inner */
	struct bk_union_record *inner;	  /* a record without a name of its own */
	uint32_t kernels, others;	  /* bits: who has it, and who has it otherwise */
	uint32_t offset_bits, width_bits; /* width 0: no bitfield */
	uint32_t type_id;		  /* new */
	bool is_dropped;		  /* its record would hold itself */
};

/* A struct or union to be written. */
struct bk_union_record {
	const char *name;
	bool is_union, is_flat; /* flat: its members are named as if they were its holder's */
	struct bk_union_member *first, *last;
	uint32_t all;	     /* bits: the kernels that have it */
	struct bk_origin of; /* the first that it was made of */
	bool is_like_one;    /* it has no members but that one's */
	uint32_t new_id;
	/* layout: */
	enum { BK_LAYOUT_OPEN, BK_LAYOUT_BEGUN, BK_LAYOUT_DONE } state;
	uint32_t size, align_log2;
};

/* A type to be written, by new id. */
struct bk_new_type {
	struct bk_union_record *record; /* NULL: it is what follows */
	const char *name;
	uint32_t info, size_or_type;
	size_t tail_at, tail_words; /* in `tails` */
	uint8_t align_log2;	    /* of scalars */
	const char *remark;	    /* NULL: none */
	const char **part_remarks;  /* of constants; NULL: none */
};

/* One of the ways in which an entity is written. */
struct bk_variant {
	uint32_t kernels; /* bits: whose it is */
	uint32_t kernel;  /* the one whose name it has; the union's: the newest that has it */
	uint32_t new_id;
	uint32_t next; /* 1 + the place of the entity's next variant; 0: none */
};

struct bk_entity {
	const char *name;		  /* in C; of an enum without a name its first constant's */
	enum bk_name_space space;	  /* none: such an enum */
	uint32_t ids_at;		  /* in `ids`: by kernel, 0: it has it not */
	uint32_t forward_kernel, forward; /* a forward declaration of it; 0: there is none */
	uint32_t kernels;		  /* bits */
	struct bk_variant plain;
	struct bk_union_record *record; /* without a name, that a typedef is of; NULL: it is not */
};

struct bk_kernel {
	const struct bk_merge_source *source;
	const struct bk_graph *graph;
	struct bk_names *names;
	struct bk_identity *identity;
	struct bk_records records;
	uint32_t *entities;   /* by id: 1 + place; 0: none */
	bool lacks_signs;     /* its enums do: see enum.h */
	uint32_t *new_ids[2]; /* by id, for flavored [1] and others; 0: not asked for */
};

struct bk_kernels {
	struct bk_kernel list[BK_MOST_KERNELS]; /* the newest first */
	uint32_t count;
	BK_ARRAY(struct bk_entity) entities;
	BK_ARRAY(uint32_t) ids;
	BK_ARRAY(struct bk_variant) variants; /* but the plain ones */
	BK_ARRAY(struct bk_new_type) types;   /* [0] is void */
	BK_ARRAY(uint32_t) tails;
	BK_ARRAY(struct bk_origin) queue; /* asked for, still to be copied */
	struct bk_strmap index[3];	  /* of entities, by name space */
	struct bk_encoder encoder;
	uint64_t steps_left;   /* of comparing two types */
	uint64_t members_left; /* that records may still get */
	struct bk_merged *merged;
	struct bk_arena *arena;
};

static inline const struct bk_type *bk_origin_type(const struct bk_kernels *ks, struct bk_origin o)
{
	return bk_graph_type(ks->list[o.kernel].graph, o.id);
}

/* ---- union_agree.c ---- */

/* Whether two types are the same to who reads them: named ones by their names. */
bool bk_kernels_agree(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b);

/* Whether two records have the same members at the same places. */
bool bk_kernels_same_record(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b);

/* Behind modifiers and typedefs, but not behind a typedef that names a record: what is meant. */
struct bk_origin bk_kernels_resolve(const struct bk_kernels *ks, struct bk_origin o);

/* ---- union_record.c ---- */

/* A record as one kernel has it. NULL without memory. */
struct bk_union_record *bk_union_record_create(struct bk_kernels *ks, struct bk_origin of,
					       const char *name);

/* Adds what another kernel has more. *differs: it has something otherwise. False without memory. */
bool bk_union_record_add(struct bk_kernels *ks, struct bk_union_record *record, struct bk_origin o,
			 bool *differs);

/* ---- union_enum.c ---- */

/* Writes an enum with the constants of all kernels, and what some have otherwise as variants. */
bool bk_kernels_settle_enum(struct bk_kernels *ks, struct bk_entity *entity,
			    struct bk_origin first);

/* Writes a variant of it. */
bool bk_kernels_put_enum(struct bk_kernels *ks, struct bk_origin o,
			 const struct bk_variant *variant);

/* ---- union_functions.c ---- */

/* Adds functions: of each name one, and of kfuncs those that differ. */
struct bk_error *bk_kernels_add_functions(struct bk_kernels *ks) BK_MUST_CHECK;

/* ---- union.c ---- */

/* NAME___FLAVOR. NULL without memory. */
const char *bk_kernels_flavor(struct bk_kernels *ks, const char *name, uint32_t kernel);

/* Gives each kernel of `others` a variant, those between which `is_same` one: the newest's. */
bool bk_kernels_add_variants(struct bk_kernels *ks, struct bk_entity *entity, uint32_t others,
			     bool (*is_same)(struct bk_kernels *ks, struct bk_origin a,
					     struct bk_origin b),
			     const char *keyword);

static inline struct bk_origin bk_entity_in(const struct bk_kernels *ks,
					    const struct bk_entity *entity, uint32_t kernel,
					    bool flavored)
{
	return (struct bk_origin){ kernel, ks->ids.at[entity->ids_at + kernel], flavored };
}

/* ---- union_copy.c ---- */

/* The new id of a type; it is made later if it has none yet. 0 without memory, and for void. */
uint32_t bk_kernels_convert(struct bk_kernels *ks, struct bk_origin o);

/* A place for a type that is to be filled in. 0 without memory. */
uint32_t bk_kernels_add_type(struct bk_kernels *ks);

/* Fills in a record's. False without memory. */
bool bk_kernels_put_record(struct bk_kernels *ks, struct bk_union_record *record, uint32_t new_id);

/* Copies all that is still asked for. */
struct bk_error *bk_kernels_copy_rest(struct bk_kernels *ks) BK_MUST_CHECK;

/* ---- union_layout.c ---- */

/* Lays out all records. */
struct bk_error *bk_kernels_lay_out(struct bk_kernels *ks) BK_MUST_CHECK;

/* ---- union_write.c ---- */

struct bk_error *bk_kernels_write(struct bk_kernels *ks) BK_MUST_CHECK;

/* "6.1, 6.12; otherwise in 7.2"; *text is NULL where all have it. False without memory. */
bool bk_kernels_remark(struct bk_kernels *ks, uint32_t kernels, uint32_t others, uint32_t all,
		       const char **text);

/* "6.1, 6.12": the kernels of some bits, oldest first. NULL without memory. */
const char *bk_kernels_tell(struct bk_kernels *ks, uint32_t kernels);

#endif
