// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Enumerations: the constants of all kernels, by name. */
#include "btfkit/header/union.h"

#include "btfkit/cgen/enum.h"

struct constant {
	const char *name;
	int64_t value;
	uint32_t kernels, others; /* who has it, and who has it with another value */
};

struct constants {
	BK_ARRAY(struct constant) list; /* in the order of the newest kernel, the others' between */
	struct bk_strmap index;
	bool is_signed;
};

static const char *name_at(const struct bk_kernels *ks, struct bk_origin o, uint32_t n)
{
	return bk_graph_string(ks->list[o.kernel].graph,
			       bk_enum_name_off(bk_origin_type(ks, o), n));
}

static struct bk_enum_sign sign_of(const struct bk_kernels *ks, struct bk_origin o)
{
	return bk_enum_sign_of(bk_origin_type(ks, o), ks->list[o.kernel].lacks_signs);
}

/* Puts a constant at a place; those behind it move. False without memory. */
static bool insert(struct constants *c, size_t at, struct constant new)
{
	bool inserted;

	if (!bk_array_reserve(&c->list, 1) || !c->list.at)
		return false;
	c->list.count++;
	memmove(&c->list.at[at + 1], &c->list.at[at],
		(c->list.count - 1 - at) * sizeof(*c->list.at));
	c->list.at[at] = new;
	if (at + 1 == c->list.count)
		return bk_strmap_insert(&c->index, new.name, (uint32_t)at, &inserted);
	for (size_t i = at; i < c->list.count; i++) {
		uint32_t *place = bk_strmap_insert(&c->index, c->list.at[i].name, 0, &inserted);

		if (!place)
			return false;
		*place = (uint32_t)i;
	}
	return true;
}

/* So many constants more than the newest kernel has are put between its own; others at the end. */
enum { MOST_BETWEEN = 256, MOST_CONSTANTS = 0xffffff };

static bool add_constants(struct bk_kernels *ks, struct constants *c, struct bk_origin o,
			  bool *differs)
{
	const struct bk_type *t = bk_origin_type(ks, o);
	const struct bk_enum_sign sign = sign_of(ks, o);
	uint32_t bit = 1u << o.kernel;
	size_t at = 0, added = 0;

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		const char *name = name_at(ks, o, n);
		const int64_t value = bk_enum_signed_value(t, n, sign);
		const uint32_t *place = bk_strmap_find(&c->index, name);
		struct constant *known = place ? &c->list.at[*place] : NULL;

		if (!known) {
			at = added++ < MOST_BETWEEN ? at : c->list.count;
			if (!insert(c, at++, (struct constant){ name, value, bit, 0 }))
				return false;
			continue;
		}
		at = *place + 1;
		if (known->value == value) {
			known->kernels |= bit;
			continue;
		}
		known->others |= bit;
		*differs = true;
	}
	return true;
}

/* Whether all its values are the same as signed and as unsigned ones. */
static bool has_no_sign(const struct bk_type *t)
{
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		int64_t value = bk_enum_value(t, n);

		if (value < 0 || (bk_kind(t) == BK_KIND_ENUM && value > INT32_MAX))
			return false;
	}
	return true;
}

/* Whether two are laid out alike; signs are made to fit where they can be. */
static bool is_alike(struct constants *c, const struct bk_type *first, const struct bk_type *t,
		     bool is_signed)
{
	if (bk_kind(first) != bk_kind(t) || first->size != t->size)
		return false;
	if (c->is_signed == is_signed)
		return true;
	if (c->is_signed)
		return has_no_sign(t);
	c->is_signed = has_no_sign(first);
	return c->is_signed;
}

