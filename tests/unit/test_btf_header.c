// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The header of BTF: what is accepted, and every field lying. */
#include "btfkit/format/header.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* 24 bytes of header, 16 of types, 5 of strings: 45. */
static struct build *one_int(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	return b;
}

static struct bk_btf_header read_header(const struct build *b)
{
	struct bk_btf_header header;

	expect_ok(bk_btf_header_read(build_bytes(b), &header));
	return header;
}

START_TEST(a_header_tells_where_sections_stand)
{
	struct build *b = one_int();
	struct bk_bytes bytes = build_bytes(b);
	struct bk_btf_header header;

	expect_ok(bk_btf_header_read(bytes, &header));
	ck_assert(!header.swapped);
	ck_assert(!header.has_unknown_bytes);
	ck_assert_uint_eq(header.header_size, 24);
	ck_assert_ptr_eq(header.types.data, bytes.data + 24);
	ck_assert_uint_eq(header.types.size, 16);
	ck_assert_ptr_eq(header.strings.data, bytes.data + 40);
	ck_assert_uint_eq(header.strings.size, 5);
	ck_assert_uint_eq(header.layouts.size, 0);
	ck_assert_uint_eq(header.size, 45);

	build_swap(b);
	header = read_header(b);
	ck_assert(header.swapped);
	ck_assert_uint_eq(header.types.size, 16);
}
END_TEST

START_TEST(headers_of_any_length_are_read)
{
	static const uint32_t sizes[] = { 24, 25, 28, 31, 32, 33, 40, 4096 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct build *b = one_int();
		struct bk_btf_header header;

		build_header_size(b, sizes[i]);
		header = read_header(b);
		ck_assert_uint_eq(header.header_size, sizes[i]);
		ck_assert_uint_eq(header.types.size, 16);
		ck_assert_uint_eq(header.layouts.size, 0);
		expect_raw(b, "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n");
	}
}
END_TEST

START_TEST(a_layout_section_is_found)
{
	struct build *b = one_int();
	struct bk_bytes bytes;
	struct bk_btf_header header;

	build_layouts(b);
	bytes = build_bytes(b);
	expect_ok(bk_btf_header_read(bytes, &header));
	ck_assert_uint_eq(header.header_size, 32);
	ck_assert_ptr_eq(header.layouts.data, bytes.data + 32 + 16);
	ck_assert_uint_eq(header.layouts.size, 4 * 20);
	ck_assert_uint_eq(header.strings.size, 5);
}
END_TEST

START_TEST(unknown_header_bytes_are_noticed_unless_zero)
{
	static const struct {
		uint32_t size, at;
	} headers[] = { { 41, 40 }, { 33, 32 }, { 28, 27 }, { 31, 24 } };

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		struct build *b = one_int();

		build_header_size(b, headers[i].size);
		ck_assert(!read_header(b).has_unknown_bytes);
		build_header_byte(b, headers[i].at, 1);
		ck_assert(read_header(b).has_unknown_bytes);
		ck_assert_uint_eq(read_header(b).types.size, 16);
	}
}
END_TEST

START_TEST(bytes_behind_the_sections_do_not_count)
{
	struct bk_bytes bytes = build_bytes(one_int());
	struct bk_bytes longer = { keep_zeros(1000), 1000 };
	struct bk_btf_header header;

	memcpy((void *)(uintptr_t)longer.data, bytes.data, bytes.size);
	expect_ok(bk_btf_header_read(longer, &header));
	ck_assert_uint_eq(header.size, bytes.size);
}
END_TEST

