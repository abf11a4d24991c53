// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which release brought which of the verifier's rules. */
#include "btfkit/reach/verifier.h"

#define VERSION(major, minor) ((uint32_t)(major) << 16 | (minor) << 8)

static bool is_series(uint32_t version, uint32_t major, uint32_t minor)
{
	return version >> 8 == VERSION(major, minor) >> 8;
}

/*
 * Callbacks are walked again since 6.7, and since the stable releases of 6.6; 6.1 never got that. Small
 * values are kept since 5.16, and in the stable releases of 5.10 (Debian's 5.10.178) and so of 5.15.
 * Other stable releases have none of these.
 */
struct bk_verifier bk_verifier_of(uint32_t version)
{
	struct bk_verifier verifier = { 0 };

	if (!version)
		return verifier;
	verifier.spills_whole = version < VERSION(5, 16) && !is_series(version, 5, 10) &&
				!is_series(version, 5, 15);
	verifier.needs_constant_right = verifier.doubts_objects = version < VERSION(6, 4);
	verifier.calls_back_once = version < VERSION(6, 6);
	verifier.checks_all_globals = verifier.needs_constant = verifier.keeps_zeros_apart =
		version < VERSION(6, 8);
	verifier.fills_whole = version < VERSION(6, 9);
	verifier.doubts_elements = verifier.forgets_reads = version < VERSION(6, 14);
	if (version < VERSION(6, 14))
		verifier.arithmetic = BK_VERIFIER_OLDER;
	else if (version >= VERSION(6, 19))
		verifier.arithmetic = BK_VERIFIER_NEWER;
	return verifier;
}
