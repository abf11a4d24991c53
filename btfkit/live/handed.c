// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Writes the beginning of the type section, and all strings, into a file without a name. */
#include "btfkit/live/handed.h"

#include "btfkit/format/header.h"
#include "btfkit/graph/words.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HEADER_SIZE = 24 };

/* What is only of use to a type, or is none. */
#define ATTENDANT_KINDS \
	(1U << BK_KIND_PTR | 1U << BK_KIND_ARRAY | 1U << BK_KIND_CONST | 1U << BK_KIND_VOLATILE | \
	 1U << BK_KIND_RESTRICT | 1U << BK_KIND_TYPE_TAG | 1U << BK_KIND_DECL_TAG | \
	 1U << BK_KIND_FUNC | 1U << BK_KIND_FUNC_PROTO | 1U << BK_KIND_VAR | \
	 1U << BK_KIND_DATASEC)

static void ignore(void *context, uint32_t *word)
{
	(void)context, (void)word;
}

static void reach(void *context, uint32_t *type_id)
{
	uint32_t *end = context;

	if (*type_id >= *end)
		*end = *type_id + 1;
}

uint32_t bk_handed_end(const struct bk_graph *graph)
{
	uint32_t end = 1;

	for (uint32_t id = 1; id < graph->count; id++) {
		uint32_t kind = bk_graph_kind(graph, id);

		if (kind >= BK_KIND_COUNT) /* only with what the header says of it */
			return graph->count;
		if (!(ATTENDANT_KINDS >> kind & 1))
			end = id + 1;
	}
	for (uint32_t id = 1; id < end; id++) /* nothing is changed */
		bk_record_visit((struct bk_type *)(uintptr_t)bk_graph_type(graph, id), ignore,
				reach, &end);
	return end;
}

static bool write_all(int fd, struct iovec *parts, int count)
{
	while (count) {
		ssize_t done = writev(fd, parts, count);

		if (done < 0)
			return false;
		for (; count && (size_t)done >= parts->iov_len; parts++, count--)
			done -= (ssize_t)parts->iov_len;
		if (count) {
			parts->iov_base = (char *)parts->iov_base + done;
			parts->iov_len -= (size_t)done;
		}
	}
	return true;
}

/* False also where nothing can be left out. */
static bool write_types(int fd, const struct bk_graph *graph)
{
	uint32_t end = bk_handed_end(graph), size;
	uint8_t header[HEADER_SIZE];

	if (end == graph->count)
		return false;
	size = bk_graph_offset(graph, end) - graph->types_at;
	bk_btf_header_write(header, sizeof(header), size, (uint32_t)graph->strings.size);
	return write_all(
		fd,
		(struct iovec[]){ { header, sizeof(header) },
				  { (void *)(uintptr_t)graph->types, size },
				  { (void *)(uintptr_t)graph->strings.data, graph->strings.size } },
		3);
}

void bk_handed_init(struct bk_handed *handed, const struct bk_graph *graph)
{
	*handed = (struct bk_handed){ .fd = memfd_create("btfkit", MFD_CLOEXEC) };
	if (handed->fd < 0)
		return;
	snprintf(handed->path, sizeof(handed->path), "/proc/self/fd/%d", handed->fd);
	if (access(handed->path, R_OK) != 0 || !write_types(handed->fd, graph))
		handed->path[0] = '\0';
}

void bk_handed_deinit(struct bk_handed *handed)
{
	if (handed->fd >= 0)
		close(handed->fd);
}
