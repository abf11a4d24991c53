// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The list of loaded BTF as text and JSON. */
#include "btfkit/render/render.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static struct bk_loaded_holder holders[] = {
	{ 33, BK_BPF_PROGRAM, 110, "on_getpid" },
	{ 33, BK_BPF_PROGRAM, 111, "" },
	{ 33, BK_BPF_MAP, 29, "counts" },
	{ 1, BK_BPF_PROGRAM, 4, "early" },
};

static struct bk_loaded_btf btfs[] = {
	{ 1, BK_LOADED_KERNEL, 5516713, "vmlinux", holders + 3, 1 },
	{ 4, BK_LOADED_MODULE, 24, "nf_tables" },
	{ 33, BK_LOADED_PROGRAM, 760, "", holders, 3 },
	{ 4000000000, BK_LOADED_PROGRAM, 4000000000, "" },
};

static const struct bk_loaded loaded = { btfs, 4, holders }, nothing = { 0 };

static char *render(void (*renderer)(struct bk_sink *sink, const struct bk_loaded *loaded),
		    const struct bk_loaded *list)
{
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	renderer(&sink, list);
	return sink_text(&sink);
}

START_TEST(a_line_a_btf)
{
	expect_text(render(bk_render_loaded_text, &loaded),
		    "    id  kind         bytes  name, holders\n"
		    "     1  kernel     5516713  vmlinux, prog 4 early\n"
		    "     4  module          24  nf_tables\n"
		    "    33  program        760  prog 110 on_getpid, prog 111, map 29 counts\n"
		    "4000000000  program  4000000000  -\n");
	expect_text(render(bk_render_loaded_text, &nothing),
		    "    id  kind         bytes  name, holders\n");
}
END_TEST

START_TEST(all_of_it_as_json)
{
	expect_text(render(bk_render_loaded_json, &loaded),
		    quoted("{'schema':'btfkit.stat/1','loaded':["
			   "{'id':1,'name':'vmlinux','kind':'kernel','size_bytes':5516713,"
			   "'programs':[{'id':4,'name':'early'}],'maps':[]},"
			   "{'id':4,'name':'nf_tables','kind':'module','size_bytes':24,"
			   "'programs':[],'maps':[]},"
			   "{'id':33,'name':null,'kind':'program','size_bytes':760,"
			   "'programs':[{'id':110,'name':'on_getpid'},{'id':111,'name':null}],"
			   "'maps':[{'id':29,'name':'counts'}]},"
			   "{'id':4000000000,'name':null,'kind':'program','size_bytes':4000000000,"
			   "'programs':[],'maps':[]}]}\n"));
	expect_text(render(bk_render_loaded_json, &nothing),
		    quoted("{'schema':'btfkit.stat/1','loaded':[]}\n"));
}
END_TEST

TEST_SUITE(render_loaded, a_line_a_btf, all_of_it_as_json)
