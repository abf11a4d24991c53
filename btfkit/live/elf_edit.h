/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A 64-bit relocatable ELF file of this machine's byte order, taken apart so that bytes can be put
 * behind those of its sections, and put together again.
 */
#ifndef BK_LIVE_ELF_EDIT_H
#define BK_LIVE_ELF_EDIT_H

#include "btfkit/base/array.h"
#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

#include <elf.h>

struct bk_elf_edit_section {
	const char *name;
	Elf64_Shdr header;	/* sh_offset and sh_size are set when the file is put together */
	BK_ARRAY(uint8_t) data; /* NOBITS: none, and sh_size stays */
};

struct bk_elf_edit {
	Elf64_Ehdr header;
	BK_ARRAY(struct bk_elf_edit_section) sections; /* [0] is the null section */
	char *names;				       /* of the sections */
};

/* Takes `bytes` apart, which need not live on. After an error there is nothing to deinit. */
struct bk_error *bk_elf_edit_init(struct bk_elf_edit *edit, struct bk_bytes bytes) BK_MUST_CHECK;

/* The index of the section of that name; 0: none. */
size_t bk_elf_edit_find(const struct bk_elf_edit *edit, const char *name);

/* Puts bytes behind those of a section; false without memory. */
bool bk_elf_edit_append(struct bk_elf_edit_section *section, const void *data, size_t size);

/* The file, which the caller frees (bytes->data). */
struct bk_error *bk_elf_edit_finish(const struct bk_elf_edit *edit, struct bk_bytes *bytes)
	BK_MUST_CHECK;

void bk_elf_edit_deinit(struct bk_elf_edit *edit);

#endif
