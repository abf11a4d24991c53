// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Externs of an object on a kernel, as far as BTF and the release tell. */
#include "btfkit/compat/facts.h"

#include "btfkit/graph/ids.h"

struct bk_compat_facts {
	struct bk_extern_fact *externs;
	size_t count;
	bool checks_all_globals;
};

static bool read_number(const char **at, uint32_t most, uint32_t *number)
{
	const char *p = *at;

	for (*number = 0; *p >= '0' && *p <= '9' && *number <= most; p++)
		*number = *number * 10 + (uint32_t)(*p - '0');
	if (p == *at || *number > most)
		return false;
	*at = p;
	return true;
}

/* KERNEL_VERSION(a, b, c), where c stays within its byte as in the kernel. */
uint32_t bk_compat_version(const char *release)
{
	uint32_t a, b, c = 0;

	if (!release || !read_number(&release, 65535, &a) || *release++ != '.' ||
	    !read_number(&release, 255, &b))
		return 0;
	if (*release == '.') {
		release++;
		if (!read_number(&release, 65535, &c))
			c = 0;
	}
	return a << 16 | b << 8 | (c > 255 ? 255 : c);
}

static bool has_function(const struct bk_compat_surveyed *kernel, const char *name)
{
	for (size_t i = 0; i < kernel->graph_count; i++) {
		const struct bk_graph *graph = kernel->graphs[i];
		const uint32_t *ids;
		uint32_t count = bk_own_ids(graph, BK_KIND_FUNC, &ids);

		for (uint32_t n = 0; n < count; n++)
			if (strcmp(bk_graph_name(graph, bk_graph_type(graph, ids[n])), name) == 0)
				return true;
	}
	return false;
}

/* The pseudo option that libbpf fills in from the running kernel's release. */
static const char version_name[] = "LINUX_KERNEL_VERSION";

static struct bk_extern_fact fact_of(const struct bk_compat_surveyed *kernel,
				     const struct bk_extern *want)
{
	struct bk_extern_fact fact = { .presence = BK_EXTERN_UNTOLD };

	if (want->kind == BK_EXTERN_KFUNC)
		fact.presence =
			has_function(kernel, want->name) ? BK_EXTERN_THERE : BK_EXTERN_MISSING;
	if (want->kind == BK_EXTERN_KCONFIG && strcmp(want->name, version_name) == 0) {
		fact.value = bk_compat_version(kernel->release);
		fact.has_value = fact.value != 0;
		fact.presence = BK_EXTERN_THERE;
	}
	return fact;
}

struct bk_error *bk_compat_facts_create(const struct bk_compat_surveyed *kernel,
					const struct bk_object *object,
					struct bk_compat_facts **result)
{
	struct bk_compat_facts *facts = calloc(1, sizeof(*facts));
	uint32_t version = bk_compat_version(kernel->release);

	*result = NULL;
	if (facts)
		facts->externs = calloc(object->externs.count + 1, sizeof(*facts->externs));
	if (!facts || !facts->externs) {
		bk_compat_facts_destroy(facts);
		return bk_error_memory();
	}
	facts->count = object->externs.count;
	facts->checks_all_globals = version && version < (6 << 16 | 8 << 8);
	for (size_t i = 0; i < facts->count; i++)
		facts->externs[i] = fact_of(kernel, &object->externs.at[i]);
	*result = facts;
	return NULL;
}

void bk_compat_facts_destroy(struct bk_compat_facts *facts)
{
	if (!facts)
		return;
	free(facts->externs);
	free(facts);
}

struct bk_surroundings bk_compat_surroundings(const struct bk_compat_facts *facts)
{
	return (struct bk_surroundings){
		.externs = facts->externs,
		.checks_all_globals = facts->checks_all_globals,
	};
}
