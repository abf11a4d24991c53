// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Suites whose headers are compiled.
 *
 * Tests are processes of their own, so headers wait in a directory that the suite makes before its
 * first test and removes behind its last. In it is a folder for each sort of header: which pointer
 * size, which byte order, and which compilers can judge it.
 */
#include "tests/unit/support/c_suite.h"

#include "btfkit/header/order.h"
#include "btfkit/source/source.h"
#include "tests/unit/support/layouts.h"
#include "tests/unit/support/renumber.h"
#include "tests/unit/support/scratch.h"

#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char *directory; /* NULL outside of such suites */

/* ---- headers ---- */

char *header_text_at(const char *file, int line, const struct bk_graph *graph, bool asserts)
{
	const struct bk_header_options options = { .asserts = asserts, .version = "test" };
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok_at(file, line, bk_header_write(&sink, graph, &options));
	return sink_text_at(file, line, &sink);
}

static void put_declarations(struct bk_sink *sink, struct bk_cgen *cgen,
			     const struct bk_order *order)
{
	for (size_t i = 0; i < order->enums.count; i++) {
		bk_putc(sink, '\n');
		bk_cgen_define(cgen, sink, order->enums.at[i]);
	}
	if (order->forwards.count)
		bk_putc(sink, '\n');
	for (size_t i = 0; i < order->forwards.count; i++) {
		bk_cgen_put_name(cgen, sink, order->forwards.at[i]);
		bk_puts(sink, ";\n");
	}
	for (size_t i = 0; i < order->types.count; i++) {
		bk_putc(sink, '\n');
		bk_cgen_define(cgen, sink, order->types.at[i]);
	}
}

/* The declarations alone. They begin with an empty line, unless there are none. */
static char *declarations(const char *file, int line, const struct bk_graph *graph)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	BK_AUTO(bk_cgen_auto) struct bk_cgen *cgen = NULL;
	BK_AUTO(bk_order_deinit) struct bk_order order = { 0 };
	struct bk_sink sink;

	expect_ok_at(file, line, bk_names_create(graph, &names));
	expect_ok_at(file, line, bk_cgen_create(graph, names, NULL, 0, NULL, &cgen));
	expect_ok_at(file, line, bk_order_init(&order, cgen, NULL, 0));
	bk_sink_init_memory(&sink, SIZE_MAX);
	put_declarations(&sink, cgen, &order);
	return sink_text_at(file, line, &sink);
}

/* The index of a text in a list of them, to which it is added if it is not there. */
static int index_of(char **list, int *count, char *text)
{
	for (int i = 0; i < *count; i++)
		if (strcmp(list[i], text) == 0)
			return i;
	list[*count] = text;
	return (*count)++;
}

/* Names made of digests, anon_0a1b2c3d, as anon_1, anon_2, ...: in the order they come in. */
static char *number_digests(const char *text)
{
	enum { MOST = 16 };
	static const char hex[] = "0123456789abcdef";
	char *numbered = keep_zeros(strlen(text) + 1), *to = numbered, *known[MOST];
	int count = 0;

	while (*text) {
		if (strncmp(text, "anon_", 5) == 0 && strspn(text + 5, hex) >= 8) {
			ck_assert_int_lt(count, MOST);
			to += sprintf(to, "anon_%d",
				      1 + index_of(known, &count, keep_format("%.8s", text + 5)));
			text += 13;
		} else {
			*to++ = *text++;
		}
	}
	return numbered;
}

void expect_c_at(const char *file, int line, const struct build *b, const char *text, int what)
{
	const struct bk_graph *graph = graph_of_at(file, line, b);
	char *got = declarations(file, line, graph);

	expect_text_at(file, line, number_digests(*got ? got + 1 : got), text);
	if (!strstr(header_text_at(file, line, graph, false), got))
		ck_abort_msg("%s:%d: the header has not got these declarations", file, line);
	compile_later_at(file, line, graph, what, "");
}

/* Without the comment at the top, which has a digest of the rest. */
static const char *text_below_provenance(const char *header)
{
	return strstr(header, "#ifndef __VMLINUX_H__");
}

