// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Every name and every reference that a record holds, when it is wrong. */
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* ---- references: each makes a record that refers to `type` in one role ---- */

static void ptr(struct build *b, uint32_t type)
{
	build_ptr(b, type);
}

static void typedef_(struct build *b, uint32_t type)
{
	build_typedef(b, "t", type);
}

static void volatile_(struct build *b, uint32_t type)
{
	build_volatile(b, type);
}

static void const_(struct build *b, uint32_t type)
{
	build_const(b, type);
}

static void restrict_(struct build *b, uint32_t type)
{
	build_restrict(b, type);
}

static void type_tag(struct build *b, uint32_t type)
{
	build_type_tag(b, "t", type);
}

static void var(struct build *b, uint32_t type)
{
	build_var(b, "v", type, BK_LINKAGE_GLOBAL);
}

static void element(struct build *b, uint32_t type)
{
	build_array(b, type, 1, 2);
}

static void array_index(struct build *b, uint32_t type)
{
	build_array(b, 1, type, 2);
}

static void struct_member(struct build *b, uint32_t type)
{
	build_struct(b, "s", 8);
	build_member(b, "good", 1, 0);
	build_member(b, "m", type, 32);
}

static void union_member(struct build *b, uint32_t type)
{
	build_union(b, "u", 4);
	build_bitfield(b, "m", type, 0, 1);
}

static void returned(struct build *b, uint32_t type)
{
	build_proto(b, type);
}

static void parameter(struct build *b, uint32_t type)
{
	build_proto(b, 0);
	build_param(b, "p", 1);
	build_param(b, "q", type);
}

static void func(struct build *b, uint32_t type)
{
	build_func(b, "f", type, BK_LINKAGE_GLOBAL);
}

static void secinfo(struct build *b, uint32_t type)
{
	build_datasec(b, ".data", 4);
	build_secinfo(b, type, 0, 4);
}

static void decl_tag(struct build *b, uint32_t type)
{
	build_decl_tag(b, "d", type, -1);
}

/* What every BTF here begins with, and so what a reference may find. */
enum { INT = 1, PROTO, FUNC, VAR, DATASEC, DECL_TAG, THE_ONE, NOWHERE = 99 };

static struct build *referring(void (*add)(struct build *b, uint32_t type), uint32_t type)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_proto(b, 0);
	build_func(b, "function", PROTO, BK_LINKAGE_GLOBAL);
	build_var(b, "variable", INT, BK_LINKAGE_GLOBAL);
	build_datasec(b, ".bss", 0);
	build_decl_tag(b, "tag", INT, -1);
	add(b, type);
	return b;
}

static const struct role {
	void (*add)(struct build *b, uint32_t type);
	const char *kind, *role;
} type_roles[] = {
	/* what must be a type, or void */
	{ ptr, "PTR", "target" },
	{ typedef_, "TYPEDEF", "target" },
	{ volatile_, "VOLATILE", "target" },
	{ const_, "CONST", "target" },
	{ restrict_, "RESTRICT", "target" },
	{ type_tag, "TYPE_TAG", "target" },
	{ var, "VAR", "target" },
	{ element, "ARRAY", "element" },
	{ array_index, "ARRAY", "index" },
	{ struct_member, "STRUCT", "member's" },
	{ union_member, "UNION", "member's" },
	{ returned, "FUNC_PROTO", "return" },
	{ parameter, "FUNC_PROTO", "parameter's" },
}, other_roles[] = {
	{ func, "FUNC", "prototype's" },
	{ secinfo, "DATASEC", "variable's" },
	{ decl_tag, "DECL_TAG", "target" },
};

enum { TYPE_ROLES = sizeof(type_roles) / sizeof(*type_roles), OTHER_ROLES = 3 };

static void expect_refused(const struct role *role, uint32_t type, const char *why)
{
	expect_error(referring(role->add, type), keep_format("type %u (%s): %s type %u %s", THE_ONE,
							     role->kind, role->role, type, why));
}

START_TEST(no_reference_may_dangle)
{
	for (int i = 0; i < TYPE_ROLES + OTHER_ROLES; i++) {
		const struct role *role =
			i < TYPE_ROLES ? &type_roles[i] : &other_roles[i - TYPE_ROLES];

		expect_refused(role, NOWHERE, "does not exist (ids end at 7)");
		expect_refused(role, THE_ONE + 1, "does not exist (ids end at 7)");
		expect_refused(role, UINT32_MAX, "does not exist (ids end at 7)");
	}
}
END_TEST

