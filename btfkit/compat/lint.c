// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Facts from relocations and source lines; loads without relocations are lint_loads.c's. */
#include "btfkit/compat/lint.h"

#include "btfkit/compat/lint_parts.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

struct bk_error *bk_lint_note(struct bk_linting *lint, uint32_t function, uint32_t insn,
			      const struct bk_compat_fact *fact)
{
	const struct bk_object *object = lint->subject->object;
	const struct bk_line *line = bk_object_line(object, function, insn);
	struct bk_compat_fact own = *fact;
	BK_AUTOFREE char *place = NULL;
	bool failed = false;
	int size;

	if (line)
		size = asprintf(&place, "%s:%u in %s", line->file, line->line,
				object->functions.at[function].name);
	else
		size = asprintf(&place, "instruction %u of %s", insn,
				object->functions.at[function].name);
	if (size < 0) {
		place = NULL;
		return bk_error_memory();
	}
	own.title = bk_compat_copy(lint->answer, fact->title, &failed);
	own.value = bk_compat_copy(lint->answer, fact->value, &failed);
	own.own = bk_compat_copy(lint->answer, fact->own, &failed);
	own.place = bk_compat_copy(lint->answer, place, &failed);
	if (failed || !bk_array_push(&lint->result->facts, own))
		return bk_error_memory();
	return NULL;
}

/* ---- relocations ---- */

/* What there is to say of an integer or enum. */
struct integer {
	uint64_t amount;
	const char *unit; /* "bit" or "byte" */
	const char *sign;
};

/*
 * False of what is no integer. Whether a char is signed is the machine's business, and new kernels
 * have it unsigned everywhere.
 */
static bool examine(const struct bk_graph *graph, uint32_t id, uint32_t width_bits,
		    struct integer *integer)
{
	const struct bk_type *t;
	bool is_signed, is_char = false;

	if (!graph || id >= graph->count)
		return false;
	t = bk_graph_type(graph, bk_skip_typedefs(graph, id));
	if (bk_kind(t) == BK_KIND_INT) {
		is_signed = bk_int_encoding(t) & BK_INT_SIGNED;
		is_char = strcmp(bk_graph_name(graph, t), "char") == 0;
	} else if (bk_kind_is_enum(bk_kind(t))) {
		is_signed = bk_kind_flag(t);
	} else {
		return false;
	}
	*integer = (struct integer){
		.amount = width_bits ? width_bits : t->size,
		.unit = width_bits ? "bit" : "byte",
		.sign = is_char	    ? "signed as char is"
			: is_signed ? "signed"
				    : "unsigned",
	};
	return true;
}

/* "4 bytes, signed", "3 bits, unsigned" */
static void describe(const struct integer *integer, char *text, size_t size)
{
	snprintf(text, size, "%llu %s%s, %s", (unsigned long long)integer->amount, integer->unit,
		 integer->amount == 1 ? "" : "s", integer->sign);
}

/* Whether the same function also asks how large that field is, or of what sign: then it knows. */
static bool asks_more(const struct bk_object *object, const struct bk_core_relo *relo)
{
	for (size_t i = 0; i < object->relocations.count; i++) {
		const struct bk_core_relo *other = &object->relocations.at[i];

		if (other->function == relo->function && other->type_id == relo->type_id &&
		    (other->kind == BK_RELO_FIELD_BYTE_SIZE ||
		     other->kind == BK_RELO_FIELD_SIGNED ||
		     other->kind == BK_RELO_FIELD_LSHIFT_U64 ||
		     other->kind == BK_RELO_FIELD_RSHIFT_U64) &&
		    strcmp(other->access, relo->access) == 0)
			return true;
	}
	return false;
}

/*
 * A load or store changes its width with the field, and what is loaded is taken for what the object's
 * type is; an address does not even tell how much is read there.
 */
static struct bk_error *note_field(struct bk_linting *lint, uint32_t number)
{
	const struct bk_object *object = lint->subject->object;
	const struct bk_core_relo *relo = &object->relocations.at[number];
	const struct bk_relo_result *result = &lint->relocated->results[number];
	const struct bk_insn *insn =
		bk_function_insns(object, &object->functions.at[relo->function]) + relo->insn;
	enum bk_insn_class class = bk_insn_class(insn);
	struct integer there, here;
	char value[64], own[64];
	struct bk_compat_fact fact = { .what = "sign", .title = lint->subject->sites[number].spec };

	if (class == BK_CLASS_ST || class == BK_CLASS_STX || asks_more(object, relo) ||
	    !examine(result->graph, result->field_id, result->width_bits, &there) ||
	    !examine(object->graph, result->local_field_id, result->local_width_bits, &here))
		return NULL;
	fact.value = there.sign;
	fact.own = here.sign;
	if (class != BK_CLASS_LDX) {
		describe(&there, value, sizeof(value));
		describe(&here, own, sizeof(own));
		fact.what = "field";
		fact.value = value;
		fact.own = own;
	}
	return bk_lint_note(lint, relo->function, relo->insn, &fact);
}

