// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Puts programs, symbols, types and records behind those of the bundled object. */
#include "btfkit/live/clone.h"

#include "btfkit/format/header.h"
#include "btfkit/live/ext_write.h"

#include <stdio.h>

enum { INSN = sizeof(struct bpf_insn) };

struct cloning {
	const struct bk_template *template;
	struct bk_elf_edit elf;
	struct bk_encoder *encoder;
	const struct bk_asked *asked;
	const struct bk_locals *locals;
	const struct bk_questions *questions;
	const char *section_name;
	struct bk_ext_writer ext;
	uint32_t section_name_off, file_name_off; /* in the BTF */
};

struct bk_error *bk_clone_begin(const struct bk_template *template, struct bk_encoder *encoder)
{
	struct bk_btf_header header;
	size_t words;

	BK_TRY(bk_btf_header_read(template->source.btf, &header));
	words = header.types.size / sizeof(uint32_t);
	if (!bk_array_reserve(&encoder->words, words) ||
	    !bk_array_reserve(&encoder->strings, header.strings.size))
		return bk_error_memory();
	memcpy(encoder->words.at, header.types.data, header.types.size);
	encoder->words.count = words;
	memcpy(encoder->strings.at, header.strings.data, header.strings.size);
	encoder->strings.count = header.strings.size;
	encoder->count = bk_graph_count(template->graph) - 1;
	return NULL;
}

/* Where the pattern's instruction `n` is in a program with `grown` more between head and tail. */
static uint32_t moved(const struct cloning *c, uint32_t n, uint32_t grown)
{
	return n < c->template->tail.first ? n : n + grown;
}

static bool is_jump(const struct bpf_insn *insn)
{
	uint8_t class = BPF_CLASS(insn->code), op = BPF_OP(insn->code);

	return (class == BPF_JMP || class == BPF_JMP32) && op != BPF_CALL && op != BPF_EXIT;
}

/* Head and tail of the pattern around the code; jumps over the questions become longer. */
static bool put_program(struct cloning *c, const struct bk_insns *code, uint32_t grown)
{
	struct bk_elf_edit_section *section = &c->elf.sections.at[c->template->section];
	const struct bk_template *t = c->template;

	for (uint32_t n = 0; n < t->head.end; n++) {
		struct bpf_insn insn = t->insns[n];

		if (is_jump(&insn) && n + 1 + (uint32_t)insn.off > t->head.end)
			insn.off = (int16_t)(insn.off + (int32_t)grown);
		if (!bk_elf_edit_append(section, &insn, sizeof(insn)))
			return false;
	}
	return bk_elf_edit_append(section, code->insns.at,
				  code->insns.count * sizeof(struct bpf_insn)) &&
	       bk_elf_edit_append(section, t->insns + t->tail.first,
				  (t->tail.end - t->tail.first) * sizeof(struct bpf_insn));
}

static struct bk_error *put_symbol(struct cloning *c, uint32_t number, uint32_t at, uint32_t size)
{
	size_t symtab = bk_elf_edit_find(&c->elf, ".symtab");
	struct bk_elf_edit_section *symbols = &c->elf.sections.at[symtab];
	struct bk_elf_edit_section *strings = &c->elf.sections.at[symbols->header.sh_link];
	Elf64_Sym symbol = {
		.st_name = (Elf64_Word)strings->data.count,
		.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
		.st_shndx = (Elf64_Half)c->template->section,
		.st_value = at,
		.st_size = size,
	};
	char name[32];
	int length = snprintf(name, sizeof(name), BK_TEMPLATE_PROGRAM "_%u", number);

	if (!bk_elf_edit_append(strings, name, (size_t)length + 1) ||
	    !bk_elf_edit_append(symbols, &symbol, sizeof(symbol)))
		return bk_error_memory();
	return NULL;
}

/* References to maps and global variables in head and tail. */
static struct bk_error *put_elf_relocations(struct cloning *c, uint32_t at, uint32_t grown)
{
	struct bk_elf_edit_section *section;
	size_t index = bk_elf_edit_find(&c->elf, ".rel" BK_TEMPLATE_SECTION), old;

