// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Relocates objects, marks what they go through, and writes that. */
#include "btfkit/minimize/minimize.h"

#include "btfkit/corerelo/relocator.h"
#include "btfkit/minimize/minimal_write.h"

static struct bk_error *build(struct bk_minimal *minimal, struct bk_relocator *relocator,
			      struct bk_marks *marks, const struct bk_object *const *objects)
{
	const struct bk_graph *root = marks->graph;

	for (size_t i = 0; i < minimal->object_count; i++)
		BK_TRY(bk_relocate_watched(relocator, objects[i], bk_marks_keep, marks,
					   &minimal->relocated[i]));
	while (root->base)
		root = root->base;
	return bk_minimal_write(marks, root->swapped, &minimal->btf, &minimal->size,
				&minimal->types);
}

struct bk_error *bk_minimal_create(struct bk_relocator *relocator, const struct bk_graph *graph,
				   const struct bk_object *const *objects, size_t count,
				   struct bk_minimal **result)
{
	BK_AUTO(bk_minimal_auto) struct bk_minimal *minimal = calloc(1, sizeof(*minimal));
	BK_AUTO(bk_marks_deinit) struct bk_marks marks = { 0 };

	*result = NULL;
	if (!minimal)
		return bk_error_memory();
	minimal->relocated = calloc(count + 1, sizeof(struct bk_relocated *));
	if (!minimal->relocated)
		return bk_error_memory();
	minimal->object_count = count;
	BK_TRY(bk_marks_init(&marks, graph));
	BK_TRY(build(minimal, relocator, &marks, objects));
	*result = minimal;
	minimal = NULL;
	return NULL;
}

void bk_minimal_destroy(struct bk_minimal *minimal)
{
	if (!minimal)
		return;
	for (size_t i = 0; minimal->relocated && i < minimal->object_count; i++)
		bk_relocated_destroy(minimal->relocated[i]);
	free(minimal->relocated);
	free(minimal->btf);
	free(minimal);
}
