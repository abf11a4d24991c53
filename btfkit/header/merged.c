// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The end of merged sources, and of what is told of them. */
#include "btfkit/header/merged.h"

void bk_notes_deinit(struct bk_notes *notes)
{
	bk_array_deinit(&notes->lines);
	bk_arena_deinit(&notes->arena);
	*notes = (struct bk_notes){ 0 };
}

void bk_merged_deinit(struct bk_merged *merged)
{
	bk_graph_destroy(merged->graph);
	free((void *)(uintptr_t)merged->bytes.data);
	bk_notes_deinit(&merged->notes);
	bk_remarks_deinit(&merged->remarks);
	free(merged->align_log2);
	*merged = (struct bk_merged){ 0 };
}
