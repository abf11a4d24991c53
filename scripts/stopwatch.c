// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * For scripts/bench: runs commands in turn, several times, with their output thrown away, or written to a
 * new file $OUTPUT each time, and prints for each a line of its median time in microseconds, its peak memory
 * in KiB and whether it ever failed.
 *
 *	stopwatch RUNS COMMAND [ARGUMENT]... [-- COMMAND [ARGUMENT]...]...
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COMMANDS = 16 };

struct command {
	char **argv;
	int64_t *times; /* microseconds, one a run */
	long peak_kib;
	int failed;
};

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* With $ANSWER commands may say no, as diff does. */
static int is_answer(int status)
{
	return getenv("ANSWER") && WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

static void run(struct command *command, int64_t *time)
{
	const char *output = getenv("OUTPUT");
	posix_spawn_file_actions_t files;
	struct rusage usage;
	int64_t start;
	int status;
	pid_t pid;

	if (output)
		unlink(output);
	else
		output = "/dev/null";
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output, O_WRONLY | O_CREAT, 0644);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	start = now();
	if (posix_spawnp(&pid, command->argv[0], &files, NULL, command->argv, environ) != 0) {
		command->failed = 1;
		*time = 0;
	} else {
		while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
			;
		*time = now() - start;
		command->failed |= status != 0 && !is_answer(status);
		if (usage.ru_maxrss > command->peak_kib)
			command->peak_kib = usage.ru_maxrss;
	}
	posix_spawn_file_actions_destroy(&files);
}

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int64_t median(int64_t *times, int count)
{
	qsort(times, (size_t)count, sizeof(*times), by_time);
	return count % 2 ? times[count / 2] : (times[count / 2 - 1] + times[count / 2]) / 2;
}

int main(int argc, char **argv)
{
	struct command commands[MOST_COMMANDS] = { 0 };
	int runs = argc > 2 ? (int)strtol(argv[1], NULL, 10) : 0, count = 0;

	if (runs < 1) {
		fprintf(stderr, "usage: stopwatch RUNS COMMAND... [-- COMMAND...]...\n");
		return 2;
	}
	for (char **word = argv + 2; *word && count < MOST_COMMANDS; count++) {
		commands[count].argv = word;
		commands[count].times = calloc((size_t)runs, sizeof(int64_t));
		if (!commands[count].times)
			return 2;
		do
			word++;
		while (*word && strcmp(*word, "--") != 0);
		if (*word)
			*word++ = NULL;
	}
	/* One round that does not count fills the page cache. */
	for (int n = -1; n < runs; n++)
		for (int i = 0; i < count; i++)
			run(&commands[i], &commands[i].times[n < 0 ? 0 : n]);
	for (int i = 0; i < count; i++) {
		printf("%lld %ld %d\n", (long long)median(commands[i].times, runs),
		       commands[i].peak_kib, commands[i].failed);
		free(commands[i].times);
	}
	return 0;
}
