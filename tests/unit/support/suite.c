// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Suites made of lists of tests. */
#include "tests/unit/support/suite.h"

/* Enough for the slowest under sanitizers on a busy machine; Check's own limit is 4 seconds. */
enum { TIMEOUT_SECONDS = 120 };

Suite *suite_make(const char *module, const TTest *const *tests)
{
	Suite *suite = suite_create(module);
	TCase *tcase = tcase_create(module);

	tcase_set_timeout(tcase, TIMEOUT_SECONDS);
	for (; *tests; tests++)
		tcase_add_test(tcase, *tests);
	suite_add_tcase(suite, tcase);
	return suite;
}
