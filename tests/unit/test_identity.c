// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Types of one name: which are one type, and what the others are called. */
#include "tests/unit/support/c_suite.h"

/* struct NAME { int MEMBER; } */
static uint32_t add(struct build *b, const char *name, const char *member)
{
	uint32_t id = build_struct(b, name, 4);

	build_member(b, member, 1, 0);
	return id;
}

/* struct NAME { struct ... *to; } for a type that is made later, or now. */
static uint32_t add_link(struct build *b, const char *name, uint32_t to)
{
	uint32_t id = build_struct(b, name, 8);

	build_member(b, "to", id + 1, 0);
	build_ptr(b, to);
	return id;
}

static struct build *with_int(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED); /* 1 */
	return b;
}

#define expect_stable(b) expect_same_renumbered(b, 10)

#define expect_stable_c(b, text) \
	do { \
		expect_c(b, text); \
		expect_stable(b); \
	} while (0)

START_TEST(equal_types_are_one)
{
	struct build *b = with_int();
	uint32_t first = add(b, "s", "i"), second = add(b, "s", "i");

	build_struct(b, "holder", 8);
	build_member(b, "a", first, 0);
	build_member(b, "b", second, 32);
	expect_stable_c(b, "struct s {\n"
			   "\tint i;\n"
			   "};\n"
			   "\n"
			   "struct holder {\n"
			   "\tstruct s a;\n"
			   "\tstruct s b;\n"
			   "};\n");
}
END_TEST

/* The plain name is for the one most referred to. */
START_TEST(differing_types_are_renamed)
{
	struct build *b = with_int();
	uint32_t rare = add(b, "s", "a"), common = add(b, "s", "z"), rarest = add(b, "s", "b");

	build_struct(b, "holder", 24);
	build_member(b, "r", rare, 0);
	build_member(b, "c", common, 32);
	build_member(b, "d", common, 64);
	build_member(b, "p", build_next_id(b), 128);
	build_ptr(b, rare);
	build_typedef(b, "s_t", common);
	(void)rarest;
	expect_stable_c(b, "struct s___2 {\n"
			   "\tint a;\n"
			   "};\n"
			   "\n"
			   "struct s {\n"
			   "\tint z;\n"
			   "};\n"
			   "\n"
			   "struct holder {\n"
			   "\tstruct s___2 r;\n"
			   "\tstruct s c;\n"
			   "\tstruct s d;\n"
			   "\tstruct s___2 *p;\n"
			   "};\n"
			   "\n"
			   "struct s___3 {\n"
			   "\tint b;\n"
			   "};\n"
			   "\n"
			   "typedef struct s s_t;\n");
}
END_TEST

/* Without any use the content decides, not the order of ids. */
START_TEST(ties_are_broken_by_content)
{
	struct build *b = with_int();

	add(b, "s", "a");
	add(b, "s", "b");
	add(b, "s", "c");
	add(b, "s", "d");
	expect_stable(b);
	expect_compiles(b);
}
END_TEST

/* Each struct of one name leads to others of ambiguous names; only the ends differ. */
START_TEST(differences_far_away)
{
	struct build *b = with_int();

	for (int i = 0; i < 2; i++) {
		uint32_t end = add(b, "end", i ? "x" : "y"), middle = add_link(b, "middle", end);

		add_link(b, "start", middle);
		if (i == 0)
			build_typedef(b, "start_t", build_next_id(b) - 2);
	}
	expect_stable(b);
	expect_compiles(b);
}
END_TEST

/* Two lists of nodes of one name, which point to each other's kind. */
START_TEST(circles_of_ambiguous_names)
{
	struct build *b = with_int();

	for (int i = 0; i < 2; i++) {
		uint32_t node = build_struct(b, "node", 24);

		build_member(b, "next", node + 1, 0);
		build_member(b, "list", node + 3, 64);
		build_member(b, i ? "key" : "value", 1, 128);
		build_ptr(b, node);
		build_struct(b, "list", 8);
		build_member(b, "first", node + 1, 0);
		build_ptr(b, node + 2);
	}
	build_typedef(b, "list_t", 4); /* the first */
	expect_stable_c(b, "struct node;\n"
			   "struct node___2;\n"
			   "\n"
			   "struct list {\n"
			   "\tstruct node *first;\n"
			   "};\n"
			   "\n"
			   "struct list___2 {\n"
			   "\tstruct node___2 *first;\n"
			   "};\n"
			   "\n"
			   "typedef struct list list_t;\n"
			   "\n"
			   "struct node {\n"
			   "\tstruct node *next;\n"
			   "\tstruct list *list;\n"
			   "\tint value;\n"
			   "};\n"
			   "\n"
			   "struct node___2 {\n"
			   "\tstruct node___2 *next;\n"
			   "\tstruct list___2 *list;\n"
			   "\tint key;\n"
			   "};\n");
}
END_TEST

