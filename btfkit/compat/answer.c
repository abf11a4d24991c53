// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Answers and their texts; places of expressions. */
#include "btfkit/compat/answer.h"

#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"

const char *bk_verdict_name(enum bk_verdict verdict)
{
	static const char *const names[BK_VERDICTS] = { "none", "ok", "guarded", "fail", "error" };

	return names[verdict];
}

struct bk_compat_answer *bk_compat_answer_create(const char *source)
{
	struct bk_compat_answer *answer = calloc(1, sizeof(*answer));

	if (!answer)
		return NULL;
	answer->kernel.source = bk_arena_copy(&answer->arena, source, strlen(source));
	if (answer->kernel.source)
		return answer;
	bk_compat_answer_destroy(answer);
	return NULL;
}

void bk_compat_result_deinit(struct bk_compat_result *result)
{
	bk_array_deinit(&result->relocations);
	bk_array_deinit(&result->attach);
	bk_array_deinit(&result->requires);
	bk_array_deinit(&result->facts);
	bk_array_deinit(&result->modules);
}

void bk_compat_answer_clear(struct bk_compat_answer *answer)
{
	for (size_t i = 0; i < answer->results.count; i++)
		bk_compat_result_deinit(&answer->results.at[i]);
	bk_array_deinit(&answer->results);
}

void bk_compat_answer_destroy(struct bk_compat_answer *answer)
{
	if (!answer)
		return;
	bk_compat_answer_clear(answer);
	bk_arena_deinit(&answer->arena);
	free(answer);
}

const char *bk_compat_copy(struct bk_compat_answer *answer, const char *text, bool *failed)
{
	const char *copy = text ? bk_arena_copy(&answer->arena, text, strlen(text)) : NULL;

	*failed |= text && !copy;
	return copy;
}

/* What is of a type: of a typedef what it stands for; structs and enums are their own type. */
static bool has_type(const struct bk_expression *expression, const struct bk_graph *graph,
		     const struct bk_expression_place *at)
{
	switch (expression->kind) {
	case BK_EXPRESSION_FIELD:
	case BK_EXPRESSION_FUNC:
		return true;
	case BK_EXPRESSION_TYPE:
		return bk_graph_kind(graph, at->root_id) == BK_KIND_TYPEDEF;
	default:
		return false;
	}
}

static struct bk_error *spell_type(struct bk_compat_answer *answer, const struct bk_graph *graph,
				   const struct bk_expression *expression,
				   struct bk_compat_place *place)
{
	uint32_t id = place->at.type_id;
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;

	bk_sink_init_memory(&sink, 1 << 20);
	if (expression->kind == BK_EXPRESSION_FUNC)
		bk_prototype_name(graph, id, &sink);
	else if (expression->kind == BK_EXPRESSION_TYPE)
		bk_type_name(graph, bk_graph_type(graph, id)->type_id, &sink);
	else
		bk_type_name(graph, id, &sink);
	BK_TRY(bk_sink_finish(&sink));
	place->type = bk_arena_copy(&answer->arena, sink.start, (size_t)(sink.at - sink.start));
	return place->type ? NULL : bk_error_memory();
}

struct bk_error *bk_compat_place_one(struct bk_compat_answer *answer, const struct bk_graph *graph,
				     const struct bk_expression *expression,
				     struct bk_compat_place *place)
{
	struct bk_error *error = bk_expression_find(expression, graph, &place->at);
	bool failed = false;

	if (!error) {
		place->exists = true;
		return has_type(expression, graph, &place->at)
			       ? spell_type(answer, graph, expression, place)
			       : NULL;
	}
	if (bk_error_code(error) != BK_ERR_NOT_FOUND)
		return error;
	place->reason = bk_compat_copy(answer, bk_error_text(error), &failed);
	bk_error_destroy(error);
	return failed ? bk_error_memory() : NULL;
}

struct bk_error *bk_compat_place_all(struct bk_compat_answer *answer, const struct bk_graph *graph,
				     const struct bk_expression *expressions, size_t count)
{
	answer->places = bk_arena_alloc(&answer->arena, count * sizeof(*answer->places));
	if (!answer->places)
		return bk_error_memory();
	memset(answer->places, 0, count * sizeof(*answer->places));
	for (size_t i = 0; i < count; i++) {
		struct bk_error *error =
			bk_compat_place_one(answer, graph, &expressions[i], &answer->places[i]);

		if (!error)
			continue;
		answer->places = NULL;
		return error;
	}
	return NULL;
}
