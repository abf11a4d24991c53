// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Telling BPF objects by their ELF header, without opening what may be a large package. */
#include "btfkit/source/peek.h"

#include "btfkit/source/file.h"
#include "btfkit/source/loaded.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Larger ones hold kernels; nobody ships an object of that size. */
enum { MOST_WRAPPED = 8 << 20 };

static bool is_object(const uint8_t *start)
{
	const uint8_t *machine = start + offsetof(Elf64_Ehdr, e_machine);

	if (memcmp(start, ELFMAG, SELFMAG) != 0)
		return false;
	if (start[EI_DATA] == ELFDATA2MSB)
		return bk_load16_be(machine) == EM_BPF;
	return bk_load16_le(machine) == EM_BPF;
}

static bool is_wrapped(const uint8_t *start)
{
	/* gzip, xz, zstd, bzip2, lz4, the kernel's lz4, lzop, lzma */
	static const char *const wrappings[] = { "\x1f\x8b", "\xfd\x37zX",  "\x28\xb5\x2f\xfd",
						 "BZh",	     "\x04\"M\x18", "\x02!L\x18",
						 "\x89LZO",  "\x5d" };

	for (size_t i = 0; i < sizeof(wrappings) / sizeof(*wrappings); i++)
		if (memcmp(start, wrappings[i], strlen(wrappings[i])) == 0)
			return true;
	return false;
}

static enum bk_peek peek_file(int fd)
{
	uint8_t start[sizeof(Elf64_Ehdr)] = { 0 };
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || pread(fd, start, sizeof(start), 0) < 20)
		return BK_PEEK_OTHER;
	if (is_object(start))
		return BK_PEEK_OBJECT;
	return st.st_size <= MOST_WRAPPED && is_wrapped(start) ? BK_PEEK_INSIDE : BK_PEEK_OTHER;
}

static bool write_all(int fd, const uint8_t *data, size_t size)
{
	while (size) {
		const ssize_t put = write(fd, data, size);

		if (put < 0 && errno != EINTR)
			return false;
		if (put > 0) {
			data += put;
			size -= (size_t)put;
		}
	}
	return true;
}

/*
 * What was read of a pipe cannot be put back: so all of it goes into a file in memory, which takes the
 * place of standard input. Where that fails it stays what it was, and who reads it tells why.
 */
static void hold_input(void)
{
	struct bk_file input;
	struct bk_error *error;
	struct stat st;
	int fd;

	if (fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
	    lseek(STDIN_FILENO, 0, SEEK_CUR) == 0)
		return;
	fd = memfd_create("btfkit", MFD_CLOEXEC);
	error = fd < 0 ? NULL : bk_file_init(&input, NULL);
	if (fd >= 0 && !error) {
		if (write_all(fd, input.bytes.data, input.bytes.size) &&
		    lseek(fd, 0, SEEK_SET) == 0)
			(void)dup2(fd, STDIN_FILENO);
		bk_file_deinit(&input);
	}
	bk_error_destroy(error);
	if (fd >= 0)
		close(fd);
}

enum bk_peek bk_source_peek(const char *spec)
{
	enum bk_peek peek;
	int fd;

	if (bk_loaded_is_spec(spec))
		return BK_PEEK_OTHER;
	if (strcmp(spec, "-") == 0) {
		hold_input();
		return peek_file(STDIN_FILENO);
	}
	fd = open(spec, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return strchr(spec, ':') ? BK_PEEK_INSIDE : BK_PEEK_OTHER;
	peek = peek_file(fd);
	close(fd);
	return peek;
}
