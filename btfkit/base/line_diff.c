// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The shortest way from one text to the other, line by line, found after Myers: with d differences
 * at most, the furthest that one gets on each diagonal, for d = 0, 1, 2, ... Both time and memory
 * grow with the differences, not with the texts.
 */
#include "btfkit/base/line_diff.h"

#include "btfkit/base/array.h"
#include "btfkit/base/cleanup.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { MOST_DIFFERENCES = 1024 };

struct line {
	const char *at;
	size_t size;
	uint64_t hash;
	bool differs;
};

struct text {
	struct line *at;
	size_t count, room;
};

static bool split(struct text *text, struct bk_bytes bytes)
{
	const char *at = (const char *)bytes.data, *end = at + bytes.size;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t size = newline ? (size_t)(newline - at) : (size_t)(end - at);

		if (!bk_array_push(text, (struct line){ at, size, XXH3_64bits(at, size), false }))
			return false;
		at += size + 1;
	}
	return true;
}

static bool same(const struct line *a, const struct line *b)
{
	return a->hash == b->hash && a->size == b->size && memcmp(a->at, b->at, a->size) == 0;
}

/* What is left of two texts without what they begin and end with alike. */
struct pair {
	struct line *a, *b;
	int n, m; /* lines */
};

/* furthest[d]: by diagonal -d to d, how many lines of `a` are behind one; a row of 2 d + 1. */
typedef int *row;

static int step(const struct pair *p, const int *before, int d, int k)
{
	int x, y;

	if (d == 0)
		x = 0;
	else if (k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]))
		x = before[k + 1 + d - 1];
	else
		x = before[k - 1 + d - 1] + 1;
	for (y = x - k; x < p->n && y >= 0 && y < p->m && same(&p->a[x], &p->b[y]); x++)
		y++;
	return x;
}

/* Goes back from the end, and marks each line that was dropped or put in on the way. */
static void mark(const struct pair *p, row *furthest, int d)
{
	int x = p->n, y = p->m;

	for (; d > 0; d--) {
		const int *before = furthest[d - 1];
		int k = x - y;
		bool put_in = k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]);

		k += put_in ? 1 : -1;
		x = before[k + d - 1];
		y = x - k;
		if (put_in)
			p->b[y].differs = true;
		else
			p->a[x].differs = true;
	}
}

static void mark_all(const struct pair *p)
{
	for (int i = 0; i < p->n; i++)
		p->a[i].differs = true;
	for (int i = 0; i < p->m; i++)
		p->b[i].differs = true;
}

/* Whether the end is reached with d differences; diagonals have the parity of d. */
static bool take_row(const struct pair *p, row *furthest, int d)
{
	bool done = false;

	for (int k = -d; k <= d && !done; k += 2) {
		int x = step(p, d ? furthest[d - 1] : NULL, d, k);

		furthest[d][k + d] = x;
		done = x == p->n && x - k == p->m;
	}
	return done;
}

static bool compare(const struct pair *p)
{
	row furthest[MOST_DIFFERENCES + 1];
	bool done = false, ok = true;
	int d = 0;

	for (; d <= MOST_DIFFERENCES && !done && ok; d++) {
		furthest[d] = calloc(2 * (size_t)d + 1, sizeof(**furthest));
		ok = furthest[d] != NULL;
		if (ok)
			done = take_row(p, furthest, d);
	}
	if (done)
		mark(p, furthest, d - 1);
	else
		mark_all(p);
	while (d-- > 0)
		free(furthest[d]);
	return ok;
}

/* ---- writing ---- */

struct writer {
	struct bk_sink *sink;
	size_t left, unsaid;
};

static void put_line(struct writer *w, char sign, const struct line *line)
{
	if (!w->left) {
		w->unsaid++;
		return;
	}
	w->left--;
	bk_putc(w->sink, sign);
	bk_put(w->sink, line->at, line->size);
	bk_putc(w->sink, '\n');
}

/* A line that begins a definition, behind which the differences are told to be. */
static bool is_heading(const struct line *line)
{
	return line->size && line->at[line->size - 1] == '{' && line->at[0] != '\t';
}

static void put_differences(struct writer *w, const struct text *a, const struct text *b)
{
	const struct line *heading = NULL;

	for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
		if (i < a->count && j < b->count && !a->at[i].differs && !b->at[j].differs) {
			heading = is_heading(&b->at[j]) ? &b->at[j] : heading;
			i++, j++;
			continue;
		}
		if (w->left)
			bk_printf(w->sink, "@@ -%zu +%zu @@ %.*s\n", i + 1, j + 1,
				  heading ? (int)heading->size : 0, heading ? heading->at : "");
		for (; i < a->count && a->at[i].differs; i++)
			put_line(w, '-', &a->at[i]);
		for (; j < b->count && b->at[j].differs; j++)
			put_line(w, '+', &b->at[j]);
	}
	if (w->unsaid)
		bk_printf(w->sink, "... and %zu more line%s\n", w->unsaid,
			  w->unsaid == 1 ? "" : "s");
}

bool bk_line_diff(struct bk_sink *sink, struct bk_bytes old_text, struct bk_bytes new_text,
		  size_t limit)
{
	struct writer w = { sink, limit, 0 };
	struct text a = { 0 }, b = { 0 };
	bool ok = split(&a, old_text) && split(&b, new_text);

	if (ok) {
		size_t start = 0, end = 0, shorter = a.count < b.count ? a.count : b.count;

		while (start < shorter && same(&a.at[start], &b.at[start]))
			start++;
		while (end < shorter - start &&
		       same(&a.at[a.count - 1 - end], &b.at[b.count - 1 - end]))
			end++;
		ok = compare(&(struct pair){ a.at + start, b.at + start,
					     (int)(a.count - start - end),
					     (int)(b.count - start - end) });
	}
	if (ok)
		put_differences(&w, &a, &b);
	bk_array_deinit(&a);
	bk_array_deinit(&b);
	return ok;
}
