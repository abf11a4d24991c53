// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What counts as a change, which types and members belong together, and what a change means. */
#include "btfkit/diff/diff.h"

#include "btfkit/graph/type_name.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/renumber.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/wild.h"

static struct bk_diff *diff_of(const struct bk_graph *old, const struct bk_graph *new,
			       const struct bk_diff_options *options)
{
	const struct bk_diff_options all = { 0 };
	struct bk_diff *diff = NULL;

	expect_ok(bk_diff_create(old, new, options ? options : &all, &diff));
	return diff;
}

static void put_side(struct bk_sink *sink, const struct bk_graph *graph,
		     const struct bk_diff_member *m)
{
	if (!m->path) {
		bk_putc(sink, '-');
		return;
	}
	bk_printf(sink, "%s@%llu", m->path, (unsigned long long)m->offset_bits);
	if (m->width_bits)
		bk_printf(sink, ":%u", m->width_bits);
	bk_putc(sink, ' ');
	bk_type_name(graph, m->type_id, sink);
}

static void put_what(struct bk_sink *sink, uint32_t what)
{
	static const char *const words[] = { "added",	"removed", "renamed",
					     "retyped", "resized", "resigned",
					     "moved",	"nested",  "redefined" };

	for (int bit = 0; bit < 9; bit++)
		if (what >> bit & 1)
			bk_printf(sink, " %s", words[bit]);
}

/* Valid until the next. */
static const struct bk_type_diff *type_at(const struct bk_diff *diff, size_t index)
{
	static struct bk_type_diff type;

	bk_diff_type_at(diff, index, &type);
	return &type;
}

static void put_value(struct bk_sink *sink, const struct bk_diff_value *v)
{
	if (v->name)
		bk_printf(sink, "%s=%lld", v->name, (long long)v->value);
	else
		bk_putc(sink, '-');
}

static void put_details(struct bk_sink *sink, const struct bk_diff *diff,
			const struct bk_type_diff *type)
{
	for (size_t i = 0; i < type->member_count; i++) {
		const struct bk_member_change *m = &diff->members.at[type->first_member + i];

		bk_puts(sink, "  ");
		put_side(sink, diff->old, &m->old);
		bk_puts(sink, " -> ");
		put_side(sink, diff->new, &m->new);
		put_what(sink, m->what);
		bk_printf(sink, " [%s]\n", bk_impact_names[m->impact]);
	}
	for (size_t i = 0; i < type->value_count; i++) {
		const struct bk_value_change *v = &diff->values.at[type->first_value + i];

		bk_puts(sink, "  ");
		put_value(sink, &v->old);
		bk_puts(sink, " -> ");
		put_value(sink, &v->new);
		put_what(sink, v->what);
		bk_printf(sink, " [%s]\n", bk_impact_names[v->impact]);
	}
}

/* All of a diff: a line a type, then its members and values. */
static const char *told(const struct bk_diff *diff)
{
	static const char *const changes[] = { "added", "removed", "changed" };
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	for (size_t i = 0; i < diff->types.count; i++) {
		const struct bk_type_diff *type = type_at(diff, i);

		bk_printf(&sink, "%s %s %s", changes[type->change], bk_diff_kind_names[type->kind],
			  type->name);
		if (type->change == BK_CHANGED && type->old.size_bytes != type->new.size_bytes)
			bk_printf(&sink, " %llu->%llu", (unsigned long long)type->old.size_bytes,
				  (unsigned long long)type->new.size_bytes);
		bk_printf(&sink, "%s [%s]\n", type->retyped ? " retyped" : "",
			  bk_impact_names[type->impact]);
		put_details(&sink, diff, type);
	}
	bk_printf(&sink, "%zu unchanged\n", diff->unchanged);
	return sink_text(&sink);
}

static const char *changes(const struct build *old, const struct build *new)
{
	BK_AUTO(bk_diff_auto) struct bk_diff *diff = diff_of(graph_of(old), graph_of(new), NULL);

	return told(diff);
}

#define expect_changes(old, new, text) expect_text(changes(old, new), text)

/* A few types to make records of: the same ids in every build. */
enum { INT = 1, LONG, UNSIGNED, CHAR, U32, U32_TOO, PTR, NODE, NODE_PTR };

