/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Writing .BTF.ext, in this machine's byte order: see format/ext.h for what it is. */
#ifndef BK_LIVE_EXT_WRITE_H
#define BK_LIVE_EXT_WRITE_H

#include "btfkit/format/ext.h"

/* All zero: empty. */
struct bk_ext_writer {
	BK_ARRAY(struct bk_ext_record) parts[BK_EXT_PARTS];
};

/* Adds a record. Those of one section may come apart, but in the order of their offsets. */
bool bk_ext_writer_put(struct bk_ext_writer *writer, enum bk_ext_part part,
		       const struct bk_ext_record *record);

/* The section, which the caller frees (bytes->data). */
struct bk_error *bk_ext_writer_finish(const struct bk_ext_writer *writer, struct bk_bytes *bytes)
	BK_MUST_CHECK;

void bk_ext_writer_deinit(struct bk_ext_writer *writer);

#endif
