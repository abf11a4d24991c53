// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Kfuncs: kernel functions that BPF programs may call. pahole marks them with DECL_TAGs
 * ("bpf_kfunc", since version 1.26), from the kernel's BTF id sets.
 */
#include "btfkit/graph/ids.h"
#include "btfkit/header/parts.h"

uint32_t bk_kfunc_tagged(const struct bk_graph *graph, uint32_t id, const char *text)
{
	const struct bk_type *t = bk_graph_type(graph, id);

	if (bk_decl_tag_component(t) != -1 || strcmp(bk_graph_name(graph, t), text) != 0)
		return 0;
	return bk_kind(bk_graph_type(graph, t->type_id)) == BK_KIND_FUNC ? t->type_id : 0;
}

static int by_name(const void *a, const void *b)
{
	const struct bk_kfunc *x = a, *y = b;
	int names = strcmp(x->name, y->name);

	return names ? names : bk_digest_compare(x->prototype, y->prototype);
}

static void sort(struct bk_kfuncs *kfuncs)
{
	if (kfuncs->list.count)
		qsort(kfuncs->list.at, kfuncs->list.count, sizeof(*kfuncs->list.at), by_name);
}

/* Digests the prototypes of sorted functions that share a name with the next or the last. */
static bool digest_namesakes(struct bk_kfuncs *kfuncs, const struct bk_graph *graph)
{
	BK_AUTO(bk_digester_deinit) struct bk_digester digester = { .graph = graph };
	BK_AUTOFREE uint32_t *canon = reallocarray(NULL, graph->count, sizeof(*canon));

	if (!canon)
		return false;
	for (uint32_t id = 0; id < graph->count; id++)
		canon[id] = id;
	digester.canon = canon;
	for (size_t i = 0; i < kfuncs->list.count; i++) {
		struct bk_kfunc *k = &kfuncs->list.at[i];

		if ((i > 0 && strcmp(k[-1].name, k->name) == 0) ||
		    (i + 1 < kfuncs->list.count && strcmp(k[1].name, k->name) == 0)) {
			if (!bk_digest_type(&digester, k->id, &k->prototype))
				return false;
		}
	}
	return true;
}

static bool has_namesakes(const struct bk_kfuncs *kfuncs)
{
	for (size_t i = 1; i < kfuncs->list.count; i++)
		if (strcmp(kfuncs->list.at[i - 1].name, kfuncs->list.at[i].name) == 0)
			return true;
	return false;
}

static bool collect(struct bk_kfuncs *kfuncs, const struct bk_graph *graph)
{
	for (struct bk_ids tags = bk_ids_of(graph, 1u << BK_KIND_DECL_TAG); bk_ids_next(&tags);) {
		uint32_t func = bk_kfunc_tagged(graph, tags.id, "bpf_kfunc");
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
	for (struct bk_ids tags = bk_ids_of(graph, 1u << BK_KIND_DECL_TAG); bk_ids_next(&tags);) {
		uint32_t func = bk_kfunc_tagged(graph, tags.id, "bpf_fastcall");
		struct bk_kfunc *kfunc;

		if (!func || !kfuncs->list.count)
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
	sort(kfuncs);
	if (ok && has_namesakes(kfuncs)) { /* which one is kept must not depend on ids */
		ok = digest_namesakes(kfuncs, graph);
		sort(kfuncs);
	}
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
		bk_put_remark(sink, bk_remark_on_type(cgen->remarks, kfunc->id));
	}
	bk_puts(sink, "#endif\n");
}
