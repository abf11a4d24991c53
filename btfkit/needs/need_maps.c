// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Map types, and the structs of the kernel that struct_ops maps stand for. */
#include "btfkit/graph/type_size.h"
#include "btfkit/needs/needs_parts.h"
#include "btfkit/needs/uapi_names.h"

#include <stdio.h>
#include <string.h>

static struct bk_error *ask_map_type(struct bk_asking *a, const struct bk_map *map)
{
	const char *known = bk_map_type_name(map->type);
	enum bk_presence presence = bk_kernel_has_number(a->kernel, BK_ENUM_MAP_TYPES, map->type);
	char name[80];
	size_t row = 0;
	bool is_new = false;

	if (known)
		snprintf(name, sizeof(name), "BPF_MAP_TYPE_%s", known);
	else
		snprintf(name, sizeof(name), "map type %u", map->type);
	BK_TRY(bk_asking_add(a, BK_NEED_MAP_TYPE, name, BK_NOTHING, &row, &is_new));
	if (is_new)
		bk_asking_settle(a, row, presence, true,
				 presence ? NULL : "the BTF has no enum bpf_map_type");
	return NULL;
}

/* The kernel's member of that name; NULL: none. */
static const struct bk_member *find_member(const struct bk_kernel_type *record, const char *name)
{
	const struct bk_type *t = bk_graph_type(record->graph, record->id);

	for (uint32_t i = 0; i < bk_vlen(t); i++)
		if (strcmp(bk_graph_string(record->graph, bk_members(t)[i].name_off), name) == 0)
			return &bk_members(t)[i];
	return NULL;
}

/* How many parameters a member that points to a function has; UINT32_MAX: it is none. */
static uint32_t parameters(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));

	if (bk_kind(t) != BK_KIND_PTR)
		return UINT32_MAX;
	t = bk_graph_type(graph, bk_skip_typedefs(graph, t->type_id));
	return bk_kind(t) == BK_KIND_FUNC_PROTO ? bk_vlen(t) : UINT32_MAX;
}

/* The program that the map has at that place; BK_NOTHING: none. */
static uint32_t program_at(const struct bk_asking *a, const struct bk_map *map, uint64_t offset)
{
	for (size_t i = 0; i < a->object->pointers.count; i++) {
		const struct bk_pointer *p = &a->object->pointers.at[i];

		if (p->section_index == map->section_index && !p->to_map &&
		    p->offset == map->offset + offset)
			return p->index;
	}
	return BK_NOTHING;
}

/* Each member that a program is given for must be there, a function of as many parameters. */
static struct bk_error *ask_members(struct bk_asking *a, const struct bk_map *map,
				    const struct bk_type *local,
				    const struct bk_kernel_type *record)
{
	const struct bk_graph *graph = a->object->graph;

	for (uint32_t i = 0; i < bk_vlen(local); i++) {
		const struct bk_member *member = &bk_members(local)[i], *theirs;
		uint32_t function = program_at(a, map, bk_member_offset_bits(local, member) / 8);
		const char *name = bk_graph_string(graph, member->name_off);
		char full[160];
		size_t row = 0;

		if (function == BK_NOTHING)
			continue;
		snprintf(full, sizeof(full), "%s.%s", bk_graph_name(graph, local), name);
		BK_TRY(bk_asking_add_again(a, BK_NEED_TARGET, full, function, &row));
		theirs = find_member(record, name);
		bk_asking_settle(a, row, theirs ? BK_PRESENT : BK_MISSING, true,
				 theirs ? NULL : "no such member");
		if (theirs && parameters(record->graph, theirs->type_id) !=
				      parameters(graph, member->type_id)) {
			a->needs->rows.at[row].status = BK_NEED_MISMATCH;
			a->needs->rows.at[row].reason = "of other parameters";
		}
	}
	return NULL;
}

/* A struct_ops map is a variable of a struct that the kernel registers as such. */
static struct bk_error *ask_struct_ops(struct bk_asking *a, const struct bk_map *map)
{
	const struct bk_graph *graph = a->object->graph;
	const struct bk_type *local = bk_graph_type(graph, bk_skip_typedefs(graph, map->btf_id));
	struct bk_kernel_type record, wrapper;
	char name[120], wrapper_name[140];
	const char *suffix;
	size_t row = 0;

	if (bk_kind(local) == BK_KIND_VAR)
		local = bk_graph_type(graph, bk_skip_typedefs(graph, local->type_id));
	if (bk_kind(local) != BK_KIND_STRUCT)
		return NULL;
	suffix = strstr(bk_graph_name(graph, local), "___");
	snprintf(name, sizeof(name), "%.*s",
		 suffix ? (int)(suffix - bk_graph_name(graph, local)) : 100,
		 bk_graph_name(graph, local));
	snprintf(wrapper_name, sizeof(wrapper_name), "bpf_struct_ops_%s", name);
	BK_TRY(bk_asking_add_again(a, BK_NEED_TARGET, name, BK_NOTHING, &row));
	BK_TRY(bk_kernel_find(a->kernel, BK_KIND_STRUCT, name, &record));
	BK_TRY(bk_kernel_find(a->kernel, BK_KIND_STRUCT, wrapper_name, &wrapper));
	a->found = record;
	if (!record.id)
		bk_asking_settle(a, row, BK_MISSING, true, "no such struct");
	else
		bk_asking_settle(a, row, wrapper.id ? BK_PRESENT : BK_MISSING, true,
				 wrapper.id ? NULL : "a struct, but none of struct_ops");
	return record.id ? ask_members(a, map, local, &record) : NULL;
}

struct bk_error *bk_ask_maps(struct bk_asking *a)
{
	for (size_t i = 0; i < a->object->maps.count; i++)
		BK_TRY(ask_map_type(a, &a->object->maps.at[i]));
	for (size_t i = 0; i < a->object->inner_maps.count; i++)
		BK_TRY(ask_map_type(a, &a->object->inner_maps.at[i]));
	for (size_t i = 0; i < a->object->maps.count; i++)
		if (a->object->maps.at[i].type == BK_MAP_STRUCT_OPS)
			BK_TRY(ask_struct_ops(a, &a->object->maps.at[i]));
	return NULL;
}
