// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Hostile BTF by the thousands: good BTF with bits, words and stretches changed at random. Each
 * mutant must be refused or be safe to use in every way: see use(). Meant to run under sanitizers.
 *
 * The numbers are random but always the same ones: a round's number, which Check prints when it
 * fails, is its seed.
 */
#include "btfkit/dedup/dedup.h"
#include "btfkit/find/find.h"
#include "btfkit/graph/names.h"
#include "btfkit/graph/rebase.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/header/vmlinux.h"
#include "btfkit/render/render.h"
#include "btfkit/render/render_stat.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/zoo.h"

#include <stdio.h>
#include <sys/resource.h>

/* ---- what is done with each mutant that is accepted: new operations and renderers go here ---- */

static void render(const struct bk_graph *graph, struct bk_sink *sink)
{
	bk_render_dump_raw(sink, graph, NULL);
	bk_render_dump_json(sink, graph, NULL);
	for (uint32_t id = bk_graph_first_id(graph); id < bk_graph_count(graph); id++)
		bk_type_name(graph, id, sink);
}

static void look_up(const struct bk_graph *graph)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	uint32_t not_found = 0;

	expect_ok(bk_names_create(graph, &names));
	for (uint32_t id = bk_graph_first_id(graph); id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);
		const char *name = bk_graph_name(graph, t);

		not_found += *name && !bk_names_find(names, bk_kind(t), name);
	}
	ck_assert_uint_eq(not_found, 0);
}

static void measure(const struct bk_graph *graph)
{
	for (uint32_t id = bk_graph_first_id(graph); id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		bk_type_size(graph, id);
		if (!bk_kind_is_record(bk_kind(t)))
			continue;
		for (uint32_t n = 0; n < bk_vlen(t); n++) {
			bk_member_start_bits(graph, t, bk_members(t) + n);
			bk_member_width_bits(graph, t, bk_members(t) + n);
		}
	}
}

/* A header, or a reason why there is none; and the definitions alone. */
static void write_c(const struct bk_graph *graph, struct bk_sink *sink)
{
	const struct bk_header_options options = { .asserts = true, .version = "test" };
	const struct bk_selection all = { 0 };
	struct bk_error *error = bk_header_write(sink, graph, &options);

	if (error)
		ck_assert_int_eq(bk_error_code(error), BK_ERR_UNSUPPORTED);
	bk_error_destroy(error);
	expect_ok(bk_header_write_selected(sink, graph, &all));
}

static void take_stock(const struct bk_graph *graph, struct bk_sink *sink)
{
	BK_AUTO(bk_stat_auto) struct bk_stat *stat = NULL;
	const struct bk_stat_origin origin = { .source = "test" };

	expect_ok(bk_stat_create(graph, &(struct bk_stat_options){ .top = UINT32_MAX }, &stat));
	bk_render_stat_text(sink, stat, &origin);
	bk_render_stat_json(sink, stat, &origin);
}

/* All by name, and by use, and why nothing has a name that nothing has. */
static void find(const struct bk_graph *graph, struct bk_sink *sink)
{
	static const char *const patterns[] = { "*", "*.*.*", "i*", "list_head.next", "no.thing" };

	for (size_t i = 0; i < 2 * sizeof(patterns) / sizeof(*patterns); i++) {
		const struct bk_find_style style = { .one_name = i % 2 };
		BK_AUTO(bk_find_pattern_deinit) struct bk_find_pattern pattern = { 0 };
		BK_AUTO(bk_find_auto) struct bk_find_result *result = NULL;
		const struct bk_find_query query = { .pattern = &pattern, .users = i % 2 };
		struct bk_find_report report = { .source = "mutant" };

		expect_ok(bk_find_pattern_init(&pattern, patterns[i / 2], style));
		expect_ok(bk_find_create(graph, &query, &result));
		report.result = result;
		expect_ok(bk_render_find_text(sink, &report, 1));
		bk_render_find_json(sink, patterns[i / 2], query.users, &report, 1);
		bk_error_destroy(bk_find_hint(graph, &query));
	}
}