/* Two circles that are equal, whatever a comparison that begins at one node may say. */
START_TEST(equal_circles_are_one)
{
	struct build *b = with_int();

	for (int i = 0; i < 2; i++) {
		uint32_t node = build_struct(b, "node", 8);

		build_member(b, "other", node + 3, 0);
		build_ptr(b, node);
		build_struct(b, "peer", 8);
		build_member(b, "node", node + 1, 0);
		build_ptr(b, node + 2);
	}
	expect_stable_c(b, "struct peer;\n"
			   "\n"
			   "struct node {\n"
			   "\tstruct peer *other;\n"
			   "};\n"
			   "\n"
			   "struct peer {\n"
			   "\tstruct node *node;\n"
			   "};\n");
}
END_TEST

/* struct, union and enum share a name space, typedefs have their own. */
START_TEST(name_spaces)
{
	struct build *b = with_int();
	uint32_t record = add(b, "x", "i"), other, color;

	build_typedef(b, "x", record);
	build_typedef(b, "record_too", record);
	other = build_union(b, "x", 4);
	build_member(b, "i", 1, 0);
	build_typedef(b, "u", other);
	color = build_enum(b, "x", 4, 0);
	build_value(b, "RED", 0);
	(void)color;
	expect_stable_c(b, "enum x___3 {\n"
			   "\tRED = 0,\n"
			   "};\n"
			   "\n"
			   "struct x;\n"
			   "union x___2;\n"
			   "\n"
			   "typedef struct x record_too;\n"
			   "\n"
			   "typedef union x___2 u;\n"
			   "\n"
			   "struct x {\n"
			   "\tint i;\n"
			   "};\n"
			   "\n"
			   "typedef struct x x;\n"
			   "\n"
			   "union x___2 {\n"
			   "\tint i;\n"
			   "};\n");
}
END_TEST

START_TEST(typedefs_of_one_name)
{
	struct build *b = with_int();
	uint32_t t_long = build_int(b, "long int", 8, BK_INT_SIGNED), common, rare;

	rare = build_typedef(b, "t", 1);
	common = build_typedef(b, "t", t_long);
	build_struct(b, "s", 24);
	build_member(b, "a", common, 0);
	build_member(b, "b", common, 64);
	build_member(b, "c", rare, 128);
	expect_stable_c(b, "typedef long t;\n"
			   "\n"
			   "typedef int t___2;\n"
			   "\n"
			   "struct s {\n"
			   "\tt a;\n"
			   "\tt b;\n"
			   "\tt___2 c;\n"
			   "};\n");
}
END_TEST

/* The suffix that is next is the name of something else. */
START_TEST(suffixes_that_are_taken)
{
	struct build *b = with_int();
	uint32_t common = add(b, "s", "a");

	add(b, "s", "b");
	add(b, "s___2", "c");
	build_typedef(b, "one", common);
	expect_stable_c(b, "struct s;\n"
			   "\n"
			   "typedef struct s one;\n"
			   "\n"
			   "struct s {\n"
			   "\tint a;\n"
			   "};\n"
			   "\n"
			   "struct s___2 {\n"
			   "\tint c;\n"
			   "};\n"
			   "\n"
			   "struct s___3 {\n"
			   "\tint b;\n"
			   "};\n");
}
END_TEST

/* ---- FWDs ---- */

START_TEST(forwards_of_complete_types)
{
	struct build *b = with_int();
	uint32_t forward = build_fwd_struct(b, "s");

	add(b, "s", "i");
	build_struct(b, "holder", 8);
	build_member(b, "p", build_next_id(b), 0);
	build_ptr(b, forward);
	expect_stable_c(b, "struct s;\n"
			   "\n"
			   "struct holder {\n"
			   "\tstruct s *p;\n"
			   "};\n"
			   "\n"
			   "struct s {\n"
			   "\tint i;\n"
			   "};\n");
}
END_TEST

START_TEST(forwards_alone)
{
	struct build *b = with_int();
	uint32_t forward = build_fwd_struct(b, "s"), other = build_fwd_union(b, "u"), pointer;

	build_fwd_struct(b, "unused");
	pointer = build_ptr(b, other);
	build_struct(b, "holder", 16);
	build_member(b, "p", build_next_id(b), 0);
	build_member(b, "u", pointer, 64);
	build_ptr(b, forward);
	expect_stable_c(b, "struct s;\n"
			   "union u;\n"
			   "\n"
			   "struct holder {\n"
			   "\tstruct s *p;\n"
			   "\tunion u *u;\n"
			   "};\n");
}
END_TEST

