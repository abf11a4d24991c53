/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a compiled BPF object uses of a kernel's types, told by its BTF and its CO-RE relocations.
 *
 * An object does not say which of its types came from vmlinux.h. A type is taken for the kernel's if
 * a relocation goes through it, or if the kernel has one of its kind, name and size.
 */
#ifndef BK_HEADER_OBJECT_TYPES_H
#define BK_HEADER_OBJECT_TYPES_H

#include "btfkit/graph/ext_graph.h"
#include "btfkit/header/trim.h"

/*
 * Keeps in `trim`, which is of the kernel that `names` indexes, what the object needs; `ext` is NULL
 * where it has no .BTF.ext.
 */
struct bk_error *bk_object_keep(struct bk_trim *trim, const struct bk_graph *kernel,
				const struct bk_names *names, const struct bk_graph *object,
				const struct bk_ext_graph *ext) BK_MUST_CHECK;

#endif
