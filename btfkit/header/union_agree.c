// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Whether kernels agree about a type.
 *
 * Records and enums that have names are the same if they have the same: what is in them is looked at
 * where they are written. Typedefs and qualifiers change nothing, nor do names of integers: `u32` and
 * `unsigned int` are the same.
 */
#include "btfkit/header/union.h"

#include "btfkit/graph/type_size.h"

struct bk_origin bk_kernels_resolve(const struct bk_kernels *ks, struct bk_origin o)
{
	const struct bk_graph *graph = ks->list[o.kernel].graph;

	for (;;) {
		const struct bk_type *t = bk_graph_type(graph, o.id), *next;

		if (bk_kind(t) != BK_KIND_TYPEDEF && !bk_kind_is_modifier(bk_kind(t)))
			return o;
		next = bk_graph_type(graph, t->type_id);
		if (bk_kind(t) == BK_KIND_TYPEDEF && bk_kind_is_record(bk_kind(next)) &&
		    !*bk_graph_name(graph, next))
			return o;
		o.id = t->type_id;
	}
}

static const char *name_of(const struct bk_kernels *ks, struct bk_origin o)
{
	return bk_identity_name(ks->list[o.kernel].identity, o.id);
}

/* Scalars by what they hold; -1: it is none. */
static int scalar_word(const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_INT:
		return (int)(t->size << 8 | bk_int_bits(t) << 16 |
			     (bk_int_encoding(t) & BK_INT_SIGNED));
	case BK_KIND_FLOAT:
		return (int)(t->size << 8 | 2);
	default:
		return -1;
	}
}

static bool is_tag(enum bk_kind kind)
{
	return bk_kind_is_record(kind) || bk_kind_is_enum(kind) || kind == BK_KIND_FWD;
}

static bool is_union(const struct bk_type *t)
{
	return bk_kind(t) == BK_KIND_UNION || (bk_kind(t) == BK_KIND_FWD && bk_kind_flag(t));
}

/* Types nested deeper than this without a name are no kernel's. */
enum { DEEPEST = 24, MOST_STEPS = 20000 };

static bool agree(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b, int depth);

static bool members_agree(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b, int depth,
			  bool with_places)
{
	const struct bk_type *x = bk_origin_type(ks, a), *y = bk_origin_type(ks, b);

	if (bk_kind(x) != bk_kind(y) || bk_vlen(x) != bk_vlen(y) ||
	    (with_places && x->size != y->size))
		return false;
	for (uint32_t n = 0, vlen = bk_vlen(x); n < vlen; n++) {
		const struct bk_member *m = bk_members(x) + n, *o = bk_members(y) + n;

		if (bk_member_bitfield_bits(x, m) != bk_member_bitfield_bits(y, o) ||
		    (with_places && bk_member_offset_bits(x, m) != bk_member_offset_bits(y, o)) ||
		    strcmp(bk_graph_string(ks->list[a.kernel].graph, m->name_off),
			   bk_graph_string(ks->list[b.kernel].graph, o->name_off)) != 0 ||
		    !agree(ks, (struct bk_origin){ a.kernel, m->type_id, a.flavored },
			   (struct bk_origin){ b.kernel, o->type_id, b.flavored }, depth + 1))
			return false;
	}
	return true;
}

static bool constants_agree(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b)
{
	const struct bk_type *x = bk_origin_type(ks, a), *y = bk_origin_type(ks, b);

	/* an enum without a name is an entity of the name of its first constant */
	return bk_vlen(x) && bk_vlen(y) &&
	       strcmp(bk_graph_string(ks->list[a.kernel].graph, bk_enum_name_off(x, 0)),
		      bk_graph_string(ks->list[b.kernel].graph, bk_enum_name_off(y, 0))) == 0;
}

static bool prototypes_agree(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b,
			     int depth)
{
	const struct bk_type *x = bk_origin_type(ks, a), *y = bk_origin_type(ks, b);

	if (bk_vlen(x) != bk_vlen(y) ||
	    !agree(ks, (struct bk_origin){ a.kernel, x->type_id, a.flavored },
		   (struct bk_origin){ b.kernel, y->type_id, b.flavored }, depth + 1))
		return false;
	for (uint32_t n = 0, vlen = bk_vlen(x); n < vlen; n++)
		if (!agree(ks, (struct bk_origin){ a.kernel, bk_params(x)[n].type_id, a.flavored },
			   (struct bk_origin){ b.kernel, bk_params(y)[n].type_id, b.flavored },
			   depth + 1))
			return false;
	return true;
}

/* Tags, by keyword and name; without one by what is in them. */
static bool tags_agree(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b, int depth)
{
	const struct bk_type *x = bk_origin_type(ks, a), *y = bk_origin_type(ks, b);
	bool enums = bk_kind_is_enum(bk_kind(x));
	const char *name = name_of(ks, a);

	if (enums != bk_kind_is_enum(bk_kind(y)) || is_union(x) != is_union(y) ||
	    strcmp(name, name_of(ks, b)) != 0)
		return false;
	if (*name)
		return !enums || x->size == y->size;
	return enums ? constants_agree(ks, a, b) : members_agree(ks, a, b, depth, false);
}

static bool agree(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b, int depth)
{
	const struct bk_type *x, *y;

	if (depth > DEEPEST || !ks->steps_left)
		return false;
	ks->steps_left--;
	a = bk_kernels_resolve(ks, a);
	b = bk_kernels_resolve(ks, b);
	x = bk_origin_type(ks, a);
	y = bk_origin_type(ks, b);
	if (is_tag(bk_kind(x)) && is_tag(bk_kind(y)))
		return tags_agree(ks, a, b, depth);
	if (bk_kind(x) != bk_kind(y))
		return false;
	switch (bk_kind(x)) {
	case BK_KIND_VOID:
		return true;
	case BK_KIND_TYPEDEF: /* of a record without a name */
		return strcmp(name_of(ks, a), name_of(ks, b)) == 0;
	case BK_KIND_PTR:
		return agree(ks, (struct bk_origin){ a.kernel, x->type_id, a.flavored },
			     (struct bk_origin){ b.kernel, y->type_id, b.flavored }, depth + 1);
	case BK_KIND_ARRAY:
		return bk_array_info(x)->nelems == bk_array_info(y)->nelems &&
		       agree(ks,
			     (struct bk_origin){ a.kernel, bk_array_info(x)->elem_type,
						 a.flavored },
			     (struct bk_origin){ b.kernel, bk_array_info(y)->elem_type,
						 b.flavored },
			     depth + 1);
	case BK_KIND_FUNC_PROTO:
		return prototypes_agree(ks, a, b, depth);
	default:
		return scalar_word(x) >= 0 && scalar_word(x) == scalar_word(y);
	}
}

bool bk_kernels_agree(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b)
{
	ks->steps_left = MOST_STEPS;
	return agree(ks, a, b, 0);
}

bool bk_kernels_same_record(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b)
{
	ks->steps_left = MOST_STEPS + 64 * (uint64_t)bk_vlen(bk_origin_type(ks, a));
	return members_agree(ks, a, b, 0, true);
}
