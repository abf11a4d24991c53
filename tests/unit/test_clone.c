// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Objects made of the bundled one: that they are sound, and that their relocations are those asked for. */
#include "btfkit/corerelo/object.h"
#include "btfkit/graph/access.h"
#include "btfkit/graph/ids.h"
#include "btfkit/live/bundled.h"
#include "btfkit/live/clone.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/libbpf_reader.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>

/* A kernel of these tests. */
static struct build *make_kernel(void)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t t_char = build_int(b, "char", 1, 0);
	uint32_t comm = build_array(b, t_char, t_int, 16);
	uint32_t load = build_struct(b, "load", 16), entity, pointer, color;

	build_member(b, "weight", t_int, 64);
	entity = build_struct(b, "entity", 32);
	build_member(b, "load", load, 128);
	pointer = build_ptr(b, entity);
	build_struct(b, "task", 80);
	build_member(b, "pid", t_int, 0);
	build_member(b, "comm", comm, 64);
	build_member(b, "se", entity, 192);
	build_member(b, "parent", pointer, 576);
	color = build_enum(b, "color", 4, 0);
	build_value(b, "RED", 1);
	build_value(b, "BLUE", 2);
	build_typedef(b, "color_t", color);
	build_enum64(b, "wide", 8, 0);
	build_value(b, "FAR", 1LL << 40);
	return b;
}

/* Everything that comes of some expressions. */
struct made {
	struct bk_template template;
	struct bk_names *names;
	struct bk_encoder encoder;
	struct bk_expression expressions[4000];
	struct bk_asked asked[4000];
	size_t count;
	struct bk_locals locals;
	struct bk_questions questions;
	struct bk_clone clone;
	struct bk_object *object;
};

static bool begin(struct made *m)
{
	struct bk_bytes bundled;
	struct bk_error *error = bk_bundled(&bundled);

	memset(m, 0, sizeof(*m));
	bk_error_destroy(error);
	if (error)
		return false; /* built without: test_bundled.c looks at that */
	expect_ok(bk_template_init(&m->template, bundled));
	return true;
}

static void ask(struct made *m, const struct bk_graph *kernel, const char *text)
{
	struct bk_asked *asked = &m->asked[m->count];
	struct bk_error *error;

	expect_ok(bk_expression_init(&m->expressions[m->count], text));
	asked->expression = &m->expressions[m->count++];
	error = bk_expression_find(asked->expression, kernel, &asked->place);
	asked->is_there = !error;
	bk_error_destroy(error);
}

static void finish(struct made *m, const struct bk_graph *kernel)
{
	expect_ok(bk_names_create_of(kernel, UINT32_MAX, &m->names));
	expect_ok(bk_clone_begin(&m->template, &m->encoder));
	expect_ok(bk_locals_init(&m->locals, &m->encoder, kernel, m->names, m->asked, m->count));
	for (uint32_t i = 0; i < m->count; i++)
		if (m->locals.at[i].kinds)
			ck_assert(bk_questions_add(&m->questions, i, m->locals.at[i].kinds));
	expect_ok(bk_clone_init(&m->clone, &m->template, &m->encoder, m->asked, &m->locals,
				&m->questions, BPF_PROG_TYPE_SYSCALL));
	expect_ok(bk_object_create(m->clone.object, &m->object));
}

static void end(struct made *m)
{
	bk_object_destroy(m->object);
	bk_clone_deinit(&m->clone);
	bk_questions_deinit(&m->questions);
	bk_locals_deinit(&m->locals);
	bk_encoder_deinit(&m->encoder);
	bk_names_destroy(m->names);
	for (size_t i = 0; i < m->count; i++)
		bk_expression_deinit(&m->expressions[i]);
	bk_template_deinit(&m->template);
}

