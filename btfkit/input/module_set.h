/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The modules of a kernel that have something of given names: all modules are looked through, one
 * after another, and only the types of those that have any are kept. Their types stand one module's
 * behind the other's in one graph, split onto the kernel's, as if they were one module: so what is
 * asked of modules in their order is asked of the graph's own types in the order of their ids.
 *
 *	bk_wanted_add(&wanted, "nf_conn", 7, 1u << BK_KIND_STRUCT);
 *	BK_TRY(bk_module_set_create(&places, 1, kernel, &wanted, &set));
 *	if (set->graph)
 *		...bk_module_set_name(set, id)
 */
#ifndef BK_INPUT_MODULE_SET_H
#define BK_INPUT_MODULE_SET_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/strmap.h"
#include "btfkit/input/input.h"

/* Names without flavor (see essential.h), each with the kinds of types that may bear it. */
struct bk_wanted {
	struct bk_strmap names;
	struct bk_arena arena;
};

/* Of `name` the first `size` bytes, and of these what is no flavor. False without memory. */
bool bk_wanted_add(struct bk_wanted *wanted, const char *name, size_t size, uint32_t kinds);
void bk_wanted_deinit(struct bk_wanted *wanted);

/* Where modules are. */
struct bk_module_place {
	const char *path; /* a directory, a package, an archive, a module */
	bool is_loaded;	  /* those in it are loaded into the kernel that is asked about */
};

struct bk_module {
	char *name;	   /* "nf_conntrack" */
	uint32_t first_id; /* of its types in the graph; they end where the next one's begin */
	bool is_loaded;
};

enum { BK_MOST_MODULES = 64 };

struct bk_module_set {
	struct bk_graph *graph;		 /* NULL: no module has any of the names */
	BK_ARRAY(struct bk_module) list; /* that have any: no more than BK_MOST_MODULES */
	size_t seen;			 /* modules with BTF */
	size_t unread;			 /* that cannot be read, or do not go on this kernel */
	char *why;			 /* of the first of those; NULL: not known */
	size_t left_out;		 /* that have some, too, but are past the most */
	uint8_t *bytes;			 /* of the graph */
};

/* `kernel` must outlive the set. A place that cannot be read to its end counts as one more unread. */
struct bk_error *bk_module_set_create(const struct bk_module_place *places, size_t count,
				      const struct bk_base *kernel, const struct bk_wanted *wanted,
				      struct bk_module_set **set) BK_MUST_CHECK;

void bk_module_set_destroy(struct bk_module_set *set);
BK_DEFINE_AUTO(bk_module_set_auto, struct bk_module_set, bk_module_set_destroy)

/* Whose an own type of the graph is. */
const struct bk_module *bk_module_set_find(const struct bk_module_set *set, uint32_t id);

#endif
