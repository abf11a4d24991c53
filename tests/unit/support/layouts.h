/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What programs rely on in a graph's types, as lines of text that can be compared:
 *
 *	struct task
 *	struct task size 48
 *	struct task.list.next @0 *struct list_head
 *	struct task.flag @192:1 u32
 *	enum color.RED 0
 *	typedef printer *fn(i32)(*i8,...)
 *
 * Ids, qualifiers, tags, and whose compiler named an integer `long int` play no part in it, nor
 * does how members are wrapped into anonymous records. Types of names that are borne twice, or that
 * are no C identifiers, are left out, and so is what no C type can have: see layouts.c.
 */
#ifndef BK_TEST_LAYOUTS_H
#define BK_TEST_LAYOUTS_H

#include "btfkit/base/sink.h"
#include "btfkit/graph/graph.h"

/* Puts the lines, sorted. */
void put_layouts(struct bk_sink *sink, const struct bk_graph *graph);

/*
 * Puts C that defines a variable of each type that put_layouts() has lines of, for behind the
 * header of `graph`: so compilers write all of them to their debug information.
 */
void put_uses(struct bk_sink *sink, const struct bk_graph *graph);

#endif
