// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Names of BTF as C identifiers, and how headers cope with those that are none somewhere. */
#include "btfkit/cgen/cname.h"

#include "tests/unit/support/c_suite.h"

#include <stdio.h>

static enum bk_name_class classify(const char *name)
{
	return bk_classify_name(name, strlen(name), NULL);
}

START_TEST(names_are_classified)
{
	ck_assert_int_eq(classify("task_struct"), BK_NAME_PLAIN);
	ck_assert_int_eq(classify("_"), BK_NAME_PLAIN);
	ck_assert_int_eq(classify("x"), BK_NAME_PLAIN);
	ck_assert_int_eq(classify("__u64"), BK_NAME_PLAIN);
	ck_assert_int_eq(classify("u3_2"), BK_NAME_PLAIN);
	ck_assert_int_eq(classify("Class"), BK_NAME_PLAIN);
	ck_assert_int_eq(classify("class_"), BK_NAME_PLAIN);
	ck_assert_int_eq(classify("clas"), BK_NAME_PLAIN);
	ck_assert_int_eq(classify("a_name_that_is_longer_than_any_keyword"), BK_NAME_PLAIN);

	ck_assert_int_eq(classify("class"), BK_NAME_CXX);
	ck_assert_int_eq(classify("new"), BK_NAME_CXX);
	ck_assert_int_eq(classify("wchar_t"), BK_NAME_CXX);
	ck_assert_int_eq(classify("reinterpret_cast"), BK_NAME_CXX);
	ck_assert_int_eq(classify("bool"), BK_NAME_C23);
	ck_assert_int_eq(classify("nullptr"), BK_NAME_C23);
	ck_assert_int_eq(classify("typeof_unqual"), BK_NAME_C23);

	ck_assert_int_eq(classify("int"), BK_NAME_RESERVED);
	ck_assert_int_eq(classify("do"), BK_NAME_RESERVED);
	ck_assert_int_eq(classify("typeof"), BK_NAME_RESERVED);
	ck_assert_int_eq(classify("asm"), BK_NAME_RESERVED);
	ck_assert_int_eq(classify("_Bool"), BK_NAME_RESERVED);
	ck_assert_int_eq(classify("__attribute__"), BK_NAME_RESERVED);
	ck_assert_int_eq(classify("__int128"), BK_NAME_RESERVED);

	ck_assert_int_eq(classify(""), BK_NAME_INVALID);
	ck_assert_int_eq(classify("8bit"), BK_NAME_INVALID);
	ck_assert_int_eq(classify("Option<u8>"), BK_NAME_INVALID);
	ck_assert_int_eq(classify("x.y"), BK_NAME_INVALID);
	ck_assert_int_eq(classify("a b"), BK_NAME_INVALID);
	ck_assert_int_eq(classify("a$b"), BK_NAME_INVALID);
	ck_assert_int_eq(classify("gr\303\266\303\237e"), BK_NAME_INVALID);
	ck_assert_int_eq(classify("\n"), BK_NAME_INVALID);
}
END_TEST

/* The table can be found by each of its words, and by no other. */
START_TEST(keywords_are_told_apart)
{
	int count = 0, keyword;

	for (; bk_keywords[count].word; count++) {
		const struct bk_keyword *k = &bk_keywords[count];
		enum bk_name_class class = bk_classify_name(k->word, strlen(k->word), &keyword);

		ck_assert_msg(keyword == count, "%s is row %d, not %d", k->word, count, keyword);
		ck_assert_int_eq(class, k->c23 ? BK_NAME_C23 : BK_NAME_CXX);
		ck_assert(k->c23 || k->cxx);
	}
	ck_assert_int_lt(count, BK_KEYWORDS_MAX);
	bk_classify_name("task", 4, &keyword);
	ck_assert_int_eq(keyword, -1);
	bk_classify_name("int", 3, &keyword);
	ck_assert_int_eq(keyword, -1);
	/* only `size` characters count */
	ck_assert_int_eq(bk_classify_name("classic", 5, &keyword), BK_NAME_CXX);
	ck_assert_str_eq(bk_keywords[keyword].word, "class");
}
END_TEST

