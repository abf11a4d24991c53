// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* From several kernels to one graph: what they have, in which ways it is written, and who has it. */
#include "btfkit/header/union.h"

#include "btfkit/cgen/enum.h"
#include "btfkit/header/parts.h"

#include <stdio.h>

/* ---- what there is ---- */

static bool is_forward(const struct bk_type *t)
{
	return bk_kind(t) == BK_KIND_FWD || (bk_kind_is_enum(bk_kind(t)) && !bk_vlen(t));
}

/* The entity of a name, which is made where there is none. NULL without memory. */
static struct bk_entity *find_entity(struct bk_kernels *ks, enum bk_name_space space,
				     const char *name, uint32_t *number)
{
	bool inserted;
	uint32_t *at =
		bk_strmap_insert(&ks->index[space], name, (uint32_t)ks->entities.count, &inserted);
	struct bk_entity new = { .name = name, .space = space, .ids_at = (uint32_t)ks->ids.count };

	if (!at)
		return NULL;
	*number = *at;
	if (!inserted)
		return &ks->entities.at[*at];
	for (uint32_t k = 0; k < ks->count; k++)
		if (!bk_array_push(&ks->ids, 0))
			return NULL;
	return bk_array_push(&ks->entities, new) ? &ks->entities.at[*number] : NULL;
}

static bool note_entity(struct bk_kernels *ks, uint32_t kernel, uint32_t id)
{
	struct bk_kernel *k = &ks->list[kernel];
	const struct bk_type *t = bk_graph_type(k->graph, id);
	enum bk_name_space space = bk_name_space_of(bk_kind(t));
	const char *name = bk_identity_name(k->identity, id);
	struct bk_entity *entity;
	uint32_t number;

	if (bk_identity_of(k->identity, id) != id)
		return true;
	if (!*name && bk_kind_is_enum(bk_kind(t)) && bk_vlen(t)) {
		space = BK_SPACE_NONE;
		name = bk_graph_string(k->graph, bk_enum_name_off(t, 0));
	}
	if (!*name || (bk_kind(t) == BK_KIND_TYPEDEF && bk_typedef_is_builtin(k->graph, t)))
		return true;
	entity = find_entity(ks, space, name, &number);
	if (!entity)
		return false;
	if (is_forward(t)) {
		if (!entity->forward) {
			entity->forward = id;
			entity->forward_kernel = kernel;
		}
	} else if (!ks->ids.at[entity->ids_at + kernel]) {
		ks->ids.at[entity->ids_at + kernel] = id;
		entity->kernels |= 1u << kernel;
	} else {
		return true; /* a second enum with that first constant: it is copied as it is */
	}
	k->entities[id] = number + 1;
	return true;
}

static struct bk_error *open_kernel(struct bk_kernels *ks, uint32_t kernel)
{
	struct bk_kernel *k = &ks->list[kernel];

	k->entities = calloc(k->graph->count, sizeof(*k->entities));
	k->new_ids[0] = calloc(k->graph->count, sizeof(*k->new_ids[0]));
	k->new_ids[1] = calloc(k->graph->count, sizeof(*k->new_ids[1]));
	if (!k->entities || !k->new_ids[0] || !k->new_ids[1])
		return bk_error_memory();
	BK_TRY(bk_names_create_of(k->graph, BK_KINDS_IN_NAME_SPACES, &k->names));
	BK_TRY(bk_identity_create(k->graph, k->names, &k->identity));
	BK_TRY(bk_records_init(&k->records, k->graph, NULL));
	for (struct bk_ids ids = bk_ids_of(k->graph, BK_KINDS_IN_NAME_SPACES); bk_ids_next(&ids);)
		if (!note_entity(ks, kernel, ids.id))
			return bk_error_memory();
	return NULL;
}

/* ---- the ways in which it is written ---- */

const char *bk_kernels_flavor(struct bk_kernels *ks, const char *name, uint32_t kernel)
{
	const char *flavor = ks->list[kernel].source->name, *suffix = strstr(name, "___");
	size_t size = strlen(name) + strlen(flavor) + 5;
	char *text = bk_arena_alloc(ks->arena, size);

	if (!text || !*name)
		return text ? "" : NULL;
	/* CO-RE looks behind the last three underscores, so there are not more: slot___2_v6_1 */
	snprintf(text, size, "%s%s%s", name, suffix && suffix > name ? "_" : "___", flavor);
	return text;
}

