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

#include "btfkit/cgen/digest.h"
#include "btfkit/graph/names.h"

struct bk_identity;

/* Graph and names must outlive it. */
struct bk_error *bk_identity_create(const struct bk_graph *graph, const struct bk_names *names,
				    struct bk_identity **identity) BK_MUST_CHECK;

void bk_identity_destroy(struct bk_identity *identity);

/* The type that stands for `id` in C; itself, mostly. */
uint32_t bk_identity_of(const struct bk_identity *identity, uint32_t id);

/*
 * What the type that stands for `id` is called in C: an identifier for tags and typedefs, "" for
 * anonymous types; for other kinds the name as it is.
 */
const char *bk_identity_name(const struct bk_identity *identity, uint32_t id);

/* Whether that name is not the one in BTF. */
bool bk_identity_is_renamed(const struct bk_identity *identity, uint32_t id);

/*
 * Makes up a name for an anonymous type, of its content: anon_1f0e2d3c. Types of equal content
 * share it, and the first of them stands for the others.
 */
struct bk_error *bk_identity_make_name(struct bk_identity *identity, uint32_t id) BK_MUST_CHECK;

/* For digests of further types, anonymous ones above all. */
struct bk_digester *bk_identity_digester(struct bk_identity *identity);

#endif
