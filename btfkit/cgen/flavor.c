// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Members of a record by their paths. Members of records without a name stand as the outer one's own:
 * CO-RE finds them all the same. Where they lie does not matter either, for the loader says it.
 */
#include "btfkit/cgen/flavor.h"

#include "btfkit/base/arena.h"
#include "btfkit/base/strmap.h"
#include "btfkit/graph/type_size.h"

enum {
	DEEPEST = 64,
	LONGEST_PATH = 4096,
	MOST_VISITED = 1 << 18, /* members: more than any kernel's record has inside */
};

struct writer {
	struct bk_common_types *types;
	struct bk_sink *sink;
	const struct bk_flavor *flavor;
	struct bk_strmap written; /* paths: C takes each name once */
	struct bk_arena arena;
	char path[LONGEST_PATH];
	uint32_t left; /* members that are still looked at */
	int nesting;   /* records that are being gone through */
	bool failed;   /* without memory */
};

/* The first of the wanted paths that is not before the text. */
static size_t lower_bound(const struct bk_flavor *flavor, const char *text)
{
	size_t low = 0, high = flavor->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(flavor->paths[middle], text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_wanted(const struct bk_flavor *flavor, const char *path)
{
	size_t at;

	if (!flavor->paths)
		return true;
	at = lower_bound(flavor, path);
	return at < flavor->count && strcmp(flavor->paths[at], path) == 0;
}

/* Whether something inside of what has the path, which ends with a dot, is. */
static bool is_inside_wanted(const struct bk_flavor *flavor, const char *path)
{
	size_t at;

	if (!flavor->paths)
		return true;
	at = lower_bound(flavor, path);
	return at < flavor->count && strncmp(flavor->paths[at], path, strlen(path)) == 0;
}

/* The record without a name that a member is, or is an array of; 0: none. */
static uint32_t anonymous_record(const struct bk_graph *graph, uint32_t id)
{
	for (;;) {
		id = bk_skip_modifiers(graph, id);
		if (bk_graph_kind(graph, id) != BK_KIND_ARRAY)
			break;
		id = bk_array_info(bk_graph_type(graph, id))->elem_type;
	}
	if (!bk_kind_is_record(bk_graph_kind(graph, id)) || !bk_graph_is_anonymous(graph, id))
		return 0;
	return id;
}

/* The record that a member without a name is. */
static uint32_t nameless_record(const struct bk_graph *graph, const struct bk_member *m)
{
	uint32_t id = bk_skip_typedefs(graph, m->type_id);

	return bk_kind_is_record(bk_graph_kind(graph, id)) ? id : 0;
}

static void indent(struct writer *w, int depth)
{
	for (int i = 0; i <= depth; i++)
		bk_putc(w->sink, '\t');
}

static bool is_new(struct writer *w)
{
	const char *path = bk_arena_copy(&w->arena, w->path, strlen(w->path));
	bool inserted = false;

	if (!path || !bk_strmap_insert(&w->written, path, 0, &inserted))
		w->failed = true;
	return inserted && !w->failed;
}

/* A bitfield; of a type that has its width. */
static void put_bitfield(struct writer *w, const struct bk_member *m, const char *name,
			 uint32_t width)
{
	const struct bk_graph *graph = w->types->graphs[w->flavor->side];
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, m->type_id));
	bool is_bool = bk_kind(t) == BK_KIND_INT && bk_int_encoding(t) & BK_INT_BOOL;

	if (!is_bool && width <= 8 * (uint64_t)t->size)
		bk_common_type_declare(w->types, w->sink, w->flavor->side, m->type_id, name);
	else if (is_bool && width == 1)
		bk_printf(w->sink, "_Bool %s", name);
	else
		bk_printf(w->sink, "unsigned %s %s", width <= 32 ? "int" : "long", name);
	bk_printf(w->sink, ":%u", width <= 64 ? width : 64);
}

static void put_members(struct writer *w, uint32_t record, size_t size, int depth);

