// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Near names by edit distance, for error messages. */
#include "btfkit/graph/near.h"

#include <stdio.h>

enum { LONGEST_NAME = 127, MOST_NEAR = 4 };

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Damerau's distance (adjacent swaps count one), in three rows of the usual table. */
unsigned int bk_edit_distance(const char *a, const char *b, unsigned int limit)
{
	unsigned int rows[3][LONGEST_NAME + 1];
	size_t a_size = strlen(a), b_size = strlen(b);
	unsigned int *before = rows[0], *last = rows[1], *row = rows[2];

	if (a_size > LONGEST_NAME || b_size > LONGEST_NAME || a_size > b_size + limit ||
	    b_size > a_size + limit)
		return limit + 1;
	for (size_t j = 0; j <= b_size; j++)
		last[j] = (unsigned int)j;
	for (size_t i = 1; i <= a_size; i++) {
		unsigned int best = row[0] = (unsigned int)i, *oldest = before;

		for (size_t j = 1; j <= b_size; j++) {
			row[j] = min(min(last[j] + 1, row[j - 1] + 1),
				     last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = min(row[j], before[j - 2] + 1);
			best = min(best, row[j]);
		}
		if (best > limit)
			return limit + 1;
		before = last;
		last = row;
		row = oldest;
	}
	return min(last[b_size], limit + 1);
}

struct near {
	const char *name;
	unsigned int distance;
};

/* Keeps the nearest few, the first seen of equals first. */
static void keep(struct near *found, size_t *count, struct near candidate)
{
	size_t at = *count;

	for (size_t i = 0; i < *count; i++)
		if (strcmp(found[i].name, candidate.name) == 0)
			return;
	while (at > 0 && found[at - 1].distance > candidate.distance)
		at--;
	if (at == MOST_NEAR)
		return;
	if (*count < MOST_NEAR)
		(*count)++;
	for (size_t i = *count - 1; i > at; i--)
		found[i] = found[i - 1];
	found[at] = candidate;
}

/* A type that has the name but is of another kind than was asked for, or NULL. */
static const struct bk_type *namesake(const struct bk_graph *graph, const char *name)
{
	for (uint32_t id = 1; id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (strcmp(bk_graph_name(graph, t), name) == 0)
			return t;
	}
	return NULL;
}

struct bk_error *bk_near_error(const struct bk_graph *graph, uint32_t kinds, const char *name)
{
	unsigned int limit = min(3, (unsigned int)strlen(name) / 3);
	struct near found[MOST_NEAR];
	char list[MOST_NEAR * (LONGEST_NAME + 2) + 1] = "";
	size_t count = 0, used = 0;
	const struct bk_type *other = kinds ? namesake(graph, name) : NULL;

	if (other)
		return bk_error_create(BK_ERR_NOT_FOUND, "'%s' is of another kind: %s", name,
				       bk_kind_name(bk_kind(other)));
	for (uint32_t id = 1; id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);
		struct near candidate = { .name = bk_graph_name(graph, t) };

		if (kinds && (bk_kind(t) >= BK_KIND_COUNT || !(kinds & 1u << bk_kind(t))))
			continue;
		if (!*candidate.name)
			continue;
		candidate.distance = bk_edit_distance(name, candidate.name, limit);
		if (candidate.distance <= limit)
			keep(found, &count, candidate);
	}
	for (size_t i = 0; i < count; i++)
		used += snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "",
				 found[i].name);
	return bk_error_create(BK_ERR_NOT_FOUND, "no type is named '%s'%s%s%s", name,
			       count ? " (near: " : "", list, count ? ")" : "");
}
