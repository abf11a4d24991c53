/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The header of BTF bytes: byte order, and where types, layouts and strings stand. */
#ifndef BK_FORMAT_HEADER_H
#define BK_FORMAT_HEADER_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

struct bk_btf_header {
	bool swapped;		/* not in this machine's byte order */
	bool has_unknown_bytes; /* non-zero header bytes we know nothing of: do not rewrite */
	uint32_t header_size;
	struct bk_bytes types, strings;
	struct bk_bytes layouts; /* empty: none. One {u8 info_sz, elem_sz; u16 flags} a kind. */
	size_t size;		 /* of header and sections together */
};

/*
 * Reads the header of `bytes` and checks that its sections lie inside them, in order, aligned.
 * The views point into `bytes`. Errors name the header's field and its offset.
 */
struct bk_error *bk_btf_header_read(struct bk_bytes bytes, struct bk_btf_header *header)
	BK_MUST_CHECK;

/*
 * Writes a header of `header_size` bytes (24 at least), in this machine's order, for a type section
 * that follows at once and strings that follow that.
 */
void bk_btf_header_write(uint8_t *to, uint32_t header_size, uint32_t types_size,
			 uint32_t strings_size);

/* Whether `bytes` begin with BTF's magic, in either byte order. */
bool bk_btf_has_magic(struct bk_bytes bytes);

#endif
