// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Matching the types of a distilled base with those of a kernel, as the kernel does when it loads a
 * module (kernel/bpf and libbpf share that code, tools/lib/bpf/btf_relocate.c, since 6.11).
 *
 * It is followed in what it accepts but for its slips, as seen of libbpf 1.8: there, the kind_flag
 * of the base's type rather than the FWD's own decides whether a FWD means a struct or a union; for a
 * STRUCT that is only pointed to, a type of any kind will do that has its name; and a struct beside a
 * FWD, or an enum of its size, counts as two candidates.
 */
#include "btfkit/graph/distilled.h"

#include "btfkit/graph/names.h"
#include "btfkit/graph/type_size.h"

/* How well a type of the base stands for a distilled one. */
enum rank {
	NO_MATCH,
	STAND_IN,   /* less is known of it than of the distilled type, or more than that asks for */
	OTHER_SIZE, /* good enough for a pointer */
	EXACT,
};

struct matcher {
	const struct bk_graph *split, *distilled, *base;
	struct bk_names *names; /* of the base */
	bool *embedded;		/* by distilled ids: a struct of the split holds it by value */
	uint32_t comparisons;	/* made so far */
};

/* Kernels have some 20 types of one name. What has a million, and asks for each, is no kernel. */
enum { MOST_COMPARISONS = 1 << 26 };

enum {
	MATCHED_KINDS = 1u << BK_KIND_INT | 1u << BK_KIND_FLOAT | 1u << BK_KIND_STRUCT |
			1u << BK_KIND_UNION | 1u << BK_KIND_ENUM | 1u << BK_KIND_ENUM64 |
			1u << BK_KIND_FWD,
	DISTILLED_KINDS = MATCHED_KINDS & ~(1u << BK_KIND_ENUM64),
};

static struct bk_error *at_type(const struct bk_graph *distilled, uint32_t id,
				struct bk_error *error)
{
	const struct bk_type *t = bk_graph_type(distilled, id);
	const char *name = bk_graph_name(distilled, t);

	return bk_error_in(error, ".BTF.base+0x%x: type %u (%s%s%s)",
			   bk_graph_offset(distilled, id), id, bk_kind_name(bk_kind(t)),
			   *name ? " " : "", name);
}

static struct bk_error *check_distilled(const struct bk_graph *distilled)
{
	for (uint32_t id = 1; id < bk_graph_count(distilled); id++) {
		enum bk_kind kind = bk_graph_kind(distilled, id);

		if (kind >= BK_KIND_COUNT || !(DISTILLED_KINDS & 1u << kind))
			return at_type(distilled, id,
				       bk_error_create(BK_ERR_MALFORMED,
						       "a distilled base has no such kinds"));
		if (bk_graph_is_anonymous(distilled, id))
			return at_type(distilled, id,
				       bk_error_create(BK_ERR_MALFORMED,
						       "a distilled base has no types without "
						       "a name"));
	}
	return NULL;
}

/* What stands behind arrays, modifiers and typedefs: what a member of that type consists of. */
static uint32_t element_type(const struct bk_graph *graph, uint32_t id)
{
	for (;;) {
		id = bk_skip_typedefs(graph, id);
		if (bk_graph_kind(graph, id) != BK_KIND_ARRAY)
			return id;
		id = bk_array_info(bk_graph_type(graph, id))->elem_type;
	}
}

static void mark_embedded(struct matcher *m)
{
	for (uint32_t id = bk_graph_first_id(m->split); id < bk_graph_count(m->split); id++) {
		const struct bk_type *t;

		if (!bk_kind_is_record(bk_graph_kind(m->split, id)))
			continue;
		t = bk_graph_type(m->split, id);
		for (uint32_t n = 0; n < bk_vlen(t); n++) {
			uint32_t held = element_type(m->split, bk_members(t)[n].type_id);

			if (held < bk_graph_count(m->distilled))
				m->embedded[held] = true;
		}
	}
}

static bool is_fwd_of(const struct bk_type *fwd, enum bk_kind kind)
{
	return bk_kind(fwd) == BK_KIND_FWD &&
	       kind == (bk_kind_flag(fwd) ? BK_KIND_UNION : BK_KIND_STRUCT);
}

static enum rank rank_record(const struct bk_type *t, const struct bk_type *candidate,
			     bool is_embedded)
{
	if (bk_kind(candidate) == bk_kind(t)) {
		if (candidate->size == t->size)
			return EXACT;
		return is_embedded ? NO_MATCH : OTHER_SIZE;
	}
	return is_fwd_of(candidate, bk_kind(t)) && !is_embedded ? STAND_IN : NO_MATCH;
}

static enum rank rank(const struct matcher *m, uint32_t id, const struct bk_type *candidate)
{
	const struct bk_type *t = bk_graph_type(m->distilled, id);
	enum bk_kind kind = bk_kind(candidate);

