/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The end of each tests/unit/test_<module>.c: all of its tests, in order.
 *
 *	START_TEST(places_come_outermost_first)
 *	{
 *		...
 *	}
 *	END_TEST
 *
 *	TEST_SUITE(error, places_come_outermost_first, ...)
 */
#ifndef BK_TEST_SUITE_H
#define BK_TEST_SUITE_H

#include <check.h>

/* Defines Suite *test_<module>_suite(void), for main.c. */
#define TEST_SUITE(module, ...) \
	Suite *test_##module##_suite(void); \
	Suite *test_##module##_suite(void) \
	{ \
		const TTest *const tests[] = { __VA_ARGS__, NULL }; \
		return suite_make(#module, tests); \
	}

/* `tests` ends with NULL. */
Suite *suite_make(const char *module, const TTest *const *tests);

#endif
