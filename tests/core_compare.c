// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Relocates objects for a kernel, and has libbpf do the same; tells where they differ.
 *
 *	core_compare KERNEL.btf OBJECT...
 *
 * It is linked with libbpf.a, whose functions for single relocations are hidden to programs that use the
 * shared library: with those no program need be loaded, and a refusal does not end it. Compared is
 * what became of each relocation, its values, and the instruction. Up to an object's first hard
 * failure, that is: there libbpf stops. How far a bitfield is shifted to the left libbpf knows of its
 * machine's byte order only; of objects of the other that is left out.
 */

#include "btfkit/corerelo/relocate.h"
#include "btfkit/input/input.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdio.h>

/* As in libbpf's relo_core.h, which is not installed. */
struct bpf_core_cand {
	const struct btf *btf;
	__u32 id;
};

struct bpf_core_cand_list {
	struct bpf_core_cand *cands;
	int len;
};

struct bpf_core_relo_res {
	__u64 orig_val, new_val;
	bool poison, validate, fail_memsz_adjust;
	__u32 orig_sz, orig_type_id, new_sz, new_type_id;
};

int bpf_core_calc_relo_insn(const char *prog_name, const struct bpf_core_relo *relo, int relo_idx,
			    const struct btf *local_btf, struct bpf_core_cand_list *cands,
			    void *specs_scratch, struct bpf_core_relo_res *res);
int bpf_core_patch_insn(const char *prog_name, struct bpf_insn *insn, int insn_idx,
			const struct bpf_core_relo *relo, int relo_idx,
			const struct bpf_core_relo_res *res);
int bpf_core_add_cands(struct bpf_core_cand *local, size_t essential, const struct btf *btf,
		       const char *name, int first_id, struct bpf_core_cand_list *cands);
size_t bpf_core_essential_name_len(const char *name);

enum { IS_BIG_ENDIAN = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ };

/* Room for the three specs of that header, whatever fields they have. */
enum { SCRATCH = 3 * 4096 };

struct comparison {
	const struct bk_object *object;
	const struct bk_relocated *ours;
	struct btf *local, *kernel;
	struct bpf_core_cand_list *lists; /* by root type id */
	struct bk_insn *insns;		  /* libbpf's */
	const char *name;
};

static size_t compared, different, left_out;
static bool is_ambiguous;

static int listen(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)args;
	is_ambiguous |= strstr(format, "ambiguity") != NULL;
	return 0;
}

static struct bpf_core_cand_list *list_of(struct comparison *c, uint32_t root)
{
	const char *name = btf__name_by_offset(c->local, btf__type_by_id(c->local, root)->name_off);
	struct bpf_core_cand_list *list = c->lists + root;
	struct bpf_core_cand local = { c->local, root };

	if (!list->cands && *name)
		bpf_core_add_cands(&local, bpf_core_essential_name_len(name), c->kernel, "", 1,
				   list);
	return list;
}

/* libbpf's verdict; the instruction is changed in place. */
static enum bk_relo_status ask(struct comparison *c, const struct bk_core_relo *relo,
			       struct bk_insn *insn, struct bpf_core_relo_res *result)
{
	static char scratch[SCRATCH] __attribute__((aligned(16)));
	const struct bpf_core_relo record = {
		.insn_off = relo->insn * BK_INSN_BYTES,
		.type_id = relo->type_id,
		.access_str_off = (__u32)btf__find_str(c->local, relo->access),
		.kind = (enum bpf_core_relo_kind)relo->kind,
	};

	is_ambiguous = false;
	if (bpf_core_calc_relo_insn("", &record, 0, c->local, list_of(c, relo->type_id), scratch,
				    result))
		return is_ambiguous ? BK_RELO_AMBIGUOUS : BK_RELO_REFUSED;
	if (bpf_core_patch_insn("", (struct bpf_insn *)(void *)insn, (int)relo->insn, &record, 0,
				result))
		return BK_RELO_REFUSED;
	return bk_insn_is_poison(insn) ? BK_RELO_POISONED : BK_RELO_RESOLVED;
}

