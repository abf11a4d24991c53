// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Raw dumps as text. This is the hot path of `btfkit dump`: no printf, one pass. */
#include "btfkit/render/render.h"
#include "btfkit/render/spelling.h"

#include <stdio.h>

/*
 * Text is put together behind a pointer into the sink's buffer, for which room is made once a line:
 * no line has more than LINE bytes beside its names.
 */
enum { LINE = 256 };

/* A string literal, whose length the compiler knows. */
#define PUT(at, literal) bk_append(at, "" literal, sizeof(literal) - 1)

/* A literal and a number. */
#define PUT_NUMBER(at, literal, value) bk_format_u64(PUT(at, literal), value)

/* Longer names get room of their own. */
enum { LONGEST_NAME = 4096 };

/* 'name', with room left for what follows on its line. */
static inline char *put_name(struct bk_sink *sink, char *at, const char *name)
{
	size_t size = strlen(name);

	if (__builtin_expect(size > LONGEST_NAME, 0)) {
		*at++ = '\'';
		sink->at = at;
		bk_put(sink, name, size);
		at = bk_sink_reserve(sink, LINE);
		*at++ = '\'';
		return at;
	}
	*at++ = '\'';
	at = bk_append(at, name, size);
	*at++ = '\'';
	return at;
}

static inline char *begin_line(struct bk_sink *sink)
{
	return bk_sink_reserve(sink, LINE + LONGEST_NAME);
}

static char *put_int(char *at, const struct bk_type *t)
{
	at = PUT_NUMBER(at, " size=", t->size);
	at = PUT_NUMBER(at, " bits_offset=", bk_int_bits_offset(t));
	at = PUT_NUMBER(at, " nr_bits=", bk_int_bits(t));
	return stpcpy(PUT(at, " encoding="), bk_spell_encoding(bk_int_encoding(t)));
}

static char *put_size_and_vlen(char *at, const struct bk_type *t)
{
	at = PUT_NUMBER(at, " size=", t->size);
	return PUT_NUMBER(at, " vlen=", bk_vlen(t));
}

static char *put_record(struct bk_sink *sink, char *at, const struct bk_graph *graph,
			const struct bk_type *t)
{
	const struct bk_member *m = bk_members(t), *end = m + bk_vlen(t);

	at = put_size_and_vlen(at, t);
	for (; m < end; m++) {
		sink->at = at;
		at = PUT(begin_line(sink), "\n\t");
		at = put_name(sink, at, bk_spell_name(graph, m->name_off));
		at = PUT_NUMBER(at, " type_id=", m->type_id);
		at = PUT_NUMBER(at, " bits_offset=", bk_member_offset_bits(t, m));
		if (bk_member_bitfield_bits(t, m))
			at = PUT_NUMBER(at, " bitfield_size=", bk_member_bitfield_bits(t, m));
	}
	return at;
}

static char *put_value(char *at, const struct bk_type *t, int64_t value)
{
	bool is_negative = bk_kind_flag(t) && value < 0;

	at = PUT(at, " val=");
	if (is_negative)
		*at++ = '-';
	at = bk_format_u64(at, is_negative ? -(uint64_t)value : (uint64_t)value);
	if (bk_kind(t) == BK_KIND_ENUM64)
		at = stpcpy(at, bk_kind_flag(t) ? "LL" : "ULL");
	return at;
}

static char *put_enum(struct bk_sink *sink, char *at, const struct bk_graph *graph,
		      const struct bk_type *t)
{
	at = stpcpy(PUT(at, " encoding="), bk_spell_sign(t));
	at = put_size_and_vlen(at, t);
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		sink->at = at;
		at = PUT(begin_line(sink), "\n\t");
		at = put_name(sink, at, bk_spell_name(graph, bk_enum_name_off(t, n)));
		at = put_value(at, t, bk_enum_value(t, n));
	}
	return at;
}

