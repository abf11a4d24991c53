// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Runs the unit tests: all of them, or those of the modules named.
 *
 *	build/tests/unit		every tests/unit/test_*.c
 *	build/tests/unit graph		tests/unit/test_graph.c
 *
 * Each test runs in a process of its own; CK_FORK=no keeps them in one, for a debugger.
 * suites.inc holds one SUITE(module) for each tests/unit/test_<module>.c; the Makefile writes it.
 */
#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SUITE(module) Suite *test_##module##_suite(void);
#include "suites.inc"
#undef SUITE

static const struct {
	const char *module;
	Suite *(*create)(void);
} suites[] = {
#define SUITE(module) { #module, test_##module##_suite },
#include "suites.inc"
	{ NULL, NULL },
};

static bool wanted(const char *module, char **names)
{
	if (!*names)
		return true;
	while (*names && strcmp(*names, module) != 0)
		names++;
	return *names != NULL;
}

int main(int argc, char **argv)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

	(void)argc;
	for (size_t i = 0; suites[i].module; i++)
		if (wanted(suites[i].module, argv + 1))
			srunner_add_suite(runner, suites[i].create());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
