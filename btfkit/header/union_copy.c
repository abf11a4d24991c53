// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Types get new ids when they are first asked for, and are copied later, from a queue: so it does not
 * matter how they refer to each other.
 */
#include "btfkit/header/union.h"

uint32_t bk_kernels_add_type(struct bk_kernels *ks)
{
	if (!bk_array_push(&ks->types, (struct bk_new_type){ .name = "" }))
		return 0;
	return (uint32_t)ks->types.count - 1;
}

/* The variant of an entity that stands for a kernel's type. */
static uint32_t variant_of(const struct bk_kernels *ks, const struct bk_entity *entity,
			   struct bk_origin o)
{
	for (uint32_t at = entity->plain.next; o.flavored && at; at = ks->variants.at[at - 1].next)
		if (ks->variants.at[at - 1].kernels >> o.kernel & 1)
			return ks->variants.at[at - 1].new_id;
	return entity->plain.new_id;
}

uint32_t bk_kernels_convert(struct bk_kernels *ks, struct bk_origin o)
{
	struct bk_kernel *k = &ks->list[o.kernel];
	uint32_t *new_id;

	o.id = bk_identity_of(k->identity, o.id);
	if (!o.id)
		return 0;
	if (k->entities[o.id])
		return variant_of(ks, &ks->entities.at[k->entities[o.id] - 1], o);
	new_id = &k->new_ids[o.flavored][o.id];
	if (!*new_id) {
		*new_id = bk_kernels_add_type(ks);
		if (!*new_id || !bk_array_push(&ks->queue, o))
			ks->encoder.failed = true;
	}
	return *new_id;
}

bool bk_kernels_put_record(struct bk_kernels *ks, struct bk_union_record *record, uint32_t new_id)
{
	ks->types.at[new_id].record = record;
	record->new_id = new_id;
	for (struct bk_union_member *m = record->first; m; m = m->next) {
		if (!m->inner) {
			m->type_id = bk_kernels_convert(ks, m->type);
			continue;
		}
		m->type_id = bk_kernels_add_type(ks);
		m->inner->all = record->all;
		if (!m->type_id || !bk_kernels_put_record(ks, m->inner, m->type_id))
			return false;
	}
	return true;
}

static void put_tail(struct bk_kernels *ks, uint32_t word)
{
	if (!bk_array_push(&ks->tails, word))
		ks->encoder.failed = true;
}

static void put_parameters(struct bk_kernels *ks, const struct bk_type *t, struct bk_origin o)
{
	const struct bk_graph *graph = ks->list[o.kernel].graph;

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		const char *name = bk_graph_string(graph, bk_params(t)[n].name_off);

		put_tail(ks, bk_encoder_string(&ks->encoder, name));
		put_tail(ks, bk_kernels_convert(ks, (struct bk_origin){ o.kernel,
									bk_params(t)[n].type_id,
									o.flavored }));
	}
}

static void put_array(struct bk_kernels *ks, const struct bk_type *t, struct bk_origin o)
{
	struct bk_array array = *bk_array_info(t);

	o.id = array.elem_type;
	put_tail(ks, bk_kernels_convert(ks, o));
	o.id = array.index_type;
	put_tail(ks, bk_kernels_convert(ks, o));
	put_tail(ks, array.nelems);
}

static struct bk_error *copy(struct bk_kernels *ks, struct bk_origin o)
{
	const struct bk_kernel *k = &ks->list[o.kernel];
	const struct bk_type *t = bk_origin_type(ks, o);
	uint32_t new_id = k->new_ids[o.flavored][o.id];
	struct bk_new_type new = { .name = bk_graph_name(k->graph, t),
				   .info = t->info,
				   .size_or_type = t->size,
				   .tail_at = ks->tails.count };

	if (bk_kind_is_record(bk_kind(t))) {
		struct bk_union_record *record = bk_union_record_create(ks, o, "");

		if (record)
			record->all = 1u << o.kernel;
		return record && bk_kernels_put_record(ks, record, new_id) ? NULL
									   : bk_error_memory();
	}
	if (bk_kind(t) >= BK_KIND_COUNT)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "%s: type %u is of kind %u, which btfkit does not know: it "
				       "cannot be put together with other sources' types",
				       k->source->told, o.id, bk_kind(t));
	if (bk_kind_table[bk_kind(t)].refers)
		new.size_or_type = bk_kernels_convert(
			ks, (struct bk_origin){ o.kernel, t->type_id, o.flavored });
	if (bk_kind_is_enum(bk_kind(t))) {
		const struct bk_variant as_it_is = { .kernel = o.kernel, .new_id = new_id };

		return bk_kernels_put_enum(ks, o, &as_it_is) ? NULL : bk_error_memory();
	}
	if (bk_kind(t) == BK_KIND_INT)
		put_tail(ks, bk_int_word(t));
	else if (bk_kind(t) == BK_KIND_ARRAY)
		put_array(ks, t, o);
	else if (bk_kind(t) == BK_KIND_FUNC_PROTO)
		put_parameters(ks, t, o);
	new.tail_words = ks->tails.count - new.tail_at;
	new.align_log2 = k->records.align_log2[o.id];
	ks->types.at[new_id] = new;
	return NULL;
}

struct bk_error *bk_kernels_copy_rest(struct bk_kernels *ks)
{
	while (ks->queue.count)
		BK_TRY(copy(ks, ks->queue.at[--ks->queue.count]));
	return ks->encoder.failed ? bk_error_memory() : NULL;
}