static char *put_proto(struct bk_sink *sink, char *at, const struct bk_graph *graph,
		       const struct bk_type *t)
{
	const struct bk_param *p = bk_params(t), *end = p + bk_vlen(t);

	at = PUT_NUMBER(at, " ret_type_id=", t->type_id);
	at = PUT_NUMBER(at, " vlen=", bk_vlen(t));
	for (; p < end; p++) {
		sink->at = at;
		at = PUT(begin_line(sink), "\n\t");
		at = put_name(sink, at, bk_spell_name(graph, p->name_off));
		at = PUT_NUMBER(at, " type_id=", p->type_id);
	}
	return at;
}

static char *put_section(struct bk_sink *sink, char *at, const struct bk_graph *graph,
			 const struct bk_type *t)
{
	const struct bk_secinfo *s = bk_secinfos(t), *end = s + bk_vlen(t);

	at = put_size_and_vlen(at, t);
	for (; s < end; s++) {
		const struct bk_type *held = bk_graph_type(graph, s->type_id);

		sink->at = at;
		at = PUT_NUMBER(begin_line(sink), "\n\ttype_id=", s->type_id);
		at = PUT_NUMBER(at, " offset=", s->offset);
		at = PUT_NUMBER(at, " size=", s->size);
		at = stpcpy(PUT(at, " ("), bk_kind_name(bk_kind(held)));
		*at++ = ' ';
		at = put_name(sink, at, bk_spell_name(graph, held->name_off));
		*at++ = ')';
	}
	return at;
}

static char *put_details(struct bk_sink *sink, char *at, const struct bk_graph *graph,
			 const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_INT:
		return put_int(at, t);
	case BK_KIND_PTR:
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPEDEF:
	case BK_KIND_TYPE_TAG:
		return PUT_NUMBER(at, " type_id=", t->type_id);
	case BK_KIND_ARRAY:
		at = PUT_NUMBER(at, " type_id=", bk_array_info(t)->elem_type);
		at = PUT_NUMBER(at, " index_type_id=", bk_array_info(t)->index_type);
		return PUT_NUMBER(at, " nr_elems=", bk_array_info(t)->nelems);
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		return put_record(sink, at, graph, t);
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return put_enum(sink, at, graph, t);
	case BK_KIND_FWD:
		return stpcpy(PUT(at, " fwd_kind="), bk_spell_fwd_kind(t));
	case BK_KIND_FUNC:
		at = PUT_NUMBER(at, " type_id=", t->type_id);
		return stpcpy(PUT(at, " linkage="), bk_spell_linkage(bk_vlen(t)));
	case BK_KIND_FUNC_PROTO:
		return put_proto(sink, at, graph, t);
	case BK_KIND_VAR: /* the comma is bpftool's */
		at = PUT_NUMBER(at, " type_id=", t->type_id);
		return stpcpy(PUT(at, ", linkage="), bk_spell_linkage(bk_var_linkage(t)));
	case BK_KIND_DATASEC:
		return put_section(sink, at, graph, t);
	case BK_KIND_FLOAT:
		return PUT_NUMBER(at, " size=", t->size);
	case BK_KIND_DECL_TAG:
		at = PUT_NUMBER(at, " type_id=", t->type_id);
		return at + sprintf(at, " component_idx=%d", bk_decl_tag_component(t));
	default: /* known from the layout section only; JSON says what its record says */
		return at;
	}
}

void bk_render_dump_raw(struct bk_sink *sink, const struct bk_graph *graph,
			const struct bk_selection *selection)
{
	for (uint32_t id = graph->first_id; id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);
		char *at;

		if (selection && !bk_selection_has(selection, graph, id))
			continue;
		at = PUT_NUMBER(begin_line(sink), "[", id);
		at = stpcpy(PUT(at, "] "), bk_kind_name(bk_kind(t)));
		*at++ = ' ';
		at = put_name(sink, at, bk_spell_name(graph, t->name_off));
		at = put_details(sink, at, graph, t);
		*at++ = '\n';
		sink->at = at;
	}
}
