// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A progress bar, drawn by a thread that has nothing else to do. */
#include "btfkit/cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30, FIRST_MS = 1000, EVERY_MS = 200 };

static void draw(struct bk_progress *progress)
{
	size_t filled = progress->count ? BAR * progress->done / progress->count : 0;
	char bar[BAR + 1];

	for (size_t i = 0; i < BAR; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[BAR] = '\0';
	fprintf(stderr, "\r[%s] %zu of %zu %s\033[K", bar, progress->done, progress->count,
		progress->what);
	fflush(stderr);
	progress->is_drawn = true;
}

static void clear(struct bk_progress *progress)
{
	if (progress->is_drawn)
		fputs("\r\033[K", stderr);
	progress->is_drawn = false;
}

static struct timespec after(long ms)
{
	struct timespec at;

	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_nsec += ms * 1000000;
	at.tv_sec += at.tv_nsec / 1000000000;
	at.tv_nsec %= 1000000000;
	return at;
}

static void *watch(void *argument)
{
	struct bk_progress *progress = argument;
	long wait_ms = FIRST_MS;

	pthread_mutex_lock(&progress->lock);
	while (!progress->is_over) {
		struct timespec at = after(wait_ms);

		if (pthread_cond_timedwait(&progress->over, &progress->lock, &at) == 0)
			continue;
		draw(progress);
		wait_ms = EVERY_MS;
	}
	clear(progress);
	pthread_mutex_unlock(&progress->lock);
	return NULL;
}

void bk_progress_begin(struct bk_progress *progress, size_t count, const char *what,
		       const struct bk_common *common)
{
	const char *term = getenv("TERM");

	*progress = (struct bk_progress){ .count = count, .what = what };
	pthread_mutex_init(&progress->lock, NULL);
	pthread_cond_init(&progress->over, NULL);
	if (common->quiet || !isatty(STDERR_FILENO) || !term || strcmp(term, "dumb") == 0)
		return;
	progress->is_watching = pthread_create(&progress->thread, NULL, watch, progress) == 0;
}

void bk_progress_step(struct bk_progress *progress)
{
	pthread_mutex_lock(&progress->lock);
	progress->done++;
	pthread_mutex_unlock(&progress->lock);
}

void bk_progress_note(struct bk_progress *progress, const char *line)
{
	pthread_mutex_lock(&progress->lock);
	clear(progress);
	fprintf(stderr, "%s\n", line);
	pthread_mutex_unlock(&progress->lock);
}

void bk_progress_end(struct bk_progress *progress)
{
	if (!progress->what)
		return;
	if (progress->is_watching) {
		pthread_mutex_lock(&progress->lock);
		progress->is_over = true;
		pthread_cond_signal(&progress->over);
		pthread_mutex_unlock(&progress->lock);
		pthread_join(progress->thread, NULL);
	}
	pthread_cond_destroy(&progress->over);
	pthread_mutex_destroy(&progress->lock);
	progress->what = NULL;
}