void expect_same_renumbered_at(const char *file, int line, const struct build *b, int times)
{
	const struct bk_graph *graph = graph_of_at(file, line, b);
	char *header = header_text_at(file, line, graph, true);

	for (int seed = 0; seed < times; seed++) {
		struct bk_graph *other;
		char *text;

		expect_ok_at(file, line, bk_graph_create(renumber(graph, seed), NULL, &other));
		text = header_text_at(file, line, other, true);
		expect_text_at(file, line, text_below_provenance(text),
			       text_below_provenance(header));
		ck_assert_str_eq(text, header);
		bk_graph_destroy(other);
	}
}

/* ---- files that wait for the compilers ---- */

/* C that includes the header and uses what is in it. */
static char *uses_of(const struct bk_graph *graph, const char *stem)
{
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_printf(&sink, "#include \"%s.c\"\n", stem);
	put_uses(&sink, graph);
	return sink_text(&sink);
}

static char *layouts_of(const struct bk_graph *graph)
{
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	put_layouts(&sink, graph);
	return sink_text(&sink);
}

/* The folder for headers of BTF like this. */
static const char *folder_of(const struct bk_graph *graph)
{
	if (graph->pointer_size == 4)
		return graph->swapped ? "32-swapped" : "32";
	return graph->swapped ? "64-swapped" : "64";
}

/* A file name without extension that is not in use yet: folder/test_record-57 */
static char *new_stem(const char *file, int line, const char *folder)
{
	char *path = keep_format("%s/%s", directory, folder), *stem;
	int number = 1;

	(void)mkdir(path, 0777);
	stem = keep_format("%s/%s-%d", path, basename(keep_format("%s", file)), line);
	while (access(keep_format("%s-%d.c", stem, number), F_OK) == 0)
		number++;
	return keep_format("%s-%d", stem, number);
}

void compile_later_at(const char *file, int line, const struct bk_graph *graph, int what,
		      const char *code)
{
	char *header = header_text_at(file, line, graph, true), *stem;

	ck_assert_msg(directory != NULL, "not in a C_SUITE()");
	header = keep_format("%s%s", header, code);
	if (what & LATER_CXX)
		scratch_write_text(keep_format("%s.c", new_stem(file, line, "cxx")), header);
	if (!(what & LATER_C))
		return;
	stem = new_stem(file, line, folder_of(graph));
	scratch_write_text(keep_format("%s.c", stem), header);
	if (!(what & LATER_BTF))
		return;
	scratch_write_text(keep_format("%s.uses", stem), uses_of(graph, stem));
	scratch_write_text(keep_format("%s.layouts", stem), layouts_of(graph));
}

static void make_directory(void)
{
	directory = keep_format("%s", "/tmp/btfkit-test-XXXXXX");
	if (!mkdtemp(directory))
		abort();
}

static void remove_directory(void)
{
	scratch_remove(directory);
	directory = NULL;
}

/* ---- compilers ---- */

#define CLANG	       "clang -cc1 -fgnuc-version=4.2.1 -Wall -Werror -ferror-limit 0 -fsyntax-only"
#define GCC	       "gcc -fsyntax-only -Wall -Werror -Wno-packed-bitfield-compat"
#define THIS_IS_LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

struct compiler {
	const char *command;
	bool little, big; /* the byte order it is for; both: any */
	int pointer_bits; /* 0: C++ */
};

static const struct compiler compilers[] = {
	{ CLANG " -triple bpfel -std=gnu11", true, false, 64 },
	{ CLANG " -triple bpfel -std=gnu2x", true, false, 64 },
	{ CLANG " -triple aarch64-linux-gnu -std=gnu11", true, false, 64 },
	{ CLANG " -triple bpfeb -std=gnu11", false, true, 64 },
	{ CLANG " -triple bpfeb -std=gnu2x", false, true, 64 },
	{ CLANG " -triple armv7-linux-gnueabi -target-abi aapcs-linux -std=gnu11", true, false,
	  32 },
	{ CLANG " -triple armebv7-linux-gnueabi -target-abi aapcs-linux -std=gnu11", false, true,
	  32 },
	{ GCC " -std=gnu11", THIS_IS_LITTLE, !THIS_IS_LITTLE, 8 * sizeof(void *) },
	{ GCC " -std=gnu2x", THIS_IS_LITTLE, !THIS_IS_LITTLE, 8 * sizeof(void *) },
	{ "g++ -fsyntax-only -Wall -Werror -std=gnu++17 -x c++", true, true, 0 },
	{ "clang++ -fsyntax-only -Wall -Werror -target bpf -std=gnu++17 -x c++", true, true, 0 },
};