static void expect_clean(const char *name, const char *clean)
{
	size_t size = strlen(name);
	char *got = keep_zeros(size + 3);

	bk_sanitize_name(got, name, size);
	ck_assert_str_eq(got, clean);
	ck_assert_int_lt(classify(got), BK_NAME_RESERVED);
}

START_TEST(names_become_identifiers)
{
	expect_clean("plain", "plain");
	expect_clean("Option<u8>", "Option_u8_");
	expect_clean("core::ops::Range<usize>", "core__ops__Range_usize_");
	expect_clean("x.y", "x_y");
	expect_clean("8bit", "_8bit");
	expect_clean("", "_");
	expect_clean("int", "int_");
	expect_clean("__attribute__", "__attribute___");
	expect_clean("\303\274", "__");
}
END_TEST

/* Whether `map` says at once that the string at `at` holds nothing but identifiers' characters. */
static bool plain_at(const struct bk_plain_map *map, const char *strings, size_t at)
{
	return bk_plain_map_has(map, strings + at, strlen(strings + at));
}

START_TEST(plain_stretches_of_strings_are_known)
{
	const size_t size = 1000, odd = 500;
	char *strings = keep_zeros(size);
	struct bk_plain_map map;

	for (size_t at = 1; at + 1 < size; at++)
		strings[at] = at % 10 ? 'a' + at % 26 : '\0';
	strings[odd] = '<';
	ck_assert(bk_plain_map_init(&map, (struct bk_bytes){ (uint8_t *)strings, size }));
	/* what is near may be taken for odd, what is odd never for plain */
	ck_assert(plain_at(&map, strings, 1));
	ck_assert(plain_at(&map, strings, 101));
	ck_assert(plain_at(&map, strings, 981));
	for (size_t at = odd - 9; at <= odd; at++)
		ck_assert(!plain_at(&map, strings, at));
	ck_assert(!bk_plain_map_has(&map, "elsewhere", 9));
	bk_plain_map_deinit(&map);

	ck_assert(bk_plain_map_init(&map, (struct bk_bytes){ NULL, 0 }));
	ck_assert(!bk_plain_map_has(&map, "elsewhere", 9));
	bk_plain_map_deinit(&map);
}
END_TEST

/* All that has a name, with names that C has other plans for. */
START_TEST(invalid_names_are_rewritten)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t option = build_struct(b, "Option<u8>", 8), t_enum, proto;

	build_member(b, "0", t_int, 0);
	build_member(b, "x.y", t_int, 32);
	build_union(b, "int", 4);
	build_member(b, "while", t_int, 0);
	t_enum = build_enum(b, "Ordering::Less", 4, 0);
	build_value(b, "None<T>", 0);
	build_value(b, "goto", 1);
	build_value(b, "gr\303\274n", 2);
	proto = build_proto(b, t_enum);
	build_param(b, "&self", build_next_id(b));
	build_param(b, "struct", build_next_id(b));
	build_ptr(b, option);
	build_typedef(b, "fn(&Option<u8>)", proto);
	expect_c(b, "enum Ordering__Less {\n"
		    "\tNone_T_ = 0,\n"
		    "\tgoto_ = 1,\n"
		    "\tgr__n = 2,\n"
		    "};\n"
		    "\n"
		    "struct Option_u8_ {\n"
		    "\tint _0;\n"
		    "\tint x_y;\n"
		    "};\n"
		    "\n"
		    "typedef enum Ordering__Less fn__Option_u8__(struct Option_u8_ *_self, "
		    "struct Option_u8_ *struct_);\n"
		    "\n"
		    "union int_ {\n"
		    "\tint while_;\n"
		    "};\n");
}
END_TEST

