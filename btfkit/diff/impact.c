// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What a change means to a CO-RE program.
 *
 * The loader looks members up by name and takes those whose type is compatible with the one that the
 * program was built with: records with records, pointers with pointers, integers with integers,
 * arrays by their elements, enumerations by name. Offsets and sizes it puts right. Nothing puts right
 * what the bytes mean: whether they are signed, what a pointer points to, which number an enumerator
 * is.
 */
#include "btfkit/diff/compare.h"
#include "btfkit/graph/type_size.h"

/* Pointers to pointers, arrays of arrays: what lies deeper is taken for the same. */
enum { DEEPEST = 32 };

static const struct bk_type *bare(const struct bk_graph *graph, uint32_t *id)
{
	*id = bk_skip_typedefs(graph, *id);
	return bk_graph_type(graph, *id);
}

static bool is_signed(const struct bk_type *t)
{
	if (bk_kind(t) == BK_KIND_INT)
		return bk_int_encoding(t) & BK_INT_SIGNED;
	return bk_kind_is_enum(bk_kind(t)) && bk_kind_flag(t);
}

static bool has_sign(const struct bk_type *t)
{
	return bk_kind(t) == BK_KIND_INT;
}

bool bk_signs_differ(const struct bk_comparison *c, uint32_t old_id, uint32_t new_id)
{
	const struct bk_type *a = bare(c->graphs[0], &old_id), *b = bare(c->graphs[1], &new_id);

	return has_sign(a) && has_sign(b) && is_signed(a) != is_signed(b);
}

/* Names as far as CO-RE compares them: what follows ___ is a flavor. */
static bool same_name(const char *a, const char *b)
{
	const char *end_a = strstr(a, "___"), *end_b = strstr(b, "___");
	size_t size_a = end_a > a ? (size_t)(end_a - a) : strlen(a);
	size_t size_b = end_b > b ? (size_t)(end_b - b) : strlen(b);

	return size_a == size_b && memcmp(a, b, size_a) == 0;
}

static enum bk_kind one_kind(const struct bk_type *t)
{
	if (bk_kind(t) == BK_KIND_ENUM64)
		return BK_KIND_ENUM;
	if (bk_kind(t) == BK_KIND_FWD)
		return bk_kind_flag(t) ? BK_KIND_UNION : BK_KIND_STRUCT;
	return bk_kind(t);
}

/* Text, wherever it stands in arrays or is pointed to: since Linux 6.2 char is unsigned everywhere. */
static bool is_text(const char *name_a, const char *name_b, int depth)
{
	return depth && strcmp(name_a, "char") == 0 && strcmp(name_b, "char") == 0;
}

/*
 * Whether the bytes mean the same, however the type is spelled. `alike`: it is spelled alike, so that
 * what has no name, and prototypes, are taken for the same.
 */
static bool means_the_same(const struct bk_comparison *c, uint32_t old_id, uint32_t new_id,
			   bool alike, int depth)
{
	const struct bk_type *a = bare(c->graphs[0], &old_id), *b = bare(c->graphs[1], &new_id);
	const char *name_a = bk_graph_name(c->graphs[0], a);
	const char *name_b = bk_graph_name(c->graphs[1], b);

	if (one_kind(a) != one_kind(b))
		return false;
	switch (one_kind(a)) {
	case BK_KIND_INT:
		return a->size == b->size &&
		       (bk_int_word(a) & 0xffffff) == (bk_int_word(b) & 0xffffff) &&
		       (is_signed(a) == is_signed(b) || is_text(name_a, name_b, depth));
	case BK_KIND_FLOAT:
		return a->size == b->size;
	case BK_KIND_PTR:
		return depth == DEEPEST ||
		       means_the_same(c, a->type_id, b->type_id, alike, depth + 1);
	case BK_KIND_ARRAY:
		return bk_array_info(a)->nelems == bk_array_info(b)->nelems &&
		       (depth == DEEPEST ||
			means_the_same(c, bk_array_info(a)->elem_type, bk_array_info(b)->elem_type,
				       alike, depth + 1));
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
	case BK_KIND_ENUM:
		return *name_a ? same_name(name_a, name_b) : alike && !*name_b;
	case BK_KIND_VOID:
		return true;
	default: /* prototypes: whoever calls it has to look */
		return alike;
	}
}

/* Whether the loader takes the one for the other. */
static bool is_compatible(const struct bk_comparison *c, uint32_t old_id, uint32_t new_id)
{
	const struct bk_type *a, *b;

	for (;;) {
		const char *name_a, *name_b;

		a = bare(c->graphs[0], &old_id);
		b = bare(c->graphs[1], &new_id);
		if (bk_kind_is_record(bk_kind(a)) && bk_kind_is_record(bk_kind(b)))
			return true;
		if (one_kind(a) != one_kind(b))
			return false;
		name_a = bk_graph_name(c->graphs[0], a);
		name_b = bk_graph_name(c->graphs[1], b);
		switch (bk_kind(a)) {
		case BK_KIND_INT:
		case BK_KIND_FLOAT:
		case BK_KIND_PTR:
		case BK_KIND_FUNC_PROTO: /* behind a typedef: only pointers to it are members */
			return true;
		case BK_KIND_ENUM:
		case BK_KIND_ENUM64:
		case BK_KIND_FWD:
			return !*name_a || !*name_b || same_name(name_a, name_b);
		case BK_KIND_ARRAY:
			old_id = bk_array_info(a)->elem_type;
			new_id = bk_array_info(b)->elem_type;
			break;
		default:
			return false;
		}
	}
}

static enum bk_impact judge(const struct bk_comparison *c, uint32_t old_id, uint32_t new_id,
			    bool alike)
{
	if (means_the_same(c, old_id, new_id, alike, 0))
		return BK_IMPACT_NONE;
	return is_compatible(c, old_id, new_id) ? BK_IMPACT_SILENT : BK_IMPACT_BREAKING;
}

enum bk_impact bk_impact_of_retyping(const struct bk_comparison *c, uint32_t old_id,
				     uint32_t new_id)
{
	return judge(c, old_id, new_id, false);
}

enum bk_impact bk_impact_of_member(const struct bk_comparison *c,
				   const struct bk_member_change *change)
{
	enum bk_impact impact;

	if (change->what & BK_MEMBER_ADDED)
		return BK_IMPACT_NONE;
	if (change->what & (BK_MEMBER_REMOVED | BK_MEMBER_RENAMED))
		return BK_IMPACT_BREAKING;
	/* what is spelled alike may be another type behind a typedef, and char is signed on some */
	impact = judge(c, change->old.type_id, change->new.type_id,
		       !(change->what & BK_MEMBER_RETYPED));
	/* a plain read of what has become a bitfield reads its neighbours, too */
	if (impact < BK_IMPACT_SILENT && !change->old.width_bits != !change->new.width_bits)
		impact = BK_IMPACT_SILENT;
	if (impact < BK_IMPACT_RELOCATED && change->what & (BK_MEMBER_MOVED | BK_MEMBER_RESIZED))
		impact = BK_IMPACT_RELOCATED;
	return impact;
}
