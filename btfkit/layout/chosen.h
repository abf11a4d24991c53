/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which records to show, and in which order.
 *
 *	bk_chosen_init(&chosen, layouts, graph, &selection);
 *	bk_chosen_keep_holes(&chosen);
 *	bk_chosen_sort(&chosen, graph, BK_SORT_SIZE);
 */
#ifndef BK_LAYOUT_CHOSEN_H
#define BK_LAYOUT_CHOSEN_H

#include "btfkit/graph/select.h"
#include "btfkit/layout/layout.h"

enum bk_layout_sort { BK_SORT_NAME, BK_SORT_SIZE, BK_SORT_HOLES };

struct bk_chosen_record {
	uint32_t id; /* a record, or the TYPEDEF that names it */
	struct bk_layout_summary summary;
};

struct bk_chosen {
	BK_ARRAY(struct bk_chosen_record) records;
};

/*
 * The named records that meet the selection, sorted by name; all of them where it is empty. Of split
 * BTF those of the base count as well when a name is asked for. A TYPEDEF that is asked for by its
 * whole name stands for its record. A name that is nowhere, or nothing but other types', is an error.
 */
struct bk_error *bk_chosen_init(struct bk_chosen *chosen, const struct bk_layouts *layouts,
				const struct bk_graph *graph, const struct bk_selection *selection)
	BK_MUST_CHECK;

void bk_chosen_deinit(struct bk_chosen *chosen);

/* Drops records without holes and bit holes. */
void bk_chosen_keep_holes(struct bk_chosen *chosen);

/* The largest, or those with most bits in holes, come first; of equals those by name. */
void bk_chosen_sort(struct bk_chosen *chosen, const struct bk_graph *graph,
		    enum bk_layout_sort sort);

#endif
