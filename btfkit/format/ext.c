// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading .BTF.ext: header, parts, blocks, records. */
#include "btfkit/format/ext.h"

#include "btfkit/format/btf.h"

/* Where the header's fields stand, in bytes; each part has an offset and a length there. */
enum {
	AT_VERSION = 2,
	AT_HDR_LEN = 4,
	AT_PARTS = 8,
	HEADER_MIN = 24, /* up to line_info_len: from before CO-RE */
	BLOCK_HEADER = 8,
};

/* The record sizes are the smallest that are taken: newer compilers may append to records. */
static const struct {
	const char *name;
	uint32_t record_size;
} part_table[BK_EXT_PARTS] = {
	[BK_EXT_FUNC_INFO] = { "func_info", 8 },
	[BK_EXT_LINE_INFO] = { "line_info", 16 },
	[BK_EXT_CORE_RELO] = { "core_relo", 16 },
};

struct reader {
	struct bk_bytes bytes;
	bool swapped;
	uint32_t header_size;
	enum bk_ext_part part; /* the one being read */
	struct bk_ext *ext;
};

static uint32_t load(const struct reader *r, size_t at)
{
	return bk_load32(r->bytes.data + at, r->swapped);
}

struct bk_error *bk_ext_error_in(struct bk_error *error, enum bk_ext_part part, size_t at)
{
	return bk_error_in(error, ".BTF.ext+0x%zx: %s", at, part_table[part].name);
}

static struct bk_error *bad_header(size_t at, struct bk_error *error)
{
	return bk_error_in(error, ".BTF.ext+0x%zx", at);
}

static struct bk_error *read_header(struct reader *r)
{
	uint16_t magic = 0;

	if (r->bytes.size >= sizeof(magic))
		magic = bk_load16(r->bytes.data, false);
	r->swapped = magic == __builtin_bswap16(BK_BTF_MAGIC);
	if (magic != BK_BTF_MAGIC && !r->swapped)
		return bad_header(0, bk_error_create(BK_ERR_MALFORMED, "no BTF magic"));
	if (r->bytes.size < HEADER_MIN)
		return bad_header(0, bk_error_create(BK_ERR_MALFORMED,
						     "cut off inside the header (%zu bytes)",
						     r->bytes.size));
	if (r->bytes.size > UINT32_MAX)
		return bad_header(0, bk_error_create(BK_ERR_UNSUPPORTED, "more than 4 GiB"));
	if (r->bytes.data[AT_VERSION] != BK_BTF_VERSION)
		return bad_header(AT_VERSION,
				  bk_error_create(BK_ERR_UNSUPPORTED, "BTF version %u, not 1",
						  r->bytes.data[AT_VERSION]));
	r->header_size = load(r, AT_HDR_LEN);
	if (r->header_size < HEADER_MIN || r->header_size > r->bytes.size)
		return bad_header(
			AT_HDR_LEN,
			bk_error_create(BK_ERR_MALFORMED,
					"header length %u (%zu bytes there are, 24 at least)",
					r->header_size, r->bytes.size));
	return NULL;
}

static struct bk_error *bad_part(const struct reader *r, size_t at, struct bk_error *error)
{
	return bk_ext_error_in(error, r->part, at);
}

/* The stretch [at, end) of the bytes that the part takes; empty where there is none. */
static struct bk_error *find_part(const struct reader *r, uint32_t *at, uint32_t *end)
{
	uint32_t field = AT_PARTS + 8 * (uint32_t)r->part, offset, size;
	struct bk_bytes section;

	*at = *end = 0;
	if (field + 8 > r->header_size)
		return NULL;
	offset = load(r, field);
	size = load(r, field + 4);
	if (!size)
		return NULL;
	if (!bk_bytes_part(r->bytes, (uint64_t)r->header_size + offset, size, &section))
		return bad_part(r, field,
				bk_error_create(BK_ERR_MALFORMED,
						"%u bytes at offset %u lie outside the %zu bytes "
						"there are",
						size, offset, r->bytes.size));
	if (offset % 4)
		return bad_part(
			r, field,
			bk_error_create(BK_ERR_MALFORMED, "offset %u, no multiple of 4", offset));
	*at = r->header_size + offset;
	*end = *at + size;
	return NULL;
}

static struct bk_ext_record decode(const struct reader *r, size_t at, uint32_t section_name_off)
{
	struct bk_ext_record record = { .section_name_off = section_name_off,
					.at = (uint32_t)at,
					.insn_off = load(r, at) };

