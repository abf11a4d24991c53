// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What vmlinux has not, and modules have, goes into the file as well. */
#include "btfkit/cli/min_modules.h"

static struct bk_error *find_missing(const struct bk_graph *kernel,
				     const struct bk_object *const *objects, size_t count,
				     struct bk_wanted *wanted)
{
	BK_AUTO(bk_relocator_auto) struct bk_relocator *relocator = NULL;

	BK_TRY(bk_relocator_create(&kernel, 1, &relocator));
	for (size_t i = 0; i < count; i++) {
		BK_AUTO(bk_relocated_auto) struct bk_relocated *relocated = NULL;
		bool is_urgent = false;

		BK_TRY(bk_relocate(relocator, objects[i], &relocated));
		BK_TRY(bk_compat_wants(wanted, objects[i], relocated, NULL, &is_urgent));
	}
	return NULL;
}

struct bk_error *bk_min_modules(const struct bk_compat_query *query, size_t n,
				const struct bk_input *input,
				const struct bk_object *const *objects, size_t count,
				struct bk_module_set **set)
{
	BK_AUTO(bk_compat_beside_deinit) struct bk_compat_beside beside = { 0 };
	BK_AUTO(bk_wanted_deinit) struct bk_wanted wanted = { 0 };
	const struct bk_base base = { .source = input->source, .graph = input->graph };

	*set = NULL;
	if (input->graph->base)
		return NULL;
	BK_TRY(bk_compat_beside_init(&beside, query, n, input->source));
	if (!beside.places.count)
		return NULL;
	BK_TRY(find_missing(input->graph, objects, count, &wanted));
	if (!wanted.names.count)
		return NULL;
	return bk_module_set_create(beside.places.at, beside.places.count, &base, &wanted, set);
}

/* Marks the modules in which an object's relocations found their types. */
static void mark(const struct bk_module_set *set, const struct bk_object *object,
		 const struct bk_relocated *relocated, bool *are_used)
{
	for (size_t i = 0; i < object->relocations.count; i++) {
		const struct bk_relo_result *result = &relocated->results[i];

		if (result->graph == set->graph)
			are_used[bk_module_set_find(set, result->root_id) - set->list.at] = true;
	}
}

struct bk_error *bk_min_used_modules(const struct bk_module_set *set,
				     const struct bk_object *const *objects,
				     struct bk_relocated *const *relocated, size_t count,
				     char **names)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink text = { .fd = -1 };
	BK_AUTOFREE bool *are_used = NULL;
	const char *comma = "";

	*names = NULL;
	if (!set || !set->graph)
		return NULL;
	are_used = calloc(set->list.count + 1, sizeof(*are_used));
	if (!are_used)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++)
		mark(set, objects[i], relocated[i], are_used);
	bk_sink_init_memory(&text, 1 << 20);
	for (size_t i = 0; i < set->list.count; i++) {
		if (!are_used[i])
			continue;
		bk_printf(&text, "%s%s", comma, set->list.at[i].name);
		comma = ", ";
	}
	BK_TRY(bk_sink_finish(&text));
	if (!*comma)
		return NULL;
	*names = strndup(text.start, (size_t)(text.at - text.start));
	return *names ? NULL : bk_error_memory();
}
