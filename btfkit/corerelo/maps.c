// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The maps of an object, as their BTF defines them: a variable in .maps is a struct whose members tell
 * by their types alone. A number N is a pointer to an array of N; a type T is a pointer to T; the
 * inner maps of a map of maps are an array of pointers to such structs.
 */
#include "btfkit/corerelo/object_parts.h"

#include "btfkit/base/strmap.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

uint32_t bk_map_definition(const struct bk_graph *graph, uint32_t type_id)
{
	const uint32_t id = bk_skip_typedefs(graph, type_id);

	return bk_graph_kind(graph, id) == BK_KIND_STRUCT ? id : 0;
}

/* What a member that is a pointer points to; 0: it is none, or to void. */
static uint32_t pointee(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_modifiers(graph, id));

	return bk_kind(t) == BK_KIND_PTR ? t->type_id : 0;
}

/* `int (*name)[N]`, or `enum { something = N } name` for what needs 64 bits. */
static bool read_number(const struct bk_graph *graph, uint32_t id, uint64_t *number)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_modifiers(graph, id));

	if (bk_kind_is_enum(bk_kind(t)) && bk_vlen(t)) {
		*number = (uint64_t)bk_enum_value(t, 0);
		return true;
	}
	t = bk_graph_type(graph, bk_skip_typedefs(graph, pointee(graph, id)));
	if (bk_kind(t) != BK_KIND_ARRAY)
		return false;
	*number = bk_array_info(t)->nelems;
	return true;
}

struct field {
	const char *name;
	size_t at; /* of a uint32_t in struct bk_map */
};

static const struct field fields[] = {
	{ "type", offsetof(struct bk_map, type) },
	{ "key_size", offsetof(struct bk_map, key_bytes) },
	{ "value_size", offsetof(struct bk_map, value_bytes) },
	{ "max_entries", offsetof(struct bk_map, max_entries) },
	{ "map_flags", offsetof(struct bk_map, flags) },
	{ "numa_node", offsetof(struct bk_map, numa_node) },
	{ "pinning", offsetof(struct bk_map, pinning) },
};

static uint32_t size_of(const struct bk_graph *graph, uint32_t id)
{
	const uint64_t size = bk_type_size(graph, id);

	return size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

/* What the element of `values` points to, where that is a map; 0: it is not. */
static uint32_t inner_definition(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));

	if (bk_kind(t) != BK_KIND_ARRAY)
		return 0;
	return bk_map_definition(graph, pointee(graph, bk_array_info(t)->elem_type));
}

static void read_member(const struct bk_graph *graph, const struct bk_member *m, struct bk_map *map)
{
	const char *name = bk_graph_string(graph, m->name_off);
	uint64_t number = 0;

	if (strcmp(name, "key") == 0) {
		map->key_type_id = pointee(graph, m->type_id);
		map->key_bytes = size_of(graph, map->key_type_id);
	} else if (strcmp(name, "value") == 0) {
		map->value_type_id = pointee(graph, m->type_id);
		map->value_bytes = size_of(graph, map->value_type_id);
	} else if (strcmp(name, "map_extra") == 0) {
		if (read_number(graph, m->type_id, &number))
			map->extra = number;
	}
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strcmp(name, fields[i].name) == 0 && read_number(graph, m->type_id, &number)) {
			const uint32_t value = (uint32_t)number;

			memcpy((char *)map + fields[i].at, &value, sizeof(value));
		}
}

static void read_definition(const struct bk_graph *graph, struct bk_map *map, uint32_t *inner)
{
	const struct bk_type *t = bk_graph_type(graph, map->btf_id);

	*inner = 0;
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		const struct bk_member *m = bk_members(t) + i;

		if (strcmp(bk_graph_string(graph, m->name_off), "values") == 0)
			*inner = inner_definition(graph, m->type_id);
		else
			read_member(graph, m, map);
	}
}

/* A map of maps of maps is none to libbpf, either. */
static struct bk_error *read_map(struct bk_object *object, struct bk_map *map)
{
	struct bk_map inner_map = { .name = map->name, .inner = BK_NOTHING };
	uint32_t inner, innermost;

