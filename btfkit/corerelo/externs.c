// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Global data of an object, and what it wants from outside. */
#include "btfkit/corerelo/object_parts.h"

#include "btfkit/base/strmap.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

/* ".data" itself, or ".data.something". */
static bool is_or_extends(const char *name, const char *section)
{
	const size_t size = strlen(section);

	return strncmp(name, section, size) == 0 && (!name[size] || name[size] == '.');
}

static uint32_t datasec_named(const struct bk_graph *graph, const char *name)
{
	for (struct bk_ids ids = bk_ids_of(graph, 1u << BK_KIND_DATASEC); bk_ids_next(&ids);)
		if (strcmp(bk_graph_name(graph, bk_graph_type(graph, ids.id)), name) == 0)
			return ids.id;
	return 0;
}

struct bk_error *bk_object_add_data(struct bk_object *object)
{
	const struct bk_elf *elf = bk_object_elf(object);

	for (uint32_t i = 1; i < elf->sections.count; i++) {
		const struct bk_elf_section *section = elf->sections.at + i;
		struct bk_data data = {
			.name = section->name,
			.section_index = i,
			.bytes = section->bytes,
			.size_bytes = section->size,
			.is_read_only = is_or_extends(section->name, ".rodata"),
		};

		if (bk_section_is_code(section) ||
		    (section->type != SHT_PROGBITS && section->type != SHT_NOBITS) ||
		    (!data.is_read_only && !is_or_extends(section->name, ".data") &&
		     !is_or_extends(section->name, ".bss")))
			continue;
		data.btf_id = datasec_named(object->graph, section->name);
		if (!bk_array_push(&object->data, data))
			return bk_error_memory();
	}
	return NULL;
}

/* The kind of what a DATASEC of that name holds; false: nothing from outside. */
static bool kind_of(const struct bk_graph *graph, const struct bk_type *section, uint32_t id,
		    enum bk_extern_kind *kind)
{
	const char *name = bk_graph_name(graph, section);

	if (strcmp(name, ".kconfig") == 0)
		*kind = BK_EXTERN_KCONFIG;
	else if (strcmp(name, ".ksyms") == 0)
		*kind = bk_graph_kind(graph, id) == BK_KIND_FUNC ? BK_EXTERN_KFUNC : BK_EXTERN_KSYM;
	else
		return false;
	return bk_graph_kind(graph, id) == BK_KIND_FUNC || bk_graph_kind(graph, id) == BK_KIND_VAR;
}

static struct bk_error *add_extern(struct bk_object *object, const struct bk_strmap *symbols,
				   enum bk_extern_kind kind, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(object->graph, id);
	struct bk_extern result = {
		.kind = kind,
		.name = bk_graph_name(object->graph, t),
		.btf_id = id,
		.type_id = t->type_id,
	};
	const uint32_t *index = bk_strmap_find(symbols, result.name);

	/* declared, but nobody refers to it any more */
	if (!index)
		return NULL;
	result.is_weak = bk_object_elf(object)->symbols.at[*index].bind == STB_WEAK;
	if (bk_skip_typedefs(object->graph, t->type_id) == 0)
		result.type_id = 0;
	return bk_array_push(&object->externs, result) ? NULL : bk_error_memory();
}

static struct bk_error *add_externs(struct bk_object *object, struct bk_strmap *symbols)
{
	const struct bk_elf *elf = bk_object_elf(object);
	bool inserted;

	for (uint32_t i = 1; i < elf->symbols.count; i++)
		if (elf->symbols.at[i].section == SHN_UNDEF && *elf->symbols.at[i].name &&
		    !bk_strmap_insert(symbols, elf->symbols.at[i].name, i, &inserted))
			return bk_error_memory();
	for (struct bk_ids ids = bk_ids_of(object->graph, 1u << BK_KIND_DATASEC);
	     bk_ids_next(&ids);) {
		const struct bk_type *section = bk_graph_type(object->graph, ids.id);

		for (uint32_t i = 0; i < bk_vlen(section); i++) {
			const uint32_t id = bk_secinfos(section)[i].type_id;
			enum bk_extern_kind kind;

			if (kind_of(object->graph, section, id, &kind))
				BK_TRY(add_extern(object, symbols, kind, id));
		}
	}
	return NULL;
}

struct bk_error *bk_object_add_externs(struct bk_object *object)
{
	struct bk_strmap symbols = BK_STRMAP_INIT;
	struct bk_error *error = add_externs(object, &symbols);

	bk_strmap_deinit(&symbols);
	return error;
}
