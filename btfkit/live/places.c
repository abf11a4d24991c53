// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Looks for expressions as loaders do: in the kernel proper, and what is not there in modules. */
#include "btfkit/live/places.h"

#include "btfkit/graph/ids.h"
#include "btfkit/graph/near.h"

#include <string.h>

struct finding {
	struct bk_probe *probe;
	const struct bk_graph *graph;
	const struct bk_names *names;
	struct bk_near near;
	bool is_complete;
	const char *directory;
	bool is_read; /* the modules are */
};

/* Whether the kernel proper has what an expression begins with: then modules do not matter. */
static bool has_root(const struct finding *f, const struct bk_expression *expression)
{
	uint32_t kinds = 1U << expression->root;

	if (expression->kind == BK_EXPRESSION_FUNC)
		return false; /* that is all there is of it */
	if (expression->root == BK_KIND_VOID)
		kinds = BK_KINDS_RECORD | 1U << BK_KIND_TYPEDEF;
	else if (expression->root == BK_KIND_ENUM)
		kinds = BK_KINDS_ENUM;
	for (uint32_t id = bk_names_first(f->names, expression->name); id;
	     id = bk_names_next(f->names, id)) {
		uint32_t kind = bk_graph_kind(f->graph, id);

		if (kind < BK_KIND_COUNT && kinds & 1U << kind)
			return true;
	}
	return false;
}

static struct bk_error *look_into_modules(struct finding *f, struct bk_probed *probed,
					  struct bk_error *why)
{
	struct bk_error *error = NULL;

	if (!f->directory || has_root(f, &probed->expression))
		return why;
	if (!f->is_read)
		error = bk_live_modules_init(&f->probe->modules, f->directory, f->graph);
	f->is_read = true;
	if (!error)
		error = bk_live_modules_find(&f->probe->modules, &probed->expression,
					     &probed->place, &probed->module);
	if (!error && !probed->module)
		return why;
	bk_error_destroy(why);
	return error;
}

/*
 * Of what no loader can be asked about, functions say, this is also what is predicted; all else is
 * relocated for that, see predict.c.
 */
static void note_place(struct bk_probed *probed)
{
	struct bk_witness *witness = &probed->witnesses[BK_WITNESS_PREDICTED];
	const struct bk_expression_place *place = &probed->place;

	witness->exists = true;
	witness->has_offset = place->has_offset;
	witness->has_size = place->has_size;
	witness->has_value = place->has_value;
	witness->is_bitfield = place->width_bits != 0;
	witness->offset_bits = place->offset_bits;
	witness->size_bits = place->size_bits;
	witness->value = place->value;
}

static struct bk_error *find_place(struct finding *f, struct bk_probed *probed)
{
	struct bk_error *error = bk_expression_find_named(
		&probed->expression, f->graph, f->is_complete ? f->names : NULL,
		f->is_complete ? &f->near : NULL, &probed->place);

	if (error && bk_error_code(error) == BK_ERR_NOT_FOUND)
		error = look_into_modules(f, probed, error);
	probed->witnesses[BK_WITNESS_PREDICTED].is_known = true;
	if (error) {
		if (bk_error_code(error) != BK_ERR_NOT_FOUND)
			return bk_error_in(error, "%s", probed->expression.text);
		probed->why = strdup(bk_error_text(error));
		bk_error_destroy(error);
		return probed->why ? NULL : bk_error_memory();
	}
	note_place(probed);
	return NULL;
}

struct bk_error *bk_places_find(struct bk_probe *probe, const struct bk_graph *graph,
				const struct bk_names *names, bool is_complete,
				const char *directory)
{
	struct finding f = { .probe = probe,
			     .graph = graph,
			     .names = names,
			     .is_complete = is_complete,
			     .directory = directory };

	struct bk_error *error = NULL;

	for (size_t i = 0; i < probe->results.count && !error; i++)
		error = find_place(&f, &probe->results.at[i]);
	bk_near_deinit(&f.near);
	return error;
}
