/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Trouble that no relocation reports: what resolves, but to something else than on another kernel, or
 * is no relocation at all.
 *
 * One kernel tells facts; what is odd shows when those of several are put together, or beside the
 * object's own types. So each fact has a value, and the object's where there is one.
 */
#ifndef BK_COMPAT_LINT_H
#define BK_COMPAT_LINT_H

#include "btfkit/compat/verdict.h"

/*
 * Adds the facts of an object that was relocated for a kernel to its result.
 *
 *	"field"		size and sign of an integer that is read by address: as many bytes are copied
 *			as the object's type has
 *	"sign"		the sign of an integer that is loaded
 *	"value"		what a size, sign or enumerator relocation becomes
 *	"offset"	a load from a kernel's struct, reached from the arguments of the program, that
 *			no relocation adjusts: which member lies there
 *	"constant"	an enumerator that a source line names, without a relocation: its value
 */
struct bk_error *bk_compat_lint(struct bk_compat_answer *answer, struct bk_compat_result *result,
				const struct bk_compat_surveyed *kernel,
				const struct bk_compat_subject *subject,
				const struct bk_relocated *relocated) BK_MUST_CHECK;

#endif
