// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The embedded object of bpf/probe.bpf.c, for those who only want its bytes. */
#define BK_LIBBPF_SKELETON
#include "btfkit/live/bundled.h"
#include "btfkit/live/libbpf.h"

struct bk_error *bk_bundled(struct bk_bytes *object)
{
	object->data = probe_bpf__elf_bytes(&object->size);
	return NULL;
}
