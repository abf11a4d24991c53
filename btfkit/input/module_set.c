// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Looking modules through, and putting together the types of those that count. */
#include "btfkit/input/module_set.h"

#include "btfkit/format/header.h"
#include "btfkit/graph/essential.h"
#include "btfkit/graph/words.h"
#include "btfkit/input/module_filter.h"
#include "btfkit/source/module_walk.h"

bool bk_wanted_add(struct bk_wanted *wanted, const char *name, size_t size, uint32_t kinds)
{
	char *kept = bk_arena_copy(&wanted->arena, name, size);
	uint32_t *value;
	bool is_new;

	if (!kept)
		return false;
	kept[bk_essential_size(kept)] = '\0';
	if (!*kept)
		return true;
	value = bk_strmap_insert(&wanted->names, kept, 0, &is_new);
	if (value)
		*value |= kinds;
	return value != NULL;
}

void bk_wanted_deinit(struct bk_wanted *wanted)
{
	bk_strmap_deinit(&wanted->names);
	bk_arena_deinit(&wanted->arena);
}

struct gathering {
	struct bk_module_set *set;
	struct bk_base *kernel;
	const struct bk_wanted *wanted;
	bool is_loaded;
	BK_ARRAY(uint8_t) types, strings;
	uint32_t count; /* of types so far */
};

/* "nf_conntrack" of "a.deb:lib/modules/6.1/kernel/net/netfilter/nf-conntrack.ko.xz" */
static char *name_of(const char *source)
{
	const char *slash = strrchr(source, '/');
	char *name = strdup(slash ? slash + 1 : source), *end;

	if (!name)
		return NULL;
	end = strstr(name, ".ko");
	if (!end || end == name)
		end = strstr(name, ".btf");
	if (end && end != name)
		*end = '\0';
	for (char *at = name; *at; at++)
		if (*at == '-')
			*at = '_';
	return name;
}

/* How ids and names of one module become those of all. */
struct moving {
	const struct bk_graph *graph;
	uint32_t ids, strings; /* what is added to its own */
};

static void move_name(void *context, uint32_t *offset)
{
	const struct moving *moving = context;

	if (*offset >= moving->graph->first_string)
		*offset += moving->strings;
}

static void move_id(void *context, uint32_t *id)
{
	const struct moving *moving = context;

	if (*id >= moving->graph->first_id)
		*id += moving->ids;
}

static bool append(struct gathering *g, const struct bk_graph *graph, size_t types_size)
{
	struct moving moving = { graph, g->count, (uint32_t)g->strings.count };
	const size_t at = g->types.count;

	if (!bk_array_reserve(&g->types, types_size) ||
	    !bk_array_reserve(&g->strings, graph->strings.size))
		return false;
	memcpy(g->types.at + at, graph->types, types_size);
	memcpy(g->strings.at + g->strings.count, graph->strings.data, graph->strings.size);
	g->types.count += types_size;
	g->strings.count += graph->strings.size;
	g->count += graph->count - graph->first_id;
	for (uint32_t id = graph->first_id; id < graph->count; id++)
		bk_record_visit((void *)(g->types.at + at + graph->offsets[id - graph->first_id]),
				move_name, move_id, &moving);
	return true;
}

/* Records that nobody knows cannot be moved; such a module counts as not read. */
static bool can_be_moved(const struct bk_graph *graph)
{
	for (uint32_t id = graph->first_id; id < graph->count; id++)
		if (bk_graph_kind(graph, id) >= BK_KIND_COUNT)
			return false;
	return true;
}

static struct bk_error *take(struct gathering *g, const struct bk_input *input)
{
	const struct bk_graph *graph = input->graph;
	struct bk_btf_header header;
	struct bk_module module = { .first_id = g->kernel->graph->count + g->count,
				    .is_loaded = g->is_loaded };

	BK_TRY(bk_btf_header_read(graph->bytes, &header));
	if (!can_be_moved(graph) || g->types.count + header.types.size > INT32_MAX ||
	    g->strings.count + graph->strings.size > INT32_MAX) {
		g->set->unread++;
		return NULL;
	}
	module.name = name_of(input->source->name);
	if (module.name && bk_array_push(&g->set->list, module))
		return append(g, graph, header.types.size) ? NULL : bk_error_memory();
	free(module.name);
	return bk_error_memory();
}

