/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Command-line options, described by tables: parsing and help both come from them.
 *
 * Each command keeps its options in a struct of its own, with struct bk_common as its first
 * member; a row says where in that struct an option's value goes.
 */
#ifndef BK_CLI_OPTIONS_H
#define BK_CLI_OPTIONS_H

#include "btfkit/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* What every command understands. */
struct bk_common {
	bool help, version, json, quiet, verbose;
	const char *color;  /* auto, always, never; NULL: auto */
	const char *base;   /* SOURCE, NULL: none given */
	const char *output; /* a path, NULL: standard output */
};

struct bk_option {
	char letter;	      /* 0: none */
	const char *name;     /* without "--" */
	const char *argument; /* what help calls its argument; NULL: it has none */
	const char *help;     /* one line */
	size_t offset;	      /* in the command's struct: a bool, or a const char * */
	/* Instead of storing: called with the command's struct and the argument (NULL: none). */
	struct bk_error *(*set)(void *options, const char *argument);
};

extern const struct bk_option bk_common_options[];

struct bk_command;

/*
 * Parses argv[1..] of `command` into `options`, a zeroed struct of the command's; sets `first` to
 * the index of the first operand (operands are moved behind the options).
 */
struct bk_error *bk_options_parse(const struct bk_command *command, int argc, char **argv,
				  void *options, int *first) BK_MUST_CHECK;

/*
 * Where one of two options is given, a word "--" is followed by what goes to clang: the index of that
 * word, or argc.
 */
int bk_options_end(int argc, char **argv, const char *option, const char *other);

/* Prints help or version to standard output where they were asked for; then nothing else is done. */
bool bk_options_answer(const struct bk_command *command, const struct bk_common *common);

/* What -j takes: how many of something at once. */
struct bk_error *bk_jobs_parse(const char *text, unsigned int *count) BK_MUST_CHECK;

void bk_print_version(void);

#endif
