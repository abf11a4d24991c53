// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Telling compressions by their magic, and running libarchive's filter for just that one. */
#include "btfkit/source/decompress.h"

#include "btfkit/source/gzip.h"
#include "btfkit/source/libarchive.h"
#include "btfkit/source/lzop.h"
#include "btfkit/source/stream_end.h"
#include "btfkit/source/zstd.h"

#include <inttypes.h>

static bool starts_with(struct bk_bytes bytes, const char *magic, size_t size)
{
	return bytes.size >= size && memcmp(bytes.data, magic, size) == 0;
}

static bool is_gzip(struct bk_bytes bytes)
{
	return starts_with(bytes, "\x1f\x8b\x08", 3);
}

static bool is_xz(struct bk_bytes bytes)
{
	return starts_with(bytes,
			   "\xfd"
			   "7zXZ",
			   6);
}

static bool is_zstd(struct bk_bytes bytes)
{
	return starts_with(bytes, "\x28\xb5\x2f\xfd", 4);
}

static bool is_lz4(struct bk_bytes bytes)
{
	return starts_with(bytes, "\x04\x22\x4d\x18", 4) ||
	       starts_with(bytes, "\x02\x21\x4c\x18", 4); /* the legacy form */
}

static bool is_bzip2(struct bk_bytes bytes)
{
	return bytes.size >= 10 && starts_with(bytes, "BZh", 3) && bytes.data[3] >= '1' &&
	       bytes.data[3] <= '9' &&
	       (memcmp(bytes.data + 4, "1AY&SY", 6) == 0 ||
		memcmp(bytes.data + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0); /* nothing in it */
}

/*
 * lzma has no magic: a byte of properties, in practice always 0x5d, the size of the dictionary, a
 * power of two or half as much again, and the size of what comes out, in 8 bytes, or all ones.
 */
static bool is_lzma(struct bk_bytes bytes)
{
	uint32_t dictionary, high;

	if (bytes.size < 14 || bytes.data[0] != 0x5d || bytes.data[13] != 0)
		return false;
	dictionary = bk_load32_le(bytes.data + 1);
	high = bk_load32_le(bytes.data + 9);
	if (dictionary < 1 << 12 || dictionary > 1u << 30)
		return false;
	dictionary >>= __builtin_ctz(dictionary);
	return (dictionary == 1 || dictionary == 3) &&
	       (high < 16 || (high == UINT32_MAX && bk_load32_le(bytes.data + 5) == UINT32_MAX));
}

#define FILTER(name) offsetof(struct bk_libarchive, read_support_filter_##name)

static const struct compression {
	const char *name;
	bool (*recognises)(struct bk_bytes bytes);
	size_t filter; /* where struct bk_libarchive has it; 0: our own */
	/* The size of the first stream, or of all where it cannot be told. NULL: the filter knows. */
	size_t (*end)(struct bk_bytes bytes);
} compressions[] = {
	{ "gzip", is_gzip, FILTER(gzip), NULL },
	{ "xz", is_xz, FILTER(xz), bk_stream_end_xz },
	{ "zstd", is_zstd, FILTER(zstd), bk_stream_end_zstd },
	{ "lz4", is_lz4, FILTER(lz4), bk_stream_end_lz4 },
	{ "bzip2", is_bzip2, FILTER(bzip2), NULL },
	{ "lzop", bk_lzop_recognises, 0, NULL },
	{ "lzma", is_lzma, FILTER(lzma), NULL },
};

static const struct compression *compression_of(struct bk_bytes bytes)
{
	for (size_t i = 0; i < sizeof(compressions) / sizeof(*compressions); i++)
		if (compressions[i].recognises(bytes))
			return &compressions[i];
	return NULL;
}

const char *bk_compression_of(struct bk_bytes bytes)
{
	const struct compression *compression = compression_of(bytes);

	return compression ? compression->name : NULL;
}

bool bk_compression_recognises(struct bk_bytes bytes)
{
	return compression_of(bytes) != NULL;
}

/* What is read from a stream, step by step. */
struct reader {
	const struct bk_libarchive *functions;
	struct archive *archive;
};

static void reader_deinit(struct reader *reader)
{
	if (reader->archive)
		reader->functions->read_free(reader->archive);
}

static struct bk_error *reader_error(const struct reader *reader)
{
	return bk_error_create(BK_ERR_MALFORMED, "%s",
			       bk_libarchive_error(reader->functions, reader->archive));
}

/* A libarchive that was built without a compression would run another program for it, and warns. */
static struct bk_error *add_filter(const struct bk_libarchive *functions, struct archive *archive,
				   size_t filter)
{
	int (*add)(struct archive *);

	memcpy(&add, (const char *)functions + filter, sizeof(add));
	if (add(archive) != ARCHIVE_OK)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "this system's libarchive was built without it");
	return NULL;
}

struct bk_error *bk_compression_add_filter(const struct bk_libarchive *functions,
					   struct archive *archive, struct bk_bytes bytes)
{
	const struct compression *compression = compression_of(bytes);

	if (!compression->filter)
		return bk_error_create(BK_ERR_UNSUPPORTED, "compressed by %s", compression->name);
	return add_filter(functions, archive, compression->filter);
}

