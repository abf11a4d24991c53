// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading expressions: what is a name, a step, an index. Where they lead is expression_place.c's. */
#include "btfkit/graph/expression.h"

static const struct {
	const char *word;
	enum bk_kind kind;
} roots[] = {
	{ "struct", BK_KIND_STRUCT },
	{ "union", BK_KIND_UNION },
	{ "typedef", BK_KIND_TYPEDEF },
	{ "enum", BK_KIND_ENUM },
};

static const char func_prefix[] = "func:";

const char *bk_expression_kind_name(enum bk_expression_kind kind)
{
	static const char *const names[] = { "field", "type", "enumerator", "func" };

	return names[kind];
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* What a name may not hold; dots and brackets end one. */
static size_t name_size(const char *at)
{
	return strcspn(at, ".[] \t\n\r\v\f*&()>,;:'\"");
}

/* Ends the name at `at` with a NUL and returns what stood behind it. */
static char *end_name(char *at, char *ending)
{
	char *end = at + name_size(at);

	*ending = *end;
	*end = '\0';
	return end + (*ending != '\0');
}

static void drop_flavor(char *name)
{
	char *flavor = strlen(name) > 3 ? strstr(name + 1, "___") : NULL;

	if (flavor)
		*flavor = '\0';
}

static struct bk_error *wrong(const struct bk_expression *expression, const char *why)
{
	return bk_error_create(
		BK_ERR_USAGE,
		"'%s' is no expression: %s (wanted: TYPE.MEMBER[3].MEMBER, struct TYPE, "
		"enum TYPE.ENUMERATOR, func:NAME)",
		expression->text, why);
}

/* `*at` stands behind "[": an index and its "]". */
static struct bk_error *read_index(struct bk_expression *expression, char **at)
{
	struct bk_expression_step step = { 0 };
	uint64_t index = 0;
	char *p = *at;

	for (; *p >= '0' && *p <= '9' && index <= UINT32_MAX; p++)
		index = index * 10 + (uint32_t)(*p - '0');
	if (p == *at || *p != ']')
		return wrong(expression, "an index is a number in brackets");
	if (index > UINT32_MAX)
		return wrong(expression, "an index is too large");
	step.index = (uint32_t)index;
	*at = p + 1;
	return bk_array_push(&expression->steps, step) ? NULL : bk_error_memory();
}

/* All behind the root's name; `ending` is what that name ended with, `at` what follows it. */
static struct bk_error *read_steps(struct bk_expression *expression, char ending, char *at)
{
	while (ending == '.' || ending == '[') {
		if (ending == '[') {
			BK_TRY(read_index(expression, &at));
			ending = *at;
			at += ending != '\0';
			continue;
		}
		if (!name_size(at))
			return wrong(expression, "a member's name is missing");
		if (!bk_array_push(&expression->steps, (struct bk_expression_step){ .member = at }))
			return bk_error_memory();
		at = end_name(at, &ending);
	}
	if (ending)
		return wrong(expression, "something follows that is neither a member nor an index");
	return NULL;
}

/* The kind before a type's name, where there is one; returns where the name begins. */
static char *read_root(struct bk_expression *expression, char *at)
{
	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
		size_t size = strlen(roots[i].word);

		if (strncmp(at, roots[i].word, size) != 0 || !is_space(at[size]))
			continue;
		expression->root = roots[i].kind;
		for (at += size; is_space(*at);)
			at++;
		break;
	}
	return at;
}

static struct bk_error *read_func(struct bk_expression *expression, char *at)
{
	expression->kind = BK_EXPRESSION_FUNC;
	expression->root = BK_KIND_FUNC;
	expression->name = at;
	if (!*at)
		return wrong(expression, "a function's name is missing");
	if (at[strcspn(at, " \t\n\r\v\f*&()[]>,;:'\"")])
		return wrong(expression, "a function is its name alone");
	return NULL;
}

static struct bk_error *read_type(struct bk_expression *expression, char *at)
{
	char *name, ending;

	at = read_root(expression, at);
	if (!name_size(at))
		return wrong(expression, "a type's name is missing");
	expression->name = name = at;
	at = end_name(at, &ending);
	BK_TRY(read_steps(expression, ending, at));
	drop_flavor(name);
	if (!expression->steps.count)
		expression->kind = BK_EXPRESSION_TYPE;
	else if (expression->root == BK_KIND_ENUM)
		expression->kind = BK_EXPRESSION_ENUMERATOR;
	if (expression->kind == BK_EXPRESSION_ENUMERATOR &&
	    (expression->steps.count > 1 || !expression->steps.at[0].member))
		return wrong(expression, "an enum has enumerators and nothing in them");
	return NULL;
}

static struct bk_error *read(struct bk_expression *expression)
{
	char *at = expression->memory;

	if (strncmp(at, func_prefix, strlen(func_prefix)) == 0)
		return read_func(expression, at + strlen(func_prefix));
	return read_type(expression, at);
}

struct bk_error *bk_expression_init(struct bk_expression *expression, const char *text)
{
	struct bk_error *error;

	*expression = (struct bk_expression){ .text = strdup(text), .memory = strdup(text) };
	error = expression->text && expression->memory ? read(expression) : bk_error_memory();
	if (error)
		bk_expression_deinit(expression);
	return error;
}

void bk_expression_deinit(struct bk_expression *expression)
{
	free(expression->text);
	free(expression->memory);
	bk_array_deinit(&expression->steps);
	*expression = (struct bk_expression){ 0 };
}
