// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the relocations of a compiled program name, by the types that own it. */
#include "btfkit/diff/uses.h"

#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* A relocation of a section; the sections have one each. */
struct relocation {
	const char *section;
	enum bk_relo_kind kind;
	uint32_t type;
	const char *access;
};

/* Their uses, one a line. */
static const char *uses_of(struct build *b, const struct relocation *r, size_t count)
{
	struct bk_ext_section *sections = keep_zeros(count * sizeof(*sections));
	struct bk_ext_record *records = keep_zeros(count * sizeof(*records));
	struct bk_ext_graph ext = { 0 };
	struct bk_uses uses;
	struct bk_sink sink;

	for (size_t i = 0; i < count; i++) {
		sections[i].name = r[i].section;
		sections[i].parts[BK_EXT_CORE_RELO].at = &records[i];
		sections[i].parts[BK_EXT_CORE_RELO].count = 1;
		records[i].relo.kind = r[i].kind;
		records[i].relo.type_id = r[i].type;
		records[i].relo.access_off = build_string(b, r[i].access);
	}
	ext.graph = graph_of(b);
	ext.sections.at = sections;
	ext.sections.count = count;
	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_uses_init(&uses);
	expect_ok(bk_uses_add(&uses, &ext));
	expect_ok(bk_uses_add(&uses, &ext)); /* twice is once */
	for (size_t i = 0; i < uses.list.count; i++)
		bk_printf(&sink, "%s %s %s\n", bk_diff_kind_names[uses.list.at[i].kind],
			  uses.list.at[i].name, uses.list.at[i].member);
	bk_uses_deinit(&uses);
	return sink_text(&sink);
}

#define RELOCATIONS(...) \
	(const struct relocation[]){ __VA_ARGS__ }, \
		sizeof((const struct relocation[]){ __VA_ARGS__ }) / sizeof(struct relocation)

enum { INT = 1, INNER, HIDDEN, LIST, PAIR, PAIR_T, OUTER, COLOR };

static struct build *program(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_struct(b, "inner", 8);
	build_member(b, "x", INT, 0);
	build_member(b, "y", INT, 32);
	build_struct(b, "", 8);
	build_member(b, "h", INT, 0);
	build_member(b, "in", INNER, 0);
	build_array(b, HIDDEN, INT, 4);
	build_struct(b, "", 4);
	build_member(b, "first", INT, 0);
	build_typedef(b, "pair_t", PAIR);
	build_struct(b, "outer___v2", 64);
	build_member(b, "inner", INNER, 0);
	build_member(b, "", HIDDEN, 64);
	build_member(b, "list", LIST, 128);
	build_member(b, "pair", PAIR_T, 384);
	build_enum(b, "color", 4, 0);
	build_value(b, "RED", 1);
	return b;
}

START_TEST(members_belong_to_the_type_that_has_a_name)
{
	expect_text(
		uses_of(program(), RELOCATIONS({ "x", BK_RELO_FIELD_BYTE_OFFSET, OUTER, "0:0:1" },
					       { "x", BK_RELO_FIELD_EXISTS, OUTER, "0:1:0" },
					       { "x", BK_RELO_FIELD_BYTE_SIZE, OUTER, "0:2:3:1:0" },
					       { "x", BK_RELO_FIELD_BYTE_OFFSET, OUTER, "0:3:0" })),
		"struct inner \n"
		"struct inner x\n"
		"struct inner y\n"
		"struct outer \n"
		"struct outer h\n"
		"struct outer inner\n"
		"struct outer list\n"
		"struct outer list.in\n"
		"struct outer pair\n"
		"typedef pair_t \n"
		"typedef pair_t first\n");
}
END_TEST

START_TEST(whole_types_and_enumerators)
{
	expect_text(uses_of(program(), RELOCATIONS({ "x", BK_RELO_TYPE_EXISTS, INNER, "0" },
						   { "x", BK_RELO_TYPE_MATCHES, OUTER, "0" },
						   { "x", BK_RELO_TYPE_ID_LOCAL, PAIR_T, "0" },
						   { "x", BK_RELO_ENUMVAL_VALUE, COLOR, "0" },
						   { "x", BK_RELO_ENUMVAL_VALUE, COLOR, "7" })),
		    "struct inner \n"
		    "struct outer \n"
		    "struct outer *\n"
		    "enum color \n"
		    "enum color RED\n");
}
END_TEST

START_TEST(sections_tell_what_is_attached_to)
{
	expect_text(uses_of(program(),
			    RELOCATIONS({ "?fentry/vfs_read", BK_RELO_TYPE_ID_LOCAL, INT, "0" },
					{ "kprobe/vfs_open+16", BK_RELO_TYPE_ID_LOCAL, INT, "0" },
					{ "lsm.s/bprm_check", BK_RELO_TYPE_ID_LOCAL, INT, "0" },
					{ "tp_btf/sched_switch", BK_RELO_TYPE_ID_LOCAL, INT, "0" },
					{ "xdp/eth0", BK_RELO_TYPE_ID_LOCAL, INT, "0" })),
		    "typedef btf_trace_sched_switch \n"
		    "func bpf_lsm_bprm_check \n"
		    "func vfs_open \n"
		    "func vfs_read \n");
}
END_TEST

TEST_SUITE(uses, members_belong_to_the_type_that_has_a_name, whole_types_and_enumerators,
	   sections_tell_what_is_attached_to)
