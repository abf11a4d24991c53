// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Kfuncs: kernel functions that BPF programs may call. pahole marks them with DECL_TAGs
 * ("bpf_kfunc", since version 1.26), from the kernel's BTF id sets.
 */
#include "btfkit/header/parts.h"

/* The FUNC a DECL_TAG of that text marks as a whole, 0 if it is another tag. */
static uint32_t tagged_function(const struct bk_graph *graph, uint32_t id, const char *text)
{
	const struct bk_type *t;

	if (bk_graph_kind(graph, id) != BK_KIND_DECL_TAG)
		return 0;
	t = bk_graph_type(graph, id);
	if (bk_decl_tag_component(t) != -1 || strcmp(bk_graph_name(graph, t), text) != 0)
		return 0;
	return bk_kind(bk_graph_type(graph, t->type_id)) == BK_KIND_FUNC ? t->type_id : 0;
}

/* Orders functions of one name by what they take, so that ids do not decide which one is kept. */
static int compare_prototypes(const struct bk_graph *graph, uint32_t a, uint32_t b)
{
	const struct bk_type *x = bk_graph_type(graph, bk_graph_type(graph, a)->type_id);
	const struct bk_type *y = bk_graph_type(graph, bk_graph_type(graph, b)->type_id);

	if (bk_vlen(x) != bk_vlen(y))
		return bk_vlen(x) > bk_vlen(y) ? -1 : 1;
	for (uint32_t n = 0; n < bk_vlen(x); n++) {
		int names = strcmp(bk_graph_string(graph, bk_params(x)[n].name_off),
				   bk_graph_string(graph, bk_params(y)[n].name_off));

		if (names)
			return names;
	}
	return (a > b) - (a < b);
}

static int by_name(const void *a, const void *b, void *graph)
{
	const struct bk_kfunc *x = a, *y = b;
	int names = strcmp(x->name, y->name);

	return names ? names : compare_prototypes(graph, x->id, y->id);
}

static bool collect(struct bk_kfuncs *kfuncs, const struct bk_graph *graph)
{
	for (uint32_t id = 1; id < graph->count; id++) {
		uint32_t func = tagged_function(graph, id, "bpf_kfunc");
		struct bk_kfunc kfunc = { .id = func };

		if (!func)
			continue;
		kfunc.name = bk_graph_name(graph, bk_graph_type(graph, func));
		if (bk_classify_name(kfunc.name, strlen(kfunc.name), NULL) < BK_NAME_RESERVED &&
		    !bk_array_push(&kfuncs->list, kfunc))
			return false;
	}
	return true;
}

/* Of functions of one name (the same one twice, mostly) only the first is kept. */
static void keep_first_of_each_name(struct bk_kfuncs *kfuncs)
{
	size_t kept = 0;

	for (size_t i = 0; i < kfuncs->list.count; i++)
		if (!kept || strcmp(kfuncs->list.at[kept - 1].name, kfuncs->list.at[i].name) != 0)
			kfuncs->list.at[kept++] = kfuncs->list.at[i];
	kfuncs->list.count = kept;
}

static int find_name(const void *name, const void *kfunc)
{
	return strcmp(name, ((const struct bk_kfunc *)kfunc)->name);
}

static void mark_fastcalls(struct bk_kfuncs *kfuncs, const struct bk_graph *graph)
{
	for (uint32_t id = 1; id < graph->count && kfuncs->list.count; id++) {
		uint32_t func = tagged_function(graph, id, "bpf_fastcall");
		struct bk_kfunc *kfunc;

		if (!func)
			continue;
		kfunc = bsearch(bk_graph_name(graph, bk_graph_type(graph, func)), kfuncs->list.at,
				kfuncs->list.count, sizeof(*kfunc), find_name);
		if (kfunc)
			kfunc->fastcall = true;
	}
}

struct bk_error *bk_kfuncs_init(struct bk_kfuncs *kfuncs, const struct bk_graph *graph)
{
	bool ok;

	*kfuncs = (struct bk_kfuncs){ 0 };
	ok = collect(kfuncs, graph);
	if (kfuncs->list.count)
		qsort_r(kfuncs->list.at, kfuncs->list.count, sizeof(*kfuncs->list.at), by_name,
			(void *)(uintptr_t)graph);
	keep_first_of_each_name(kfuncs);
	mark_fastcalls(kfuncs, graph);
	for (size_t i = 0; i < kfuncs->list.count && ok; i++)
		ok = bk_array_push(&kfuncs->ids, kfuncs->list.at[i].id);
	if (!ok)
		bk_kfuncs_deinit(kfuncs);
	return ok ? NULL : bk_error_memory();
}

void bk_kfuncs_deinit(struct bk_kfuncs *kfuncs)
{
	bk_array_deinit(&kfuncs->list);
	bk_array_deinit(&kfuncs->ids);
}

void bk_header_put_kfuncs(struct bk_cgen *cgen, struct bk_sink *sink,
			  const struct bk_kfuncs *kfuncs)
{
	if (!kfuncs->list.count)
		return;
	bk_puts(sink, "\n/* kfuncs; to leave them out, define BPF_NO_KFUNC_PROTOTYPES */\n"
		      "#ifndef BPF_NO_KFUNC_PROTOTYPES\n"
		      "#ifndef __ksym\n"
		      "#define __ksym __attribute__((section(\".ksyms\")))\n"
		      "#endif\n"
		      "#ifndef __weak\n"
		      "#define __weak __attribute__((weak))\n"
		      "#endif\n"
		      "#ifndef __bpf_fastcall\n"
		      "#if __has_attribute(bpf_fastcall)\n"
		      "#define __bpf_fastcall __attribute__((bpf_fastcall))\n"
		      "#else\n"
		      "#define __bpf_fastcall\n"
		      "#endif\n"
		      "#endif\n\n");
	for (size_t i = 0; i < kfuncs->list.count; i++) {
		const struct bk_kfunc *kfunc = &kfuncs->list.at[i];

		if (bk_strmap_find(&cgen->enumerators, kfunc->name)) {
			bk_printf(sink, "/* %s: the name is taken by a type or constant */\n",
				  kfunc->name);
			continue;
		}
		bk_puts(sink, "extern ");
		bk_cgen_declare(cgen, sink, kfunc->id, kfunc->name, 0);
		bk_puts(sink,
			kfunc->fastcall ? " __weak __ksym __bpf_fastcall;\n" : " __weak __ksym;\n");
	}
	bk_puts(sink, "#endif\n");
}
