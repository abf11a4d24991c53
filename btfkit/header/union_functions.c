// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Functions: of each name the newest kernel's, and kfuncs that another kernel has otherwise. */
#include "btfkit/header/parts.h"
#include "btfkit/header/union.h"

struct function {
	struct bk_origin of;
	uint32_t kernels, kfunc_of, fastcall_of; /* bits */
};

/* A kfunc, in one of the kernels. */
struct tagged {
	struct bk_origin of;
	uint32_t function; /* its place in the list */
};

struct functions {
	BK_ARRAY(struct function) list;
	BK_ARRAY(struct tagged) tagged;
	struct bk_strmap index;
};

static const char *name_of(const struct bk_kernels *ks, struct bk_origin o)
{
	return bk_graph_name(ks->list[o.kernel].graph, bk_origin_type(ks, o));
}

static bool collect(struct bk_kernels *ks, struct functions *f, uint32_t kernel)
{
	for (struct bk_ids ids = bk_ids_of(ks->list[kernel].graph, 1u << BK_KIND_FUNC);
	     bk_ids_next(&ids);) {
		struct function new = { .of = { kernel, ids.id, false }, .kernels = 1u << kernel };
		bool inserted;
		uint32_t *at = bk_strmap_insert(&f->index, name_of(ks, new.of),
						(uint32_t)f->list.count, &inserted);

		if (!at || (inserted && !bk_array_push(&f->list, new)))
			return false;
		f->list.at[*at].kernels |= 1u << kernel;
	}
	return true;
}

static bool collect_tags(struct bk_kernels *ks, struct functions *f, uint32_t kernel)
{
	const struct bk_graph *graph = ks->list[kernel].graph;

	for (struct bk_ids tags = bk_ids_of(graph, 1u << BK_KIND_DECL_TAG); bk_ids_next(&tags);) {
		uint32_t kfunc = bk_kfunc_tagged(graph, tags.id, "bpf_kfunc");
		uint32_t fast = bk_kfunc_tagged(graph, tags.id, "bpf_fastcall");
		struct bk_origin o = { kernel, kfunc ? kfunc : fast, false };
		const uint32_t *at = o.id ? bk_strmap_find(&f->index, name_of(ks, o)) : NULL;

		if (!at || !f->list.at)
			continue;
		f->list.at[*at].kfunc_of |= (uint32_t)(kfunc != 0) << kernel;
		f->list.at[*at].fastcall_of |= (uint32_t)(fast != 0) << kernel;
		o.flavored = true;
		if (kfunc && !bk_array_push(&f->tagged, (struct tagged){ o, *at }))
			return false;
	}
	return true;
}

static bool put_tag(struct bk_kernels *ks, const char *text, uint32_t function)
{
	uint32_t id = bk_kernels_add_type(ks);

	if (!id || !bk_array_push(&ks->tails, UINT32_MAX))
		return false;
	ks->types.at[id] = (struct bk_new_type){ .name = text,
						 .info = BK_KIND_INFO(BK_KIND_DECL_TAG, 0),
						 .size_or_type = function,
						 .tail_at = ks->tails.count - 1,
						 .tail_words = 1 };
	return true;
}

static bool put_function(struct bk_kernels *ks, const struct function *f, struct bk_origin o,
			 const char *name, uint32_t kernels)
{
	uint32_t id = bk_kernels_add_type(ks), prototype;
	const struct bk_type *t = bk_origin_type(ks, o);
	const char *remark = NULL;

	o.id = t->type_id;
	prototype = bk_kernels_convert(ks, o);
	if (!id || !name || !bk_kernels_remark(ks, kernels, 0, (1ull << ks->count) - 1, &remark))
		return false;
	ks->types.at[id] = (struct bk_new_type){
		.name = name, .info = t->info, .size_or_type = prototype, .remark = remark
	};
	return (!f->kfunc_of || put_tag(ks, "bpf_kfunc", id)) &&
	       (!f->fastcall_of || put_tag(ks, "bpf_fastcall", id));
}

/* A kfunc of a kernel that is not the newest with it: a function of its own if they do not agree. */
static bool put_other(struct bk_kernels *ks, struct functions *f, const struct tagged *tagged)
{
	struct function *function = &f->list.at[tagged->function];
	uint32_t bit = 1u << tagged->of.kernel;
	struct bk_origin a = function->of, b = tagged->of;

	a.id = bk_origin_type(ks, a)->type_id;
	b.id = bk_origin_type(ks, b)->type_id;
	if (a.kernel == b.kernel || !(function->kernels & bit) || bk_kernels_agree(ks, a, b))
		return true;
	function->kernels &= ~bit;
	return put_function(ks, function, tagged->of,
			    bk_kernels_flavor(ks, name_of(ks, tagged->of), b.kernel), bit);
}

static bool add_functions(struct bk_kernels *ks, struct functions *f)
{
	bool ok = true;

	for (uint32_t k = 0; k < ks->count && ok; k++)
		ok = collect(ks, f, k);
	for (uint32_t k = 0; k < ks->count && ok; k++)
		ok = collect_tags(ks, f, k);
	for (size_t i = 0; i < f->tagged.count && ok; i++)
		ok = put_other(ks, f, &f->tagged.at[i]);
	for (size_t i = 0; i < f->list.count && ok; i++) {
		const struct function *function = &f->list.at[i];

		ok = put_function(ks, function, function->of, name_of(ks, function->of),
				  function->kernels);
	}
	return ok;
}

struct bk_error *bk_kernels_add_functions(struct bk_kernels *ks)
{
	struct functions f = { 0 };
	bool ok = add_functions(ks, &f);

	bk_array_deinit(&f.list);
	bk_array_deinit(&f.tagged);
	bk_strmap_deinit(&f.index);
	return ok ? NULL : bk_error_memory();
}
