/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * ELF files made of sections.
 *
 *	const struct elf_section sections[] = { { ".BTF", build_bytes(b) }, { ".text" } };
 *	elf_write("vmlinux", &ELF_64_LITTLE, sections, 2);
 */
#ifndef BK_TEST_ELF_FILE_H
#define BK_TEST_ELF_FILE_H

#include "btfkit/base/bytes.h"

#include <elf.h>

struct elf_section {
	const char *name;
	struct bk_bytes bytes;
	uint32_t type; /* 0: SHT_PROGBITS */
	uint64_t flags;
};

struct elf_shape {
	int class; /* ELFCLASS32, ELFCLASS64 */
	int data;  /* ELFDATA2LSB, ELFDATA2MSB */
	uint16_t machine;
};

static const struct elf_shape ELF_64_LITTLE = { ELFCLASS64, ELFDATA2LSB, EM_X86_64 };

/*
 * Writes the file: the header, then the section headers, then the sections in their order, and the
 * section names last. So a file cut short loses content first and section headers last.
 */
void elf_write(const char *path, const struct elf_shape *shape, const struct elf_section *sections,
	       size_t count);

#endif
