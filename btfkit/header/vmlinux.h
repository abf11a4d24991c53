/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Whole headers: every type of a graph as C, in an order that does not depend on ids.
 *
 * The order: enums by name, anonymous enums by their first constant, forward declarations by name,
 * then structs, unions and typedefs by name, each after what must be known before it, then kfuncs
 * by name.
 */
#ifndef BK_HEADER_VMLINUX_H
#define BK_HEADER_VMLINUX_H

#include "btfkit/base/sink.h"
#include "btfkit/cgen/elsewhere.h"
#include "btfkit/graph/select.h"
#include "btfkit/header/notes.h"

struct bk_header_options {
	bool asserts;			      /* a _Static_assert for every size and offset */
	bool no_kfuncs;			      /* no prototypes of kfuncs */
	const struct bk_elsewhere *elsewhere; /* what other headers define; NULL: nothing */
	bool all_tags;		      /* declare also the FWDs that no other type mentions */
	const char *release;	      /* of the kernel, for the comment at the top; NULL: unknown */
	const char *arch;	      /* likewise */
	const char *version;	      /* btfkit's */
	const struct bk_notes *notes; /* of several sources; NULL: there is one */
	const struct bk_remarks *remarks; /* likewise */
	const uint8_t *given_log2; /* by id: what records are aligned to, see record.h; or NULL */
	bool lacks_signs; /* its enums do, see enum.h, though there are too few of them to tell */
};

/*
 * Writes the definitions of the selected types alone, each as a header would have it, in the order
 * of ids: to be read, not to be compiled. What has no definition is shown in a comment.
 */
struct bk_error *bk_header_write_selected(struct bk_sink *sink, const struct bk_graph *graph,
					  const struct bk_selection *selection) BK_MUST_CHECK;

/* Writes the header to `sink`, all at once at the end: after an error nothing has been written. */
struct bk_error *bk_header_write(struct bk_sink *sink, const struct bk_graph *graph,
				 const struct bk_header_options *options) BK_MUST_CHECK;

#endif