	if (!index)
		return NULL;
	section = &c->elf.sections.at[index];
	old = c->template->elf.sections.at[index].data.count;
	for (size_t i = 0; i + sizeof(Elf64_Rel) <= old; i += sizeof(Elf64_Rel)) {
		Elf64_Rel relocation;

		memcpy(&relocation, section->data.at + i, sizeof(relocation));
		if (relocation.r_offset >= (uint64_t)c->template->count * INSN)
			continue;
		relocation.r_offset =
			at +
			(uint64_t)moved(c, (uint32_t)(relocation.r_offset / INSN), grown) * INSN;
		if (!bk_elf_edit_append(section, &relocation, sizeof(relocation)))
			return bk_error_memory();
	}
	return NULL;
}

static bool put_line(struct cloning *c, uint32_t insn_off, uint32_t text_off, uint32_t line)
{
	const struct bk_ext_record record = {
		.section_name_off = c->section_name_off,
		.insn_off = insn_off,
		.line = { .file_name_off = c->file_name_off, .text_off = text_off, .line = line }
	};

	return bk_ext_writer_put(&c->ext, BK_EXT_LINE_INFO, &record);
}

/* A line for the head, one for each expression, one for the tail. */
static bool put_lines(struct cloning *c, const struct bk_insns *code, uint32_t at, uint32_t grown)
{
	uint32_t text = bk_encoder_string(c->encoder, BK_TEMPLATE_PROGRAM), before = UINT32_MAX;

	if (!put_line(c, at, text, 1))
		return false;
	for (size_t i = 0; i < code->relos.count; i++) {
		uint32_t asked = c->questions->all.at[code->relos.at[i].question].asked;

		if (asked == before)
			continue;
		before = asked;
		text = bk_encoder_string(c->encoder, c->asked[asked].expression->text);
		if (!put_line(c, at + (c->template->head.end + code->relos.at[i].insn) * INSN, text,
			      asked + 1))
			return false;
	}
	text = bk_encoder_string(c->encoder, BK_TEMPLATE_PROGRAM);
	return put_line(c, at + moved(c, c->template->tail.first, grown) * INSN, text, 1);
}

