// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The BPF programs that are embedded: that they are there, or that it is said what was missing. */
#include "btfkit/graph/ext_graph.h"
#include "btfkit/live/bundled.h"
#include "btfkit/source/elf.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

START_TEST(the_pattern_has_each_kind)
{
	struct bk_source source = { 0 };
	struct bk_graph *graph = NULL;
	struct bk_ext_graph *ext = NULL;
	struct bk_bytes object;
	struct bk_error *error = bk_bundled(&object);
	uint32_t kinds = 0;

	if (error) {
		ck_assert_ptr_nonnull(strstr(bk_error_text(error), "built without"));
		bk_error_destroy(error);
		return;
	}
	expect_ok(bk_elf_open(&source, object));
	expect_ok(bk_graph_create(source.btf, NULL, &graph));
	expect_ok(bk_ext_graph_create(source.btf_ext, graph, &ext));
	for (size_t i = 0; i < ext->sections.count; i++)
		for (size_t n = 0; n < ext->sections.at[i].parts[BK_EXT_CORE_RELO].count; n++)
			kinds |= 1U << ext->sections.at[i].parts[BK_EXT_CORE_RELO].at[n].relo.kind;
	/* A clang older than 15 does not know the last one. */
	ck_assert_uint_eq(kinds | 1U << BK_RELO_TYPE_MATCHES, (1U << BK_RELO_KIND_COUNT) - 1);
	bk_ext_graph_destroy(ext);
	bk_graph_destroy(graph);
	free(source.arch);
	free(source.release);
}
END_TEST

TEST_SUITE(bundled, the_pattern_has_each_kind)