static bool note_variant(struct bk_kernels *ks, struct bk_entity *entity, struct bk_variant variant,
			 const char *keyword, const char *name)
{
	struct bk_note_line line = { .told = bk_kernels_tell(ks, variant.kernels) };
	char *text = bk_arena_alloc(ks->arena, strlen(keyword) + strlen(name) + 1);

	variant.next = entity->plain.next;
	if (!line.told || !text || !bk_array_push(&ks->variants, variant))
		return false;
	sprintf(text, "%s%s", keyword, name);
	line.name = text;
	entity->plain.next = (uint32_t)ks->variants.count;
	return !*name || bk_array_push(&ks->merged->notes.lines, line);
}

bool bk_kernels_add_variants(struct bk_kernels *ks, struct bk_entity *entity, uint32_t others,
			     bool (*is_same)(struct bk_kernels *ks, struct bk_origin a,
					     struct bk_origin b),
			     const char *keyword)
{
	for (uint32_t k = 0; k < ks->count; k++) {
		struct bk_variant variant = { .kernel = k, .kernels = 1u << k };
		const char *name;

		if (!(others >> k & 1))
			continue;
		for (uint32_t l = k + 1; l < ks->count; l++)
			if (others >> l & 1 && is_same(ks, bk_entity_in(ks, entity, k, true),
						       bk_entity_in(ks, entity, l, true)))
				variant.kernels |= 1u << l;
		others &= ~variant.kernels;
		variant.new_id = bk_kernels_add_type(ks);
		name = *entity->name && entity->space != BK_SPACE_NONE
			       ? bk_kernels_flavor(ks, entity->name, k)
			       : "";
		if (!variant.new_id || !name || !note_variant(ks, entity, variant, keyword, name))
			return false;
		ks->types.at[variant.new_id].name = name;
	}
	return true;
}

static bool settle_record(struct bk_kernels *ks, struct bk_entity *entity, struct bk_origin first)
{
	struct bk_union_record *record = bk_union_record_create(ks, first, entity->name);
	bool is_union = bk_kind(bk_origin_type(ks, first)) == BK_KIND_UNION;
	uint32_t others = 0;

	if (!record)
		return false;
	for (uint32_t k = first.kernel + 1; k < ks->count; k++) {
		struct bk_origin o = bk_entity_in(ks, entity, k, false);
		bool differs = true;

		if (!o.id)
			continue;
		if (bk_kind_is_record(bk_kind(bk_origin_type(ks, o))) &&
		    !bk_union_record_add(ks, record, o, &differs))
			return false;
		others |= (uint32_t)differs << k;
	}
	record->all = entity->kernels;
	ks->types.at[entity->plain.new_id].record = record;
	return bk_kernels_add_variants(ks, entity, others, bk_kernels_same_record,
				       is_union ? "union " : "struct ");
}

static bool same_target(struct bk_kernels *ks, struct bk_origin a, struct bk_origin b)
{
	a.id = bk_origin_type(ks, a)->type_id;
	b.id = bk_origin_type(ks, b)->type_id;
	return bk_kernels_agree(ks, a, b);
}

/* The record without a name that a typedef is of; id 0: it is of something else. */
static struct bk_origin nameless_target(const struct bk_kernels *ks, struct bk_origin o)
{
	const struct bk_kernel *k = &ks->list[o.kernel];

	o.id = bk_identity_of(k->identity, bk_origin_type(ks, o)->type_id);
	if (!bk_kind_is_record(bk_graph_kind(k->graph, o.id)) ||
	    *bk_identity_name(k->identity, o.id))
		o.id = 0;
	return o;
}

static bool settle_typedef(struct bk_kernels *ks, struct bk_entity *entity, struct bk_origin first)
{
	struct bk_origin target = nameless_target(ks, first);
	struct bk_union_record *record = NULL;
	uint32_t others = 0;

	if (target.id) {
		record = bk_union_record_create(ks, target, "");
		if (!record)
			return false;
		record->all = entity->kernels;
	}
	for (uint32_t k = first.kernel + 1; k < ks->count; k++) {
		struct bk_origin o = bk_entity_in(ks, entity, k, false), inner;
		bool differs = true;

		if (!o.id)
			continue;
		inner = nameless_target(ks, o);
		if (!target.id && !inner.id)
			differs = !same_target(ks, first, o);
		else if (target.id && inner.id && !bk_union_record_add(ks, record, inner, &differs))
			return false;
		others |= (uint32_t)differs << k;
	}
	entity->record = record;
	return bk_kernels_add_variants(ks, entity, others, same_target, "");
}

