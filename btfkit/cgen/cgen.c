// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The generator: what it knows of a graph before it writes anything, and the names of types. */
#include "btfkit/cgen/cgen.h"

#include "btfkit/cgen/enum.h"
#include "btfkit/graph/type_size.h"

static void note_typedef_name(struct bk_cgen *cgen, const char *name)
{
	uint32_t bit = *name ? bk_filter_bit(name, strlen(name)) : 0;

	cgen->typedef_names[bit / 64] |= 1ull << bit % 64;
}

/* Typedef names come first in the name space they share with enumerators. */
static struct bk_error *reserve_typedef_names(struct bk_cgen *cgen)
{
	uint32_t names = 0;

	for (struct bk_ids ids = bk_ids_of(cgen->graph, BK_KINDS_ENUM); bk_ids_next(&ids);)
		names += bk_vlen(bk_graph_type(cgen->graph, ids.id));
	for (struct bk_ids ids = bk_ids_of(cgen->graph, 1u << BK_KIND_TYPEDEF); bk_ids_next(&ids);)
		names++;
	bk_strmap_reserve(&cgen->enumerators, names);
	for (struct bk_ids ids = bk_ids_of(cgen->graph, 1u << BK_KIND_TYPEDEF);
	     bk_ids_next(&ids);) {
		const char *name = bk_identity_name(cgen->identity, ids.id);
		bool inserted;

		note_typedef_name(cgen,
				  bk_graph_name(cgen->graph, bk_graph_type(cgen->graph, ids.id)));
		if (bk_identity_of(cgen->identity, ids.id) == ids.id &&
		    !bk_strmap_insert(&cgen->enumerators, name, ids.id, &inserted))
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *build(struct bk_cgen *cgen, const uint32_t *functions, size_t count,
			      const uint8_t *given_log2)
{
	cgen->defined = calloc(cgen->graph->count, sizeof(*cgen->defined));
	cgen->texts = calloc(cgen->graph->count, sizeof(*cgen->texts));
	bk_sink_init_memory(&cgen->text_pool, UINT32_MAX);
	if (!cgen->defined || !cgen->texts)
		return bk_error_memory();
	BK_TRY(bk_identity_create(cgen->graph, cgen->names, &cgen->identity));
	BK_TRY(bk_anon_init(&cgen->anon, cgen->graph, cgen->identity, functions, count));
	BK_TRY(bk_records_init(&cgen->records, cgen->graph, given_log2));
	return reserve_typedef_names(cgen);
}

struct bk_error *bk_cgen_create(const struct bk_graph *graph, const struct bk_names *names,
				const uint32_t *functions, size_t count, const uint8_t *given_log2,
				struct bk_cgen **result)
{
	struct bk_cgen *cgen = calloc(1, sizeof(*cgen));
	struct bk_error *error;

	*result = NULL;
	if (!cgen)
		return bk_error_memory();
	cgen->graph = graph;
	cgen->lacks_signs = bk_graph_lacks_signs(graph);
	cgen->names = names;
	error = build(cgen, functions, count, given_log2);
	if (error)
		bk_cgen_destroy(cgen);
	else
		*result = cgen;
	return error;
}

void bk_cgen_destroy(struct bk_cgen *cgen)
{
	if (!cgen)
		return;
	bk_identity_destroy(cgen->identity);
	bk_anon_deinit(&cgen->anon);
	bk_records_deinit(&cgen->records);
	bk_strmap_deinit(&cgen->enumerators);
	bk_strmap_deinit(&cgen->enumerator_numbers);
	bk_arena_deinit(&cgen->arena);
	bk_array_deinit(&cgen->chain);
	bk_sink_deinit(&cgen->text_pool);
	free(cgen->texts);
	free(cgen->defined);
	free(cgen);
}

bool bk_typedef_is_bool(const struct bk_cgen *cgen, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id), *target;

	if (strcmp(bk_graph_name(cgen->graph, t), "bool") != 0 ||
	    bk_identity_is_renamed(cgen->identity, id))
		return false;
	target = bk_graph_type(cgen->graph, bk_skip_typedefs(cgen->graph, t->type_id));
	return bk_kind(target) == BK_KIND_INT && target->size == 1 &&
	       (bk_int_encoding(target) & BK_INT_BOOL);
}

bool bk_cgen_is_elsewhere(const struct bk_cgen *cgen, uint32_t id)
{
	enum bk_name_space space = bk_name_space_of(bk_graph_kind(cgen->graph, id));
	const char *name;

	if (!cgen->elsewhere || space == BK_SPACE_NONE)
		return false;
	name = bk_identity_name(cgen->identity, id);
	return bk_strmap_find(
		space == BK_SPACE_TAGS ? &cgen->elsewhere->tags : &cgen->elsewhere->typedefs, name);
}

bool bk_cgen_is_definable(const struct bk_cgen *cgen, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);
	enum bk_kind kind = bk_kind(t);

	if (bk_identity_of(cgen->identity, id) != id || bk_cgen_is_elsewhere(cgen, id))
		return false;
	if (kind == BK_KIND_TYPEDEF)
		return !bk_typedef_is_builtin(cgen->graph, t);
	if (bk_kind_is_enum(kind) && !bk_vlen(t))
		return false;
	return (bk_kind_is_record(kind) || bk_kind_is_enum(kind)) &&
	       *bk_identity_name(cgen->identity, id);
}

static const char *keyword_of(const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_UNION:
		return "union ";
	case BK_KIND_FWD:
		return bk_kind_flag(t) ? "union " : "struct ";
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return "enum ";
	default:
		return "struct ";
	}
}

void bk_cgen_put_name(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	const struct bk_type *t;

	id = bk_identity_of(cgen->identity, id);
	if (cgen->anon.fate[id] == BK_ANON_TYPEDEF)
		id = cgen->anon.typedef_of[id];
	t = bk_graph_type(cgen->graph, id);
	if (bk_kind(t) != BK_KIND_TYPEDEF)
		bk_puts(sink, keyword_of(t));
	else if (bk_typedef_is_bool(cgen, id)) {
		bk_puts(sink, "bool");
		return;
	}
	bk_put_identifier(cgen, sink, bk_identity_name(cgen->identity, id));
}
