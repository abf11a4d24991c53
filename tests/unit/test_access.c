// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* CO-RE access strings: what they resolve to, and which lead nowhere. */
#include "btfkit/graph/access.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* What the accesses of these tests go through. */
struct types {
	struct build *b;
	uint32_t t_int, inner, outer, outer_t, const_outer, outer_ptr, pair, color, color64, func;
};

static struct types make_types(void)
{
	struct build *b = build_new();
	struct types t = { .b = b, .t_int = build_int(b, "int", 4, BK_INT_SIGNED) };
	uint32_t row = build_array(b, t.t_int, t.t_int, 3);
	uint32_t grid = build_array(b, row, t.t_int, 2);
	uint32_t flexible = build_array(b, t.t_int, t.t_int, 0);
	uint32_t inner_const, either;

	t.inner = build_struct(b, "inner", 28);
	build_member(b, "first", t.t_int, 0);
	build_member(b, "grid", grid, 32);
	inner_const = build_const(b, build_typedef(b, "inner_t", t.inner));
	t.pair = build_struct(b, "", 8);
	build_member(b, "low", t.t_int, 0);
	build_member(b, "high", t.t_int, 32);
	either = build_union(b, "", 8);
	build_member(b, "number", t.t_int, 0);
	build_member(b, "", t.pair, 0);
	t.outer = build_struct(b, "outer", 64);
	build_bitfield(b, "flag", t.t_int, 0, 1);
	build_member(b, "inner", inner_const, 32);
	build_member(b, "", either, 256);
	build_member(b, "next", build_next_id(b), 320);
	build_member(b, "tail", flexible, 384);
	t.outer_ptr = build_ptr(b, t.outer);
	t.outer_t = build_typedef(b, "outer_t", t.outer);
	t.const_outer = build_const(b, t.outer);
	t.color = build_enum(b, "color", 4, 0);
	build_value(b, "RED", 1);
	build_value(b, "GREEN", 2);
	build_enum64(b, "", 8, 0);
	build_value(b, "BLUE", 1LL << 40);
	t.color64 = build_typedef(b, "color64_t", t.color + 1);
	t.func = build_func(b, "f", build_proto(b, 0), BK_LINKAGE_GLOBAL);
	return t;
}

static struct bk_error *resolve(const struct types *t, uint32_t kind, uint32_t id, const char *text,
				struct bk_access *access)
{
	/* In memory of just its size. */
	return bk_access_init(access, graph_of(t->b), kind, id, keep_copy(text, strlen(text) + 1));
}

static const char *spell(const struct types *t, uint32_t kind, uint32_t id, const char *text)
{
	struct bk_access access;
	struct bk_sink sink;
	char *spelled;

	expect_ok(resolve(t, kind, id, text, &access));
	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_access_spell(&access, graph_of(t->b), &sink);
	bk_putc(&sink, '\0');
	expect_ok(bk_sink_finish(&sink));
	spelled = keep_copy(sink.start, sink.at - sink.start);
	bk_sink_deinit(&sink);
	return spelled;
}

#define expect_spelled(t, kind, id, text, spelled) expect_text(spell(t, kind, id, text), spelled)

#define expect_unresolved(t, kind, id, text, part) \
	do { \
		struct bk_access unresolved; \
		expect_fails(resolve(t, kind, id, text, &unresolved), part); \
	} while (0)

START_TEST(fields)
{
	struct types t = make_types();
	enum bk_relo_kind kind = BK_RELO_FIELD_BYTE_OFFSET;

	expect_spelled(&t, kind, t.outer, "0", "struct outer");
	expect_spelled(&t, kind, t.outer, "0:0", "struct outer.flag");
	expect_spelled(&t, kind, t.outer, "0:1", "struct outer.inner");
	/* through a qualified typedef */
	expect_spelled(&t, kind, t.outer, "0:1:0", "struct outer.inner.first");
	expect_spelled(&t, kind, t.outer, "0:1:1:1:2", "struct outer.inner.grid[1][2]");
	/* through members without a name */
	expect_spelled(&t, kind, t.outer, "0:2:0", "struct outer.number");
	expect_spelled(&t, kind, t.outer, "0:2:1:1", "struct outer.high");
	expect_spelled(&t, kind, t.outer, "0:2", "struct outer.(anon)");
	expect_spelled(&t, kind, t.outer, "0:2:1", "struct outer.(anon)");
	/* a flexible array has no end */
	expect_spelled(&t, kind, t.outer, "0:4:2147483647", "struct outer.tail[2147483647]");
	/* the root as an array */
	expect_spelled(&t, kind, t.outer, "2:1:0", "(&struct outer)[2].inner.first");
	expect_spelled(&t, kind, t.outer, "1", "(&struct outer)[1]");
	/* other roots */
	expect_spelled(&t, kind, t.outer_t, "0:0", "outer_t.flag");
	expect_spelled(&t, kind, t.const_outer, "0:0", "const struct outer.flag");
	expect_spelled(&t, kind, t.pair, "0:1", "struct (anon).high");
	expect_spelled(&t, BK_RELO_FIELD_RSHIFT_U64, t.outer, "0:0", "struct outer.flag");
}
END_TEST

