// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What the instructions of an object refer to, by its ELF relocations, and the pointers in its other
 * sections.
 *
 * What an instruction holds before it is relocated is part of the address, as libbpf reads it: of
 * a call, the distance in instructions to the target from behind the symbol's place, -1 being the
 * symbol itself; of a load, the distance in bytes. Calls inside a section need no relocation.
 */
#include "btfkit/corerelo/object_parts.h"

#include "btfkit/base/strmap.h"

struct resolver {
	struct bk_object *object;
	struct bk_strmap externs; /* by name */
	uint32_t *data;		  /* by section: the data it is, or BK_NOTHING */
};

static void resolver_deinit(struct resolver *r)
{
	bk_strmap_deinit(&r->externs);
	free(r->data);
}

static struct bk_error *resolver_init(struct resolver *r)
{
	const struct bk_object *object = r->object;
	const size_t sections = bk_object_elf(object)->sections.count;
	bool inserted;

	for (uint32_t i = 0; i < object->externs.count; i++)
		if (!bk_strmap_insert(&r->externs, object->externs.at[i].name, i, &inserted))
			return bk_error_memory();
	r->data = reallocarray(NULL, sections, sizeof(*r->data));
	if (!r->data)
		return bk_error_memory();
	for (size_t i = 0; i < sections; i++)
		r->data[i] = BK_NOTHING;
	for (uint32_t i = 0; i < object->data.count; i++)
		r->data[object->data.at[i].section_index] = i;
	return NULL;
}

/* The map at that place; maps are sorted by it. */
static uint32_t map_at(const struct bk_object *object, uint32_t section, uint64_t offset)
{
	const struct bk_map *at = object->maps.at;
	uint32_t low = 0, high = (uint32_t)object->maps.count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (at[middle].section_index < section ||
		    (at[middle].section_index == section && at[middle].offset < offset))
			low = middle + 1;
		else
			high = middle;
	}
	if (low < object->maps.count && at[low].section_index == section &&
	    at[low].offset == offset)
		return low;
	return BK_NOTHING;
}

static void refer_to_extern(const struct resolver *r, struct bk_reference *ref)
{
	static const enum bk_reference_kind kinds[] = {
		[BK_EXTERN_KCONFIG] = BK_REF_KCONFIG,
		[BK_EXTERN_KSYM] = BK_REF_KSYM,
		[BK_EXTERN_KFUNC] = BK_REF_KFUNC,
	};
	const uint32_t *index = bk_strmap_find(&r->externs, ref->symbol);

	if (!index)
		return;
	ref->kind = kinds[r->object->externs.at[*index].kind];
	ref->index = *index;
	/* the address of a kfunc is loaded as that of any symbol */
	ref->offset = 0;
}

static void refer_to_code(const struct resolver *r, struct bk_reference *ref, uint32_t section,
			  int64_t insn, bool is_call)
{
	const uint32_t index =
		insn < 0 ? BK_NOTHING : bk_object_function_at(r->object, section, (uint64_t)insn);

	if (index == BK_NOTHING)
		return;
	ref->kind = is_call ? BK_REF_CALL : BK_REF_FUNCTION;
	ref->index = index;
	ref->offset = insn - r->object->functions.at[index].section_insn;
}

static void refer_to_data(const struct resolver *r, struct bk_reference *ref, uint32_t section,
			  uint64_t value, int32_t addend)
{
	ref->index = map_at(r->object, section, value);
	if (ref->index != BK_NOTHING) {
		ref->kind = BK_REF_MAP;
	} else if (r->data[section] != BK_NOTHING) {
		ref->kind = BK_REF_DATA;
		ref->index = r->data[section];
		ref->offset = (int64_t)(value + (uint64_t)(int64_t)addend);
	}
}

