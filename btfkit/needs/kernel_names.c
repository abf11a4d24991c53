// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What a kernel has by name. */
#include "btfkit/needs/kernel_names.h"

#include "btfkit/base/array.h"
#include "btfkit/graph/ids.h"
#include "btfkit/needs/name_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of an enum: its small values, since each call of a helper asks for one. */
enum { SMALL_VALUES = 512 };

struct bk_kernel_names {
	const struct bk_graph **graphs;
	size_t count;
	struct bk_name_search *search;
	const char *release, *arch;
	const struct bk_config *config;
	const struct bk_module_set *modules; /* NULL: not known */
	const struct bk_source *source;	     /* where it still may be; NULL: nowhere */
	struct bk_config *own_config;
	const struct bk_type *enums[BK_ENUMS]; /* of vmlinux; NULL: none */
	uint64_t small[BK_ENUMS][SMALL_VALUES / 64];
	uint8_t *kfuncs; /* by id of vmlinux; NULL until needed */
	bool has_tags;
	struct bk_reach_memo *memo; /* borrowed; NULL: none */
};

void bk_kernel_names_remember(struct bk_kernel_names *k, struct bk_reach_memo *memo)
{
	k->memo = memo;
}

struct bk_reach_memo *bk_kernel_memo(const struct bk_kernel_names *k)
{
	return k->memo;
}

/* The last enumerator counts the others, and is none of them. */
static bool is_count(const char *name)
{
	return strncmp(name, "__", 2) == 0;
}

static void note_small_values(struct bk_kernel_names *k, int which)
{
	const struct bk_type *t = k->enums[which];

	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		const uint64_t value = (uint64_t)bk_enum_value(t, i);

		if (value < SMALL_VALUES &&
		    !is_count(bk_graph_string(k->graphs[0], bk_enum_name_off(t, i))))
			k->small[which][value / 64] |= 1ULL << value % 64;
	}
}

static void find_enums(struct bk_kernel_names *k)
{
	static const char *const wanted[] = { "bpf_func_id", "bpf_map_type", "bpf_prog_type",
					      "bpf_attach_type" };
	const uint32_t kinds = 1u << BK_KIND_ENUM | 1u << BK_KIND_ENUM64;

	for (struct bk_ids ids = bk_ids_of(k->graphs[0], kinds); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(k->graphs[0], ids.id);
		const char *name = bk_graph_name(k->graphs[0], t);

		for (int i = 0; i < BK_ENUMS; i++)
			if (!k->enums[i] && bk_vlen(t) && strcmp(name, wanted[i]) == 0) {
				k->enums[i] = t;
				note_small_values(k, i);
			}
	}
}

struct bk_error *bk_kernel_names_create(const struct bk_graph *const *graphs, size_t count,
					const char *release, const char *arch,
					const struct bk_config *config,
					struct bk_kernel_names **names)
{
	struct bk_kernel_names *k = calloc(1, sizeof(*k));

	if (k)
		k->graphs = calloc(count, sizeof(const struct bk_graph *));
	if (k && k->graphs)
		k->search = bk_name_search_create(k->graphs, count);
	if (!k || !k->graphs || !k->search) {
		bk_kernel_names_destroy(k);
		return bk_error_memory();
	}
	for (size_t i = 0; i < count; i++)
		k->graphs[i] = graphs[i];
	k->count = count;
	k->release = release;
	k->arch = arch;
	k->config = config;
	find_enums(k);
	*names = k;
	return NULL;
}

void bk_kernel_names_destroy(struct bk_kernel_names *names)
{
	if (!names)
		return;
	bk_name_search_destroy(names->search);
	free(names->graphs);
	free(names->kfuncs);
	bk_config_destroy(names->own_config);
	free(names);
}

struct bk_error *bk_kernel_find(struct bk_kernel_names *names, enum bk_kind kind, const char *name,
				struct bk_kernel_type *type)
{
	return bk_name_search_find(names->search, kind, name, &type->graph, &type->id);
}

struct bk_error *bk_kernel_expect(struct bk_kernel_names *names, enum bk_kind kind,
				  const char *name)
{
	return bk_name_search_expect(names->search, kind, name);
}

enum bk_presence bk_kernel_has_number(const struct bk_kernel_names *names,
				      enum bk_kernel_enum which, uint64_t value)
{
	const struct bk_type *t = names->enums[which];

	if (!t)
		return BK_PRESENCE_UNKNOWN;
	if (value < SMALL_VALUES)
		return names->small[which][value / 64] >> value % 64 & 1 ? BK_PRESENT : BK_MISSING;
	for (uint32_t i = 0; i < bk_vlen(t); i++)
		if ((uint64_t)bk_enum_value(t, i) == value &&
		    !is_count(bk_graph_string(names->graphs[0], bk_enum_name_off(t, i))))
			return BK_PRESENT;
	return BK_MISSING;
}

enum bk_presence bk_kernel_has_name(const struct bk_kernel_names *names, enum bk_kernel_enum which,
				    const char *name)
{
	const struct bk_type *t = names->enums[which];

	if (!t)
		return BK_PRESENCE_UNKNOWN;
	for (uint32_t i = 0; i < bk_vlen(t); i++)
		if (strcmp(bk_graph_string(names->graphs[0], bk_enum_name_off(t, i)), name) == 0)
			return BK_PRESENT;
	return BK_MISSING;
}

static struct bk_error *find_tags(struct bk_kernel_names *k)
{
	const struct bk_graph *graph = k->graphs[0];

