// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Views of bytes, growable arrays and arenas. */
#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/bytes.h"
#include "tests/unit/support/suite.h"

#include <stdalign.h>

START_TEST(a_part_lies_inside_the_whole)
{
	static const struct {
		uint64_t offset, size;
		bool fits;
	} parts[] = {
		{ 0, 8, true },
		{ 0, 0, true },
		{ 8, 0, true },
		{ 3, 5, true },
		{ 3, 6, false },
		{ 9, 0, false },
		{ 0, 9, false },
		{ UINT64_MAX, 1, false },
		{ 1, UINT64_MAX, false },
		{ 8, 1, false },
		{ UINT64_MAX, UINT64_MAX, false },
	};
	const struct bk_bytes all = { (const uint8_t *)"abcdefgh", 8 };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct bk_bytes part = { NULL, 99 };

		ck_assert(bk_bytes_part(all, parts[i].offset, parts[i].size, &part) ==
			  parts[i].fits);
		ck_assert_ptr_eq(part.data, parts[i].fits ? all.data + parts[i].offset : NULL);
		ck_assert_uint_eq(part.size, parts[i].fits ? parts[i].size : 99);
	}
}
END_TEST

START_TEST(numbers_are_loaded_at_any_alignment_in_any_order)
{
	const uint8_t bytes[] = { 0xee, 0x12, 0x34, 0x56, 0x78 };
	const bool little = *(const uint8_t *)&(const uint16_t){ 1 };

	ck_assert_uint_eq(bk_load16(bytes + 1, little), 0x1234);
	ck_assert_uint_eq(bk_load16(bytes + 1, !little), 0x3412);
	ck_assert_uint_eq(bk_load32(bytes + 1, little), 0x12345678);
	ck_assert_uint_eq(bk_load32(bytes + 1, !little), 0x78563412);
}
END_TEST

START_TEST(an_array_grows_and_keeps_what_it_has)
{
	BK_ARRAY(uint32_t) numbers = { 0 };

	for (uint32_t i = 0; i < 10000; i++)
		ck_assert(bk_array_push(&numbers, 3 * i));
	ck_assert_uint_eq(numbers.count, 10000);
	for (uint32_t i = 0; i < 10000; i++)
		ck_assert_uint_eq(numbers.at[i], 3 * i);
	bk_array_deinit(&numbers);
	ck_assert_ptr_null(numbers.at);
	ck_assert_uint_eq(numbers.count + numbers.room, 0);
}
END_TEST

START_TEST(an_array_takes_structs)
{
	struct pair {
		int a, b;
	};
	BK_ARRAY(struct pair) pairs = { 0 };

	ck_assert(bk_array_reserve(&pairs, 2));
	ck_assert(bk_array_push(&pairs, (struct pair){ 1, 2 }));
	ck_assert_int_eq(pairs.at[0].b, 2);
	bk_array_deinit(&pairs);
}
END_TEST

START_TEST(an_array_that_cannot_grow_stays_as_it_is)
{
	BK_ARRAY(uint64_t) numbers = { 0 };

	ck_assert(bk_array_push(&numbers, 7));
	ck_assert(!bk_array_reserve(&numbers, SIZE_MAX));
	ck_assert_uint_eq(numbers.count, 1);
	ck_assert_uint_eq(numbers.at[0], 7);
	bk_array_deinit(&numbers);
}
END_TEST

START_TEST(an_arena_gives_aligned_pieces_that_stay)
{
	static const size_t sizes[] = { 1, 0, 7, 16, 100, 5000, 17 * 1024, 64 * 1024, 1 << 20, 3 };
	enum { PIECES = 1000, SIZES = sizeof(sizes) / sizeof(*sizes) };
	struct bk_arena arena = BK_ARENA_INIT;
	uint8_t *pieces[PIECES];

	for (int i = 0; i < PIECES; i++) {
		size_t size = i < 50 ? sizes[i % SIZES] : sizes[i % 6];

		pieces[i] = bk_arena_alloc(&arena, size);
		ck_assert(pieces[i] != NULL);
		ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		memset(pieces[i], i, size);
	}
	for (int i = 0; i < PIECES; i++) {
		size_t size = i < 50 ? sizes[i % SIZES] : sizes[i % 6], same = 0;

		while (same < size && pieces[i][same] == (uint8_t)i)
			same++;
		ck_assert_uint_eq(same, size);
	}
	bk_arena_deinit(&arena);
	ck_assert_ptr_null(arena.blocks);
}
END_TEST

START_TEST(an_arena_refuses_what_cannot_be)
{
	struct bk_arena arena = BK_ARENA_INIT;

	ck_assert_ptr_null(bk_arena_alloc(&arena, SIZE_MAX));
	ck_assert_ptr_null(bk_arena_alloc(&arena, SIZE_MAX - 15));
	bk_arena_deinit(&arena);
}
END_TEST

TEST_SUITE(memory, a_part_lies_inside_the_whole, numbers_are_loaded_at_any_alignment_in_any_order,
	   an_array_grows_and_keeps_what_it_has, an_array_takes_structs,
	   an_array_that_cannot_grow_stays_as_it_is, an_arena_gives_aligned_pieces_that_stay,
	   an_arena_refuses_what_cannot_be)