static struct bk_reference resolve(const struct resolver *r, const struct bk_insn *insn,
				   const struct bk_elf_symbol *symbol)
{
	const struct bk_elf *elf = bk_object_elf(r->object);
	struct bk_reference ref = { .kind = BK_REF_UNKNOWN,
				    .index = BK_NOTHING,
				    .symbol = symbol->name };
	const int64_t value =
		symbol->value > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)symbol->value;
	const bool is_call = insn->code == BK_CODE_CALL;

	if (!is_call && !bk_insn_is_wide(insn))
		return ref;
	if (symbol->section == SHN_UNDEF)
		refer_to_extern(r, &ref);
	else if (symbol->section >= elf->sections.count)
		return ref;
	else if (!bk_section_is_code(elf->sections.at + symbol->section))
		refer_to_data(r, &ref, symbol->section, symbol->value, insn->imm);
	else if (is_call)
		refer_to_code(r, &ref, symbol->section, value / BK_INSN_BYTES + insn->imm + 1,
			      true);
	else
		refer_to_code(r, &ref, symbol->section, (value + insn->imm) / BK_INSN_BYTES, false);
	return ref;
}

/* References with the function that holds them, until they are sorted. */
struct held {
	uint32_t function;
	struct bk_reference reference;
	size_t order;
};

struct collection {
	struct resolver r;
	BK_ARRAY(struct held) held;
};

static void collection_deinit(struct collection *c)
{
	resolver_deinit(&c->r);
	bk_array_deinit(&c->held);
}

static struct bk_error *hold(struct collection *c, uint32_t function, uint32_t insn,
			     struct bk_reference reference)
{
	reference.insn = insn;
	if (bk_array_push(&c->held, (struct held){ function, reference, c->held.count }))
		return NULL;
	return bk_error_memory();
}

static struct bk_error *add_code(struct collection *c, const struct bk_elf_section *section)
{
	const struct bk_object *object = c->r.object;
	const struct bk_elf *elf = bk_object_elf(object);

	for (size_t i = 0; i < bk_elf_relocation_count(section); i++) {
		struct bk_elf_relocation relocation;
		const struct bk_function *function;
		uint32_t index, insn;

		BK_TRY(bk_elf_relocation(elf, section, i, &relocation));
		index = bk_object_function_at(object, section->info,
					      relocation.offset / BK_INSN_BYTES);
		if (index == BK_NOTHING || relocation.offset % BK_INSN_BYTES)
			continue;
		function = object->functions.at + index;
		insn = (uint32_t)(relocation.offset / BK_INSN_BYTES) - function->section_insn;
		BK_TRY(hold(c, index, insn,
			    resolve(&c->r, bk_function_insns(object, function) + insn,
				    elf->symbols.at + relocation.symbol)));
	}
	return NULL;
}

/* Where a pointer in a section of data leads, if it is to a map or to the start of a function. */
static struct bk_error *add_pointers(struct collection *c, const struct bk_elf_section *section)
{
	struct bk_object *object = c->r.object;
	const struct bk_elf *elf = bk_object_elf(object);

