/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * How far a long command is, on standard error: only on a terminal, only after a second, and gone
 * when it is done.
 */
#ifndef BK_CLI_PROGRESS_H
#define BK_CLI_PROGRESS_H

#include "btfkit/cli/options.h"

#include <pthread.h>
#include <stddef.h>

struct bk_progress {
	bool is_watching; /* a thread of its own draws */
	bool is_drawn, is_over;
	size_t count, done;
	const char *what; /* "kernels" */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t over;
};

/* Nothing is drawn where nobody watches. `progress` must stay where it is until bk_progress_end(). */
void bk_progress_begin(struct bk_progress *progress, size_t count, const char *what,
		       const struct bk_common *common);

/* One more is done. For any thread. */
void bk_progress_step(struct bk_progress *progress);

/* Clears the line for a message; call with the line to be written next. For any thread. */
void bk_progress_note(struct bk_progress *progress, const char *line);

/* Also of one that was never begun. */
void bk_progress_end(struct bk_progress *progress);

#endif
