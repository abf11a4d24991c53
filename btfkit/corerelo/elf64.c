// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading the tables of a relocatable 64-bit ELF file. */
#include "btfkit/corerelo/elf64.h"

#include <stdlib.h>

static struct bk_error *outside(const char *what, uint64_t offset, uint64_t size)
{
	return bk_error_create(BK_ERR_MALFORMED,
			       "ELF: %s (%llu bytes at 0x%llx) lies outside the file", what,
			       (unsigned long long)size, (unsigned long long)offset);
}

/* The text at `offset` of a string table; NULL: it is past it, or does not end inside it. */
static const char *text_at(struct bk_bytes strings, uint64_t offset)
{
	if (offset >= strings.size || !memchr(strings.data + offset, '\0', strings.size - offset))
		return NULL;
	return (const char *)strings.data + offset;
}

static struct bk_error *read_header(struct bk_elf *elf, Elf64_Ehdr *header)
{
	const uint8_t *at = elf->bytes.data;

	if (elf->bytes.size < sizeof(*header) || memcmp(at, ELFMAG, SELFMAG) != 0)
		return bk_error_create(BK_ERR_MALFORMED, "ELF: cut off inside the header");
	if (at[EI_CLASS] != ELFCLASS64)
		return bk_error_create(BK_ERR_UNSUPPORTED, "ELF: BPF objects are 64-bit ones");
	if (at[EI_DATA] != ELFDATA2LSB && at[EI_DATA] != ELFDATA2MSB)
		return bk_error_create(BK_ERR_MALFORMED, "ELF: unknown byte order %u", at[EI_DATA]);
	elf->is_big_endian = at[EI_DATA] == ELFDATA2MSB;
	elf->swap = elf->is_big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	elf->machine = bk_load16(at + offsetof(Elf64_Ehdr, e_machine), elf->swap);
	header->e_shoff = bk_load64(at + offsetof(Elf64_Ehdr, e_shoff), elf->swap);
	header->e_shentsize = bk_load16(at + offsetof(Elf64_Ehdr, e_shentsize), elf->swap);
	header->e_shnum = bk_load16(at + offsetof(Elf64_Ehdr, e_shnum), elf->swap);
	header->e_shstrndx = bk_load16(at + offsetof(Elf64_Ehdr, e_shstrndx), elf->swap);
	if (header->e_shnum && header->e_shentsize != sizeof(Elf64_Shdr))
		return bk_error_create(BK_ERR_MALFORMED, "ELF: section headers of %u bytes",
				       header->e_shentsize);
	return NULL;
}