	for (size_t i = 0; i < bk_elf_relocation_count(section); i++) {
		struct bk_elf_relocation relocation;
		const struct bk_elf_symbol *symbol;
		struct bk_pointer pointer = { .section_index = section->info };

		BK_TRY(bk_elf_relocation(elf, section, i, &relocation));
		symbol = elf->symbols.at + relocation.symbol;
		pointer.offset = relocation.offset;
		if (symbol->section == SHN_UNDEF || symbol->section >= elf->sections.count)
			continue;
		pointer.to_map = !bk_section_is_code(elf->sections.at + symbol->section);
		if (pointer.to_map)
			pointer.index = map_at(object, symbol->section, symbol->value);
		else
			pointer.index = bk_object_function_at(object, symbol->section,
							      symbol->value / BK_INSN_BYTES);
		if (pointer.index != BK_NOTHING && !bk_array_push(&object->pointers, pointer))
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *add_relocated(struct collection *c)
{
	const struct bk_elf *elf = bk_object_elf(c->r.object);

	for (size_t i = 1; i < elf->sections.count; i++) {
		const struct bk_elf_section *section = elf->sections.at + i;

		if (section->type != SHT_REL || !section->info ||
		    section->info >= elf->sections.count)
			continue;
		if (bk_section_is_code(elf->sections.at + section->info))
			BK_TRY(add_code(c, section));
		else if (elf->sections.at[section->info].flags & SHF_ALLOC)
			BK_TRY(add_pointers(c, section));
	}
	return NULL;
}

/* Calls inside the section; those that are relocated, too, are found twice and dropped later. */
static struct bk_error *add_calls(struct collection *c, uint32_t index)
{
	const struct bk_object *object = c->r.object;
	const struct bk_function *function = object->functions.at + index;
	const struct bk_insn *insns = bk_function_insns(object, function);

	for (uint32_t i = 0; i < function->insn_count; i++) {
		struct bk_reference ref = { .kind = BK_REF_UNKNOWN, BK_NOTHING, .symbol = "" };

		if (bk_insn_is_wide(insns + i)) {
			i++;
			continue;
		}
		if (insns[i].code != BK_CODE_CALL || insns[i].src != BK_CALL_FUNCTION)
			continue;
		refer_to_code(&c->r, &ref, function->section_index,
			      (int64_t)function->section_insn + i + insns[i].imm + 1, true);
		BK_TRY(hold(c, index, i, ref));
	}
	return NULL;
}

static int by_place(const void *a, const void *b)
{
	const struct held *h = a, *i = b;

	if (h->function != i->function)
		return h->function < i->function ? -1 : 1;
	if (h->reference.insn != i->reference.insn)
		return h->reference.insn < i->reference.insn ? -1 : 1;
	return h->order < i->order ? -1 : h->order > i->order;
}

static struct bk_error *sort(struct collection *c)
{
	struct bk_object *object = c->r.object;

	if (c->held.count)
		qsort(c->held.at, c->held.count, sizeof(*c->held.at), by_place);
	for (size_t i = 0; i < c->held.count; i++) {
		const struct held *held = c->held.at + i, *last = i ? held - 1 : NULL;
		struct bk_function *function = object->functions.at + held->function;

		if (last && last->function == held->function &&
		    last->reference.insn == held->reference.insn)
			continue;
		if (!function->reference_count++)
			function->first_reference = (uint32_t)object->references.count;
		if (!bk_array_push(&object->references, held->reference))
			return bk_error_memory();
	}
	return NULL;
}

/* All others refer to something. */
static struct bk_error *add_helper_calls(struct bk_object *object, uint32_t index)
{
	const struct bk_function *function = object->functions.at + index;
	const struct bk_insn *insns = bk_function_insns(object, function);

	for (uint32_t i = 0; i < function->insn_count; i++) {
		const struct bk_helper_call call = { index, i, insns[i].imm };

		if (bk_insn_is_wide(insns + i)) {
			i++;
			continue;
		}
		if (insns[i].code != BK_CODE_CALL || insns[i].src != BK_CALL_HELPER ||
		    bk_insn_is_poison(insns + i) || bk_object_reference(object, index, i))
			continue;
		if (!bk_array_push(&object->helper_calls, call))
			return bk_error_memory();
	}
	return NULL;
}

struct bk_error *bk_object_add_references(struct bk_object *object)
{
	BK_AUTO(collection_deinit)
	struct collection c = { .r = { .object = object, .externs = BK_STRMAP_INIT } };

	BK_TRY(resolver_init(&c.r));
	BK_TRY(add_relocated(&c));
	for (uint32_t i = 0; i < object->functions.count; i++)
		BK_TRY(add_calls(&c, i));
	BK_TRY(sort(&c));
	for (uint32_t i = 0; i < object->functions.count; i++)
		BK_TRY(add_helper_calls(object, i));
	return NULL;
}
