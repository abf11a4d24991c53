/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What may keep a process from loading BPF programs, to be named when it was kept from it. */
#ifndef BK_LIVE_SURROUNDINGS_H
#define BK_LIVE_SURROUNDINGS_H

#include "btfkit/base/error.h"

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

struct bk_live_surroundings {
	uint64_t capabilities;	   /* effective: a bit each */
	uint64_t memlock_bytes;	   /* the limit; UINT64_MAX: none */
	unsigned int major, minor; /* of the kernel; 0: not known */
	int unprivileged_disabled; /* kernel.unprivileged_bpf_disabled; -1: not known */
	bool is_locked_down, is_filtered, is_in_user_namespace, has_btf, has_sysfs;
	bool is_in_pid_namespace; /* its numbers of processes are not the kernel's */
};

/* Looks about. What cannot be found out counts as no obstacle. */
void bk_surroundings_look(struct bk_live_surroundings *surroundings);

/*
 * Adds to `error` a line for each obstacle to programs of the type `as` (UNSPEC: of any); NULL stays
 * NULL.
 */
struct bk_error *bk_surroundings_explain(const struct bk_live_surroundings *surroundings,
					 enum bpf_prog_type as, struct bk_error *error)
	BK_MUST_CHECK;

/* The same where it is the kernel's types that cannot be read. */
struct bk_error *bk_surroundings_explain_btf(const struct bk_live_surroundings *surroundings,
					     struct bk_error *error) BK_MUST_CHECK;

/* Whether libbpf may look for the types of modules, as it does for what is not in the kernel proper. */
bool bk_surroundings_may_list(const struct bk_live_surroundings *surroundings);

/* The capability that programs of that type need since Linux 5.8 and this process lacks, or NULL. */
const char *bk_surroundings_lack(const struct bk_live_surroundings *surroundings,
				 enum bpf_prog_type type);

/* Whether the kernel is this release or a newer one; true where that is not known. */
static inline bool bk_surroundings_since(const struct bk_live_surroundings *surroundings,
					 unsigned int major, unsigned int minor)
{
	return !surroundings->major || surroundings->major > major ||
	       (surroundings->major == major && surroundings->minor >= minor);
}

#endif
