/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The smallest BTF in which objects' relocations come to what they come to in a kernel's whole BTF:
 * the same values, the same poison, the same ambiguity. A loader gets it by btf_custom_path, on kernels
 * that have none of their own.
 *
 * Only the values of type_id_target cannot be the same, for ids are places in a BTF.
 */
#ifndef BK_MINIMIZE_MINIMIZE_H
#define BK_MINIMIZE_MINIMIZE_H

#include "btfkit/corerelo/relocate.h"

struct bk_minimal {
	uint8_t *btf; /* in the kernel's byte order */
	size_t size;
	uint32_t types;			 /* how many it has */
	struct bk_relocated **relocated; /* by object: its results in the kernel */
	size_t object_count;
};

/*
 * Makes it for a kernel that `relocator` is of, from `graph`, its last graph: split BTF of a module is
 * put together with its base. Without a single type that is asked for `types` is 0. Errors that are one
 * object's begin with its name.
 */
struct bk_error *bk_minimal_create(struct bk_relocator *relocator, const struct bk_graph *graph,
				   const struct bk_object *const *objects, const char *const *names,
				   size_t count, struct bk_minimal **minimal) BK_MUST_CHECK;

void bk_minimal_destroy(struct bk_minimal *minimal);
BK_DEFINE_AUTO(bk_minimal_auto, struct bk_minimal, bk_minimal_destroy)

#endif
