/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What tests say about headers: the C that types become, and that compilers agree with it.
 *
 *	START_TEST(packed_structs)
 *	{
 *		struct build *b = build_new();
 *		...
 *		expect_c(b, "struct tight {\n"
 *			    "\tchar a;\n"
 *			    "\tint b;\n"
 *			    "} __attribute__((packed));\n");
 *	}
 *	END_TEST
 *
 *	C_SUITE(record, packed_structs, ...)
 *
 * Each header is kept, with an assertion for every size and offset. When the suite's own tests are
 * done, all of them are compiled together, which is much quicker than one by one: by clang for bpf
 * and other machines, and by gcc, as C11 and C23, without a warning. Last, clang's own BTF of them
 * is held against what was built, bitfields, enumerators and types of members included.
 *
 * A compiler that is not there is said to be skipped.
 */
#ifndef BK_TEST_C_SUITE_H
#define BK_TEST_C_SUITE_H

#include "btfkit/header/vmlinux.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* The whole header of a graph, which must be possible to write. Kept. */
#define header_text(graph, asserts) header_text_at(EXPECT_HERE, graph, asserts)
char *header_text_at(const char *file, int line, const struct bk_graph *graph, bool asserts);

/* What is to be done with a header: seen by C compilers, by C++ ones; clang's BTF compared. */
enum { LATER_C = 1, LATER_CXX = 2, LATER_BTF = 4 };

/*
 * The declarations of all that was built, in a header's order, are `text`: paragraphs with an empty
 * line between. What is there for every header, and kfuncs, do not count. Names that were made up
 * of digests are anon_1, anon_2 and so on in it. The header will be compiled.
 */
#define expect_c(b, text) expect_c_at(EXPECT_HERE, b, text, LATER_C | LATER_BTF)
void expect_c_at(const char *file, int line, const struct build *b, const char *text, int what);

/* The same of types that C has nothing for, or BTF before ENUM64: their BTF will be another. */
#define expect_altered_c(b, text) expect_c_at(EXPECT_HERE, b, text, LATER_C)

/* C++ compilers will take the header, too. */
#define expect_cxx(b, text) expect_c_at(EXPECT_HERE, b, text, LATER_C | LATER_BTF | LATER_CXX)

/* The header will be compiled when the suite's other tests are done. */
#define expect_compiles(b) compile_later(graph_of(b), LATER_C)

#define compile_later(graph, what) compile_later_at(EXPECT_HERE, graph, what, "")

/* The same with code behind the header that uses what is in it. */
#define expect_code(b, what, code) compile_later_at(EXPECT_HERE, graph_of(b), what, code)
void compile_later_at(const char *file, int line, const struct bk_graph *graph, int what,
		      const char *code);

/* The same types under other numbers, in as many ways, give the same header. */
#define expect_same_renumbered(b, times) expect_same_renumbered_at(EXPECT_HERE, b, times)
void expect_same_renumbered_at(const char *file, int line, const struct build *b, int times);

/* Defines the suite of a module, like TEST_SUITE(), with the compilers' tests behind its own. */
#define C_SUITE(module, ...) \
	Suite *test_##module##_suite(void); \
	Suite *test_##module##_suite(void) \
	{ \
		const TTest *const tests[] = { __VA_ARGS__, NULL }; \
		return c_suite_make(#module, tests); \
	}

Suite *c_suite_make(const char *module, const TTest *const *tests);

/* Whether a compiler works at all; says `skip` and why if not. */
bool have_compiler(const char *command);

#endif
