/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The modules of a kernel for `btfkit min`: those that have types which vmlinux has not. */
#ifndef BK_CLI_MIN_MODULES_H
#define BK_CLI_MIN_MODULES_H

#include "btfkit/compat/beside.h"

/*
 * Looks through the modules of a kernel, as `query` says (whose kernel `n` it is), for types that
 * the objects find no candidate for. *set stays NULL where nothing is missing, or no modules are
 * known.
 */
struct bk_error *bk_min_modules(const struct bk_compat_query *query, size_t n,
				const struct bk_input *input,
				const struct bk_object *const *objects, size_t count,
				struct bk_module_set **set) BK_MUST_CHECK;

/*
 * The names of those in which relocations found their types, with commas between; NULL: none. To
 * be freed.
 */
struct bk_error *bk_min_used_modules(const struct bk_module_set *set,
				     const struct bk_object *const *objects,
				     struct bk_relocated *const *relocated, size_t count,
				     char **names) BK_MUST_CHECK;

#endif
