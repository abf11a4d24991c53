/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Putting sections into an ELF file of any class, machine and byte order. */
#ifndef BK_SOURCE_ELF_PUT_H
#define BK_SOURCE_ELF_PUT_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

/* What a section is to hold. Without bytes (data NULL) there is to be no such section. */
struct bk_elf_put_section {
	const char *name;
	struct bk_bytes bytes;
};

/* Whether the file's numbers are in the other byte order than this machine's. */
bool bk_elf_is_swapped(struct bk_bytes elf);

/* Whether it is an ELF file that has a section of that name. */
bool bk_elf_has_section(struct bk_bytes elf, const char *name);

/*
 * Makes a file like `elf` with these sections, new ones or in place of those of the same names. All
 * other sections keep their places and numbers. The caller frees result->data. Errors: what is no ELF
 * file or a malformed one, and sections to be replaced that are loaded with the program, whose sizes
 * cannot change.
 */
struct bk_error *bk_elf_put(struct bk_bytes elf, const struct bk_elf_put_section *sections,
			    size_t count, struct bk_bytes *result) BK_MUST_CHECK;

#endif
