// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Threads that take the next piece each, and a ring of results that wait for their turn. */
#include "btfkit/base/ordered.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MOST_THREADS = 256 };

struct slot {
	void *result;
	bool is_done;
};

struct run {
	const struct bk_ordered *job;
	pthread_mutex_t lock;
	pthread_cond_t moved; /* a result was taken, or it all ended */
	size_t next;	      /* the first piece that nobody has begun */
	size_t taken;	      /* how many results were taken */
	bool is_taking;	      /* some thread is at it */
	struct slot *slots;   /* of piece n: slots[n % room] */
	size_t room;
	struct bk_error *error; /* the first one */
};

/*
 * Takes all results whose turn it is. The lock is given back while one is taken, so that the others can
 * hand in theirs; is_taking keeps them from taking.
 */
static void take_ready(struct run *run)
{
	if (run->is_taking)
		return;
	run->is_taking = true;
	while (!run->error && run->taken < run->job->count) {
		struct slot *slot = &run->slots[run->taken % run->room];
		struct bk_error *error;

		if (!slot->is_done)
			break;
		pthread_mutex_unlock(&run->lock);
		error = slot->result ? run->job->take(run->job->context, run->taken, slot->result)
				     : bk_error_memory();
		pthread_mutex_lock(&run->lock);
		slot->result = NULL;
		slot->is_done = false;
		run->taken++;
		run->error = error;
		pthread_cond_broadcast(&run->moved);
	}
	run->is_taking = false;
}

static void *work(void *argument)
{
	struct run *run = argument;

	pthread_mutex_lock(&run->lock);
	while (!run->error && run->next < run->job->count) {
		size_t n;
		void *result;

		if (run->next >= run->taken + run->room) {
			pthread_cond_wait(&run->moved, &run->lock);
			continue;
		}
		n = run->next++;
		pthread_mutex_unlock(&run->lock);
		result = run->job->work(run->job->context, n);
		pthread_mutex_lock(&run->lock);
		run->slots[n % run->room] = (struct slot){ result, true };
		take_ready(run);
	}
	pthread_mutex_unlock(&run->lock);
	return NULL;
}

/* The calling thread works, too. */
static void run_threads(struct run *run, size_t wanted)
{
	pthread_t threads[MOST_THREADS];
	size_t count = 0;

	while (count + 1 < wanted && pthread_create(&threads[count], NULL, work, run) == 0)
		count++;
	work(run);
	while (count--)
		pthread_join(threads[count], NULL);
}

struct bk_error *bk_ordered_run(const struct bk_ordered *job)
{
	struct run run = { .job = job };
	size_t threads = job->threads ? job->threads : 1;

	if (threads > MOST_THREADS)
		threads = MOST_THREADS;
	if (threads > job->count)
		threads = job->count ? job->count : 1;
	run.room = 2 * threads;
	run.slots = calloc(run.room, sizeof(*run.slots));
	if (!run.slots)
		return bk_error_memory();
	pthread_mutex_init(&run.lock, NULL);
	pthread_cond_init(&run.moved, NULL);
	run_threads(&run, threads);
	for (size_t i = 0; i < run.room; i++)
		if (run.slots[i].result)
			job->drop(run.slots[i].result);
	pthread_cond_destroy(&run.moved);
	pthread_mutex_destroy(&run.lock);
	free(run.slots);
	return run.error;
}

unsigned int bk_processor_count(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return count > 0 ? (unsigned int)count : 1;
}
