/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The table of commands. A new command is one row in command.c and one cmd_<name>.c. */
#ifndef BK_CLI_COMMAND_H
#define BK_CLI_COMMAND_H

#include "btfkit/cli/options.h"

/* Exit statuses: the command line's contract. */
enum { BK_EXIT_OK = 0, BK_EXIT_NO = 1, BK_EXIT_ERROR = 2 };

struct bk_command {
	const char *name;
	const char *arguments; /* for usage */
	const char *summary;   /* one line, without a full stop */
	const struct bk_option *options;
	/*
	 * Runs with argv[0] the command's name. Sets *status (0 already) where the answer is no;
	 * an error is printed by main() and is BK_EXIT_ERROR.
	 */
	struct bk_error *(*run)(const struct bk_command *command, int argc, char **argv,
				int *status);
};

/* Ends with a row without a name. */
extern const struct bk_command bk_commands[];

extern const struct bk_option bk_compat_options[], bk_dedup_options[], bk_diff_options[],
	bk_dump_options[], bk_find_options[], bk_header_options[], bk_layout_options[],
	bk_min_options[], bk_probe_options[], bk_stat_options[];

struct bk_error *bk_cmd_compat(const struct bk_command *command, int argc, char **argv,
			       int *status);
struct bk_error *bk_cmd_dedup(const struct bk_command *command, int argc, char **argv, int *status);
struct bk_error *bk_cmd_diff(const struct bk_command *command, int argc, char **argv, int *status);
struct bk_error *bk_cmd_dump(const struct bk_command *command, int argc, char **argv, int *status);
struct bk_error *bk_cmd_find(const struct bk_command *command, int argc, char **argv, int *status);
struct bk_error *bk_cmd_header(const struct bk_command *command, int argc, char **argv,
			       int *status);
struct bk_error *bk_cmd_layout(const struct bk_command *command, int argc, char **argv,
			       int *status);
struct bk_error *bk_cmd_min(const struct bk_command *command, int argc, char **argv, int *status);
struct bk_error *bk_cmd_probe(const struct bk_command *command, int argc, char **argv, int *status);
struct bk_error *bk_cmd_stat(const struct bk_command *command, int argc, char **argv, int *status);

#endif
