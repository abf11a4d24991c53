/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* BTF in ELF files of any class, machine and byte order. */
#ifndef BK_SOURCE_ELF_H
#define BK_SOURCE_ELF_H

#include "btfkit/source/source.h"

bool bk_elf_recognises(struct bk_bytes bytes);

/*
 * Fills in the source's views of .BTF, .BTF.ext and .BTF.base, and notes architecture and release.
 * Without .BTF it is an error.
 */
struct bk_error *bk_elf_open(struct bk_source *source, struct bk_bytes bytes) BK_MUST_CHECK;

/*
 * Of an ELF file without .BTF, shows the first section whose bytes are recognised; false: the file
 * is none, or none of its sections is.
 */
bool bk_elf_find_section(struct bk_bytes bytes, bool (*recognises)(struct bk_bytes section),
			 struct bk_bytes *section);

#endif
