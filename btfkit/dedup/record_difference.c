// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The first difference of two records, in words. */
#include "btfkit/dedup/record_difference.h"

#include "btfkit/dedup/record_words.h"
#include "btfkit/graph/type_name.h"

#include <stdio.h>
#include <string.h>

struct pair {
	struct bk_sink *sink;
	const struct bk_graph *graph;
	const struct bk_type *first, *second;
	struct bk_labels labels;
};

static bool put_numbers(const struct pair *p, const char *what, long long first, long long second)
{
	if (first == second)
		return false;
	bk_printf(p->sink, "%s %lld in %s, %lld in %s", what, first, p->labels.first, second,
		  p->labels.second);
	return true;
}

static const char *name_at(const struct pair *p, uint32_t name_off)
{
	return name_off ? bk_graph_string(p->graph, name_off) : "(anon)";
}

/* The name of an element of either kind of record. */
static uint32_t element_name(const struct bk_type *t, uint32_t n)
{
	const uint32_t *record = (const uint32_t *)t;

	return record[bk_name_word(bk_words_of(record), n)];
}

static bool has_element(const struct pair *p, const struct bk_type *t, const char *name)
{
	for (uint32_t n = 0; n < bk_vlen(t); n++)
		if (strcmp(name_at(p, element_name(t, n)), name) == 0)
			return true;
	return false;
}

static void put_only(const struct pair *p, const char *what, const char *name, const char *in,
		     const char *not_in)
{
	bk_printf(p->sink, "%s '%s' is in %s, not in %s", what, name, in, not_in);
}

/* Elements whose names are not the same from some place on. */
static bool put_names(const struct pair *p, const char *what)
{
	uint32_t first = bk_vlen(p->first), second = bk_vlen(p->second);

	for (uint32_t n = 0; n < first || n < second; n++) {
		const char *a = n < first ? name_at(p, element_name(p->first, n)) : NULL;
		const char *b = n < second ? name_at(p, element_name(p->second, n)) : NULL;

		if (a && b && strcmp(a, b) == 0)
			continue;
		if (a && !has_element(p, p->second, a))
			put_only(p, what, a, p->labels.first, p->labels.second);
		else if (b && !has_element(p, p->first, b))
			put_only(p, what, b, p->labels.second, p->labels.first);
		else
			bk_printf(p->sink, "%s %u is '%s' in %s, '%s' in %s", what, n,
				  a ? a : "not there", p->labels.first, b ? b : "not there",
				  p->labels.second);
		return true;
	}
	return false;
}

static bool put_places(const struct pair *p)
{
	for (uint32_t n = 0; n < bk_vlen(p->first); n++) {
		const struct bk_member *a = bk_members(p->first) + n;
		const struct bk_member *b = bk_members(p->second) + n;
		char what[300];

		snprintf(what, sizeof(what), "member '%.250s' is at bit", name_at(p, a->name_off));
		if (put_numbers(p, what, bk_member_offset_bits(p->first, a),
				bk_member_offset_bits(p->second, b)))
			return true;
		snprintf(what, sizeof(what), "bits of member '%.250s':", name_at(p, a->name_off));
		if (put_numbers(p, what, bk_member_bitfield_bits(p->first, a),
				bk_member_bitfield_bits(p->second, b)))
			return true;
	}
	return false;
}

static bool put_values(const struct pair *p)
{
	for (uint32_t n = 0; n < bk_vlen(p->first); n++) {
		char what[300];

		snprintf(what, sizeof(what), "value '%.250s' is",
			 name_at(p, bk_enum_name_off(p->first, n)));
		if (put_numbers(p, what, bk_enum_value(p->first, n), bk_enum_value(p->second, n)))
			return true;
	}
	return false;
}

static bool put_records(const struct pair *p)
{
	return put_names(p, "member") || put_places(p) ||
	       put_numbers(p, "size", p->first->size, p->second->size) ||
	       put_numbers(p, "kind_flag", bk_kind_flag(p->first), bk_kind_flag(p->second));
}

static bool put_enums(const struct pair *p)
{
	return put_names(p, "value") ||
	       put_numbers(p, "signed", bk_kind_flag(p->first), bk_kind_flag(p->second)) ||
	       put_values(p) || put_numbers(p, "size", p->first->size, p->second->size);
}

static bool put_protos(const struct pair *p)
{
	return put_numbers(p, "parameters:", bk_vlen(p->first), bk_vlen(p->second)) ||
	       put_names(p, "parameter");
}

/* Two of the same kind and name. */
static bool put_contents(const struct pair *p)
{
	switch (bk_kind(p->first)) {
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		return put_records(p);
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return put_enums(p);
	case BK_KIND_FUNC_PROTO:
		return put_protos(p);
	case BK_KIND_ARRAY:
		return put_numbers(p, "elements:", bk_array_info(p->first)->nelems,
				   bk_array_info(p->second)->nelems);
	case BK_KIND_FUNC:
		return put_numbers(p, "linkage", bk_vlen(p->first), bk_vlen(p->second));
	case BK_KIND_INT:
		return put_numbers(p, "size", p->first->size, p->second->size) ||
		       put_numbers(p, "encoding and bits", bk_int_word(p->first),
				   bk_int_word(p->second));
	case BK_KIND_FLOAT:
		return put_numbers(p, "size", p->first->size, p->second->size);
	case BK_KIND_DECL_TAG:
		return put_numbers(p, "component", bk_decl_tag_component(p->first),
				   bk_decl_tag_component(p->second)) ||
		       put_numbers(p, "kind_flag", bk_kind_flag(p->first), bk_kind_flag(p->second));
	default:
		return put_numbers(p, "kind_flag", bk_kind_flag(p->first), bk_kind_flag(p->second));
	}
}

/* "struct page", "a declaration of struct page", "function f". */
static void put_type(const struct pair *p, uint32_t id)
{
	enum bk_kind kind = bk_kind(bk_graph_type(p->graph, id));

	if (kind == BK_KIND_FWD)
		bk_puts(p->sink, "a declaration of ");
	else if (kind == BK_KIND_FUNC || kind == BK_KIND_VAR)
		bk_puts(p->sink, kind == BK_KIND_VAR ? "variable " : "function ");
	bk_type_name(p->graph, id, p->sink);
}

bool bk_put_difference(struct bk_sink *sink, const struct bk_graph *graph, uint32_t first,
		       uint32_t second, struct bk_labels labels)
{
	struct pair p = { sink, graph, bk_graph_type(graph, first), bk_graph_type(graph, second),
			  labels };

	if (bk_kind(p.first) == bk_kind(p.second) &&
	    strcmp(bk_graph_name(graph, p.first), bk_graph_name(graph, p.second)) == 0)
		return put_contents(&p);
	bk_puts(sink, "is ");
	put_type(&p, first);
	bk_printf(sink, " in %s, ", labels.first);
	put_type(&p, second);
	bk_printf(sink, " in %s", labels.second);
	return true;
}
