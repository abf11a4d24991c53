// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Mapping and reading files. */
#include "btfkit/source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * How much is taken from what does not tell its size. A pipe brings what somebody meant to send; a
 * device may have no end, as /dev/zero has none, and that is not to fill memory before it is noticed.
 */
static const uint64_t stream_limit = 4ull << 30;
static const uint64_t device_limit = 256ull << 20;

/* Whether the file goes on past the size that stat told: sysfs may tell a page, or nothing. */
static bool is_longer(int fd, off_t size)
{
	char byte;

	return pread(fd, &byte, 1, size) == 1;
}

/* What the kernel maps at a time when a page is asked for: of small files it maps all at once. */
enum { MOST_MAPPED_AHEAD = 64 << 10 };

enum { MOST_FETCHED = 16 << 20 };

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ \
	22 /* Linux 5.14; unknown to older C libraries, refused by older kernels */
#endif

void bk_file_fetch(const struct bk_file *file)
{
	if (file->mapping && file->bytes.size > MOST_MAPPED_AHEAD &&
	    file->bytes.size <= MOST_FETCHED)
		madvise(file->mapping, file->bytes.size, MADV_POPULATE_READ);
}

/* False where this file cannot be mapped; it is read then. */
static bool map(struct bk_file *file, int fd, const struct stat *st)
{
	const int ahead = st->st_size <= MOST_MAPPED_AHEAD ? MAP_POPULATE : 0;
	void *mapping;

	if (!S_ISREG(st->st_mode) || st->st_size <= 0 || is_longer(fd, st->st_size) ||
	    lseek(fd, 0, SEEK_CUR) > 0)
		return false;
	mapping = mmap(NULL, st->st_size, PROT_READ, MAP_PRIVATE | ahead, fd, 0);
	if (mapping == MAP_FAILED)
		return false;
	file->mapping = mapping;
	file->bytes = (struct bk_bytes){ mapping, st->st_size };
	return true;
}

/*
 * The open does not block, so as not to hang on odd devices; but a FIFO that has no writer yet would
 * seem to be empty. One whose writer has come and gone does not wait. The flag stays as it is:
 * standard input's is shared with other processes.
 */
static void await_bytes(int fd)
{
	struct pollfd reader = { .fd = fd, .events = POLLIN };

	while (poll(&reader, 1, -1) < 0 && errno == EINTR)
		;
}

static struct bk_error *too_long(bool is_device)
{
	return bk_error_create(BK_ERR_UNSUPPORTED, is_device ? "more than 256 MiB from a device"
							     : "more than 4 GiB from a stream");
}

/* Reads until the end, doubling the buffer; on error the buffer is the caller's to free. */
static struct bk_error *read_all(int fd, bool is_device, uint8_t **data, size_t *size)
{
	size_t room = 0;

	for (;;) {
		ssize_t got;

		if (*size == room) {
			uint8_t *grown;

			room = room ? 2 * room : 1 << 16;
			if (room > (is_device ? device_limit : stream_limit))
				return too_long(is_device);
			grown = realloc(*data, room);
			if (!grown)
				return bk_error_memory();
			*data = grown;
		}
		got = read(fd, *data + *size, room - *size);
		if (got < 0 && errno == EAGAIN)
			await_bytes(fd);
		else if (got < 0 && errno != EINTR)
			return bk_error_system(errno, "read");
		if (got == 0)
			return NULL;
		if (got > 0)
			*size += got;
	}
}

static struct bk_error *load(struct bk_file *file, int fd, const struct stat *st)
{
	uint8_t *data = NULL;
	size_t size = 0;
	struct bk_error *error;

	if (map(file, fd, st))
		return NULL;
	if (S_ISFIFO(st->st_mode))
		await_bytes(fd);
	error = read_all(fd, S_ISCHR(st->st_mode), &data, &size);
	if (error) {
		free(data);
		return error;
	}
	file->bytes = (struct bk_bytes){ data, size };
	return NULL;
}

struct bk_error *bk_file_init(struct bk_file *file, const char *path)
{
	struct bk_error *error;
	struct stat st;
	int fd;

	*file = (struct bk_file){ 0 };
	/* not /dev/stdin, which a socket cannot be opened by */
	fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
		  : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return bk_error_system(errno, "open");
	if (fstat(fd, &st) < 0)
		error = bk_error_system(errno, "fstat");
	else if (S_ISDIR(st.st_mode))
		error = bk_error_system(EISDIR, "open");
	else
		error = load(file, fd, &st);
	close(fd);
	return error;
}

void bk_file_deinit(struct bk_file *file)
{
	if (file->mapping)
		munmap(file->mapping, file->bytes.size);
	else
		free((void *)(uintptr_t)file->bytes.data);
	*file = (struct bk_file){ 0 };
}
