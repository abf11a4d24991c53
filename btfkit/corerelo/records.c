// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sorts the records of .BTF.ext to the functions of an object. */
#include "btfkit/corerelo/object_parts.h"

/*
 * A record, and the function that it belongs to. Records of functions that the linker dropped (weak
 * ones, of which another object had one, too) stay in .BTF.ext and belong to none.
 */
struct placed {
	const struct bk_ext_record *record;
	uint32_t function, insn;
	uint32_t number; /* in its block of .BTF.ext */
};

struct placing {
	struct bk_object *object;
	enum bk_ext_part part;
	BK_ARRAY(struct placed) placed;
};

static void placing_deinit(struct placing *p)
{
	bk_array_deinit(&p->placed);
}

static struct bk_error *place_section(struct placing *p, const struct bk_ext_section *section)
{
	const uint32_t index = bk_elf_section_named(bk_object_elf(p->object), section->name);
	const size_t count = section->parts[p->part].count;

	for (size_t i = 0; i < count; i++) {
		const struct bk_ext_record *record = section->parts[p->part].at + i;
		const uint64_t at = record->insn_off / BK_INSN_BYTES;
		struct placed placed = { .record = record, .number = (uint32_t)i };

		if (record->insn_off % BK_INSN_BYTES)
			return bk_ext_error_in(
				bk_error_create(BK_ERR_MALFORMED,
						"no instruction begins at byte %u of %s",
						record->insn_off, section->name),
				p->part, record->at);
		placed.function = bk_object_function_at(p->object, index, at);
		if (placed.function == BK_NOTHING)
			continue;
		placed.insn = (uint32_t)at - p->object->functions.at[placed.function].section_insn;
		if (!bk_array_push(&p->placed, placed))
			return bk_error_memory();
	}
	return NULL;
}

static int by_place(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	if (p->function != q->function)
		return p->function < q->function ? -1 : 1;
	if (p->insn != q->insn)
		return p->insn < q->insn ? -1 : 1;
	return p->record->at < q->record->at ? -1 : p->record->at > q->record->at;
}

static int by_file(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	return p->record->at < q->record->at ? -1 : p->record->at > q->record->at;
}

static struct bk_error *place(struct placing *p, int (*order)(const void *, const void *))
{
	const struct bk_ext_graph *ext = p->object->ext;

	for (size_t s = 0; s < ext->sections.count; s++)
		BK_TRY(place_section(p, ext->sections.at + s));
	if (p->placed.count)
		qsort(p->placed.at, p->placed.count, sizeof(*p->placed.at), order);
	return NULL;
}

static struct bk_error *add_funcs(struct bk_object *object)
{
	BK_AUTO(placing_deinit) struct placing p = { object, BK_EXT_FUNC_INFO, { 0 } };

	BK_TRY(place(&p, by_file));
	for (size_t i = p.placed.count; i--;)
		if (p.placed.at[i].insn == 0)
			object->functions.at[p.placed.at[i].function].btf_id =
				p.placed.at[i].record->func.type_id;
	return NULL;
}

static struct bk_error *add_lines(struct bk_object *object)
{
	BK_AUTO(placing_deinit) struct placing p = { object, BK_EXT_LINE_INFO, { 0 } };

	BK_TRY(place(&p, by_place));
	for (size_t i = 0; i < p.placed.count; i++) {
		const struct bk_ext_record *record = p.placed.at[i].record;
		struct bk_function *function = object->functions.at + p.placed.at[i].function;
		const struct bk_line line = {
			.insn = p.placed.at[i].insn,
			.line = record->line.line,
			.column = record->line.column,
			.file = bk_graph_string(object->graph, record->line.file_name_off),
			.text = bk_graph_string(object->graph, record->line.text_off),
		};

		if (!function->line_count++)
			function->first_line = (uint32_t)object->lines.count;
		if (!bk_array_push(&object->lines, line))
			return bk_error_memory();
	}
	return NULL;
}

/* An instruction, and which of the relocations is of it. */
struct sorted {
	uint32_t function, insn, index;
};

static int by_function(const void *a, const void *b)
{
	const struct sorted *p = a, *q = b;

	if (p->function != q->function)
		return p->function < q->function ? -1 : 1;
	if (p->insn != q->insn)
		return p->insn < q->insn ? -1 : 1;
	return p->index < q->index ? -1 : p->index > q->index;
}

static struct bk_error *sort_relocations(struct bk_object *object)
{
	const uint32_t count = (uint32_t)object->relocations.count;
	BK_AUTOFREE struct sorted *sorted = calloc(count + 1u, sizeof(*sorted));

	if (!sorted || !bk_array_reserve(&object->relocations_by_insn, count))
		return bk_error_memory();
	for (uint32_t i = 0; i < count; i++)
		sorted[i] = (struct sorted){ object->relocations.at[i].function,
					     object->relocations.at[i].insn, i };
	qsort(sorted, count, sizeof(*sorted), by_function);
	for (uint32_t i = 0; i < count; i++) {
		struct bk_function *function = object->functions.at + sorted[i].function;

		if (!function->relocation_count++)
			function->first_by_insn = i;
		object->relocations_by_insn.at[object->relocations_by_insn.count++] =
			sorted[i].index;
	}
	return NULL;
}

static struct bk_error *add_relocations(struct bk_object *object)
{
	BK_AUTO(placing_deinit) struct placing p = { object, BK_EXT_CORE_RELO, { 0 } };

	BK_TRY(place(&p, by_file));
	for (size_t i = 0; i < p.placed.count; i++) {
		const struct bk_ext_record *record = p.placed.at[i].record;
		const struct bk_core_relo relo = {
			.function = p.placed.at[i].function,
			.insn = p.placed.at[i].insn,
			.kind = record->relo.kind,
			.type_id = record->relo.type_id,
			.access = bk_graph_string(object->graph, record->relo.access_off),
			.number = p.placed.at[i].number,
		};

		if (!bk_array_push(&object->relocations, relo))
			return bk_error_memory();
	}
	return sort_relocations(object);
}

struct bk_error *bk_object_add_records(struct bk_object *object)
{
	BK_TRY(add_funcs(object));
	BK_TRY(add_lines(object));
	return add_relocations(object);
}
