/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Several sources made into one graph, of which a header is made as of any other.
 *
 *	bk_merged_modules(base, modules, count, &merged);
 *	bk_header_write(sink, merged.graph, options with .notes = &merged.notes);
 *	bk_merged_deinit(&merged);
 */
#ifndef BK_HEADER_MERGED_H
#define BK_HEADER_MERGED_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/cgen/remarks.h"
#include "btfkit/graph/graph.h"
#include "btfkit/header/notes.h"

/* One of the sources; in headers it is called by its name. */
struct bk_merge_source {
	const char *name; /* of a module; of a kernel what flavors end in: "v6_1" */
	const char *told; /* of a kernel in comments: "6.1" */
	const struct bk_graph *graph;
};

struct bk_merged {
	struct bk_bytes bytes; /* BTF in host byte order, which is owned */
	struct bk_graph *graph;
	struct bk_notes notes;
	uint8_t *align_log2; /* by id, what records are aligned to; NULL: to be found out */
	struct bk_remarks remarks;
};

/*
 * The types of a base and those of modules, whose graphs are split on it. Equal types are one. Where
 * types of one name differ, the base's keep their names and a module's are called NAME___MODULE, and so
 * are all of them where the base has none. A forward declaration means the type of its own module, else
 * the base's, else the only one there is.
 */
struct bk_error *bk_merged_modules(const struct bk_graph *base,
				   const struct bk_merge_source *modules, size_t count,
				   struct bk_merged *merged) BK_MUST_CHECK;

/*
 * The union of what kernels have. A record has all members of any of them, behind each other; one that
 * is the same in all, or that one kernel has whole, keeps its layout. What a kernel has otherwise than
 * the newest is in a copy of the record, called NAME___FLAVOR; so with enums, typedefs and kfuncs.
 */
struct bk_error *bk_merged_kernels(const struct bk_merge_source *kernels, size_t count,
				   struct bk_merged *merged) BK_MUST_CHECK;

void bk_merged_deinit(struct bk_merged *merged);

#endif
