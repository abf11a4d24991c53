// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * From what libclang says of a program to types and members as a diff names them.
 *
 * C does not tell whether a tag is that of a struct or a union, so it is taken for both: a kernel has
 * one of them.
 */
#include "btfkit/cli/program_uses.h"

#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/header/trimmed.h"
#include "btfkit/source/file.h"

#include <ctype.h>

static bool add_tag(struct bk_uses *uses, const char *name, const char *member)
{
	return bk_uses_add_name(uses, BK_DIFF_STRUCT, name, member) &&
	       bk_uses_add_name(uses, BK_DIFF_UNION, name, member);
}

/* "task_struct.pid", ".atomic_t.counter" */
static bool add_member(struct bk_uses *uses, struct bk_arena *arena, const char *path)
{
	bool is_typedef = *path == '.';
	const char *name = path + is_typedef, *dot = strchr(name, '.');
	const char *record = dot ? bk_arena_copy(arena, name, (size_t)(dot - name)) : NULL;

	if (!dot)
		return true;
	if (!record)
		return false;
	return is_typedef ? bk_uses_add_name(uses, BK_DIFF_TYPEDEF, record, dot)
			  : add_tag(uses, record, dot);
}

static bool add_used(struct bk_uses *uses, struct bk_arena *arena, const struct bk_used *used)
{
	const char *all = used->whole ? "*" : "";

	switch (used->sort) {
	case BK_USED_TAG: /* of one that is merely mentioned nothing is used */
		if (!used->complete && !used->whole)
			return true;
		return add_tag(uses, used->name, all) &&
		       bk_uses_add_name(uses, BK_DIFF_ENUM, used->name, "");
	case BK_USED_TYPEDEF:
		return bk_uses_add_name(uses, BK_DIFF_TYPEDEF, used->name, all);
	case BK_USED_FUNCTION:
		return bk_uses_add_name(uses, BK_DIFF_FUNC, used->name, "");
	case BK_USED_MEMBER:
		return add_member(uses, arena, used->name);
	case BK_USED_ENUMERATOR:
		break; /* below: it does not say of what */
	}
	return true;
}

static bool add_enumerators_of(struct bk_uses *uses, const struct bk_usage *usage,
			       const struct bk_graph *graph, uint32_t id, enum bk_diff_kind kind,
			       const char *name)
{
	const struct bk_type *t = bk_graph_type(graph, id);

	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		const char *value = bk_graph_string(graph, bk_enum_name_off(t, n));

		if (bk_strmap_find(&usage->index[BK_USED_ENUMERATOR], value) &&
		    !bk_uses_add_name(uses, kind, name, value))
			return false;
	}
	return true;
}

/* Of enumerations with a name, and of those that a typedef gives one. */
static bool add_enumerators(struct bk_uses *uses, const struct bk_usage *usage,
			    const struct bk_graph *graph)
{
	const uint32_t kinds = BK_KINDS_ENUM | 1u << BK_KIND_TYPEDEF;

	if (!usage->index[BK_USED_ENUMERATOR].count)
		return true;
	for (struct bk_ids ids = bk_ids_of(graph, kinds); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(graph, ids.id);
		const char *name = bk_graph_name(graph, t);
		bool is_typedef = bk_kind(t) == BK_KIND_TYPEDEF;
		uint32_t id = is_typedef ? bk_skip_modifiers(graph, t->type_id) : ids.id;

		if (!*name || !bk_kind_is_enum(bk_graph_kind(graph, id)) ||
		    (is_typedef && !bk_graph_is_anonymous(graph, id)))
			continue;
		if (!add_enumerators_of(uses, usage, graph, id,
					is_typedef ? BK_DIFF_TYPEDEF : BK_DIFF_ENUM, name))
			return false;
	}
	return true;
}

/* Each SEC("...") of a program's text. */
static bool add_sections(struct bk_uses *uses, struct bk_arena *arena, struct bk_bytes text)
{
	const char *at = (const char *)text.data, *end = at + text.size;

	while (at < end && (at = memmem(at, (size_t)(end - at), "SEC", 3)) != NULL) {
		const char *name, *quote;

		for (at += 3; at < end && isspace((unsigned char)*at);)
			at++;
		if (at == end || *at++ != '(')
			continue;
		while (at < end && isspace((unsigned char)*at))
			at++;
		if (at == end || *at++ != '"')
			continue;
		quote = memchr(at, '"', (size_t)(end - at));
		if (!quote)
			break;
		name = bk_arena_copy(arena, at, (size_t)(quote - at));
		if (!name || !bk_uses_add_section(uses, name))
			return false;
		at = quote;
	}
	return true;
}

static struct bk_error *add_all_sections(struct bk_uses *uses, struct bk_arena *arena,
					 const struct bk_program *program)
{
	BK_AUTO(bk_file_deinit) struct bk_file file = { 0 };

	BK_TRY(bk_error_in(bk_file_init(&file, program->path), "%s", program->path));
	return add_sections(uses, arena, file.bytes) ? NULL : bk_error_memory();
}

static struct bk_error *add_usage(struct bk_uses *uses, const struct bk_usage *usage,
				  const struct bk_graph *graph)
{
	BK_AUTO(bk_arena_deinit) struct bk_arena arena = BK_ARENA_INIT;

	for (size_t i = 0; i < usage->list.count; i++)
		if (!add_used(uses, &arena, &usage->list.at[i]))
			return bk_error_memory();
	return add_enumerators(uses, usage, graph) ? NULL : bk_error_memory();
}

struct bk_error *bk_program_uses_add(struct bk_uses *uses, const struct bk_program *programs,
				     size_t count, const struct bk_graph *graph)
{
	BK_AUTO(bk_usage_deinit) struct bk_usage usage = { 0 };
	BK_AUTO(bk_elsewhere_deinit) struct bk_elsewhere elsewhere = { 0 };
	BK_AUTO(bk_arena_deinit) struct bk_arena arena = BK_ARENA_INIT;
	const struct bk_trim_request request = { .programs = programs, .program_count = count };

	BK_TRY(bk_header_read_programs(&usage, graph, &request, &elsewhere));
	BK_TRY(add_usage(uses, &usage, graph));
	for (size_t i = 0; i < count; i++)
		BK_TRY(add_all_sections(uses, &arena, &programs[i]));
	bk_uses_sort(uses);
	return NULL;
}
