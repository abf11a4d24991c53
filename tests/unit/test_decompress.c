// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Compressed bytes: whole, followed by others, cut, changed, and far larger than they look. */
#include "btfkit/source/decompress.h"
#include "btfkit/source/lzo.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>

static const struct {
	const char *command, *name;
} kinds[] = {
	{ "gzip -c", "gzip" },
	{ "xz -c", "xz" },
	{ "xz -c --check=none", "xz" },
	{ "xz -c --check=sha256 --block-size=4096", "xz" },
	{ "zstd -qc", "zstd" },
	{ "zstd -qc --no-check <", "zstd" },
	{ "zstd -qc --long=20 <", "zstd" },
	{ "lz4 -qc", "lz4" },
	{ "lz4 -qc -BX -B4 --content-size", "lz4" },
	{ "lz4 -qcl", "lz4" },
	{ "bzip2 -c", "bzip2" },
	{ "xz -c --format=lzma", "lzma" },
	{ "lzop -qc", "lzop" },
	{ "lzop -qc -9", "lzop" },
	{ "lzop -qc --crc32", "lzop" },
};

enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

/* The content of a file; valid until the next call. */
static struct bk_bytes file_bytes(const char *name)
{
	static uint8_t bytes[1 << 20];
	FILE *file = fopen(name, "rb");
	size_t size;

	ck_assert_ptr_nonnull(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return (struct bk_bytes){ bytes, size };
}

/* 100000 bytes, half of which repeat what was before, in the file "plain". */
static struct bk_bytes plain(void)
{
	enum { SIZE = 100000 };
	static uint8_t bytes[SIZE];
	uint32_t random = 1;