static void use(const struct bk_graph *graph)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	render(graph, &sink);
	look_up(graph);
	measure(graph);
	write_c(graph, &sink);
	take_stock(graph, &sink);
	find(graph, &sink);
	expect_ok(bk_sink_finish(&sink));
}

/* ---- changes ---- */

static uint64_t random_state;

/* Xorshift: plain, and the same everywhere. */
static uint32_t random_below(uint32_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 32) % limit;
}

static void start_random(int seed)
{
	random_state = 0x9e3779b97f4a7c15 * (uint64_t)(seed + 1);
}

/* A word that has a chance to mean something: small, extreme, or seen elsewhere in the bytes. */
static uint32_t likely_word(const uint8_t *bytes, size_t size)
{
	static const uint32_t extremes[] = { 0,		 1,	     0x7fffffff,
					     0x80000000, 0xffffffff, 0x00ffffff,
					     0xffff0000, 0xfffffffc, 0xff000000 };
	uint32_t word;

	switch (random_below(4)) {
	case 0:
		return extremes[random_below(sizeof(extremes) / sizeof(*extremes))];
	case 1: /* an info word of any kind */
		return build_info(random_below(24), random_below(6), random_below(2));
	case 2:
		return random_below(64);
	default:
		memcpy(&word, bytes + 4 * random_below(size / 4), sizeof(word));
		return word;
	}
}

static void change(uint8_t *bytes, size_t *size)
{
	size_t at = random_below(*size), from = random_below(*size);
	size_t length = 1 + random_below(64);
	uint32_t word;

	switch (random_below(8)) {
	case 0:
		if (random_below(4) == 0)
			*size = at;
		break;
	case 1:
		bytes[at] = random_below(256);
		break;
	case 2:
	case 3:
		bytes[at] ^= 1u << random_below(8);
		break;
	case 4: /* a stretch over another */
		if (at + length <= *size && from + length <= *size)
			memmove(bytes + at, bytes + from, length);
		break;
	default:
		word = likely_word(bytes, *size);
		if (random_below(4) == 0)
			word = __builtin_bswap32(word);
		memcpy(bytes + 4 * random_below(*size / 4), &word, sizeof(word));
		break;
	}
}

/* A changed copy of just its size: a sanitizer sees what reads past it. The caller frees it. */
static struct bk_bytes mutate(struct bk_bytes bytes)
{
	uint8_t *copy = malloc(bytes.size), *exact;
	size_t size = bytes.size;

	ck_assert(copy != NULL);
	memcpy(copy, bytes.data, size);
	for (uint32_t changes = 1 + random_below(3); changes && size >= 4; changes--)
		change(copy, &size);
	exact = realloc(copy, size ? size : 1);
	ck_assert(exact != NULL);
	return (struct bk_bytes){ exact, size };
}

static void free_bytes(struct bk_bytes *bytes)
{
	free((void *)(uintptr_t)bytes->data);
}

/*
 * Deduplication does not build a graph of what it reads, but it must refuse the same, for the same
 * reason. It refuses more only where it could not write it anew, or where declarations that are held by
 * value turn out to be what holds them.
 */
static void merge(struct bk_bytes bytes, const struct bk_error *refused)
{
	BK_AUTO(bk_dedup_auto) struct bk_dedup *dedup = NULL;
	const struct bk_dedup_input input = { bytes, "mutant" };
	struct bk_error *error =
		bk_dedup_create(&input, 1, &(const struct bk_dedup_options){ 0 }, &dedup);

	if (refused) {
		ck_assert_msg(error != NULL, "not refused: %s", bk_error_text(refused));
		ck_assert_str_eq(bk_error_text(error) + strlen("mutant: "), bk_error_text(refused));
	} else if (error && bk_error_code(error) != BK_ERR_UNSUPPORTED) {
		ck_assert_msg(strstr(bk_error_text(error), "do not go together"), "%s",
			      bk_error_text(error));
	}
	bk_error_destroy(error);
}