/* The relocations of a program, a line each: kind and what it is of. */
static const char *relocations(const struct made *m, const char *program)
{
	uint32_t function = bk_object_function(m->object, program);
	struct bk_sink sink;
	char *text;

	bk_sink_init_memory(&sink, SIZE_MAX);
	for (size_t i = 0; i < m->object->relocations.count; i++) {
		const struct bk_core_relo *relo = &m->object->relocations.at[i];
		struct bk_access access;

		if (relo->function != function)
			continue;
		bk_printf(&sink, "%s ", bk_relo_kind_name(relo->kind));
		expect_ok(bk_access_init(&access, m->object->graph, relo->kind, relo->type_id,
					 relo->access));
		bk_access_spell(&access, m->object->graph, &sink);
		bk_putc(&sink, '\n');
	}
	bk_putc(&sink, '\0');
	expect_ok(bk_sink_finish(&sink));
	text = keep_copy(sink.start, (size_t)(sink.at - sink.start));
	bk_sink_deinit(&sink);
	return text;
}

/* The kernel's relocator finds no ENUM64 by an ENUM. */
START_TEST(enums_are_of_the_kernels_kind)
{
	static const char *const asked[] = { "enum wide.FAR", "enum wide.NEAR", "enum wide" };
	const struct bk_graph *kernel = graph_of(make_kernel());
	static struct made m;

	if (!begin(&m))
		return;
	for (size_t i = 0; i < 3; i++)
		ask(&m, kernel, asked[i]);
	ask(&m, kernel, "enum color.BLUE");
	finish(&m, kernel);
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(bk_graph_kind(m.object->graph, m.locals.at[i].type_id),
				 i < 3 ? BK_KIND_ENUM64 : BK_KIND_ENUM);
	expect_text(relocations(&m, "probe_0"), "enumval_exists enum wide.FAR\n"
						"enumval_value enum wide.FAR\n"
						"enumval_exists enum wide.NEAR\n"
						"enumval_value enum wide.NEAR\n"
						"type_exists enum wide\n"
						"type_id_local enum wide\n"
						"type_id_target enum wide\n"
						"type_size enum wide\n"
						"type_matches enum wide\n"
						"enumval_exists enum color.BLUE\n"
						"enumval_value enum color.BLUE\n");
	end(&m);
}
END_TEST

START_TEST(each_sort_has_its_relocations)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	static struct made m;

	if (!begin(&m))
		return;
	ask(&m, kernel, "task.se.load.weight");
	ask(&m, kernel, "task.comm[3]");
	ask(&m, kernel, "task.comm");
	ask(&m, kernel, "enum color.BLUE");
	ask(&m, kernel, "struct entity");
	ask(&m, kernel, "color_t");
	ask(&m, kernel, "task.nosuch");
	ask(&m, kernel, "func:f");
	finish(&m, kernel);
	ck_assert_uint_eq(bk_clone_programs(&m.clone), 1);
	ck_assert(!m.asked[7].is_askable);
	expect_text(relocations(&m, "probe_0"), "field_exists struct task.se.load.weight\n"
						"field_byte_offset struct task.se.load.weight\n"
						"field_byte_size struct task.se.load.weight\n"
						"field_signed struct task.se.load.weight\n"
						"field_lshift_u64 struct task.se.load.weight\n"
						"field_rshift_u64 struct task.se.load.weight\n"
						"field_exists struct task.comm[3]\n"
						"field_byte_offset struct task.comm[3]\n"
						"field_byte_size struct task.comm[3]\n"
						"field_exists struct task.comm\n"
						"field_byte_offset struct task.comm\n"
						"field_byte_size struct task.comm\n"
						"enumval_exists enum color.BLUE\n"
						"enumval_value enum color.BLUE\n"
						"type_exists struct entity\n"
						"type_id_local struct entity\n"
						"type_id_target struct entity\n"
						"type_size struct entity\n"
						"type_matches struct entity\n"
						"type_exists color_t\n"
						"type_id_local color_t\n"
						"type_id_target color_t\n"
						"type_size color_t\n"
						"type_matches color_t\n"
						"field_exists struct task.nosuch\n"
						"field_byte_offset struct task.nosuch\n"
						"field_byte_size struct task.nosuch\n"
						"field_signed struct task.nosuch\n"
						"field_lshift_u64 struct task.nosuch\n"
						"field_rshift_u64 struct task.nosuch\n");
	end(&m);
}
END_TEST

