// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Types of programs, and what they attach to. */
#include "btfkit/needs/needs_parts.h"
#include "btfkit/needs/sections.h"

#include <stdio.h>
#include <string.h>

static struct bk_error *ask_enumerator(struct bk_asking *a, uint32_t function,
				       enum bk_need_kind kind, enum bk_kernel_enum which,
				       const char *name, bool is_needed)
{
	enum bk_presence presence = bk_kernel_has_name(a->kernel, which, name);
	const char *reason = presence == BK_PRESENCE_UNKNOWN ? "the BTF has no such enum" : NULL;
	size_t row = 0;
	bool is_new = false;

	if (presence == BK_MISSING && !is_needed)
		reason = "it loads without";
	BK_TRY(bk_asking_add(a, kind, name, function, &row, &is_new));
	if (is_new || (is_needed && a->needs->rows.at[row].status == BK_NEED_MISSING))
		bk_asking_settle(a, row, presence, is_needed, reason);
	return NULL;
}

/* Copies a target without what stands behind `end`, the first of these characters. */
static void cut(char *to, size_t size, const char *target, const char *end)
{
	snprintf(to, size, "%.*s", (int)strcspn(target, end), target);
}

enum { NAME_SIZE = 200 };

static void join(char name[NAME_SIZE], const char *prefix, const char *target)
{
	snprintf(name, NAME_SIZE, "%s%.150s", prefix, target);
}

static struct bk_error *find(struct bk_asking *a, enum bk_kind kind, const char *prefix,
			     const char *target, enum bk_presence *presence)
{
	struct bk_kernel_type type;
	char name[NAME_SIZE];

	join(name, prefix, target);
	BK_TRY(bk_kernel_find(a->kernel, kind, name, &type));
	*presence = type.id ? BK_PRESENT : BK_MISSING;
	a->found = type;
	return NULL;
}

/* The function behind the colon, in the module before it. */
static struct bk_error *find_in(struct bk_asking *a, const char *target, const char *colon,
				enum bk_presence *presence)
{
	char module[100];

	snprintf(module, sizeof(module), "%.*s", (int)(colon - target), target);
	BK_TRY(bk_kernel_find_in(a->kernel, module, BK_KIND_FUNC, colon + 1, &a->found));
	*presence = a->found.id ? BK_PRESENT : BK_MISSING;
	return NULL;
}

/* fentry/MODULE:FUNCTION names the module. */
static struct bk_error *ask_function(struct bk_asking *a, size_t row, const char *target,
				     bool is_needed)
{
	const char *colon = strchr(target, ':');
	bool has_modules = bk_kernel_has_modules(a->kernel);
	enum bk_presence presence;

	if (colon)
		BK_TRY(find_in(a, target, colon, &presence));
	else
		BK_TRY(find(a, BK_KIND_FUNC, "", target, &presence));
	if (presence == BK_MISSING && colon && !has_modules && strncmp(target, "vmlinux:", 8) != 0)
		bk_asking_settle(a, row, BK_PRESENCE_UNKNOWN, false, "the module was not given");
	else
		bk_asking_settle(a, row, presence, is_needed,
				 presence == BK_PRESENT ? NULL
				 : has_modules		? "no such function"
							: "no such function in vmlinux");
	return NULL;
}

/* What is looked for only when the program is attached: it loads all the same. */
static const char no_tracepoint_later[] =
	"no such tracepoint in the BTF: it loads, but cannot be attached";

/* sys_enter_NAME and sys_exit_NAME */
static const char *syscall_of(const char *target)
{
	const char *name = target + strlen("syscalls/");

	return name + (strncmp(name, "sys_enter_", 10) == 0 ? 10 : 9);
}

/* A tracepoint's name follows its category. Those of system calls have no types of their own. */
static struct bk_error *ask_tracepoint(struct bk_asking *a, size_t row, const char *target)
{
	const char *slash = strchr(target, '/');
	const char *name = slash ? slash + 1 : target;
	struct bk_kernel_type type;
	enum bk_presence presence;
	bool is_wrapped;

	if (strncmp(target, "syscalls/sys_", 13) == 0) {
		BK_TRY(bk_kernel_find_syscall(a->kernel, syscall_of(target), &type, &is_wrapped));
		bk_asking_settle(a, row, type.id ? BK_PRESENT : BK_PRESENCE_UNKNOWN, false,
				 type.id ? NULL : "BTF need not tell of system calls");
		return NULL;
	}
	BK_TRY(find(a, BK_KIND_TYPEDEF, "btf_trace_", name, &presence));
	bk_asking_settle(a, row, presence, false,
			 presence == BK_PRESENT ? NULL : no_tracepoint_later);
	return NULL;
}

static struct bk_error *ask_probe(struct bk_asking *a, size_t row, const char *target)
{
	enum bk_presence presence;
	char name[160];

	cut(name, sizeof(name), target, "+");
	if (strpbrk(name, "*?")) {
		bk_asking_settle(a, row, BK_PRESENCE_UNKNOWN, false, "a pattern");
		return NULL;
	}
	BK_TRY(find(a, BK_KIND_FUNC, "", name, &presence));
	if (presence == BK_MISSING)
		presence = BK_PRESENCE_UNKNOWN;
	bk_asking_settle(a, row, presence, false,
			 presence ? NULL : "not in BTF, which a probe does not need");
	return NULL;
}

