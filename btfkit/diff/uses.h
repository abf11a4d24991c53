/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a compiled BPF program uses of a kernel's types, as far as it has them relocated.
 *
 *	bk_uses_init(&uses);
 *	bk_uses_add(&uses, ext);		each object
 *	bk_uses_add_name(&uses, kind, name, member);	what else is known; and then
 *	bk_uses_sort(&uses);
 *
 * That is what its CO-RE relocations name: members, enumerators, whole types; and what the names of
 * its sections tell that it is attached to (fentry/..., kprobe/..., tp_btf/...). What follows ___ in
 * a type's name is a flavor, which the kernel does not have.
 */
#ifndef BK_DIFF_USES_H
#define BK_DIFF_USES_H

#include "btfkit/diff/diff.h"
#include "btfkit/graph/ext_graph.h"

struct bk_use {
	enum bk_diff_kind kind;
	const char *name;   /* of the type */
	const char *member; /* as in a diff, or an enumerator; "": the type itself; "*": all of it;
			    ".name": a part of a path */
};

struct bk_uses {
	BK_ARRAY(struct bk_use) list; /* sorted, each once */
	struct bk_arena arena;
};

void bk_uses_init(struct bk_uses *uses);
void bk_uses_deinit(struct bk_uses *uses);

/* Adds those of an object. Relocations that do not resolve in its own types are passed over. */
struct bk_error *bk_uses_add(struct bk_uses *uses, const struct bk_ext_graph *ext) BK_MUST_CHECK;

/* Adds a single one, and that its type is used; false without memory. */
bool bk_uses_add_name(struct bk_uses *uses, enum bk_diff_kind kind, const char *name,
		      const char *member);

/* Adds what the name of a program's section tells: "fentry/do_unlinkat". */
bool bk_uses_add_section(struct bk_uses *uses, const char *section);

/* After those two, before anything is asked. */
void bk_uses_sort(struct bk_uses *uses);

/* Whether the type, or anything of it, is used. */
bool bk_uses_has_type(const struct bk_uses *uses, enum bk_diff_kind kind, const char *name);

/* Whether that member or enumerator is used: itself, or each part of its path, or all of them. */
bool bk_uses_has(const struct bk_uses *uses, enum bk_diff_kind kind, const char *name,
		 const char *member);

#endif
