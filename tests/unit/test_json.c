// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The JSON writer: commas, escapes, and UTF-8 whatever the bytes are. */
#include "btfkit/base/json.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

START_TEST(commas_stand_between)
{
	struct bk_sink sink;
	struct bk_json json = { .sink = &sink };

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.dump/1");
	bk_json_field_open(&json, "types", '[');
	for (int i = 0; i < 2; i++) {
		bk_json_open(&json, '{');
		bk_json_close(&json, '}');
	}
	bk_json_close(&json, ']');
	bk_json_field_open(&json, "numbers", '[');
	bk_json_u64(&json, UINT64_MAX);
	bk_json_i64(&json, INT64_MIN);
	bk_json_bool(&json, true);
	bk_json_bool(&json, false);
	bk_json_null(&json);
	bk_json_string(&json, "");
	bk_json_open(&json, '[');
	bk_json_close(&json, ']');
	bk_json_close(&json, ']');
	bk_json_field_u64(&json, "size", 8);
	bk_json_field_bool(&json, "kind_flag", false);
	bk_json_close(&json, '}');
	expect_text(
		sink_text(&sink),
		"{\"schema\":\"btfkit.dump/1\",\"types\":[{},{}],"
		"\"numbers\":[18446744073709551615,-9223372036854775808,true,false,null,\"\",[]],"
		"\"size\":8,\"kind_flag\":false}");
}
END_TEST

#define BAD "\\ufffd"

START_TEST(strings_are_escaped_and_always_utf8)
{
	static const struct {
		const char *bytes, *json;
	} strings[] = {
		{ "task_struct", "task_struct" },
		{ "a\"b\\c/d", "a\\\"b\\\\c/d" },
		{ "\n\t\r\b\x01\x1f\x7f", "\\n\\t\\u000d\\u0008\\u0001\\u001f\\u007f" },
		{ "Option<u8>", "Option<u8>" },
		/* valid: the first and last code point of each length, and around the surrogates */
		{ "\xc2\x80 \xdf\xbf", "\xc2\x80 \xdf\xbf" },
		{ "\xe0\xa0\x80 \xef\xbf\xbf", "\xe0\xa0\x80 \xef\xbf\xbf" },
		{ "\xed\x9f\xbf \xee\x80\x80", "\xed\x9f\xbf \xee\x80\x80" },
		{ "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf", "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf" },
		/* continuation bytes alone, bytes that never occur */
		{ "\x80\xbf", BAD BAD },
		{ "\xfe\xff\xf5", BAD BAD BAD },
		/* longer than need be: '/' in two, three and four bytes */
		{ "\xc0\xaf", BAD BAD },
		{ "\xe0\x80\xaf", BAD BAD BAD },
		{ "\xf0\x80\x80\xaf", BAD BAD BAD BAD },
		{ "\xe0\x9f\xbf\xf0\x8f\xbf\xbf", BAD BAD BAD BAD BAD BAD BAD },
		/* surrogates, and what is past U+10FFFF */
		{ "\xed\xa0\x80", BAD BAD BAD },
		{ "\xed\xbf\xbf", BAD BAD BAD },
		{ "\xf4\x90\x80\x80", BAD BAD BAD BAD },
		/* cut off by the end, by ASCII, by another sequence */
		{ "\xc3", BAD },
		{ "\xe2\x82", BAD BAD },
		{ "\xf0\x9f\x98", BAD BAD BAD },
		{ "\xe2\x82z", BAD BAD "z" },
		{ "\xe2\x82\xc3\xa4", BAD BAD "\xc3\xa4" },
	};

	for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
		struct bk_sink sink;
		struct bk_json json = { .sink = &sink };

		bk_sink_init_memory(&sink, SIZE_MAX);
		/* In memory of just its size: a truncated sequence must not be read past its end. */
		bk_json_string(&json, keep_copy(strings[i].bytes, strlen(strings[i].bytes) + 1));
		expect_text(sink_text(&sink), keep_format("\"%s\"", strings[i].json));
	}
}
END_TEST

TEST_SUITE(json, commas_stand_between, strings_are_escaped_and_always_utf8)
