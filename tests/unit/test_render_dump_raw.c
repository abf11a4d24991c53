// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Raw dumps, literally as bpftool 7.8 prints them. */
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/zoo.h"

START_TEST(each_kind_has_its_line)
{
	expect_raw(zoo(build_new()),
		   "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
		   "[2] INT 'unsigned int' size=4 bits_offset=0 nr_bits=32 encoding=(none)\n"
		   "[3] INT 'char' size=1 bits_offset=0 nr_bits=8 encoding=CHAR\n"
		   "[4] INT '_Bool' size=1 bits_offset=0 nr_bits=8 encoding=BOOL\n"
		   "[5] INT 'old_bits' size=4 bits_offset=3 nr_bits=5 encoding=(none)\n"
		   "[6] INT 'signed char' size=1 bits_offset=0 nr_bits=8 encoding=UNKN\n"
		   "[7] INT 'long int' size=8 bits_offset=0 nr_bits=64 encoding=SIGNED\n"
		   "[8] FLOAT 'double' size=8\n"
		   "[9] PTR '(anon)' type_id=0\n"
		   "[10] ARRAY '(anon)' type_id=3 index_type_id=2 nr_elems=16\n"
		   "[11] STRUCT 'list_head' size=16 vlen=2\n"
		   "\t'next' type_id=12 bits_offset=0\n"
		   "\t'prev' type_id=12 bits_offset=64\n"
		   "[12] PTR '(anon)' type_id=11\n"
		   "[13] UNION '(anon)' size=8 vlen=2\n"
		   "\t'pointer' type_id=9 bits_offset=0\n"
		   "\t'number' type_id=1 bits_offset=0\n"
		   "[14] STRUCT 'task' size=48 vlen=5\n"
		   "\t'list' type_id=11 bits_offset=0\n"
		   "\t'(anon)' type_id=13 bits_offset=128\n"
		   "\t'flag' type_id=2 bits_offset=192 bitfield_size=1\n"
		   "\t'level' type_id=1 bits_offset=193 bitfield_size=31\n"
		   "\t'comm' type_id=10 bits_offset=224\n"
		   "[15] ARRAY '(anon)' type_id=10 index_type_id=2 nr_elems=0\n"
		   "[16] STRUCT 'empty' size=0 vlen=0\n"
		   "[17] FWD 'page' fwd_kind=struct\n"
		   "[18] FWD 'thread_union' fwd_kind=union\n"
		   "[19] ENUM 'color' encoding=UNSIGNED size=4 vlen=2\n"
		   "\t'RED' val=0\n"
		   "\t'GREEN' val=4294967295\n"
		   "[20] ENUM 'sign' encoding=SIGNED size=4 vlen=2\n"
		   "\t'MINUS' val=-1\n"
		   "\t'PLUS' val=1\n"
		   "[21] ENUM '(anon)' encoding=UNSIGNED size=1 vlen=0\n"
		   "[22] ENUM64 'wide' encoding=UNSIGNED size=8 vlen=1\n"
		   "\t'LARGEST' val=18446744073709551615ULL\n"
		   "[23] ENUM64 'wide_sign' encoding=SIGNED size=8 vlen=2\n"
		   "\t'SMALLEST' val=-9223372036854775808LL\n"
		   "\t'ONE_TOO_WIDE' val=4294967296LL\n"
		   "[24] CONST '(anon)' type_id=3\n"
		   "[25] PTR '(anon)' type_id=24\n"
		   "[26] RESTRICT '(anon)' type_id=25\n"
		   "[27] FUNC_PROTO '(anon)' ret_type_id=1 vlen=2\n"
		   "\t'format' type_id=26\n"
		   "\t'(anon)' type_id=0\n"
		   "[28] FUNC 'printk' type_id=27 linkage=global\n"
		   "[29] FUNC_PROTO '(anon)' ret_type_id=0 vlen=0\n"
		   "[30] FUNC 'start' type_id=29 linkage=static\n"
		   "[31] FUNC 'bpf_kfunc' type_id=27 linkage=extern\n"
		   "[32] PTR '(anon)' type_id=27\n"
		   "[33] TYPEDEF 'printer' type_id=32\n"
		   "[34] VOLATILE '(anon)' type_id=1\n"
		   "[35] VAR 'jiffies' type_id=34, linkage=global\n"
		   "[36] VAR 'count' type_id=2, linkage=static\n"
		   "[37] VAR 'outside' type_id=1, linkage=extern\n"
		   "[38] DATASEC '.data' size=12 vlen=3\n"
		   "\ttype_id=35 offset=0 size=4 (VAR 'jiffies')\n"
		   "\ttype_id=36 offset=4 size=4 (VAR 'count')\n"
		   "\ttype_id=37 offset=8 size=4 (VAR 'outside')\n"
		   "[39] DATASEC '.bss' size=0 vlen=0\n"
		   "[40] DECL_TAG 'on_struct' type_id=14 component_idx=-1\n"
		   "[41] DECL_TAG 'on_member' type_id=14 component_idx=4\n"
		   "[42] DECL_TAG 'attribute' type_id=33 component_idx=-1\n"
		   "[43] TYPE_TAG 'user' type_id=1\n"
		   "[44] TYPE_TAG 'rcu' type_id=43\n"
		   "[45] PTR '(anon)' type_id=44\n"
		   "[46] TYPE_TAG 'address_space(1)' type_id=1\n");
}
END_TEST

