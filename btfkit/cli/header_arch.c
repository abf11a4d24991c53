// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What is known of machines, and the header that tells them apart. */
#include "btfkit/cli/header_arch.h"

#include "btfkit/graph/names.h"

#include <stdio.h>
#include <string.h>

/* The machines of bpf_tracing.h: how sources call them, and a member of pt_regs that no other has. */
static const struct {
	const char *name, *called; /* as uname does; a prefix */
	const char *register_name; /* NULL: they cannot be told by it */
} machines[] = {
	{ "arc", "arc", "user_r25" },	   { "arm", "arm", "uregs" },
	{ "arm64", "aarch64", "orig_x0" }, { "loongarch", "loongarch", "csr_era" },
	{ "mips", "mips", "cp0_epc" },	   { "powerpc", "ppc", "orig_gpr3" },
	{ "riscv", "riscv", "badaddr" },   { "s390", "s390", "orig_gpr2" },
	{ "sparc", "sparc", "u_regs" },	   { "x86", "x86_64", "orig_ax" },
};

enum { MACHINES = sizeof(machines) / sizeof(*machines) };

static int find_machine(const char *name, size_t size)
{
	for (int i = 0; i < MACHINES; i++)
		if (strlen(machines[i].name) == size && !strncmp(machines[i].name, name, size))
			return i;
	return -1;
}

static struct bk_error *unknown(const char *text, size_t size)
{
	const char *meant = NULL;

	for (int i = 0; i < MACHINES; i++)
		if (!strncmp(text, machines[i].called, strlen(machines[i].called)) &&
		    (!meant || strlen(machines[i].called) > strlen(meant)))
			meant = machines[i].name;
	if (size == 5 && !strncmp(text, "amd64", 5))
		meant = "x86";
	return bk_error_create(
		BK_ERR_USAGE,
		"--arch takes ARCH=SOURCE with an ARCH of __TARGET_ARCH_*: arc, arm, arm64, "
		"loongarch, mips, powerpc, riscv, s390, sparc or x86, not '%.*s'%s%s%s",
		(int)size, text, meant ? " (meant is " : "", meant ? meant : "", meant ? ")" : "");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct bk_header_arch *)a)->name,
		      ((const struct bk_header_arch *)b)->name);
}

struct bk_error *bk_header_archs_add(struct bk_header_archs *archs, const char *text)
{
	size_t size = strcspn(text, "=");
	int machine = find_machine(text, size);
	struct bk_header_arch *arch = NULL;
	char *file;

	if (machine < 0 || !text[size] || !text[size + 1])
		return unknown(text, size);
	for (size_t i = 0; i < archs->list.count; i++)
		if (!strcmp(archs->list.at[i].name, machines[machine].name))
			arch = &archs->list.at[i];
	if (!arch) {
		file = bk_arena_alloc(&archs->arena, size + sizeof("vmlinux_.h"));
		if (!file || !bk_array_push(&archs->list,
					    (struct bk_header_arch){ .name = machines[machine].name,
								     .file = file }))
			return bk_error_memory();
		snprintf(file, size + sizeof("vmlinux_.h"), "vmlinux_%s.h", machines[machine].name);
		arch = &archs->list.at[archs->list.count - 1];
	}
	if (!bk_array_push(&arch->specs, (char *)(uintptr_t)(text + size + 1)))
		return bk_error_memory();
	qsort(archs->list.at, archs->list.count, sizeof(*archs->list.at), by_name);
	return NULL;
}

static struct bk_error *add_flags(struct bk_header_archs *archs, struct bk_header_arch *arch,
				  const char *const *flags, int count)
{
	static const char define[] = "-D__TARGET_ARCH_";
	size_t size = sizeof(define) + strlen(arch->name);
	char *flag = bk_arena_alloc(&archs->arena, size);

	arch->flags = bk_arena_alloc(&archs->arena, ((size_t)count + 2) * sizeof(*arch->flags));
	if (!flag || !arch->flags)
		return bk_error_memory();
	snprintf(flag, size, "%s%s", define, arch->name);
	arch->flags[arch->flag_count++] = flag;
	for (int i = 0; i < count; i++) {
		if (strstr(flags[i], "__TARGET_ARCH_"))
			return bk_error_create(BK_ERR_USAGE,
					       "%s: with --arch, each machine's own is defined",
					       flags[i]);
		arch->flags[arch->flag_count++] = flags[i];
	}
	return NULL;
}

