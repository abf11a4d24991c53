// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Raw dumps as JSON: keys and spellings as `bpftool -j btf dump` has them, and kind_flag. */
#include "btfkit/base/json.h"
#include "btfkit/render/render.h"
#include "btfkit/render/spelling.h"

static void put_int(struct bk_json *json, const struct bk_type *t)
{
	bk_json_field_u64(json, "size", t->size);
	bk_json_field_u64(json, "bits_offset", bk_int_bits_offset(t));
	bk_json_field_u64(json, "nr_bits", bk_int_bits(t));
	bk_json_field_string(json, "encoding", bk_spell_encoding(bk_int_encoding(t)));
}

static void put_record(struct bk_json *json, const struct bk_graph *graph, const struct bk_type *t)
{
	const struct bk_member *m = bk_members(t), *end = m + bk_vlen(t);

	bk_json_field_u64(json, "size", t->size);
	bk_json_field_u64(json, "vlen", bk_vlen(t));
	bk_json_field_open(json, "members", '[');
	for (; m < end; m++) {
		bk_json_open(json, '{');
		bk_json_field_string(json, "name", bk_spell_name(graph, m->name_off));
		bk_json_field_u64(json, "type_id", m->type_id);
		bk_json_field_u64(json, "bits_offset", bk_member_offset_bits(t, m));
		if (bk_member_bitfield_bits(t, m))
			bk_json_field_u64(json, "bitfield_size", bk_member_bitfield_bits(t, m));
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void put_enum(struct bk_json *json, const struct bk_graph *graph, const struct bk_type *t)
{
	bk_json_field_string(json, "encoding", bk_spell_sign(t));
	bk_json_field_u64(json, "size", t->size);
	bk_json_field_u64(json, "vlen", bk_vlen(t));
	bk_json_field_open(json, "values", '[');
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		bk_json_open(json, '{');
		bk_json_field_string(json, "name", bk_spell_name(graph, bk_enum_name_off(t, n)));
		bk_json_key(json, "val");
		if (bk_kind_flag(t))
			bk_json_i64(json, bk_enum_value(t, n));
		else
			bk_json_u64(json, (uint64_t)bk_enum_value(t, n));
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void put_proto(struct bk_json *json, const struct bk_graph *graph, const struct bk_type *t)
{
	const struct bk_param *p = bk_params(t), *end = p + bk_vlen(t);

	bk_json_field_u64(json, "ret_type_id", t->type_id);
	bk_json_field_u64(json, "vlen", bk_vlen(t));
	bk_json_field_open(json, "params", '[');
	for (; p < end; p++) {
		bk_json_open(json, '{');
		bk_json_field_string(json, "name", bk_spell_name(graph, p->name_off));
		bk_json_field_u64(json, "type_id", p->type_id);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void put_section(struct bk_json *json, const struct bk_type *t)
{
	const struct bk_secinfo *s = bk_secinfos(t), *end = s + bk_vlen(t);

	bk_json_field_u64(json, "size", t->size);
	bk_json_field_u64(json, "vlen", bk_vlen(t));
	bk_json_field_open(json, "vars", '[');
	for (; s < end; s++) {
		bk_json_open(json, '{');
		bk_json_field_u64(json, "type_id", s->type_id);
		bk_json_field_u64(json, "offset", s->offset);
		bk_json_field_u64(json, "size", s->size);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void put_details(struct bk_json *json, const struct bk_graph *graph, const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_INT:
		put_int(json, t);
		break;
	case BK_KIND_PTR:
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPEDEF:
	case BK_KIND_TYPE_TAG:
		bk_json_field_u64(json, "type_id", t->type_id);
		break;
	case BK_KIND_ARRAY:
		bk_json_field_u64(json, "type_id", bk_array_info(t)->elem_type);
		bk_json_field_u64(json, "index_type_id", bk_array_info(t)->index_type);
		bk_json_field_u64(json, "nr_elems", bk_array_info(t)->nelems);
		break;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		put_record(json, graph, t);
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		put_enum(json, graph, t);
		break;
	case BK_KIND_FWD:
		bk_json_field_string(json, "fwd_kind", bk_spell_fwd_kind(t));
		break;
	case BK_KIND_FUNC:
		bk_json_field_u64(json, "type_id", t->type_id);
		bk_json_field_string(json, "linkage", bk_spell_linkage(bk_vlen(t)));
		break;
	case BK_KIND_FUNC_PROTO:
		put_proto(json, graph, t);
		break;
	case BK_KIND_VAR:
		bk_json_field_u64(json, "type_id", t->type_id);
		bk_json_field_string(json, "linkage", bk_spell_linkage(bk_var_linkage(t)));
		break;
	case BK_KIND_DATASEC:
		put_section(json, t);
		break;
	case BK_KIND_FLOAT:
		bk_json_field_u64(json, "size", t->size);
		break;
	case BK_KIND_DECL_TAG:
		bk_json_field_u64(json, "type_id", t->type_id);
		bk_json_key(json, "component_idx");
		bk_json_i64(json, bk_decl_tag_component(t));
		break;
	default: /* known from the layout section only */
		bk_json_field_u64(json, "kind_number", bk_kind(t));
		bk_json_field_u64(json, "vlen", bk_vlen(t));
		bk_json_field_u64(json, "size_or_type_id", t->size);
		bk_json_field_bool(json, "kind_flag", bk_kind_flag(t));
		break;
	}
	if (bk_kind(t) < BK_KIND_COUNT && bk_kind_table[bk_kind(t)].flag_has_sense)
		bk_json_field_bool(json, "kind_flag", bk_kind_flag(t));
}

void bk_render_dump_json(struct bk_sink *sink, const struct bk_graph *graph,
			 const struct bk_selection *selection)
{
	struct bk_json json = { .sink = sink };

	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.dump/1");
	bk_json_field_open(&json, "types", '[');
	for (uint32_t id = graph->first_id; id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (selection && !bk_selection_has(selection, graph, id))
			continue;
		bk_json_open(&json, '{');
		bk_json_field_u64(&json, "id", id);
		bk_json_field_string(&json, "kind", bk_kind_name(bk_kind(t)));
		bk_json_field_string(&json, "name", bk_spell_name(graph, t->name_off));
		put_details(&json, graph, t);
		bk_json_close(&json, '}');
	}
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