	k->kfuncs = calloc(bk_graph_count(graph), 1);
	if (!k->kfuncs)
		return bk_error_memory();
	for (struct bk_ids ids = bk_ids_of(graph, 1u << BK_KIND_DECL_TAG); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(graph, ids.id);

		if (bk_decl_tag_component(t) == -1 &&
		    strcmp(bk_graph_name(graph, t), "bpf_kfunc") == 0) {
			k->kfuncs[t->type_id] = 1;
			k->has_tags = true;
		}
	}
	return NULL;
}

struct bk_error *bk_kernel_is_kfunc(struct bk_kernel_names *names,
				    const struct bk_kernel_type *function,
				    enum bk_presence *presence)
{
	if (!names->kfuncs)
		BK_TRY(find_tags(names));
	*presence = BK_PRESENCE_UNKNOWN;
	if (names->has_tags && function->graph == names->graphs[0])
		*presence = names->kfuncs[function->id] ? BK_PRESENT : BK_MISSING;
	return NULL;
}

/* A part of a version, 255 at most, and the dot behind it. */
static uint32_t version_part(const char **at)
{
	char *end;
	unsigned long number = strtoul(*at, &end, 10);

	*at = *end == '.' && end > *at ? end + 1 : "";
	return number > 255 ? 255 : (uint32_t)number;
}

uint32_t bk_kernel_version(const struct bk_kernel_names *names)
{
	const char *at = names->release ? names->release : "";
	uint32_t major = version_part(&at), minor = version_part(&at);

	return major << 16 | minor << 8 | version_part(&at);
}

static const char *const syscall_prefixes[] = {
	"__x64_sys_",	  "__arm64_sys_",     "__s390x_sys_", "__s390_sys_", "__riscv_sys_",
	"__powerpc_sys_", "__loongarch_sys_", "__se_sys_",    "sys_", /* not wrapped */
};

enum {
	SYSCALL_PREFIXES = sizeof(syscall_prefixes) / sizeof(*syscall_prefixes),
	SYSCALL_NAME = 160
};

static void syscall_name(char to[SYSCALL_NAME], int prefix, const char *name)
{
	snprintf(to, SYSCALL_NAME, "%s%.120s", syscall_prefixes[prefix], name);
}

struct bk_error *bk_kernel_expect_syscall(struct bk_kernel_names *names, const char *name)
{
	for (int i = 0; i < SYSCALL_PREFIXES; i++) {
		char function[SYSCALL_NAME];

		syscall_name(function, i, name);
		BK_TRY(bk_kernel_expect(names, BK_KIND_FUNC, function));
	}
	return NULL;
}

struct bk_error *bk_kernel_find_syscall(struct bk_kernel_names *names, const char *name,
					struct bk_kernel_type *type, bool *is_wrapped)
{
	*is_wrapped = true;
	*type = (struct bk_kernel_type){ 0 };
	BK_TRY(bk_kernel_expect_syscall(names, name));
	for (int i = 0; i < SYSCALL_PREFIXES && !type->id; i++) {
		char function[SYSCALL_NAME];

		*is_wrapped = i < SYSCALL_PREFIXES - 1;
		syscall_name(function, i, name);
		BK_TRY(bk_kernel_find(names, BK_KIND_FUNC, function, type));
	}
	return NULL;
}

void bk_kernel_names_set_source(struct bk_kernel_names *names, const struct bk_source *source)
{
	names->source = source;
}

struct bk_error *bk_kernel_config(struct bk_kernel_names *names, const struct bk_config **config)
{
	if (!names->config && names->source) {
		BK_TRY(bk_config_of_source(names->source, &names->own_config));
		names->config = names->own_config;
		names->source = NULL;
	}
	*config = names->config;
	return NULL;
}

bool bk_kernel_has_modules(const struct bk_kernel_names *names)
{
	return names->count > 1 || (names->modules && names->modules->seen);
}

void bk_kernel_names_set_modules(struct bk_kernel_names *names, const struct bk_module_set *set)
{
	names->modules = set;
}

static bool is_same_module(const char *a, const char *b)
{
	while (*a && (*a == *b || (strchr("-_", *a) && strchr("-_", *b) && *b))) {
		a++;
		b++;
	}
	return *a == *b;
}

/* Whether a module's own type is of the module of that name, as far as that is known. */
static bool is_of(const struct bk_kernel_names *names, size_t i, uint32_t id, const char *module)
{
	return !names->modules || names->graphs[i] != names->modules->graph ||
	       is_same_module(bk_module_set_find(names->modules, id)->name, module);
}

/* Few programs name a module, so there is no index of these. */
struct bk_error *bk_kernel_find_in(struct bk_kernel_names *names, const char *module,
				   enum bk_kind kind, const char *name, struct bk_kernel_type *type)
{
	const uint32_t *ids;

	*type = (struct bk_kernel_type){ 0 };
	if (strcmp(module, "vmlinux") == 0) {
		BK_TRY(bk_kernel_find(names, kind, name, type));
		if (type->graph != names->graphs[0])
			*type = (struct bk_kernel_type){ 0 };
		return NULL;
	}
	for (size_t i = 1; i < names->count && !type->id; i++) {
		const struct bk_graph *graph = names->graphs[i];
		const uint32_t count = bk_own_ids(graph, kind, &ids);

		for (uint32_t n = 0; n < count && !type->id; n++) {
			const char *own = bk_graph_name(graph, bk_graph_type(graph, ids[n]));

			if (strcmp(own, name) == 0 && is_of(names, i, ids[n], module))
				*type = (struct bk_kernel_type){ graph, ids[n] };
		}
	}
	return NULL;
}
