/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Where output goes: a file descriptor or memory, behind one buffer.
 *
 * Errors are sticky: writers put their text without looking, and whoever made the sink asks
 * bk_sink_finish() once at the end whether all of it arrived.
 */
#ifndef BK_BASE_SINK_H
#define BK_BASE_SINK_H

#include "btfkit/base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bk_sink {
	char *start, *at, *end; /* the buffer, the next free byte, the buffer's end */
	int fd;			/* -1: memory */
	size_t limit;		/* of memory, bytes */
	struct bk_error *error;
};

/* A sink that writes to `fd`, which stays the caller's. */
void bk_sink_init_fd(struct bk_sink *sink, int fd);

/* A sink that keeps all in memory, start to at; more than `limit` bytes are an error. */
void bk_sink_init_memory(struct bk_sink *sink, size_t limit);

/* Makes room for `size` bytes of memory at once, where about so many will come. A hint. */
void bk_sink_expect(struct bk_sink *sink, size_t size);

/* Writes out what is buffered and tells whether anything failed since the sink was made. */
struct bk_error *bk_sink_finish(struct bk_sink *sink) BK_MUST_CHECK;

/* Makes `error`, which is taken over, the sink's, unless it has one already; output is lost then. */
void bk_sink_fail(struct bk_sink *sink, struct bk_error *error);

/* Releases the buffer and a pending error. */
void bk_sink_deinit(struct bk_sink *sink);

/* Makes at least `size` bytes free behind `at` ; slow path of the puts below. */
void bk_sink_make_room(struct bk_sink *sink, size_t size);

/* Puts of any length, of printf formats; for hot paths see the inline ones. */
void bk_sink_put_long(struct bk_sink *sink, const char *bytes, size_t size);
void bk_printf(struct bk_sink *sink, const char *format, ...) BK_PRINTF(2, 3);

/* A free stretch of `size` bytes (64 KiB at most); add what was used of it to sink->at. */
static inline char *bk_sink_reserve(struct bk_sink *sink, size_t size)
{
	if (__builtin_expect((size_t)(sink->end - sink->at) < size, 0))
		bk_sink_make_room(sink, size);
	return sink->at;
}

/* Writes bytes into a stretch that was reserved; returns the end. */
static inline char *bk_append(char *at, const char *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return at + size;
}

enum { BK_SHORT = 32 };

/*
 * The same for what mostly is short, and of which BK_SHORT bytes can be read and written whatever its
 * size: lengths differ from name to name, so no branch on them is ever guessed right.
 */
static inline char *bk_append_short(char *at, const char *bytes, size_t size)
{
	memcpy(at, bytes, BK_SHORT);
	if (__builtin_expect(size > BK_SHORT, 0))
		memcpy(at + BK_SHORT, bytes + BK_SHORT, size - BK_SHORT);
	return at + size;
}

static inline void bk_put(struct bk_sink *sink, const char *bytes, size_t size)
{
	if (__builtin_expect((size_t)(sink->end - sink->at) < size, 0)) {
		bk_sink_put_long(sink, bytes, size);
		return;
	}
	memmove(sink->at, bytes, size); /* two sinks that failed share a buffer */
	sink->at += size;
}

static inline void bk_puts(struct bk_sink *sink, const char *text)
{
	bk_put(sink, text, strlen(text));
}

static inline void bk_putc(struct bk_sink *sink, char c)
{
	*bk_sink_reserve(sink, 1) = c;
	sink->at++;
}

/* The decimal digits of `value` written to `to` (20 bytes at most); returns the end. */
char *bk_format_u64(char *to, uint64_t value);

static inline void bk_put_u64(struct bk_sink *sink, uint64_t value)
{
	sink->at = bk_format_u64(bk_sink_reserve(sink, 20), value);
}

static inline void bk_put_i64(struct bk_sink *sink, int64_t value)
{
	if (value < 0)
		bk_putc(sink, '-');
	bk_put_u64(sink, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

#endif
