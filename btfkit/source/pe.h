/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* PE files, which EFI programs are: kernels, and unified kernel images that hold one. */
#ifndef BK_SOURCE_PE_H
#define BK_SOURCE_PE_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

/* Whether there is an MZ header that leads to a PE header. */
bool bk_pe_recognises(struct bk_bytes bytes);

/* Whether the section headers that there are have one of that name (8 characters at most). */
bool bk_pe_has_section(struct bk_bytes bytes, const char *name);

/* The machine it is made for, as in `uname -m`; NULL: no PE file, or a machine that is not known. */
const char *bk_pe_arch(struct bk_bytes bytes);

/*
 * Shows the section of that name (8 characters at most), the first of several; empty where there is
 * none. A PE header or section that lies outside the bytes is an error.
 */
struct bk_error *bk_pe_section(struct bk_bytes bytes, const char *name, struct bk_bytes *section)
	BK_MUST_CHECK;

#endif
