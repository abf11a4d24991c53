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

#endif