	switch (bk_kind(t)) {
	case BK_KIND_INT:
		return kind == BK_KIND_INT && candidate->size == t->size &&
				       bk_int_word(candidate) == bk_int_word(t)
			       ? EXACT
			       : NO_MATCH;
	case BK_KIND_FLOAT:
		return kind == BK_KIND_FLOAT && candidate->size == t->size ? EXACT : NO_MATCH;
	case BK_KIND_ENUM:
		if (!bk_kind_is_enum(kind) || candidate->size != t->size)
			return NO_MATCH;
		return bk_vlen(candidate) ? EXACT : STAND_IN; /* `enum name;` has no enumerators */
	case BK_KIND_FWD:
		if (kind == BK_KIND_FWD && bk_kind_flag(candidate) == bk_kind_flag(t))
			return EXACT;
		return is_fwd_of(t, kind) ? STAND_IN : NO_MATCH;
	default:
		return rank_record(t, candidate, m->embedded[id]);
	}
}

/* Types of which all there is to say is the same: any of them will do. */
static bool are_equal(const struct bk_type *a, const struct bk_type *b)
{
	return bk_kind(a) == bk_kind(b) &&
	       (bk_kind(a) == BK_KIND_INT || bk_kind(a) == BK_KIND_FLOAT ||
		bk_kind(a) == BK_KIND_FWD);
}

/* What the base has under the name of a distilled type that found no match. */
static struct bk_error *no_match(const struct matcher *m, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(m->distilled, id), *other;
	uint32_t found = bk_names_first(m->names, bk_graph_name(m->distilled, t));

	if (!found)
		return bk_error_create(BK_ERR_NOT_FOUND, "the base has no type of that name");
	/* of the same kind, if there is one */
	for (uint32_t next = found; next; next = bk_names_next(m->names, next))
		if (bk_graph_kind(m->base, next) == bk_kind(t)) {
			found = next;
			break;
		}
	other = bk_graph_type(m->base, found);
	if (bk_kind(other) != bk_kind(t) || bk_kind(t) == BK_KIND_FWD)
		return bk_error_create(BK_ERR_NOT_FOUND,
				       "in the base it is of another kind: type %u (%s%s)", found,
				       bk_kind_name(bk_kind(other)),
				       bk_kind(other) != BK_KIND_FWD ? ""
				       : bk_kind_flag(other)	     ? " of a union"
								     : " of a struct");
	if (other->size != t->size)
		return bk_error_create(
			BK_ERR_NOT_FOUND,
			"it must have %u bytes%s, but that of the base (type %u) has %u", t->size,
			m->embedded[id] ? " (it is held by value)" : "", found, other->size);
	return bk_error_create(BK_ERR_NOT_FOUND,
			       "in the base (type %u) it is encoded in another way", found);
}

static struct bk_error *match_type(struct matcher *m, uint32_t id, uint32_t *match)
{
	const char *name = bk_graph_name(m->distilled, bk_graph_type(m->distilled, id));
	enum rank best = NO_MATCH;
	uint32_t rival = 0;

	*match = 0;
	for (uint32_t next = bk_names_first(m->names, name); next;
	     next = bk_names_next(m->names, next)) {
		const struct bk_type *candidate = bk_graph_type(m->base, next);
		enum rank rank_of_it = rank(m, id, candidate);

		if (m->comparisons++ >= MOST_COMPARISONS)
			return bk_error_create(BK_ERR_UNSUPPORTED,
					       "the base has too many types of that name");
		if (rank_of_it > best) {
			best = rank_of_it;
			*match = next;
			rival = 0;
		} else if (best && rank_of_it == best && !rival &&
			   !are_equal(candidate, bk_graph_type(m->base, *match))) {
			rival = next;
		}
	}
	if (!best)
		return no_match(m, id);
	if (rival)
		return bk_error_create(BK_ERR_NOT_FOUND,
				       "the base has several of that name%s, types %u and %u%s: "
				       "which one is meant cannot be told",
				       best == EXACT ? " and size" : "", *match, rival,
				       best == EXACT ? "" : ", and none of that size");
	return NULL;
}

/* The first mismatch is told in full; how many there are besides is only counted. */
static struct bk_error *match_types(struct matcher *m, uint32_t *ids)
{
	struct bk_error *first = NULL;
	uint32_t more = 0;

	BK_TRY(bk_names_create_of(m->base, MATCHED_KINDS, &m->names));
	mark_embedded(m);
	for (uint32_t id = 1; id < bk_graph_count(m->distilled); id++) {
		struct bk_error *error = match_type(m, id, &ids[id]);

		if (error && first) {
			more++;
			bk_error_destroy(error);
		} else if (error) {
			first = at_type(m->distilled, id, error);
		}
	}
	if (!more)
		return first;
	return bk_error_remark(first, "%u more %s not match", more,
			       more == 1 ? "type does" : "types do");
}

struct bk_error *bk_distilled_match(const struct bk_graph *split, const struct bk_graph *base,
				    uint32_t **result)
{
	struct matcher m = { .split = split, .distilled = split->base, .base = base };
	BK_AUTOFREE uint32_t *ids = NULL;
	struct bk_error *error;

	*result = NULL;
	BK_TRY(check_distilled(m.distilled));
	ids = calloc(bk_graph_count(m.distilled), sizeof(*ids));
	m.embedded = calloc(bk_graph_count(m.distilled), sizeof(*m.embedded));
	error = ids && m.embedded ? match_types(&m, ids) : bk_error_memory();
	bk_names_destroy(m.names);
	free(m.embedded);
	if (error)
		return error;
	*result = ids;
	ids = NULL;
	return NULL;
}
