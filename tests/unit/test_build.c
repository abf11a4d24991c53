// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The tests' own builder against the format, byte by byte: all other tests trust it. */
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <endian.h>

/* Bytes in hexadecimal, a space between words of four. */
static char *hex(struct bk_bytes bytes)
{
	char *text = keep_format("%s", "");

	for (size_t i = 0; i < bytes.size; i++)
		text = keep_format("%s%s%02x", text, i && i % 4 == 0 ? " " : "", bytes.data[i]);
	return text;
}

static struct build *small(void)
{
	struct build *b = build_new();

	build_int(b, "u8", 1, BK_INT_CHAR);
	build_enum64(b, "", 8, BK_INT_SIGNED);
	build_value(b, "u8", 0x1122334455667788);
	return b;
}

static const char little[] = "9feb0100 18000000 00000000 28000000 28000000 04000000 " /* header */
			     "01000000 00000001 01000000 08000002 "		      /* INT */
			     "00000000 01000093 08000000 01000000 88776655 44332211 " /* ENUM64 */
			     "00753800";					      /* "u8" */

static const char big[] = "eb9f0100 00000018 00000000 00000028 00000028 00000004 "
			  "00000001 01000000 00000001 02000008 "
			  "00000000 93000001 00000008 00000001 55667788 11223344 "
			  "00753800";

START_TEST(bytes_are_as_the_format_has_them)
{
	const bool is_little = BYTE_ORDER == LITTLE_ENDIAN;
	struct build *b = small();

	expect_text(hex(build_bytes(b)), is_little ? little : big);
	build_swap(b);
	expect_text(hex(build_bytes(b)), is_little ? big : little);
}
END_TEST

START_TEST(layouts_stand_between_types_and_strings)
{
	struct build *b = build_new();

	build_swap(b);
	build_record(b, 3, "", 1);
	build_layout(b, 2, 0xab, 0xcd);
	build_header_size(b, 36);
	build_header_byte(b, BUILD_HDR_FLAGS, 7);
	build_header_word(b, 32, 0x01020304);
	if (BYTE_ORDER == LITTLE_ENDIAN)
		expect_text(
			hex(build_bytes(b)),
			"eb9f0107 00000024 00000000 0000000c 00000018 00000001 0000000c 0000000c "
			"01020304 "
			"00000000 03000000 00000001 "
			"00000000 00000000 abcd0000 "
			"00");
}
END_TEST

START_TEST(a_split_continues_ids_and_strings)
{
	struct build *base = small(), *b = build_split(base);

	ck_assert_uint_eq(build_next_id(b), 3);
	ck_assert_uint_eq(build_string(b, "u8"), 1);	 /* the base's */
	ck_assert_uint_eq(build_string(b, "module"), 4); /* behind the base's four bytes */
	ck_assert_uint_eq(build_string(b, "another"), 4 + 7);
	ck_assert_uint_eq(build_string(b, "module"), 4);
	ck_assert_uint_eq(build_ptr(b, 1), 3);
	ck_assert_ptr_eq(build_base(b), base);
}
END_TEST

TEST_SUITE(build, bytes_are_as_the_format_has_them, layouts_stand_between_types_and_strings,
	   a_split_continues_ids_and_strings)