static struct build *basics(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_int(b, "long", 8, BK_INT_SIGNED);
	build_int(b, "unsigned int", 4, 0);
	build_int(b, "char", 1, 0);
	build_typedef(b, "u32", UNSIGNED);
	build_typedef(b, "__u32", UNSIGNED);
	build_ptr(b, INT);
	build_fwd_struct(b, "node");
	build_ptr(b, NODE);
	return b;
}

struct row {
	const char *name;
	uint32_t type, offset, width;
};

/* `struct s` of these members; the last row has no name. */
static struct build *with_struct(uint32_t size, const struct row *rows)
{
	struct build *b = basics();

	build_struct(b, "s", size);
	for (; rows->name; rows++) {
		if (rows->width)
			build_bitfield(b, rows->name, rows->type, rows->offset, rows->width);
		else
			build_member(b, rows->name, rows->type, rows->offset);
	}
	return b;
}

#define ROWS(...) ((const struct row[]){ __VA_ARGS__, { 0 } })

START_TEST(members_come_go_and_move)
{
	expect_changes(
		with_struct(16, ROWS({ "a", INT, 0 }, { "b", LONG, 64 }, { "c", CHAR, 32 })),
		with_struct(24, ROWS({ "b", LONG, 0 }, { "a", INT, 64 }, { "d", LONG, 128 })),
		"changed struct s 16->24 [breaking]\n"
		"  b@64 long -> b@0 long moved [relocated]\n"
		"  c@32 char -> - removed [breaking]\n"
		"  a@0 int -> a@64 int moved [relocated]\n"
		"  - -> d@128 long added [none]\n"
		"2 unchanged\n");
}
END_TEST

START_TEST(types_are_compared_as_c_spells_them)
{
	expect_changes(
		with_struct(64, ROWS({ "same", U32, 0 }, { "spelling", U32, 32 },
				     { "sign", INT, 64 }, { "size", INT, 96 }, { "sort", INT, 128 },
				     { "target", PTR, 192 }, { "bare", UNSIGNED, 256 })),
		with_struct(64, ROWS({ "same", U32, 0 }, { "spelling", U32_TOO, 32 },
				     { "sign", UNSIGNED, 64 }, { "size", CHAR, 96 },
				     { "sort", NODE_PTR, 128 }, { "target", NODE_PTR, 192 },
				     { "bare", U32, 256 })),
		"changed struct s [breaking]\n"
		"  spelling@32 u32 -> spelling@32 __u32 retyped [none]\n"
		"  sign@64 int -> sign@64 unsigned int retyped resigned [silent]\n"
		"  size@96 int -> size@96 char retyped resized resigned [silent]\n"
		"  sort@128 int -> sort@128 struct node * retyped resized [breaking]\n"
		"  target@192 int * -> target@192 struct node * retyped [silent]\n"
		"  bare@256 unsigned int -> bare@256 u32 retyped [none]\n"
		"2 unchanged\n");
}
END_TEST

/* A member whose type is spelled as before is judged by what stands behind the typedef. */
static struct build *behind_typedef(uint32_t offset, bool is_new)
{
	struct build *b = basics();
	uint32_t pointed, spelled, array, wide, text, signed_char;

	pointed = build_typedef(b, "mask_t", is_new ? NODE_PTR + 3 : PTR);
	array = build_array(b, LONG, INT, 2);
	spelled = build_typedef(b, "count_t", is_new ? LONG : INT);
	ck_assert_uint_eq(array, NODE_PTR + 2);
	wide = build_typedef(b, "list_t", array);
	signed_char = build_int(b, "char", 1, is_new ? BK_INT_SIGNED : 0);
	text = build_array(b, signed_char, INT, 4);
	build_struct(b, "s", 64);
	build_member(b, "mask", pointed, offset);
	build_member(b, "count", spelled, offset + 128);
	build_member(b, "list", wide, offset + 192);
	build_member(b, "letter", signed_char, offset + 320);
	build_member(b, "text", text, offset + 328);
	return b;
}

START_TEST(what_is_spelled_alike_may_be_another_type)
{
	expect_changes(behind_typedef(0, false), behind_typedef(64, true),
		       "changed struct s [breaking]\n"
		       "  mask@0 mask_t -> mask@64 mask_t moved redefined [breaking]\n"
		       "  count@128 count_t -> count@192 count_t moved redefined [silent]\n"
		       "  list@192 list_t -> list@256 list_t moved [relocated]\n"
		       "  letter@320 char -> letter@384 char resigned moved [silent]\n"
		       "  text@328 char[4] -> text@392 char[4] moved [relocated]\n"
		       "changed typedef count_t 4->8 retyped [silent]\n"
		       "changed typedef mask_t retyped [breaking]\n"
		       "3 unchanged\n");
}
END_TEST

