/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The BTF that is loaded into the running kernel: all of it as a list, and each as a source. */
#ifndef BK_SOURCE_LOADED_H
#define BK_SOURCE_LOADED_H

#include "btfkit/source/bpf.h"

enum bk_loaded_kind { BK_LOADED_KERNEL, BK_LOADED_MODULE, BK_LOADED_PROGRAM };

/* A program or map that was loaded with a BTF, which stays as long as it does. */
struct bk_loaded_holder {
	uint32_t btf_id;
	enum bk_bpf_object what; /* BK_BPF_PROGRAM or BK_BPF_MAP */
	uint32_t id;
	char name[16]; /* as the kernel keeps it, cut to 15 characters; "": none */
};

struct bk_loaded_btf {
	uint32_t id;
	enum bk_loaded_kind kind;
	uint32_t size_bytes;
	char name[BK_BPF_NAME_SIZE]; /* "vmlinux", a module's; "": none, as programs' have */
	const struct bk_loaded_holder *holders; /* programs, then maps, by ids; NULL: none */
	size_t holder_count;
};

struct bk_loaded {
	struct bk_loaded_btf *btfs; /* by ids */
	size_t count;
	struct bk_loaded_holder *holders; /* of all of them */
};

/*
 * Asks the kernel what is loaded. What comes or goes meanwhile may be in the list or not. `call` is
 * bk_bpf_system.
 */
struct bk_error *bk_loaded_create(bk_bpf_call *call, struct bk_loaded **loaded) BK_MUST_CHECK;

void bk_loaded_destroy(struct bk_loaded *loaded);
BK_DEFINE_AUTO(bk_loaded_auto, struct bk_loaded, bk_loaded_destroy)

/* Whether a source is spelled `id:N`, `prog:ID` or `map:ID`, whatever stands behind the colon. */
bool bk_loaded_is_spec(const char *spec);

/*
 * Appends the bytes of the BTF that such a source names to `buffer`: that of the id, or the one that
 * the program or map has. `kind` tells what it is; a module's is split, on the kernel's.
 */
struct bk_error *bk_loaded_read(bk_bpf_call *call, const char *spec, struct bk_buffer *buffer,
				enum bk_loaded_kind *kind) BK_MUST_CHECK;

#endif