static void put_member(struct writer *w, const struct bk_type *t, const struct bk_member *m,
		       size_t size, int depth)
{
	const struct bk_graph *graph = w->types->graphs[w->flavor->side];
	const char *name = bk_graph_string(graph, m->name_off);
	uint32_t width = bk_member_width_bits(graph, t, m);
	uint32_t inner = width ? 0 : anonymous_record(graph, m->type_id);
	size_t length = strlen(name);
	bool wanted;

	if (size + length + 2 > sizeof(w->path) || !bk_is_common_name(name))
		return;
	memcpy(w->path + size, name, length + 1);
	wanted = is_wanted(w->flavor, w->path);
	if (w->nesting >= DEEPEST)
		inner = 0;
	if (inner) {
		memcpy(w->path + size + length, ".", 2);
		inner = is_inside_wanted(w->flavor, w->path) ? inner : 0;
		w->path[size + length] = '\0';
	}
	if ((!wanted && !inner) || !is_new(w))
		return;
	indent(w, depth);
	if (inner) {
		w->path[size + length] = '.';
		bk_puts(w->sink,
			bk_graph_kind(graph, inner) == BK_KIND_UNION ? "union {\n" : "struct {\n");
		put_members(w, inner, size + length + 1, depth + 1);
		indent(w, depth);
		bk_printf(w->sink, "} %s", name);
		bk_common_dimensions(graph, w->sink, m->type_id, NULL);
	} else if (width) {
		put_bitfield(w, m, name, width);
	} else {
		bk_common_type_declare(w->types, w->sink, w->flavor->side, m->type_id, name);
	}
	bk_puts(w->sink, ";\n");
}

/* `size` is that of the path that leads to the record, its dot included. */
static void put_members(struct writer *w, uint32_t record, size_t size, int depth)
{
	const struct bk_graph *graph = w->types->graphs[w->flavor->side];
	const struct bk_type *t = bk_graph_type(graph, record);

	w->nesting++;
	for (uint32_t n = 0; n < bk_vlen(t) && w->left && !w->failed; n++) {
		const struct bk_member *m = bk_members(t) + n;
		uint32_t inner;

		w->left--;
		if (*bk_graph_string(graph, m->name_off)) {
			put_member(w, t, m, size, depth);
			continue;
		}
		inner = w->nesting < DEEPEST ? nameless_record(graph, m) : 0;
		if (inner)
			put_members(w, inner, size, depth);
	}
	w->nesting--;
}

struct bk_error *bk_flavor_put_body(struct bk_common_types *types, struct bk_sink *sink,
				    const struct bk_flavor *flavor)
{
	struct writer w = { .types = types, .sink = sink, .flavor = flavor, .left = MOST_VISITED };

	bk_puts(sink, "{\n");
	put_members(&w, flavor->record, 0, 0);
	if (!w.left)
		bk_puts(sink, "\t/* and more */\n");
	bk_putc(sink, '}');
	bk_strmap_deinit(&w.written);
	bk_arena_deinit(&w.arena);
	return w.failed ? bk_error_memory() : NULL;
}

/* The member of that name, also in records without one. */
static const struct bk_member *find_member(const struct bk_graph *graph, uint32_t record,
					   const char *name, size_t size, int depth, uint32_t *left)
{
	const struct bk_type *t = bk_graph_type(graph, record);

	for (uint32_t n = 0; n < bk_vlen(t) && *left; n++) {
		const struct bk_member *m = bk_members(t) + n, *found;
		const char *own = bk_graph_string(graph, m->name_off);
		uint32_t inner;

		--*left;
		if (*own && strncmp(own, name, size) == 0 && !own[size])
			return bk_is_common_name(own) ? m : NULL;
		inner = *own || depth == DEEPEST ? 0 : nameless_record(graph, m);
		found = inner ? find_member(graph, inner, name, size, depth + 1, left) : NULL;
		if (found)
			return found;
	}
	return NULL;
}

bool bk_flavor_put_access(const struct bk_graph *graph, struct bk_sink *sink, uint32_t record,
			  const char *path)
{
	size_t start = (size_t)(sink->at - sink->start);
	uint32_t left = MOST_VISITED;

	if (strlen(path) >= LONGEST_PATH)
		return false;
	for (;;) {
		size_t size = strcspn(path, ".");
		const struct bk_member *m = find_member(graph, record, path, size, 1, &left);

		if (!m)
			break;
		bk_put(sink, path, size);
		if (!path[size])
			return true;
		path += size + 1;
		record = anonymous_record(graph, m->type_id);
		if (!record)
			break;
		bk_common_dimensions(graph, sink, m->type_id, "[0]");
		bk_putc(sink, '.');
	}
	sink->at = sink->start + start;
	return false;
}
