// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Spelling types as C does.
 *
 * C writes a derived type around the name it declares: for an array of pointers to functions, first
 * what is returned, then `(*`, then the name, then `[4]`, then `)(parameters)`. Without a name two
 * walks down the chain do: one puts what stands before it, on the way back up; the other what stands
 * behind it, on the way down. Both stop at the same depth, so the parentheses match.
 */
#include "btfkit/graph/type_name.h"

#include "btfkit/graph/type_size.h"

enum { DEEPEST = 32, MOST_PARAMS = 64 };

struct speller {
	const struct bk_graph *graph;
	struct bk_sink *sink;
	uint32_t params_left; /* hostile prototypes could fan out for ever */
	bool named;	      /* the next prototype's parameters are put with their names */
};

static const struct bk_type *type_at(const struct speller *s, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(s->graph, id);

	while (bk_kind(t) == BK_KIND_TYPE_TAG)
		t = bk_graph_type(s->graph, t->type_id);
	return t;
}

static const struct bk_type *target_of(const struct speller *s, const struct bk_type *t)
{
	return type_at(s, t->type_id);
}

static enum bk_kind kind_behind_modifiers(const struct speller *s, const struct bk_type *t)
{
	return bk_kind(bk_graph_type(s->graph, bk_skip_modifiers(s->graph, t->type_id)));
}

/* Whether the `*` of this pointer needs parentheses. */
static bool needs_parentheses(const struct speller *s, const struct bk_type *t)
{
	enum bk_kind kind = kind_behind_modifiers(s, t);

	return kind == BK_KIND_ARRAY || kind == BK_KIND_FUNC_PROTO;
}

static const char *keyword(const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_STRUCT:
		return "struct ";
	case BK_KIND_UNION:
		return "union ";
	case BK_KIND_FWD:
		return bk_kind_flag(t) ? "union " : "struct ";
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return "enum ";
	case BK_KIND_CONST:
		return "const";
	case BK_KIND_VOLATILE:
		return "volatile";
	case BK_KIND_RESTRICT:
		return "restrict";
	default:
		return "";
	}
}

static void put_plain(const struct speller *s, const struct bk_type *t)
{
	const char *name = bk_graph_name(s->graph, t);

	bk_puts(s->sink, keyword(t));
	if (bk_kind(t) == BK_KIND_VOID)
		name = "void";
	bk_puts(s->sink, *name ? name : "(anon)");
}

/* What stands before the name. Tells whether it ends with a `*`, which nothing is kept apart from. */
static bool put_before(const struct speller *s, const struct bk_type *t, int depth);

/* A qualifier stands before what it qualifies, but behind the `*` of a pointer. */
static bool put_qualifier(const struct speller *s, const struct bk_type *t, int depth)
{
	const struct bk_type *target = target_of(s, t);

	if (kind_behind_modifiers(s, t) != BK_KIND_PTR) {
		bk_puts(s->sink, keyword(t));
		bk_putc(s->sink, ' ');
		return put_before(s, target, depth + 1);
	}
	if (!put_before(s, target, depth + 1))
		bk_putc(s->sink, ' ');
	bk_puts(s->sink, keyword(t));
	return false;
}

static bool put_pointer(const struct speller *s, const struct bk_type *t, int depth)
{
	if (!put_before(s, target_of(s, t), depth + 1))
		bk_putc(s->sink, ' ');
	bk_puts(s->sink, needs_parentheses(s, t) ? "(*" : "*");
	return true;
}

static bool put_before(const struct speller *s, const struct bk_type *t, int depth)
{
	if (depth == DEEPEST) {
		bk_puts(s->sink, "...");
		return false;
	}
	switch (bk_kind(t)) {
	case BK_KIND_PTR:
		return put_pointer(s, t, depth);
	case BK_KIND_ARRAY:
		return put_before(s, type_at(s, bk_array_info(t)->elem_type), depth + 1);
	case BK_KIND_FUNC_PROTO:
		return put_before(s, target_of(s, t), depth + 1);
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
		return put_qualifier(s, t, depth);
	default:
		put_plain(s, t);
		return false;
	}
}

static void put_declared(struct speller *s, uint32_t id, const char *name, int depth);

static void put_params(struct speller *s, const struct bk_type *t, int depth)
{
	bool named = s->named;

	s->named = false;
	bk_putc(s->sink, '(');
	if (!bk_vlen(t))
		bk_puts(s->sink, "void");
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		const struct bk_param *param = bk_params(t) + n;
		uint32_t id = param->type_id;

		if (n)
			bk_puts(s->sink, ", ");
		if (!id || !s->params_left) {
			bk_puts(s->sink, "...");
			break;
		}
		s->params_left--;
		put_declared(s, id, named ? bk_graph_string(s->graph, param->name_off) : "",
			     depth + 1);
	}
	bk_putc(s->sink, ')');
}

static void put_behind(struct speller *s, const struct bk_type *t, int depth)
{
	if (depth == DEEPEST)
		return;
	switch (bk_kind(t)) {
	case BK_KIND_PTR:
		if (needs_parentheses(s, t))
			bk_putc(s->sink, ')');
		put_behind(s, target_of(s, t), depth + 1);
		break;
	case BK_KIND_ARRAY:
		bk_putc(s->sink, '[');
		bk_put_u64(s->sink, bk_array_info(t)->nelems);
		bk_putc(s->sink, ']');
		put_behind(s, type_at(s, bk_array_info(t)->elem_type), depth + 1);
		break;
	case BK_KIND_FUNC_PROTO:
		put_params(s, t, depth);
		put_behind(s, target_of(s, t), depth + 1);
		break;
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
		put_behind(s, target_of(s, t), depth + 1);
		break;
	default:
		break;
	}
}

static void put_declared(struct speller *s, uint32_t id, const char *name, int depth)
{
	const struct bk_type *t = type_at(s, id);

	if (!put_before(s, t, depth) && *name)
		bk_putc(s->sink, ' ');
	bk_puts(s->sink, name);
	put_behind(s, t, depth);
}

void bk_type_name(const struct bk_graph *graph, uint32_t id, struct bk_sink *sink)
{
	struct speller s = { .graph = graph, .sink = sink, .params_left = MOST_PARAMS };

	put_declared(&s, id, "", 0);
}

void bk_prototype_name(const struct bk_graph *graph, uint32_t id, struct bk_sink *sink)
{
	struct speller s = {
		.graph = graph, .sink = sink, .params_left = MOST_PARAMS, .named = true
	};
	const struct bk_type *t = type_at(&s, id);

	if (!put_before(&s, t, 0))
		bk_putc(sink, ' ');
	put_behind(&s, t, 0);
}

void bk_type_declare(const struct bk_graph *graph, uint32_t id, const char *name,
		     struct bk_sink *sink)
{
	struct speller s = { .graph = graph, .sink = sink, .params_left = MOST_PARAMS };
	const struct bk_type *t = type_at(&s, id);

	if (!put_before(&s, t, 0) && *name)
		bk_putc(sink, ' ');
	bk_puts(sink, name);
	put_behind(&s, t, 0);
}
