// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Externs: kfuncs and other symbols of the kernel, options of its configuration. */
#include "btfkit/corerelo/match.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/needs/needs_parts.h"

#include <stdio.h>
#include <string.h>

enum { GET_ATTACH_COOKIE = 174 };

/* A name without its flavor: what stands before "___". */
static void plain_name(char *to, size_t size, const char *name)
{
	const char *suffix = strstr(name, "___");

	snprintf(to, size, "%.*s", suffix && suffix > name ? (int)(suffix - name) : (int)size,
		 name);
}

static bool is_compatible(const struct bk_asking *a, uint32_t local_id,
			  const struct bk_kernel_type *type)
{
	struct bk_matching m = { .local = a->object->graph,
				 .target = type->graph,
				 .left = BK_MATCHING_MOST };
	uint32_t id = bk_skip_typedefs(type->graph, bk_graph_type(type->graph, type->id)->type_id);

	local_id = bk_skip_typedefs(a->object->graph, local_id);
	return bk_types_compatible(&m, local_id, id) == BK_MATCH_YES;
}

/* All calls of an extern are of something that is not there. */
static struct bk_error *doom_calls(struct bk_asking *a, uint32_t index, size_t row)
{
	for (uint32_t f = 0; f < a->object->functions.count; f++) {
		const struct bk_function *function = &a->object->functions.at[f];

		for (uint32_t i = 0; i < function->reference_count; i++) {
			const struct bk_reference *ref =
				&a->object->references.at[function->first_reference + i];
			const struct bk_insn *insn =
				&bk_function_insns(a->object, function)[ref->insn];

			if (ref->kind == BK_REF_KFUNC && ref->index == index &&
			    insn->code == BK_CODE_CALL &&
			    !bk_array_push(&a->calls,
					   (struct bk_doomed_call){ row, { f, ref->insn } }))
				return bk_error_memory();
		}
	}
	return NULL;
}

static void put_type(struct bk_sink *sink, const struct bk_graph *graph, uint32_t id)
{
	bk_putc(sink, '\'');
	if (bk_graph_kind(graph, id) == BK_KIND_FUNC_PROTO)
		bk_prototype_name(graph, id, sink);
	else
		bk_type_name(graph, id, sink);
	bk_putc(sink, '\'');
}

/* What a function or variable of the kernel is, and what the object takes it for. */
static struct bk_error *tell_mismatch(struct bk_asking *a, size_t row, const char *what,
				      uint32_t local_id, const struct bk_kernel_type *type)
{
	struct bk_need *need = &a->needs->rows.at[row];
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_printf(&sink, "its %s is ", what);
	put_type(&sink, type->graph, bk_graph_type(type->graph, type->id)->type_id);
	bk_puts(&sink, ", not ");
	put_type(&sink, a->object->graph, local_id);
	BK_TRY(bk_sink_finish(&sink));
	need->status = BK_NEED_MISMATCH;
	need->is_failing = true;
	need->reason = bk_arena_copy(&a->needs->arena, sink.start, (size_t)(sink.at - sink.start));
	return need->reason ? NULL : bk_error_memory();
}

/*
 * A weak one that is missing, or not as declared, is 0 and may not be called; a strong one is the end
 * of it. Functions that are no kfuncs are found, and refused when they are called.
 */
static struct bk_error *ask_kfunc(struct bk_asking *a, uint32_t index, size_t row)
{
	const struct bk_extern *ext = &a->object->externs.at[index];
	struct bk_extern_fact *fact = &a->facts[index];
	struct bk_need *need = &a->needs->rows.at[row];
	enum bk_presence tagged = BK_PRESENCE_UNKNOWN;
	struct bk_kernel_type type;
	char name[160];

