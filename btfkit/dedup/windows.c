// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The first pass in several threads.
 *
 * A thread takes the next window of the unit, looks at it, and when it is its turn settles what is left
 * of it; while one settles the others look at the windows behind. What makes that simple:
 *
 *  - Only who settles adds: classes, texts, variants. Who looks reads them as they are at that moment.
 *    What it finds there is right for good, since classes never change; what it does not find, because
 *    it was not there yet, is left to be settled. So who looks can be late, but not wrong.
 *  - Windows are settled in their order, and of the types in one those that are new in theirs. So the
 *    first definition of a name is the same one whatever the threads.
 *  - Arrays move when they grow. Who must move one waits until nobody looks (bk_classes.looking).
 *
 * What the threads share, then, are words that one of them writes, and numbers of classes of which
 * each only ever comes to one value:
 *
 *  - The record of a class is written before its number can be seen anywhere, and stays. Where a
 *    FWD becomes a definition, that is another record beside the first one.
 *  - A slot of the tables of classes and names (classes.h), and that of 'pointer to me' in a class,
 *    is free, then has its class, and keeps it. A free slot may have become another's by the next
 *    moment: who looks reads it once, and goes by what was read.
 *  - A type has no class, then its class. Who looks finds it where the type's record, references
 *    replaced by classes, is that of a class, and since no two classes have the same, who settles
 *    can only come to the same one, even if both are at that type at a time. Meanwhile it may be
 *    open, even after it had its class; no record has BK_CLASS_OPEN in it, so to look at an open
 *    one is to find nothing. Nor is an endless type ever found: the record of its class is like
 *    that of no type.
 *  - Hints, and what came behind a class, are only guesses, which are compared in full.
 *
 * So every type gets the class that it would get in one thread, or rather the same types are
 * together: each class is made once, by the one who settles. Who is quicker decides how much is
 * left to be settled, and so how classes are numbered. The result knows nothing of these numbers.
 */
#include "btfkit/dedup/stream.h"

#include "btfkit/base/heap.h"
#include "btfkit/base/ordered.h"

/* Words of a unit's types from which on threads pay. */
enum { MANY_WORDS = 4 << 20 };

struct pass {
	struct bk_stream *stream;
	pthread_mutex_t walking;
	struct bk_walk walk;
	size_t walked; /* so many windows were */
	size_t room;   /* of stream->windows: that of window n is n % room */
};

static bool make_windows(struct bk_stream *s, size_t count)
{
	size_t size = count * sizeof(*s->windows);

	if (s->windows_size >= size)
		return true;
	bk_stream_free_windows(s);
	s->windows = bk_zeros_create(size);
	if (!s->windows)
		return false;
	s->windows_size = size;
	return true;
}

void bk_stream_free_windows(struct bk_stream *s)
{
	for (size_t n = 0; n < s->windows_size / sizeof(*s->windows); n++)
		bk_array_deinit(&s->windows[n].scratch);
	bk_zeros_destroy(s->windows, s->windows_size);
	s->windows = NULL;
	s->windows_size = 0;
}

/* Smaller ones where there are several at a time. */
static uint32_t types_a_window(const struct bk_stream *s)
{
	if (s->window_types)
		return s->window_types;
	return s->walking ? BK_WINDOW / 2 : BK_WINDOW;
}

/* Puts the next types into a window: none at the end, and where the unit is cut off. */
static void fill_window(struct bk_stream *s, struct bk_walk *walk, struct bk_window *w)
{
	w->from = walk->own;
	w->is_cut = !bk_unit_walk(s->unit, walk, walk->own + types_a_window(s), w->places);
	w->count = walk->own - w->from;
	w->places[w->count] = walk->word;
}

static void add_counts(struct bk_stream *s, struct bk_window *w)
{
	for (int kind = 0; kind < BK_KIND_COUNT; kind++) {
		s->counts[kind] += w->counts[kind];
		s->words[kind] += w->words[kind];
		w->counts[kind] = w->words[kind] = 0;
	}
}

/* In the order of the windows. */
static bool end_window(struct bk_stream *s, struct bk_window *w,
		       bool (*end)(struct bk_stream *s, struct bk_window *w))
{
	if (w->is_cut) {
		bk_stream_fault(s, BK_FAULT_TYPES);
		return false;
	}
	if (!w->count)
		return true;
	s->window = w;
	if (!end(s, w))
		return false;
	add_counts(s, w);
	bk_stream_give_back(s, s->unit, w->places[w->count]);
	return true;
}

static bool run_alone(struct bk_stream *s)
{
	struct bk_walk walk = { 0 };
	struct bk_window *w = s->windows;

	w->count = 0;
	s->window = w;
	while (walk.word < s->unit->word_count) {
		fill_window(s, &walk, w);
		if (!end_window(s, w, bk_window_take))
			return false;
	}
	return true;
}

static void *look(void *context, size_t n)
{
	struct pass *pass = context;
	struct bk_stream *s = pass->stream;
	struct bk_window *w = &s->windows[n % pass->room];

	/* whose turn it is may not be the first to be here, so windows are filled for others, too */
	pthread_mutex_lock(&pass->walking);
	for (; pass->walked <= n; pass->walked++)
		fill_window(s, &pass->walk, &s->windows[pass->walked % pass->room]);
	pthread_mutex_unlock(&pass->walking);
	if (!w->count)
		return w;
	pthread_rwlock_rdlock(s->classes.looking);
	bk_window_look(s, w);
	pthread_rwlock_unlock(s->classes.looking);
	return w;
}

static struct bk_error *settle(void *context, size_t n, void *result)
{
	const struct pass *pass = context;

	(void)n;
	return end_window(pass->stream, result, bk_window_settle)
		       ? NULL
		       : bk_error_create(BK_ERR_MALFORMED, "see the fault");
}

static void forget(void *result)
{
	(void)result;
}

static bool run_together(struct bk_stream *s, unsigned int threads)
{
	struct pass pass = { .stream = s, .room = 2 * (size_t)threads };
	pthread_rwlock_t looking;
	struct bk_ordered job = {
		.threads = threads, .context = &pass, .work = look, .take = settle, .drop = forget
	};
	struct bk_error *error;

	pthread_mutex_init(&pass.walking, NULL);
	pthread_rwlock_init(&looking, NULL);
	s->walking = &pass.walking;
	s->classes.looking = &looking;
	job.count = s->unit->word_count / BK_WORD_TAIL / types_a_window(s) + 1; /* at most */
	error = bk_ordered_run(&job);
	s->walking = NULL;
	s->classes.looking = NULL;
	pthread_rwlock_destroy(&looking);
	pthread_mutex_destroy(&pass.walking);
	if (!error)
		return true;
	if (bk_error_code(error) == BK_ERR_MEMORY)
		bk_stream_fault(s, BK_FAULT_MEMORY);
	bk_error_destroy(error);
	return false;
}

bool bk_stream_unit(struct bk_stream *s, unsigned int threads)
{
	bool ok;

	if (!s->window_types && s->unit->word_count < MANY_WORDS)
		threads = 1;
	if (!make_windows(s, threads > 1 ? 2 * (size_t)threads : 1)) {
		bk_stream_fault(s, BK_FAULT_MEMORY);
		return false;
	}
	s->last = BK_CLASS_VOID;
	ok = threads > 1 ? run_together(s, threads) : run_alone(s);
	if (ok)
		bk_stream_give_back(s, s->unit, s->unit->word_count);
	return ok;
}
