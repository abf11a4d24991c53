// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sinks: numbers, large outputs, and errors that wait for finish. */
#include "btfkit/base/sink.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

START_TEST(puts_add_up)
{
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_puts(&sink, "a");
	bk_puts(&sink, "");
	bk_put(&sink, "bcd", 2);
	bk_putc(&sink, '=');
	bk_printf(&sink, "%s-%03d", "e", 7);
	memcpy(bk_sink_reserve(&sink, 3), "fgh", 3);
	sink.at += 3;
	expect_text(sink_text(&sink), "abc=e-007fgh");
}
END_TEST

START_TEST(numbers_have_all_their_digits)
{
	static const uint64_t numbers[] = { 0, 9, 10, 4294967296, UINT64_MAX };
	static const int64_t signed_numbers[] = { 0, -1, 1000, INT64_MAX, INT64_MIN };
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	for (size_t i = 0; i < 5; i++) {
		bk_put_u64(&sink, numbers[i]);
		bk_putc(&sink, ' ');
	}
	for (size_t i = 0; i < 5; i++) {
		bk_putc(&sink, ' ');
		bk_put_i64(&sink, signed_numbers[i]);
	}
	expect_text(sink_text(&sink), "0 9 10 4294967296 18446744073709551615 "
				      " 0 -1 1000 9223372036854775807 -9223372036854775808");
}
END_TEST

/* Pieces of every length around the buffer's size, through each of the puts. */
static size_t put_much(struct bk_sink *sink)
{
	static const size_t sizes[] = { 1, 65536, 131071, 131072, 131073, 7, 400000, 0, 3 };
	char *piece = keep_zeros(400000);
	size_t total = 0;

	memset(piece, 'x', 400000);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		bk_put(sink, piece, sizes[i]);
		total += sizes[i];
	}
	for (int i = 0; i < 70000; i++) {
		bk_putc(sink, 'x');
		bk_put_u64(sink, i % 10);
		bk_printf(sink, "%c", 'x');
		total += 3;
	}
	memset(bk_sink_reserve(sink, 65536), 'y', 65536);
	sink->at += 65536;
	return total + 65536;
}

START_TEST(memory_grows)
{
	struct bk_sink sink;
	size_t size;

	bk_sink_init_memory(&sink, SIZE_MAX);
	size = put_much(&sink);
	ck_assert_uint_eq(strlen(sink_text(&sink)), size);
}
END_TEST

START_TEST(memory_has_a_limit)
{
	static const size_t limits[] = { 200000, 131072, 1000000 };
	struct bk_sink sink;

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		bk_sink_init_memory(&sink, limits[i]);
		put_much(&sink);
		expect_fails(bk_sink_finish(&sink),
			     keep_format("more than %zu bytes of output", limits[i]));
		bk_sink_deinit(&sink);
	}
}
END_TEST

START_TEST(a_file_gets_what_memory_gets)
{
	struct bk_sink memory, file;
	int fd;

	scratch_enter();
	fd = open("out", O_WRONLY | O_CREAT, 0644);
	bk_sink_init_memory(&memory, SIZE_MAX);
	bk_sink_init_fd(&file, fd);
	put_much(&memory);
	put_much(&file);
	expect_ok(bk_sink_finish(&file));
	bk_sink_deinit(&file);
	ck_assert_int_eq(close(fd), 0); /* the caller's */
	expect_text(scratch_read("out"), sink_text(&memory));
}
END_TEST

START_TEST(a_full_device_is_told_at_the_end)
{
	int fd = open("/dev/full", O_WRONLY);
	struct bk_sink sink;

	bk_sink_init_fd(&sink, fd);
	bk_puts(&sink, "small");
	expect_fails(bk_sink_finish(&sink), "write: No space left on device");
	bk_sink_deinit(&sink);
	close(fd);
}
END_TEST

START_TEST(after_an_error_puts_go_on_and_are_lost)
{
	int fd = open("/dev/full", O_WRONLY);
	struct bk_sink sink;

	bk_sink_init_fd(&sink, fd);
	put_much(&sink);
	put_much(&sink);
	expect_fails(bk_sink_finish(&sink), "write: No space left on device");
	bk_sink_deinit(&sink);

	bk_sink_init_fd(&sink, fd);
	put_much(&sink);
	bk_sink_deinit(&sink); /* nobody asked: the pending error ends here */
	close(fd);
}
END_TEST

START_TEST(a_reader_that_has_gone_is_an_error)
{
	struct bk_sink sink;
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]);
	bk_sink_init_fd(&sink, ends[1]);
	bk_puts(&sink, "nobody reads this");
	expect_fails(bk_sink_finish(&sink), "write: Broken pipe");
	bk_sink_deinit(&sink);
	close(ends[1]);
}
END_TEST

START_TEST(a_sink_never_used_has_nothing_to_say)
{
	struct bk_sink sink;

	bk_sink_init_fd(&sink, -1);
	expect_ok(bk_sink_finish(&sink));
	bk_sink_deinit(&sink);
	bk_sink_deinit(&sink);
}
END_TEST

TEST_SUITE(sink, puts_add_up, numbers_have_all_their_digits, memory_grows, memory_has_a_limit,
	   a_file_gets_what_memory_gets, a_full_device_is_told_at_the_end,
	   after_an_error_puts_go_on_and_are_lost, a_reader_that_has_gone_is_an_error,
	   a_sink_never_used_has_nothing_to_say)
