/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * CO-RE access strings: what "0:1:2" over a root type means, and how C would write it.
 *
 *	field kinds	"0:1:2"	struct task_struct.se.vruntime	an element of the array that the root
 *			"2:5"	(&struct task_struct)[2].flags	pointer is, then members and elements
 *	type kinds	"0"	struct task_struct
 *	enumval kinds	"27"	enum bpf_map_type.BPF_MAP_TYPE_RINGBUF
 *
 * Members without a name count as steps but are not written, as in C.
 */
#ifndef BK_GRAPH_ACCESS_H
#define BK_GRAPH_ACCESS_H

#include "btfkit/base/sink.h"
#include "btfkit/format/ext.h"
#include "btfkit/graph/graph.h"

/* libbpf and the kernel take no longer ones. */
enum { BK_ACCESS_MOST = 64 };

/* An access that resolves: each index is one of its type's members, elements or enumerators. */
struct bk_access {
	enum bk_relo_kind kind;
	uint32_t type_id; /* the root */
	uint32_t count;
	uint32_t indexes[BK_ACCESS_MOST];
};

/*
 * Reads the access string of a relocation of that kind and follows it through the root's types;
 * `type_id` must be an id of the graph. The error tells why it leads nowhere. An index into an array
 * without elements (a flexible one) may be any.
 */
struct bk_error *bk_access_init(struct bk_access *access, const struct bk_graph *graph,
				uint32_t kind, uint32_t type_id, const char *text) BK_MUST_CHECK;

/* Puts the access as C writes it. */
void bk_access_spell(const struct bk_access *access, const struct bk_graph *graph,
		     struct bk_sink *sink);

#endif
