// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading JSON: what is a value, and that everything else is told, wherever it breaks off. */
#include "btfkit/base/json_value.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static struct bk_arena arena;

static const struct bk_value *read(const char *text)
{
	const struct bk_value *value;

	expect_ok(bk_json_read(&arena, text, strlen(text), &value));
	return value;
}

#define expect_refused(text, words) \
	do { \
		const struct bk_value *value; \
		const char *json = text; \
		expect_fails(bk_json_read(&arena, json, strlen(json), &value), words); \
	} while (0)

START_TEST(all_types)
{
	const struct bk_value *value = read(" { \"a\" : [ 1, -2.5e3 , \"x\", null,true,false ], "
					    "\"b\":{}, \"c\":[] }\n");
	const struct bk_value *item = bk_value_get(value, "a")->first;
	uint64_t number;

	ck_assert(bk_value_u64(item, &number) && number == 1);
	item = item->next;
	ck_assert(!bk_value_u64(item, &number));
	ck_assert_str_eq(item->text, "-2.5e3");
	item = item->next;
	ck_assert_str_eq(bk_value_text(item), "x");
	item = item->next;
	ck_assert_int_eq(item->type, BK_VALUE_NULL);
	ck_assert(bk_value_is_true(item->next));
	ck_assert_int_eq(item->next->next->type, BK_VALUE_FALSE);
	ck_assert_ptr_null(item->next->next->next);
	ck_assert_int_eq(bk_value_get(value, "b")->type, BK_VALUE_OBJECT);
	ck_assert_ptr_null(bk_value_get(value, "c")->first);
	ck_assert_ptr_null(bk_value_get(bk_value_get(value, "none"), "none"));
	bk_arena_deinit(&arena);
}
END_TEST

START_TEST(escapes)
{
	ck_assert_str_eq(bk_value_text(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")), "\"\\/\b\f\n\r\t");
	ck_assert_str_eq(bk_value_text(read("\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\"")),
			 "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	ck_assert_str_eq(bk_value_text(read("\"\\ud83dx\"")), "\xef\xbf\xbdx");
	ck_assert_str_eq(bk_value_text(read("\"\\ud83d\\u0041\"")), "\xef\xbf\xbd");
	bk_arena_deinit(&arena);
}
END_TEST

START_TEST(numbers_as_text)
{
	uint64_t number;

	ck_assert(bk_value_u64(read("\"18446744073709551615\""), &number) && number == UINT64_MAX);
	ck_assert(!bk_value_u64(read("\"18446744073709551616\""), &number));
	ck_assert(!bk_value_u64(read("\"\""), &number));
	ck_assert(!bk_value_u64(read("true"), &number));
	bk_arena_deinit(&arena);
}
END_TEST

START_TEST(what_is_no_json)
{
	char deep[256];

	expect_refused("", "byte 0: it ends too early");
	expect_refused("{\"a\" 1}", "byte 5: a colon is missing");
	expect_refused("{a:1}", "byte 1: a key is missing");
	expect_refused("[1 2]", "byte 3: a comma or a closing bracket is missing");
	expect_refused("[1,]", "byte 3: no value");
	expect_refused("1 1", "byte 2: something follows the value");
	expect_refused("\"\\x\"", "no such escape");
	expect_refused("\"\\u12", "a string does not end");
	expect_refused("\"\\u12\"", "no such escape");
	expect_refused("\"a\nb\"", "a control character in a string");
	expect_refused("\"a\\\"", "a string does not end");
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	expect_refused(deep, "byte 64: nested too deep");
	bk_arena_deinit(&arena);
}
END_TEST

/* Each beginning of a document is refused, and read no further than it goes. */
START_TEST(cut_anywhere)
{
	static const char text[] = "{\"a\":[1,\"\\ud83d\\ude00\",{\"b\":null}],\"c\":-1.5}";
	const struct bk_value *value;

	for (size_t size = 0; size < sizeof(text) - 1; size++) {
		char *part = malloc(size + 1);

		memcpy(part, text, size);
		expect_fails(bk_json_read(&arena, part, size, &value), "JSON: byte ");
		free(part);
	}
	bk_arena_deinit(&arena);
}
END_TEST

TEST_SUITE(json_value, all_types, escapes, numbers_as_text, what_is_no_json, cut_anywhere)