static bool settle_entity(struct bk_kernels *ks, struct bk_entity *entity)
{
	struct bk_origin first = { .id = 0 };
	enum bk_kind kind;

	for (uint32_t k = ks->count; k-- > 0;)
		if (ks->ids.at[entity->ids_at + k])
			first = bk_entity_in(ks, entity, k, false);
	if (!first.id)
		first = (struct bk_origin){ entity->forward_kernel, entity->forward, false };
	entity->plain = (struct bk_variant){ .kernels = entity->kernels,
					     .kernel = first.kernel,
					     .new_id = bk_kernels_add_type(ks) };
	if (!entity->plain.new_id)
		return false;
	ks->types.at[entity->plain.new_id].name =
		entity->space != BK_SPACE_NONE ? entity->name : "";
	kind = bk_kind(bk_origin_type(ks, first));
	if (!entity->kernels)
		return true;
	if (bk_kind_is_record(kind))
		return settle_record(ks, entity, first);
	return kind == BK_KIND_TYPEDEF ? settle_typedef(ks, entity, first)
				       : bk_kernels_settle_enum(ks, entity, first);
}

/* ---- and written ---- */

static bool fill_typedef(struct bk_kernels *ks, struct bk_origin o, struct bk_union_record *record,
			 uint32_t new_id)
{
	uint32_t inner;

	if (record) {
		inner = bk_kernels_add_type(ks);
		if (!inner || !bk_kernels_put_record(ks, record, inner))
			return false;
	} else {
		o.id = bk_origin_type(ks, o)->type_id;
		inner = bk_kernels_convert(ks, o);
	}
	ks->types.at[new_id].info = BK_KIND_INFO(BK_KIND_TYPEDEF, 0);
	ks->types.at[new_id].size_or_type = inner;
	return true;
}

static bool fill_variant(struct bk_kernels *ks, const struct bk_entity *entity,
			 const struct bk_variant *variant, bool flavored)
{
	struct bk_origin o = bk_entity_in(ks, entity, variant->kernel, flavored);
	struct bk_new_type *new = &ks->types.at[variant->new_id];
	enum bk_kind kind = bk_kind(bk_origin_type(ks, o));
	struct bk_union_record *record = new->record;

	if (variant->kernels != (1ull << ks->count) - 1) {
		new->remark = bk_kernels_tell(ks, variant->kernels);
		if (!new->remark)
			return false;
	}
	if (kind == BK_KIND_TYPEDEF)
		return fill_typedef(ks, o, flavored ? NULL : entity->record, variant->new_id);
	if (bk_kind_is_enum(kind))
		return !flavored || bk_kernels_put_enum(ks, o, variant);
	if (flavored) {
		record = bk_union_record_create(ks, o, new->name);
		if (record)
			record->all = variant->kernels;
	}
	return record && bk_kernels_put_record(ks, record, variant->new_id);
}

static bool fill_entity(struct bk_kernels *ks, const struct bk_entity *entity)
{
	bool ok = true;

	if (!entity->kernels) { /* nobody knows more than that there is such a type */
		struct bk_origin o = { entity->forward_kernel, entity->forward, false };
		const struct bk_type *t = bk_origin_type(ks, o);

		ks->types.at[entity->plain.new_id].info = t->info;
		ks->types.at[entity->plain.new_id].size_or_type = t->size;
		return true;
	}
	ok = fill_variant(ks, entity, &entity->plain, false);
	for (uint32_t at = entity->plain.next; at && ok; at = ks->variants.at[at - 1].next)
		ok = fill_variant(ks, entity, &ks->variants.at[at - 1], true);
	return ok;
}

/* The first type, which is never asked for, tells how long pointers are. */
static bool put_first_types(struct bk_kernels *ks)
{
	uint32_t size = ks->list[0].graph->pointer_size;

	if (!bk_array_push(&ks->types, (struct bk_new_type){ .name = "" }) ||
	    !bk_array_push(&ks->types, (struct bk_new_type){ .name = "unsigned long",
							     .info = BK_KIND_INFO(BK_KIND_INT, 0),
							     .size_or_type = size,
							     .tail_words = 1 }))
		return false;
	return bk_array_push(&ks->tails, 8 * size);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct bk_note_line *)a)->name,
		      ((const struct bk_note_line *)b)->name);
}

static struct bk_error *check_kernels(const struct bk_kernels *ks)
{
	for (uint32_t k = 1; k < ks->count; k++)
		if (ks->list[k].graph->pointer_size != ks->list[0].graph->pointer_size ||
		    ks->list[k].graph->swapped != ks->list[0].graph->swapped)
			return bk_error_create(BK_ERR_USAGE,
					       "kernels of different machines make no union: "
					       "%s and %s differ in pointers or byte order",
					       ks->list[0].source->told, ks->list[k].source->told);
	return NULL;
}