START_TEST(a_declaration_is_no_type)
{
	for (int i = 0; i < TYPE_ROLES; i++) {
		expect_refused(&type_roles[i], VAR, "is of kind VAR");
		expect_refused(&type_roles[i], DATASEC, "is of kind DATASEC");
		expect_refused(&type_roles[i], DECL_TAG, "is of kind DECL_TAG");
		expect_valid(referring(type_roles[i].add, INT));
		expect_valid(referring(type_roles[i].add, 0));
	}
	expect_valid(referring(ptr, FUNC)); /* the kernel takes it too */
}
END_TEST

START_TEST(a_func_has_a_prototype)
{
	expect_valid(referring(func, PROTO));
	expect_refused(&other_roles[0], 0, "is of kind VOID");
	expect_refused(&other_roles[0], INT, "is of kind INT");
	expect_refused(&other_roles[0], FUNC, "is of kind FUNC");
}
END_TEST

START_TEST(a_section_holds_variables_and_functions)
{
	expect_valid(referring(secinfo, VAR));
	expect_valid(referring(secinfo, FUNC)); /* .ksyms */
	expect_refused(&other_roles[1], 0, "is of kind VOID");
	expect_refused(&other_roles[1], INT, "is of kind INT");
	expect_refused(&other_roles[1], DATASEC, "is of kind DATASEC");
}
END_TEST

START_TEST(anything_may_be_tagged)
{
	for (uint32_t type = 0; type <= THE_ONE; type++)
		expect_valid(referring(decl_tag, type));
}
END_TEST

/* ---- names: each record has one bad name offset, in the word given ---- */

START_TEST(no_name_may_be_outside_the_strings)
{
	enum { STRINGS = 20 };
	static const struct {
		uint32_t kind, vlen, word;
	} names[] = {
		{ BK_KIND_INT, 0, BUILD_NAME },
		{ BK_KIND_PTR, 0, BUILD_NAME },
		{ BK_KIND_FWD, 0, BUILD_NAME },
		{ BK_KIND_FLOAT, 0, BUILD_NAME },
		{ BK_KIND_TYPEDEF, 0, BUILD_NAME },
		{ BK_KIND_STRUCT, 2, BUILD_TAIL },
		{ BK_KIND_STRUCT, 2, BUILD_TAIL + 3 },
		{ BK_KIND_UNION, 1, BUILD_TAIL },
		{ BK_KIND_ENUM, 3, BUILD_TAIL + 4 },
		{ BK_KIND_ENUM64, 2, BUILD_TAIL + 3 },
		{ BK_KIND_FUNC_PROTO, 2, BUILD_TAIL + 2 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct build *b = build_new();

		build_strings_raw(b, (char[STRINGS]){ 0 }, STRINGS);
		build_record(b, names[i].kind, "", 0);
		for (int word = 0; word < 9; word++) /* zeros, as many as the longest needs */
			build_word(b, 0);
		build_patch(b, 1, BUILD_INFO, build_info(names[i].kind, names[i].vlen, false));
		build_header_word(b, BUILD_HDR_TYPE_LEN,
				  12 + bk_kind_table[names[i].kind].tail_size +
					  names[i].vlen * bk_kind_table[names[i].kind].elem_size);
		build_patch(b, 1, names[i].word, STRINGS - 1);
		expect_valid(b);
		build_patch(b, 1, names[i].word, STRINGS);
		expect_error(b,
			     keep_format(".BTF+0x18: type 1 (%s): name offset 20 past the string "
					 "section (20 bytes)",
					 bk_kind_name(names[i].kind)));
		build_patch(b, 1, names[i].word, UINT32_MAX);
		expect_error(b, "name offset 4294967295 past the string section (20 bytes)");
	}
}
END_TEST

START_TEST(names_of_a_split_go_on_behind_those_of_its_base)
{
	struct build *base = build_new(), *b;

	build_int(base, "int", 4, 0); /* 5 bytes of strings */
	b = build_split(base);
	build_typedef(b, "name", 1); /* and 5 */
	build_patch(b, 2, BUILD_NAME, 9);
	expect_raw(b, "[2] TYPEDEF '' type_id=1\n");
	build_patch(b, 2, BUILD_NAME, 10);
	expect_error(b, "type 2 (TYPEDEF): name offset 10 past the string section (10 bytes)");
}
END_TEST

TEST_SUITE(check, no_reference_may_dangle, a_declaration_is_no_type, a_func_has_a_prototype,
	   a_section_holds_variables_and_functions, anything_may_be_tagged,
	   no_name_may_be_outside_the_strings, names_of_a_split_go_on_behind_those_of_its_base)
