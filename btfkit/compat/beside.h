/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Modules beside a kernel: where they are, and which of their names objects and expressions that
 * are not served by vmlinux alone would want.
 *
 * Which modules a machine has loaded is not known. So what only modules have is told with the
 * module's name, as something that has to be loaded; and they are only looked through where
 * something is missing, which for a package of thousands means to unpack it.
 */
#ifndef BK_COMPAT_BESIDE_H
#define BK_COMPAT_BESIDE_H

#include "btfkit/compat/kernels.h"
#include "btfkit/input/module_set.h"
#include "btfkit/needs/needs.h"

struct bk_compat_beside {
	BK_ARRAY(struct bk_module_place) places;
	struct bk_arena arena; /* their paths */
};

/*
 * Where the modules of the kernel number `n` are: as the query says; else those of its package, of
 * /sys/kernel/btf, or of lib/modules/RELEASE where the kernel lies in a boot/ beside that, or in that.
 */
struct bk_error *bk_compat_beside_init(struct bk_compat_beside *beside,
				       const struct bk_compat_query *query, size_t n,
				       const struct bk_source *source) BK_MUST_CHECK;

void bk_compat_beside_deinit(struct bk_compat_beside *beside);

/*
 * Adds what of an object's needs (NULL: of its relocations alone) no type was found for. *is_urgent
 * is set where the object does not load for want of it, or asks for a module by name; else it is
 * left as it is.
 */
struct bk_error *bk_compat_wants(struct bk_wanted *wanted, const struct bk_object *object,
				 const struct bk_relocated *relocated, const struct bk_needs *needs,
				 bool *is_urgent) BK_MUST_CHECK;

/* Adds what an expression is about, unless `kernel` has a type of that name. */
struct bk_error *bk_compat_wants_place(struct bk_wanted *wanted,
				       const struct bk_expression *expression,
				       const struct bk_graph *kernel) BK_MUST_CHECK;

#endif
