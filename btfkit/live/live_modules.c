// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reads modules' BTF, and remembers which of them has what name. */
#include "btfkit/live/live_modules.h"

#include "btfkit/graph/ids.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int is_module(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, "vmlinux") != 0;
}

static struct bk_error *read_module(struct bk_live_modules *modules, const char *path,
				    const char *name, const struct bk_graph *kernel)
{
	struct bk_live_module module = { .name = strdup(name) };
	struct bk_error *error;

	if (!module.name)
		return bk_error_memory();
	error = bk_file_init(&module.file, path);
	if (!error) {
		error = bk_graph_create(module.file.bytes, kernel, &module.graph);
		if (!error && bk_array_push(&modules->all, module))
			return NULL;
		bk_graph_destroy(module.graph);
		bk_file_deinit(&module.file);
		if (!error)
			error = bk_error_memory();
	}
	free(module.name);
	return error;
}

static struct bk_error *read_all(struct bk_live_modules *modules, const char *directory,
				 struct dirent **entries, int count, const struct bk_graph *kernel)
{
	for (int i = 0; i < count; i++) {
		BK_AUTOFREE char *path = NULL;
		struct bk_error *error;

		if (asprintf(&path, "%s/%s", directory, entries[i]->d_name) < 0) {
			path = NULL;
			return bk_error_memory();
		}
		error = read_module(modules, path, entries[i]->d_name, kernel);
		if (error && bk_error_code(error) == BK_ERR_SYSTEM && access(path, F_OK) != 0) {
			bk_error_destroy(error); /* it was unloaded */
			continue;
		}
		BK_TRY(bk_error_in(error, "%s", path));
	}
	return NULL;
}

/* ---- who has which name ---- */

static bool add_bearer(struct bk_live_modules *modules, uint32_t module, const char *name)
{
	struct bk_live_bearer bearer = { .module = module, .next = BK_NO_BEARER };
	uint32_t number = (uint32_t)modules->bearers.count;
	bool inserted = false;
	uint32_t *first = bk_strmap_insert(&modules->by_name, name, number, &inserted);

	if (!first)
		return false;
	if (!inserted) {
		uint32_t last = *first;

		while (modules->bearers.at[last].next != BK_NO_BEARER)
			last = modules->bearers.at[last].next;
		if (modules->bearers.at[last].module == module)
			return true;
		modules->bearers.at[last].next = number;
	}
	return bk_array_push(&modules->bearers, bearer);
}

static bool index_module(struct bk_live_modules *modules, uint32_t index)
{
	static const enum bk_kind kinds[] = { BK_KIND_STRUCT, BK_KIND_UNION,   BK_KIND_ENUM,
					      BK_KIND_ENUM64, BK_KIND_TYPEDEF, BK_KIND_FUNC };
	const struct bk_graph *graph = modules->all.at[index].graph;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const uint32_t *ids;
		uint32_t count = bk_own_ids(graph, kinds[i], &ids);

		for (uint32_t n = 0; n < count; n++) {
			const char *name = bk_graph_name(graph, bk_graph_type(graph, ids[n]));

			if (*name && !add_bearer(modules, index, name))
				return false;
		}
	}
	return true;
}

struct bk_error *bk_live_modules_init(struct bk_live_modules *modules, const char *directory,
				      const struct bk_graph *kernel)
{
	struct dirent **entries;
	struct bk_error *error;
	int count;

	*modules = (struct bk_live_modules){ 0 };
	count = scandir(directory, &entries, is_module, alphasort);
	if (count < 0)
		return errno == ENOENT ? NULL : bk_error_system(errno, "%s", directory);
	error = read_all(modules, directory, entries, count, kernel);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	for (uint32_t i = 0; i < modules->all.count && !error; i++)
		if (!index_module(modules, i))
			error = bk_error_memory();
	if (error)
		bk_live_modules_deinit(modules);
	return error;
}

/* The reason counts of the first module that has the name. */
struct bk_error *bk_live_modules_find(const struct bk_live_modules *modules,
				      const struct bk_expression *expression,
				      struct bk_expression_place *place,
				      const struct bk_live_module **module)
{
	const uint32_t *first = bk_strmap_find(&modules->by_name, expression->name);
	struct bk_error *why = NULL;

	*module = NULL;
	for (uint32_t i = first ? *first : BK_NO_BEARER; i != BK_NO_BEARER;
	     i = modules->bearers.at[i].next) {
		const struct bk_live_module *bearer =
			&modules->all.at[modules->bearers.at[i].module];
		struct bk_error *error = bk_expression_find(expression, bearer->graph, place);

		if (!error) {
			bk_error_destroy(why);
			*module = bearer;
			return NULL;
		}
		if (why)
			bk_error_destroy(error);
		else
			why = bk_error_in(error, "module %s", bearer->name);
	}
	return why;
}

void bk_live_modules_deinit(struct bk_live_modules *modules)
{
	for (size_t i = 0; i < modules->all.count; i++) {
		bk_graph_destroy(modules->all.at[i].graph);
		bk_file_deinit(&modules->all.at[i].file);
		free(modules->all.at[i].name);
	}
	bk_array_deinit(&modules->all);
	bk_array_deinit(&modules->bearers);
	bk_strmap_deinit(&modules->by_name);
	*modules = (struct bk_live_modules){ 0 };
}
