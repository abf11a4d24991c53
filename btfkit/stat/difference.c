// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Two records are read side by side until they part; anonymous records are gone into. */
#include "btfkit/stat/difference.h"

#include "btfkit/graph/type_name.h"

#include <stdio.h>

enum { DEEPEST = 8 };

/* Descriptions of hostile types are long: so many bytes of them are looked at, then no more. */
static const size_t MOST_DESCRIBED = 16 << 20;

struct comparer {
	struct bk_digester *digester;
	const struct bk_graph *graph;
	struct bk_sink *sink;
	size_t described;
	bool failed; /* no memory */
};

static bool compare(struct comparer *c, uint32_t a, uint32_t b, int depth);

static const struct bk_type *type_of(const struct comparer *c, uint32_t id)
{
	return bk_graph_type(c->graph, id);
}

static bool is_same_name(const struct comparer *c, uint32_t a, uint32_t b)
{
	return a == b || strcmp(bk_graph_string(c->graph, a), bk_graph_string(c->graph, b)) == 0;
}

static bool has_same_digest(struct comparer *c, uint32_t a, uint32_t b)
{
	const struct bk_ambiguous *x = bk_digest_find(c->digester, a);
	const struct bk_ambiguous *y = bk_digest_find(c->digester, b);
	struct bk_digest p, q;

	if (x && y)
		return bk_digest_compare(x->digest, y->digest) == 0;
	if (c->described > MOST_DESCRIBED)
		return true;
	if (!bk_digest_type(c->digester, a, &p)) {
		c->failed = true;
		return true;
	}
	c->described += c->digester->buffer.count;
	if (!bk_digest_type(c->digester, b, &q)) {
		c->failed = true;
		return true;
	}
	c->described += c->digester->buffer.count;
	return bk_digest_compare(p, q) == 0;
}

/* Where two references part: past pointers, arrays and modifiers that are the same in both. */
static bool is_same_type(struct comparer *c, uint32_t *a, uint32_t *b)
{
	for (;;) {
		const struct bk_type *x, *y;
		enum bk_kind kind;

		*a = c->digester->canon[*a];
		*b = c->digester->canon[*b];
		if (*a == *b)
			return true;
		x = type_of(c, *a);
		y = type_of(c, *b);
		kind = bk_kind(x);
		if (kind != bk_kind(y) || bk_kind_flag(x) != bk_kind_flag(y) ||
		    !is_same_name(c, x->name_off, y->name_off))
			return false;
		if (kind == BK_KIND_ARRAY) {
			if (bk_array_info(x)->nelems != bk_array_info(y)->nelems)
				return false;
			*a = bk_array_info(x)->elem_type;
			*b = bk_array_info(y)->elem_type;
		} else if (kind == BK_KIND_PTR || bk_kind_is_modifier(kind)) {
			*a = x->type_id;
			*b = y->type_id;
		} else {
			return kind == BK_KIND_FWD || has_same_digest(c, *a, *b);
		}
	}
}

/* Puts `what`, then in what the types that are referred to differ, if they do. */
static bool compare_types(struct comparer *c, const char *what, uint32_t a, uint32_t b, int depth)
{
	uint32_t inner_a = a, inner_b = b;
	const struct bk_type *x, *y;

	if (is_same_type(c, &inner_a, &inner_b))
		return false;
	x = type_of(c, inner_a);
	y = type_of(c, inner_b);
	bk_puts(c->sink, what);
	if (bk_kind(x) == bk_kind(y) && is_same_name(c, x->name_off, y->name_off)) {
		if (*bk_graph_name(c->graph, x)) {
			bk_puts(c->sink, " is of two types named ");
			bk_type_name(c->graph, inner_a, c->sink);
			return true;
		}
		if (depth < DEEPEST && bk_kind(x) != BK_KIND_ARRAY) {
			bk_puts(c->sink, ": ");
			if (!compare(c, inner_a, inner_b, depth + 1))
				bk_puts(c->sink, "what it is made of");
			return true;
		}
	}
	bk_puts(c->sink, " is ");
	bk_type_name(c->graph, a, c->sink);
	bk_puts(c->sink, ", then ");
	bk_type_name(c->graph, b, c->sink);
	return true;
}

/* Two numbers that should be the same. */
static bool compare_numbers(struct comparer *c, const char *what, uint64_t a, uint64_t b)
{
	if (a == b)
		return false;
	bk_printf(c->sink, "%s %llu, then %llu", what, (unsigned long long)a,
		  (unsigned long long)b);
	return true;
}

/* The n-th of the members, values or parameters has another name; or only one type has so many. */
static bool compare_names(struct comparer *c, const char *what, uint32_t n, uint32_t a, uint32_t b)
{
	const char *x = bk_graph_string(c->graph, a), *y = bk_graph_string(c->graph, b);

	if (is_same_name(c, a, b))
		return false;
	bk_printf(c->sink, "%s %u is '%s', then '%s'", what, n + 1, *x ? x : "(anon)",
		  *y ? y : "(anon)");
	return true;
}

static bool compare_counts(struct comparer *c, const char *what, const struct bk_type *x,
			   const struct bk_type *y)
{
	if (bk_vlen(x) == bk_vlen(y))
		return false;
	bk_printf(c->sink, "%u %s%s, then %u", bk_vlen(x), what, bk_vlen(x) == 1 ? "" : "s",
		  bk_vlen(y));
	return true;
}

