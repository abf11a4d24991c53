// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Which types of modules and their base are one, and what the others are called.
 *
 * Whether types are equal is told by digests over all of them, for which a forward declaration is as
 * good as any complete type that it may mean: few modules know what is behind every pointer. The base's
 * types are called as without any module, whatever modules refer to.
 */
#include "btfkit/header/modules.h"

#include <stdio.h>

/* A complete type of a name, or one without a name. */
struct bearer {
	struct bk_digest digest;
	uint32_t id;
};

/* So many types are asked whether a forward declaration means them; only hostile BTF has more. */
enum { MOST_TRIED = 64 };

/* Equal types of one name, of which another name may be necessary. */
struct class
{
	uint32_t first;	  /* id, the least */
	uint32_t origin;  /* of it: the first that has it */
	const char *told; /* all that have it, "a, b"; NULL: the base has it */
};

struct settle {
	struct bk_modules *modules;
	struct bk_names *names, *base_names;
	struct bk_identity *base_identity;
	struct bk_digester digester;
	uint32_t *canon; /* for it, by id */
	/* of one name in one space: */
	BK_ARRAY(struct class) classes;
	BK_ARRAY(struct bearer) bearers;
	BK_ARRAY(uint32_t) complete, forwards;
};

/* FWDs, and ENUMs without enumerators, which is how BTF says `enum foo;`. */
static bool is_forward(const struct bk_type *t)
{
	return bk_kind(t) == BK_KIND_FWD || (bk_kind_is_enum(bk_kind(t)) && !bk_vlen(t));
}

/* Whether a forward declaration may mean that type. */
static bool may_mean(const struct bk_type *forward, const struct bk_type *t)
{
	if (bk_kind(forward) == BK_KIND_FWD)
		return bk_kind(t) == (bk_kind_flag(forward) ? BK_KIND_UNION : BK_KIND_STRUCT);
	return bk_kind_is_enum(bk_kind(t)) && forward->size == t->size;
}

static const char *module_of(const struct settle *s, uint32_t origin)
{
	return s->modules->list[origin - 1].name;
}

/* The three texts behind each other; NULL without memory. */
static const char *join(struct bk_arena *arena, const char *a, const char *b, const char *c)
{
	size_t size = strlen(a) + strlen(b) + strlen(c) + 1;
	char *text = bk_arena_alloc(arena, size);

	if (text)
		snprintf(text, size, "%s%s%s", a, b, c);
	return text;
}

/* Whether a list of modules ends in that one. */
static bool is_last(const char *told, const char *module)
{
	const char *comma = strrchr(told, ' ');

	return strcmp(comma ? comma + 1 : told, module) == 0;
}