/* Whether not even the header can be read; the graph that is made of it will tell why. */
static bool is_faulty(const struct bk_source *source)
{
	struct bk_btf_header header;
	struct bk_error *error = bk_btf_header_read(source->btf, &header);

	bk_error_destroy(error);
	return error != NULL;
}

static struct bk_error *visit(void *context, struct bk_source *source)
{
	struct gathering *g = context;
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	const bool is_module = bk_input_is_split(source) || is_faulty(source);
	struct bk_error *error;

	if (!is_module || !bk_module_may_have(source, g->kernel->graph->strings, g->wanted)) {
		g->set->seen += is_module;
		bk_source_destroy(source);
		return NULL;
	}
	g->set->seen++;
	if (g->set->list.count == BK_MOST_MODULES) {
		g->set->left_out++;
		bk_source_destroy(source);
		return NULL;
	}
	error = bk_input_init_opened(&input, source, g->kernel->source->name, g->kernel);
	if (!error)
		return take(g, &input);
	if (bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	if (!g->set->why)
		g->set->why = strdup(bk_error_text(error));
	bk_error_destroy(error);
	g->set->unread++;
	return NULL;
}

static struct bk_error *walk(struct gathering *g, const struct bk_module_place *place)
{
	struct bk_module_walk walk = { .visit = visit, .context = g };
	struct bk_error *error;

	g->is_loaded = place->is_loaded;
	error = bk_module_walk(&walk, place->path);
	g->set->unread += walk.unread;
	if (g->set->why)
		free(walk.why);
	else
		g->set->why = walk.why;
	return error;
}

/* What was found before a place breaks off counts, and so do the other places. */
static struct bk_error *pass_over(struct bk_module_set *set, struct bk_error *error)
{
	if (!error || bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	set->unread++;
	if (!set->why)
		set->why = strdup(bk_error_text(error));
	bk_error_destroy(error);
	return NULL;
}

/* The graph of all types that were taken. */
static struct bk_error *build(struct gathering *g)
{
	struct bk_module_set *set = g->set;
	const size_t size = BK_BTF_HEADER_MIN + g->types.count + g->strings.count;

	if (!set->list.count)
		return NULL;
	set->bytes = malloc(size);
	if (!set->bytes)
		return bk_error_memory();
	bk_btf_header_write(set->bytes, BK_BTF_HEADER_MIN, (uint32_t)g->types.count,
			    (uint32_t)g->strings.count);
	memcpy(set->bytes + BK_BTF_HEADER_MIN, g->types.at, g->types.count);
	memcpy(set->bytes + BK_BTF_HEADER_MIN + g->types.count, g->strings.at, g->strings.count);
	return bk_error_in(bk_graph_create((struct bk_bytes){ set->bytes, size }, g->kernel->graph,
					   &set->graph),
			   "modules of %s", g->kernel->source->name);
}

struct bk_error *bk_module_set_create(const struct bk_module_place *places, size_t count,
				      const struct bk_base *kernel, const struct bk_wanted *wanted,
				      struct bk_module_set **result)
{
	BK_AUTO(bk_module_set_auto) struct bk_module_set *set = calloc(1, sizeof(*set));
	struct bk_base base = *kernel;
	struct gathering g = { .set = set, .kernel = &base, .wanted = wanted };
	struct bk_error *error = NULL;

	*result = NULL;
	if (!set)
		return bk_error_memory();
	for (size_t i = 0; i < count && !error; i++)
		error = pass_over(set, walk(&g, &places[i]));
	if (!error)
		error = build(&g);
	bk_array_deinit(&g.types);
	bk_array_deinit(&g.strings);
	if (error)
		return error;
	*result = set;
	set = NULL;
	return NULL;
}

void bk_module_set_destroy(struct bk_module_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->list.count; i++)
		free(set->list.at[i].name);
	bk_array_deinit(&set->list);
	bk_graph_destroy(set->graph);
	free(set->why);
	free(set->bytes);
	free(set);
}

const struct bk_module *bk_module_set_find(const struct bk_module_set *set, uint32_t id)
{
	const struct bk_module *found = NULL;

	for (size_t i = 0; i < set->list.count && set->list.at[i].first_id <= id; i++)
		found = &set->list.at[i];
	return found;
}