static uint32_t fewer(const struct bk_type *x, const struct bk_type *y)
{
	return bk_vlen(x) < bk_vlen(y) ? bk_vlen(x) : bk_vlen(y);
}

/* What a member, value or parameter is called in the text. */
static char *spell_element(struct comparer *c, const char *what, uint32_t n, uint32_t name_off)
{
	const char *name = bk_graph_string(c->graph, name_off);
	char *text;

	if ((*name ? asprintf(&text, "%s '%s'", what, name)
		   : asprintf(&text, "%s %u", what, n + 1)) < 0) {
		c->failed = true;
		return NULL;
	}
	return text;
}

static bool compare_member(struct comparer *c, const struct bk_type *x, const struct bk_type *y,
			   uint32_t n, int depth)
{
	const struct bk_member *m = bk_members(x) + n, *o = bk_members(y) + n;
	BK_AUTOFREE char *member = NULL;

	if (compare_names(c, "member", n, m->name_off, o->name_off))
		return true;
	if (m->offset == o->offset && m->type_id == o->type_id)
		return false; /* mostly */
	member = spell_element(c, "member", n, m->name_off);
	if (!member)
		return true;
	if (bk_member_offset_bits(x, m) != bk_member_offset_bits(y, o)) {
		bk_printf(c->sink, "%s at bit %u, then at bit %u", member,
			  bk_member_offset_bits(x, m), bk_member_offset_bits(y, o));
		return true;
	}
	if (bk_member_bitfield_bits(x, m) != bk_member_bitfield_bits(y, o)) {
		bk_printf(c->sink, "%s of %u bits, then of %u", member,
			  bk_member_bitfield_bits(x, m), bk_member_bitfield_bits(y, o));
		return true;
	}
	return compare_types(c, member, m->type_id, o->type_id, depth);
}

static bool compare_records(struct comparer *c, const struct bk_type *x, const struct bk_type *y,
			    int depth)
{
	if (compare_numbers(c, "size", x->size, y->size))
		return true;
	for (uint32_t n = 0; n < fewer(x, y); n++)
		if (compare_member(c, x, y, n, depth))
			return true;
	return compare_counts(c, "member", x, y);
}

static bool compare_enums(struct comparer *c, const struct bk_type *x, const struct bk_type *y)
{
	if (compare_numbers(c, "size", x->size, y->size))
		return true;
	for (uint32_t n = 0; n < fewer(x, y); n++) {
		int64_t a = bk_enum_value(x, n), b = bk_enum_value(y, n);

		if (compare_names(c, "value", n, bk_enum_name_off(x, n), bk_enum_name_off(y, n)))
			return true;
		if (a != b) {
			bk_printf(c->sink, "'%s' is %lld, then %lld",
				  bk_graph_string(c->graph, bk_enum_name_off(x, n)), (long long)a,
				  (long long)b);
			return true;
		}
	}
	return compare_counts(c, "value", x, y);
}

static bool compare_protos(struct comparer *c, const struct bk_type *x, const struct bk_type *y,
			   int depth)
{
	if (compare_counts(c, "parameter", x, y) ||
	    compare_types(c, "the result", x->type_id, y->type_id, depth))
		return true;
	for (uint32_t n = 0; n < fewer(x, y); n++) {
		const struct bk_param *p = bk_params(x) + n, *q = bk_params(y) + n;
		BK_AUTOFREE char *parameter = spell_element(c, "parameter", n, p->name_off);

		if (!parameter || compare_names(c, "parameter", n, p->name_off, q->name_off) ||
		    compare_types(c, parameter, p->type_id, q->type_id, depth))
			return true;
	}
	return false;
}

/* False: no difference was found, and nothing put. */
static bool compare(struct comparer *c, uint32_t a, uint32_t b, int depth)
{
	const struct bk_type *x = type_of(c, a), *y = type_of(c, b);

	switch (bk_kind(x)) {
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		return compare_records(c, x, y, depth);
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return compare_enums(c, x, y);
	case BK_KIND_TYPEDEF:
		return compare_types(c, "what it stands for", x->type_id, y->type_id, depth);
	case BK_KIND_FUNC_PROTO:
		return compare_protos(c, x, y, depth);
	case BK_KIND_FUNC:
		return compare_protos(c, type_of(c, x->type_id), type_of(c, y->type_id), depth) ||
		       compare_numbers(c, "linkage", bk_vlen(x), bk_vlen(y));
	case BK_KIND_INT:
		return compare_numbers(c, "size", x->size, y->size) ||
		       compare_numbers(c, "encoding", bk_int_encoding(x), bk_int_encoding(y)) ||
		       compare_numbers(c, "bits", bk_int_bits(x), bk_int_bits(y)) ||
		       compare_numbers(c, "bit", bk_int_bits_offset(x), bk_int_bits_offset(y));
	case BK_KIND_FLOAT:
		return compare_numbers(c, "size", x->size, y->size);
	default:
		return false;
	}
}

struct bk_error *bk_difference_put(struct bk_digester *digester, uint32_t a, uint32_t b,
				   struct bk_sink *sink)
{
	struct comparer c = { .digester = digester, .graph = digester->graph, .sink = sink };
	const struct bk_type *x = type_of(&c, a), *y = type_of(&c, b);

	if (!compare(&c, a, b, 0))
		bk_puts(sink, bk_kind_flag(x) != bk_kind_flag(y) ? "the kind_flag"
								 : "what it is made of");
	return c.failed ? bk_error_memory() : NULL;
}
