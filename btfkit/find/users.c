// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Users of types. A type is followed through pointers, arrays, modifiers and typedefs to its end,
 * which takes 1024 links at most (see graph.h), and what was found is kept for each link: all of a
 * graph costs no more than its size. Records are ends, so are prototypes inside prototypes: what
 * takes a callback that takes a page does not take a page.
 */
#include "btfkit/find/users.h"

#include "btfkit/find/find.h"
#include "btfkit/find/name_set.h"
#include "btfkit/graph/ids.h"

/* Beside the bits of enum bk_find_use. */
enum { KNOWN = 0x80, USES = 0x0f };

/* What can be used: types in C's sense. */
#define USABLE \
	(1u << BK_KIND_INT | 1u << BK_KIND_FLOAT | BK_KINDS_RECORD | BK_KINDS_ENUM | \
	 1u << BK_KIND_FWD | 1u << BK_KIND_TYPEDEF)

struct bk_error *bk_users_init(struct bk_users *users, const struct bk_graph *graph,
			       const struct bk_find_pattern *pattern)
{
	BK_AUTO(bk_name_set_deinit) struct bk_name_set names = { 0 };

	*users = (struct bk_users){ .graph = graph };
	users->plain = calloc(graph->count, 1);
	users->full = calloc(graph->count, 1);
	if (!users->plain || !users->full)
		return bk_error_memory();
	BK_TRY(bk_name_set_init(&names, graph, &pattern->whole));
	for (struct bk_ids ids = bk_ids_of(graph, USABLE); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(graph, ids.id);

		if (bk_name_set_has(&names, t->name_off) && bk_kinds_have(pattern->kinds, t))
			users->plain[ids.id] = users->full[ids.id] = KNOWN | BK_USE_VALUE;
	}
	return NULL;
}

void bk_users_deinit(struct bk_users *users)
{
	free(users->plain);
	free(users->full);
	*users = (struct bk_users){ 0 };
}

static uint32_t follow(struct bk_users *users, uint32_t id, bool is_full);

static uint32_t follow_prototype(struct bk_users *users, const struct bk_type *t)
{
	uint32_t use = follow(users, t->type_id, false) ? BK_USE_RETURN : 0;

	for (uint32_t n = 0; n < bk_vlen(t) && !(use & BK_USE_PARAMETER); n++)
		if (follow(users, bk_params(t)[n].type_id, false))
			use |= BK_USE_PARAMETER;
	return use;
}

static uint32_t follow_link(struct bk_users *users, const struct bk_type *t, bool is_full)
{
	uint32_t use;

	switch (bk_kind(t)) {
	case BK_KIND_PTR:
		use = follow(users, t->type_id, is_full);
		if (use & BK_USE_VALUE)
			use = (use & ~BK_USE_VALUE) | BK_USE_POINTER;
		return use;
	case BK_KIND_ARRAY:
		return follow(users, bk_array_info(t)->elem_type, is_full);
	case BK_KIND_TYPEDEF:
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPE_TAG:
		return follow(users, t->type_id, is_full);
	case BK_KIND_FUNC_PROTO:
		return is_full ? follow_prototype(users, t) : 0;
	default:
		return 0;
	}
}

/* `is_full`: prototypes are looked into. */
static uint32_t follow(struct bk_users *users, uint32_t id, bool is_full)
{
	uint8_t *known = is_full ? users->full : users->plain;

	if (!(known[id] & KNOWN)) {
		const struct bk_type *t = bk_graph_type(users->graph, id);

		known[id] = (uint8_t)(KNOWN | follow_link(users, t, is_full));
	}
	return known[id] & USES;
}

uint32_t bk_users_use(struct bk_users *users, uint32_t id)
{
	return follow(users, id, true);
}