START_TEST(types_and_enumerators)
{
	struct types t = make_types();

	expect_spelled(&t, BK_RELO_TYPE_ID_LOCAL, t.outer, "0", "struct outer");
	expect_spelled(&t, BK_RELO_TYPE_ID_LOCAL, t.outer_ptr, "0", "struct outer *");
	expect_spelled(&t, BK_RELO_TYPE_ID_TARGET, t.outer_t, "0", "outer_t");
	expect_spelled(&t, BK_RELO_TYPE_EXISTS, t.color, "0", "enum color");
	expect_spelled(&t, BK_RELO_TYPE_SIZE, t.t_int, "0", "int");
	expect_spelled(&t, BK_RELO_TYPE_MATCHES, t.pair, "0", "struct (anon)");
	expect_spelled(&t, BK_RELO_ENUMVAL_EXISTS, t.color, "0", "enum color.RED");
	expect_spelled(&t, BK_RELO_ENUMVAL_VALUE, t.color, "1", "enum color.GREEN");
	expect_spelled(&t, BK_RELO_ENUMVAL_VALUE, t.color64, "0", "color64_t.BLUE");
}
END_TEST

START_TEST(not_an_access_string)
{
	static const char *const strings[] = { "",    ":",   "0:",   ":0",    "0::1",  "x",
					       "0:x", "-1",  "0:-1", " 0",    "0 ",    "0: 1",
					       "+0",  "0x0", "0.1",  "0:1,2", "0:\xff" };
	struct types t = make_types();

	for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++)
		for (uint32_t kind = 0; kind < BK_RELO_KIND_COUNT; kind++)
			expect_unresolved(&t, kind, t.outer, strings[i],
					  "numbers with colons between");
	expect_unresolved(&t, 0, t.outer, "2147483648", "numbers");
	expect_unresolved(&t, 0, t.outer, "0:99999999999999999999999999999999", "numbers");
}
END_TEST

START_TEST(nowhere)
{
	struct types t = make_types();

	expect_unresolved(&t, BK_RELO_FIELD_EXISTS, t.outer, "0:5",
			  "5 is past the 5 members of type 10 (STRUCT)");
	expect_unresolved(&t, 0, t.outer, "0:1:1:2", "2 is past the 2 elements of type 3 (ARRAY)");
	expect_unresolved(&t, 0, t.outer, "0:1:1:1:2:0", "nothing lies inside type 1 (INT)");
	expect_unresolved(&t, 0, t.outer, "0:3:0", "nothing lies inside type 11 (PTR)");
	expect_unresolved(&t, 0, 0, "0:0", "nothing lies inside type 0 (VOID)");
	expect_unresolved(&t, 0, t.color, "0:0", "nothing lies inside type 14 (ENUM)");
	expect_unresolved(&t, 0, t.func, "0", "is a FUNC, not a type");

	expect_unresolved(&t, BK_RELO_TYPE_EXISTS, t.outer, "1", "whole type");
	expect_unresolved(&t, BK_RELO_TYPE_EXISTS, t.outer, "0:0", "whole type");
	expect_unresolved(&t, BK_RELO_ENUMVAL_VALUE, t.color, "2", "2 is past the 2 enumerators");
	expect_unresolved(&t, BK_RELO_ENUMVAL_VALUE, t.color, "0:0", "is one number");
	expect_unresolved(&t, BK_RELO_ENUMVAL_VALUE, t.outer, "0", "is a STRUCT, not an enum");
	expect_unresolved(&t, 13, t.outer, "0", "unknown relocation kind 13");
	expect_unresolved(&t, UINT32_MAX, t.outer, "0", "unknown relocation kind 4294967295");
}
END_TEST

START_TEST(depth)
{
	struct types t = { .b = build_new() };
	uint32_t id = build_int(t.b, "int", 4, BK_INT_SIGNED);
	const char *text = "0";

	for (int i = 0; i < BK_ACCESS_MOST; i++)
		id = build_array(t.b, id, 1, 1);
	for (int i = 1; i < BK_ACCESS_MOST; i++)
		text = keep_format("%s:0", text);
	ck_assert_int_eq(strlen(spell(&t, 0, id, text)) > 3 * (BK_ACCESS_MOST - 1), true);
	expect_unresolved(&t, 0, id, keep_format("%s:0", text), "more than 64 steps");
}
END_TEST

TEST_SUITE(access, fields, types_and_enumerators, not_an_access_string, nowhere, depth)