/* The rewritten name gives way to a name that is there. */
START_TEST(rewritten_names_take_no_other_names)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	build_struct(b, "a.b", 4);
	build_member(b, "m", t_int, 0);
	build_struct(b, "a_b", 4);
	build_member(b, "n", t_int, 0);
	build_struct(b, "a<b", 8);
	build_member(b, "o", t_int, 0);
	build_member(b, "p", t_int, 32);
	expect_c(b, "struct a_b {\n"
		    "\tint n;\n"
		    "};\n"
		    "\n"
		    "struct a_b___2 {\n"
		    "\tint m;\n"
		    "};\n"
		    "\n"
		    "struct a_b___3 {\n"
		    "\tint o;\n"
		    "\tint p;\n"
		    "};\n");
}
END_TEST

/* They keep their names: CO-RE knows them by these. The macros around are the matter of vmlinux.c. */
START_TEST(keywords_of_other_languages_stay)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), class;

	class = build_struct(b, "class", 16);
	build_member(b, "new", t_int, 0);
	build_member(b, "delete", t_int, 32);
	build_member(b, "nullptr", t_int, 64);
	build_member(b, "constexpr", t_int, 96);
	build_enum(b, "namespace", 4, 0);
	build_value(b, "private", 1);
	build_typedef(b, "wchar_t", t_int);
	build_typedef(b, "thread_local", class);
	build_typedef(b, "this", build_next_id(b) + 1);
	build_proto(b, class);
	build_param(b, "template", class);
	expect_cxx(b, "enum namespace {\n"
		      "\tprivate = 1,\n"
		      "};\n"
		      "\n"
		      "struct class {\n"
		      "\tint new;\n"
		      "\tint delete;\n"
		      "\tint nullptr;\n"
		      "\tint constexpr;\n"
		      "};\n"
		      "\n"
		      "typedef struct class this(struct class template);\n"
		      "\n"
		      "typedef struct class thread_local;\n"
		      "\n"
		      "typedef int wchar_t;\n");
}
END_TEST

/* What cannot be hidden by a macro of its own name has an alias. */
START_TEST(operators_and_bool_have_aliases)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	build_struct(b, "bool", 12);
	build_member(b, "and", t_int, 0);
	build_member(b, "true", t_int, 32);
	build_member(b, "xor_eq", t_int, 64);
	build_enum(b, "not", 4, 0);
	build_value(b, "or", 2);
	build_value(b, "false", 3);
	expect_cxx(b, "enum BTFKIT_NAME_not {\n"
		      "\tBTFKIT_NAME_or = 2,\n"
		      "\tBTFKIT_NAME_false = 3,\n"
		      "};\n"
		      "\n"
		      "struct BTFKIT_NAME_bool {\n"
		      "\tint BTFKIT_NAME_and;\n"
		      "\tint BTFKIT_NAME_true;\n"
		      "\tint BTFKIT_NAME_xor_eq;\n"
		      "};\n");
}
END_TEST

/* Every keyword there is as a tag, a typedef, a member and an enumerator: in C11, C23 and C++. */
START_TEST(all_keywords_work_everywhere)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), tag;

	for (int i = 0; bk_keywords[i].word; i++) {
		build_struct(b, bk_keywords[i].word, 4);
		build_member(b, bk_keywords[i].word, t_int, 0);
	}
	expect_compiles(b);
	compile_later(graph_of(b), LATER_CXX);
	b = build_new();
	t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	for (int i = 0; bk_keywords[i].word; i++)
		build_typedef(b, bk_keywords[i].word, t_int);
	expect_compiles(b);
	compile_later(graph_of(b), LATER_CXX);
	b = build_new();
	tag = build_enum(b, "words", 4, 0);
	for (int i = 0; bk_keywords[i].word; i++)
		build_value(b, bk_keywords[i].word, i);
	build_typedef(b, "word", tag);
	expect_compiles(b);
	compile_later(graph_of(b), LATER_CXX);
}
END_TEST

C_SUITE(cname, names_are_classified, keywords_are_told_apart, names_become_identifiers,
	plain_stretches_of_strings_are_known, invalid_names_are_rewritten,
	rewritten_names_take_no_other_names, keywords_of_other_languages_stay,
	operators_and_bool_have_aliases, all_keywords_work_everywhere)
