// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Puts the types of a base and of modules behind each other, has equal ones found and the others named,
 * and writes what is left as BTF of its own.
 */
#include "btfkit/header/modules.h"

#include "btfkit/format/encode.h"
#include "btfkit/format/header.h"
#include "btfkit/graph/words.h"
#include "btfkit/header/parts.h"

uint32_t bk_modules_origin(const struct bk_modules *modules, uint32_t id)
{
	size_t low = 0, high = modules->count;

	while (low < high) { /* how many begin at or before it */
		size_t middle = low + (high - low) / 2;

		if (modules->first_ids[middle] <= id)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low;
}

/* The bytes of a record; 0 of a kind that nobody knows. */
static size_t record_size(const struct bk_type *t)
{
	enum bk_kind kind = bk_kind(t);

	if (kind >= BK_KIND_COUNT)
		return 0;
	return sizeof(*t) + bk_kind_table[kind].tail_size +
	       (size_t)bk_kind_table[kind].elem_size * bk_vlen(t);
}

/* ---- all types behind each other ---- */

struct pile {
	BK_ARRAY(uint32_t) words;
	BK_ARRAY(char) strings;
	const struct bk_graph *graph;	 /* whose types are being added, */
	uint32_t id_shift, string_shift; /* and what to add to its own ids and names */
};

static void shift_name(void *context, uint32_t *name_off)
{
	const struct pile *pile = context;

	if (*name_off >= pile->graph->first_string)
		*name_off += pile->string_shift;
}

static void shift_id(void *context, uint32_t *id)
{
	const struct pile *pile = context;

	if (*id >= pile->graph->first_id)
		*id += pile->id_shift;
}

static struct bk_error *add_record(struct pile *pile, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(pile->graph, id);
	size_t words = record_size(t) / sizeof(uint32_t);
	uint32_t *copy;

	if (!words)
		return bk_error_create(
			BK_ERR_UNSUPPORTED,
			"type %u is of kind %u, which btfkit does not know: it cannot be "
			"put together with other sources' types",
			id, bk_kind(t));
	if (!bk_array_reserve(&pile->words, words))
		return bk_error_memory();
	copy = pile->words.at + pile->words.count;
	memcpy(copy, t, words * sizeof(uint32_t));
	pile->words.count += words;
	bk_record_visit((struct bk_type *)(void *)copy, shift_name, shift_id, pile);
	return NULL;
}

/* `next_id`: what its first type's is to be. */
static struct bk_error *add_graph(struct pile *pile, const struct bk_graph *graph,
				  uint32_t *next_id)
{
	struct bk_bytes strings = graph->strings;

	pile->graph = graph;
	pile->id_shift = *next_id - graph->first_id;
	pile->string_shift = (uint32_t)pile->strings.count - graph->first_string;
	if (pile->strings.count + strings.size > INT32_MAX)
		return bk_error_create(BK_ERR_UNSUPPORTED, "more than 2 GiB of names");
	if (!bk_array_reserve(&pile->strings, strings.size))
		return bk_error_memory();
	if (strings.size)
		memcpy(pile->strings.at + pile->strings.count, strings.data, strings.size);
	pile->strings.count += strings.size;
	for (uint32_t id = graph->first_id; id < graph->count; id++)
		BK_TRY(add_record(pile, id));
	*next_id += graph->count - graph->first_id;
	return NULL;
}

static struct bk_error *pile_up(struct bk_modules *modules, struct pile *pile)
{
	size_t types_size, size;
	uint32_t next_id = 1;
	uint8_t *bytes;

	BK_TRY(add_graph(pile, modules->base, &next_id));
	for (size_t i = 0; i < modules->count; i++) {
		modules->first_ids[i] = next_id;
		BK_TRY(bk_error_in(add_graph(pile, modules->list[i].graph, &next_id), "%s",
				   modules->list[i].name));
	}
	modules->first_ids[modules->count] = next_id;
	types_size = pile->words.count * sizeof(uint32_t);
	size = BK_BTF_HEADER_MIN + types_size + pile->strings.count;
	if (size > UINT32_MAX)
		return bk_error_create(BK_ERR_UNSUPPORTED, "more than 4 GiB of types");
	bytes = malloc(size);
	if (!bytes)
		return bk_error_memory();
	modules->bytes = (struct bk_bytes){ bytes, size };
	bk_btf_header_write(bytes, BK_BTF_HEADER_MIN, (uint32_t)types_size,
			    (uint32_t)pile->strings.count);
	if (types_size)
		memcpy(bytes + BK_BTF_HEADER_MIN, pile->words.at, types_size);
	if (pile->strings.count)
		memcpy(bytes + BK_BTF_HEADER_MIN + types_size, pile->strings.at,
		       pile->strings.count);
	return NULL;
}

static struct bk_error *make_pile(struct bk_modules *modules)
{
	struct pile pile = { 0 };
	struct bk_error *error = pile_up(modules, &pile);

	bk_array_deinit(&pile.words);
	bk_array_deinit(&pile.strings);
	return error;
}

/* ---- what is left ---- */

struct writer {
	struct bk_modules *modules;
	struct bk_encoder encoder;
	uint32_t *new_ids; /* by id; 0: not kept */
	BK_ARRAY(uint32_t) copy;
};

static bool is_kept(const struct bk_modules *modules, uint32_t id)
{
	switch (bk_graph_kind(modules->graph, id)) {
	case BK_KIND_VAR:
	case BK_KIND_DATASEC:
		return false;
	case BK_KIND_DECL_TAG:
		return bk_kfunc_tagged(modules->graph, id, "bpf_kfunc") ||
		       bk_kfunc_tagged(modules->graph, id, "bpf_fastcall");
	default:
		return modules->means[id] == id;
	}
}

static void encode_name(void *context, uint32_t *name_off)
{
	struct writer *w = context;
	const char *name = bk_graph_string(w->modules->graph, *name_off);

	*name_off = bk_encoder_string(&w->encoder, name);
}

static void encode_id(void *context, uint32_t *id)
{
	const struct writer *w = context;

	*id = w->new_ids[w->modules->means[*id]];
}

/* Constants that have their module's name behind theirs; `copy` is the record with encoded names. */
static void rename_enumerators(struct writer *w, uint32_t id, uint32_t *copy)
{
	const struct bk_type *t = bk_graph_type(w->modules->graph, id);
	size_t stride = bk_kind_table[bk_kind(t)].elem_size / sizeof(uint32_t);
	size_t at = sizeof(*t) / sizeof(uint32_t);

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++, at += stride) {
		const char *name = bk_modules_enumerator(w->modules, id, n);

		if (name)
			copy[at] = bk_encoder_string(&w->encoder, name);
	}
}

