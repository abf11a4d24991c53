/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Whether an object that was relocated for a kernel finds there what else it needs, and which of its
 * unresolved instructions can be come to.
 *
 * Known from BTF: helpers, map, program and attach types by the enumerators of bpf_func_id,
 * bpf_map_type, bpf_prog_type and bpf_attach_type; where programs attach; kfuncs, symbols and
 * struct_ops by name and type. Options of the configuration are known where that is. A helper or kfunc
 * that is missing does not matter where all calls of it are dead, and `live` tells that.
 */
#ifndef BK_NEEDS_NEEDS_H
#define BK_NEEDS_NEEDS_H

#include "btfkit/base/arena.h"
#include "btfkit/needs/kernel_names.h"
#include "btfkit/reach/object_unit.h"

enum bk_need_kind {
	BK_NEED_HELPER,
	BK_NEED_MAP_TYPE,
	BK_NEED_PROG_TYPE,
	BK_NEED_ATTACH_TYPE,
	BK_NEED_KFUNC,
	BK_NEED_KSYM,
	BK_NEED_KCONFIG,
	BK_NEED_TARGET, /* what a program attaches to */
};

/* "helper", "map_type", ..., "target" */
const char *bk_need_kind_name(enum bk_need_kind kind);

enum bk_need_status {
	BK_NEED_PRESENT,
	BK_NEED_MISSING,
	BK_NEED_UNKNOWN,
	BK_NEED_MISMATCH, /* something of that name is there, of another type */
};

/* "present", "missing", "unknown", "mismatch" */
const char *bk_need_status_name(enum bk_need_status status);

struct bk_need {
	enum bk_need_kind kind;
	const char *name;    /* "bpf_ktime_get_ns", "BPF_MAP_TYPE_HASH", "do_unlinkat", ... */
	uint32_t function;   /* the program, or the first that asks for it; BK_NOTHING: none does */
	const char *program; /* its name; NULL */
	enum bk_need_status status;
	const char *reason;	     /* what else is to be said; NULL */
	bool is_failing;	     /* for want of it the object does not load */
	struct bk_kernel_type found; /* what is present, where it is a type of its own */
	bool has_value;		     /* of a kconfig extern: its number there */
	uint64_t value;
};

/* Of an unresolved relocation. */
struct bk_relo_life {
	enum bk_life life;
	const struct bk_finding *finding; /* in `reach`; NULL of what is not poisoned */
};

struct bk_needs {
	BK_ARRAY(struct bk_need) rows; /* kind by kind, in the order of the object */
	struct bk_reach *reach;	       /* NULL where `reach_error` tells why there is none */
	char *reach_error;
	struct bk_relo_life *lives; /* one for each of the object's relocations */
	struct bk_arena arena;
};

/* Fails without memory only. The object must outlive the result. */
struct bk_error *bk_needs_create(const struct bk_object *object,
				 const struct bk_relocated *relocated,
				 struct bk_kernel_names *kernel, struct bk_needs **needs)
	BK_MUST_CHECK;

/* The same, but unresolved instructions are looked for from the program `entry` alone. */
struct bk_error *bk_needs_create_for(const struct bk_object *object,
				     const struct bk_relocated *relocated,
				     struct bk_kernel_names *kernel, uint32_t entry,
				     struct bk_needs **needs) BK_MUST_CHECK;

void bk_needs_destroy(struct bk_needs *needs);
BK_DEFINE_AUTO(bk_needs_auto, struct bk_needs, bk_needs_destroy)

#endif
