// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The kernel's list of symbols. */
#include "btfkit/live/symbols.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

START_TEST(functions_are_found_by_name)
{
	static const char *const there[] = { "start", "_text", "weak", "in_module" };
	static const char *const absent[] = { "data", "star", "start_", "[veth]", "", "cut" };
	BK_AUTO(bk_symbols_deinit) struct bk_symbols symbols = { 0 };
	bool is_there;

	scratch_enter();
	scratch_write_text("symbols", "ffffffff81000000 T start\n"
				      "0000000000000000 t _text\n"
				      "0000000000000000 D data\n"
				      "0000000000000000 W weak\n"
				      "0000000000000000 t in_module\t[veth]\n"
				      "\n"
				      "nonsense\n"
				      "0000000000000000  cut\n"
				      "0000000000000000 T");
	for (size_t i = 0; i < sizeof(there) / sizeof(*there); i++) {
		expect_ok(bk_symbols_find(&symbols, "symbols", there[i], &is_there));
		ck_assert_msg(is_there, "%s", there[i]);
	}
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++) {
		expect_ok(bk_symbols_find(&symbols, "symbols", absent[i], &is_there));
		ck_assert_msg(!is_there, "%s", absent[i]);
	}
}
END_TEST

START_TEST(without_the_list_nothing_is_known)
{
	BK_AUTO(bk_symbols_deinit) struct bk_symbols symbols = { 0 };
	bool is_there;

	scratch_enter();
	expect_fails(bk_symbols_find(&symbols, "symbols", "start", &is_there), "No such file");
}
END_TEST

TEST_SUITE(symbols, functions_are_found_by_name, without_the_list_nothing_is_known)
