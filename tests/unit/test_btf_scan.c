// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Raw BTF in the middle of other bytes: found wherever it stands, and nothing else taken for it. */
#include "btfkit/source/btf_scan.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* Not too large for a test, and larger by far than one INT alone. */
static struct build *kernel_like(void)
{
	struct build *b = build_new();

	for (int i = 0; i < 40; i++)
		build_int(b, keep_format("number_%d", i), 4, BK_INT_SIGNED);
	return b;
}

static struct build *program_like(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	return b;
}

/* `before` and `after` bytes of 0x9f, which the magic begins with, around the parts. */
static struct bk_bytes surround(size_t before, struct bk_bytes part, size_t after)
{
	uint8_t *all = keep_zeros(before + part.size + after);

	memset(all, 0x9f, before + part.size + after);
	memcpy(all + before, part.data, part.size);
	return (struct bk_bytes){ all, before + part.size + after };
}

static struct bk_bytes join(struct bk_bytes a, struct bk_bytes b)
{
	uint8_t *all = keep_zeros(a.size + b.size);

	memcpy(all, a.data, a.size);
	memcpy(all + a.size, b.data, b.size);
	return (struct bk_bytes){ all, a.size + b.size };
}

static void expect_found(struct bk_bytes bytes, size_t offset, size_t size)
{
	struct bk_bytes btf;

	expect_ok(bk_btf_scan(bytes, &btf));
	ck_assert_int_eq(btf.data - bytes.data, (ptrdiff_t)offset);
	ck_assert_uint_eq(btf.size, size);
}

static void expect_none(struct bk_bytes bytes)
{
	struct bk_bytes btf;
	struct bk_error *error = bk_btf_scan(bytes, &btf);

	ck_assert(error && bk_error_code(error) == BK_ERR_NO_BTF);
	expect_fails(error, keep_format("no BTF among its %zu bytes", bytes.size));
}

START_TEST(it_is_found_at_any_offset_in_either_byte_order)
{
	struct build *swapped = program_like(), *with_layout = program_like();

	build_swap(swapped);
	build_layouts(with_layout);
	for (size_t before = 0; before < 40; before++) {
		const struct build *const builds[] = { program_like(), swapped, with_layout };

		for (size_t i = 0; i < 3; i++) {
			struct bk_bytes btf = build_bytes(builds[i]);

			expect_found(surround(before, btf, 0), before, btf.size);
			expect_found(surround(before, btf, 50), before, btf.size);
		}
	}
}
END_TEST

START_TEST(a_cut_one_is_none)
{
	struct bk_bytes btf = build_bytes(program_like());

	for (size_t size = 0; size < btf.size; size++)
		expect_none((struct bk_bytes){ keep_copy(btf.data, size), size });
}
END_TEST

START_TEST(a_magic_alone_is_none)
{
	static const struct {
		uint32_t at, value;
	} changes[] = {
		{ BUILD_HDR_LEN, 23 },
		{ BUILD_HDR_LEN, 0x10018 },
		{ BUILD_HDR_LEN, 0x18000000 },
		{ BUILD_HDR_TYPE_OFF, 1 },
		{ BUILD_HDR_TYPE_OFF, 4 }, /* into the strings */
		{ BUILD_HDR_TYPE_LEN, 0 },
		{ BUILD_HDR_TYPE_LEN, UINT32_MAX },
		{ BUILD_HDR_STR_OFF, UINT32_MAX },
		{ BUILD_HDR_STR_OFF, 0 },
		{ BUILD_HDR_STR_LEN, 0 },
		{ BUILD_HDR_STR_LEN, 1 },
		{ BUILD_HDR_STR_LEN, 4 }, /* ends inside "int" */
		{ BUILD_HDR_STR_LEN, 6 }, /* past the end */
		{ BUILD_HDR_STR_LEN, UINT32_MAX },
	};

	expect_found(build_bytes(program_like()), 0, build_bytes(program_like()).size);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		struct build *b = program_like();

		build_header_word(b, changes[i].at, changes[i].value);
		expect_none(build_bytes(b));
		build_swap(b);
		expect_none(build_bytes(b));
	}
}
END_TEST

START_TEST(other_versions_flags_and_first_records_are_none)
{
	struct build *version = program_like(), *flags = program_like(), *name = program_like(),
		     *kind = program_like(), *strings = program_like();

	build_header_byte(version, BUILD_HDR_VERSION, 2);
	expect_none(build_bytes(version));
	build_header_byte(flags, BUILD_HDR_FLAGS, 1);
	expect_none(build_bytes(flags));
	build_patch(name, 1, BUILD_NAME, 5);
	expect_none(build_bytes(name));
	build_patch(kind, 1, BUILD_INFO, 0);
	expect_none(build_bytes(kind));
	build_strings_raw(strings, "xint", 5); /* as in split BTF */
	expect_none(build_bytes(strings));
}
END_TEST

START_TEST(false_magics_do_not_end_the_search)
{
	static const uint8_t magics[] = {
		0x9f, 0xeb, 1, 0, 0xeb, 0x9f, 1, 0, 0x9f, 0xeb, 1, 0, 24
	};
	struct bk_bytes btf = build_bytes(program_like());
	struct bk_bytes noise = { magics, sizeof(magics) };

	expect_none(noise);
	expect_found(join(join(noise, btf), noise), sizeof(magics), btf.size);
}
END_TEST

START_TEST(what_stands_inside_of_btf_is_part_of_it)
{
	struct build *b = program_like();
	struct bk_bytes inner = build_bytes(kernel_like()), outer;
	struct bk_bytes strings = surround(1, inner, 1);

	((uint8_t *)(uintptr_t)strings.data)[0] = 0;
	((uint8_t *)(uintptr_t)strings.data)[strings.size - 1] = 0;
	build_strings_raw(b, strings.data, strings.size);
	outer = build_bytes(b);
	expect_found(outer, 0, outer.size);
	expect_found((struct bk_bytes){ outer.data + 1, outer.size - 1 },
		     outer.size - inner.size - 2, inner.size);
}
END_TEST

START_TEST(small_ones_beside_that_of_a_kernel_are_passed_over)
{
	struct bk_bytes kernel = build_bytes(kernel_like()), program = build_bytes(program_like());

	ck_assert_uint_gt(kernel.size, 8 * program.size);
	expect_found(join(program, join(kernel, program)), program.size, kernel.size);
	expect_found(join(kernel, program), 0, kernel.size);
}
END_TEST

START_TEST(of_two_of_a_size_none_is_taken)
{
	struct bk_bytes kernel = build_bytes(kernel_like()), program = build_bytes(program_like());
	struct bk_bytes btf;

	expect_fails(bk_btf_scan(join(program, surround(3, program, 7)), &btf),
		     "two BTFs, of 45 bytes at 0x0 and of 45 bytes at 0x30: which one is meant "
		     "cannot be told");
	expect_fails(bk_btf_scan(join(program, join(kernel, kernel)), &btf), "two BTFs");
}
END_TEST

TEST_SUITE(btf_scan, it_is_found_at_any_offset_in_either_byte_order, a_cut_one_is_none,
	   a_magic_alone_is_none, other_versions_flags_and_first_records_are_none,
	   false_magics_do_not_end_the_search, what_stands_inside_of_btf_is_part_of_it,
	   small_ones_beside_that_of_a_kernel_are_passed_over, of_two_of_a_size_none_is_taken)
