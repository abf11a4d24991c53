// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Taking ELF files apart and putting them together. */
#include "btfkit/live/elf_edit.h"

#include <string.h>

enum { MOST_SECTIONS = 1000, ALIGNMENT = 8 };

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { OWN_ORDER = ELFDATA2LSB };
#else
enum { OWN_ORDER = ELFDATA2MSB };
#endif

static struct bk_error *malformed(const char *what)
{
	return bk_error_create(BK_ERR_MALFORMED, "ELF: %s", what);
}

static struct bk_error *read_section(struct bk_elf_edit *edit, struct bk_bytes bytes, size_t index)
{
	struct bk_elf_edit_section section = { 0 };
	struct bk_bytes part;

	if (!bk_bytes_part(bytes, edit->header.e_shoff + index * sizeof(section.header),
			   sizeof(section.header), &part))
		return malformed("the section headers are cut off");
	memcpy(&section.header, part.data, sizeof(section.header));
	if (section.header.sh_type != SHT_NOBITS && section.header.sh_size &&
	    !bk_bytes_part(bytes, section.header.sh_offset, section.header.sh_size, &part))
		return malformed("a section reaches past the end");
	if (section.header.sh_type != SHT_NOBITS && section.header.sh_size &&
	    !bk_elf_edit_append(&section, part.data, part.size))
		return bk_error_memory();
	if (!bk_array_push(&edit->sections, section)) {
		bk_array_deinit(&section.data);
		return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *read_sections(struct bk_elf_edit *edit, struct bk_bytes bytes)
{
	const struct bk_elf_edit_section *names;

	for (size_t i = 0; i < edit->header.e_shnum; i++)
		BK_TRY(read_section(edit, bytes, i));
	if (edit->header.e_shstrndx >= edit->sections.count)
		return malformed("no section names");
	names = &edit->sections.at[edit->header.e_shstrndx];
	edit->names = calloc(1, names->data.count + 1);
	if (!edit->names)
		return bk_error_memory();
	if (names->data.count)
		memcpy(edit->names, names->data.at, names->data.count);
	for (size_t i = 0; i < edit->sections.count; i++) {
		struct bk_elf_edit_section *section = &edit->sections.at[i];

		if (section->header.sh_name > names->data.count)
			return malformed("a section name reaches past the end");
		section->name = edit->names + section->header.sh_name;
	}
	return NULL;
}

struct bk_error *bk_elf_edit_init(struct bk_elf_edit *edit, struct bk_bytes bytes)
{
	struct bk_error *error;

	*edit = (struct bk_elf_edit){ 0 };
	if (bytes.size < sizeof(edit->header))
		return malformed("too short");
	memcpy(&edit->header, bytes.data, sizeof(edit->header));
	if (memcmp(edit->header.e_ident, ELFMAG, SELFMAG) != 0 ||
	    edit->header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    edit->header.e_ident[EI_DATA] != OWN_ORDER || edit->header.e_type != ET_REL ||
	    edit->header.e_shentsize != sizeof(Elf64_Shdr) || edit->header.e_shnum < 1 ||
	    edit->header.e_shnum > MOST_SECTIONS)
		return malformed("not a 64-bit object of this machine's byte order");
	error = read_sections(edit, bytes);
	if (error)
		bk_elf_edit_deinit(edit);
	return error;
}

size_t bk_elf_edit_find(const struct bk_elf_edit *edit, const char *name)
{
	for (size_t i = 1; i < edit->sections.count; i++)
		if (strcmp(edit->sections.at[i].name, name) == 0)
			return i;
	return 0;
}

bool bk_elf_edit_append(struct bk_elf_edit_section *section, const void *data, size_t size)
{
	if (!bk_array_reserve(&section->data, size))
		return false;
	if (size) /* and data, which may be NULL else */
		memcpy(section->data.at + section->data.count, data, size);
	section->data.count += size;
	return true;
}

static uint64_t aligned(uint64_t offset)
{
	return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

struct bk_error *bk_elf_edit_finish(const struct bk_elf_edit *edit, struct bk_bytes *bytes)
{
	Elf64_Ehdr header = edit->header;
	uint64_t at = aligned(sizeof(header));
	uint8_t *out;

	for (size_t i = 0; i < edit->sections.count; i++)
		at = aligned(at + edit->sections.at[i].data.count);
	header.e_shoff = at;
	*bytes = (struct bk_bytes){
		.size = at + edit->sections.count * sizeof(Elf64_Shdr),
	};
	out = calloc(1, bytes->size);
	if (!out)
		return bk_error_memory();
	bytes->data = out;
	memcpy(out, &header, sizeof(header));
	at = aligned(sizeof(header));
	for (size_t i = 0; i < edit->sections.count; i++) {
		const struct bk_elf_edit_section *section = &edit->sections.at[i];
		Elf64_Shdr written = section->header;

		if (i)
			written.sh_offset = at;
		if (written.sh_type != SHT_NOBITS)
			written.sh_size = section->data.count;
		if (section->data.count)
			memcpy(out + at, section->data.at, section->data.count);
		memcpy(out + header.e_shoff + i * sizeof(written), &written, sizeof(written));
		at = aligned(at + section->data.count);
	}
	return NULL;
}

void bk_elf_edit_deinit(struct bk_elf_edit *edit)
{
	for (size_t i = 0; i < edit->sections.count; i++)
		bk_array_deinit(&edit->sections.at[i].data);
	bk_array_deinit(&edit->sections);
	free(edit->names);
}