START_TEST(every_field_may_lie)
{
	static const struct {
		uint32_t at, value;
		const char *error;
	} lies[] = {
		{ BUILD_HDR_LEN, 0, "header+4: header length 0 (45 bytes there are, 24 at least)" },
		{ BUILD_HDR_LEN, 23, "header+4: header length 23" },
		{ BUILD_HDR_LEN, 46, "header+4: header length 46" },
		{ BUILD_HDR_LEN, UINT32_MAX, "header+4: header length 4294967295" },
		{ BUILD_HDR_LEN, 25,
		  "header+16: string section of 5 bytes at offset 16 lies outside the 45 bytes" },
		{ BUILD_HDR_TYPE_OFF, 2, "header+8: type section at offset 2, no multiple of 4" },
		{ BUILD_HDR_TYPE_OFF, 8,
		  "header+8: type section of 16 bytes at offset 8 lies outside the 45 bytes" },
		{ BUILD_HDR_TYPE_OFF, 0xfffffffc, "header+8: type section of 16 bytes" },
		{ BUILD_HDR_TYPE_OFF, 4, "header+16: the string section begins inside the type" },
		{ BUILD_HDR_TYPE_LEN, 22,
		  "header+8: type section of 22 bytes at offset 0 lies outside the 45 bytes" },
		{ BUILD_HDR_TYPE_LEN, UINT32_MAX, "header+8: type section of 4294967295 bytes" },
		{ BUILD_HDR_TYPE_LEN, 17, "header+16: the string section begins inside the type" },
		{ BUILD_HDR_STR_OFF, 17, "header+16: string section of 5 bytes at offset 17" },
		{ BUILD_HDR_STR_OFF, UINT32_MAX, "header+16: string section of 5 bytes" },
		{ BUILD_HDR_STR_OFF, 15, "header+16: the string section begins inside the type" },
		{ BUILD_HDR_STR_LEN, 6, "header+16: string section of 6 bytes at offset 16" },
		{ BUILD_HDR_STR_LEN, UINT32_MAX, "header+16: string section of 4294967295 bytes" },
	};

	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		struct build *b = one_int();

		build_header_word(b, lies[i].at, lies[i].value);
		expect_error(b, lies[i].error);
		build_swap(b);
		expect_error(b, lies[i].error);
	}
}
END_TEST

START_TEST(the_layout_fields_may_lie)
{
	static const struct {
		uint32_t at, value;
		const char *error;
	} lies[] = {
		{ BUILD_HDR_LAYOUT_OFF, 12, "header+24: the layout section does not lie between" },
		{ BUILD_HDR_LAYOUT_OFF, 20, "header+24: the layout section does not lie between" },
		{ BUILD_HDR_LAYOUT_OFF, 22, "header+24: layout section of 80 bytes at offset 22" },
		{ BUILD_HDR_LAYOUT_OFF, UINT32_MAX, "header+24: layout section of 80 bytes" },
		{ BUILD_HDR_LAYOUT_LEN, 81, "header+24: the layout section does not lie between" },
		{ BUILD_HDR_LAYOUT_LEN, UINT32_MAX, "header+24: layout section of 4294967295" },
	};

	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		struct build *b = one_int();

		build_layouts(b);
		build_header_word(b, lies[i].at, lies[i].value);
		expect_error(b, lies[i].error);
	}
}
END_TEST

START_TEST(magic_and_version_must_be_btf)
{
	struct build *b = one_int();

	build_header_byte(b, BUILD_HDR_VERSION, 2);
	expect_error(b, "header+2: BTF version 2, not 1");
	build_header_byte(b, 0, 0);
	expect_error(b, "no BTF magic");
}
END_TEST

START_TEST(every_truncation_is_refused)
{
	struct bk_bytes bytes = build_bytes(one_int());

	for (; bytes.size > 24; bytes.size--)
		if (bytes.size < 45)
			expect_fails(graph_create(bytes, NULL), "lies outside the");
	expect_fails(graph_create(bytes, NULL),
		     "type section of 16 bytes at offset 0 lies outside");
	for (bytes.size = 23; bytes.size >= 2; bytes.size--)
		expect_fails(graph_create(bytes, NULL), "cut off inside the header");
	expect_fails(graph_create(bytes, NULL), "no BTF magic");
	bytes.size = 0;
	expect_fails(graph_create(bytes, NULL), "no BTF magic");
}
END_TEST

TEST_SUITE(btf_header, a_header_tells_where_sections_stand, headers_of_any_length_are_read,
	   a_layout_section_is_found, unknown_header_bytes_are_noticed_unless_zero,
	   bytes_behind_the_sections_do_not_count, every_field_may_lie, the_layout_fields_may_lie,
	   magic_and_version_must_be_btf, every_truncation_is_refused)
