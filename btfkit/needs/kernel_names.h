/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a kernel has by name, for objects to be asked about: made once for a kernel, used for any number
 * of objects, by one thread at a time. Indexes are made when they are first needed.
 */
#ifndef BK_NEEDS_KERNEL_NAMES_H
#define BK_NEEDS_KERNEL_NAMES_H

#include "btfkit/graph/names.h"
#include "btfkit/input/module_set.h"
#include "btfkit/needs/config.h"
#include "btfkit/reach/memo.h"

struct bk_kernel_names;

/*
 * graphs[0] is vmlinux, the others are its modules'; release ("6.1.0-56-amd64"), arch (as in `uname -m`)
 * and config may be NULL: not known. All must outlive it, but for the array.
 */
struct bk_error *bk_kernel_names_create(const struct bk_graph *const *graphs, size_t count,
					const char *release, const char *arch,
					const struct bk_config *config,
					struct bk_kernel_names **names) BK_MUST_CHECK;

void bk_kernel_names_destroy(struct bk_kernel_names *names);
BK_DEFINE_AUTO(bk_kernel_names_auto, struct bk_kernel_names, bk_kernel_names_destroy)

/* What is remembered from kernel to kernel; the memo must outlive it. NULL, the default: nothing. */
void bk_kernel_names_remember(struct bk_kernel_names *names, struct bk_reach_memo *memo);
struct bk_reach_memo *bk_kernel_memo(const struct bk_kernel_names *names);

/* A type of a kernel: 0 is none. */
struct bk_kernel_type {
	const struct bk_graph *graph;
	uint32_t id;
};

/* The first type of that name and kind (FUNC, VAR, TYPEDEF, STRUCT), in vmlinux before the modules. */
struct bk_error *bk_kernel_find(struct bk_kernel_names *names, enum bk_kind kind, const char *name,
				struct bk_kernel_type *type) BK_MUST_CHECK;

/* Says that it will be asked for: what is expected before the first question is looked for at once. */
struct bk_error *bk_kernel_expect(struct bk_kernel_names *names, enum bk_kind kind,
				  const char *name) BK_MUST_CHECK;

/*
 * The same, but of the module of that name, or of "vmlinux"; `-` and `_` are the same. Where it is not
 * known which module a type is of, in any.
 */
struct bk_error *bk_kernel_find_in(struct bk_kernel_names *names, const char *module,
				   enum bk_kind kind, const char *name, struct bk_kernel_type *type)
	BK_MUST_CHECK;

/* The enums that number what BPF programs use. */
enum bk_kernel_enum {
	BK_ENUM_HELPERS,      /* enum bpf_func_id */
	BK_ENUM_MAP_TYPES,    /* enum bpf_map_type */
	BK_ENUM_PROG_TYPES,   /* enum bpf_prog_type */
	BK_ENUM_ATTACH_TYPES, /* enum bpf_attach_type */
	BK_ENUMS
};

enum bk_presence { BK_PRESENCE_UNKNOWN, BK_PRESENT, BK_MISSING };

/* Whether it has an enumerator of that value, or name. Unknown where the enum is not in the BTF. */
enum bk_presence bk_kernel_has_number(const struct bk_kernel_names *names,
				      enum bk_kernel_enum which, uint64_t value);
enum bk_presence bk_kernel_has_name(const struct bk_kernel_names *names, enum bk_kernel_enum which,
				    const char *name);

/*
 * Whether functions are tagged as kfuncs at all (BTF of Linux 6.10 and later), and whether this one is.
 */
struct bk_error *bk_kernel_is_kfunc(struct bk_kernel_names *names,
				    const struct bk_kernel_type *function,
				    enum bk_presence *presence) BK_MUST_CHECK;

/* LINUX_VERSION_CODE of the release, 0: not known. */
uint32_t bk_kernel_version(const struct bk_kernel_names *names);

/* The system call NAME: the function that is it. */
struct bk_error *bk_kernel_find_syscall(struct bk_kernel_names *names, const char *name,
					struct bk_kernel_type *type, bool *is_wrapped)
	BK_MUST_CHECK;
struct bk_error *bk_kernel_expect_syscall(struct bk_kernel_names *names, const char *name)
	BK_MUST_CHECK;

/*
 * Where the configuration is looked for when it is first needed and none was given. It must outlive the
 * names.
 */
void bk_kernel_names_set_source(struct bk_kernel_names *names, const struct bk_source *source);

/* *config is NULL where none is known. */
struct bk_error *bk_kernel_config(struct bk_kernel_names *names, const struct bk_config **config)
	BK_MUST_CHECK;

/* Whose the types of graphs[1] are, where that is `set->graph`; the set may also have no graph. */
void bk_kernel_names_set_modules(struct bk_kernel_names *names, const struct bk_module_set *set);

/* Whether modules' types are known beside those of vmlinux. */
bool bk_kernel_has_modules(const struct bk_kernel_names *names);

#endif