/* A tag can be only one of struct, union and enum; the complete type keeps it. */
START_TEST(forwards_of_another_kind)
{
	struct build *b = with_int();
	uint32_t forward = build_fwd_union(b, "s"), again = build_fwd_union(b, "s");

	add(b, "s", "i");
	build_struct(b, "holder", 16);
	build_member(b, "p", build_next_id(b), 0);
	build_member(b, "q", build_next_id(b) + 1, 64);
	build_ptr(b, forward);
	build_ptr(b, again);
	expect_stable_c(b, "union s___2;\n"
			   "\n"
			   "struct holder {\n"
			   "\tunion s___2 *p;\n"
			   "\tunion s___2 *q;\n"
			   "};\n"
			   "\n"
			   "struct s {\n"
			   "\tint i;\n"
			   "};\n");
}
END_TEST

START_TEST(forwards_of_all_kinds)
{
	struct build *b = with_int();
	uint32_t s = build_fwd_struct(b, "x"), u = build_fwd_union(b, "x"), e, pointers;

	e = build_enum(b, "x", 4, 0);
	pointers = build_ptr(b, s);
	build_ptr(b, u);
	build_ptr(b, e);
	build_struct(b, "holder", 24);
	build_member(b, "s", pointers, 0);
	build_member(b, "u", pointers + 1, 64);
	build_member(b, "e", pointers + 2, 128);
	expect_stable(b);
	expect_compiles(b);
}
END_TEST

/* Of several complete types a FWD is the one with the plain name. */
START_TEST(forwards_of_ambiguous_types)
{
	struct build *b = with_int();
	uint32_t rare = add(b, "s", "a"), common = add(b, "s", "z"), forward;

	forward = build_fwd_struct(b, "s");
	build_struct(b, "holder", 24);
	build_member(b, "c", common, 0);
	build_member(b, "d", common, 32);
	build_member(b, "r", rare, 64);
	build_member(b, "p", build_next_id(b), 128);
	build_ptr(b, forward);
	expect_stable_c(b, "struct s {\n"
			   "\tint z;\n"
			   "};\n"
			   "\n"
			   "struct s___2 {\n"
			   "\tint a;\n"
			   "};\n"
			   "\n"
			   "struct holder {\n"
			   "\tstruct s c;\n"
			   "\tstruct s d;\n"
			   "\tstruct s___2 r;\n"
			   "\tstruct s *p;\n"
			   "};\n");
}
END_TEST

/* `enum foo;` is the enum of that name, and its pointers are to that. */
START_TEST(forward_enums)
{
	struct build *b = with_int();
	uint32_t forward = build_enum(b, "color", 4, 0), color = build_enum(b, "color", 4, 0);

	build_value(b, "RED", 1);
	build_struct(b, "holder", 16);
	build_member(b, "c", color, 0);
	build_member(b, "v", forward, 32);
	build_member(b, "p", build_next_id(b), 64);
	build_ptr(b, forward);
	expect_stable(b);
	expect_altered_c(b, "enum color {\n"
			    "\tRED = 1,\n"
			    "};\n"
			    "\n"
			    "struct holder {\n"
			    "\tenum color c;\n"
			    "\tenum color v;\n"
			    "\tenum color *p;\n"
			    "};\n");
	/* one of another size cannot stand for it */
	b = with_int();
	forward = build_enum(b, "color", 4, 0);
	color = build_enum(b, "color", 1, 0);
	build_value(b, "RED", 1);
	build_struct(b, "holder", 8);
	build_member(b, "v", forward, 0);
	build_member(b, "c", color, 32);
	expect_compiles(b);
	expect_stable(b);
}
END_TEST

/* Functions have a name space of their own in BTF, and a struct's name does not hinder them. */
START_TEST(functions_named_like_structs)
{
	struct build *b = with_int();
	uint32_t record = add(b, "sigaction", "i"), proto = build_proto(b, 1);

	build_param(b, "s", build_next_id(b));
	build_ptr(b, record);
	build_decl_tag(b, "bpf_kfunc", build_func(b, "sigaction", proto, BK_LINKAGE_STATIC), -1);
	expect_c(b, "struct sigaction {\n"
		    "\tint i;\n"
		    "};\n");
	ck_assert(strstr(header_text(graph_of(b), false),
			 "extern int sigaction(struct sigaction *s) __weak __ksym;\n"));
}
END_TEST

C_SUITE(identity, equal_types_are_one, differing_types_are_renamed, ties_are_broken_by_content,
	differences_far_away, circles_of_ambiguous_names, equal_circles_are_one, name_spaces,
	typedefs_of_one_name, suffixes_that_are_taken, forwards_of_complete_types, forwards_alone,
	forwards_of_another_kind, forwards_of_all_kinds, forwards_of_ambiguous_types, forward_enums,
	functions_named_like_structs)