static int by_digest_and_id(const void *a, const void *b)
{
	const struct bearer *x = a, *y = b;
	int order = bk_digest_compare(x->digest, y->digest);

	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/* Adds to those that have a class the one of an equal type. */
static bool tell(struct settle *s, struct class *class, uint32_t id)
{
	const char *module = module_of(s, bk_modules_origin(s->modules, id));

	if (class->told && !is_last(class->told, module))
		class->told = join(&s->modules->notes->arena, class->told, ", ", module);
	return class->told || !class->origin;
}

static int by_first(const void *a, const void *b)
{
	const struct class *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Makes classes of the complete types of a name. False without memory. */
static bool classify(struct settle *s)
{
	struct bk_modules *modules = s->modules;

	s->bearers.count = s->classes.count = 0;
	for (size_t i = 0; i < s->complete.count; i++) {
		uint32_t id = s->complete.at[i];
		const struct bk_ambiguous *ambiguous = bk_digest_find(&s->digester, id);
		struct bearer bearer = { .id = id };

		if (ambiguous)
			bearer.digest = ambiguous->digest;
		if (!bk_array_push(&s->bearers, bearer))
			return false;
	}
	if (s->bearers.count)
		qsort(s->bearers.at, s->bearers.count, sizeof(*s->bearers.at), by_digest_and_id);
	for (size_t i = 0; i < s->bearers.count; i++) {
		const struct bearer *b = &s->bearers.at[i];
		uint32_t origin = bk_modules_origin(modules, b->id);
		struct class class = { b->id, origin, origin ? module_of(s, origin) : NULL };

		modules->means[b->id] = b->id;
		if (i && bk_digest_compare(b[-1].digest, b->digest) == 0) {
			struct class *last = &s->classes.at[s->classes.count - 1];

			modules->means[b->id] = last->first;
			if (!tell(s, last, b->id))
				return false;
		} else if (!bk_array_push(&s->classes, class)) {
			return false;
		}
	}
	if (s->classes.count)
		qsort(s->classes.at, s->classes.count, sizeof(*s->classes.at), by_first);
	return true;
}

/* Calls a base's type what it is called without any module: "slot___2". False without memory. */
static bool name_as_in_base(struct settle *s, uint32_t id)
{
	const char *name = bk_identity_name(s->base_identity, id);

	if (!bk_identity_is_renamed(s->base_identity, id))
		return true;
	name = bk_arena_copy(&s->modules->notes->arena, name, strlen(name));
	s->modules->new_names[id] = name;
	return name;
}

/* NAME___MODULE, with a number behind where that is taken, but no more "___": CO-RE sees the last. */
static const char *free_name(struct settle *s, const char *name, const char *module)
{
	struct bk_arena *arena = &s->modules->notes->arena;
	size_t size = strlen(name) + strlen(module) + sizeof("____4294967295");
	char *free_one = bk_arena_alloc(arena, size);
	bool inserted;

	if (!free_one)
		return NULL;
	snprintf(free_one, size, "%s___%s", name, module);
	for (uint32_t n = 2;
	     bk_names_first(s->names, free_one) || bk_strmap_find(&s->modules->taken, free_one);
	     n++)
		snprintf(free_one, size, "%s___%s_%u", name, module, n);
	return bk_strmap_insert(&s->modules->taken, free_one, 0, &inserted) ? free_one : NULL;
}

static const char *keyword_of(const struct bk_type *t)
{
	enum bk_kind kind = bk_kind(t);

	if (bk_kind_is_enum(kind))
		return "enum ";
	return kind == BK_KIND_STRUCT ? "struct " : kind == BK_KIND_UNION ? "union " : "";
}

static bool name_classes(struct settle *s)
{
	struct bk_modules *modules = s->modules;
	struct bk_notes *notes = modules->notes;

	for (size_t i = 0; i < s->classes.count; i++) {
		const struct class *class = &s->classes.at[i];
		const struct bk_type *t = bk_graph_type(modules->graph, class->first);
		struct bk_note_line line = { .told = class->told };

		if (!class->origin) {
			if (!name_as_in_base(s, class->first))
				return false;
			continue;
		}
		if (s->classes.count == 1)
			continue;
		modules->new_names[class->first] =
			free_name(s, bk_graph_name(modules->graph, t), module_of(s, class->origin));
		if (!modules->new_names[class->first])
			return false;
		line.name =
			join(&notes->arena, keyword_of(t), modules->new_names[class->first], "");
		if (!line.name || !bk_array_push(&notes->lines, line))
			return false;
	}
	return true;
}

/* The first complete type of a module that a forward declaration may mean; 0: none. */
static uint32_t meant_in(const struct settle *s, const struct bk_type *forward, uint32_t origin)
{
	const struct bk_modules *modules = s->modules;
	uint32_t start = origin ? modules->first_ids[origin - 1] : 1;
	size_t low = 0, high = s->complete.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->complete.at[middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	high = low + MOST_TRIED;
	for (; low < s->complete.count && low < high &&
	       s->complete.at[low] < modules->first_ids[origin];
	     low++)
		if (may_mean(forward, bk_graph_type(modules->graph, s->complete.at[low])))
			return s->complete.at[low];
	return 0;
}

static void settle_forward(struct settle *s, uint32_t id)
{
	struct bk_modules *modules = s->modules;
	const struct bk_type *t = bk_graph_type(modules->graph, id);
	uint32_t origin = bk_modules_origin(modules, id), meant = 0;

	if (origin)
		meant = meant_in(s, t, origin);
	else if (bk_identity_of(s->base_identity, id) != id)
		meant = bk_identity_of(s->base_identity, id);
	if (!meant)
		meant = meant_in(s, t, 0);
	if (!meant && s->classes.count == 1 &&
	    may_mean(t, bk_graph_type(modules->graph, s->classes.at[0].first)))
		meant = s->classes.at[0].first;
	modules->means[id] = meant ? modules->means[meant] : id;
}

/* Forward declarations that mean nothing known are one for each keyword and size. */
static void join_forwards(struct settle *s)
{
	const struct bk_graph *graph = s->modules->graph;
	uint32_t firsts[8], count = 0;

	for (size_t i = 0; i < s->forwards.count; i++) {
		uint32_t id = s->forwards.at[i];
		const struct bk_type *t = bk_graph_type(graph, id);

		if (s->modules->means[id] != id)
			continue;
		for (uint32_t n = 0; n < count && s->modules->means[id] == id; n++) {
			const struct bk_type *first = bk_graph_type(graph, firsts[n]);

			if (first->info == t->info && first->size == t->size)
				s->modules->means[id] = firsts[n];
		}
		if (s->modules->means[id] == id && count < 8)
			firsts[count++] = id;
	}
}

/* The bearers of a name in a space. False without memory. */
static bool collect(struct settle *s, uint32_t first, enum bk_name_space space)
{
	s->complete.count = s->forwards.count = 0;
	for (uint32_t id = first; id; id = bk_names_next(s->names, id)) {
		const struct bk_type *t = bk_graph_type(s->modules->graph, id);

		if (bk_name_space_of(bk_kind(t)) != space)
			continue;
		if (is_forward(t) ? !bk_array_push(&s->forwards, id)
				  : !bk_array_push(&s->complete, id))
			return false;
	}
	return true;
}

/* What is to be told apart, and what forward declarations are taken for. */
static bool note_ambiguous(struct settle *s)
{
	const struct bk_graph *graph = s->modules->graph;

	for (size_t i = 0; i < s->complete.count && s->complete.count > 1; i++)
		if (!bk_array_push(&s->digester.ambiguous,
				   (struct bk_ambiguous){ .id = s->complete.at[i] }))
			return false;
	for (size_t i = 0; i < s->forwards.count; i++) {
		uint32_t id = s->forwards.at[i];
		const struct bk_type *t = bk_graph_type(graph, id);
		uint32_t meant = meant_in(s, t, bk_modules_origin(s->modules, id));

		if (!meant)
			meant = meant_in(s, t, 0);
		for (size_t n = 0; n < s->complete.count && n < MOST_TRIED && !meant; n++)
			if (may_mean(t, bk_graph_type(graph, s->complete.at[n])))
				meant = s->complete.at[n];
		if (meant)
			s->canon[id] = meant;
	}
	return true;
}

static bool settle_name(struct settle *s)
{
	if (!classify(s) || !name_classes(s))
		return false;
	for (size_t i = 0; i < s->forwards.count; i++)
		settle_forward(s, s->forwards.at[i]);
	join_forwards(s);
	return true;
}

/* Visits each name that types of either space have. */
static struct bk_error *for_each_name(struct settle *s, bool (*visit)(struct settle *s))
{
	const struct bk_graph *graph = s->modules->graph;

	for (struct bk_ids ids = bk_ids_of(graph, BK_KINDS_IN_NAME_SPACES); bk_ids_next(&ids);) {
		if (!*bk_graph_name(graph, bk_graph_type(graph, ids.id)) ||
		    !bk_names_is_first(s->names, ids.id))
			continue;
		for (enum bk_name_space space = BK_SPACE_TAGS; space <= BK_SPACE_TYPEDEFS; space++)
			if (!collect(s, ids.id, space) || !visit(s))
				return bk_error_memory();
	}
	return NULL;
}

/* What has no name is itself, but for enums: their constants can be defined only once. */
static struct bk_error *settle_nameless(struct settle *s)
{
	struct bk_modules *modules = s->modules;
	const struct bk_graph *graph = modules->graph;

	s->bearers.count = 0;
	for (struct bk_ids ids = bk_ids_of(graph, BK_KINDS_ENUM); bk_ids_next(&ids);) {
		struct bearer bearer = { .id = ids.id };

		if (bk_graph_is_anonymous(graph, ids.id) &&
		    (!bk_digest_type(&s->digester, ids.id, &bearer.digest) ||
		     !bk_array_push(&s->bearers, bearer)))
			return bk_error_memory();
	}
	if (s->bearers.count)
		qsort(s->bearers.at, s->bearers.count, sizeof(*s->bearers.at), by_digest_and_id);
	for (size_t i = 1; i < s->bearers.count; i++)
		if (!bk_digest_compare(s->bearers.at[i - 1].digest, s->bearers.at[i].digest))
			modules->means[s->bearers.at[i].id] =
				modules->means[s->bearers.at[i - 1].id];
	return NULL;
}

/* Typedefs come first in the name space that they share with constants, then the base's enums. */
static struct bk_error *reserve_enumerators(struct settle *s)
{
	struct bk_modules *modules = s->modules;
	const struct bk_graph *graph = modules->graph;
	bool inserted;

	for (struct bk_ids ids = bk_ids_of(graph, 1u << BK_KIND_TYPEDEF); bk_ids_next(&ids);) {
		const char *name = bk_graph_name(graph, bk_graph_type(graph, ids.id));

		if (!bk_strmap_insert(&modules->enumerators, name, 0, &inserted))
			return bk_error_memory();
	}
	for (uint32_t id = 1; id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (!bk_kind_is_enum(bk_kind(t)) || modules->means[id] != id)
			continue;
		for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++)
			if (!bk_strmap_insert(&modules->enumerators,
					      bk_graph_string(graph, bk_enum_name_off(t, n)), id,
					      &inserted))
				return bk_error_memory();
	}
	return NULL;
}

const char *bk_modules_enumerator(struct bk_modules *modules, uint32_t id, uint32_t n)
{
	const struct bk_type *t = bk_graph_type(modules->graph, id);
	const char *name = bk_graph_string(modules->graph, bk_enum_name_off(t, n));
	const char *module = modules->list[bk_modules_origin(modules, id) - 1].name;
	const uint32_t *owner = bk_strmap_find(&modules->enumerators, name);
	size_t size = strlen(name) + strlen(module) + sizeof("____4294967295");
	bool inserted = false;
	char *renamed;

	if (!owner || *owner == id)
		return NULL;
	renamed = bk_arena_alloc(&modules->notes->arena, size);
	for (uint32_t i = 1; renamed && !inserted; i++) {
		snprintf(renamed, size, "%s___%s", name, module);
		if (i > 1)
			snprintf(renamed, size, "%s___%s_%u", name, module, i);
		if (!bk_strmap_insert(&modules->enumerators, renamed, id, &inserted))
			return NULL;
	}
	return renamed;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct bk_note_line *)a)->name,
		      ((const struct bk_note_line *)b)->name);
}

