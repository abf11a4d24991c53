// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The values of relocations, by their kinds. */
#include "btfkit/corerelo/value.h"

#include "btfkit/graph/type_size.h"

/* A field's place: bits from the root's start, and the bytes that a load of it takes. */
struct place {
	uint32_t offset_bits, width_bits; /* of the field */
	uint32_t offset_bytes, bytes;	  /* of the load */
};

/* The narrowest load of an aligned power of two that holds all of the bitfield. */
static enum bk_relo_cause place_bitfield(const struct bk_type *t, struct place *p)
{
	const enum bk_kind kind = bk_kind(t);

	p->bytes = kind < BK_KIND_COUNT && bk_kind_table[kind].sized ? t->size : 0;
	if (!p->bytes)
		return BK_CAUSE_SIZE;
	p->offset_bytes = p->offset_bits / 8 / p->bytes * p->bytes;
	while (p->offset_bits + p->width_bits - p->offset_bytes * 8 > p->bytes * 8) {
		if (p->bytes >= 8)
			return BK_CAUSE_BITFIELD;
		p->bytes *= 2;
		p->offset_bytes = p->offset_bits / 8 / p->bytes * p->bytes;
	}
	return BK_CAUSE_NONE;
}

static uint32_t left_shift(const struct place *p, bool is_big_endian)
{
	const uint32_t skipped = p->offset_bits - p->offset_bytes * 8;

	return is_big_endian ? (8 - p->bytes) * 8 + skipped : 64 - (skipped + p->width_bits);
}

static bool is_signed(const struct bk_type *t)
{
	if (bk_kind_is_enum(bk_kind(t)))
		return bk_kind_flag(t);
	return bk_kind(t) == BK_KIND_INT && bk_int_encoding(t) & BK_INT_SIGNED;
}

static enum bk_relo_cause value_of_element(const struct bk_spec *spec, uint32_t kind,
					   struct bk_value *value)
{
	value->field_id = spec->steps[spec->count - 1].type_id;
	if (kind != BK_RELO_FIELD_BYTE_OFFSET && kind != BK_RELO_FIELD_BYTE_SIZE)
		return BK_CAUSE_ELEMENT;
	if (!bk_spec_size(spec->graph, value->field_id, &value->bytes))
		return BK_CAUSE_SIZE;
	if (kind == BK_RELO_FIELD_BYTE_SIZE) {
		value->value = value->bytes;
		value->bytes = 0;
	} else {
		value->value = spec->offset_bits / 8;
	}
	return BK_CAUSE_NONE;
}

static enum bk_relo_cause place_member(const struct bk_spec *spec, struct bk_value *value,
				       struct place *p)
{
	const struct bk_step *step = spec->steps + spec->count - 1;
	const struct bk_type *t = bk_graph_type(spec->graph, step->type_id);
	const struct bk_member *m = bk_members(t) + step->index;

	value->field_id = bk_skip_typedefs(spec->graph, m->type_id);
	value->width_bits = bk_member_bitfield_bits(t, m);
	*p = (struct place){ .offset_bits = spec->offset_bits, .width_bits = value->width_bits };
	if (value->width_bits)
		return place_bitfield(bk_graph_type(spec->graph, value->field_id), p);
	if (!bk_spec_size(spec->graph, value->field_id, &p->bytes))
		return BK_CAUSE_SIZE;
	p->offset_bytes = p->offset_bits / 8;
	p->width_bits = p->bytes * 8;
	return BK_CAUSE_NONE;
}

static enum bk_relo_cause value_of_field(const struct bk_spec *spec, uint32_t kind,
					 bool is_big_endian, struct bk_value *value)
{
	enum bk_relo_cause cause;
	struct place p;

	if (!spec->steps[spec->count - 1].name)
		return value_of_element(spec, kind, value);
	cause = place_member(spec, value, &p);
	if (cause)
		return cause;
	value->is_certain = !value->width_bits;
	switch (kind) {
	case BK_RELO_FIELD_BYTE_OFFSET:
		value->value = p.offset_bytes;
		value->bytes = value->width_bits ? 0 : p.bytes;
		break;
	case BK_RELO_FIELD_BYTE_SIZE:
		value->value = p.bytes;
		break;
	case BK_RELO_FIELD_SIGNED:
		value->value = is_signed(bk_graph_type(spec->graph, value->field_id));
		value->is_certain = true;
		break;
	case BK_RELO_FIELD_LSHIFT_U64:
		value->value = left_shift(&p, is_big_endian);
		break;
	default:
		value->value = (uint32_t)(64 - p.width_bits);
		value->is_certain = true;
	}
	return BK_CAUSE_NONE;
}

/* Of 32 bits also where the enum is unsigned: libbpf widens them as they are, by sign. */
static uint64_t value_of_enumerator(const struct bk_spec *spec)
{
	const struct bk_type *t = bk_graph_type(spec->graph, spec->steps[0].type_id);
	const uint32_t index = spec->steps[0].index;

	if (bk_kind(t) == BK_KIND_ENUM64)
		return bk_enum64_value(bk_enum64s(t) + index);
	return (uint64_t)(int64_t)bk_enums(t)[index].value;
}

static enum bk_relo_cause value_of_type(const struct bk_spec *spec, uint32_t kind,
					struct bk_value *value)
{
	uint32_t bytes = 0;

	if (kind == BK_RELO_TYPE_SIZE && !bk_spec_size(spec->graph, spec->root_id, &bytes))
		return BK_CAUSE_SIZE;
	if (kind == BK_RELO_TYPE_SIZE)
		value->value = bytes;
	else if (kind == BK_RELO_TYPE_ID_TARGET || kind == BK_RELO_TYPE_ID_LOCAL)
		value->value = spec->root_id;
	else
		value->value = 1;
	/* linkers renumber types without a look at the instructions */
	value->is_certain = kind != BK_RELO_TYPE_ID_TARGET && kind != BK_RELO_TYPE_ID_LOCAL;
	return BK_CAUSE_NONE;
}

enum bk_relo_cause bk_value_of(const struct bk_spec *spec, uint32_t kind, bool is_big_endian,
			       struct bk_value *value)
{
	*value = (struct bk_value){ .is_certain = true };
	if (!spec) {
		value->is_poison = kind == BK_RELO_ENUMVAL_VALUE ||
				   (bk_relo_is_field(kind) && kind != BK_RELO_FIELD_EXISTS);
		return BK_CAUSE_NONE;
	}
	if (kind == BK_RELO_FIELD_EXISTS || kind == BK_RELO_ENUMVAL_EXISTS) {
		value->value = 1;
		return BK_CAUSE_NONE;
	}
	if (bk_relo_is_field(kind))
		return value_of_field(spec, kind, is_big_endian, value);
	if (bk_relo_is_type(kind))
		return value_of_type(spec, kind, value);
	value->value = value_of_enumerator(spec);
	return BK_CAUSE_NONE;
}
