// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Where expressions are: in the kernel proper, and what that has not in its modules. */
#include "btfkit/live/places.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <sys/stat.h>

/* A kernel and two modules, which are other types of the same names in part. */
static struct build *make_kernel(void)
{
	struct build *kernel = build_new(), *first, *second;
	uint32_t t_int = build_int(kernel, "int", 4, BK_INT_SIGNED), proto, color;

	build_struct(kernel, "task", 8);
	build_member(kernel, "pid", t_int, 0);
	build_fwd_struct(kernel, "queue");

	first = build_split(kernel);
	build_struct(first, "queue", 16);
	build_member(first, "length", t_int, 64);
	proto = build_proto(first, t_int);
	build_func(first, "first_work", proto, BK_LINKAGE_STATIC);
	build_func(first, "both", proto, BK_LINKAGE_STATIC);

	second = build_split(kernel);
	build_struct(second, "task", 16);
	build_member(second, "own", t_int, 96);
	build_struct(second, "both", 8);
	build_member(second, "x", t_int, 32);
	color = build_enum(second, "color", 4, 0);
	build_value(second, "RED", 7);
	build_typedef(second, "color_t", color);

	scratch_enter();
	ck_assert_int_eq(mkdir("btf", 0755), 0);
	scratch_write("btf/vmlinux", build_bytes(kernel));
	scratch_write("btf/first", build_bytes(first));
	scratch_write("btf/second", build_bytes(second));
	return kernel;
}

/* Each expression, its module, and where it is or why it is not there. */
static const char *places(const struct bk_graph *kernel, const char *directory,
			  const char *const *texts, size_t count)
{
	BK_AUTO(bk_probe_deinit) struct bk_probe probe = { 0 };
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	struct bk_sink sink;

	for (size_t i = 0; i < count; i++)
		expect_ok(bk_probe_add(&probe, texts[i]));
	expect_ok(bk_names_create(kernel, &names));
	expect_ok(bk_places_find(&probe, kernel, names, true, directory));
	bk_sink_init_memory(&sink, SIZE_MAX);
	for (size_t i = 0; i < count; i++) {
		const struct bk_probed *probed = &probe.results.at[i];
		const struct bk_witness *w = &probed->witnesses[BK_WITNESS_PREDICTED];

		ck_assert(w->is_known);
		bk_printf(&sink, "%s: %s ", texts[i], probed->module ? probed->module->name : "-");
		if (w->exists)
			bk_printf(&sink, "[%u] at %u\n", probed->place.root_id,
				  (unsigned int)w->offset_bits);
		else
			bk_printf(&sink, "%s\n", probed->why);
	}
	return sink_text(&sink);
}

#define PLACES(kernel, directory, ...) \
	places(kernel, directory, (const char *const[]){ __VA_ARGS__ }, \
	       sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

START_TEST(what_the_kernel_has_not_is_found_in_modules)
{
	const struct bk_graph *kernel = graph_of(make_kernel());

	expect_text(PLACES(kernel, "btf", "task.pid", "queue.length", "enum color.RED",
			   "func:first_work", "both.x", "func:both", "color_t"),
		    "task.pid: - [2] at 0\n"
		    "queue.length: first [4] at 64\n"
		    "enum color.RED: second [6] at 0\n"
		    "func:first_work: first [6] at 0\n"
		    "both.x: second [5] at 32\n"
		    "func:both: first [7] at 0\n"
		    "color_t: second [7] at 0\n");
}
END_TEST

/* As for loaders: a type that the kernel has is not looked for in modules. */
START_TEST(what_the_kernel_has_is_not_looked_for_in_modules)
{
	const struct bk_graph *kernel = graph_of(make_kernel());

	expect_text(PLACES(kernel, "btf", "task.own", "struct task.own", "queue.none", "nowhere.x",
			   "union both"),
		    "task.own: - 'task' has no member 'own'\n"
		    "struct task.own: - 'task' has no member 'own'\n"
		    "queue.none: - module first: 'queue' has no member 'none'\n"
		    "nowhere.x: - no type is named 'nowhere'\n"
		    "union both: - module first: 'both' is of another kind: FUNC\n");
}
END_TEST

START_TEST(without_modules_there_is_the_kernel_alone)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	const char *const alone = "queue.length: - 'queue' is only declared here\n";

	expect_text(PLACES(kernel, NULL, "queue.length"), alone);
	expect_text(PLACES(kernel, "nowhere", "queue.length"), alone);
}
END_TEST

/* What is no BTF is an error with its place, not an absent type. */
START_TEST(a_damaged_module_is_told)
{
	const struct bk_graph *kernel = graph_of(make_kernel());
	BK_AUTO(bk_probe_deinit) struct bk_probe probe = { 0 };
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;

	scratch_write_text("btf/middle", "no BTF");
	expect_ok(bk_names_create(kernel, &names));
	expect_ok(bk_probe_add(&probe, "queue.length"));
	expect_fails(bk_places_find(&probe, kernel, names, true, "btf"), "btf/middle: ");
}
END_TEST

TEST_SUITE(places, what_the_kernel_has_not_is_found_in_modules,
	   what_the_kernel_has_is_not_looked_for_in_modules,
	   without_modules_there_is_the_kernel_alone, a_damaged_module_is_told)