/* What has no name at first and a name later: the same path leads there, for a program. */
static struct build *inside(bool has_name)
{
	struct build *b = basics();
	uint32_t record = build_struct(b, has_name ? "inner" : "", 16), array;

	build_member(b, "kept", INT, has_name ? 32 : 0);
	build_member(b, "other", has_name ? UNSIGNED : INT, 64);
	if (!has_name)
		build_member(b, "gone", INT, 96);
	array = build_array(b, record, INT, 2);
	build_struct(b, "s", 32);
	build_member(b, "in", array, 0);
	return b;
}

START_TEST(a_path_may_lead_into_a_type_with_a_name)
{
	expect_changes(inside(false), inside(true),
		       "added struct inner [none]\n"
		       "changed struct s [breaking]\n"
		       "  in.kept@0 int -> - removed [relocated]\n"
		       "  in@0 struct (anon)[2] -> in@0 struct inner[2] retyped [silent]\n"
		       "  in.other@64 int -> - removed [silent]\n"
		       "  in.gone@96 int -> - removed [breaking]\n"
		       "2 unchanged\n");
}
END_TEST

START_TEST(bitfields_change_width)
{
	expect_changes(
		with_struct(8, ROWS({ "a", INT, 0, 3 }, { "b", INT, 3, 4 }, { "c", INT, 32 })),
		with_struct(8, ROWS({ "a", INT, 0, 4 }, { "b", INT, 4, 4 }, { "c", INT, 32, 31 })),
		"changed struct s [silent]\n"
		"  a@0:3 int -> a@0:4 int resized [relocated]\n"
		"  b@3:4 int -> b@4:4 int moved [relocated]\n"
		"  c@32 int -> c@32:31 int resized [silent]\n"
		"2 unchanged\n");
}
END_TEST

START_TEST(the_same_place_and_type_is_a_new_name)
{
	expect_changes(with_struct(16, ROWS({ "a", INT, 0 }, { "b", LONG, 64 })),
		       with_struct(16, ROWS({ "x", INT, 0 }, { "y", INT, 64 })),
		       "changed struct s [breaking]\n"
		       "  a@0 int -> x@0 int renamed [breaking]\n"
		       "  b@64 long -> - removed [breaking]\n"
		       "  - -> y@64 int added [none]\n"
		       "2 unchanged\n");
	/* two that fit: nobody knows which */
	expect_changes(with_struct(4, ROWS({ "a", INT, 0 }, { "b", INT, 0 })),
		       with_struct(4, ROWS({ "x", INT, 0 }, { "y", INT, 0 })),
		       "changed struct s [breaking]\n"
		       "  a@0 int -> - removed [breaking]\n"
		       "  b@0 int -> - removed [breaking]\n"
		       "  - -> x@0 int added [none]\n"
		       "  - -> y@0 int added [none]\n"
		       "2 unchanged\n");
}
END_TEST

/* struct s { int a; `inner` } where inner is a struct of b and c, called `name` or not at all. */
static struct build *with_inner(const char *name, uint32_t type, uint32_t b_offset)
{
	struct build *b = basics();
	uint32_t inner = build_struct(b, "", 8);

	build_member(b, "b", type, b_offset);
	build_struct(b, "s", 12);
	build_member(b, "a", INT, 0);
	build_member(b, name, inner, 32);
	return b;
}

