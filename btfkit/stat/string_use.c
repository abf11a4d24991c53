// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Marks where names begin, then walks the strings. */
#include "btfkit/stat/string_use.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* A bit for each byte of the own strings: a name begins there. */
struct marks {
	uint64_t *bits;
	uint32_t first, size; /* where the own strings begin and how many bytes they take */
};

static inline void mark(const struct marks *marks, uint32_t offset)
{
	uint32_t at = offset - marks->first; /* wraps for the base's strings, which are skipped */

	if (at < marks->size)
		marks->bits[at / 64] |= 1ull << at % 64;
}

static bool is_marked(const struct marks *marks, uint32_t at, uint32_t size)
{
	if (marks->bits[at / 64] >> at % 64 & 1)
		return true; /* mostly */
	for (uint32_t i = at + 1; i < at + size; i++)
		if (marks->bits[i / 64] >> i % 64 & 1)
			return true;
	return false;
}

static void mark_type(const struct marks *marks, const struct bk_type *t)
{
	mark(marks, t->name_off);
	switch (bk_kind(t)) {
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		for (uint32_t n = 0; n < bk_vlen(t); n++)
			mark(marks, bk_members(t)[n].name_off);
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		for (uint32_t n = 0; n < bk_vlen(t); n++)
			mark(marks, bk_enum_name_off(t, n));
		break;
	case BK_KIND_FUNC_PROTO:
		for (uint32_t n = 0; n < bk_vlen(t); n++)
			mark(marks, bk_params(t)[n].name_off);
		break;
	default:
		break;
	}
}

static void mark_ext(const struct marks *marks, const struct bk_ext_section *section)
{
	for (enum bk_ext_part part = 0; part < BK_EXT_PARTS; part++) {
		for (size_t i = 0; i < section->parts[part].count; i++) {
			const struct bk_ext_record *record = &section->parts[part].at[i];

			mark(marks, record->section_name_off);
			if (part == BK_EXT_LINE_INFO) {
				mark(marks, record->line.file_name_off);
				mark(marks, record->line.text_off);
			} else if (part == BK_EXT_CORE_RELO) {
				mark(marks, record->relo.access_off);
			}
		}
	}
}

struct slot {
	uint32_t at, hash; /* at 0: free. The hash spares a look at most of the others. */
};

/* The strings there are, by content: an open-addressed table of where they begin, plus 1. */
struct known {
	struct slot *slots;
	uint32_t mask;
};

/* Whether a string of that content is known; if not, it is from now on. */
static bool is_known(struct known *known, const char *strings, uint32_t at, uint32_t size)
{
	uint32_t hash = (uint32_t)XXH3_64bits(strings + at, size), slot = hash & known->mask;

	for (; known->slots[slot].at; slot = (slot + 1) & known->mask)
		if (known->slots[slot].hash == hash &&
		    memcmp(strings + known->slots[slot].at - 1, strings + at, size) == 0)
			return true;
	known->slots[slot] = (struct slot){ at + 1, hash };
	return false;
}

static void add(struct bk_tally *tally, uint64_t bytes)
{
	tally->count++;
	tally->bytes += bytes;
}

static uint64_t count_strings(struct bk_bytes strings)
{
	uint64_t count = 0;

	for (size_t at = 0; at < strings.size; count++)
		at += strlen((const char *)strings.data + at) + 1;
	return count;
}

struct walker {
	const struct marks *marks;
	struct known known;
	uint32_t top;
	bool failed;
};

static void note(struct walker *walker, struct bk_string_list *list, uint32_t at)
{
	if (list->count < walker->top && !bk_array_push(list, at))
		walker->failed = true;
}

static void walk(struct bk_stat *stat, struct walker *walker, struct bk_string_use *use)
{
	const char *strings = (const char *)stat->graph->strings.data;

	for (uint32_t at = 0, size; at < walker->marks->size; at += size) {
		size = (uint32_t)strlen(strings + at) + 1;
		if (size - 1 > use->longest)
			use->longest = size - 1;
		add(&stat->strings, size);
		/* the empty string at 0 is what offset 0 means, used or not */
		if (!is_marked(walker->marks, at, size) && (at || stat->graph->base)) {
			add(&stat->unreferenced_strings, size);
			note(walker, &use->unreferenced, at);
		}
		if (is_known(&walker->known, strings, at, size)) {
			add(&stat->repeated_strings, size);
			note(walker, &use->repeated, at);
		}
	}
}

struct bk_error *bk_stat_count_strings(struct bk_stat *stat, const struct bk_ext_graph *ext,
				       uint32_t top, struct bk_string_use *use)
{
	const struct bk_graph *graph = stat->graph;
	struct marks marks = { .first = graph->first_string,
			       .size = (uint32_t)graph->strings.size };
	BK_AUTOFREE uint64_t *bits = calloc(marks.size / 64 + 1, sizeof(*bits));
	BK_AUTOFREE struct slot *slots = NULL;
	struct walker walker = { .marks = &marks, .top = top };
	uint64_t room = 16, count = count_strings(graph->strings);

	while (room < 2 * count)
		room *= 2;
	slots = calloc(room, sizeof(*slots));
	if (!bits || !slots)
		return bk_error_memory();
	marks.bits = bits;
	walker.known = (struct known){ slots, (uint32_t)(room - 1) };
	for (uint32_t id = graph->first_id; id < graph->count; id++)
		mark_type(&marks, bk_graph_type(graph, id));
	for (size_t i = 0; ext && i < ext->sections.count; i++)
		mark_ext(&marks, &ext->sections.at[i]);
	walk(stat, &walker, use);
	return walker.failed ? bk_error_memory() : NULL;
}

void bk_string_use_deinit(struct bk_string_use *use)
{
	bk_array_deinit(&use->unreferenced);
	bk_array_deinit(&use->repeated);
}
