// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Selections of types by name, kind and id. */
#include "btfkit/graph/select.h"

#include "btfkit/graph/near.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>

void bk_selection_deinit(struct bk_selection *selection)
{
	bk_array_deinit(&selection->patterns);
	bk_array_deinit(&selection->ids);
}

/* The kinds a C keyword stands for: what is declared with it may be known only as a FWD. */
static uint32_t kinds_of_keyword(const char *word, size_t size)
{
	static const struct {
		const char *word;
		uint32_t kinds;
	} keywords[] = {
		{ "struct", 1u << BK_KIND_STRUCT | 1u << BK_KIND_FWD },
		{ "union", 1u << BK_KIND_UNION | 1u << BK_KIND_FWD },
		{ "enum", 1u << BK_KIND_ENUM | 1u << BK_KIND_ENUM64 },
		{ "typedef", 1u << BK_KIND_TYPEDEF },
		{ "func", 1u << BK_KIND_FUNC },
		{ "var", 1u << BK_KIND_VAR },
	};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (strlen(keywords[i].word) == size && !memcmp(keywords[i].word, word, size))
			return keywords[i].kinds;
	return 0;
}

struct bk_error *bk_selection_add_type(struct bk_selection *selection, const char *text)
{
	struct bk_pattern pattern = { .name = text };
	const char *space = strchr(text, ' ');

	if (space && (pattern.kinds = kinds_of_keyword(text, space - text)) != 0)
		pattern.name = space + 1 + strspn(space + 1, " ");
	if (!*pattern.name)
		return bk_error_create(BK_ERR_USAGE, "'%s' names no type", text);
	pattern.is_glob = strpbrk(pattern.name, "*?[") != NULL;
	return bk_array_push(&selection->patterns, pattern) ? NULL : bk_error_memory();
}

struct bk_error *bk_selection_add_kinds(struct bk_selection *selection, const char *text)
{
	BK_AUTOFREE char *copy = strdup(text);
	char *rest = copy, *word;

	if (!copy)
		return bk_error_memory();
	while ((word = strsep(&rest, ",")) != NULL) {
		enum bk_kind kind = bk_kind_by_name(word);

		if (kind >= BK_KIND_COUNT)
			return bk_error_create(BK_ERR_USAGE, "'%s' is no kind of type", word);
		selection->kinds |= 1u << kind;
	}
	return NULL;
}

static bool parse_id(const char **at, uint32_t *id)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)**at))
		return false;
	errno = 0;
	value = strtoul(*at, &end, 10);
	if (errno || value > UINT32_MAX)
		return false;
	*id = (uint32_t)value;
	*at = end;
	return true;
}

struct bk_error *bk_selection_add_ids(struct bk_selection *selection, const char *text)
{
	const char *at = text;

	for (;; at++) {
		struct bk_id_range range;

		if (!parse_id(&at, &range.first))
			break;
		range.last = range.first;
		if (*at == '-' && (at++, !parse_id(&at, &range.last)))
			break;
		if (range.last < range.first)
			break;
		if (!bk_array_push(&selection->ids, range))
			return bk_error_memory();
		if (!*at)
			return NULL;
		if (*at != ',')
			break;
	}
	return bk_error_create(BK_ERR_USAGE, "'%s' is no list of type ids (such as 1,7-9)", text);
}

bool bk_selection_is_empty(const struct bk_selection *selection)
{
	return !selection->patterns.count && !selection->ids.count && !selection->kinds;
}

/* A FWD is a struct's or a union's, and a pattern may want only one of them. */
bool bk_kinds_have(uint32_t kinds, const struct bk_type *t)
{
	enum bk_kind kind = bk_kind(t);

	if (!kinds)
		return true;
	if (kind >= BK_KIND_COUNT || !(kinds & 1u << kind))
		return false;
	if (kind != BK_KIND_FWD)
		return true;
	return kinds & 1u << (bk_kind_flag(t) ? BK_KIND_UNION : BK_KIND_STRUCT);
}

static bool pattern_has(const struct bk_pattern *pattern, const struct bk_type *t, const char *name)
{
	if (!*name || !bk_kinds_have(pattern->kinds, t))
		return false;
	if (pattern->is_glob)
		return fnmatch(pattern->name, name, 0) == 0;
	return strcmp(pattern->name, name) == 0;
}

static bool has_name(const struct bk_selection *selection, const struct bk_type *t,
		     const char *name)
{
	for (size_t i = 0; i < selection->patterns.count; i++)
		if (pattern_has(&selection->patterns.at[i], t, name))
			return true;
	return selection->patterns.count == 0;
}

static bool has_id(const struct bk_selection *selection, uint32_t id)
{
	for (size_t i = 0; i < selection->ids.count; i++)
		if (id >= selection->ids.at[i].first && id <= selection->ids.at[i].last)
			return true;
	return selection->ids.count == 0;
}

bool bk_selection_has(const struct bk_selection *selection, const struct bk_graph *graph,
		      uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, id);
	enum bk_kind kind = bk_kind(t);

	if (selection->kinds && (kind >= BK_KIND_COUNT || !(selection->kinds & 1u << kind)))
		return false;
	return has_id(selection, id) && has_name(selection, t, bk_graph_name(graph, t));
}

static bool exists(const struct bk_pattern *pattern, const struct bk_graph *graph)
{
	for (uint32_t id = 1; id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (pattern_has(pattern, t, bk_graph_name(graph, t)))
			return true;
	}
	return false;
}

static struct bk_error *check_ids(struct bk_id_range range, const struct bk_graph *graph)
{
	if (range.last >= graph->count)
		return bk_error_create(BK_ERR_NOT_FOUND, "there is no type %u (ids end at %u)",
				       range.last, graph->count - 1);
	if (!range.last)
		return bk_error_create(BK_ERR_NOT_FOUND, "type 0 is void, which has no record");
	if (range.last < graph->first_id)
		return bk_error_create(BK_ERR_NOT_FOUND,
				       "type %u is one of the base (own ids begin at %u)",
				       range.last, graph->first_id);
	return NULL;
}

struct bk_error *bk_selection_check(const struct bk_selection *selection,
				    const struct bk_graph *graph)
{
	for (size_t i = 0; i < selection->ids.count; i++)
		BK_TRY(check_ids(selection->ids.at[i], graph));
	for (size_t i = 0; i < selection->patterns.count; i++)
		if (!exists(&selection->patterns.at[i], graph))
			return bk_near_error(graph, selection->patterns.at[i].kinds,
					     selection->patterns.at[i].name);
	return NULL;
}
