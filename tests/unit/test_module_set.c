// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Modules that have something of given names: which are taken, and what their graph has. */
#include "btfkit/input/module_filter.h"
#include "tests/unit/support/build.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <string.h>

/* Has an int, and the text "conn" among its strings, as a member's name. */
static struct build *kernel(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_struct(b, "sock", 8);
	build_member(b, "conn", 1, 0);
	return b;
}

/* A struct of that name, one more int in front of it. */
static struct build *module(struct build *base, const char *name)
{
	struct build *b = build_split(base);

	build_int(b, "long", 8, BK_INT_SIGNED);
	build_struct(b, name, 16);
	build_member(b, "status", bk_graph_count(graph_of(base)), 64);
	return b;
}

static bool may_have(struct build *base, struct build *b, const char *name, uint32_t kinds)
{
	BK_AUTO(bk_wanted_deinit) struct bk_wanted wanted = { 0 };
	struct bk_source source = { .btf = build_bytes(b) };

	ck_assert(bk_wanted_add(&wanted, name, strlen(name), kinds));
	return bk_module_may_have(&source, graph_of(base)->strings, &wanted);
}

START_TEST(a_name_is_told_by_its_type_wherever_the_text_stands)
{
	const uint32_t structs = 1u << BK_KIND_STRUCT;
	struct build *base = kernel(), *b = module(base, "conn");

	ck_assert(may_have(base, b, "conn", structs));
	ck_assert(!may_have(base, b, "conn", 1u << BK_KIND_UNION));
	ck_assert(!may_have(base, b, "status", structs)); /* a member */
	ck_assert(!may_have(base, b, "sock", structs));	  /* the kernel's */
}
END_TEST

START_TEST(flavors_do_not_count_on_either_side)
{
	const uint32_t structs = 1u << BK_KIND_STRUCT;
	struct build *base = kernel();

	ck_assert(may_have(base, module(base, "node___old"), "node___mine", structs));
	ck_assert(!may_have(base, module(base, "node_old"), "node", structs));
}
END_TEST

START_TEST(what_cannot_be_stepped_through_may_have_anything)
{
	struct build *base = kernel();
	struct bk_bytes bytes = build_bytes(module(base, "conn"));
	struct bk_source source = { 0 };
	BK_AUTO(bk_wanted_deinit) struct bk_wanted wanted = { 0 };

	ck_assert(bk_wanted_add(&wanted, "nothing", 7, 1u << BK_KIND_STRUCT));
	for (size_t size = 0; size < bytes.size; size++) {
		source.btf = (struct bk_bytes){ bytes.data, size };
		ck_assert(bk_module_may_have(&source, graph_of(base)->strings, &wanted));
	}
	source.btf = bytes;
	ck_assert(!bk_module_may_have(&source, graph_of(base)->strings, &wanted));
}
END_TEST

static struct bk_error *find(struct build *base, const char *name, struct bk_module_set **set)
{
	static const struct bk_module_place place = { .path = "modules" };
	BK_AUTO(bk_wanted_deinit) struct bk_wanted wanted = { 0 };
	struct bk_source source = { .name = (char *)(uintptr_t) "kernel",
				    .where = (char *)(uintptr_t) "kernel" };
	const struct bk_base kernel = { .source = &source,
					.graph = (struct bk_graph *)(uintptr_t)graph_of(base) };

	ck_assert(bk_wanted_add(&wanted, name, strlen(name), 1u << BK_KIND_STRUCT));
	return bk_module_set_create(&place, 1, &kernel, &wanted, set);
}

START_TEST(types_of_several_modules_stand_one_behind_the_other)
{
	BK_AUTO(bk_module_set_auto) struct bk_module_set *set = NULL;
	struct build *base = kernel();

	scratch_enter();
	ck_assert(scratch_run("mkdir -p modules/net"));
	scratch_write("modules/net/b-two.ko", build_bytes(module(base, "node___b")));
	scratch_write("modules/a.ko", build_bytes(module(base, "node")));
	scratch_write("modules/other.ko", build_bytes(module(base, "other")));
	scratch_write_text("modules/modules.dep", "a.ko:");
	expect_ok(find(base, "node", &set));
	ck_assert_uint_eq(set->seen, 3);
	ck_assert_uint_eq(set->unread, 0);
	ck_assert_uint_eq(set->list.count, 2);
	expect_text(dump_raw(set->graph, NULL), "[3] INT 'long' size=8 bits_offset=0 nr_bits=64 "
						"encoding=SIGNED\n"
						"[4] STRUCT 'node' size=16 vlen=1\n"
						"\t'status' type_id=3 bits_offset=64\n"
						"[5] INT 'long' size=8 bits_offset=0 nr_bits=64 "
						"encoding=SIGNED\n"
						"[6] STRUCT 'node___b' size=16 vlen=1\n"
						"\t'status' type_id=5 bits_offset=64\n");
	ck_assert_str_eq(bk_module_set_find(set, 4)->name, "a");
	ck_assert_str_eq(bk_module_set_find(set, 5)->name, "b_two");
}
END_TEST

START_TEST(no_more_than_the_most_are_kept)
{
	BK_AUTO(bk_module_set_auto) struct bk_module_set *set = NULL;
	struct build *base = kernel();

	scratch_enter();
	ck_assert(scratch_run("mkdir modules"));
	scratch_write("modules/0", build_bytes(module(base, "node")));
	ck_assert(scratch_run("for i in $(seq 70); do cp modules/0 modules/$i; done"));
	ck_assert(scratch_run("head -c 50 modules/0 >modules/cut"));
	expect_ok(find(base, "node", &set));
	ck_assert_uint_eq(set->list.count, BK_MOST_MODULES);
	ck_assert_uint_eq(set->left_out + set->list.count, 71 + (set->unread == 0));
}
END_TEST

START_TEST(where_none_has_the_name_there_is_no_graph)
{
	BK_AUTO(bk_module_set_auto) struct bk_module_set *set = NULL;
	struct build *base = kernel();

	scratch_enter();
	ck_assert(scratch_run("mkdir modules"));
	scratch_write("modules/a.ko", build_bytes(module(base, "other")));
	expect_ok(find(base, "node", &set));
	ck_assert_ptr_null(set->graph);
	ck_assert_uint_eq(set->seen, 1);
}
END_TEST

TEST_SUITE(module_set, a_name_is_told_by_its_type_wherever_the_text_stands,
	   flavors_do_not_count_on_either_side, what_cannot_be_stepped_through_may_have_anything,
	   types_of_several_modules_stand_one_behind_the_other, no_more_than_the_most_are_kept,
	   where_none_has_the_name_there_is_no_graph)
