/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which types are the same type in C, and what each is called there.
 *
 * In BTF a name may be borne by any number of types; in C a tag (struct, union, enum) and a typedef
 * name can each be defined once. So types of one name are compared: those that are structurally
 * equal become one, of those that differ one keeps the plain name and the others get a suffix,
 * ___2 and on. Three underscores make it a flavor, which CO-RE relocations ignore.
 *
 *  - The plain name goes to the type most referred to; ties are broken by content. Ids never
 *    decide, so the same types get the same names however they are numbered.
 *  - A FWD is the complete type of its name and kind, the first by the rule above if several.
 *  - A FWD never takes a plain name from a complete type of another kind.
 *  - Anonymous enums of equal content are one: their constants can be defined only once.
 *  - A name that is no C identifier is rewritten: "Option<u8>" becomes Option_u8_.
 */
#ifndef BK_CGEN_IDENTITY_H
#define BK_CGEN_IDENTITY_H

#include "btfkit/base/arena.h"
#include "btfkit/base/sink.h"
#include "btfkit/base/strmap.h"
#include "btfkit/cgen/cname.h"
#include "btfkit/cgen/digest.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/names.h"

/* The two C name spaces that types live in. */
enum bk_name_space { BK_SPACE_NONE, BK_SPACE_TAGS, BK_SPACE_TYPEDEFS };

#define BK_KINDS_IN_NAME_SPACES \
	(BK_KINDS_RECORD | BK_KINDS_ENUM | 1u << BK_KIND_FWD | 1u << BK_KIND_TYPEDEF)

static inline enum bk_name_space bk_name_space_of(enum bk_kind kind)
{
	if (kind == BK_KIND_TYPEDEF)
		return BK_SPACE_TYPEDEFS;
	return bk_kind_is_record(kind) || bk_kind_is_enum(kind) || kind == BK_KIND_FWD
		       ? BK_SPACE_TAGS
		       : BK_SPACE_NONE;
}

/* Read only through the functions below; the fields stand here so that they can be inline. */
struct bk_identity {
	const struct bk_graph *graph;
	const struct bk_names *names;
	uint32_t *canon;   /* by id: the type that stands for it */
	uint32_t *renamed; /* by id: 0, or 1 + the index into new_names */
	BK_ARRAY(const char *) new_names;
	struct bk_strmap taken; /* the new names, which must not be given twice, and their types */
	struct bk_strmap numbers;     /* by what stands before ___N: the N to try next */
	struct bk_arena arena;	      /* of new names */
	struct bk_plain_map plain[2]; /* of the graph's strings, and its base's */
	struct bk_digester digester;
};

/* Graph and names must outlive it. */
struct bk_error *bk_identity_create(const struct bk_graph *graph, const struct bk_names *names,
				    struct bk_identity **identity) BK_MUST_CHECK;

void bk_identity_destroy(struct bk_identity *identity);

/* The type that stands for `id` in C; itself, mostly. */
static inline uint32_t bk_identity_of(const struct bk_identity *identity, uint32_t id)
{
	return identity->canon[id];
}

/*
 * What the type that stands for `id` is called in C: an identifier for tags and typedefs, "" for
 * anonymous types; for other kinds the name as it is.
 */
static inline const char *bk_identity_name(const struct bk_identity *identity, uint32_t id)
{
	id = identity->canon[id];
	if (identity->renamed[id])
		return identity->new_names.at[identity->renamed[id] - 1];
	return bk_graph_name(identity->graph, bk_graph_type(identity->graph, id));
}

/* bk_classify_name() of a name of the graph, quicker. */
static inline enum bk_name_class bk_identity_classify(const struct bk_identity *identity,
						      const char *name, size_t size, int *keyword)
{
	if (!bk_plain_map_has(&identity->plain[0], name, size) &&
	    !bk_plain_map_has(&identity->plain[1], name, size))
		return bk_classify_name(name, size, keyword);
	if (bk_is_plain_word(name, size))
		return BK_NAME_PLAIN;
	return bk_classify_word(name, size, keyword);
}

/* Writes a name to `at`, where there is room for it and BK_SHORT bytes more; returns the end. */
static inline char *bk_identity_append(const struct bk_identity *identity, char *at,
				       const char *name, size_t size)
{
	if (__builtin_expect(bk_plain_map_reaches(&identity->plain[0], name, BK_SHORT), 1))
		return bk_append_short(at, name, size);
	return bk_append(at, name, size);
}

/* The type that is called so in C, in the name space of tags or of typedefs; 0: none. */
uint32_t bk_identity_find(const struct bk_identity *identity, enum bk_name_space space,
			  const char *name);

/* Whether that name is not the one in BTF. */
static inline bool bk_identity_is_renamed(const struct bk_identity *identity, uint32_t id)
{
	return identity->renamed[identity->canon[id]] != 0;
}

/*
 * Makes up a name for an anonymous type, of its content: anon_1f0e2d3c. Types of equal content
 * share it, and the first of them stands for the others.
 */
struct bk_error *bk_identity_make_name(struct bk_identity *identity, uint32_t id) BK_MUST_CHECK;

/*
 * Typedefs of the compiler's own, and those without a name: never defined, spelled by what they
 * stand for.
 */
bool bk_typedef_is_builtin(const struct bk_graph *graph, const struct bk_type *t);

/* ---- for identity.c: the names of it, in identity_names.c ---- */

/* Gives a type a new name, which must be free. False without memory. */
bool bk_identity_rename(struct bk_identity *identity, uint32_t id, const char *name);

/* base___N with the first N from 2 on that is free; NULL without memory. `base` must stay. */
const char *bk_identity_free_name(struct bk_identity *identity, const char *base);

/* Renames all types whose names are no C identifiers. */
struct bk_error *bk_identity_rewrite_odd_names(struct bk_identity *identity) BK_MUST_CHECK;

#endif