START_TEST(anonymous_types_are_part_of_what_holds_them)
{
	struct build *flat = with_struct(12, ROWS({ "b", INT, 32 }, { "a", INT, 0 }));

	expect_changes(flat, with_inner("", INT, 0), "3 unchanged\n");
	expect_changes(with_inner("", INT, 0), with_inner("", INT, 32),
		       "changed struct s [relocated]\n"
		       "  b@32 int -> b@64 int moved [relocated]\n"
		       "2 unchanged\n");
	expect_changes(with_inner("in", INT, 0), with_inner("in", UNSIGNED, 0),
		       "changed struct s [silent]\n"
		       "  in.b@32 int -> in.b@32 unsigned int retyped resigned [silent]\n"
		       "2 unchanged\n");
	expect_changes(flat, with_inner("in", INT, 0),
		       "changed struct s [breaking]\n"
		       "  b@32 int -> in.b@32 int renamed nested [breaking]\n"
		       "  - -> in@32 struct (anon) added [none]\n"
		       "2 unchanged\n");
	expect_changes(with_inner("in", INT, 0), with_inner("out", INT, 0),
		       "changed struct s [breaking]\n"
		       "  in@32 struct (anon) -> out@32 struct (anon) renamed [breaking]\n"
		       "  in.b@32 int -> out.b@32 int renamed nested [breaking]\n"
		       "2 unchanged\n");
}
END_TEST

/* A pointer to, or an array of, an anonymous struct; and an anonymous enumeration. */
static struct build *with_anonymous(uint32_t offset, int64_t value)
{
	struct build *b = basics();
	uint32_t inner = build_struct(b, "", 16), list, array, pointer;

	build_member(b, "x", INT, offset);
	array = build_array(b, inner, INT, 2);
	pointer = build_ptr(b, inner);
	list = build_enum(b, "", 4, 0);
	build_value(b, "ONE", value);
	build_struct(b, "s", 64);
	build_member(b, "several", array, 0);
	build_member(b, "pointer", pointer, 256);
	build_member(b, "list", list, 320);
	return b;
}

START_TEST(what_is_in_braces_anywhere_belongs_to_the_type)
{
	expect_changes(
		with_anonymous(0, 1), with_anonymous(32, 2),
		"changed struct s [silent]\n"
		"  several.x@0 int -> several.x@32 int moved [relocated]\n"
		"  pointer@256 struct (anon) * -> pointer@256 struct (anon) * retyped [silent]\n"
		"  list@320 enum (anon) -> list@320 enum (anon) retyped [silent]\n"
		"2 unchanged\n");
	expect_changes(with_anonymous(32, 2), with_anonymous(32, 2), "3 unchanged\n");
}
END_TEST

static struct build *with_named(uint32_t size, bool as_union)
{
	struct build *b = basics();
	uint32_t named = as_union ? build_union(b, "named", size) : build_struct(b, "named", size);

	build_member(b, "x", INT, 0);
	build_struct(b, "s", 64);
	build_member(b, "named", named, 0);
	build_fwd_struct(b, as_union ? "named" : "other");
	return b;
}

START_TEST(a_change_inside_a_named_type_is_its_own)
{
	expect_changes(with_named(8, false), with_named(16, false),
		       "changed struct named 8->16 [relocated]\n3 unchanged\n");
	expect_changes(with_named(8, false), with_named(8, true),
		       "removed struct named [breaking]\n"
		       "changed struct s [silent]\n"
		       "  named@0 struct named -> named@0 union named retyped [silent]\n"
		       "added union named [none]\n"
		       "2 unchanged\n");
}
END_TEST

static struct build *with_enum(bool wide, int64_t two, const char *third)
{
	struct build *b = build_new();

	if (wide)
		build_enum64(b, "e", 8, 0);
	else
		build_enum(b, "e", 4, 0);
	build_value(b, "ONE", 1);
	build_value(b, "TWO", two);
	build_value(b, third, 3);
	return b;
}

START_TEST(enumerators_change)
{
	expect_changes(with_enum(false, 2, "THREE"), with_enum(false, 4, "DREI"),
		       "changed enum e [breaking]\n"
		       "  THREE=3 -> DREI=3 renamed [breaking]\n"
		       "  TWO=2 -> TWO=4 retyped [silent]\n"
		       "0 unchanged\n");
	expect_changes(with_enum(false, 2, "THREE"), with_enum(true, 2, "THREE"),
		       "changed enum e 4->8 [relocated]\n0 unchanged\n");
	expect_changes(with_enum(true, 3, "THREE"), with_enum(true, 3, "DREI"),
		       "changed enum e [breaking]\n"
		       "  THREE=3 -> DREI=3 renamed [breaking]\n"
		       "0 unchanged\n");
}
END_TEST

static struct build *with_function(uint32_t returned, const char *param, uint32_t type)
{
	struct build *b = basics();
	uint32_t proto = build_proto(b, returned), inner;