/* libbpf, which is to load it, opens the object and reads all of this out of it: without a kernel. */
START_TEST(libbpf_reads_back_what_was_asked)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	static struct made m;
	const char *read;

	if (!begin(&m))
		return;
	ask(&m, kernel, "task.se.load.weight");
	ask(&m, kernel, "task.comm[3]");
	ask(&m, kernel, "enum color.RED");
	ask(&m, kernel, "enum color.BLUE");
	ask(&m, kernel, "struct entity");
	ask(&m, kernel, "color_t");
	ask(&m, kernel, "union nowhere.x[2].y");
	finish(&m, kernel);
	read = libbpf_relocations(m.clone.object, "probe_0");
	if (read)
		expect_text(read, "field_exists 0:0:0:0 4 task.se.load.weight\n"
				  "byte_off 0:0:0:0 4 task.se.load.weight\n"
				  "byte_sz 0:0:0:0 4 task.se.load.weight\n"
				  "signed 0:0:0:0 4 task.se.load.weight\n"
				  "lshift_u64 0:0:0:0 4 task.se.load.weight\n"
				  "rshift_u64 0:0:0:0 4 task.se.load.weight\n"
				  "field_exists 0:1:3 4 task.comm[3]\n"
				  "byte_off 0:1:3 4 task.comm[3]\n"
				  "byte_sz 0:1:3 4 task.comm[3]\n"
				  "enumval_exists 0 6 color.RED\n"
				  "enumval_value 0 6 color.RED\n"
				  "enumval_exists 1 6 color.BLUE\n"
				  "enumval_value 1 6 color.BLUE\n"
				  "type_exists 0 4 entity\n"
				  "local_type_id 0 4 entity\n"
				  "target_type_id 0 4 entity\n"
				  "type_size 0 4 entity\n"
				  "type_matches 0 4 entity\n"
				  "type_exists 0 8 color_t\n"
				  "local_type_id 0 8 color_t\n"
				  "target_type_id 0 8 color_t\n"
				  "type_size 0 8 color_t\n"
				  "type_matches 0 8 color_t\n"
				  "field_exists 0:0:2:0 5 nowhere.x[2].y\n"
				  "byte_off 0:0:2:0 5 nowhere.x[2].y\n"
				  "byte_sz 0:0:2:0 5 nowhere.x[2].y\n"
				  "signed 0:0:2:0 5 nowhere.x[2].y\n"
				  "lshift_u64 0:0:2:0 5 nowhere.x[2].y\n"
				  "rshift_u64 0:0:2:0 5 nowhere.x[2].y\n");
	end(&m);
}
END_TEST

START_TEST(libbpf_reads_back_several_programs)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	static struct made m;

	if (!begin(&m))
		return;
	for (int i = 0; i < 1000; i++)
		ask(&m, kernel, i % 2 ? "enum color.BLUE" : "task.pid");
	finish(&m, kernel);
	ck_assert_uint_eq(bk_clone_programs(&m.clone), 2);
	for (uint32_t program = 0; program < 2; program++) {
		const char *name = program ? "probe_1" : "probe_0", *read,
			   *own = relocations(&m, name);
		uint32_t count = 0;

		read = libbpf_relocations(m.clone.object, name);
		for (const char *at = read; at && *at; at = strchr(at, '\n') + 1)
			count++;
		for (const char *at = own; read && *at; at = strchr(at, '\n') + 1)
			count--;
		ck_assert_uint_eq(count, 0);
	}
	end(&m);
}
END_TEST

START_TEST(fields_of_a_struct_share_it)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	static struct made m;
	uint32_t found = 0;
	struct bk_ids ids;

	if (!begin(&m))
		return;
	ask(&m, kernel, "task.pid");
	ask(&m, kernel, "task.comm");
	ask(&m, kernel, "task.parent");
	finish(&m, kernel);
	for (ids = bk_ids_of(m.object->graph, BK_KINDS_RECORD); bk_ids_next(&ids);)
		found += strcmp(bk_graph_name(m.object->graph,
					      bk_graph_type(m.object->graph, ids.id)),
				"task") == 0;
	ck_assert_uint_eq(found, 1);
	end(&m);
}
END_TEST