/* Whether the mutant was accepted; if so, it was used. */
static bool try_mutant(struct bk_bytes bytes, const struct bk_graph *base)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
	struct bk_error *error = bk_graph_create(bytes, base, &graph);

	if (!base)
		merge(bytes, error);
	if (!error) {
		use(graph);
		return true;
	}
	ck_assert_int_ne(bk_error_code(error), BK_ERR_MEMORY);
	ck_assert(*bk_error_text(error));
	bk_error_destroy(error);
	return false;
}

static bool try_one(struct bk_bytes bytes, const struct bk_graph *base)
{
	BK_AUTO(free_bytes) struct bk_bytes mutant = mutate(bytes);

	return try_mutant(mutant, base);
}

/* A base that was changed, below a split that was not. */
static bool try_below(struct bk_bytes base_bytes, struct bk_bytes split)
{
	BK_AUTO(free_bytes) struct bk_bytes mutant = mutate(base_bytes);
	BK_AUTO(bk_graph_auto) struct bk_graph *base = NULL;
	struct bk_error *error = bk_graph_create(mutant, NULL, &base);

	bk_error_destroy(error);
	return !error && try_mutant(split, base);
}

/* A module and its distilled base, one of which was changed, moved onto a kernel. */
static bool try_moved(struct bk_bytes distilled, struct bk_bytes split,
		      const struct bk_graph *kernel)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *base = NULL, *on_it = NULL, *moved = NULL;
	struct bk_error *error = bk_graph_create(distilled, NULL, &base);

	if (!error)
		error = bk_graph_create(split, base, &on_it);
	if (!error)
		error = bk_graph_rebase(on_it, kernel, &moved);
	if (!error) {
		use(moved);
		return true;
	}
	ck_assert_int_ne(bk_error_code(error), BK_ERR_MEMORY);
	bk_error_destroy(error);
	return false;
}

/* ---- tests ---- */

enum { ROUNDS = 4, MUTANTS = 800 };

static void expect_some(int accepted, int tried)
{
	ck_assert_msg(accepted > tried / 20 && accepted < tried, "%d of %d mutants were accepted",
		      accepted, tried);
}

START_TEST(mutants_of_the_zoo)
{
	struct build *plain = zoo(build_new()), *swapped = zoo(build_new()),
		     *laid_out = build_new();
	int accepted = 0;

	build_swap(swapped);
	build_layouts(zoo(laid_out));
	build_layout(laid_out, 21, 4, 8);
	build_record(laid_out, 21, "new", 0);
	build_word(laid_out, 0);
	start_random(_i);
	for (int i = 0; i < MUTANTS; i++) {
		accepted += try_one(build_bytes(plain), NULL);
		accepted += try_one(build_bytes(swapped), NULL);
		accepted += try_one(build_bytes(laid_out), NULL);
	}
	expect_some(accepted, 3 * MUTANTS);
}
END_TEST

START_TEST(mutants_of_a_split_and_of_its_base)
{
	struct build *base = zoo(build_new()), *split = zoo(build_split(base));
	const struct bk_graph *base_graph = graph_of(base);
	int accepted = 0;

	start_random(_i);
	for (int i = 0; i < MUTANTS; i++) {
		accepted += try_one(build_bytes(split), base_graph);
		accepted += try_below(build_bytes(base), build_bytes(split));
	}
	expect_some(accepted, 2 * MUTANTS);
}
END_TEST

/* Of the zoo what a distilled base may hold. */
static struct build *distil(const struct bk_graph *kernel)
{
	struct build *b = build_new();