	build_param(b, param, type);
	build_func(b, "f", proto, BK_LINKAGE_STATIC);
	build_typedef(b, "handler", build_ptr(b, proto));
	build_var(b, "v", type, BK_LINKAGE_GLOBAL);
	inner = build_struct(b, "", 8);
	build_member(b, "x", type, 0);
	build_typedef(b, "pair_t", inner);
	return b;
}

START_TEST(functions_typedefs_and_variables)
{
	expect_changes(with_function(INT, "old", INT), with_function(INT, "new", INT),
		       "6 unchanged\n");
	expect_changes(with_function(INT, "p", U32), with_function(INT, "p", LONG),
		       "changed typedef handler retyped [silent]\n"
		       "changed typedef pair_t [silent]\n"
		       "  x@0 u32 -> x@0 long retyped resized resigned [silent]\n"
		       "changed func f retyped [silent]\n"
		       "changed var v 4->8 retyped [silent]\n"
		       "2 unchanged\n");
	expect_changes(basics(), with_function(INT, "p", INT),
		       "added typedef handler [none]\n"
		       "added typedef pair_t [none]\n"
		       "added func f [none]\n"
		       "added var v [none]\n"
		       "2 unchanged\n");
}
END_TEST

/* Types of one name, each with one member of that name. */
static struct build *twins(const char *const *names)
{
	struct build *b = build_new();
	uint32_t word = build_int(b, "int", 4, 0);

	for (; *names; names++) {
		build_struct(b, "twin", 8);
		build_member(b, *names, word, 0);
		build_member(b, "common", word, 32);
		build_fwd_struct(b, "twin");
	}
	return b;
}

#define TWINS(...) twins((const char *const[]){ __VA_ARGS__, NULL })

START_TEST(types_of_one_name_are_matched_by_likeness)
{
	struct build *few = TWINS("a", "b"), *more = TWINS("b", "c", "a");

	expect_changes(few, more, "added struct twin [none]\n2 unchanged\n");
	expect_changes(more, few, "removed struct twin [breaking]\n2 unchanged\n");
	expect_changes(TWINS("a", "a", "a"), TWINS("a"), "1 unchanged\n");
	expect_changes(TWINS("a", "b"), TWINS("b", "x"),
		       "changed struct twin [breaking]\n"
		       "  a@0 int -> x@0 int renamed [breaking]\n"
		       "1 unchanged\n");
}
END_TEST

START_TEST(selections_narrow_it)
{
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 }, nowhere = { 0 };
	struct bk_diff_options options = { .selection = &selection };
	const struct bk_graph *old = graph_of(with_function(INT, "p", U32));
	const struct bk_graph *new = graph_of(with_struct(4, ROWS({ "a", INT, 0 })));
	struct bk_diff *diff;

	expect_ok(bk_selection_add_type(&selection, "f"));
	expect_ok(bk_selection_add_type(&selection, "struct s"));
	diff = diff_of(old, new, &options);
	expect_text(told(diff), "added struct s [none]\nremoved func f [breaking]\n0 unchanged\n");
	bk_diff_destroy(diff);
	options.impacts = 1u << BK_IMPACT_BREAKING;
	diff = diff_of(old, new, &options);
	expect_text(told(diff), "removed func f [breaking]\n0 unchanged\n");
	bk_diff_destroy(diff);
	expect_ok(bk_selection_add_type(&nowhere, "handlr"));
	options.selection = &nowhere;
	expect_fails(bk_diff_create(old, new, &options, &diff), "no type is named 'handlr'");
}
END_TEST

START_TEST(other_ids_are_no_difference)
{
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct build *b = wild(seed, false);
		const struct bk_graph *graph = b ? graph_of(b) : NULL;
		BK_AUTO(bk_graph_auto) struct bk_graph *other = NULL;
		struct bk_diff *diff;

		if (!graph || graph->base)
			continue;
		expect_ok(bk_graph_create(renumber(graph, seed), NULL, &other));
		diff = diff_of(graph, other, NULL);
		ck_assert_msg(diff->types.count == 0, "seed %u: %s", (unsigned int)seed,
			      told(diff));
		bk_diff_destroy(diff);
	}
}
END_TEST