static struct bk_error *ask_syscall(struct bk_asking *a, size_t row, const char *target)
{
	struct bk_kernel_type type;
	bool is_wrapped;

	BK_TRY(bk_kernel_find_syscall(a->kernel, target, &type, &is_wrapped));
	bk_asking_settle(a, row, type.id ? BK_PRESENT : BK_PRESENCE_UNKNOWN, false,
			 type.id ? NULL : "not in BTF, which a probe does not need");
	return NULL;
}

static struct bk_error *ask_prefixed(struct bk_asking *a, size_t row, enum bk_kind kind,
				     const char *prefix, const char *target, bool is_needed,
				     const char *reason)
{
	enum bk_presence presence;

	BK_TRY(find(a, kind, prefix, target, &presence));
	bk_asking_settle(a, row, presence, is_needed, presence == BK_PRESENT ? NULL : reason);
	return NULL;
}

static struct bk_error *ask_target(struct bk_asking *a, uint32_t function,
				   const struct bk_section_form *form, const char *target,
				   bool is_needed)
{
	size_t row = 0;

	if (form->form == BK_TARGET_NONE || !target)
		return NULL;
	BK_TRY(bk_asking_add_again(a, BK_NEED_TARGET, target, function, &row));
	switch (form->form) {
	case BK_TARGET_FUNCTION:
		return ask_function(a, row, target, is_needed);
	case BK_TARGET_LSM:
		return ask_prefixed(a, row, BK_KIND_FUNC, "bpf_lsm_", target, is_needed,
				    "no such LSM hook");
	case BK_TARGET_RAW_LATER:
		return ask_prefixed(a, row, BK_KIND_TYPEDEF, "btf_trace_", target, false,
				    no_tracepoint_later);
	case BK_TARGET_RAW:
		return ask_prefixed(a, row, BK_KIND_TYPEDEF, "btf_trace_", target, is_needed,
				    "no such tracepoint in the BTF");
	case BK_TARGET_TRACEPOINT:
		return ask_tracepoint(a, row, target);
	case BK_TARGET_ITERATOR:
		return ask_prefixed(a, row, BK_KIND_FUNC, "bpf_iter_", target, is_needed,
				    "no such iterator");
	case BK_TARGET_PROBE:
		return ask_probe(a, row, target);
	case BK_TARGET_SYSCALL:
		return ask_syscall(a, row, target);
	default:
		bk_asking_settle(a, row, BK_PRESENCE_UNKNOWN, false, "in another BPF program");
		return NULL;
	}
}

static struct bk_error *ask_program(struct bk_asking *a, uint32_t number)
{
	const struct bk_function *function = &a->object->functions.at[number];
	const char *section = function->section, *target;
	const struct bk_section_form *form;
	bool is_needed = !function->is_optional;
	char name[100];

	form = bk_section_form(section + (*section == '?'), &target);
	if (!form)
		return NULL;
	snprintf(name, sizeof(name), "BPF_PROG_TYPE_%s", form->prog_type);
	BK_TRY(ask_enumerator(a, number, BK_NEED_PROG_TYPE, BK_ENUM_PROG_TYPES, name, is_needed));
	if (form->attach_type) {
		snprintf(name, sizeof(name), "BPF_%s", form->attach_type);
		BK_TRY(ask_enumerator(a, number, BK_NEED_ATTACH_TYPE, BK_ENUM_ATTACH_TYPES, name,
				      is_needed && form->needs_attach_type));
	}
	return ask_target(a, number, form, target, is_needed);
}

/* What would take a pass over all functions; other kinds have few types. */
static struct bk_error *expect_target(struct bk_asking *a, enum bk_target_form form,
				      const char *target)
{
	const char *colon = strchr(target, ':');
	char name[NAME_SIZE];

	switch (form) {
	case BK_TARGET_FUNCTION:
		join(name, "", colon ? colon + 1 : target);
		break;
	case BK_TARGET_LSM:
		join(name, "bpf_lsm_", target);
		break;
	case BK_TARGET_ITERATOR:
		join(name, "bpf_iter_", target);
		break;
	case BK_TARGET_PROBE:
		cut(name, 160, target, "+");
		break;
	case BK_TARGET_TRACEPOINT:
		if (strncmp(target, "syscalls/sys_", 13) != 0)
			return NULL;
		return bk_kernel_expect_syscall(a->kernel, syscall_of(target));
	case BK_TARGET_SYSCALL:
		return bk_kernel_expect_syscall(a->kernel, target);
	default:
		return NULL;
	}
	return bk_kernel_expect(a->kernel, BK_KIND_FUNC, name);
}

struct bk_error *bk_expect_programs(struct bk_asking *a)
{
	for (uint32_t i = 0; i < a->object->functions.count; i++) {
		const struct bk_function *function = &a->object->functions.at[i];
		const struct bk_section_form *form;
		const char *target;

		if (!function->is_program)
			continue;
		form = bk_section_form(function->section + (*function->section == '?'), &target);
		if (form && target)
			BK_TRY(expect_target(a, form->form, target));
	}
	return NULL;
}

struct bk_error *bk_ask_programs(struct bk_asking *a)
{
	for (uint32_t i = 0; i < a->object->functions.count; i++)
		if (a->object->functions.at[i].is_program)
			BK_TRY(ask_program(a, i));
	return NULL;
}
