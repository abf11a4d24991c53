/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The name of a type as C writes it in a cast: `const struct page *`, `int (*)(void *)[4]`. */
#ifndef BK_GRAPH_TYPE_NAME_H
#define BK_GRAPH_TYPE_NAME_H

#include "btfkit/base/sink.h"
#include "btfkit/graph/graph.h"

/*
 * Puts the name of type `id` into `sink`. A type without a name is `struct (anon)`, what is no type
 * in C (a FUNC, a VAR, ...) its bare name. Type tags are left out. It is for people to read:
 * derivations nested deeper, and parameters more, than anybody writes become `...`.
 */
void bk_type_name(const struct bk_graph *graph, uint32_t id, struct bk_sink *sink);

/* The same of a function's prototype, with its parameters' names: `int (struct page *page, int)`. */
void bk_prototype_name(const struct bk_graph *graph, uint32_t id, struct bk_sink *sink);

/* The same around a name that is declared with it: `int (*handler)(void *)`; "" is none. */
void bk_type_declare(const struct bk_graph *graph, uint32_t id, const char *name,
		     struct bk_sink *sink);

#endif
