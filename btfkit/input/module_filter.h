/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Whether a module has types of some names, told from its records alone. Inside input/ only. */
#ifndef BK_INPUT_MODULE_FILTER_H
#define BK_INPUT_MODULE_FILTER_H

#include "btfkit/input/module_set.h"

/*
 * Steps through the records of a source's BTF, whose first names are those of `base` (its
 * .BTF.base's where it has one). No graph is made of it, so that thousands of modules can be asked.
 * What cannot be stepped through may have them: the graph that is made of it then will tell.
 */
bool bk_module_may_have(const struct bk_source *source, struct bk_bytes base_strings,
			const struct bk_wanted *wanted);

#endif
