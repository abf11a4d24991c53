/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Sections, symbols and relocations of a relocatable 64-bit ELF file of either byte order: what BPF
 * objects are made of. source/elf.h is what finds BTF in any ELF file; here is no more than
 * a BPF object has, checked so that nothing behind it needs to.
 */
#ifndef BK_CORERELO_ELF64_H
#define BK_CORERELO_ELF64_H

#include "btfkit/base/array.h"
#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

#include <elf.h>

struct bk_elf_section {
	const char *name; /* "" where it has none */
	uint32_t type, link, info;
	uint64_t flags;
	uint64_t size;
	struct bk_bytes bytes; /* empty where the file holds none (NOBITS) */
};

struct bk_elf_symbol {
	const char *name;
	uint64_t value, size;
	uint32_t section; /* an index of `sections`, or SHN_UNDEF, SHN_ABS, ... */
	uint8_t bind, type, visibility;
};

struct bk_elf_relocation {
	uint64_t offset;
	uint32_t symbol; /* an index of `symbols` */
};

struct bk_elf {
	struct bk_bytes bytes;
	bool swap; /* the other byte order than this machine's */
	bool is_big_endian;
	uint16_t machine;
	BK_ARRAY(struct bk_elf_section) sections; /* [0] is the empty one */
	BK_ARRAY(struct bk_elf_symbol) symbols;	  /* [0], too; only that without a symbol table */
};

/* Names and views point into `bytes`. After an error there is nothing to deinit. */
struct bk_error *bk_elf_init(struct bk_elf *elf, struct bk_bytes bytes) BK_MUST_CHECK;

void bk_elf_deinit(struct bk_elf *elf);

/* The first section of that name, 0: none. */
uint32_t bk_elf_section_named(const struct bk_elf *elf, const char *name);

/* How many relocations a section of type SHT_REL holds, and one of them. */
size_t bk_elf_relocation_count(const struct bk_elf_section *section);
struct bk_error *bk_elf_relocation(const struct bk_elf *elf, const struct bk_elf_section *section,
				   size_t n, struct bk_elf_relocation *relocation) BK_MUST_CHECK;

#endif