/* False: it was a hard failure. */
static bool compare(struct comparison *c, uint32_t number)
{
	const struct bk_core_relo *relo = c->object->relocations.at + number;
	const struct bk_relo_result *ours = c->ours->results + number;
	const struct bk_function *function = c->object->functions.at + relo->function;
	const uint32_t at = function->first_insn + relo->insn;
	struct bpf_core_relo_res result = { 0 };
	const enum bk_relo_status status = ask(c, relo, c->insns + at, &result);
	const size_t size = (bk_insn_is_wide(c->insns + at) ? 2 : 1) * sizeof(*c->insns);

	if (relo->kind == BK_RELO_FIELD_LSHIFT_U64 && c->object->is_big_endian != IS_BIG_ENDIAN) {
		left_out++;
		return ours->status == BK_RELO_RESOLVED || ours->status == BK_RELO_POISONED;
	}
	compared++;
	if (status == ours->status && memcmp(c->insns + at, c->ours->insns + at, size) == 0 &&
	    (status != BK_RELO_RESOLVED ||
	     (result.orig_val == ours->local && result.new_val == ours->target)))
		return status == BK_RELO_RESOLVED || status == BK_RELO_POISONED;
	different++;
	printf("%s: %s+%u: %s %s: libbpf %s %llu -> %llu, we %s %llu -> %llu\n", c->name,
	       function->name, relo->insn, bk_relo_kind_name(relo->kind), relo->access,
	       bk_relo_status_name(status), (unsigned long long)result.orig_val,
	       (unsigned long long)result.new_val, bk_relo_status_name(ours->status),
	       (unsigned long long)ours->local, (unsigned long long)ours->target);
	return false;
}

static void compare_all(struct comparison *c)
{
	for (int optional = 0; optional < 2; optional++)
		for (uint32_t i = 0; i < c->object->relocations.count; i++) {
			const uint32_t function = c->object->relocations.at[i].function;

			if (c->object->functions.at[function].is_optional == optional &&
			    !compare(c, i))
				return;
		}
}

static struct bk_error *compare_object(const char *path, struct btf *kernel,
				       struct bk_relocator *relocator)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;
	BK_AUTO(bk_object_auto) struct bk_object *object = NULL;
	BK_AUTO(bk_relocated_auto) struct bk_relocated *relocated = NULL;
	struct comparison c = { .kernel = kernel, .name = path };

	BK_TRY(bk_source_create(path, &source));
	BK_TRY(bk_object_open(source, &object));
	BK_TRY(bk_relocate(relocator, object, &relocated));
	c.local = btf__new(source->btf.data, (uint32_t)source->btf.size);
	if (!c.local)
		return bk_error_create(BK_ERR_MALFORMED, "%s: libbpf cannot read it", path);
	btf__set_pointer_size(c.local, 8);
	c.object = object;
	c.ours = relocated;
	c.insns = calloc(object->insns.count + 1, sizeof(*c.insns));
	c.lists = calloc(object->graph->count, sizeof(*c.lists));
	if (!c.insns || !c.lists)
		return bk_error_memory();
	if (object->insns.count)
		memcpy(c.insns, object->insns.at, object->insns.count * sizeof(*c.insns));
	compare_all(&c);
	for (uint32_t id = 0; id < object->graph->count; id++)
		free(c.lists[id].cands);
	free(c.lists);
	free(c.insns);
	btf__free(c.local);
	return NULL;
}

static struct bk_error *run(const char *path, char **objects)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	BK_AUTO(bk_relocator_auto) struct bk_relocator *relocator = NULL;
	const struct bk_graph *graph;
	struct btf *kernel;

	BK_TRY(bk_input_init(&input, path, NULL));
	graph = input.graph;
	BK_TRY(bk_relocator_create(&graph, 1, &relocator));
	kernel = btf__new(input.source->btf.data, (uint32_t)input.source->btf.size);
	if (!kernel)
		return bk_error_create(BK_ERR_MALFORMED, "%s: libbpf cannot read it", path);
	for (; *objects; objects++) {
		struct bk_error *error = compare_object(*objects, kernel, relocator);

		if (error)
			printf("left out: %s\n", bk_error_text(error));
		bk_error_destroy(error);
	}
	btf__free(kernel);
	return NULL;
}

int main(int argc, char **argv)
{
	struct bk_error *error;

	libbpf_set_print(listen);
	if (argc < 3)
		return 2;
	error = run(argv[1], argv + 2);
	if (error) {
		fprintf(stderr, "core_compare: %s\n", bk_error_text(error));
		return 2;
	}
	if (left_out)
		printf("left out: %zu shifts of the other byte order\n", left_out);
	printf("%zu relocations compared, %zu differ\n", compared, different);
	return different != 0;
}