	switch (r->part) {
	case BK_EXT_FUNC_INFO:
		record.func.type_id = load(r, at + 4);
		break;
	case BK_EXT_LINE_INFO:
		record.line.file_name_off = load(r, at + 4);
		record.line.text_off = load(r, at + 8);
		record.line.line = load(r, at + 12) >> 10;
		record.line.column = load(r, at + 12) & 0x3ff;
		break;
	case BK_EXT_CORE_RELO:
		record.relo.type_id = load(r, at + 4);
		record.relo.access_off = load(r, at + 8);
		record.relo.kind = load(r, at + 12);
		break;
	case BK_EXT_PARTS:
		break;
	}
	return record;
}

/* Reads the block at *at, which ends before `end`, and moves *at behind it. */
static struct bk_error *read_block(const struct reader *r, uint32_t *at, uint32_t end,
				   uint32_t record_size)
{
	uint32_t section_name_off, count;

	if (end - *at < BLOCK_HEADER)
		return bad_part(
			r, *at,
			bk_error_create(BK_ERR_MALFORMED, "cut off: %u bytes are left", end - *at));
	section_name_off = load(r, *at);
	count = load(r, *at + 4);
	if ((uint64_t)count * record_size > end - *at - BLOCK_HEADER)
		return bad_part(r, *at,
				bk_error_create(BK_ERR_MALFORMED,
						"%u records of %u bytes, but %u bytes are left",
						count, record_size, end - *at - BLOCK_HEADER));
	*at += BLOCK_HEADER;
	for (; count; count--, *at += record_size) {
		struct bk_ext_record record = decode(r, *at, section_name_off);

		if (!bk_array_push(&r->ext->parts[r->part], record))
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *read_part(const struct reader *r)
{
	uint32_t known = part_table[r->part].record_size, at, end, record_size;

	BK_TRY(find_part(r, &at, &end));
	if (at == end)
		return NULL;
	if (end - at < 4)
		return bad_part(
			r, at,
			bk_error_create(BK_ERR_MALFORMED, "cut off: %u bytes are left", end - at));
	record_size = load(r, at);
	if (record_size < known || record_size % 4)
		return bad_part(r, at,
				bk_error_create(BK_ERR_MALFORMED,
						"records of %u bytes (%u at least, in words of 4)",
						record_size, known));
	at += 4;
	while (at < end)
		BK_TRY(read_block(r, &at, end, record_size));
	return NULL;
}

static struct bk_error *read_all(struct reader *r)
{
	BK_TRY(read_header(r));
	for (r->part = BK_EXT_FUNC_INFO; r->part < BK_EXT_PARTS; r->part++)
		BK_TRY(read_part(r));
	return NULL;
}

struct bk_error *bk_ext_init(struct bk_ext *ext, struct bk_bytes bytes)
{
	struct reader r = { .bytes = bytes, .ext = ext };
	struct bk_error *error;

	*ext = (struct bk_ext){ 0 };
	error = read_all(&r);
	if (error)
		bk_ext_deinit(ext);
	return error;
}

void bk_ext_deinit(struct bk_ext *ext)
{
	for (int part = 0; part < BK_EXT_PARTS; part++)
		bk_array_deinit(&ext->parts[part]);
}

const char *bk_relo_kind_name(uint32_t kind)
{
	static const char *const names[BK_RELO_KIND_COUNT] = {
		[BK_RELO_FIELD_BYTE_OFFSET] = "field_byte_offset",
		[BK_RELO_FIELD_BYTE_SIZE] = "field_byte_size",
		[BK_RELO_FIELD_EXISTS] = "field_exists",
		[BK_RELO_FIELD_SIGNED] = "field_signed",
		[BK_RELO_FIELD_LSHIFT_U64] = "field_lshift_u64",
		[BK_RELO_FIELD_RSHIFT_U64] = "field_rshift_u64",
		[BK_RELO_TYPE_ID_LOCAL] = "type_id_local",
		[BK_RELO_TYPE_ID_TARGET] = "type_id_target",
		[BK_RELO_TYPE_EXISTS] = "type_exists",
		[BK_RELO_TYPE_SIZE] = "type_size",
		[BK_RELO_ENUMVAL_EXISTS] = "enumval_exists",
		[BK_RELO_ENUMVAL_VALUE] = "enumval_value",
		[BK_RELO_TYPE_MATCHES] = "type_matches",
	};

	return kind < BK_RELO_KIND_COUNT ? names[kind] : NULL;
}
