// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Buffered output with a sticky error. */
#include "btfkit/base/sink.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* Twice what a reservation may ask for, and a size that pipes and page caches like. */
enum { BUFFER_SIZE = 128 * 1024 };

/*
 * After an error, or without memory for a buffer, output goes round in here: what is put is lost,
 * and the putting code need not know.
 */
static _Thread_local char scrap[BUFFER_SIZE];

void bk_sink_fail(struct bk_sink *sink, struct bk_error *error)
{
	if (sink->error)
		bk_error_destroy(error);
	else
		sink->error = error;
	if (sink->start != scrap)
		free(sink->start);
	sink->start = sink->at = scrap;
	sink->end = scrap + sizeof(scrap);
}

static void init(struct bk_sink *sink, int fd)
{
	*sink = (struct bk_sink){ .fd = fd, .start = malloc(BUFFER_SIZE) };
	if (!sink->start) {
		bk_sink_fail(sink, bk_error_memory());
		return;
	}
	sink->at = sink->start;
	sink->end = sink->start + BUFFER_SIZE;
}

void bk_sink_init_fd(struct bk_sink *sink, int fd)
{
	init(sink, fd);
}

void bk_sink_init_memory(struct bk_sink *sink, size_t limit)
{
	init(sink, -1);
	sink->limit = limit;
}

static void write_all(struct bk_sink *sink, const char *bytes, size_t size)
{
	while (size) {
		ssize_t done = write(sink->fd, bytes, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			bk_sink_fail(sink, bk_error_system(errno, "write"));
			return;
		}
		bytes += done;
		size -= done;
	}
}

static void flush(struct bk_sink *sink)
{
	size_t size = sink->at - sink->start;

	sink->at = sink->start;
	if (!sink->error)
		write_all(sink, sink->start, size);
}

static void grow(struct bk_sink *sink, size_t size)
{
	size_t used = sink->at - sink->start;
	size_t room = 2 * (size_t)(sink->end - sink->start);
	char *grown;

	if (room - used < size)
		room = used + size;
	if (used + size > sink->limit) {
		bk_sink_fail(sink, bk_error_create(BK_ERR_UNSUPPORTED,
						   "more than %zu bytes of output", sink->limit));
		return;
	}
	grown = realloc(sink->start, room);
	if (!grown) {
		bk_sink_fail(sink, bk_error_memory());
		return;
	}
	sink->start = grown;
	sink->at = grown + used;
	sink->end = grown + room;
}

void bk_sink_expect(struct bk_sink *sink, size_t size)
{
	if (sink->fd < 0 && !sink->error && size <= sink->limit &&
	    size > (size_t)(sink->end - sink->at))
		grow(sink, size);
}

void bk_sink_make_room(struct bk_sink *sink, size_t size)
{
	if (sink->error)
		sink->at = sink->start;
	else if (sink->fd < 0)
		grow(sink, size);
	else
		flush(sink);
}

void bk_sink_put_long(struct bk_sink *sink, const char *bytes, size_t size)
{
	bk_sink_make_room(sink, size);
	if (sink->error)
		return;
	if ((size_t)(sink->end - sink->at) < size) {
		write_all(sink, bytes, size);
		return;
	}
	memmove(sink->at, bytes, size);
	sink->at += size;
}

void bk_printf(struct bk_sink *sink, const char *format, ...)
{
	BK_AUTOFREE char *text = NULL;
	va_list args;
	int size;

	va_start(args, format);
	size = vasprintf(&text, format, args);
	va_end(args);
	if (size < 0) {
		text = NULL;
		bk_sink_fail(sink, bk_error_memory());
		return;
	}
	bk_put(sink, text, size);
}

/* The two digits of every number below 100. */
static const char pairs[] = "00010203040506070809101112131415161718192021222324"
			    "25262728293031323334353637383940414243444546474849"
			    "50515253545556575859606162636465666768697071727374"
			    "75767778798081828384858687888990919293949596979899";

static unsigned int count_digits(uint64_t value)
{
	unsigned int digits = 1;

	for (; value >= 10000; value /= 10000)
		digits += 4;
	return digits + (value >= 10) + (value >= 100) + (value >= 1000);
}

char *bk_format_u64(char *to, uint64_t value)
{
	char *end = to + count_digits(value), *at = end;

	while (value >= 100) {
		at -= 2;
		memcpy(at, pairs + 2 * (value % 100), 2);
		value /= 100;
	}
	if (value >= 10)
		memcpy(at - 2, pairs + 2 * value, 2);
	else
		at[-1] = (char)('0' + value);
	return end;
}

struct bk_error *bk_sink_finish(struct bk_sink *sink)
{
	struct bk_error *error;

	if (sink->fd >= 0)
		flush(sink);
	error = sink->error;
	sink->error = NULL;
	return error;
}

void bk_sink_deinit(struct bk_sink *sink)
{
	if (sink->start != scrap)
		free(sink->start);
	bk_error_destroy(sink->error);
	*sink = (struct bk_sink){ .fd = -1 };
}
