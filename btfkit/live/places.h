/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Where expressions are in the types of the running kernel and its modules. */
#ifndef BK_LIVE_PLACES_H
#define BK_LIVE_PLACES_H

#include "btfkit/live/probe.h"

/*
 * Looks for all of `probe`, and puts down what is predicted of them by that. `graph` has the kernel's
 * types; `names` is an index of all of them or, where not `is_complete`, of BK_LOCALS_KINDS. Modules
 * are read from `directory`, NULL: not, where something is not in the kernel proper.
 */
struct bk_error *bk_places_find(struct bk_probe *probe, const struct bk_graph *graph,
				const struct bk_names *names, bool is_complete,
				const char *directory) BK_MUST_CHECK;

#endif
