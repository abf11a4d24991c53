// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding the BTF sections of an ELF file with libelf, without copying them. */
#include "btfkit/source/elf.h"

#include "btfkit/source/elf_kernel.h"

#include <elf.h>
#include <gelf.h>
#include <libelf.h>

bool bk_elf_recognises(struct bk_bytes bytes)
{
	return bytes.size >= SELFMAG && memcmp(bytes.data, ELFMAG, SELFMAG) == 0;
}

static struct bk_error *elf_error(const char *what)
{
	return bk_error_create(BK_ERR_MALFORMED, "ELF: %s: %s", what, elf_errmsg(-1));
}

/* Which of the source's views shows the section of that name; NULL: none. */
static __attribute__((nonnull)) struct bk_bytes *view_of(struct bk_source *source, const char *name)
{
	if (strcmp(name, ".BTF") == 0)
		return &source->btf;
	if (strcmp(name, ".BTF.ext") == 0)
		return &source->btf_ext;
	if (strcmp(name, ".BTF.base") == 0)
		return &source->btf_base;
	return NULL;
}

static struct bk_error *show_section(struct bk_bytes bytes, const GElf_Shdr *header,
				     const char *name, struct bk_bytes *view)
{
	if (header->sh_type == SHT_NOBITS)
		return bk_error_create(BK_ERR_MALFORMED,
				       "ELF: %s holds no bytes (NOBITS): the file "
				       "was stripped into a debug file",
				       name);
	if (header->sh_flags & SHF_COMPRESSED)
		return bk_error_create(BK_ERR_UNSUPPORTED, "ELF: %s is a compressed section", name);
	if (!bk_bytes_part(bytes, header->sh_offset, header->sh_size, view))
		return bk_error_create(BK_ERR_MALFORMED,
				       "ELF: %s (%llu bytes at 0x%llx) lies outside the file", name,
				       (unsigned long long)header->sh_size,
				       (unsigned long long)header->sh_offset);
	return NULL;
}

/* Looks for the kernel's release where no layer outside has told it; faulty sections tell none. */
static struct bk_error *note_release(struct bk_source *source, struct bk_bytes bytes,
				     const GElf_Shdr *header, const char *name)
{
	struct bk_bytes section;

	if (source->release || header->sh_type == SHT_NOBITS || header->sh_flags & SHF_COMPRESSED ||
	    !bk_bytes_part(bytes, header->sh_offset, header->sh_size, &section))
		return NULL;
	return bk_source_note(source, bk_elf_release(name, section), NULL);
}

/* libelf takes a file whose section headers are cut off for one that has none. */
static struct bk_error *check_length(struct bk_bytes bytes, const GElf_Ehdr *header)
{
	if (header->e_shoff > bytes.size ||
	    (uint64_t)header->e_shnum * header->e_shentsize > bytes.size - header->e_shoff)
		return bk_error_create(
			BK_ERR_MALFORMED,
			"ELF: cut off: the section headers at 0x%llx lie past the end "
			"(%zu bytes)",
			(unsigned long long)header->e_shoff, bytes.size);
	return NULL;
}

static struct bk_error *find_sections(struct bk_source *source, struct bk_bytes bytes, Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr elf_header;
	size_t names;

	if (!gelf_getehdr(elf, &elf_header))
		return elf_error("header");
	BK_TRY(check_length(bytes, &elf_header));
	source->is_bpf_object = elf_header.e_machine == EM_BPF;
	if (source->is_bpf_object)
		source->elf = bytes;
	BK_TRY(bk_source_note(source, (struct bk_bytes){ NULL, 0 }, bk_elf_arch(&elf_header)));
	if (elf_getshdrstrndx(elf, &names) < 0)
		return elf_error("section names");
	while ((section = elf_nextscn(elf, section)) != NULL) {
		GElf_Shdr header;
		const char *name;
		struct bk_bytes *view;

		if (!gelf_getshdr(section, &header))
			return elf_error("section header");
		name = elf_strptr(elf, names, header.sh_name);
		if (!name)
			continue;
		view = view_of(source, name);
		if (view && !view->size)
			BK_TRY(show_section(bytes, &header, name, view));
		BK_TRY(note_release(source, bytes, &header, name));
	}
	if (!source->btf.size)
		return bk_error_create(BK_ERR_NO_BTF, "ELF: it has no .BTF section");
	return NULL;
}

/* Reads the ELF file of these bytes, where `elf` is not NULL then. */
static struct bk_error *elf_begin_bytes(struct bk_bytes bytes, Elf **elf)
{
	*elf = NULL;
	if (elf_version(EV_CURRENT) == EV_NONE)
		return elf_error("libelf");
	/* libelf's memory image is not const, but it is only read under this interface. */
	*elf = elf_memory((char *)(uintptr_t)bytes.data, bytes.size);
	if (!*elf)
		return elf_error("header");
	if (elf_kind(*elf) != ELF_K_ELF)
		return bk_error_create(BK_ERR_MALFORMED, "ELF: cut off inside the header");
	return NULL;
}

struct bk_error *bk_elf_open(struct bk_source *source, struct bk_bytes bytes)
{
	Elf *elf;
	struct bk_error *error = elf_begin_bytes(bytes, &elf);

	if (!error)
		error = find_sections(source, bytes, elf);
	elf_end(elf);
	return error;
}

static bool find_recognised(struct bk_bytes bytes, Elf *elf, bool (*recognises)(struct bk_bytes),
			    struct bk_bytes *section)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	size_t names;
	bool found = false;

	if (elf_getshdrstrndx(elf, &names) < 0)
		return false;
	while ((scn = elf_nextscn(elf, scn)) != NULL) {
		struct bk_bytes part;
		const char *name;

		if (!gelf_getshdr(scn, &header))
			return false;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && strcmp(name, ".BTF") == 0)
			return false;
		if (found || header.sh_type != SHT_PROGBITS || header.sh_flags & SHF_COMPRESSED ||
		    !bk_bytes_part(bytes, header.sh_offset, header.sh_size, &part))
			continue;
		found = recognises(part);
		if (found)
			*section = part;
	}
	return found;
}

bool bk_elf_find_section(struct bk_bytes bytes, bool (*recognises)(struct bk_bytes section),
			 struct bk_bytes *section)
{
	struct bk_error *error;
	bool found = false;
	Elf *elf;

	if (!bk_elf_recognises(bytes))
		return false;
	error = elf_begin_bytes(bytes, &elf);
	if (!error)
		found = find_recognised(bytes, elf, recognises, section);
	bk_error_destroy(error);
	elf_end(elf);
	return found;
}
