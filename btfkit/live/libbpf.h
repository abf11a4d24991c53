/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * libbpf, opened when it is first needed: linked, it would double the time of the smallest command.
 *
 * Only for files named libbpf_*.c, which are left out of a build without libbpf's headers. The inline
 * functions of a skeleton call libbpf by its names; below these are made to mean the table.
 */
#ifndef BK_LIVE_LIBBPF_H
#define BK_LIVE_LIBBPF_H

#if __has_include(<bpf/libbpf.h>)
#include "btfkit/base/error.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

/* All are in libbpf 1.1. */
#define BK_LIBBPF_FUNCTIONS(X) \
	X(bpf_link__destroy) \
	X(bpf_map__fd) \
	X(bpf_map__initial_value) \
	X(bpf_map__name) \
	X(bpf_map__set_autocreate) \
	X(bpf_map__set_pin_path) \
	X(bpf_object__attach_skeleton) \
	X(bpf_object__btf) \
	X(bpf_object__close) \
	X(bpf_object__destroy_skeleton) \
	X(bpf_object__detach_skeleton) \
	X(bpf_object__load) \
	X(bpf_object__load_skeleton) \
	X(bpf_object__next_map) \
	X(bpf_object__next_program) \
	X(bpf_object__open_mem) \
	X(bpf_object__open_skeleton) \
	X(bpf_program__expected_attach_type) \
	X(bpf_program__fd) \
	X(bpf_program__insn_cnt) \
	X(bpf_program__insns) \
	X(bpf_program__name) \
	X(bpf_program__section_name) \
	X(bpf_program__set_autoload) \
	X(bpf_program__set_flags) \
	X(bpf_program__set_log_buf) \
	X(bpf_program__set_log_level) \
	X(bpf_program__set_type) \
	X(bpf_program__type) \
	X(btf__find_by_name_kind) \
	X(btf__free) \
	X(btf__load_module_btf) \
	X(btf__load_vmlinux_btf) \
	X(libbpf_bpf_prog_type_str) \
	X(libbpf_major_version) \
	X(libbpf_minor_version) \
	X(libbpf_probe_bpf_map_type) \
	X(libbpf_set_print) \
	X(libbpf_strerror) \
	X(ring_buffer__consume) \
	X(ring_buffer__free) \
	X(ring_buffer__new)

struct bk_libbpf {
#define BK_MEMBER(name) __typeof__(name) *name##_;
	BK_LIBBPF_FUNCTIONS(BK_MEMBER)
#undef BK_MEMBER
};

/* Opens the library at the first call, from any thread. */
struct bk_error *bk_libbpf_load(const struct bk_libbpf **libbpf) BK_MUST_CHECK;

/*
 * From now on what libbpf prints in this thread goes into `text`, of `size` bytes, as far as it fits;
 * NULL: it goes nowhere. Warnings only, unless `all`.
 */
void bk_libbpf_listen(char *text, size_t size, bool all);

/* Why libbpf failed: it has numbers of its own besides those of the system. */
struct bk_error *bk_libbpf_error(const struct bk_libbpf *libbpf, int number, const char *what);

/* "1.1" */
const char *bk_libbpf_version(const struct bk_libbpf *libbpf, char *text, size_t size);

#ifdef BK_LIBBPF_SKELETON
extern struct bk_libbpf bk_libbpf_functions;
#define bpf_object__attach_skeleton  bk_libbpf_functions.bpf_object__attach_skeleton_
#define bpf_object__destroy_skeleton bk_libbpf_functions.bpf_object__destroy_skeleton_
#define bpf_object__detach_skeleton  bk_libbpf_functions.bpf_object__detach_skeleton_
#define bpf_object__load_skeleton    bk_libbpf_functions.bpf_object__load_skeleton_
#define bpf_object__open_skeleton    bk_libbpf_functions.bpf_object__open_skeleton_
#include "btfkit/live/answers.h"
#include <probe.skel.h>
#endif
#endif
#endif