static bool put_constants(struct bk_kernels *ks, const struct constants *c, const struct bk_type *t,
			  uint32_t new_id, uint32_t all)
{
	struct bk_new_type *new = &ks->types.at[new_id];
	size_t count = c->list.count;

	new->info = BK_KIND_INFO(bk_kind(t), (uint32_t)count) | (c->is_signed ? 1u << 31 : 0);
	new->size_or_type = t->size;
	new->tail_at = ks->tails.count;
	new->align_log2 = t->size ? (uint8_t)__builtin_ctz(t->size) : 0;
	new->part_remarks = bk_arena_alloc(ks->arena, (count + 1) * sizeof(*new->part_remarks));
	if (!new->part_remarks || count > MOST_CONSTANTS)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct constant *k = &c->list.at[i];

		if (!bk_array_push(&ks->tails, bk_encoder_string(&ks->encoder, k->name)) ||
		    !bk_array_push(&ks->tails, (uint32_t)k->value) ||
		    (bk_kind(t) == BK_KIND_ENUM64 &&
		     !bk_array_push(&ks->tails, (uint32_t)((uint64_t)k->value >> 32))) ||
		    !bk_kernels_remark(ks, k->kernels, k->others, all, &new->part_remarks[i]))
			return false;
	}
	new->tail_words = ks->tails.count - new->tail_at;
	return true;
}

static bool same_constants(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b)
{
	const struct bk_type *x = bk_origin_type(ks, a), *y = bk_origin_type(ks, b);

	const struct bk_enum_sign of_x = sign_of(ks, a), of_y = sign_of(ks, b);

	if (bk_kind(x) != bk_kind(y) || bk_vlen(x) != bk_vlen(y) || x->size != y->size ||
	    of_x.is_signed != of_y.is_signed)
		return false;
	for (uint32_t n = 0, vlen = bk_vlen(x); n < vlen; n++)
		if (bk_enum_signed_value(x, n, of_x) != bk_enum_signed_value(y, n, of_y) ||
		    strcmp(name_at(ks, a, n), name_at(ks, b, n)) != 0)
			return false;
	return true;
}

bool bk_kernels_settle_enum(struct bk_kernels *ks, struct bk_entity *entity, struct bk_origin first)
{
	const struct bk_type *t = bk_origin_type(ks, first);
	struct constants c = { .is_signed = sign_of(ks, first).is_signed };
	uint32_t others = 0;
	bool ok = true, differs = false;

	ok = add_constants(ks, &c, first, &differs);
	for (uint32_t k = first.kernel + 1; k < ks->count && ok; k++) {
		struct bk_origin o = bk_entity_in(ks, entity, k, false);

		if (!o.id)
			continue;
		differs = !bk_kind_is_enum(bk_kind(bk_origin_type(ks, o))) ||
			  !is_alike(&c, t, bk_origin_type(ks, o), sign_of(ks, o).is_signed);
		if (!differs)
			ok = add_constants(ks, &c, o, &differs);
		others |= (uint32_t)differs << k;
	}
	ok = ok && put_constants(ks, &c, t, entity->plain.new_id, entity->kernels);
	bk_array_deinit(&c.list);
	bk_strmap_deinit(&c.index);
	return ok && bk_kernels_add_variants(ks, entity, others, same_constants, "enum ");
}

bool bk_kernels_put_enum(struct bk_kernels *ks, struct bk_origin o,
			 const struct bk_variant *variant)
{
	const struct bk_type *t = bk_origin_type(ks, o);
	const struct bk_enum_sign sign = sign_of(ks, o);
	struct constants c = { .is_signed = sign.is_signed };
	bool ok = true, is_flavor = variant->kernels != 0;

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++) {
		struct constant new = { name_at(ks, o, n), bk_enum_signed_value(t, n, sign), 0, 0 };

		if (is_flavor)
			new.name = bk_kernels_flavor(ks, new.name, o.kernel);
		ok = new.name &&bk_array_push(&c.list, new);
	}
	ok = ok && put_constants(ks, &c, t, variant->new_id, 0);
	bk_array_deinit(&c.list);
	return ok;
}