static struct bk_error *put_records(struct cloning *c, const struct bk_insns *code, uint32_t at,
				    uint32_t grown)
{
	struct bk_ext_record record = { .section_name_off = c->section_name_off,
					.insn_off = at,
					.func = { .type_id = c->template->func_id } };

	if (!bk_ext_writer_put(&c->ext, BK_EXT_FUNC_INFO, &record) ||
	    !put_lines(c, code, at, grown))
		return bk_error_memory();
	for (size_t i = 0; i < code->relos.count; i++) {
		const struct bk_question *question =
			&c->questions->all.at[code->relos.at[i].question];
		const struct bk_local *local = &c->locals->at[question->asked];

		record.insn_off = at + (c->template->head.end + code->relos.at[i].insn) * INSN;
		record.relo.type_id = local->type_id;
		record.relo.access_off = local->access_off;
		record.relo.kind = question->kind;
		if (!bk_ext_writer_put(&c->ext, BK_EXT_CORE_RELO, &record))
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *put_clone(struct cloning *c, uint32_t number, uint32_t first, uint32_t end)
{
	BK_AUTO(bk_insns_deinit) struct bk_insns code = { 0 };
	uint32_t at = (uint32_t)c->elf.sections.at[c->template->section].data.count, grown, size;

	if (!bk_insns_put(&code, c->template, c->locals, c->questions, first, end))
		return bk_error_memory();
	grown = (uint32_t)code.insns.count - (c->template->tail.first - c->template->head.end);
	if (!put_program(c, &code, grown))
		return bk_error_memory();
	size = (uint32_t)c->elf.sections.at[c->template->section].data.count - at;
	BK_TRY(put_symbol(c, number, at, size));
	BK_TRY(put_elf_relocations(c, at, grown));
	return put_records(c, &code, at, grown);
}

/* Replaces the bytes of a section by others. */
static struct bk_error *replace(struct cloning *c, const char *name, struct bk_bytes bytes)
{
	struct bk_elf_edit_section *section = &c->elf.sections.at[bk_elf_edit_find(&c->elf, name)];

	section->data.count = 0;
	return bk_elf_edit_append(section, bytes.data, bytes.size) ? NULL : bk_error_memory();
}

static struct bk_error *finish(struct cloning *c, struct bk_clone *clone)
{
	struct bk_bytes bytes = { 0 };
	struct bk_error *error;

	BK_TRY(bk_encoder_finish(c->encoder, &bytes));
	error = replace(c, ".BTF", bytes);
	free((void *)(uintptr_t)bytes.data);
	BK_TRY(error);
	bytes = (struct bk_bytes){ 0 };
	BK_TRY(bk_ext_writer_finish(&c->ext, &bytes));
	error = replace(c, ".BTF.ext", bytes);
	free((void *)(uintptr_t)bytes.data);
	BK_TRY(error);
	return bk_elf_edit_finish(&c->elf, &clone->object);
}

const char *bk_clone_section(enum bpf_prog_type as)
{
	switch (as) {
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
		return "raw_tp/sys_enter";
	case BPF_PROG_TYPE_SOCKET_FILTER:
		return "socket";
	default:
		return BK_TEMPLATE_SECTION;
	}
}

static struct bk_error *rename_section(struct cloning *c)
{
	struct bk_elf_edit_section *section = &c->elf.sections.at[c->template->section];
	struct bk_elf_edit_section *names = &c->elf.sections.at[c->elf.header.e_shstrndx];

	if (strcmp(c->section_name, BK_TEMPLATE_SECTION) == 0)
		return NULL;
	section->header.sh_name = (Elf64_Word)names->data.count;
	return bk_elf_edit_append(names, c->section_name, strlen(c->section_name) + 1)
		       ? NULL
		       : bk_error_memory();
}

static struct bk_error *make(struct cloning *c, struct bk_clone *clone)
{
	const struct bk_ext_section *sections = c->template->ext->sections.at;
	uint32_t first = 0, number = 0, count = (uint32_t)c->questions->all.count;

	BK_TRY(bk_elf_edit_init(&c->elf, c->template->object));
	BK_TRY(rename_section(c));
	c->section_name_off = bk_encoder_string(c->encoder, c->section_name);
	c->file_name_off = bk_encoder_string(c->encoder, "expressions");
	for (size_t i = 0; i < c->template->ext->sections.count; i++)
		for (int part = 0; part < BK_EXT_PARTS; part++)
			for (size_t n = 0; n < sections[i].parts[part].count; n++) {
				struct bk_ext_record record = sections[i].parts[part].at[n];

				/* one spelling of the section's name, whose string may stand twice */
				if (strcmp(sections[i].name, BK_TEMPLATE_SECTION) == 0)
					record.section_name_off = c->section_name_off;
				if (!bk_ext_writer_put(&c->ext, (enum bk_ext_part)part, &record))
					return bk_error_memory();
			}
	do {
		uint32_t end = bk_insns_end(c->questions, first);

		if (!bk_array_push(&clone->firsts, first))
			return bk_error_memory();
		BK_TRY(put_clone(c, number++, first, end));
		first = end;
	} while (first < count);
	if (!bk_array_push(&clone->firsts, count))
		return bk_error_memory();
	return finish(c, clone);
}

struct bk_error *bk_clone_init(struct bk_clone *clone, const struct bk_template *template,
			       struct bk_encoder *encoder, const struct bk_asked *asked,
			       const struct bk_locals *locals, const struct bk_questions *questions,
			       enum bpf_prog_type as)
{
	struct cloning c = { .template = template,
			     .encoder = encoder,
			     .asked = asked,
			     .locals = locals,
			     .questions = questions,
			     .section_name = bk_clone_section(as) };
	struct bk_error *error;

	*clone = (struct bk_clone){ 0 };
	error = make(&c, clone);
	bk_elf_edit_deinit(&c.elf);
	bk_ext_writer_deinit(&c.ext);
	if (error)
		bk_clone_deinit(clone);
	return error;
}

void bk_clone_deinit(struct bk_clone *clone)
{
	free((void *)(uintptr_t)clone->object.data);
	bk_array_deinit(&clone->firsts);
	*clone = (struct bk_clone){ 0 };
}
