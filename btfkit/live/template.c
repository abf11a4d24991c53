// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finds the parts of the bundled pattern. */
#include "btfkit/live/template.h"

#include "btfkit/source/elf.h"

static struct bk_error *not_so(const char *what)
{
	return bk_error_create(BK_ERR_UNSUPPORTED, "the bundled BPF program: %s", what);
}

static bool is_store(const struct bpf_insn *insn)
{
	return insn->code == (BPF_STX | BPF_MEM | BPF_DW);
}

/* The symbol of the pattern tells where it ends. */
static struct bk_error *find_program(struct bk_template *template)
{
	const struct bk_elf_edit *elf = &template->elf;
	const struct bk_elf_edit_section *symbols, *strings, *section;
	size_t symtab = bk_elf_edit_find(elf, ".symtab");

	template->section = bk_elf_edit_find(elf, BK_TEMPLATE_SECTION);
	if (!symtab || !template->section)
		return not_so("it has no section " BK_TEMPLATE_SECTION);
	symbols = &elf->sections.at[symtab];
	if (symbols->header.sh_link >= elf->sections.count)
		return not_so("its symbols have no names");
	strings = &elf->sections.at[symbols->header.sh_link];
	section = &elf->sections.at[template->section];
	for (size_t at = 0; at + sizeof(Elf64_Sym) <= symbols->data.count;
	     at += sizeof(Elf64_Sym)) {
		Elf64_Sym symbol;

		memcpy(&symbol, symbols->data.at + at, sizeof(symbol));
		if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC ||
		    symbol.st_shndx != template->section || symbol.st_value != 0 ||
		    symbol.st_size > section->data.count ||
		    symbol.st_name + sizeof(BK_TEMPLATE_PROGRAM) > strings->data.count ||
		    memcmp(strings->data.at + symbol.st_name, BK_TEMPLATE_PROGRAM,
			   sizeof(BK_TEMPLATE_PROGRAM)) != 0)
			continue;
		template->insns = (const void *)section->data.at;
		template->count = (uint32_t)(symbol.st_size / sizeof(struct bpf_insn));
		return NULL;
	}
	return not_so("it has no function " BK_TEMPLATE_PROGRAM);
}

static const struct bk_ext_section *find_records(const struct bk_template *template)
{
	for (size_t i = 0; i < template->ext->sections.count; i++)
		if (strcmp(template->ext->sections.at[i].name, BK_TEMPLATE_SECTION) == 0)
			return &template->ext->sections.at[i];
	return NULL;
}

/* Everything from a relocated instruction to the store that follows it, before the next such one. */
static struct bk_error *find_block(struct bk_template *template, uint32_t first, uint32_t limit,
				   struct bk_template_block *block)
{
	uint32_t end = first;

	while (end < limit && !is_store(&template->insns[end]))
		end++;
	if (end >= limit)
		return not_so("a question without a store");
	*block = (struct bk_template_block){ first, end + 1 };
	return NULL;
}

static struct bk_error *find_blocks(struct bk_template *template)
{
	const struct bk_ext_section *section = find_records(template);
	const struct bk_ext_record *relos;
	uint32_t limit = template->count;

	if (!section || !section->parts[BK_EXT_FUNC_INFO].count)
		return not_so("it has no .BTF.ext");
	template->func_id = section->parts[BK_EXT_FUNC_INFO].at[0].func.type_id;
	relos = section->parts[BK_EXT_CORE_RELO].at;
	template->relo_count = (uint32_t)section->parts[BK_EXT_CORE_RELO].count;
	for (size_t i = section->parts[BK_EXT_CORE_RELO].count; i-- > 0;) {
		uint32_t first = relos[i].insn_off / (uint32_t)sizeof(struct bpf_insn);
		struct bk_template_block block = { 0 };

		if (first >= template->count || relos[i].relo.kind >= BK_RELO_KIND_COUNT)
			continue;
		BK_TRY(find_block(template, first, limit, &block));
		template->by_kind[relos[i].relo.kind] = block;
		if (!template->tail.end)
			template->tail = (struct bk_template_block){ block.end, template->count };
		else if (block.end != limit)
			return not_so("something stands between two questions");
		limit = first;
	}
	template->head.end = limit;
	/* an older clang does not know this kind; its question looks like the other */
	if (!template->by_kind[BK_RELO_TYPE_MATCHES].end)
		template->by_kind[BK_RELO_TYPE_MATCHES] = template->by_kind[BK_RELO_TYPE_EXISTS];
	for (size_t i = 0; i < BK_RELO_KIND_COUNT; i++)
		if (!template->by_kind[i].end)
			return not_so("a kind of relocation is missing");
	return NULL;
}

static struct bk_error *understand(struct bk_template *template, struct bk_bytes object)
{
	BK_TRY(bk_elf_open(&template->source, object));
	BK_TRY(bk_graph_create(template->source.btf, NULL, &template->graph));
	BK_TRY(bk_ext_graph_create(template->source.btf_ext, template->graph, &template->ext));
	BK_TRY(bk_elf_edit_init(&template->elf, object));
	BK_TRY(find_program(template));
	return find_blocks(template);
}

struct bk_error *bk_template_init(struct bk_template *template, struct bk_bytes object)
{
	struct bk_error *error;

	*template = (struct bk_template){ .object = object };
	error = understand(template, object);
	if (error)
		bk_template_deinit(template);
	return error;
}

void bk_template_deinit(struct bk_template *template)
{
	bk_ext_graph_destroy(template->ext);
	bk_graph_destroy(template->graph);
	bk_elf_edit_deinit(&template->elf);
	free(template->source.arch);
	free(template->source.release);
	*template = (struct bk_template){ 0 };
}
