// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Distilling: three walks. The first finds what of the base is referred to, through everything but the
 * members of structs and unions with names: of those a distilled base has no more than name and size.
 * The second writes the distilled base and numbers all types anew, the third writes the split BTF.
 *
 * Types keep their order. What moves from the base into the split BTF stands behind the split BTF's
 * own types, so that those keep their places in it.
 */
#include "btfkit/dedup/distill.h"

#include "btfkit/base/array.h"
#include "btfkit/dedup/record_words.h"
#include "btfkit/format/encode.h"
#include "btfkit/format/header.h"
#include "btfkit/graph/words.h"

#include <string.h>

struct distiller {
	const struct bk_graph *split;
	uint8_t *is_used;	 /* by base id */
	BK_ARRAY(uint32_t) open; /* used ones whose references are not marked yet */
	uint32_t *new_ids;	 /* by id of split and base */
	uint32_t *order;	 /* the ids that the split BTF gets, in its order */
	uint32_t order_count;
	struct bk_encoder base; /* the distilled base */
	struct bk_encoder own;	/* the split BTF, with the strings that the base has not */
	bool failed;
};

/* Whether a type of the base stands in the distilled base. */
static bool is_distilled(const struct bk_graph *graph, uint32_t id)
{
	switch (bk_graph_kind(graph, id)) {
	case BK_KIND_INT:
	case BK_KIND_FLOAT:
	case BK_KIND_FWD:
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return bk_graph_type(graph, id)->name_off;
	default:
		return false;
	}
}

static void pass_over(void *context, uint32_t *word)
{
	(void)context;
	(void)word;
}

static void mark_id(void *context, uint32_t *id)
{
	struct distiller *d = context;

	if (!*id || *id >= bk_graph_first_id(d->split) || d->is_used[*id])
		return;
	d->is_used[*id] = 1;
	if (!is_distilled(d->split, *id) && !bk_array_push(&d->open, *id))
		d->failed = true;
}

/* Visitors may change words, so records come without const; these do not. */
static struct bk_type *record_of(const struct distiller *d, uint32_t id)
{
	return (struct bk_type *)(uintptr_t)bk_graph_type(d->split, id);
}

static struct bk_error *mark_used(struct distiller *d)
{
	for (uint32_t id = bk_graph_first_id(d->split); id < bk_graph_count(d->split); id++)
		bk_record_visit(record_of(d, id), pass_over, mark_id, d);
	while (d->open.count) {
		uint32_t id = d->open.at[--d->open.count];

		if (bk_graph_kind(d->split, id) >= BK_KIND_COUNT)
			return bk_error_create(BK_ERR_UNSUPPORTED,
					       "type %u of the base is of a kind that is not "
					       "known, so it cannot be written anew",
					       id);
		bk_record_visit(record_of(d, id), pass_over, mark_id, d);
	}
	return d->failed ? bk_error_memory() : NULL;
}

/* Name, kind and size are what a distilled type has; an enumeration is an ENUM, whatever it was. */
static void put_distilled(struct distiller *d, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(d->split, id);
	enum bk_kind kind = bk_kind(t);
	const char *name = bk_graph_name(d->split, t);
	uint32_t info = BK_KIND_INFO(kind, 0);

	if (kind == BK_KIND_ENUM64)
		info = BK_KIND_INFO(BK_KIND_ENUM, 0);
	if (kind == BK_KIND_FWD)
		info = t->info; /* its flag tells struct from union */
	d->new_ids[id] = bk_encoder_type(&d->base, name, info, t->size);
	if (kind == BK_KIND_INT)
		bk_encoder_word(&d->base, *(const uint32_t *)(t + 1));
}

/* For qsort_r(): by name, those without one first, else in the order they have. */
struct sorting {
	const struct bk_graph *graph;
	const uint32_t *places; /* by id */
};

static int by_name(const void *a, const void *b, void *context)
{
	const struct sorting *sorting = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int differs = strcmp(bk_graph_name(sorting->graph, bk_graph_type(sorting->graph, x)),
			     bk_graph_name(sorting->graph, bk_graph_type(sorting->graph, y)));

	return differs ? differs : sorting->places[x] < sorting->places[y] ? -1 : 1;
}