static struct bk_error *settle(struct settle *s)
{
	struct bk_modules *modules = s->modules;
	const struct bk_graph *graph = modules->graph;

	BK_TRY(bk_names_create_of(graph, BK_KINDS_IN_NAME_SPACES, &s->names));
	BK_TRY(bk_names_create_of(modules->base, BK_KINDS_IN_NAME_SPACES, &s->base_names));
	BK_TRY(bk_identity_create(modules->base, s->base_names, &s->base_identity));
	s->canon = reallocarray(NULL, graph->count, sizeof(*s->canon));
	if (!s->canon)
		return bk_error_memory();
	for (uint32_t id = 0; id < graph->count; id++)
		s->canon[id] = modules->means[id] = id;
	s->digester.graph = graph;
	s->digester.canon = s->canon;
	BK_TRY(for_each_name(s, note_ambiguous));
	if (s->digester.ambiguous.count)
		qsort(s->digester.ambiguous.at, s->digester.ambiguous.count,
		      sizeof(*s->digester.ambiguous.at), bk_ambiguous_by_id);
	BK_TRY(bk_digest_refine(&s->digester));
	BK_TRY(for_each_name(s, settle_name));
	BK_TRY(settle_nameless(s));
	if (modules->notes->lines.count)
		qsort(modules->notes->lines.at, modules->notes->lines.count,
		      sizeof(*modules->notes->lines.at), by_name);
	return reserve_enumerators(s);
}

struct bk_error *bk_modules_settle(struct bk_modules *modules)
{
	struct settle s = { .modules = modules };
	struct bk_error *error = settle(&s);

	bk_names_destroy(s.names);
	bk_names_destroy(s.base_names);
	bk_identity_destroy(s.base_identity);
	bk_digester_deinit(&s.digester);
	free(s.canon);
	bk_array_deinit(&s.classes);
	bk_array_deinit(&s.bearers);
	bk_array_deinit(&s.complete);
	bk_array_deinit(&s.forwards);
	return error;
}
