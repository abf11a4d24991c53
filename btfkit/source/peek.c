// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Telling BPF objects and modules by their first bytes, without opening what may be a large package. */
#include "btfkit/source/peek.h"

#include "btfkit/source/decompress.h"
#include "btfkit/source/file.h"
#include "btfkit/source/layer.h"
#include "btfkit/source/loaded.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Larger ones hold kernels; nobody ships an object of that size. */
enum { MOST_WRAPPED = 8 << 20, START_BYTES = 4096, TAR_BLOCK = 512 };
/* What is compressed comes out in pieces of 64 KiB. */
enum { COMPRESSED_BYTES = 256 << 10 };
enum { BTF_MAGIC = 0xeb9f, BTF_HEADER_BYTES = 24 };

static enum bk_peek peek_elf(struct bk_bytes start)
{
	const bool is_big = start.data[EI_DATA] == ELFDATA2MSB;
	const uint8_t *type = start.data + offsetof(Elf64_Ehdr, e_type);
	const uint8_t *machine = start.data + offsetof(Elf64_Ehdr, e_machine);

	if ((is_big ? bk_load16_be(machine) : bk_load16_le(machine)) == EM_BPF)
		return BK_PEEK_OBJECT;
	return (is_big ? bk_load16_be(type) : bk_load16_le(type)) == ET_REL ? BK_PEEK_MODULE
									    : BK_PEEK_OTHER;
}

static bool is_btf(struct bk_bytes start)
{
	return start.size >= 2 && (bk_load16(start.data, false) == BTF_MAGIC ||
				   bk_load16(start.data, true) == BTF_MAGIC);
}

static bool is_elf(struct bk_bytes start)
{
	return start.size >= sizeof(Elf32_Ehdr) && memcmp(start.data, ELFMAG, SELFMAG) == 0;
}

/* The first member of a tarball tells, as there is mostly one. */
static enum bk_peek peek_tar(struct bk_bytes start)
{
	const struct bk_bytes member = { start.data + TAR_BLOCK, start.size - TAR_BLOCK };

	if (is_btf(member) ||
	    (is_elf(member) && peek_elf(member) != BK_PEEK_OBJECT && member.size > TAR_BLOCK))
		return BK_PEEK_OTHER;
	return BK_PEEK_INSIDE;
}

static enum bk_peek peek_compressed(struct bk_bytes start)
{
	uint8_t inside[START_BYTES];
	struct bk_bytes unwrapped = { inside, bk_decompress_start(start, inside, sizeof(inside)) };

	if (is_elf(unwrapped))
		return peek_elf(unwrapped);
	if (unwrapped.size > TAR_BLOCK && memcmp(inside + 257, "ustar", 5) == 0)
		return peek_tar(unwrapped);
	if (!unwrapped.size || bk_compression_of(unwrapped))
		return BK_PEEK_INSIDE;
	return bk_layer_of_start(unwrapped) ? BK_PEEK_OTHER : BK_PEEK_UNKNOWN;
}

static struct bk_bytes read_start(int fd, uint8_t *bytes, size_t size)
{
	const ssize_t got = pread(fd, bytes, size, 0);

	return (struct bk_bytes){ bytes, got > 0 ? (size_t)got : 0 };
}

/* As many bytes of the file as it takes for the beginning of what is compressed to come out. */
static enum bk_peek peek_far(int fd)
{
	uint8_t bytes
		[COMPRESSED_BYTES]; /* on the stack, so that a look never fails for want of memory */

	return peek_compressed(read_start(fd, bytes, sizeof(bytes)));
}

/* Split BTF's strings go on where its base's end, so that no empty one comes first. */
static bool is_split(int fd, struct bk_bytes start)
{
	uint32_t header_size, strings_at;
	uint8_t first = 0;
	bool swap;

	if (!is_btf(start) || start.size < BTF_HEADER_BYTES)
		return false;
	swap = bk_load16(start.data, false) != BTF_MAGIC;
	header_size = bk_load32(start.data + 4, swap);
	strings_at = bk_load32(start.data + 16, swap);
	return pread(fd, &first, 1, (off_t)header_size + strings_at) == 1 && first;
}

static enum bk_peek peek_file(int fd)
{
	uint8_t bytes[START_BYTES];
	const struct bk_bytes start = read_start(fd, bytes, sizeof(bytes));
	enum bk_peek peek;
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return BK_PEEK_OTHER;
	if (start.size < 20)
		return BK_PEEK_UNKNOWN;
	if (is_split(fd, start))
		return BK_PEEK_MODULE;
	if (is_elf(start))
		return peek_elf(start);
	if (!bk_compression_of(start))
		return bk_layer_of_start(start) ? BK_PEEK_OTHER : BK_PEEK_UNKNOWN;
	peek = peek_far(fd);
	return peek == BK_PEEK_INSIDE && st.st_size > MOST_WRAPPED ? BK_PEEK_OTHER : peek;
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