static void number_types(struct distiller *d, bool sort)
{
	struct sorting sorting = { d->split, d->new_ids };
	uint32_t first = bk_graph_first_id(d->split);

	for (uint32_t id = 1; id < first; id++)
		if (d->is_used[id] && is_distilled(d->split, id))
			put_distilled(d, id);
	for (uint32_t id = first; id < bk_graph_count(d->split); id++)
		d->order[d->order_count++] = id;
	for (uint32_t id = 1; id < first; id++)
		if (d->is_used[id] && !is_distilled(d->split, id))
			d->order[d->order_count++] = id;
	for (int sorted = 0; sorted <= (sort ? 1 : 0); sorted++) {
		for (uint32_t n = 0; n < d->order_count; n++)
			d->new_ids[d->order[n]] = d->base.count + 1 + n;
		if (sort && !sorted)
			qsort_r(d->order, d->order_count, sizeof(*d->order), by_name, &sorting);
	}
}

static void move_id(void *context, uint32_t *id)
{
	const struct distiller *d = context;

	*id = d->new_ids[*id];
}

/* Split BTF has no empty string in front, as its base has that. */
static void move_name(void *context, uint32_t *name_off)
{
	struct distiller *d = context;
	const char *name = bk_graph_string(d->split, *name_off);
	const uint32_t *in_base = bk_strmap_find(&d->base.offsets, name);

	if (!*name)
		*name_off = 0;
	else if (in_base)
		*name_off = *in_base;
	else
		*name_off = (uint32_t)d->base.strings.count + bk_encoder_string(&d->own, name) - 1;
}

static void put_record(struct distiller *d, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(d->split, id);
	size_t count = bk_word_count((const uint32_t *)t);

	if (!bk_array_reserve(&d->own.words, count)) {
		d->failed = true;
		return;
	}
	memcpy(d->own.words.at + d->own.words.count, t, 4 * count);
	bk_record_visit((void *)(d->own.words.at + d->own.words.count), move_name, move_id, d);
	d->own.words.count += count;
}

static struct bk_error *write_split(struct distiller *d, struct bk_bytes *bytes)
{
	size_t types, strings;
	uint8_t *to;

	(void)bk_encoder_string(&d->own, "");
	for (uint32_t n = 0; n < d->order_count; n++)
		put_record(d, d->order[n]);
	if (d->failed || d->own.failed)
		return bk_error_memory();
	types = 4 * d->own.words.count;
	strings = d->own.strings.count - 1;
	if (types + strings + d->base.strings.count > UINT32_MAX - BK_BTF_HEADER_MIN)
		return bk_error_create(BK_ERR_UNSUPPORTED, "the result has more than 4 GiB");
	bytes->size = BK_BTF_HEADER_MIN + types + strings;
	bytes->data = to = malloc(bytes->size);
	if (!to)
		return bk_error_memory();
	bk_btf_header_write(to, BK_BTF_HEADER_MIN, (uint32_t)types, (uint32_t)strings);
	if (types)
		memcpy(to + BK_BTF_HEADER_MIN, d->own.words.at, types);
	memcpy(to + BK_BTF_HEADER_MIN + types, d->own.strings.at + 1, strings);
	return NULL;
}

static struct bk_error *run(struct distiller *d, bool sort, struct bk_distilled *distilled)
{
	size_t count = (size_t)bk_graph_count(d->split) + 1;

	d->is_used = calloc(count, sizeof(*d->is_used));
	d->new_ids = calloc(count, sizeof(*d->new_ids));
	d->order = calloc(count, sizeof(*d->order));
	if (!d->is_used || !d->new_ids || !d->order)
		return bk_error_memory();
	BK_TRY(mark_used(d));
	number_types(d, sort);
	BK_TRY(bk_encoder_finish(&d->base, &distilled->base));
	return write_split(d, &distilled->split);
}

struct bk_error *bk_distill(const struct bk_graph *split, bool sort, struct bk_distilled *distilled)
{
	struct distiller d = { .split = split };
	struct bk_error *error;

	*distilled = (struct bk_distilled){ 0 };
	error = run(&d, sort, distilled);
	free(d.is_used);
	free(d.new_ids);
	free(d.order);
	bk_array_deinit(&d.open);
	bk_encoder_deinit(&d.base);
	bk_encoder_deinit(&d.own);
	if (error)
		bk_distilled_deinit(distilled);
	return error;
}

void bk_distilled_deinit(struct bk_distilled *distilled)
{
	free((void *)(uintptr_t)distilled->base.data);
	free((void *)(uintptr_t)distilled->split.data);
	*distilled = (struct bk_distilled){ 0 };
}
