/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * .BTF.ext beside the graph it refers to, checked once and grouped by ELF section.
 *
 * format/ext.h reads the bytes and answers for their bounds; this constructor answers for the rest:
 *
 *  - every string offset (section, file, source line, access string) lies inside the strings;
 *  - every type id exists, and that of a function is a FUNC.
 *
 * What an access string says is not checked: bk_access_init() (graph/access.h) does, one by one,
 * since a string that does not resolve is an answer about the object rather than damage to it. Nor
 * is it checked that instruction offsets meet instructions: their bytes are not known here.
 */
#ifndef BK_GRAPH_EXT_GRAPH_H
#define BK_GRAPH_EXT_GRAPH_H

#include "btfkit/format/ext.h"
#include "btfkit/graph/graph.h"

/* The records of one ELF section, in the order of the file. */
struct bk_ext_section {
	const char *name;
	struct {
		const struct bk_ext_record *at;
		size_t count;
	} parts[BK_EXT_PARTS];
};

/* Sections come in the order in which functions, then lines, then relocations first name them. */
struct bk_ext_graph {
	const struct bk_graph *graph;
	BK_ARRAY(struct bk_ext_section) sections;
	struct bk_ext_record *records[BK_EXT_PARTS]; /* what the sections show */
};

/* Checks `bytes` against `graph`, which must outlive the result; `bytes` need not. */
struct bk_error *bk_ext_graph_create(struct bk_bytes bytes, const struct bk_graph *graph,
				     struct bk_ext_graph **ext_graph) BK_MUST_CHECK;

void bk_ext_graph_destroy(struct bk_ext_graph *ext_graph);
BK_DEFINE_AUTO(bk_ext_graph_auto, struct bk_ext_graph, bk_ext_graph_destroy)

#endif
