/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Writing BTF: records are put one after the other, strings as they are met.
 *
 *	struct bk_encoder encoder = { 0 };
 *	id = bk_encoder_type(&encoder, "u32", BK_KIND_INFO(BK_KIND_TYPEDEF, 0), 5);
 *	error = bk_encoder_finish(&encoder, &bytes);
 *
 * The result is raw BTF in host byte order with a 24-byte header. Being without memory is remembered
 * and told at the end.
 */
#ifndef BK_FORMAT_ENCODE_H
#define BK_FORMAT_ENCODE_H

#include "btfkit/base/array.h"
#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"
#include "btfkit/base/strmap.h"
#include "btfkit/format/btf.h"

struct bk_encoder {
	BK_ARRAY(uint32_t) words; /* of the type section */
	BK_ARRAY(char) strings;
	struct bk_strmap offsets; /* of strings, which are borrowed until the end */
	uint32_t count;		  /* types so far */
	bool failed;
};

/* The info word of a kind without a kind flag. */
#define BK_KIND_INFO(kind, vlen) ((uint32_t)(kind) << 24 | (vlen))

/* Begins a record and returns its id; what belongs behind its first 12 bytes is put as words. */
uint32_t bk_encoder_type(struct bk_encoder *encoder, const char *name, uint32_t info,
			 uint32_t size_or_type);

void bk_encoder_word(struct bk_encoder *encoder, uint32_t word);

/* The offset of a string, which must live until the encoder is done; 0 for "". */
uint32_t bk_encoder_string(struct bk_encoder *encoder, const char *string);

/* The whole, which the caller frees (bytes->data). */
struct bk_error *bk_encoder_finish(struct bk_encoder *encoder, struct bk_bytes *bytes)
	BK_MUST_CHECK;

void bk_encoder_deinit(struct bk_encoder *encoder);

#endif
