// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A line about an expression becomes a cell of a table of kernels and expressions. */
#include "btfkit/compat/join_places.h"

#include <stdlib.h>
#include <string.h>

bool bk_compat_is_place(const struct bk_value *line)
{
	if (bk_value_get(line, "expr"))
		return true;
	return !bk_value_get(line, "object") && bk_value_text(bk_value_get(line, "error"));
}

static struct bk_error *find_answer(struct bk_compat_joined_places *joined, const char *kernel,
				    uint32_t *index)
{
	const uint32_t *known = bk_strmap_find(&joined->kernel_indexes, kernel);
	struct bk_compat_answer *answer;
	bool is_new;

	*index = known ? *known : (uint32_t)joined->answers.count;
	if (known)
		return NULL;
	answer = bk_compat_answer_create(kernel);
	if (!answer || !bk_array_push(&joined->rooms, 0) ||
	    !bk_array_push(&joined->answers, answer)) { /* NOLINT(bugprone-sizeof-expression) */
		bk_compat_answer_destroy(answer);
		return bk_error_memory();
	}
	return bk_strmap_insert(&joined->kernel_indexes, answer->kernel.source, *index, &is_new)
		       ? NULL
		       : bk_error_memory();
}

static struct bk_error *find_expression(struct bk_compat_joined_places *joined, const char *text,
					uint32_t *index)
{
	const uint32_t *known = bk_strmap_find(&joined->expression_indexes, text);
	struct bk_expression expression;
	bool is_new;

	*index = known ? *known : (uint32_t)joined->expressions.count;
	if (known)
		return NULL;
	BK_TRY(bk_expression_init(&expression, text));
	if (!bk_array_push(&joined->expressions, expression)) {
		bk_expression_deinit(&expression);
		return bk_error_memory();
	}
	return bk_strmap_insert(&joined->expression_indexes, expression.text, *index, &is_new)
		       ? NULL
		       : bk_error_memory();
}

/* Makes room for `count` places at least; those that are new were not asked for. */
static struct bk_error *make_room(struct bk_compat_joined_places *joined, uint32_t index,
				  uint32_t count)
{
	struct bk_compat_answer *answer = joined->answers.at[index];
	const uint32_t old = joined->rooms.at[index];
	uint32_t room = old ? old : 1;
	struct bk_compat_place *places;

	if (count <= old)
		return NULL;
	while (room < count)
		room *= 2;
	places = bk_arena_alloc(&answer->arena, room * sizeof(*places));
	if (!places)
		return bk_error_memory();
	memset(places, 0, room * sizeof(*places));
	if (old)
		memcpy(places, answer->places, old * sizeof(*places));
	answer->places = places;
	joined->rooms.at[index] = room;
	return NULL;
}

static bool read_flag(const struct bk_value *line, const char *key)
{
	return bk_value_is_true(bk_value_get(line, key));
}

static struct bk_error *read_place(struct bk_compat_answer *answer, const struct bk_value *line,
				   struct bk_compat_place *place)
{
	const char *reason = bk_value_text(bk_value_get(line, "reason"));
	const char *value = bk_value_text(bk_value_get(line, "value"));
	struct bk_expression_place *at = &place->at;
	uint64_t width = 0;
	bool failed = false;

	*place = (struct bk_compat_place){ .exists = read_flag(line, "exists") };
	if (!place->exists) {
		place->reason = bk_compat_copy(answer, reason ? reason : "?", &failed);
		return failed ? bk_error_memory() : NULL;
	}
	place->type = bk_compat_copy(answer, bk_value_text(bk_value_get(line, "type")), &failed);
	place->module =
		bk_compat_copy(answer, bk_value_text(bk_value_get(line, "module")), &failed);
	at->has_offset = bk_value_u64(bk_value_get(line, "offset_bits"), &at->offset_bits);
	at->has_size = bk_value_u64(bk_value_get(line, "size_bits"), &at->size_bits);
	if (bk_value_u64(bk_value_get(line, "bitfield_bits"), &width) && width <= UINT32_MAX)
		at->width_bits = (uint32_t)width;
	at->is_signed = read_flag(line, "signed");
	at->has_value = value != NULL;
	if (value)
		at->value =
			*value == '-' ? -strtoull(value + 1, NULL, 10) : strtoull(value, NULL, 10);
	at->is_ambiguous = read_flag(line, "ambiguous");
	return failed ? bk_error_memory() : NULL;
}

static struct bk_error *note_kernel(struct bk_compat_answer *answer, const struct bk_value *line)
{
	struct bk_compat_kernel *kernel = &answer->kernel;
	bool failed = false;

	if (!kernel->release)
		kernel->release = bk_compat_copy(
			answer, bk_value_text(bk_value_get(line, "release")), &failed);
	if (!kernel->arch)
		kernel->arch =
			bk_compat_copy(answer, bk_value_text(bk_value_get(line, "arch")), &failed);
	return failed ? bk_error_memory() : NULL;
}

struct bk_error *bk_compat_join_place(struct bk_compat_joined_places *joined,
				      const struct bk_value *line)
{
	const char *text = bk_value_text(bk_value_get(line, "expr"));
	const char *kernel = bk_value_text(bk_value_get(line, "kernel"));
	const char *why = bk_value_text(bk_value_get(line, "error"));
	struct bk_compat_answer *answer;
	uint32_t index, expression = 0;
	bool failed = false;

	if (!kernel || (!text && !why))
		return bk_error_create(BK_ERR_MALFORMED,
				       "it is no line of --json-lines: it has no %s",
				       kernel ? "expression" : "kernel");
	BK_TRY(find_answer(joined, kernel, &index));
	answer = joined->answers.at[index];
	BK_TRY(note_kernel(answer, line));
	if (!text) {
		answer->kernel.error = bk_compat_copy(answer, why, &failed);
		answer->places = NULL;
		joined->rooms.at[index] = 0;
		return failed ? bk_error_memory() : NULL;
	}
	answer->kernel.error = NULL;
	BK_TRY(find_expression(joined, text, &expression));
	BK_TRY(make_room(joined, index, expression + 1));
	return read_place(answer, line, &answer->places[expression]);
}

struct bk_error *bk_compat_joined_places_finish(struct bk_compat_joined_places *joined)
{
	for (uint32_t i = 0; i < joined->answers.count; i++)
		if (joined->answers.at[i]->places)
			BK_TRY(make_room(joined, i, (uint32_t)joined->expressions.count));
	return NULL;
}

void bk_compat_joined_places_deinit(struct bk_compat_joined_places *joined)
{
	for (size_t i = 0; i < joined->answers.count; i++)
		bk_compat_answer_destroy(joined->answers.at[i]);
	for (size_t i = 0; i < joined->expressions.count; i++)
		bk_expression_deinit(&joined->expressions.at[i]);
	bk_array_deinit(&joined->answers);
	bk_array_deinit(&joined->rooms);
	bk_array_deinit(&joined->expressions);
	bk_strmap_deinit(&joined->kernel_indexes);
	bk_strmap_deinit(&joined->expression_indexes);
}
