/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What bpf(2) tells of BTF, programs and maps that are loaded into the running kernel.
 *
 * The system call itself and not libbpf's wrappers of it: they would be all that btfkit takes from
 * that library, whose loading would double the time that a small command needs.
 */
#ifndef BK_SOURCE_BPF_H
#define BK_SOURCE_BPF_H

#include "btfkit/source/buffer.h"

#include <linux/bpf.h>

/*
 * bpf(2) as a function, so that tests can be the kernel: returns what that returns, or -errno where
 * it fails.
 */
typedef int bk_bpf_call(int command, union bpf_attr *attr);

bk_bpf_call bk_bpf_system;

enum bk_bpf_object { BK_BPF_BTF, BK_BPF_PROGRAM, BK_BPF_MAP };

/* "BTF", "program", "map" */
const char *bk_bpf_object_name(enum bk_bpf_object what);

/* The id that follows `id`; 0: it was the last one. Begin with 0. */
struct bk_error *bk_bpf_next_id(bk_bpf_call *call, enum bk_bpf_object what, uint32_t id,
				uint32_t *next) BK_MUST_CHECK;

/* Long enough for any that the kernel gives: modules have 63 characters at most, others 15. */
enum { BK_BPF_NAME_SIZE = 128 };

struct bk_bpf_info {
	uint32_t btf_id;	     /* its own, or that of the BTF it has; 0: it has none */
	uint32_t size_bytes;	     /* of BTF */
	bool is_kernel;		     /* of BTF: the kernel's or a module's, not a program's */
	char name[BK_BPF_NAME_SIZE]; /* "": none */
};

/*
 * What is known of an object, and the bytes of BTF into `btf` (NULL: not wanted). *is_there becomes
 * false, without an error, where no object has that id.
 */
struct bk_error *bk_bpf_get(bk_bpf_call *call, enum bk_bpf_object what, uint32_t id,
			    struct bk_bpf_info *info, struct bk_buffer *btf, bool *is_there)
	BK_MUST_CHECK;

#endif