START_TEST(what_is_too_much_for_one_program_goes_into_several)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	static struct made m;

	if (!begin(&m))
		return;
	for (int i = 0; i < 2000; i++)
		ask(&m, kernel, i % 2 ? "task.pid" : "task.se.load.weight");
	finish(&m, kernel);
	/* six questions each */
	ck_assert_uint_eq(m.questions.all.count, 12000);
	ck_assert_uint_eq(bk_clone_programs(&m.clone), 4);
	for (uint32_t i = 0; i < 4; i++) {
		uint32_t first = m.clone.firsts.at[i];

		ck_assert_uint_le(m.clone.firsts.at[i + 1] - first, BK_PROBE_SLOTS);
		ck_assert_int_eq(m.questions.all.at[first].kind, BK_RELO_FIELD_EXISTS);
	}
	ck_assert_uint_ne(bk_object_function(m.object, "probe_3"), BK_NOTHING);
	ck_assert_uint_eq(bk_object_function(m.object, "probe_4"), BK_NOTHING);
	end(&m);
}
END_TEST

/* Jumps of the pattern, and those around what does not exist, end inside the program. */
START_TEST(jumps_stay_inside)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	static struct made m;
	const struct bk_function *function;
	uint32_t jumps = 0;

	if (!begin(&m))
		return;
	for (int i = 0; i < 500; i++)
		ask(&m, kernel, "task.pid");
	finish(&m, kernel);
	function = &m.object->functions.at[bk_object_function(m.object, "probe_0")];
	for (uint32_t i = 0; i < function->insn_count; i++) {
		const struct bk_insn *insn = bk_function_insns(m.object, function) + i;
		int64_t target = (int64_t)i + 1 + insn->off;

		if ((insn->code & 7) != BPF_JMP || (insn->code & 0xf0) == BPF_CALL ||
		    (insn->code & 0xf0) == BPF_EXIT)
			continue;
		jumps++;
		ck_assert_int_ge(target, 0);
		ck_assert_int_lt(target, function->insn_count);
	}
	ck_assert_uint_ge(jumps, 503);
	end(&m);
}
END_TEST

START_TEST(names_that_no_program_can_have_are_not_asked)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	static struct made m;
	char text[300] = "task.";

	if (!begin(&m))
		return;
	memset(text + 5, 'a', 200);
	ask(&m, kernel, text);
	ask(&m, kernel, "task.a-b");
	ask(&m, kernel, "task.comm[4294967295]");
	ask(&m, kernel, "task.comm[2147483646]");
	finish(&m, kernel);
	ck_assert(!m.asked[0].is_askable && m.asked[0].reason);
	ck_assert(!m.asked[1].is_askable && m.asked[1].reason);
	ck_assert(!m.asked[2].is_askable && m.asked[2].reason);
	ck_assert_uint_eq(m.locals.at[0].kinds | m.locals.at[1].kinds | m.locals.at[2].kinds, 0);
	end(&m);
}
END_TEST

START_TEST(a_damaged_object_is_refused)
{
	struct bk_bytes bundled;
	struct bk_error *error = bk_bundled(&bundled);
	struct bk_template template;

	bk_error_destroy(error);
	if (error)
		return;
	for (size_t size = 0; size < bundled.size; size += 97) {
		error = bk_template_init(&template,
					 (struct bk_bytes){ keep_copy(bundled.data, size), size });
		ck_assert_ptr_nonnull(error);
		bk_error_destroy(error);
	}
}
END_TEST

TEST_SUITE(clone, each_sort_has_its_relocations, libbpf_reads_back_what_was_asked,
	   libbpf_reads_back_several_programs, enums_are_of_the_kernels_kind,
	   fields_of_a_struct_share_it, what_is_too_much_for_one_program_goes_into_several,
	   jumps_stay_inside, names_that_no_program_can_have_are_not_asked,
	   a_damaged_object_is_refused)
