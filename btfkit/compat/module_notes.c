// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Telling for what an object needs which module, and which has to be loaded. */
#include "btfkit/compat/module_notes.h"

#include "btfkit/graph/essential.h"

#include <string.h>

/* How much of a module is named. */
enum { MOST_NAMED = 6 };

struct noting {
	struct bk_compat_answer *answer;
	const struct bk_module_set *modules;
	struct has {
		struct bk_arena names; /* those it has been noted for */
		struct bk_strmap known;
		struct bk_sink text;
		uint32_t count;
	} * has;	    /* of each module */
	const char **names; /* of each: the answer's copy; NULL: nothing of it is needed */
};

static void noting_deinit(struct noting *noting)
{
	for (size_t i = 0; noting->has && i < noting->modules->list.count; i++) {
		bk_arena_deinit(&noting->has[i].names);
		bk_strmap_deinit(&noting->has[i].known);
		bk_sink_deinit(&noting->has[i].text);
	}
	free(noting->has);
	free(noting->names);
}

static struct bk_error *noting_init(struct noting *noting)
{
	const size_t count = noting->modules->list.count;

	noting->has = calloc(count + 1, sizeof(*noting->has));
	noting->names = calloc(count + 1, sizeof(*noting->names));
	if (!noting->has || !noting->names)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++)
		bk_sink_init_memory(&noting->has[i].text, 1 << 20);
	return NULL;
}

/* Notes that the module of a type is needed for something, and tells its name. */
static struct bk_error *note(struct noting *noting, uint32_t id, const char *what, const char *name,
			     size_t size, const char **module)
{
	const struct bk_module *found = bk_module_set_find(noting->modules, id);
	const size_t index = (size_t)(found - noting->modules->list.at);
	struct has *has = &noting->has[index];
	bool failed = false, is_new;
	char *kept;

	if (!noting->names[index])
		noting->names[index] = bk_compat_copy(noting->answer, found->name, &failed);
	kept = bk_arena_copy(&has->names, name, size);
	if (failed || !kept || !bk_strmap_insert(&has->known, kept, 0, &is_new))
		return bk_error_memory();
	*module = noting->names[index];
	if (!is_new || has->count++ >= MOST_NAMED)
		return NULL;
	bk_puts(&has->text, has->count > 1 ? ", " : "");
	bk_puts(&has->text, what);
	bk_puts(&has->text, *what ? " " : "");
	bk_puts(&has->text, kept);
	return NULL;
}

static const char *kind_word(enum bk_kind kind)
{
	switch (kind) {
	case BK_KIND_STRUCT:
		return "struct";
	case BK_KIND_UNION:
		return "union";
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return "enum";
	default:
		return "";
	}
}

static struct bk_error *note_relocations(struct noting *noting, struct bk_compat_result *result,
					 const struct bk_relocated *relocated,
					 const struct bk_object *object)
{
	for (size_t i = 0; i < result->relocations.count; i++) {
		const struct bk_relo_result *relo = &relocated->results[i];
		const struct bk_type *root =
			bk_graph_type(object->graph, object->relocations.at[i].type_id);
		const char *name = bk_graph_name(object->graph, root);

		if (relo->graph != noting->modules->graph || relo->status != BK_RELO_RESOLVED)
			continue;
		BK_TRY(note(noting, relo->root_id, kind_word(bk_kind(root)), name,
			    bk_essential_size(name), &result->relocations.at[i].module));
	}
	return NULL;
}

static struct bk_error *note_needs(struct noting *noting, struct bk_compat_result *result,
				   const struct bk_needs *needs)
{
	size_t attach = 0, requires = 0;

	for (size_t i = 0; i < needs->rows.count; i++) {
		const struct bk_need *row = &needs->rows.at[i];
		const bool is_target = row->kind == BK_NEED_TARGET;
		struct bk_compat_need *need = is_target ? &result->attach.at[attach++]
							: &result->requires.at[requires ++];

		if (row->found.id && row->found.graph == noting->modules->graph &&
		    row->found.id >= row->found.graph->first_id)
			BK_TRY(note(noting, row->found.id,
				    is_target ? "target" : bk_need_kind_name(row->kind), row->name,
				    strlen(row->name), &need->module));
	}
	return NULL;
}

static struct bk_error *list(struct noting *noting, struct bk_compat_result *result)
{
	for (size_t i = 0; i < noting->modules->list.count; i++) {
		struct has *has = &noting->has[i];
		struct bk_compat_module module = {
			.name = noting->names[i],
			.is_loaded = noting->modules->list.at[i].is_loaded,
		};

		if (!module.name)
			continue;
		if (has->count > MOST_NAMED)
			bk_printf(&has->text, " and %u more", has->count - MOST_NAMED);
		BK_TRY(bk_sink_finish(&has->text));
		module.has = bk_arena_copy(&noting->answer->arena, has->text.start,
					   (size_t)(has->text.at - has->text.start));
		if (!module.has || !bk_array_push(&result->modules, module))
			return bk_error_memory();
	}
	return NULL;
}

struct bk_error *
bk_compat_note_modules(struct bk_compat_answer *answer, struct bk_compat_result *result,
		       const struct bk_module_set *modules, const struct bk_relocated *relocated,
		       const struct bk_needs *needs, const struct bk_object *object)
{
	BK_AUTO(noting_deinit) struct noting noting = { .answer = answer, .modules = modules };

	BK_TRY(noting_init(&noting));
	BK_TRY(note_relocations(&noting, result, relocated, object));
	BK_TRY(note_needs(&noting, result, needs));
	return list(&noting, result);
}