enum { COMPILERS = sizeof(compilers) / sizeof(*compilers) };

static const char *folder_for(const struct compiler *compiler)
{
	bool swapped = !(THIS_IS_LITTLE ? compiler->little : compiler->big);

	if (!compiler->pointer_bits)
		return "cxx";
	return keep_format("%d%s", compiler->pointer_bits, swapped ? "-swapped" : "");
}

bool have_compiler(const char *command)
{
	char *program = keep_format("%s", command);

	program[strcspn(program, " ")] = '\0';
	if (system(keep_format("%s --version >/dev/null 2>&1", program)) == 0)
		return true;
	printf("skip %s: it is not there\n", program);
	fflush(stdout);
	return false;
}

/* Runs a command in a folder; what it says fails the test. */
static void run_in(const char *folder, const char *command)
{
	FILE *pipe;
	char *said = NULL;
	size_t room = 0;

	pipe = popen(keep_format("cd %s/%s && %s 2>&1", directory, folder, command), "r");
	ck_assert(pipe != NULL);
	if (getdelim(&said, &room, EOF, pipe) < 0) {
		free(said);
		said = strdup("");
	}
	keep(said);
	if (pclose(pipe) != 0 || *said)
		ck_abort_msg("%s:\n%.3000s", command, said);
}

static bool has_headers(const char *folder)
{
	return access(keep_format("%s/%s", directory, folder), F_OK) == 0;
}

START_TEST(compilers_agree)
{
	const struct compiler *compiler = &compilers[_i];
	const char *folder = folder_for(compiler);

	if (has_headers(folder) && have_compiler(compiler->command))
		run_in(folder, keep_format("%s *.c", compiler->command));
}
END_TEST

/* ---- BTF of the compiled headers ---- */

/* Whether `lines` has this line. */
static bool has_line(const char *lines, const char *line, size_t size)
{
	for (const char *at = lines; (at = strstr(at, keep_format("%.*s\n", (int)size, line)));
	     at++)
		if (at == lines || at[-1] == '\n')
			return true;
	return false;
}

static void expect_layouts(const char *object, const char *wanted)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
	char *got;

	expect_ok(bk_source_create(object, &source));
	expect_ok(bk_graph_create(source->btf, NULL, &graph));
	got = layouts_of(graph);
	while (*wanted) {
		size_t size = strcspn(wanted, "\n");

		if (!has_line(got, wanted, size))
			ck_abort_msg("%s: clang's BTF of it has not got\n  %.*s\nbut\n%s", object,
				     (int)size, wanted, got);
		wanted += size + 1;
	}
}

START_TEST(their_btf_is_what_was_built)
{
	const char *const folder = THIS_IS_LITTLE == (_i == 0) ? "64" : "64-swapped";
	const char *const triple = _i == 0 ? "bpfel" : "bpfeb";
	glob_t objects;

	if (glob(keep_format("%s/%s/*.layouts", directory, folder), 0, NULL, &objects) != 0 ||
	    !have_compiler("clang"))
		return;
	run_in(folder, keep_format("clang -cc1 -fgnuc-version=4.2.1 -triple %s -emit-obj -w "
				   "-debug-info-kind=constructor -dwarf-version=4 -std=gnu11 "
				   "-DBPF_NO_PRESERVE_ACCESS_INDEX -x c *.uses",
				   triple));
	for (size_t i = 0; i < objects.gl_pathc; i++) {
		char *stem = keep_format("%s", objects.gl_pathv[i]);
		char *wanted = scratch_read(stem);

		*strrchr(stem, '.') = '\0';
		if (*wanted)
			expect_layouts(keep_format("%s.o", stem), wanted);
	}
	globfree(&objects);
}
END_TEST

Suite *c_suite_make(const char *module, const TTest *const *tests)
{
	Suite *suite = suite_create(module);
	TCase *tcase = tcase_create(module);

	tcase_set_timeout(tcase, 120);
	tcase_add_unchecked_fixture(tcase, make_directory, remove_directory);
	for (; *tests; tests++)
		tcase_add_test(tcase, *tests);
	tcase_add_loop_test(tcase, compilers_agree, 0, COMPILERS);
	tcase_add_loop_test(tcase, their_btf_is_what_was_built, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}