/* What the comment at the top says. False without memory. */
static bool put_intro(struct bk_kernels *ks)
{
	static const char format[] =
		" * Of the kernels %s: what only some of them have says which.\n"
		" * Types in which they differ, and types that hold such, may lie as in none of them: CO-RE\n"
		" * finds their members, but sizeof is not theirs. All others lie as in the kernels.\n";
	const char *all = bk_kernels_tell(ks, (uint32_t)((1ull << ks->count) - 1));
	size_t size = all ? sizeof(format) + strlen(all) : 0;
	char *intro = all ? bk_arena_alloc(ks->arena, size) : NULL;

	if (intro)
		snprintf(intro, size, format, all);
	ks->merged->notes.intro = intro;
	return intro;
}

/*
 * Records without a name are copied for each member that is of them, so nested ones can come to more
 * than any memory holds. A kernel has some hundred thousand members.
 */
enum { MOST_MEMBERS = 1 << 20 };

static struct bk_error *why_not_settled(const struct bk_kernels *ks)
{
	if (ks->members_left)
		return bk_error_memory();
	return bk_error_create(BK_ERR_UNSUPPORTED,
			       "types without a name are held too often for a header");
}

static struct bk_error *unite(struct bk_kernels *ks)
{
	struct bk_notes *notes = &ks->merged->notes;

	if (!put_intro(ks) || !put_first_types(ks))
		return bk_error_memory();
	for (uint32_t k = 0; k < ks->count; k++)
		BK_TRY(open_kernel(ks, k));
	BK_TRY(check_kernels(ks));
	ks->members_left = (uint64_t)MOST_MEMBERS * ks->count;
	for (size_t i = 0; i < ks->entities.count; i++)
		if (!settle_entity(ks, &ks->entities.at[i]))
			return why_not_settled(ks);
	for (size_t i = 0; i < ks->entities.count; i++)
		if (!fill_entity(ks, &ks->entities.at[i]))
			return why_not_settled(ks);
	BK_TRY(bk_kernels_add_functions(ks));
	BK_TRY(bk_kernels_copy_rest(ks));
	BK_TRY(bk_kernels_lay_out(ks));
	if (notes->lines.count)
		qsort(notes->lines.at, notes->lines.count, sizeof(*notes->lines.at), by_name);
	return bk_kernels_write(ks);
}

static int newest_first(const void *a, const void *b)
{
	return -strverscmp(((const struct bk_merge_source *)a)->told,
			   ((const struct bk_merge_source *)b)->told);
}

static void deinit(struct bk_kernels *ks)
{
	for (uint32_t k = 0; k < ks->count; k++) {
		bk_records_deinit(&ks->list[k].records);
		bk_identity_destroy(ks->list[k].identity);
		bk_names_destroy(ks->list[k].names);
		free(ks->list[k].entities);
		free(ks->list[k].new_ids[0]);
		free(ks->list[k].new_ids[1]);
	}
	bk_array_deinit(&ks->entities);
	bk_array_deinit(&ks->ids);
	bk_array_deinit(&ks->variants);
	bk_array_deinit(&ks->types);
	bk_array_deinit(&ks->tails);
	bk_array_deinit(&ks->queue);
	for (int space = 0; space < 3; space++)
		bk_strmap_deinit(&ks->index[space]);
	bk_encoder_deinit(&ks->encoder);
	free(ks);
}

struct bk_error *bk_merged_kernels(const struct bk_merge_source *list, size_t count,
				   struct bk_merged *merged)
{
	struct bk_merge_source sources[BK_MOST_KERNELS];
	struct bk_kernels *ks;
	struct bk_error *error;

	*merged = (struct bk_merged){ 0 };
	if (count > BK_MOST_KERNELS)
		return bk_error_create(BK_ERR_USAGE, "a union is of %d kernels at most, not of %zu",
				       BK_MOST_KERNELS, count);
	ks = calloc(1, sizeof(*ks));
	if (!ks)
		return bk_error_memory();
	memcpy(sources, list, count * sizeof(*list));
	qsort(sources, count, sizeof(*sources), newest_first);
	ks->count = (uint32_t)count;
	ks->merged = merged;
	ks->arena = &merged->notes.arena;
	for (uint32_t k = 0; k < ks->count; k++) {
		ks->list[k].source = &sources[k];
		ks->list[k].graph = sources[k].graph;
		ks->list[k].lacks_signs = bk_graph_lacks_signs(sources[k].graph);
	}
	error = unite(ks);
	deinit(ks);
	if (error)
		bk_merged_deinit(merged);
	return error;
}
