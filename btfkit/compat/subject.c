// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opening objects, and spelling their relocations once for all kernels. */
#include "btfkit/compat/subject.h"

#include "btfkit/base/strmap.h"
#include "btfkit/corerelo/relocate.h"

#include <stdio.h>

static struct bk_error *spell(struct bk_compat_subject *subject, uint32_t number,
			      struct bk_sink *sink, const char **spec)
{
	sink->at = sink->start;
	bk_relo_spell(subject->object, number, sink);
	BK_TRY(bk_sink_finish(sink));
	*spec = bk_arena_copy(&subject->arena, sink->start, (size_t)(sink->at - sink->start));
	return *spec ? NULL : bk_error_memory();
}

static struct bk_error *note_site(struct bk_compat_subject *subject, uint32_t number,
				  struct bk_sink *sink)
{
	const struct bk_object *object = subject->object;
	const struct bk_core_relo *relo = &object->relocations.at[number];
	const struct bk_function *function = &object->functions.at[relo->function];
	const struct bk_line *line = bk_object_line(object, relo->function, relo->insn);
	struct bk_compat_site *site = &subject->sites[number];
	const char *kind = bk_relo_kind_name(relo->kind);

	*site = (struct bk_compat_site){
		.program = function->name,
		.section = function->section,
		.insn = relo->insn,
		.kind = kind ? kind : "unknown",
		.access = relo->access,
		.file = line ? line->file : NULL,
		.line = line ? line->line : 0,
	};
	return spell(subject, number, sink, &site->spec);
}

/* Relocations of the same kind, type and access come to the same on each kernel. */
static struct bk_error *note_alike(struct bk_compat_subject *subject)
{
	BK_AUTO(bk_strmap_deinit) struct bk_strmap seen = BK_STRMAP_INIT;
	BK_AUTO(bk_arena_deinit) struct bk_arena keys = BK_ARENA_INIT;
	const struct bk_object *object = subject->object;

	for (uint32_t i = 0; i < object->relocations.count; i++) {
		const struct bk_core_relo *relo = &object->relocations.at[i];
		const size_t size = strlen(relo->access) + 32;
		char *key = bk_arena_alloc(&keys, size);
		const uint32_t *first;
		bool is_new;

		if (!key)
			return bk_error_memory();
		snprintf(key, size, "%u %u %s", relo->kind, relo->type_id, relo->access);
		first = bk_strmap_insert(&seen, key, i, &is_new);
		if (!first)
			return bk_error_memory();
		subject->sites[i].alike = *first;
	}
	return NULL;
}

static struct bk_error *open(struct bk_compat_subject *subject, const char *spec)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;
	size_t count;

	bk_sink_init_memory(&sink, 1 << 20);
	BK_TRY(bk_source_create(spec, &subject->file));
	BK_TRY(bk_object_open(subject->file, &subject->object));
	count = subject->object->relocations.count;
	subject->sites = bk_arena_alloc(&subject->arena, (count + 1) * sizeof(*subject->sites));
	if (!subject->sites)
		return bk_error_memory();
	for (uint32_t i = 0; i < count; i++)
		BK_TRY(note_site(subject, i, &sink));
	return note_alike(subject);
}

struct bk_error *bk_compat_subject_init(struct bk_compat_subject *subject, const char *spec)
{
	struct bk_error *error;

	*subject = (struct bk_compat_subject){
		.source = strdup(strcmp(spec, "-") == 0 ? "standard input" : spec),
	};
	if (!subject->source)
		return bk_error_memory();
	error = open(subject, spec);
	if (!error || bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	bk_object_destroy(subject->object);
	subject->object = NULL;
	subject->has_no_btf = bk_error_code(error) == BK_ERR_NO_BTF;
	subject->error = strdup(bk_error_text(error));
	bk_error_destroy(error);
	return subject->error ? NULL : bk_error_memory();
}

void bk_compat_subject_deinit(struct bk_compat_subject *subject)
{
	bk_object_destroy(subject->object);
	bk_source_destroy(subject->file);
	bk_arena_deinit(&subject->arena);
	free(subject->source);
	free(subject->error);
	*subject = (struct bk_compat_subject){ 0 };
}
