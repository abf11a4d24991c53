// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Writing ELF files with libelf, in a layout of our own. */
#include "tests/unit/support/elf_file.h"

#include "tests/unit/support/keep.h"

#include <check.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

/* Adds a section whose bytes stand at *offset, which moves on behind them. */
static size_t add_section(Elf *elf, const struct elf_section *section, size_t name_offset,
			  uint64_t *offset)
{
	Elf_Scn *scn = elf_newscn(elf);
	Elf_Data *data = elf_newdata(scn);
	GElf_Shdr header;

	ck_assert(gelf_getshdr(scn, &header) != NULL);
	header.sh_name = name_offset;
	header.sh_type = section->type ? section->type : SHT_PROGBITS;
	header.sh_flags = section->flags;
	header.sh_offset = *offset;
	header.sh_size = section->bytes.size;
	header.sh_addralign = 4;
	ck_assert(gelf_update_shdr(scn, &header));

	data->d_type = ELF_T_BYTE;
	data->d_align = 4;
	data->d_size = section->bytes.size;
	data->d_buf = header.sh_type == SHT_NOBITS
			      ? NULL
			      : keep_copy(section->bytes.data, section->bytes.size);
	if (header.sh_type != SHT_NOBITS)
		*offset += (section->bytes.size + 3) & ~3ul;
	return elf_ndxscn(scn);
}

static void add_header(Elf *elf, const struct elf_shape *shape, size_t names)
{
	GElf_Ehdr header;

	ck_assert(gelf_getehdr(elf, &header) != NULL);
	header.e_ident[EI_DATA] = shape->data;
	header.e_type = ET_REL;
	header.e_machine = shape->machine;
	header.e_version = EV_CURRENT;
	header.e_shoff = gelf_fsize(elf, ELF_T_EHDR, 1, EV_CURRENT);
	header.e_shstrndx = names;
	ck_assert(gelf_update_ehdr(elf, &header));
}

/* The texts with a NUL behind each, and an empty one before the first. */
static struct bk_bytes join_names(const struct elf_section *sections, size_t count)
{
	char *names = keep_zeros(1);
	size_t size = 1;

	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(sections[i].name) + 1;
		char *longer = keep_zeros(size + length);

		memcpy(longer, names, size);
		memcpy(longer + size, sections[i].name, length);
		names = longer;
		size += length;
	}
	return (struct bk_bytes){ (const uint8_t *)names, size };
}

void elf_write(const char *path, const struct elf_shape *shape, const struct elf_section *sections,
	       size_t count)
{
	const struct elf_section names = { "", join_names(sections, count), SHT_STRTAB, 0 };
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	size_t name_offset = 1, index;
	uint64_t offset;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_WRITE, NULL);
	ck_assert(elf && gelf_newehdr(elf, shape->class));
	elf_flagelf(elf, ELF_C_SET, ELF_F_LAYOUT);
	offset = gelf_fsize(elf, ELF_T_EHDR, 1, EV_CURRENT) +
		 gelf_fsize(elf, ELF_T_SHDR, count + 2, EV_CURRENT);
	for (size_t i = 0; i < count; i++) {
		add_section(elf, &sections[i], name_offset, &offset);
		name_offset += strlen(sections[i].name) + 1;
	}
	index = add_section(elf, &names, 0, &offset);
	add_header(elf, shape, index);
	ck_assert_msg(elf_update(elf, ELF_C_WRITE) > 0, "%s", elf_errmsg(-1));
	elf_end(elf);
	close(fd);
}