	map->inner = BK_NOTHING;
	read_definition(object->graph, map, &inner);
	if (!inner)
		return NULL;
	inner_map.btf_id = inner;
	read_definition(object->graph, &inner_map, &innermost);
	map->inner = (uint32_t)object->inner_maps.count;
	return bk_array_push(&object->inner_maps, inner_map) ? NULL : bk_error_memory();
}

static bool is_struct_ops(const char *section)
{
	static const char prefix[] = ".struct_ops";

	return strncmp(section + (*section == '?'), prefix, strlen(prefix)) == 0;
}

static bool holds_maps(const char *section)
{
	return strcmp(section, ".maps") == 0 || is_struct_ops(section);
}

/*
 * Where the variables of map sections are: clang leaves the offsets in DATASECs to the loader, which
 * asks the symbols.
 */
static struct bk_error *find_variables(const struct bk_elf *elf, struct bk_strmap *symbols)
{
	for (uint32_t i = 1; i < elf->symbols.count; i++) {
		const struct bk_elf_symbol *symbol = elf->symbols.at + i;
		bool inserted;

		if (symbol->type == STT_OBJECT && symbol->section < elf->sections.count &&
		    holds_maps(elf->sections.at[symbol->section].name) &&
		    !bk_strmap_insert(symbols, symbol->name, i, &inserted))
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *add_map(struct bk_object *object, const struct bk_strmap *symbols,
				uint32_t var_id, bool as_struct_ops)
{
	const struct bk_elf *elf = bk_object_elf(object);
	const struct bk_type *var = bk_graph_type(object->graph, var_id);
	struct bk_map map = { .name = bk_graph_name(object->graph, var), .inner = BK_NOTHING };
	const uint32_t *index = bk_strmap_find(symbols, map.name);

	map.btf_id = bk_map_definition(object->graph, var->type_id);
	if (!map.btf_id || !index)
		return NULL;
	map.section_index = elf->symbols.at[*index].section;
	map.offset = elf->symbols.at[*index].value;
	map.bytes = elf->symbols.at[*index].size;
	if (as_struct_ops)
		map.type = BK_MAP_STRUCT_OPS;
	else
		BK_TRY(read_map(object, &map));
	return bk_array_push(&object->maps, map) ? NULL : bk_error_memory();
}

static struct bk_error *add_section(struct bk_object *object, const struct bk_strmap *symbols,
				    const struct bk_type *section)
{
	const bool as_struct_ops = is_struct_ops(bk_graph_name(object->graph, section));

	for (uint32_t i = 0; i < bk_vlen(section); i++) {
		const uint32_t id = bk_secinfos(section)[i].type_id;

		if (bk_graph_kind(object->graph, id) == BK_KIND_VAR)
			BK_TRY(add_map(object, symbols, id, as_struct_ops));
	}
	return NULL;
}

static int by_place(const void *a, const void *b)
{
	const struct bk_map *m = a, *n = b;

	if (m->section_index != n->section_index)
		return m->section_index < n->section_index ? -1 : 1;
	return m->offset < n->offset ? -1 : m->offset > n->offset;
}

static struct bk_error *add_maps(struct bk_object *object, struct bk_strmap *symbols)
{
	BK_TRY(find_variables(bk_object_elf(object), symbols));
	for (struct bk_ids ids = bk_ids_of(object->graph, 1u << BK_KIND_DATASEC);
	     bk_ids_next(&ids);) {
		const struct bk_type *section = bk_graph_type(object->graph, ids.id);

		if (holds_maps(bk_graph_name(object->graph, section)))
			BK_TRY(add_section(object, symbols, section));
	}
	if (object->maps.count)
		qsort(object->maps.at, object->maps.count, sizeof(*object->maps.at), by_place);
	return NULL;
}

struct bk_error *bk_object_add_maps(struct bk_object *object)
{
	struct bk_strmap symbols = BK_STRMAP_INIT;
	struct bk_error *error = add_maps(object, &symbols);

	bk_strmap_deinit(&symbols);
	return error;
}
