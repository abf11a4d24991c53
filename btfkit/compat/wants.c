// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What objects and expressions want that vmlinux has not: names that modules may have. */
#include "btfkit/compat/beside.h"
#include "btfkit/graph/essential.h"
#include "btfkit/graph/ids.h"

#include <stdio.h>
#include <string.h>

static struct bk_error *add(struct bk_wanted *wanted, const char *name, size_t size, uint32_t kinds)
{
	return bk_wanted_add(wanted, name, size, kinds) ? NULL : bk_error_memory();
}

static struct bk_error *add_prefixed(struct bk_wanted *wanted, const char *prefix, const char *name,
				     size_t size, uint32_t kinds)
{
	char whole[200];

	snprintf(whole, sizeof(whole), "%s%.*s", prefix, (int)(size < 150 ? size : 150), name);
	return add(wanted, whole, strlen(whole), kinds);
}

static uint32_t kinds_of(enum bk_kind kind)
{
	return bk_kind_is_enum(kind) ? BK_KINDS_ENUM : 1u << kind;
}

/* Types without a candidate in the kernel. */
static struct bk_error *add_types(struct bk_wanted *wanted, const struct bk_object *object,
				  const struct bk_relocated *relocated,
				  const struct bk_needs *needs, bool *is_urgent)
{
	for (size_t i = 0; i < object->relocations.count; i++) {
		const struct bk_relo_result *result = &relocated->results[i];
		const uint32_t id = object->relocations.at[i].type_id;
		const char *name;

		if (result->cause != BK_CAUSE_NO_TYPE)
			continue;
		name = bk_graph_name(object->graph, bk_graph_type(object->graph, id));
		BK_TRY(add(wanted, name, strlen(name), kinds_of(bk_graph_kind(object->graph, id))));
		*is_urgent |= result->status == BK_RELO_POISONED &&
			      (!needs || needs->lives[i].life != BK_DEAD);
	}
	return NULL;
}

/* All that a target may be: a function, a tracepoint, an iterator, a struct of struct_ops. */
static struct bk_error *add_target(struct bk_wanted *wanted, const char *name)
{
	const char *colon = strchr(name, ':'), *slash = strrchr(name, '/');
	const char *last = slash ? slash + 1 : name;
	const size_t record = strcspn(name, ".");

	if (colon)
		return add(wanted, colon + 1, strlen(colon + 1), 1u << BK_KIND_FUNC);
	BK_TRY(add(wanted, name, strcspn(name, "+"), 1u << BK_KIND_FUNC));
	BK_TRY(add_prefixed(wanted, "btf_trace_", last, strlen(last), 1u << BK_KIND_TYPEDEF));
	BK_TRY(add_prefixed(wanted, "bpf_iter_", name, strlen(name), 1u << BK_KIND_FUNC));
	BK_TRY(add(wanted, name, record, 1u << BK_KIND_STRUCT));
	return add_prefixed(wanted, "bpf_struct_ops_", name, record, 1u << BK_KIND_STRUCT);
}

static struct bk_error *add_need(struct bk_wanted *wanted, const struct bk_need *need,
				 bool *is_urgent)
{
	if (need->status != BK_NEED_MISSING && need->status != BK_NEED_UNKNOWN)
		return NULL;
	if (need->kind != BK_NEED_KFUNC && need->kind != BK_NEED_KSYM &&
	    need->kind != BK_NEED_TARGET)
		return NULL;
	*is_urgent |= need->is_failing ||
		      (need->kind == BK_NEED_TARGET && strchr(need->name, ':') != NULL);
	if (need->kind == BK_NEED_TARGET)
		return add_target(wanted, need->name);
	return add(wanted, need->name, strlen(need->name),
		   need->kind == BK_NEED_KFUNC ? 1u << BK_KIND_FUNC
					       : 1u << BK_KIND_VAR | 1u << BK_KIND_FUNC);
}

struct bk_error *bk_compat_wants(struct bk_wanted *wanted, const struct bk_object *object,
				 const struct bk_relocated *relocated, const struct bk_needs *needs,
				 bool *is_urgent)
{
	BK_TRY(add_types(wanted, object, relocated, needs, is_urgent));
	for (size_t i = 0; needs && i < needs->rows.count; i++)
		BK_TRY(add_need(wanted, &needs->rows.at[i], is_urgent));
	return NULL;
}

/* ---- expressions ---- */

static uint32_t kinds_of_root(const struct bk_expression *expression)
{
	if (expression->kind == BK_EXPRESSION_FUNC)
		return 1u << BK_KIND_FUNC;
	if (expression->root == BK_KIND_VOID)
		return BK_KINDS_RECORD | 1u << BK_KIND_TYPEDEF;
	return kinds_of(expression->root);
}

struct bk_error *bk_compat_wants_place(struct bk_wanted *wanted,
				       const struct bk_expression *expression,
				       const struct bk_graph *kernel)
{
	const size_t size = strlen(expression->name);
	const uint32_t kinds = kinds_of_root(expression);

	for (struct bk_ids ids = bk_ids_of(kernel, kinds); bk_ids_next(&ids);) {
		const char *name = bk_graph_name(kernel, bk_graph_type(kernel, ids.id));

		if (strncmp(name, expression->name, size) == 0 && bk_essential_size(name) == size)
			return NULL;
	}
	return add(wanted, expression->name, size, kinds);
}
