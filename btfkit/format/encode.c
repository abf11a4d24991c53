// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Types and strings gathered in memory, then put behind a header. */
#include "btfkit/format/encode.h"

#include <string.h>

void bk_encoder_word(struct bk_encoder *encoder, uint32_t word)
{
	if (!bk_array_push(&encoder->words, word))
		encoder->failed = true;
}

uint32_t bk_encoder_string(struct bk_encoder *encoder, const char *string)
{
	size_t size = strlen(string) + 1;
	bool inserted = false;
	uint32_t *offset;

	if (!encoder->strings.count && !bk_array_push(&encoder->strings, '\0'))
		encoder->failed = true;
	if (size == 1 || encoder->failed)
		return 0;
	offset = bk_strmap_insert(&encoder->offsets, string, (uint32_t)encoder->strings.count,
				  &inserted);
	if (!offset || (inserted && (encoder->strings.count + size > UINT32_MAX ||
				     !bk_array_reserve(&encoder->strings, size)))) {
		encoder->failed = true;
		return 0;
	}
	if (inserted) {
		memcpy(encoder->strings.at + encoder->strings.count, string, size);
		encoder->strings.count += size;
	}
	return *offset;
}

uint32_t bk_encoder_type(struct bk_encoder *encoder, const char *name, uint32_t info,
			 uint32_t size_or_type)
{
	bk_encoder_word(encoder, bk_encoder_string(encoder, name));
	bk_encoder_word(encoder, info);
	bk_encoder_word(encoder, size_or_type);
	return ++encoder->count;
}

struct bk_error *bk_encoder_finish(struct bk_encoder *encoder, struct bk_bytes *bytes)
{
	uint32_t header[BK_BTF_HEADER_MIN / 4] = { 0 };
	size_t types_size = encoder->words.count * sizeof(uint32_t);
	uint8_t *out;

	(void)bk_encoder_string(encoder, ""); /* there is always a first string */
	if (encoder->failed)
		return bk_error_memory();
	if (types_size + encoder->strings.count > UINT32_MAX)
		return bk_error_create(BK_ERR_UNSUPPORTED, "more than 4 GiB of BTF");
	header[0] = BK_BTF_MAGIC | BK_BTF_VERSION << 16;
	header[1] = BK_BTF_HEADER_MIN;
	header[3] = header[4] = (uint32_t)types_size; /* the strings follow the types */
	header[5] = (uint32_t)encoder->strings.count;
	out = malloc(sizeof(header) + types_size + encoder->strings.count);
	if (!out)
		return bk_error_memory();
	memcpy(out, header, sizeof(header));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	out[0] = BK_BTF_MAGIC >> 8;
	out[1] = BK_BTF_MAGIC & 0xff;
	out[2] = BK_BTF_VERSION;
	out[3] = 0;
#endif
	if (types_size)
		memcpy(out + sizeof(header), encoder->words.at, types_size);
	memcpy(out + sizeof(header) + types_size, encoder->strings.at, encoder->strings.count);
	*bytes = (struct bk_bytes){ .data = out,
				    .size = sizeof(header) + types_size + encoder->strings.count };
	return NULL;
}

void bk_encoder_deinit(struct bk_encoder *encoder)
{
	bk_array_deinit(&encoder->words);
	bk_array_deinit(&encoder->strings);
	bk_strmap_deinit(&encoder->offsets);
	*encoder = (struct bk_encoder){ 0 };
}