/* Their names stay offsets until the table of names is known; returned in `name_offs`. */
static struct bk_error *read_sections(struct bk_elf *elf, const Elf64_Ehdr *header,
				      uint32_t *name_offs)
{
	struct bk_bytes table;

	if (!bk_bytes_part(elf->bytes, header->e_shoff,
			   (uint64_t)header->e_shnum * sizeof(Elf64_Shdr), &table))
		return outside("the table of sections", header->e_shoff,
			       (uint64_t)header->e_shnum * sizeof(Elf64_Shdr));
	for (uint32_t i = 0; i < header->e_shnum; i++) {
		const uint8_t *at = table.data + i * sizeof(Elf64_Shdr);
		struct bk_elf_section section = {
			.name = "",
			.type = bk_load32(at + offsetof(Elf64_Shdr, sh_type), elf->swap),
			.link = bk_load32(at + offsetof(Elf64_Shdr, sh_link), elf->swap),
			.info = bk_load32(at + offsetof(Elf64_Shdr, sh_info), elf->swap),
			.flags = bk_load64(at + offsetof(Elf64_Shdr, sh_flags), elf->swap),
			.size = bk_load64(at + offsetof(Elf64_Shdr, sh_size), elf->swap),
		};
		uint64_t offset = bk_load64(at + offsetof(Elf64_Shdr, sh_offset), elf->swap);

		name_offs[i] = bk_load32(at + offsetof(Elf64_Shdr, sh_name), elf->swap);
		if (section.type != SHT_NOBITS && section.type != SHT_NULL &&
		    !bk_bytes_part(elf->bytes, offset, section.size, &section.bytes))
			return bk_error_in(outside("it", offset, section.size), "section %u", i);
		if (!bk_array_push(&elf->sections, section))
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *name_sections(struct bk_elf *elf, const Elf64_Ehdr *header,
				      const uint32_t *name_offs)
{
	struct bk_bytes names;

	if (header->e_shstrndx >= elf->sections.count)
		return bk_error_create(BK_ERR_MALFORMED,
				       "ELF: the names of sections are in section %u of %zu",
				       header->e_shstrndx, elf->sections.count);
	names = elf->sections.at[header->e_shstrndx].bytes;
	for (size_t i = 1; i < elf->sections.count; i++) {
		const char *name = text_at(names, name_offs[i]);

		if (!name)
			return bk_error_create(BK_ERR_MALFORMED,
					       "ELF: section %zu: its name at 0x%x does not lie in "
					       "the names",
					       i, name_offs[i]);
		elf->sections.at[i].name = name;
	}
	return NULL;
}

static struct bk_error *read_symbol(const struct bk_elf *elf, struct bk_bytes names,
				    const uint8_t *at, struct bk_elf_symbol *symbol)
{
	const uint8_t info = at[offsetof(Elf64_Sym, st_info)];
	const uint32_t name_off = bk_load32(at + offsetof(Elf64_Sym, st_name), elf->swap);

	*symbol = (struct bk_elf_symbol){
		.name = name_off ? text_at(names, name_off) : "",
		.value = bk_load64(at + offsetof(Elf64_Sym, st_value), elf->swap),
		.size = bk_load64(at + offsetof(Elf64_Sym, st_size), elf->swap),
		.section = bk_load16(at + offsetof(Elf64_Sym, st_shndx), elf->swap),
		.bind = ELF64_ST_BIND(info),
		.type = ELF64_ST_TYPE(info),
		.visibility = ELF64_ST_VISIBILITY(at[offsetof(Elf64_Sym, st_other)]),
	};
	if (!symbol->name)
		return bk_error_create(BK_ERR_MALFORMED,
				       "its name at 0x%x does not lie in the names", name_off);
	if (symbol->section < SHN_LORESERVE && symbol->section >= elf->sections.count)
		return bk_error_create(BK_ERR_MALFORMED, "it is in section %u of %zu",
				       symbol->section, elf->sections.count);
	return NULL;
}

static struct bk_error *read_symbols(struct bk_elf *elf, const struct bk_elf_section *table)
{
	const size_t count = table->bytes.size / sizeof(Elf64_Sym);
	struct bk_bytes names;

	if (table->link >= elf->sections.count)
		return bk_error_create(BK_ERR_MALFORMED,
				       "ELF: the symbols' names are in section %u of %zu",
				       table->link, elf->sections.count);
	names = elf->sections.at[table->link].bytes;
	for (size_t i = elf->symbols.count; i < count; i++) {
		struct bk_elf_symbol symbol;

		BK_TRY(bk_error_in(
			read_symbol(elf, names, table->bytes.data + i * sizeof(Elf64_Sym), &symbol),
			"ELF: symbol %zu", i));
		if (!bk_array_push(&elf->symbols, symbol))
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *build(struct bk_elf *elf)
{
	BK_AUTOFREE uint32_t *name_offs = NULL;
	Elf64_Ehdr header = { 0 };

	BK_TRY(read_header(elf, &header));
	name_offs = calloc(header.e_shnum + 1u, sizeof(*name_offs));
	if (!name_offs)
		return bk_error_memory();
	BK_TRY(read_sections(elf, &header, name_offs));
	if (elf->sections.count)
		BK_TRY(name_sections(elf, &header, name_offs));
	if (!bk_array_push(&elf->symbols, (struct bk_elf_symbol){ .name = "" }))
		return bk_error_memory();
	for (size_t i = 0; i < elf->sections.count; i++)
		if (elf->sections.at[i].type == SHT_SYMTAB)
			return read_symbols(elf, &elf->sections.at[i]);
	return NULL;
}

struct bk_error *bk_elf_init(struct bk_elf *elf, struct bk_bytes bytes)
{
	struct bk_error *error;

	*elf = (struct bk_elf){ .bytes = bytes };
	error = build(elf);
	if (error)
		bk_elf_deinit(elf);
	return error;
}

void bk_elf_deinit(struct bk_elf *elf)
{
	bk_array_deinit(&elf->sections);
	bk_array_deinit(&elf->symbols);
}

uint32_t bk_elf_section_named(const struct bk_elf *elf, const char *name)
{
	for (uint32_t i = 1; i < elf->sections.count; i++)
		if (strcmp(elf->sections.at[i].name, name) == 0)
			return i;
	return 0;
}

size_t bk_elf_relocation_count(const struct bk_elf_section *section)
{
	return section->bytes.size / sizeof(Elf64_Rel);
}

struct bk_error *bk_elf_relocation(const struct bk_elf *elf, const struct bk_elf_section *section,
				   size_t n, struct bk_elf_relocation *relocation)
{
	const uint8_t *at = section->bytes.data + n * sizeof(Elf64_Rel);
	const uint64_t info = bk_load64(at + offsetof(Elf64_Rel, r_info), elf->swap);

	relocation->offset = bk_load64(at + offsetof(Elf64_Rel, r_offset), elf->swap);
	relocation->symbol = (uint32_t)(info >> 32);
	if (relocation->symbol < elf->symbols.count)
		return NULL;
	return bk_error_create(BK_ERR_MALFORMED,
			       "ELF: %s: relocation %zu is of symbol %u, of which there are %zu",
			       section->name, n, relocation->symbol, elf->symbols.count);
}
