// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Near names by edit distance. */
#include "btfkit/base/nearest.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SHORTEST_WORD = 6 };

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * Damerau's distance (adjacent swaps count one), in three rows of the usual table, of which only what
 * is within `limit` of the diagonal is looked at: all else is more than that.
 */
static unsigned int count_edits(const char *a, size_t a_size, const char *b, size_t b_size,
				unsigned int limit)
{
	unsigned int rows[3][BK_LONGEST_NEAR_NAME + 1] = { 0 };
	unsigned int *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_size; j++)
		last[j] = (unsigned int)j;
	for (size_t i = 1; i <= a_size; i++) {
		size_t left = i > limit ? i - limit - 1 : 0;
		size_t end = i + limit < b_size ? i + limit : b_size;
		unsigned int beside = left ? limit + 1 : (unsigned int)i, *oldest = before;
		unsigned int best = beside;

		row[left] = beside;
		if (end < b_size)
			row[end + 1] = limit + 1;
		for (size_t j = left + 1; j <= end; j++) {
			beside =
				min(min(last[j], beside) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				beside = min(beside, before[j - 2] + 1);
			row[j] = beside;
			best = min(best, beside);
		}
		if (best > limit)
			return limit + 1;
		before = last;
		last = row;
		row = oldest;
	}
	return min(last[b_size], limit + 1);
}

unsigned int bk_edit_distance(const char *a, const char *b, unsigned int limit)
{
	size_t a_size = strnlen(a, BK_LONGEST_NEAR_NAME + 1),
	       b_size = strnlen(b, BK_LONGEST_NEAR_NAME + 1);

	if (a_size > BK_LONGEST_NEAR_NAME || b_size > BK_LONGEST_NEAR_NAME ||
	    a_size > b_size + limit || b_size > a_size + limit)
		return limit + 1;
	return count_edits(a, a_size, b, b_size, limit);
}

/* A name without the underscores around it. */
static struct word {
	const char *start;
	size_t size;
} bare(const char *name, size_t size)
{
	while (size && *name == '_')
		name++, size--;
	while (size && name[size - 1] == '_')
		size--;
	return (struct word){ name, size };
}

/* Whether all of `word` stands in `name`, with underscores or nothing beside it. */
static bool has_word(struct word name, struct word word)
{
	const char *at = name.start, *end = name.start + name.size;

	while ((size_t)(end - at) >= word.size) {
		if (*at == *word.start && memcmp(at, word.start, word.size) == 0 &&
		    (at + word.size == end || at[word.size] == '_'))
			return true;
		at = memchr(at, '_', (size_t)(end - at));
		if (!at)
			return false;
		at++;
	}
	return false;
}

static uint64_t letters_of(const char *name, size_t size)
{
	uint64_t letters = 0;

	for (size_t i = 0; i < size; i++)
		letters |= UINT64_C(1) << (name[i] & 63);
	return letters;
}

/* Most names are told from others by how long they are and of what: an edit changes two letters. */
static bool is_far_by_size(const struct bk_nearest *nearest, size_t size)
{
	return size > nearest->size + nearest->limit || nearest->size > size + nearest->limit;
}

static bool is_far_by_letters(const struct bk_nearest *nearest, uint64_t letters)
{
	return (unsigned int)__builtin_popcountll(letters ^ nearest->letters) > 2 * nearest->limit;
}

/*
 * What kernels do when they rename: task_struct.state became __state, and inode.i_atime
 * __i_atime and i_atime_sec. The first sort counts as nothing, the second as two edits. Short words
 * stand in many names.
 */
static unsigned int distance(const struct bk_nearest *nearest, const char *name)
{
	const struct word wanted = { nearest->bare, nearest->bare_size };
	size_t size = strnlen(name, BK_LONGEST_NEAR_NAME + 1);
	struct word other;

	if (wanted.size > BK_LONGEST_NEAR_NAME || size > BK_LONGEST_NEAR_NAME)
		return nearest->limit + 1;
	other = bare(name, size);
	if (wanted.size && wanted.size == other.size &&
	    memcmp(wanted.start, other.start, wanted.size) == 0)
		return 0;
	if (wanted.size >= SHORTEST_WORD && has_word(other, wanted))
		return min(2, bk_edit_distance(nearest->wanted, name, 2));
	if (is_far_by_size(nearest, size) || is_far_by_letters(nearest, letters_of(name, size)))
		return nearest->limit + 1;
	return bk_edit_distance(nearest->wanted, name, nearest->limit);
}

void bk_nearest_init(struct bk_nearest *nearest, const char *wanted)
{
	size_t size = strlen(wanted);
	const struct word word = bare(wanted, size);

	*nearest = (struct bk_nearest){ .wanted = wanted,
					.bare = word.start,
					.bare_size = word.size,
					.letters = letters_of(wanted, size),
					.bare_letters = letters_of(word.start, word.size),
					.size = size,
					.limit = min(3, (unsigned int)size / 3) };
}

/* Keeps the nearest few, the first seen of equals first. */
static void keep(struct bk_nearest *nearest, struct bk_near_name candidate)
{
	struct bk_near_name *found = nearest->found;
	size_t at = nearest->count;

	for (size_t i = 0; i < nearest->count; i++)
		if (strcmp(found[i].name, candidate.name) == 0)
			return;
	while (at > 0 && found[at - 1].distance > candidate.distance)
		at--;
	if (at == BK_MOST_NEAREST)
		return;
	if (nearest->count < BK_MOST_NEAREST)
		nearest->count++;
	for (size_t i = nearest->count - 1; i > at; i--)
		found[i] = found[i - 1];
	found[at] = candidate;
}

void bk_nearest_offer(struct bk_nearest *nearest, const char *name)
{
	struct bk_near_name candidate = { .name = name };

	if (!*name)
		return;
	candidate.distance = distance(nearest, name);
	if (candidate.distance <= nearest->limit)
		keep(nearest, candidate);
}

struct bk_measured_name bk_measure_name(const char *name)
{
	size_t size = strnlen(name, BK_LONGEST_NEAR_NAME + 1);

	return (struct bk_measured_name){ name, letters_of(name, size), size };
}

/* Passed over is only what is not of the size and letters of what is wanted, nor can have it in it. */
void bk_nearest_offer_measured(struct bk_nearest *nearest, const struct bk_measured_name *name)
{
	if ((is_far_by_size(nearest, name->size) || is_far_by_letters(nearest, name->letters)) &&
	    (name->size < nearest->bare_size || nearest->bare_letters & ~name->letters))
		return;
	bk_nearest_offer(nearest, name->name);
}

const char *bk_nearest_text(struct bk_nearest *nearest)
{
	size_t used = 0, room = sizeof(nearest->text);

	nearest->text[0] = '\0';
	for (size_t i = 0; i < nearest->count; i++)
		used += snprintf(nearest->text + used, room - used, "%s%s",
				 i ? ", " : " (near: ", nearest->found[i].name);
	if (nearest->count)
		snprintf(nearest->text + used, room - used, ")");
	return nearest->text;
}
