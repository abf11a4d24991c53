// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What must be known before a type can be written in C.
 *
 * A typedef's name must be known wherever it is written. A record must be complete where it is held
 * by value or an array of it is named, be it behind a pointer; elsewhere its tag will do.
 */
#include "btfkit/cgen/cgen.h"
#include "btfkit/graph/type_size.h"

struct walk {
	const struct bk_cgen *cgen;
	struct bk_needs *needs;
	uint32_t reported;
	int depth; /* prototypes and anonymous types inside each other */
};

/* As deep as declarator.c goes, and then the anonymous records inside. */
enum { DEEPEST = 64 };

static bool walk_record(struct walk *w, uint32_t id);
static bool walk_site(struct walk *w, uint32_t id, bool complete);

static bool report(struct walk *w, uint32_t id, bool complete)
{
	if (w->needs->known[id] >= (complete ? BK_KNOWN_DEFINED : BK_KNOWN_DECLARED))
		return true;
	w->reported++;
	return w->needs->report(w->needs->context, id, complete);
}

static bool walk_prototype(struct walk *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->cgen->graph, id);
	bool ok;

	if (w->cgen->anon.fate[id] == BK_ANON_OPAQUE || w->depth == DEEPEST)
		return true;
	w->depth++;
	ok = walk_site(w, t->type_id, false);
	for (uint32_t n = 0; n < bk_vlen(t) && ok; n++)
		ok = walk_site(w, bk_params(t)[n].type_id, false);
	w->depth--;
	return ok;
}

/* Behind a typedef that is known by name, all that can be missing is completeness. */
static bool complete_behind_typedef(struct walk *w, uint32_t id)
{
	const struct bk_type *t;

	id = bk_identity_of(w->cgen->identity, w->cgen->records.values[id].base);
	t = bk_graph_type(w->cgen->graph, id);
	if (!bk_kind_is_record(bk_kind(t)) || !*bk_identity_name(w->cgen->identity, id))
		return true;
	return report(w, id, true);
}

static bool walk_base(struct walk *w, uint32_t id, bool complete)
{
	const struct bk_cgen *cgen = w->cgen;
	enum bk_kind kind = bk_graph_kind(cgen->graph, id);

	if (cgen->anon.fate[id] == BK_ANON_TYPEDEF)
		return report(w, cgen->anon.typedef_of[id], true);
	if (bk_kind_is_record(kind) && cgen->anon.fate[id] == BK_ANON_INLINE)
		return walk_record(w, id);
	if (bk_kind_is_record(kind) || kind == BK_KIND_FWD)
		return report(w, id, complete && kind != BK_KIND_FWD);
	return true;
}

static bool walk_chain(struct walk *w, uint32_t id, bool complete)
{
	const struct bk_cgen *cgen = w->cgen;

	for (;;) {
		enum bk_kind kind = bk_graph_kind(cgen->graph, id);
		const struct bk_type *t;

		if (kind == BK_KIND_INT)
			return true;
		t = bk_graph_type(cgen->graph, id);
		if (kind == BK_KIND_TYPEDEF && !bk_typedef_is_builtin(cgen->graph, t)) {
			if (!report(w, bk_identity_of(cgen->identity, id), true))
				return false;
			return !complete || complete_behind_typedef(w, id);
		}
		if (kind == BK_KIND_PTR)
			complete = false;
		else if (kind == BK_KIND_ARRAY)
			complete = true;
		else if (kind == BK_KIND_FUNC_PROTO)
			return walk_prototype(w, id);
		else if (kind != BK_KIND_TYPEDEF && kind != BK_KIND_FUNC &&
			 !bk_kind_is_modifier(kind))
			return walk_base(w, bk_identity_of(cgen->identity, id), complete);
		id = kind == BK_KIND_ARRAY ? bk_array_info(t)->elem_type : t->type_id;
	}
}

/*
 * Something written with type `id`. Once all that it needs is known it stays known, and most types
 * are written many times: that is remembered, apart for values and for what stands behind pointers.
 */
static bool walk_site(struct walk *w, uint32_t id, bool complete)
{
	uint8_t bit = complete ? BK_KNOWN_DEFINED : BK_KNOWN_DECLARED;
	uint32_t reported = w->reported;

	if (w->needs->settled[id] & bit)
		return true;
	if (!w->needs->steps_left) {
		w->needs->exhausted = true;
		return false;
	}
	w->needs->steps_left--;
	if (!walk_chain(w, id, complete))
		return false;
	if (w->reported == reported)
		w->needs->settled[id] |= bit;
	return true;
}

static bool walk_record(struct walk *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->cgen->graph, id);
	bool ok = true;

	if (w->depth == DEEPEST)
		return true;
	w->depth++;
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++)
		if (!(w->needs->settled[bk_members(t)[n].type_id] & BK_KNOWN_DEFINED))
			ok = walk_site(w, bk_members(t)[n].type_id, true);
	w->depth--;
	return ok;
}

bool bk_cgen_for_each_need(const struct bk_cgen *cgen, uint32_t id, struct bk_needs *needs)
{
	struct walk w = { .cgen = cgen, .needs = needs };
	const struct bk_type *t = bk_graph_type(cgen->graph, id);
	uint32_t target;

	if (bk_kind_is_record(bk_kind(t)))
		return walk_record(&w, id);
	if (bk_kind(t) == BK_KIND_FUNC)
		return walk_prototype(&w, t->type_id);
	if (bk_kind(t) != BK_KIND_TYPEDEF)
		return true;
	/* the typedef that an anonymous record is written in */
	target = bk_identity_of(cgen->identity, t->type_id);
	if (cgen->anon.fate[target] == BK_ANON_TYPEDEF && cgen->anon.typedef_of[target] == id)
		return bk_kind_is_enum(bk_kind(bk_graph_type(cgen->graph, target))) ||
		       walk_record(&w, target);
	return walk_site(&w, t->type_id, false);
}
