// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The functions of an object, and their instructions. */
#include "btfkit/corerelo/object_parts.h"

static struct bk_error *check_symbol(const struct bk_elf_section *section,
				     const struct bk_elf_symbol *symbol)
{
	const uint64_t end = section->bytes.size;

	if (symbol->value > end || symbol->size > end - symbol->value)
		return bk_error_create(BK_ERR_MALFORMED,
				       "%llu bytes at 0x%llx do not lie in its %llu",
				       (unsigned long long)symbol->size,
				       (unsigned long long)symbol->value, (unsigned long long)end);
	if (!symbol->size || symbol->size % BK_INSN_BYTES || symbol->value % BK_INSN_BYTES)
		return bk_error_create(BK_ERR_MALFORMED, "%llu bytes at 0x%llx are no instructions",
				       (unsigned long long)symbol->size,
				       (unsigned long long)symbol->value);
	return NULL;
}

static struct bk_error *add_function(struct bk_object *object, const struct bk_elf_symbol *symbol)
{
	const struct bk_elf_section *section = bk_object_elf(object)->sections.at + symbol->section;
	struct bk_function function = {
		.name = symbol->name,
		.section = section->name,
		.section_index = symbol->section,
		.is_optional = section->name[0] == '?',
		.is_global = symbol->bind != STB_LOCAL && symbol->visibility != STV_HIDDEN &&
			     symbol->visibility != STV_INTERNAL,
		.is_weak = symbol->bind == STB_WEAK,
	};

	BK_TRY(bk_error_in(check_symbol(section, symbol), "ELF: section %s: function '%s'",
			   section->name, symbol->name));
	if (section->bytes.size / BK_INSN_BYTES > UINT32_MAX)
		return bk_error_create(BK_ERR_UNSUPPORTED, "ELF: section %s has 4 GiB and more",
				       section->name);
	function.section_insn = (uint32_t)(symbol->value / BK_INSN_BYTES);
	function.insn_count = (uint32_t)(symbol->size / BK_INSN_BYTES);
	return bk_array_push(&object->functions, function) ? NULL : bk_error_memory();
}

static int compare(const void *a, const void *b)
{
	const struct bk_function *f = a, *g = b;

	if (f->section_index != g->section_index)
		return f->section_index < g->section_index ? -1 : 1;
	if (f->section_insn != g->section_insn)
		return f->section_insn < g->section_insn ? -1 : 1;
	if (f->insn_count != g->insn_count)
		return f->insn_count > g->insn_count ? -1 : 1;
	return strcmp(f->name, g->name);
}

/* So that no instruction is counted twice, whatever the symbols say. */
static void drop_covered(struct bk_object *object)
{
	struct bk_function *at = object->functions.at;
	size_t kept = 0;

	for (size_t i = 0; i < object->functions.count; i++) {
		const struct bk_function *last = kept ? at + kept - 1 : NULL;

		if (last && last->section_index == at[i].section_index &&
		    at[i].section_insn - last->section_insn < last->insn_count)
			continue;
		at[kept++] = at[i];
	}
	object->functions.count = kept;
}

/* The two registers stand in the nibbles of one byte, in an order that follows the byte order. */
static struct bk_insn decode(const uint8_t *at, const struct bk_elf *elf)
{
	const uint8_t low = at[1] & 0xf, high = at[1] >> 4;

	return (struct bk_insn){
		.code = at[0],
		.dst = elf->is_big_endian ? high : low,
		.src = elf->is_big_endian ? low : high,
		.off = (int16_t)bk_load16(at + 2, elf->swap),
		.imm = (int32_t)bk_load32(at + 4, elf->swap),
	};
}

static struct bk_error *decode_function(struct bk_object *object, struct bk_function *function)
{
	const struct bk_elf *elf = bk_object_elf(object);
	const uint8_t *at = elf->sections.at[function->section_index].bytes.data +
			    (size_t)function->section_insn * BK_INSN_BYTES;

	if (!bk_array_reserve(&object->insns, function->insn_count))
		return bk_error_memory();
	function->first_insn = (uint32_t)object->insns.count;
	for (uint32_t i = 0; i < function->insn_count; i++)
		object->insns.at[object->insns.count++] =
			decode(at + (size_t)i * BK_INSN_BYTES, elf);
	return NULL;
}

struct bk_error *bk_object_add_functions(struct bk_object *object)
{
	const struct bk_elf *elf = bk_object_elf(object);

	for (size_t i = 1; i < elf->symbols.count; i++) {
		const struct bk_elf_symbol *symbol = elf->symbols.at + i;

		if (symbol->type == STT_FUNC && symbol->section < elf->sections.count &&
		    bk_section_is_code(elf->sections.at + symbol->section))
			BK_TRY(add_function(object, symbol));
	}
	if (object->functions.count)
		qsort(object->functions.at, object->functions.count, sizeof(*object->functions.at),
		      compare);
	drop_covered(object);
	for (size_t i = 0; i < object->functions.count; i++) {
		struct bk_function *function = object->functions.at + i;

		function->is_program =
			strcmp(function->section, ".text") != 0 || object->functions.count == 1;
		BK_TRY(decode_function(object, function));
	}
	return NULL;
}

uint32_t bk_object_function_at(const struct bk_object *object, uint32_t section_index,
			       uint64_t section_insn)
{
	const struct bk_function *at = object->functions.at;
	uint32_t low = 0, high = (uint32_t)object->functions.count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct bk_function *f = at + middle;

		if (f->section_index < section_index ||
		    (f->section_index == section_index && f->section_insn <= section_insn))
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || at[low - 1].section_index != section_index ||
	    section_insn - at[low - 1].section_insn >= at[low - 1].insn_count)
		return BK_NOTHING;
	return low - 1;
}
