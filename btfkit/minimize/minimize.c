// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Relocates objects, marks what they go through, and writes that. */
#include "btfkit/minimize/minimize.h"

#include "btfkit/corerelo/relocator.h"
#include "btfkit/minimize/minimal_write.h"

/* What is asked for, and of whom. */
struct request {
	struct bk_relocator *relocator;
	const struct bk_graph *graph;
	const struct bk_object *const *objects;
	const char *const *names; /* of the objects */
};

static void forget(struct bk_minimal *minimal)
{
	for (size_t i = 0; i < minimal->object_count; i++) {
		bk_relocated_destroy(minimal->relocated[i]);
		minimal->relocated[i] = NULL;
	}
	free(minimal->btf);
	minimal->btf = NULL;
}

static struct bk_error *build(struct bk_minimal *minimal, const struct request *request,
			      struct bk_marks *marks)
{
	const struct bk_graph *root = marks->graph;

	forget(minimal);
	for (size_t i = 0; i < minimal->object_count; i++)
		BK_TRY(bk_error_in(bk_relocate_watched(request->relocator, request->objects[i],
						       bk_marks_keep, marks,
						       &minimal->relocated[i]),
				   "%s", request->names[i]));
	while (root->base)
		root = root->base;
	return bk_minimal_write(marks, root->swapped, &minimal->btf, &minimal->size,
				&minimal->types);
}

static bool are_same(const struct bk_object *object, const struct bk_relocated *a,
		     const struct bk_relocated *b)
{
	for (size_t i = 0; i < object->relocations.count; i++) {
		const struct bk_relo_result *r = a->results + i, *s = b->results + i;
		const bool is_id = object->relocations.at[i].kind == BK_RELO_TYPE_ID_TARGET;

		if (r->status != s->status || r->new_bytes != s->new_bytes ||
		    (is_id ? !r->target != !s->target : r->target != s->target))
			return false;
	}
	return true;
}

/* Whether the objects come to the same with what was written. */
static struct bk_error *prove(const struct bk_minimal *minimal,
			      const struct bk_object *const *objects, bool *is_same)
{
	const struct bk_bytes bytes = { minimal->btf, minimal->size };
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
	BK_AUTO(bk_relocator_auto) struct bk_relocator *relocator = NULL;

	*is_same = true;
	if (!minimal->types)
		return NULL;
	BK_TRY(bk_error_in(bk_graph_create(bytes, NULL, &graph), "what was made of it"));
	BK_TRY(bk_relocator_create((const struct bk_graph *const *)&graph, 1, &relocator));
	for (size_t i = 0; i < minimal->object_count && *is_same; i++) {
		BK_AUTO(bk_relocated_auto) struct bk_relocated *relocated = NULL;

		BK_TRY(bk_relocate(relocator, objects[i], &relocated));
		*is_same = are_same(objects[i], minimal->relocated[i], relocated);
	}
	return NULL;
}

static struct bk_error *attempt(struct bk_minimal *minimal, const struct request *request,
				bool all_candidates, bool *is_same)
{
	BK_AUTO(bk_marks_deinit) struct bk_marks marks = { 0 };

	BK_TRY(bk_marks_init(&marks, request->graph, all_candidates));
	BK_TRY(build(minimal, request, &marks));
	return prove(minimal, request->objects, is_same);
}

/*
 * Where several types of a name match, and agree, one of them is enough; unless they disagree
 * elsewhere, or a later relocation matches another one of them, which the result shows.
 */
static struct bk_error *minimize(struct bk_minimal *minimal, const struct request *request)
{
	bool is_same;

	BK_TRY(attempt(minimal, request, false, &is_same));
	if (!is_same)
		BK_TRY(attempt(minimal, request, true, &is_same));
	if (is_same)
		return NULL;
	return bk_error_create(BK_ERR_UNSUPPORTED,
			       "no smaller BTF gives these relocations the same results");
}

struct bk_error *bk_minimal_create(struct bk_relocator *relocator, const struct bk_graph *graph,
				   const struct bk_object *const *objects, const char *const *names,
				   size_t count, struct bk_minimal **result)
{
	const struct request request = { relocator, graph, objects, names };
	struct bk_minimal *minimal = calloc(1, sizeof(*minimal));
	struct bk_error *error;

	*result = NULL;
	if (!minimal)
		return bk_error_memory();
	minimal->relocated = calloc(count + 1, sizeof(struct bk_relocated *));
	minimal->object_count = count;
	if (minimal->relocated)
		error = minimize(minimal, &request);
	else
		error = bk_error_memory();
	if (error)
		bk_minimal_destroy(minimal);
	else
		*result = minimal;
	return error;
}

void bk_minimal_destroy(struct bk_minimal *minimal)
{
	if (!minimal)
		return;
	if (minimal->relocated)
		forget(minimal);
	free(minimal->relocated);
	free(minimal);
}
