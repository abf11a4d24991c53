// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Growing a mapping with mremap(2), which moves pages instead of bytes. */
#include "btfkit/source/buffer.h"

#include <sys/mman.h>
#include <unistd.h>

static const size_t least_room = 1 << 20;

/*
 * Huge pages where the kernel has them: a vmlinux of 60 MiB would else cost 15000 page faults, which
 * is a tenth of what zstd takes to decompress it.
 */
static void want_huge_pages(const struct bk_buffer *buffer)
{
	if (buffer->room >= 4 * least_room)
		(void)madvise(buffer->data, buffer->room, MADV_HUGEPAGE);
}

struct bk_error *bk_buffer_reserve(struct bk_buffer *buffer, size_t more)
{
	size_t want, room = buffer->room ? buffer->room : least_room;
	void *data;

	if (more <= buffer->room - buffer->size)
		return NULL;
	if (__builtin_add_overflow(buffer->size, more, &want) || want > SIZE_MAX / 4)
		return bk_error_memory();
	while (room < want)
		room *= 2;
	data = buffer->data ? mremap(buffer->data, buffer->room, room, MREMAP_MAYMOVE)
			    : mmap(NULL, room, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (data == MAP_FAILED)
		return bk_error_memory();
	buffer->data = data;
	buffer->room = room;
	want_huge_pages(buffer);
	return NULL;
}

struct bk_error *bk_buffer_append(struct bk_buffer *buffer, const void *data, size_t size)
{
	BK_TRY(bk_buffer_reserve(buffer, size));
	if (size)
		memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
	return NULL;
}

void bk_buffer_trim(struct bk_buffer *buffer)
{
	const size_t page = sysconf(_SC_PAGESIZE);
	const size_t used = (buffer->size + page - 1) / page * page;

	if (!used || used >= buffer->room)
		return;
	munmap(buffer->data + used, buffer->room - used);
	buffer->room = used;
}

void bk_buffer_deinit(struct bk_buffer *buffer)
{
	if (buffer->data)
		munmap(buffer->data, buffer->room);
	*buffer = (struct bk_buffer){ 0 };
}