	plain_name(name, sizeof(name), ext->name);
	BK_TRY(bk_kernel_find(a->kernel, BK_KIND_FUNC, name, &type));
	a->found = type;
	fact->presence = BK_EXTERN_THERE;
	if (!type.id) {
		bk_asking_settle(a, row, BK_MISSING, true, NULL);
		fact->presence = BK_EXTERN_MISSING;
	} else if (!is_compatible(a, ext->type_id, &type)) {
		bk_asking_settle(a, row, BK_MISSING, true, NULL);
		BK_TRY(tell_mismatch(a, row, "prototype", ext->type_id, &type));
		fact->presence = BK_EXTERN_MISSING;
	} else {
		BK_TRY(bk_kernel_is_kfunc(a->kernel, &type, &tagged));
		bk_asking_settle(a, row, tagged == BK_MISSING ? BK_MISSING : BK_PRESENT, true,
				 tagged == BK_MISSING ? "a function, but no kfunc" : NULL);
	}
	if (fact->presence == BK_EXTERN_MISSING && !ext->is_weak)
		return NULL; /* its calls do not help */
	return need->is_failing ? doom_calls(a, index, row) : NULL;
}

/* Of a symbol without type BTF may know, but the kernel's table of symbols does. */
static struct bk_error *ask_ksym(struct bk_asking *a, uint32_t index, size_t row)
{
	const struct bk_extern *ext = &a->object->externs.at[index];
	struct bk_extern_fact *fact = &a->facts[index];
	struct bk_kernel_type type;
	char name[160];

	plain_name(name, sizeof(name), ext->name);
	BK_TRY(bk_kernel_find(a->kernel, BK_KIND_VAR, name, &type));
	if (!ext->type_id) {
		if (!type.id)
			BK_TRY(bk_kernel_find(a->kernel, BK_KIND_FUNC, name, &type));
		fact->presence = type.id ? BK_EXTERN_THERE : BK_EXTERN_UNTOLD;
		bk_asking_settle(a, row, type.id ? BK_PRESENT : BK_PRESENCE_UNKNOWN, false,
				 type.id ? NULL : "only /proc/kallsyms knows");
		return NULL;
	}
	a->found = type;
	fact->presence = type.id ? BK_EXTERN_THERE : BK_EXTERN_MISSING;
	bk_asking_settle(a, row, type.id ? BK_PRESENT : BK_MISSING, !ext->is_weak,
			 type.id	? NULL
			 : ext->is_weak ? "weak: it is 0"
					: NULL);
	if (type.id && !is_compatible(a, ext->type_id, &type))
		return tell_mismatch(a, row, "type", ext->type_id, &type);
	return NULL;
}

static void set_value(struct bk_asking *a, uint32_t index, size_t row, uint64_t value)
{
	struct bk_need *need = &a->needs->rows.at[row];

	a->facts[index].presence = BK_EXTERN_THERE;
	a->facts[index].has_value = need->has_value = true;
	a->facts[index].value = need->value = value;
}

/* The externs that libbpf makes up itself. */
static struct bk_error *ask_linux(struct bk_asking *a, uint32_t index, size_t row, bool *is_known)
{
	const char *name = a->object->externs.at[index].name;
	enum bk_presence presence = BK_PRESENT;
	struct bk_kernel_type type;
	bool is_wrapped = false;

	*is_known = true;
	if (strcmp(name, "LINUX_KERNEL_VERSION") == 0) {
		uint32_t version = bk_kernel_version(a->kernel);

		if (version)
			set_value(a, index, row, version);
		bk_asking_settle(a, row, BK_PRESENT, false,
				 version ? NULL : "the kernel's release is not known");
	} else if (strcmp(name, "LINUX_HAS_BPF_COOKIE") == 0) {
		presence = bk_kernel_has_number(a->kernel, BK_ENUM_HELPERS, GET_ATTACH_COOKIE);
		if (presence)
			set_value(a, index, row, presence == BK_PRESENT);
		bk_asking_settle(a, row, BK_PRESENT, false, NULL);
	} else if (strcmp(name, "LINUX_HAS_SYSCALL_WRAPPER") == 0) {
		BK_TRY(bk_kernel_find_syscall(a->kernel, "bpf", &type, &is_wrapped));
		if (type.id)
			set_value(a, index, row, is_wrapped);
		bk_asking_settle(a, row, BK_PRESENT, false, NULL);
	} else {
		*is_known = false;
	}
	return NULL;
}

