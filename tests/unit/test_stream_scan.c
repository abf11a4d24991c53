// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Compressed streams told from what only holds their magic. */
#include "btfkit/source/stream_scan.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/suite.h"

enum { HEADER = 24, STREAM = 64 };

/* What the compressors of these names wrote of a file of some kilobytes, and what ends each. */
static const struct stream {
	const char *name;
	uint8_t start[HEADER];
	size_t size;
} streams[] = {
	{ "gzip", { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3 }, 10 },
	{ "gzip with a name and a time", { 0x1f, 0x8b, 8, 8, 1, 2, 3, 4, 0, 3, 'k', 0 }, 12 },
	{ "xz, CRC32", { 0xfd, '7', 'z', 'X', 'Z', 0, 0, 1, 0x69, 0x22, 0xde, 0x36 }, 12 },
	{ "xz, CRC64", { 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4, 0xe6, 0xd6, 0xb4, 0x46 }, 12 },
	{ "zstd of unknown size", { 0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x4d, 0x81, 0 }, 9 },
	{ "zstd, one segment", { 0x28, 0xb5, 0x2f, 0xfd, 0x64, 0x40, 0x5f, 0x4d, 0x81, 0 }, 10 },
	{ "zstd, 8 bytes of size",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 1, 0, 0, 0, 0, 0, 0, 0, 0x4d, 0x81, 0 },
	  16 },
	{ "bzip2", { 'B', 'Z', 'h', '9', '1', 'A', 'Y', '&', 'S', 'Y' }, 10 },
	{ "lzma", { 0x5d, 0, 0, 0x80, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 }, 14 },
	{ "lzma of known size", { 0x5d, 0, 0, 0, 4, 0, 0x40, 0, 0, 0, 0, 0, 0, 0 }, 14 },
	{ "lz4", { 0x02, 0x21, 0x4c, 0x18, 40, 0, 0, 0 }, 8 },
	{ "lzop", { 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n' }, 9 },
};

/* The stream's start with a byte changed, and bytes that begin none around it. */
static struct bk_bytes bytes_of(const struct stream *stream, size_t before, size_t at,
				uint8_t change)
{
	uint8_t *all = keep_zeros(before + STREAM);

	memset(all, 'x', before + STREAM);
	memcpy(all + before, stream->start, stream->size);
	all[before + at] ^= change;
	return (struct bk_bytes){ all, before + STREAM };
}

START_TEST(each_kind_is_found_at_any_offset)
{
	for (size_t i = 0; i < sizeof(streams) / sizeof(*streams); i++) {
		for (size_t before = 0; before < 20; before++) {
			struct bk_bytes bytes = bytes_of(&streams[i], before, 0, 0);

			ck_assert_msg(bk_stream_scan(bytes, 0) == before, "%s", streams[i].name);
			ck_assert_uint_eq(bk_stream_scan(bytes, before), before);
			ck_assert_uint_eq(bk_stream_scan(bytes, before + 1), bytes.size);
		}
	}
}
END_TEST

/* Each of these is one that is found, but for one byte. */
START_TEST(what_no_stream_has_is_passed_over)
{
	static const struct {
		size_t stream, at;
		uint8_t change;
	} cases[] = {
		{ 0, 2, 1 },		     /* gzip: another method */
		{ 0, 3, 0x20 },		     /* a reserved flag */
		{ 0, 8, 1 },		     /* a level that no gzip tells */
		{ 0, 9, 0x10 },		     /* a system that there is not */
		{ 2, 7, 1 },		     /* xz: flags that the checksum is not of */
		{ 2, 11, 1 },	{ 4, 4, 8 }, /* zstd: a reserved bit */
		{ 4, 4, 1 },		     /* a dictionary */
		{ 4, 6, 2 },		     /* a block of the reserved type */
		{ 4, 8, 0x20 },		     /* a block of 256 KiB */
		{ 7, 3, 9 },		     /* bzip2: level 0 */
		{ 7, 9, 1 },	{ 8, 0, 1 }, /* lzma: other properties */
		{ 8, 2, 1 },		     /* a dictionary of an odd size */
		{ 8, 12, 1 },		     /* a length of exabytes */
		{ 8, 13, 1 },		     /* a first byte of range coding */
		{ 10, 4, 40 },		     /* lz4: an empty block */
		{ 10, 5, 1 },		     /* a block that ends past the end */
		{ 11, 8, 1 },		     /* lzop */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct stream *stream = &streams[cases[i].stream];
		struct bk_bytes bytes = bytes_of(stream, 5, cases[i].at, cases[i].change);

		ck_assert_msg(bk_stream_scan(bytes, 0) == bytes.size, "case %zu: %s", i,
			      stream->name);
	}
}
END_TEST

START_TEST(a_short_end_is_none)
{
	for (size_t i = 0; i < sizeof(streams) / sizeof(*streams); i++)
		for (size_t size = 0; size < 32; size++)
			ck_assert_uint_eq(
				bk_stream_scan(
					(struct bk_bytes){
						keep_copy(bytes_of(&streams[i], 0, 0, 0).data,
							  size),
						size },
					0),
				size);
}
END_TEST

START_TEST(every_stream_is_found_in_turn)
{
	struct bk_bytes first = bytes_of(&streams[0], 7, 0, 0),
			second = bytes_of(&streams[5], 9, 0, 0);
	uint8_t *all = keep_zeros(first.size + second.size);
	struct bk_bytes bytes = { all, first.size + second.size };

	memcpy(all, first.data, first.size);
	memcpy(all + first.size, second.data, second.size);
	ck_assert_uint_eq(bk_stream_scan(bytes, 0), 7);
	ck_assert_uint_eq(bk_stream_scan(bytes, 8), first.size + 9);
	ck_assert_uint_eq(bk_stream_scan(bytes, first.size + 10), bytes.size);
	ck_assert_uint_eq(bk_stream_scan(bytes, bytes.size), bytes.size);
}
END_TEST

TEST_SUITE(stream_scan, each_kind_is_found_at_any_offset, what_no_stream_has_is_passed_over,
	   a_short_end_is_none, every_stream_is_found_in_turn)
