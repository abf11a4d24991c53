/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The checks that make a graph valid; called by bk_graph_create() and nobody else. */
#ifndef BK_GRAPH_CHECK_H
#define BK_GRAPH_CHECK_H

#include "btfkit/graph/graph.h"

/* Names and references of every own record: in range, and of a kind that can stand there. */
struct bk_error *bk_check_records(const struct bk_graph *graph) BK_MUST_CHECK;

/*
 * No type holds itself by value and no chain of references closes. Needs checked records. What is
 * found on the way is kept: graph->holders.
 */
struct bk_error *bk_check_cycles(struct bk_graph *graph) BK_MUST_CHECK;

/* Whether what was given a base is split BTF at all. Needs no checked records. */
struct bk_error *bk_check_is_split(const struct bk_graph *graph) BK_MUST_CHECK;

/* Whether split BTF that passed the other checks is likely meant for another base; says why. */
struct bk_error *bk_check_base_fits(const struct bk_graph *graph) BK_MUST_CHECK;

/*
 * Adds to an error about split BTF on a base, of which only the records are known to be whole, what
 * can be told of the base that it was made for. NULL stays NULL.
 */
struct bk_error *bk_explain_misfit(const struct bk_graph *graph, struct bk_error *error)
	BK_MUST_CHECK;

#endif