	for (size_t i = 0; i < SIZE; i++) {
		random = random * 1103515245 + 12345;
		bytes[i] = i % 512 < 256 || i < 4096 ? random >> 24 : bytes[i - 4096 + i % 7];
	}
	scratch_write("plain", (struct bk_bytes){ bytes, SIZE });
	return (struct bk_bytes){ bytes, SIZE };
}

static struct bk_bytes compressed(int kind)
{
	ck_assert(scratch_run("%s plain >packed", kinds[kind].command));
	return file_bytes("packed");
}

static void give_back(int kind)
{
	BK_AUTO(bk_buffer_deinit) struct bk_buffer out = { 0 };
	uint8_t start[5000];
	struct bk_bytes whole, packed;

	whole = plain();
	packed = compressed(kind);
	ck_assert_str_eq(bk_compression_of(packed), kinds[kind].name);
	expect_ok(bk_decompress(packed, whole.size, &out));
	ck_assert_uint_eq(out.size, whole.size);
	ck_assert_mem_eq(out.data, whole.data, whole.size);
	ck_assert_uint_eq(bk_decompress_start(packed, start, sizeof(start)), sizeof(start));
	ck_assert_mem_eq(start, whole.data, sizeof(start));
	/* behind what is there already */
	expect_ok(bk_decompress(packed, whole.size, &out));
	ck_assert_uint_eq(out.size, 2 * whole.size);
	ck_assert_mem_eq(out.data + whole.size, whole.data, whole.size);
}

START_TEST(each_gives_back_what_was_compressed)
{
	scratch_enter();
	for (int kind = 0; kind < KINDS; kind++)
		give_back(kind);
}
END_TEST

/* As in a kernel image: the size of it all, zeros, noise. */
static void add_followers(int kind)
{
	static const char *const followers[] = { "\\240\\206\\1\\0", "\\0\\0\\0\\0\\0\\0\\0\\0",
						 "YZYZ and what else there is in a kernel" };
	struct bk_bytes whole;

	whole = plain();
	for (size_t i = 0; i < sizeof(followers) / sizeof(*followers); i++) {
		BK_AUTO(bk_buffer_deinit) struct bk_buffer out = { 0 };

		ck_assert(scratch_run("{ %s plain && printf '%s'; } >packed", kinds[kind].command,
				      followers[i]));
		expect_ok(bk_decompress_loose(file_bytes("packed"), whole.size, &out));
		ck_assert_uint_eq(out.size, whole.size);
		ck_assert_mem_eq(out.data, whole.data, whole.size);
	}
}

START_TEST(other_bytes_may_follow_one_that_is_embedded)
{
	scratch_enter();
	for (int kind = 0; kind < KINDS; kind++)
		add_followers(kind);
}
END_TEST

static void allow_less(int kind)
{
	BK_AUTO(bk_buffer_deinit) struct bk_buffer out = { 0 };
	struct bk_bytes whole, packed;

	whole = plain();
	packed = compressed(kind);
	expect_fails(bk_decompress(packed, whole.size - 1, &out), "is it made to fill the memory?");
	expect_fails(bk_decompress_loose(packed, 0, &out), "more than 0 MiB come out of");
}

START_TEST(more_than_allowed_is_refused)
{
	scratch_enter();
	for (int kind = 0; kind < KINDS; kind++)
		allow_less(kind);
}
END_TEST

/* Nothing of it may crash; that it is told is up to the checksums of each. */
static void cut_and_change(int kind)
{
	struct bk_bytes whole, packed;
	uint32_t random = 7;
	size_t told = 0;

	whole = plain();
	packed = compressed(kind);
	for (int i = 0; i < 100; i++) {
		BK_AUTO(bk_buffer_deinit) struct bk_buffer out = { 0 };
		size_t size = i % 2 ? packed.size : packed.size * i / 100;
		uint8_t *copy = keep_zeros(size + 1), start[100];
		struct bk_error *error;

		memcpy(copy, packed.data, size);
		random = random * 1103515245 + 12345;
		if (i % 2)
			copy[(random >> 8) % (i % 4 == 1 ? size : 64)] ^= 1 << (random >> 29);
		error = bk_decompress((struct bk_bytes){ copy, size }, 2 * whole.size, &out);
		told += error != NULL;
		bk_error_destroy(error);
		error = bk_decompress_loose((struct bk_bytes){ copy, size }, 2 * whole.size, &out);
		bk_error_destroy(error);
		(void)bk_decompress_start((struct bk_bytes){ copy, size }, start, sizeof(start));
	}
	ck_assert_uint_ge(told, 50); /* all that are cut, but for legacy lz4 at a block's end */
}

START_TEST(cut_and_changed_ones_are_told)
{
	scratch_enter();
	for (int kind = 0; kind < KINDS; kind++)
		cut_and_change(kind);
}
END_TEST

static void compress_nothing(int kind)
{
	BK_AUTO(bk_buffer_deinit) struct bk_buffer out = { 0 };
	uint8_t start[8];

	scratch_write_text("plain", "");
	if (strcmp(kinds[kind].command, "lz4 -qcl") == 0) /* but a magic, which is told */
		expect_fails(bk_decompress(compressed(kind), 100, &out),
			     "lz4: damaged: the header");
	else
		expect_ok(bk_decompress(compressed(kind), 100, &out));
	ck_assert_uint_eq(out.size, 0);
	ck_assert_uint_eq(bk_decompress_start(compressed(kind), start, sizeof(start)), 0);
}

START_TEST(nothing_compressed_is_nothing)
{
	scratch_enter();
	for (int kind = 0; kind < KINDS; kind++)
		compress_nothing(kind);
}
END_TEST

START_TEST(what_is_not_compressed_is_told_from_it)
{
	static const char *const others[] = { "",
					      "\x1f\x8b",
					      "BZh9",
					      "BZh0"
					      "1AY&SY",
					      "]",
					      "]\0\0\1\0\0\0\0\0\0\0\0\0\1",
					      "]\1\0\0\0"
					      "12345678\0" };
	BK_AUTO(bk_buffer_deinit) struct bk_buffer out = { 0 };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_ptr_null(bk_compression_of(
			(struct bk_bytes){ (const uint8_t *)others[i], i < 4	? strlen(others[i])
								       : i == 4 ? 1
										: 14 }));
	expect_fails(bk_decompress((struct bk_bytes){ (const uint8_t *)"text", 4 }, 9, &out),
		     "not compressed");
}
END_TEST

/* Each kind of instruction, and what each must not do. */
START_TEST(lzo_instructions_stay_within_their_bytes)
{
	static const struct {
		const char *in;
		size_t in_size;
		const char *out; /* NULL: faulty */
	} cases[] = {
		{ "\x15"
		  "abcd\x11\0\0",
		  8, "abcd" },
		{ "\x15"
		  "abcd\x11\0",
		  7, NULL }, /* cut in the end's mark */
		{ "\x15"
		  "abcd\x11\0\0x",
		  9, NULL }, /* more behind it */
		{ "\x16"
		  "abcd\x11\0\0",
		  8, NULL }, /* a run past the end */
		{ "\x15"
		  "abcd\x4c\0\x11\0\0",
		  10, "abcdabc" },
		{ "\x15"
		  "abcd\x21\x0c\0\x11\0\0",
		  11, "abcdabc" },
		{ "\x15"
		  "abcd\x21\x10\0\x11\0\0",
		  11, NULL }, /* before the beginning */
		{ "\x15"
		  "abcd\x21\x0d\0z\x11\0\0",
		  12, "abcdabcz" },
		{ "\x15"
		  "abcd\x20\0",
		  7, NULL }, /* a length that does not end */
		{ "\1abcd\x11\0\0", 8, "abcd" },
		{ "", 0, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *expected = cases[i].out ? cases[i].out : "abcdabc";
		const size_t size = strlen(expected);
		uint8_t *in = keep_copy(cases[i].in, cases[i].in_size);
		uint8_t *out = keep_zeros(size);
		bool is_good = bk_lzo_decode((struct bk_bytes){ in, cases[i].in_size }, out, size);

		ck_assert_msg(is_good == (cases[i].out != NULL), "case %zu", i);
		if (is_good)
			ck_assert_mem_eq(out, expected, size);
	}
}
END_TEST

TEST_SUITE(decompress, each_gives_back_what_was_compressed,
	   other_bytes_may_follow_one_that_is_embedded, more_than_allowed_is_refused,
	   cut_and_changed_ones_are_told, nothing_compressed_is_nothing,
	   what_is_not_compressed_is_told_from_it, lzo_instructions_stay_within_their_bytes)
