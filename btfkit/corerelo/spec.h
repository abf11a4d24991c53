/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a relocation asks for, followed through types: the object's own, by the indexes of the access
 * string, or a kernel's, by names.
 *
 * Both have the same steps: the root (with the index of "p[2]"), then each named member and each
 * element of an array. Members without a name are passed through and are no steps, so that a kernel
 * may have more or fewer of them around a field.
 */
#ifndef BK_CORERELO_SPEC_H
#define BK_CORERELO_SPEC_H

#include "btfkit/corerelo/relocate.h"

/* What libbpf and the kernel follow at most, members without a name included. */
enum { BK_SPEC_MOST = 64 };

struct bk_step {
	const char *name; /* of the member or enumerator; NULL: an element */
	uint32_t type_id; /* the record that has the member; of an element, its own type */
	uint32_t index;	  /* of the member, element or enumerator */
};

struct bk_spec {
	const struct bk_graph *graph;
	uint32_t kind; /* enum bk_relo_kind */
	uint32_t root_id;
	uint32_t count; /* steps */
	struct bk_step steps[BK_SPEC_MOST];
	/* each record passed, members without a name included: for those who keep types */
	uint32_t raw_count;
	uint32_t raw[BK_SPEC_MOST];
	uint32_t offset_bits;
};

/*
 * Follows the object's own relocation. Returns BK_CAUSE_NONE, or why it leads nowhere: _KIND, _ACCESS,
 * _DEEP, _SIZE. The rules are libbpf's: an index is a decimal number, it must exist; any index does of
 * an array without elements that ends its record; an access to a type is "0", one to an enumerator
 * one number.
 */
enum bk_relo_cause bk_spec_parse(struct bk_spec *spec, const struct bk_graph *graph,
				 const struct bk_core_relo *relo);

/* The size of a value in bytes as libbpf has it; false: it has none, or 4 GiB and more. */
bool bk_spec_size(const struct bk_graph *graph, uint32_t id, uint32_t *bytes);

/* Whether an array of the graph, reached by `step`, ends its record without elements of its own. */
bool bk_step_is_flexible(const struct bk_graph *graph, const struct bk_step *step,
			 const struct bk_array *array);

#endif