struct bk_error *bk_header_archs_add_flags(struct bk_header_archs *archs, const char *const *flags,
					   int count)
{
	for (size_t i = 0; i < archs->list.count; i++)
		BK_TRY(add_flags(archs, &archs->list.at[i], flags, count));
	return NULL;
}

static bool has_member(const struct bk_graph *graph, const struct bk_type *t, const char *name,
		       int depth)
{
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		const struct bk_member *m = bk_members(t) + n;
		const char *own = bk_graph_string(graph, m->name_off);
		const struct bk_type *inner = bk_graph_type(graph, m->type_id);

		if (*own ? !strcmp(own, name)
			 : depth < 8 && bk_kind_is_record(bk_kind(inner)) &&
				    has_member(graph, inner, name, depth + 1))
			return true;
	}
	return false;
}

/* The machine whose registers a kernel has in struct pt_regs; -1: it is not known. */
static int machine_of(const struct bk_graph *graph)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	struct bk_error *error = bk_names_create_of(graph, 1u << BK_KIND_STRUCT, &names);
	uint32_t id = error ? 0 : bk_names_first(names, "pt_regs");

	bk_error_destroy(error);
	for (int i = 0; i < MACHINES && id; i++)
		if (has_member(graph, bk_graph_type(graph, id), machines[i].register_name, 0))
			return i;
	return -1;
}

struct bk_error *bk_header_arch_check(const struct bk_header_arch *arch,
				      const struct bk_header_sources *sources)
{
	for (size_t i = 0; i < sources->inputs.count; i++) {
		const struct bk_input *input = &sources->inputs.at[i];
		int machine = find_machine(arch->name, strlen(arch->name));
		int found = machine_of(input->graph);

		for (int n = 0; n < MACHINES && found < 0 && input->source->arch; n++)
			if (!strncmp(input->source->arch, machines[n].called,
				     strlen(machines[n].called)))
				found = n;
		if (found >= 0 && found != machine)
			return bk_error_create(BK_ERR_USAGE, "%s is of %s, not of %s",
					       input->source->name, machines[found].name,
					       arch->name);
	}
	return NULL;
}

void bk_header_arch_set_order(struct bk_header_arch *arch, const struct bk_header_sources *sources)
{
	for (int i = 0; i < arch->flag_count; i++)
		if (!strncmp(arch->flags[i], "-target", 7) ||
		    !strncmp(arch->flags[i], "--target", 8))
			return;
	if (sources->inputs.at[0].graph->swapped)
		arch->flags[arch->flag_count++] = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
							  ? "--target=bpfel"
							  : "--target=bpfeb";
}

void bk_header_archs_put_choice(const struct bk_header_archs *archs, struct bk_sink *sink)
{
	bk_puts(sink,
		"/*\n * The kernel's types of the machine that a program is compiled for; made by "
		"btfkit: do not edit.\n */\n");
	for (size_t i = 0; i < archs->list.count; i++)
		bk_printf(sink, "#%s defined(__TARGET_ARCH_%s)\n#include \"%s\"\n",
			  i ? "elif" : "if", archs->list.at[i].name, archs->list.at[i].file);
	bk_puts(sink, "#else\n#error \"vmlinux.h: define the machine to compile for, one of");
	for (size_t i = 0; i < archs->list.count; i++)
		bk_printf(sink, "%s -D__TARGET_ARCH_%s", i ? "," : "", archs->list.at[i].name);
	bk_puts(sink, "\"\n#endif\n");
}

void bk_header_archs_deinit(struct bk_header_archs *archs)
{
	for (size_t i = 0; i < archs->list.count; i++)
		bk_array_deinit(&archs->list.at[i].specs);
	bk_array_deinit(&archs->list);
	bk_arena_deinit(&archs->arena);
}
