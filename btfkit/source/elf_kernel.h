/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What ELF files tell of the kernel they are, or were made for. */
#ifndef BK_SOURCE_ELF_KERNEL_H
#define BK_SOURCE_ELF_KERNEL_H

#include "btfkit/base/bytes.h"

#include <gelf.h>

/* The machine, as in `uname -m`; NULL: none that Linux runs on (BPF), or one that is not known. */
const char *bk_elf_arch(const GElf_Ehdr *header);

/*
 * The kernel release that a section tells: .rodata of a vmlinux by the banner, .modinfo of a module by
 * its vermagic. Empty: none. The view points into `section`.
 */
struct bk_bytes bk_elf_release(const char *name, struct bk_bytes section);

#endif