	for (uint32_t id = 1; id < bk_graph_count(kernel); id++) {
		const struct bk_type *t = bk_graph_type(kernel, id);
		const char *name = bk_graph_name(kernel, t);

		if (!*name)
			continue;
		if (bk_kind(t) == BK_KIND_INT)
			build_int_bits(b, name, t->size, bk_int_encoding(t), bk_int_bits_offset(t),
				       bk_int_bits(t));
		else if (bk_kind(t) == BK_KIND_FWD)
			(bk_kind_flag(t) ? build_fwd_union : build_fwd_struct)(b, name);
		else if (bk_kind_is_record(bk_kind(t)))
			build_record(b, bk_kind(t), name, t->size);
		else if (bk_kind_is_enum(bk_kind(t)))
			build_record(b, BK_KIND_ENUM, name, t->size);
	}
	return b;
}

/* The zoo on a distilled base, to each type of which it refers by pointer and by value. */
static struct build *module_on(struct build *base)
{
	struct build *b = zoo(build_split(base));
	uint32_t types = build_next_id(base);

	for (uint32_t id = 1; id < types; id++)
		build_ptr(b, id);
	build_struct(b, "holder", 512 * types);
	for (uint32_t id = 1; id < types; id++)
		build_member(b, "page", id, 8 * 512 * id);
	return b;
}

START_TEST(mutants_of_a_module_and_of_its_distilled_base)
{
	const struct bk_graph *kernel = graph_of(zoo(build_new()));
	struct build *base = distil(kernel), *split = module_on(base);
	int accepted = 0;

	start_random(_i);
	ck_assert(try_moved(build_bytes(base), build_bytes(split), kernel));
	for (int i = 0; i < MUTANTS; i++) {
		BK_AUTO(free_bytes) struct bk_bytes mutant = mutate(build_bytes(split));
		BK_AUTO(free_bytes) struct bk_bytes mutant_base = mutate(build_bytes(base));

		accepted += try_moved(build_bytes(base), mutant, kernel);
		accepted += try_moved(mutant_base, build_bytes(split), kernel);
	}
	expect_some(accepted, 2 * MUTANTS);
}
END_TEST

/* The bundled kernel's BTF, where tests/run says where it is and xz unpacks it. Kept. */
static struct bk_bytes read_kernel(void)
{
	FILE *pipe = getenv("FIXTURES") ? popen("xz -dc \"$FIXTURES\"/linux-*.btf.xz", "r") : NULL;
	struct bk_sink sink;
	size_t got;

	if (!pipe)
		return (struct bk_bytes){ NULL, 0 };
	bk_sink_init_memory(&sink, SIZE_MAX);
	do {
		got = fread(bk_sink_reserve(&sink, 65536), 1, 65536, pipe);
		sink.at += got;
	} while (got);
	pclose(pipe);
	expect_ok(bk_sink_finish(&sink));
	return (struct bk_bytes){ keep(sink.start), sink.at - sink.start };
}

START_TEST(mutants_of_a_kernel)
{
	struct bk_bytes kernel = read_kernel();
	const int mutants = 12;

	if (!kernel.size)
		return;
	start_random(_i);
	ck_assert(try_mutant(kernel, NULL));
	for (int i = 0; i < mutants; i++)
		try_one(kernel, NULL);
}
END_TEST

/* Sanitizers hold freed memory back, 256 MiB of it. */
static void expect_bounded_memory(void)
{
	struct rusage usage;

	ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
	ck_assert_int_lt(usage.ru_maxrss, 1 << 20); /* KiB */
}

Suite *test_mutate_suite(void);
Suite *test_mutate_suite(void)
{
	Suite *suite = suite_create("mutate");
	TCase *tcase = tcase_create("mutate");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, NULL, expect_bounded_memory);
	tcase_add_loop_test(tcase, mutants_of_the_zoo, 0, ROUNDS);
	tcase_add_loop_test(tcase, mutants_of_a_split_and_of_its_base, 0, ROUNDS);
	tcase_add_loop_test(tcase, mutants_of_a_module_and_of_its_distilled_base, 0, ROUNDS);
	tcase_add_test(tcase, mutants_of_a_kernel);
	suite_add_tcase(suite, tcase);
	return suite;
}