static uint32_t mirrored(uint32_t what)
{
	uint32_t swapped = what & ~(uint32_t)(BK_MEMBER_ADDED | BK_MEMBER_REMOVED);

	return swapped | (what & BK_MEMBER_ADDED ? BK_MEMBER_REMOVED : 0) |
	       (what & BK_MEMBER_REMOVED ? BK_MEMBER_ADDED : 0);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* How many of the one's members stand in the other with sides exchanged. */
static size_t count_mirrored_members(const struct bk_diff *a, const struct bk_type_diff *x,
				     const struct bk_diff *b, const struct bk_type_diff *y)
{
	size_t found = 0;

	for (size_t i = 0; i < x->member_count; i++) {
		const struct bk_member_change *m = &a->members.at[x->first_member + i];

		for (size_t j = 0; j < y->member_count; j++) {
			const struct bk_member_change *n = &b->members.at[y->first_member + j];

			if (m->what == mirrored(n->what) && same_text(m->old.path, n->new.path) &&
			    same_text(m->new.path, n->old.path) &&
			    m->old.offset_bits == n->new.offset_bits &&
			    m->new.offset_bits == n->old.offset_bits) {
				found++;
				break;
			}
		}
	}
	return found;
}

static bool has_mirrored(const struct bk_diff *a, const struct bk_type_diff *x,
			 const struct bk_diff *b)
{
	for (size_t i = 0; i < b->types.count; i++) {
		const struct bk_type_diff *y = type_at(b, i);

		if (x->old.id == y->new.id && x->new.id == y->old.id && x->kind == y->kind &&
		    x->retyped == y->retyped && x->member_count == y->member_count &&
		    x->value_count == y->value_count &&count_mirrored_members(a, x, b, y) ==
			    x->member_count)
			return true;
	}
	return false;
}

START_TEST(exchanged_sides_mirror_it)
{
	size_t compared = 0;

	for (uint64_t seed = 0; seed < 300; seed++) {
		struct build *old = wild(seed, false), *new = wild(seed + 1000, false);
		struct bk_diff *there, *back;

		if (!old || !new)
			continue;
		there = diff_of(graph_of(old), graph_of(new), NULL);
		back = diff_of(graph_of(new), graph_of(old), NULL);
		ck_assert_uint_eq(there->types.count, back->types.count);
		ck_assert_uint_eq(there->unchanged, back->unchanged);
		ck_assert_uint_eq(there->counts[BK_ADDED], back->counts[BK_REMOVED]);
		for (size_t i = 0; i < there->types.count; i++) {
			struct bk_type_diff type;

			bk_diff_type_at(there, i, &type);
			ck_assert_msg(has_mirrored(there, &type, back), "seed %u: %s",
				      (unsigned int)seed, type.name);
			compared += type.change == BK_CHANGED;
		}
		bk_diff_destroy(there);
		bk_diff_destroy(back);
	}
	ck_assert_uint_gt(compared, 100);
}
END_TEST

/* Forty anonymous unions, each holding the next twice, would be 2^40 members. */
static struct build *fan(uint32_t size)
{
	struct build *b = build_new();
	uint32_t inner = build_int(b, "int", 4, 0);

	for (int i = 0; i < 40; i++) {
		uint32_t outer = build_union(b, i < 39 ? "" : "top", i < 39 ? 4 : size);

		build_member(b, "a", inner, 0);
		build_member(b, "b", inner, 0);
		inner = outer;
	}
	return b;
}

START_TEST(what_fans_out_stays_closed_at_some_point)
{
	expect_changes(fan(4), fan(4), "1 unchanged\n");
	ck_assert_ptr_nonnull(strstr(changes(fan(4), fan(8)), "changed union top 4->8"));
}
END_TEST

TEST_SUITE(diff, members_come_go_and_move, types_are_compared_as_c_spells_them,
	   what_is_spelled_alike_may_be_another_type, a_path_may_lead_into_a_type_with_a_name,
	   bitfields_change_width, the_same_place_and_type_is_a_new_name,
	   anonymous_types_are_part_of_what_holds_them,
	   what_is_in_braces_anywhere_belongs_to_the_type, a_change_inside_a_named_type_is_its_own,
	   enumerators_change, functions_typedefs_and_variables,
	   types_of_one_name_are_matched_by_likeness, selections_narrow_it,
	   other_ids_are_no_difference, exchanged_sides_mirror_it,
	   what_fans_out_stays_closed_at_some_point)
