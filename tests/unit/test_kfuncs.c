// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Prototypes of kfuncs. */
#include "tests/unit/support/c_suite.h"

static struct build *with_int(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED); /* 1 */
	return b;
}

/* A kfunc of that prototype. */
static uint32_t add_kfunc(struct build *b, const char *name, uint32_t proto)
{
	uint32_t func = build_func(b, name, proto, BK_LINKAGE_STATIC);

	build_decl_tag(b, "bpf_kfunc", func, -1);
	return func;
}

/* What a header has between `from` and the first `to` behind it, kept; NULL: no `from`. */
static char *between(const char *text, const char *from, const char *to)
{
	const char *start = strstr(text, from), *end;

	if (!start)
		return NULL;
	start += strlen(from);
	end = strstr(start, to);
	ck_assert(end != NULL);
	return keep_format("%.*s", (int)(end - start), start);
}

/* The lines of a header that declare kfuncs; compilers will see them, too. */
#define expect_kfuncs(b, text) \
	do { \
		expect_text(between(header_text(graph_of(b), false), \
				    "#define __bpf_fastcall\n#endif\n#endif\n\n", "#endif\n"), \
			    text); \
		expect_compiles(b); \
	} while (0)

START_TEST(kfuncs_are_declared_by_name)
{
	struct build *b = with_int();
	uint32_t none = build_proto(b, 0), proto = build_proto(b, 1), fast;

	build_param(b, "a", 1);
	build_param(b, "", 1);
	add_kfunc(b, "bpf_z", none);
	add_kfunc(b, "bpf_a", proto);
	fast = add_kfunc(b, "bpf_fast", proto);
	build_decl_tag(b, "bpf_fastcall", fast, -1);
	build_func(b, "no_kfunc", proto, BK_LINKAGE_GLOBAL);
	expect_kfuncs(b, "extern int bpf_a(int a, int) __weak __ksym;\n"
			 "extern int bpf_fast(int a, int) __weak __ksym __bpf_fastcall;\n"
			 "extern void bpf_z(void) __weak __ksym;\n");
}
END_TEST

/* Of a function as a whole, and of that text. */
START_TEST(other_tags_make_no_kfunc)
{
	struct build *b = with_int();
	uint32_t func = build_func(b, "f", build_proto(b, 1), BK_LINKAGE_STATIC), record;

	build_decl_tag(b, "bpf_kfuncs", func, -1);
	build_decl_tag(b, "bpf_kfunc", func, 0);
	build_decl_tag(b, "bpf_fastcall", func, -1);
	record = build_struct(b, "s", 4);
	build_decl_tag(b, "bpf_kfunc", record, -1);
	ck_assert_ptr_null(strstr(header_text(graph_of(b), false), "ksym"));
}
END_TEST

START_TEST(all_they_mention_is_known)
{
	struct build *b = with_int();
	uint32_t record = build_struct(b, "zebra", 4), forward, t_z, anonymous, pointers, proto;

	build_member(b, "i", 1, 0);
	forward = build_fwd_struct(b, "hidden");
	t_z = build_typedef(b, "z_t", record);
	anonymous = build_struct(b, "", 4);
	build_member(b, "j", 1, 0);
	pointers = build_ptr(b, record);
	build_ptr(b, forward);
	build_ptr(b, anonymous);
	proto = build_proto(b, pointers);
	build_param(b, "z", t_z);
	build_param(b, "hidden", pointers + 1);
	build_param(b, "anonymous", pointers + 2);
	build_param(b, "z_t", pointers);
	add_kfunc(b, "bpf_get", proto);
	expect_compiles(b);
	ck_assert_ptr_nonnull(strstr(header_text(graph_of(b), false), "struct hidden;\n"));
	ck_assert_ptr_nonnull(strstr(header_text(graph_of(b), false),
				     "extern struct zebra *bpf_get(z_t z, struct hidden *hidden, "
				     "struct anon_"));
	ck_assert_ptr_nonnull(strstr(header_text(graph_of(b), false),
				     " *anonymous, struct zebra *z_t_) __weak __ksym;\n"));
}
END_TEST

/* One declaration a name, and none of a name that C has for something else. */
START_TEST(names_that_are_taken)
{
	struct build *b = with_int();
	uint32_t proto = build_proto(b, 1), other;

	build_param(b, "a", 1);
	other = build_proto(b, 0);
	add_kfunc(b, "twice", proto);
	add_kfunc(b, "twice", proto);
	build_enum(b, "e", 4, 0);
	build_value(b, "a_constant", 1);
	build_typedef(b, "a_type", 1);
	add_kfunc(b, "a_constant", other);
	add_kfunc(b, "a_type", other);
	add_kfunc(b, "while", other);
	add_kfunc(b, "f.isra.0", other);
	add_kfunc(b, "new", other);
	expect_kfuncs(b, "/* a_constant: the name is taken by a type or constant */\n"
			 "/* a_type: the name is taken by a type or constant */\n"
			 "extern void new(void) __weak __ksym;\n"
			 "extern int twice(int a) __weak __ksym;\n");
}
END_TEST

/* Functions of one name whose prototypes differ: the same one is declared however ids are. */
START_TEST(one_of_several_prototypes)
{
	struct build *b = with_int();
	uint32_t t_long = build_int(b, "long int", 8, BK_INT_SIGNED), protos[4];

	for (int i = 0; i < 4; i++) {
		protos[i] = build_proto(b, i % 2 ? 1 : t_long);
		build_param(b, "a", i / 2 ? 1 : t_long);
	}
	for (int i = 0; i < 4; i++)
		add_kfunc(b, "f", protos[i]);
	expect_compiles(b);
	expect_same_renumbered(b, 10);
}
END_TEST

START_TEST(kfuncs_can_be_left_out)
{
	struct build *b = with_int();
	const struct bk_header_options options = { .no_kfuncs = true, .version = "test" };
	struct bk_sink sink;
	char *header;

	add_kfunc(b, "bpf_a", build_proto(b, 1));
	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok(bk_header_write(&sink, graph_of(b), &options));
	header = sink_text(&sink);
	ck_assert_ptr_null(strstr(header, "bpf_a"));
	ck_assert_ptr_null(strstr(header, "ksym"));
}
END_TEST

C_SUITE(kfuncs, kfuncs_are_declared_by_name, other_tags_make_no_kfunc, all_they_mention_is_known,
	names_that_are_taken, one_of_several_prototypes, kfuncs_can_be_left_out)
