// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit: picks the command, prints errors, sets the exit status. */
#include "btfkit/base/heap.h"
#include "btfkit/base/nearest.h"
#include "btfkit/base/output.h"
#include "btfkit/cli/command.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void print_help(void)
{
	printf("usage: btfkit <command> [options] [argument...]\n\n");
	for (const struct bk_command *c = bk_commands; c->name; c++)
		printf("  %-10s %s\n", c->name, c->summary);
	printf("\nbtfkit <command> -h tells more, and so do the manual pages: man btfkit\n");
}

/*
 * A mapped file that is cut short while it is read raises SIGBUS on access. Nothing sensible can be
 * returned from there, but it can be said what happened, with the exit status of any other error.
 */
static void on_bus_error(int signal_number)
{
	static const char message[] = "btfkit: a file was cut short while it was read\n";

	(void)signal_number;
	bk_output_abandon(); /* NOLINT(bugprone-signal-handler): made for it */
	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	_exit(BK_EXIT_ERROR);
}

/* Leaves no half-written file behind, and ends as the signal would have ended it. */
static void on_end(int signal_number)
{
	bk_output_abandon(); /* NOLINT(bugprone-signal-handler): made for it */
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void set_signals(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

	signal(SIGBUS, on_bus_error);
	signal(SIGXFSZ, SIG_IGN); /* a file too large is a failed write */
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (signal(ends[i], on_end) == SIG_IGN)
			signal(ends[i], SIG_IGN); /* as under nohup */
}

static const struct bk_command *find_command(const char *name)
{
	for (const struct bk_command *c = bk_commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static struct bk_error *no_command(const char *name)
{
	struct bk_nearest nearest;

	bk_nearest_init(&nearest, name);
	for (const struct bk_command *c = bk_commands; c->name; c++)
		bk_nearest_offer(&nearest, c->name);
	return bk_error_create(BK_ERR_USAGE, "'%s' is no command%s (see btfkit -h)", name,
			       bk_nearest_text(&nearest));
}

static struct bk_error *run(int argc, char **argv, int *status)
{
	const struct bk_command *command;

	if (argc < 2)
		return bk_error_create(BK_ERR_USAGE, "no command given (see btfkit -h)");
	if (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help")) {
		print_help();
		return NULL;
	}
	if (!strcmp(argv[1], "--version")) {
		bk_print_version();
		return NULL;
	}
	command = find_command(argv[1]);
	if (!command)
		return no_command(argv[1]);
	bk_heap_prepare();
	return command->run(command, argc - 1, argv + 1, status);
}

int main(int argc, char **argv)
{
	int status = BK_EXIT_OK;
	struct bk_error *error;

	set_signals();
	error = run(argc, argv, &status);
	if (!error && (fflush(stdout) != 0 || ferror(stdout)))
		error = bk_error_create(BK_ERR_SYSTEM, "standard output: write failed");
	if (!error)
		return status;
	fprintf(stderr, "btfkit: %s\n", bk_error_text(error));
	bk_error_destroy(error);
	return BK_EXIT_ERROR;
}
