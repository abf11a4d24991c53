// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Putting an object together, and finding things in it. */
#include "btfkit/corerelo/object.h"

#include "btfkit/corerelo/object_parts.h"

static struct bk_bytes section_named(const struct bk_object *object, const char *name)
{
	const struct bk_elf *elf = bk_object_elf(object);

	return elf->sections.at[bk_elf_section_named(elf, name)].bytes;
}

static void read_license(struct bk_object *object)
{
	struct bk_bytes license = section_named(object, "license");
	struct bk_bytes version = section_named(object, "version");

	object->license = "";
	if (license.size && memchr(license.data, '\0', license.size))
		object->license = (const char *)license.data;
	if (version.size == sizeof(uint32_t))
		object->kernel_version = bk_load32(version.data, bk_object_elf(object)->swap);
}

static struct bk_error *read_btf(struct bk_object *object)
{
	struct bk_bytes btf = section_named(object, ".BTF"),
			ext = section_named(object, ".BTF.ext");

	if (!btf.size)
		return bk_error_create(BK_ERR_NO_BTF,
				       "ELF: it has no .BTF section (clang makes one with -g)");
	BK_TRY(bk_graph_create(btf, NULL, &object->graph));
	/* the loader takes it for 8 whatever types the object holds */
	object->graph->pointer_size = 8;
	return ext.size ? bk_ext_graph_create(ext, object->graph, &object->ext) : NULL;
}

static struct bk_error *build(struct bk_object *object, struct bk_bytes bytes)
{
	struct bk_elf *elf = &object->parts->elf;

	BK_TRY(bk_elf_init(elf, bytes));
	if (elf->machine != EM_BPF || !elf->sections.count)
		return bk_error_create(BK_ERR_UNSUPPORTED, "ELF: it is no BPF object");
	object->is_big_endian = elf->is_big_endian;
	BK_TRY(read_btf(object));
	read_license(object);
	BK_TRY(bk_object_add_functions(object));
	BK_TRY(bk_object_add_data(object));
	BK_TRY(bk_object_add_maps(object));
	BK_TRY(bk_object_add_externs(object));
	BK_TRY(bk_object_add_references(object));
	return object->ext ? bk_object_add_records(object) : NULL;
}

struct bk_error *bk_object_create(struct bk_bytes elf, struct bk_object **result)
{
	struct bk_object *object = calloc(1, sizeof(*object));
	struct bk_error *error;

	*result = NULL;
	if (object)
		object->parts = calloc(1, sizeof(*object->parts));
	if (!object || !object->parts) {
		free(object);
		return bk_error_memory();
	}
	error = build(object, elf);
	if (error)
		bk_object_destroy(object);
	else
		*result = object;
	return error;
}

struct bk_error *bk_object_open(const struct bk_source *source, struct bk_object **object)
{
	struct bk_error *error;

	*object = NULL;
	if (!bk_source_is_object(source))
		error = bk_error_create(BK_ERR_UNSUPPORTED, "it is no BPF object");
	else
		error = bk_object_create(source->elf, object);
	return bk_error_in(error, "%s", source->where);
}

void bk_object_destroy(struct bk_object *object)
{
	if (!object)
		return;
	bk_elf_deinit(&object->parts->elf);
	free(object->parts);
	bk_ext_graph_destroy(object->ext);
	bk_graph_destroy(object->graph);
	bk_array_deinit(&object->insns);
	bk_array_deinit(&object->functions);
	bk_array_deinit(&object->references);
	bk_array_deinit(&object->helper_calls);
	bk_array_deinit(&object->lines);
	bk_array_deinit(&object->relocations);
	bk_array_deinit(&object->relocations_by_insn);
	bk_array_deinit(&object->maps);
	bk_array_deinit(&object->inner_maps);
	bk_array_deinit(&object->data);
	bk_array_deinit(&object->externs);
	bk_array_deinit(&object->pointers);
	free(object);
}

const struct bk_reference *bk_object_reference(const struct bk_object *object, uint32_t function,
					       uint32_t insn)
{
	const struct bk_function *f = object->functions.at + function;
	const struct bk_reference *at = object->references.at + f->first_reference;
	uint32_t low = 0, high = f->reference_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (at[middle].insn < insn)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->reference_count && at[low].insn == insn ? at + low : NULL;
}

const struct bk_line *bk_object_line(const struct bk_object *object, uint32_t function,
				     uint32_t insn)
{
	const struct bk_function *f = object->functions.at + function;
	const struct bk_line *at = object->lines.at + f->first_line;
	uint32_t low = 0, high = f->line_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (at[middle].insn <= insn)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? at + low - 1 : NULL;
}

uint32_t bk_object_function(const struct bk_object *object, const char *name)
{
	for (uint32_t i = 0; i < object->functions.count; i++)
		if (strcmp(object->functions.at[i].name, name) == 0)
			return i;
	return BK_NOTHING;
}
