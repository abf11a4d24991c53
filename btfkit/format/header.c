// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading the BTF header. */
#include "btfkit/format/header.h"

#include "btfkit/format/btf.h"

/* Where the fields stand, in bytes (struct btf_header of the kernel). */
enum {
	AT_VERSION = 2,
	AT_HDR_LEN = 4,
	AT_TYPE_OFF = 8,
	AT_TYPE_LEN = 12,
	AT_STR_OFF = 16,
	AT_STR_LEN = 20,
	AT_LAYOUT_OFF = 24,
	AT_LAYOUT_LEN = 28,
};

bool bk_btf_has_magic(struct bk_bytes bytes)
{
	uint16_t magic;

	if (bytes.size < sizeof(magic))
		return false;
	magic = bk_load16(bytes.data, false);
	return magic == BK_BTF_MAGIC || magic == __builtin_bswap16(BK_BTF_MAGIC);
}

/* One section, given by its offset (from the end of the header) and length fields. */
static struct bk_error *read_section(struct bk_bytes bytes, const struct bk_btf_header *header,
				     int at, const char *name, struct bk_bytes *section)
{
	uint32_t offset = bk_load32(bytes.data + at, header->swapped);
	uint32_t size = bk_load32(bytes.data + at + 4, header->swapped);

	if (!bk_bytes_part(bytes, (uint64_t)header->header_size + offset, size, section))
		return bk_error_create(
			BK_ERR_MALFORMED,
			"header+%d: %s section of %u bytes at offset %u lies outside the "
			"%zu bytes there are",
			at, name, size, offset, bytes.size);
	return NULL;
}

static struct bk_error *check_order(const struct bk_btf_header *header)
{
	const uint8_t *types_end = header->types.data + header->types.size;

	if (types_end > header->strings.data)
		return bk_error_create(
			BK_ERR_MALFORMED,
			"header+%d: the string section begins inside the type section", AT_STR_OFF);
	if (!header->layouts.size)
		return NULL;
	if (header->layouts.data < types_end ||
	    header->layouts.data + header->layouts.size > header->strings.data)
		return bk_error_create(
			BK_ERR_MALFORMED,
			"header+%d: the layout section does not lie between types and "
			"strings",
			AT_LAYOUT_OFF);
	return NULL;
}

struct bk_error *bk_btf_header_read(struct bk_bytes bytes, struct bk_btf_header *header)
{
	uint32_t type_off, known;

	*header = (struct bk_btf_header){ 0 };
	if (!bk_btf_has_magic(bytes))
		return bk_error_create(BK_ERR_MALFORMED, "no BTF magic");
	if (bytes.size < BK_BTF_HEADER_MIN)
		return bk_error_create(BK_ERR_MALFORMED, "cut off inside the header (%zu bytes)",
				       bytes.size);
	header->swapped = bk_load16(bytes.data, false) != BK_BTF_MAGIC;
	if (bytes.data[AT_VERSION] != BK_BTF_VERSION)
		return bk_error_create(BK_ERR_UNSUPPORTED, "header+%d: BTF version %u, not 1",
				       AT_VERSION, bytes.data[AT_VERSION]);
	header->header_size = bk_load32(bytes.data + AT_HDR_LEN, header->swapped);
	if (header->header_size < BK_BTF_HEADER_MIN || header->header_size > bytes.size)
		return bk_error_create(
			BK_ERR_MALFORMED,
			"header+%d: header length %u (%zu bytes there are, 24 at least)",
			AT_HDR_LEN, header->header_size, bytes.size);
	type_off = bk_load32(bytes.data + AT_TYPE_OFF, header->swapped);
	if (type_off % 4)
		return bk_error_create(BK_ERR_MALFORMED,
				       "header+%d: type section at offset %u, no multiple of 4",
				       AT_TYPE_OFF, type_off);
	BK_TRY(read_section(bytes, header, AT_TYPE_OFF, "type", &header->types));
	BK_TRY(read_section(bytes, header, AT_STR_OFF, "string", &header->strings));
	known = BK_BTF_HEADER_MIN;
	if (header->header_size >= BK_BTF_HEADER_LAYOUT) {
		BK_TRY(read_section(bytes, header, AT_LAYOUT_OFF, "layout", &header->layouts));
		known = BK_BTF_HEADER_LAYOUT;
	}
	for (uint32_t at = known; at < header->header_size; at++)
		header->has_unknown_bytes |= bytes.data[at] != 0;
	header->size = header->strings.data + header->strings.size - bytes.data;
	return check_order(header);
}

static void put_word(uint8_t *header, int at, uint32_t word)
{
	memcpy(header + at, &word, sizeof(word));
}

void bk_btf_header_write(uint8_t *to, uint32_t header_size, uint32_t types_size,
			 uint32_t strings_size)
{
	static const uint16_t magic = BK_BTF_MAGIC;

	memset(to, 0, header_size);
	memcpy(to, &magic, sizeof(magic));
	to[AT_VERSION] = BK_BTF_VERSION;
	put_word(to, AT_HDR_LEN, header_size);
	put_word(to, AT_TYPE_LEN, types_size);
	put_word(to, AT_STR_OFF, types_size);
	put_word(to, AT_STR_LEN, strings_size);
}