static struct bk_error *reader_init(struct reader *reader, const struct compression *compression,
				    struct bk_bytes bytes)
{
	const struct bk_libarchive *functions;
	struct archive_entry *entry;
	int status;

	BK_TRY(bk_libarchive_load(&functions));
	*reader = (struct reader){ functions, functions->read_new() };
	if (!reader->archive)
		return bk_error_memory();
	BK_TRY(add_filter(functions, reader->archive, compression->filter));
	if (functions->read_support_format_raw(reader->archive) != ARCHIVE_OK ||
	    functions->read_support_format_empty(reader->archive) != ARCHIVE_OK ||
	    functions->read_open_memory(reader->archive, bytes.data, bytes.size) != ARCHIVE_OK)
		return reader_error(reader);
	status = functions->read_next_header(reader->archive, &entry);
	if (status == ARCHIVE_EOF) {
		functions->read_free(reader->archive);
		reader->archive = NULL; /* nothing was compressed */
		return NULL;
	}
	if (status != ARCHIVE_OK)
		return reader_error(reader);
	/* A filter that does not want these bytes is left out, and they would come out as they are. */
	if (functions->filter_code(reader->archive, 0) == ARCHIVE_FILTER_NONE)
		return bk_error_create(BK_ERR_MALFORMED, "damaged: the header");
	return NULL;
}

/* The next piece, valid until the next call; empty at the end. */
static struct bk_error *reader_next(struct reader *reader, struct bk_bytes *piece)
{
	const void *data = NULL;
	size_t size = 0;
	la_int64_t offset;
	int status;

	*piece = (struct bk_bytes){ 0 };
	while (reader->archive && !size) {
		status = reader->functions->read_data_block(reader->archive, &data, &size, &offset);
		if (status == ARCHIVE_EOF)
			return NULL;
		if (status < ARCHIVE_WARN)
			return reader_error(reader);
	}
	*piece = (struct bk_bytes){ data, size };
	return NULL;
}

static struct bk_error *decompress(const struct compression *compression, struct bk_bytes bytes,
				   uint64_t most_bytes, struct bk_buffer *out)
{
	BK_AUTO(reader_deinit) struct reader reader = { 0 };
	const size_t before = out->size;
	struct bk_error *error;
	struct bk_bytes piece;

	if (!compression->filter)
		return bk_lzop_decompress(bytes, most_bytes, out);
	if (compression->filter == FILTER(gzip))
		return bk_gzip_decompress(bytes, most_bytes, out);
	if (compression->filter == FILTER(zstd) &&
	    bk_zstd_decompress(bytes, most_bytes, out, &error))
		return error;
	BK_TRY(reader_init(&reader, compression, bytes));
	for (;;) {
		BK_TRY(reader_next(&reader, &piece));
		if (!piece.size)
			return NULL;
		if (piece.size > most_bytes - (out->size - before))
			return bk_error_too_much(most_bytes, bytes.size);
		BK_TRY(bk_buffer_append(out, piece.data, piece.size));
	}
}

static struct bk_error *decompress_known(struct bk_bytes bytes, bool is_loose, uint64_t most_bytes,
					 struct bk_buffer *out)
{
	const struct compression *compression = compression_of(bytes);

	if (!compression)
		return bk_error_create(BK_ERR_UNSUPPORTED, "not compressed in a known way");
	if (is_loose && compression->end)
		bytes.size = compression->end(bytes);
	return bk_error_in(decompress(compression, bytes, most_bytes, out), "%s",
			   compression->name);
}

struct bk_error *bk_decompress(struct bk_bytes bytes, uint64_t most_bytes, struct bk_buffer *out)
{
	return decompress_known(bytes, false, most_bytes, out);
}

struct bk_error *bk_decompress_loose(struct bk_bytes bytes, uint64_t most_bytes,
				     struct bk_buffer *out)
{
	return decompress_known(bytes, true, most_bytes, out);
}

static size_t start_of_stream(const struct compression *compression, struct bk_bytes bytes,
			      uint8_t *start, size_t size)
{
	BK_AUTO(reader_deinit) struct reader reader = { 0 };
	struct bk_error *error = reader_init(&reader, compression, bytes);
	struct bk_bytes piece = { 0 };
	size_t got = 0;

	while (!error && got < size) {
		error = reader_next(&reader, &piece);
		if (error || !piece.size)
			break;
		if (piece.size > size - got)
			piece.size = size - got;
		memcpy(start + got, piece.data, piece.size);
		got += piece.size;
	}
	bk_error_destroy(error);
	return got;
}

size_t bk_decompress_start(struct bk_bytes bytes, uint8_t *start, size_t size)
{
	const struct compression *compression = compression_of(bytes);

	if (!compression)
		return 0;
	return compression->filter ? start_of_stream(compression, bytes, start, size)
				   : bk_lzop_start(bytes, start, size);
}

struct bk_error *bk_compression_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes)
{
	BK_TRY(decompress_known(bytes, unwrap->is_loose, unwrap->budget_bytes, &unwrap->buffer));
	unwrap->inside = bk_buffer_bytes(&unwrap->buffer);
	return bk_unwrap_set_place(unwrap, "%s", bk_compression_of(bytes));
}
