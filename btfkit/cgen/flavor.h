/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Flavors: `struct foo___old`, with those members of a record that a CO-RE program names.
 */
#ifndef BK_CGEN_FLAVOR_H
#define BK_CGEN_FLAVOR_H

#include "btfkit/cgen/common_type.h"

/* Which members: paths as in `outer.inner`, sorted by strcmp(); NULL: all of them. */
struct bk_flavor {
	int side;
	uint32_t record;
	const char *const *paths;
	size_t count;
};

/*
 * Writes the braces of a flavor with its members, but for those whose names C does not take. Of
 * records that hold very many it may leave some out, which it says.
 */
struct bk_error *bk_flavor_put_body(struct bk_common_types *types, struct bk_sink *sink,
				    const struct bk_flavor *flavor) BK_MUST_CHECK;

/*
 * Writes how C names the member: `outer[0].inner`. False if it does not take the name; then nothing
 * is written.
 */
bool bk_flavor_put_access(const struct bk_graph *graph, struct bk_sink *sink, uint32_t record,
			  const char *path);

#endif
