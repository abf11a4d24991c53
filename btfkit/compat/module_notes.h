/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Which modules a result hangs on. Inside compat/ only. */
#ifndef BK_COMPAT_MODULE_NOTES_H
#define BK_COMPAT_MODULE_NOTES_H

#include "btfkit/compat/answer.h"
#include "btfkit/input/module_set.h"
#include "btfkit/needs/needs.h"

/*
 * Sets `module` of the relocations, attach targets and requirements of a result that is otherwise made,
 * and lists the modules, in their order.
 */
struct bk_error *
bk_compat_note_modules(struct bk_compat_answer *answer, struct bk_compat_result *result,
		       const struct bk_module_set *modules, const struct bk_relocated *relocated,
		       const struct bk_needs *needs, const struct bk_object *object) BK_MUST_CHECK;

#endif