static struct bk_error *note_value(struct bk_linting *lint, uint32_t number)
{
	const struct bk_core_relo *relo = &lint->subject->object->relocations.at[number];
	const struct bk_compat_site *site = &lint->subject->sites[number];
	char value[32];
	BK_AUTOFREE char *title = NULL;
	struct bk_compat_fact fact = { .what = "value", .value = value };

	snprintf(value, sizeof(value), "%llu",
		 (unsigned long long)lint->relocated->results[number].target);
	if (asprintf(&title, "%s %s", site->kind, site->spec) < 0) {
		title = NULL;
		return bk_error_memory();
	}
	fact.title = title;
	return bk_lint_note(lint, relo->function, relo->insn, &fact);
}

static struct bk_error *note_relocation(struct bk_linting *lint, uint32_t number)
{
	if (lint->relocated->results[number].status != BK_RELO_RESOLVED)
		return NULL;
	switch (lint->subject->object->relocations.at[number].kind) {
	case BK_RELO_FIELD_BYTE_OFFSET:
		return note_field(lint, number);
	case BK_RELO_FIELD_BYTE_SIZE:
	case BK_RELO_FIELD_SIGNED:
	case BK_RELO_TYPE_SIZE:
	case BK_RELO_ENUMVAL_VALUE:
		return note_value(lint, number);
	default:
		return NULL;
	}
}

/* ---- enumerators in source lines ---- */

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* Whether a line has a relocation of an enumerator: then the macro around it took care of it. */
static bool is_relocated(const struct bk_object *object, uint32_t function, uint32_t line)
{
	for (size_t i = 0; i < object->relocations.count; i++) {
		const struct bk_core_relo *relo = &object->relocations.at[i];
		const struct bk_line *at;

		if (relo->function != function || !bk_relo_is_enumval(relo->kind))
			continue;
		at = bk_object_line(object, function, relo->insn);
		if (at && at->line == line)
			return true;
	}
	return false;
}

/* Puts the words of a source line into the map, each with the first line that has it. */
static bool add_words(struct bk_linting *lint, uint32_t line)
{
	const char *at = lint->subject->object->lines.at[line].text;

	while (*at) {
		const char *start = at;
		bool is_new;

		while (is_word(*at))
			at++;
		if (at - start > 2 && !(*start >= '0' && *start <= '9')) {
			const char *word =
				bk_arena_copy(&lint->words_arena, start, (size_t)(at - start));

			if (!word || !bk_strmap_insert(&lint->words, word, line, &is_new))
				return false;
		}
		at += at == start;
	}
	return true;
}

static struct bk_error *note_enumerator(struct bk_linting *lint, const struct bk_type *t,
					uint32_t n)
{
	const struct bk_object *object = lint->subject->object;
	const char *name = bk_graph_string(lint->graph, bk_enum_name_off(t, n));
	const uint32_t *line = bk_strmap_find(&lint->words, name);
	char value[32];
	const struct bk_compat_fact fact = { .what = "constant", .title = name, .value = value };
	uint32_t function;

	if (!line)
		return NULL;
	snprintf(value, sizeof(value), "%lld", (long long)bk_enum_value(t, n));
	for (function = 0; function < object->functions.count; function++) {
		const struct bk_function *f = &object->functions.at[function];

		if (*line >= f->first_line && *line - f->first_line < f->line_count)
			break;
	}
	if (function == object->functions.count ||
	    is_relocated(object, function, object->lines.at[*line].line))
		return NULL;
	return bk_lint_note(lint, function, object->lines.at[*line].insn, &fact);
}

/* Each source line is looked through for words, then the kernel's enumerators for these words. */
static struct bk_error *note_constants(struct bk_linting *lint)
{
	const struct bk_object *object = lint->subject->object;

	for (uint32_t i = 0; i < object->lines.count; i++)
		if (!add_words(lint, i))
			return bk_error_memory();
	for (struct bk_ids ids = bk_ids_of(lint->graph, BK_KINDS_ENUM); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(lint->graph, ids.id);

		for (uint32_t n = 0; n < bk_vlen(t); n++)
			BK_TRY(note_enumerator(lint, t, n));
	}
	return NULL;
}

static void linting_deinit(struct bk_linting *lint)
{
	bk_strmap_deinit(&lint->words);
	bk_arena_deinit(&lint->words_arena);
}

struct bk_error *bk_compat_lint(struct bk_compat_answer *answer, struct bk_compat_result *result,
				const struct bk_compat_surveyed *kernel,
				const struct bk_compat_subject *subject,
				const struct bk_relocated *relocated)
{
	BK_AUTO(linting_deinit)
	struct bk_linting lint = {
		.answer = answer,
		.result = result,
		.graph = kernel->graphs[kernel->graph_count - 1],
		.subject = subject,
		.relocated = relocated,
	};

	for (uint32_t i = 0; i < subject->object->relocations.count; i++)
		BK_TRY(note_relocation(&lint, i));
	BK_TRY(bk_lint_loads(&lint));
	return note_constants(&lint);
}