START_TEST(a_split_prints_its_own_types_only)
{
	struct build *b = build_split(zoo(build_new()));

	build_typedef(b, "task_t", 14);
	build_datasec(b, ".data", 8);
	build_secinfo(b, 35, 0, 8);
	expect_raw(b, "[47] TYPEDEF 'task_t' type_id=14\n"
		      "[48] DATASEC '.data' size=8 vlen=1\n"
		      "\ttype_id=35 offset=0 size=8 (VAR 'jiffies')\n");
}
END_TEST

START_TEST(a_selection_leaves_out_the_rest)
{
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 };
	struct build *b = zoo(build_new());

	expect_ok(bk_selection_add_kinds(&selection, "fwd,float"));
	expect_text(dump_raw(graph_of(b), &selection), "[8] FLOAT 'double' size=8\n"
						       "[17] FWD 'page' fwd_kind=struct\n"
						       "[18] FWD 'thread_union' fwd_kind=union\n");
}
END_TEST

START_TEST(a_section_may_hold_functions)
{
	struct build *b = build_new();

	build_func(b, "bpf_kfunc", build_proto(b, 0), BK_LINKAGE_EXTERN);
	build_datasec(b, ".ksyms", 0);
	build_secinfo(b, 2, 0, 0);
	expect_raw(b, "[1] FUNC_PROTO '(anon)' ret_type_id=0 vlen=0\n"
		      "[2] FUNC 'bpf_kfunc' type_id=1 linkage=extern\n"
		      "[3] DATASEC '.ksyms' size=0 vlen=1\n"
		      "\ttype_id=2 offset=0 size=0 (FUNC 'bpf_kfunc')\n");
}
END_TEST

START_TEST(what_has_no_spelling_is_unknown)
{
	struct build *b = build_new();

	build_int(b, "odd", 4, 8);
	build_proto(b, 0);
	build_func(b, "f", 2, 3);
	build_func(b, "g", 2, 0xffffff);
	build_var(b, "v", 1, 0xffffffff);
	build_layout(b, 127, 4, 0);
	build_record(b, 127, "new", 7);
	build_word(b, 0);
	expect_raw(b, "[1] INT 'odd' size=4 bits_offset=0 nr_bits=32 encoding=UNKN\n"
		      "[2] FUNC_PROTO '(anon)' ret_type_id=0 vlen=0\n"
		      "[3] FUNC 'f' type_id=2 linkage=(unknown)\n"
		      "[4] FUNC 'g' type_id=2 linkage=(unknown)\n"
		      "[5] VAR 'v' type_id=1, linkage=(unknown)\n"
		      "[6] UNKNOWN 'new'\n");
}
END_TEST

START_TEST(the_largest_numbers_are_printed_whole)
{
	struct build *b = build_new();

	build_struct(b, "flags", UINT32_MAX);
	build_bitfield(b, "a", 0, 0xffffff, 255);
	build_struct(b, "plain", 0);
	build_member(b, "a", 0, UINT32_MAX);
	build_array(b, 0, 0, UINT32_MAX);
	build_decl_tag(b, "tag", 1, INT32_MIN);
	expect_raw(b, "[1] STRUCT 'flags' size=4294967295 vlen=1\n"
		      "\t'a' type_id=0 bits_offset=16777215 bitfield_size=255\n"
		      "[2] STRUCT 'plain' size=0 vlen=1\n"
		      "\t'a' type_id=0 bits_offset=4294967295\n"
		      "[3] ARRAY '(anon)' type_id=0 index_type_id=0 nr_elems=4294967295\n"
		      "[4] DECL_TAG 'tag' type_id=1 component_idx=-2147483648\n");
}
END_TEST

START_TEST(names_are_printed_as_they_are)
{
	struct build *b = build_new();

	build_struct(b, "Option<u8>", 2);
	build_struct(b, "it's \xff\n", 2);
	build_struct(b, "", 2);
	build_patch(b, 3, BUILD_NAME, 11); /* the NUL behind Option<u8>: a name, but an empty one */
	expect_raw(b, "[1] STRUCT 'Option<u8>' size=2 vlen=0\n"
		      "[2] STRUCT 'it's \xff\n' size=2 vlen=0\n"
		      "[3] STRUCT '' size=2 vlen=0\n");
}
END_TEST

TEST_SUITE(render_dump_raw, each_kind_has_its_line, a_split_prints_its_own_types_only,
	   a_selection_leaves_out_the_rest, a_section_may_hold_functions,
	   what_has_no_spelling_is_unknown, the_largest_numbers_are_printed_whole,
	   names_are_printed_as_they_are)