static bool put_type(struct writer *w, uint32_t id)
{
	const struct bk_modules *modules = w->modules;
	const struct bk_type *t = bk_graph_type(modules->graph, id);
	size_t words = record_size(t) / sizeof(uint32_t);
	const char *name = modules->new_names[id];

	w->copy.count = 0;
	if (!bk_array_reserve(&w->copy, words) || !w->copy.at)
		return false;
	memcpy(w->copy.at, t, words * sizeof(uint32_t));
	bk_record_visit((struct bk_type *)(void *)w->copy.at, encode_name, encode_id, w);
	if (bk_kind_is_enum(bk_kind(t)) && bk_modules_origin(modules, id))
		rename_enumerators(w, id, w->copy.at);
	(void)bk_encoder_type(&w->encoder, name ? name : bk_graph_name(modules->graph, t), t->info,
			      w->copy.at[2]);
	for (size_t i = sizeof(*t) / sizeof(uint32_t); i < words; i++)
		bk_encoder_word(&w->encoder, w->copy.at[i]);
	return true;
}

static struct bk_error *write_all(struct writer *w, struct bk_merged *merged)
{
	const struct bk_modules *modules = w->modules;
	uint32_t count = 0;

	w->new_ids = calloc(modules->graph->count, sizeof(*w->new_ids));
	if (!w->new_ids)
		return bk_error_memory();
	for (uint32_t id = 1; id < modules->graph->count; id++)
		if (is_kept(modules, id))
			w->new_ids[id] = ++count;
	for (uint32_t id = 1; id < modules->graph->count; id++)
		if (w->new_ids[id] && !put_type(w, id))
			return bk_error_memory();
	BK_TRY(bk_encoder_finish(&w->encoder, &merged->bytes));
	return bk_graph_create(merged->bytes, NULL, &merged->graph);
}

static struct bk_error *write_merged(struct bk_modules *modules, struct bk_merged *merged)
{
	struct writer w = { .modules = modules };
	struct bk_error *error = write_all(&w, merged);

	bk_encoder_deinit(&w.encoder);
	bk_array_deinit(&w.copy);
	free(w.new_ids);
	return error;
}

static int by_name(const void *a, const void *b)
{
	const struct bk_merge_source *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static struct bk_error *merge(struct bk_modules *modules, const struct bk_merge_source *list,
			      struct bk_merged *merged)
{
	modules->list = calloc(modules->count + 1, sizeof(*modules->list));
	modules->first_ids = calloc(modules->count + 1, sizeof(*modules->first_ids));
	if (!modules->list || !modules->first_ids)
		return bk_error_memory();
	memcpy(modules->list, list, modules->count * sizeof(*list));
	qsort(modules->list, modules->count, sizeof(*list), by_name);
	BK_TRY(make_pile(modules));
	BK_TRY(bk_graph_create(modules->bytes, NULL, &modules->graph));
	if (!modules->graph)
		return bk_error_memory();
	modules->means = calloc(modules->graph->count, sizeof(*modules->means));
	modules->new_names = calloc(modules->graph->count, sizeof(*modules->new_names));
	if (!modules->means || !modules->new_names)
		return bk_error_memory();
	BK_TRY(bk_modules_settle(modules));
	return write_merged(modules, merged);
}

struct bk_error *bk_merged_modules(const struct bk_graph *base, const struct bk_merge_source *list,
				   size_t count, struct bk_merged *merged)
{
	struct bk_modules modules = { .base = base, .count = count, .notes = &merged->notes };
	struct bk_error *error;

	*merged = (struct bk_merged){ 0 };
	error = merge(&modules, list, merged);
	bk_graph_destroy(modules.graph);
	free((void *)(uintptr_t)modules.bytes.data);
	free(modules.list);
	free(modules.first_ids);
	free(modules.means);
	free(modules.new_names);
	bk_strmap_deinit(&modules.enumerators);
	bk_strmap_deinit(&modules.taken);
	if (error)
		bk_merged_deinit(merged);
	return error;
}
