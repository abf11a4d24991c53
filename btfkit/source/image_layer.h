/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Kernel images as rows of the table of layers: those with a header that is known, and last of all
 * any bytes with a BTF or a compressed stream somewhere among them.
 */
#ifndef BK_SOURCE_IMAGE_LAYER_H
#define BK_SOURCE_IMAGE_LAYER_H

#include "btfkit/source/layer.h"

/* What bk_image_recognises() does. */
struct bk_error *bk_image_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes) BK_MUST_CHECK;

/* ELF files that are boot code with a compressed kernel as a section: of PowerPC, MIPS, PA-RISC. */
bool bk_elf_image_recognises(struct bk_bytes bytes);
struct bk_error *bk_elf_image_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes) BK_MUST_CHECK;

bool bk_unknown_image_recognises(struct bk_bytes bytes);
struct bk_error *bk_unknown_image_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes)
	BK_MUST_CHECK;

#endif