/* What `text` is in a variable of that type; false: no number, or nothing libbpf would put there. */
static bool option_value(const struct bk_graph *graph, uint32_t type_id, const char *text,
			 uint64_t *value)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, type_id));
	bool is_tristate =
		strcmp(text, "y") == 0 || strcmp(text, "m") == 0 || strcmp(text, "n") == 0;
	char *end;

	if (bk_kind(t) == BK_KIND_INT && is_tristate) {
		if (bk_int_encoding(t) & BK_INT_BOOL)
			*value = *text == 'y';
		else
			*value = (uint8_t)*text;
		return t->size == 1 && (!(bk_int_encoding(t) & BK_INT_BOOL) || *text != 'm');
	}
	if (bk_kind_is_enum(bk_kind(t)) && is_tristate) {
		*value = *text == 'y' ? 1 : *text == 'm' ? 2 : 0;
		return strcmp(bk_graph_name(graph, t), "libbpf_tristate") == 0;
	}
	if (bk_kind(t) != BK_KIND_INT)
		return false;
	*value = strtoull(text, &end, 0);
	return *text && !*end;
}

static struct bk_error *ask_kconfig(struct bk_asking *a, uint32_t index, size_t row)
{
	const struct bk_extern *ext = &a->object->externs.at[index];
	const struct bk_config *config;
	const char *text;
	uint64_t value;
	bool is_known;

	BK_TRY(ask_linux(a, index, row, &is_known));
	if (is_known)
		return NULL;
	BK_TRY(bk_kernel_config(a->kernel, &config));
	if (!config) {
		bk_asking_settle(a, row, BK_PRESENCE_UNKNOWN, false,
				 "the kernel's configuration is not known");
		return NULL;
	}
	text = bk_config_value(config, ext->name);
	bk_asking_settle(a, row, text ? BK_PRESENT : BK_MISSING, !ext->is_weak,
			 text ? NULL : "not set");
	if (!text)
		a->facts[index].presence = BK_EXTERN_MISSING;
	if (!text && ext->is_weak) {
		set_value(a, index, row, 0);
	} else if (text && *text != '"') {
		if (option_value(a->object->graph, ext->type_id, text, &value)) {
			set_value(a, index, row, value);
		} else {
			a->needs->rows.at[row].status = BK_NEED_MISMATCH;
			a->needs->rows.at[row].reason = "its value does not fit its type";
			a->needs->rows.at[row].is_failing = true;
		}
	}
	return NULL;
}

struct bk_error *bk_expect_externs(struct bk_asking *a)
{
	for (uint32_t i = 0; i < a->object->externs.count; i++) {
		const struct bk_extern *ext = &a->object->externs.at[i];
		char name[160];

		plain_name(name, sizeof(name), ext->name);
		if (ext->kind == BK_EXTERN_KSYM)
			BK_TRY(bk_kernel_expect(a->kernel, BK_KIND_VAR, name));
		if (ext->kind == BK_EXTERN_KFUNC || (ext->kind == BK_EXTERN_KSYM && !ext->type_id))
			BK_TRY(bk_kernel_expect(a->kernel, BK_KIND_FUNC, name));
	}
	return NULL;
}

struct bk_error *bk_ask_externs(struct bk_asking *a)
{
	static const enum bk_need_kind kinds[] = { [BK_EXTERN_KFUNC] = BK_NEED_KFUNC,
						   [BK_EXTERN_KSYM] = BK_NEED_KSYM,
						   [BK_EXTERN_KCONFIG] = BK_NEED_KCONFIG };

	for (uint32_t i = 0; i < a->object->externs.count; i++) {
		const struct bk_extern *ext = &a->object->externs.at[i];
		size_t row = 0;

		BK_TRY(bk_asking_add_again(a, kinds[ext->kind], ext->name, BK_NOTHING, &row));
		if (ext->kind == BK_EXTERN_KFUNC)
			BK_TRY(ask_kfunc(a, i, row));
		else if (ext->kind == BK_EXTERN_KSYM)
			BK_TRY(ask_ksym(a, i, row));
		else
			BK_TRY(ask_kconfig(a, i, row));
	}
	return NULL;
}
