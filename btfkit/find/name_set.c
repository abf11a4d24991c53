// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Sets of names. A kernel has a hundred thousand names and four times as many uses of them. What
 * must be in a name that fits is looked for in all of the strings at once, by the C library's
 * fastest means; only names where it is found are compared at all. Nothing in the format says that
 * a name begins behind a NUL, so any offset up to where it was found may be that of a name.
 */
#include "btfkit/find/name_set.h"

static void set_state(struct bk_name_set *set, uint32_t offset, unsigned int state)
{
	uint8_t *byte = &set->states[offset / 4];
	unsigned int shift = 2 * (offset % 4);

	*byte = (uint8_t)((*byte & ~(3u << shift)) | state << shift);
}

/* An exact name: with its NUL, which each string has behind it, it is found where it is a name. */
static void sift_exact(struct bk_name_set *set, struct bk_bytes strings, uint32_t first)
{
	const char *text = set->name->text;
	size_t size = strlen(text) + 1;
	const uint8_t *at = strings.data, *end = strings.data + strings.size;

	while (at < end && (at = memmem(at, end - at, text, size)) != NULL) {
		set_state(set, first + (uint32_t)(at - strings.data), BK_NAME_YES);
		at++;
	}
}

/* A literal: what begins in the same string, at the literal or before it, may fit. */
static void sift_literal(struct bk_name_set *set, struct bk_bytes strings, uint32_t first)
{
	const uint8_t *from = strings.data, *end = strings.data + strings.size, *at = from;

	while (at < end &&
	       (at = memmem(at, end - at, set->name->literal, set->name->literal_size)) != NULL) {
		const uint8_t *start = memrchr(from, '\0', at - from);

		for (start = start ? start + 1 : from; start <= at; start++)
			set_state(set, first + (uint32_t)(start - strings.data), BK_NAME_MAYBE);
		from = ++at;
	}
}

static bool is_sifted(const struct bk_find_name *name)
{
	return name->form == BK_FIND_EXACT ? !name->ignore_case : name->literal_size > 0;
}

struct bk_error *bk_name_set_init(struct bk_name_set *set, const struct bk_graph *graph,
				  const struct bk_find_name *name)
{
	uint64_t size = (uint64_t)graph->first_string + graph->strings.size;

	*set = (struct bk_name_set){ .graph = graph, .name = name, .sifted = is_sifted(name) };
	set->states = calloc(size / 4 + 1, 1);
	if (!set->states)
		return bk_error_memory();
	for (; set->sifted && graph; graph = graph->base) {
		if (name->form == BK_FIND_EXACT)
			sift_exact(set, graph->strings, graph->first_string);
		else
			sift_literal(set, graph->strings, graph->first_string);
	}
	return NULL;
}

void bk_name_set_deinit(struct bk_name_set *set)
{
	free(set->states);
	*set = (struct bk_name_set){ 0 };
}

bool bk_name_set_compare(struct bk_name_set *set, uint32_t name_off)
{
	bool fits = bk_find_name_fits(set->name, bk_graph_string(set->graph, name_off));

	set_state(set, name_off, fits ? BK_NAME_YES : BK_NAME_NO);
	return fits;
}
