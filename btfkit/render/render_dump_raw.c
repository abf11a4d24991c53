// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Raw dumps as text. This is the hot path of `btfkit dump`: no printf, one pass. */
#include "btfkit/render/render.h"
#include "btfkit/render/spelling.h"

/* Puts a string literal. */
#define PUT(sink, literal) bk_put(sink, "" literal, sizeof(literal) - 1)

static void put_number(struct bk_sink *sink, const char *label, uint64_t value)
{
	bk_puts(sink, label);
	bk_put_u64(sink, value);
}

static void put_quoted(struct bk_sink *sink, const struct bk_graph *graph, uint32_t name_off)
{
	bk_putc(sink, '\'');
	bk_puts(sink, bk_spell_name(graph, name_off));
	bk_putc(sink, '\'');
}

static void put_int(struct bk_sink *sink, const struct bk_type *t)
{
	put_number(sink, " size=", t->size);
	put_number(sink, " bits_offset=", bk_int_bits_offset(t));
	put_number(sink, " nr_bits=", bk_int_bits(t));
	PUT(sink, " encoding=");
	bk_puts(sink, bk_spell_encoding(bk_int_encoding(t)));
}

static void put_record(struct bk_sink *sink, const struct bk_graph *graph, const struct bk_type *t)
{
	const struct bk_member *m = bk_members(t), *end = m + bk_vlen(t);

	put_number(sink, " size=", t->size);
	put_number(sink, " vlen=", bk_vlen(t));
	for (; m < end; m++) {
		PUT(sink, "\n\t");
		put_quoted(sink, graph, m->name_off);
		put_number(sink, " type_id=", m->type_id);
		put_number(sink, " bits_offset=", bk_member_offset_bits(t, m));
		if (bk_member_bitfield_bits(t, m))
			put_number(sink, " bitfield_size=", bk_member_bitfield_bits(t, m));
	}
}

static void put_enum(struct bk_sink *sink, const struct bk_graph *graph, const struct bk_type *t)
{
	PUT(sink, " encoding=");
	bk_puts(sink, bk_spell_sign(t));
	put_number(sink, " size=", t->size);
	put_number(sink, " vlen=", bk_vlen(t));
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		PUT(sink, "\n\t");
		put_quoted(sink, graph, bk_enum_name_off(t, n));
		PUT(sink, " val=");
		if (bk_kind_flag(t))
			bk_put_i64(sink, bk_enum_value(t, n));
		else
			bk_put_u64(sink, (uint64_t)bk_enum_value(t, n));
		if (bk_kind(t) == BK_KIND_ENUM64)
			bk_puts(sink, bk_kind_flag(t) ? "LL" : "ULL");
	}
}

static void put_proto(struct bk_sink *sink, const struct bk_graph *graph, const struct bk_type *t)
{
	const struct bk_param *p = bk_params(t), *end = p + bk_vlen(t);

	put_number(sink, " ret_type_id=", t->type_id);
	put_number(sink, " vlen=", bk_vlen(t));
	for (; p < end; p++) {
		PUT(sink, "\n\t");
		put_quoted(sink, graph, p->name_off);
		put_number(sink, " type_id=", p->type_id);
	}
}

static void put_section(struct bk_sink *sink, const struct bk_graph *graph, const struct bk_type *t)
{
	const struct bk_secinfo *s = bk_secinfos(t), *end = s + bk_vlen(t);

	put_number(sink, " size=", t->size);
	put_number(sink, " vlen=", bk_vlen(t));
	for (; s < end; s++) {
		const struct bk_type *held = bk_graph_type(graph, s->type_id);

		put_number(sink, "\n\ttype_id=", s->type_id);
		put_number(sink, " offset=", s->offset);
		put_number(sink, " size=", s->size);
		PUT(sink, " (");
		bk_puts(sink, bk_kind_name(bk_kind(held)));
		bk_putc(sink, ' ');
		put_quoted(sink, graph, held->name_off);
		bk_putc(sink, ')');
	}
}

static void put_details(struct bk_sink *sink, const struct bk_graph *graph, const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_INT:
		put_int(sink, t);
		break;
	case BK_KIND_PTR:
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPEDEF:
	case BK_KIND_TYPE_TAG:
		put_number(sink, " type_id=", t->type_id);
		break;
	case BK_KIND_ARRAY:
		put_number(sink, " type_id=", bk_array_info(t)->elem_type);
		put_number(sink, " index_type_id=", bk_array_info(t)->index_type);
		put_number(sink, " nr_elems=", bk_array_info(t)->nelems);
		break;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		put_record(sink, graph, t);
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		put_enum(sink, graph, t);
		break;
	case BK_KIND_FWD:
		PUT(sink, " fwd_kind=");
		bk_puts(sink, bk_spell_fwd_kind(t));
		break;
	case BK_KIND_FUNC:
		put_number(sink, " type_id=", t->type_id);
		PUT(sink, " linkage=");
		bk_puts(sink, bk_spell_linkage(bk_vlen(t)));
		break;
	case BK_KIND_FUNC_PROTO:
		put_proto(sink, graph, t);
		break;
	case BK_KIND_VAR: /* the comma is bpftool's */
		put_number(sink, " type_id=", t->type_id);
		PUT(sink, ", linkage=");
		bk_puts(sink, bk_spell_linkage(bk_var_linkage(t)));
		break;
	case BK_KIND_DATASEC:
		put_section(sink, graph, t);
		break;
	case BK_KIND_FLOAT:
		put_number(sink, " size=", t->size);
		break;
	case BK_KIND_DECL_TAG:
		put_number(sink, " type_id=", t->type_id);
		PUT(sink, " component_idx=");
		bk_put_i64(sink, bk_decl_tag_component(t));
		break;
	default: /* known from the layout section only */
		put_number(sink, " kind=", bk_kind(t));
		put_number(sink, " vlen=", bk_vlen(t));
		put_number(sink, " size_or_type_id=", t->size);
		break;
	}
}

void bk_render_dump_raw(struct bk_sink *sink, const struct bk_graph *graph,
			const struct bk_selection *selection)
{
	uint32_t first = graph->first_id;

	for (uint32_t id = first; id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (selection && !bk_selection_has(selection, graph, id))
			continue;
		bk_putc(sink, '[');
		bk_put_u64(sink, id);
		PUT(sink, "] ");
		bk_puts(sink, bk_kind_name(bk_kind(t)));
		bk_putc(sink, ' ');
		put_quoted(sink, graph, t->name_off);
		put_details(sink, graph, t);
		bk_putc(sink, '\n');
	}
}
