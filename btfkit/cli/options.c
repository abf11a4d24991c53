// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Parsing options by table, over getopt_long(3). */
#include "btfkit/cli/options.h"

#include "btfkit/base/cleanup.h"
#include "btfkit/base/nearest.h"
#include "btfkit/cli/command.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static struct bk_error *set_color(void *options, const char *argument)
{
	struct bk_common *common = options;

	if (strcmp(argument, "auto") && strcmp(argument, "always") && strcmp(argument, "never"))
		return bk_error_create(BK_ERR_USAGE,
				       "--color takes auto, always or never, not '%s'", argument);
	common->color = argument;
	return NULL;
}

const struct bk_option bk_common_options[] = {
	{ 0, "base", "SOURCE", "the base of split BTF (a module's kernel)",
	  offsetof(struct bk_common, base), NULL },
	{ 0, "json", NULL, "print JSON", offsetof(struct bk_common, json), NULL },
	{ 'o', "output", "FILE", "write to FILE, whole or not at all",
	  offsetof(struct bk_common, output), NULL },
	{ 0, "color", "WHEN", "colours: auto (the default), always or never", 0, set_color },
	{ 'q', "quiet", NULL, "no notes, only errors", offsetof(struct bk_common, quiet), NULL },
	{ 'v', "verbose", NULL, "say what is read and written", offsetof(struct bk_common, verbose),
	  NULL },
	{ 'h', "help", NULL, "print this help", offsetof(struct bk_common, help), NULL },
	{ 0, "version", NULL, "print btfkit's version", offsetof(struct bk_common, version), NULL },
	{ 0 },
};

struct bk_error *bk_jobs_parse(const char *text, unsigned int *count)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || !number || number > 1024)
		return bk_error_create(BK_ERR_USAGE, "-j takes a number from 1 to 1024, not '%s'",
				       text);
	*count = (unsigned int)number;
	return NULL;
}

/* getopt's own numbers for options: beyond any letter. */
enum { FIRST_OWN = 256, FIRST_COMMON = 512, MOST_OPTIONS = 64 };

struct parser {
	struct option longs[MOST_OPTIONS];
	char letters[2 * MOST_OPTIONS + 2];
	size_t long_count, letter_count;
};

static void add_rows(struct parser *parser, const struct bk_option *rows, int first)
{
	for (int i = 0; rows[i].name; i++) {
		parser->longs[parser->long_count++] =
			(struct option){ rows[i].name,
					 rows[i].argument ? required_argument : no_argument, NULL,
					 first + i };
		if (!rows[i].letter)
			continue;
		parser->letters[parser->letter_count++] = rows[i].letter;
		if (rows[i].argument)
			parser->letters[parser->letter_count++] = ':';
	}
}

static const struct bk_option *row_of_letter(const struct bk_option *rows, int letter)
{
	while (rows->name && rows->letter != letter)
		rows++;
	return rows->name ? rows : NULL;
}

static const struct bk_option *row_of(const struct bk_command *command, int found)
{
	const struct bk_option *row;

	if (found >= FIRST_COMMON)
		return &bk_common_options[found - FIRST_COMMON];
	if (found >= FIRST_OWN)
		return &command->options[found - FIRST_OWN];
	row = row_of_letter(command->options, found);
	return row ? row : row_of_letter(bk_common_options, found);
}

static struct bk_error *store(const struct bk_option *row, void *options, const char *argument)
{
	char *field = (char *)options + row->offset;

	if (row->set)
		return row->set(options, argument);
	if (row->argument && !*argument)
		return bk_error_create(BK_ERR_USAGE, "--%s takes %s, not ''", row->name,
				       row->argument);
	if (row->argument)
		*(const char **)(void *)field = argument;
	else
		*(bool *)(void *)field = true;
	return NULL;
}

/* Whether `row` is what `name`, of `size` bytes, may be short for. */
static bool may_mean(const struct bk_option *row, const char *name, size_t size)
{
	return size && !strncmp(row->name, name, size);
}

/* Counts the rows that a long option may be short for, keeps the last, and offers all names. */
static void look_for(const struct bk_option *rows, const char *name, size_t size, int *count,
		     const struct bk_option **meant, struct bk_nearest *nearest)
{
	for (; rows->name; rows++) {
		bk_nearest_offer(nearest, rows->name);
		if (!may_mean(rows, name, size) || (*count && !(*meant)->name[size]))
			continue;
		*count = rows->name[size] ? *count + 1 : 1;
		*meant = rows;
	}
}

static struct bk_error *bad_long_option(const struct bk_command *command, const char *word)
{
	size_t size = strcspn(word + 2, "=");
	BK_AUTOFREE char *name = strndup(word + 2, size);
	const struct bk_option *meant = NULL;
	struct bk_nearest nearest;
	int count = 0;

	if (!name)
		return bk_error_memory();
	bk_nearest_init(&nearest, name);
	look_for(command->options, name, size, &count, &meant, &nearest);
	look_for(bk_common_options, name, size, &count, &meant, &nearest);
	if (count > 1)
		return bk_error_create(BK_ERR_USAGE,
				       "--%s may mean several options%s (see btfkit %s -h)", name,
				       bk_nearest_text(&nearest), command->name);
	if (count)
		return bk_error_create(BK_ERR_USAGE, "--%s takes no argument (see btfkit %s -h)",
				       meant->name, command->name);
	return bk_error_create(BK_ERR_USAGE, "--%s is no option%s (see btfkit %s -h)", name,
			       bk_nearest_text(&nearest), command->name);
}

/* getopt has already moved past the offending word; the letter, if it was one, is optopt. */
static struct bk_error *bad_option(const struct bk_command *command, int found, char **argv)
{
	const char *word = argv[optind - 1];
	const char *what = found == ':' ? "needs an argument" : "is no option";

	if (optopt && optopt < FIRST_OWN && strncmp(word, "--", 2) != 0)
		return bk_error_create(BK_ERR_USAGE, "-%c %s (see btfkit %s -h)", optopt, what,
				       command->name);
	if (found == '?')
		return bad_long_option(command, word);
	return bk_error_create(BK_ERR_USAGE, "%s %s (see btfkit %s -h)", word, what, command->name);
}

struct bk_error *bk_options_parse(const struct bk_command *command, int argc, char **argv,
				  void *options, int *first)
{
	struct parser parser = { .letters = ":", .letter_count = 1 };
	int found;

	add_rows(&parser, command->options, FIRST_OWN);
	add_rows(&parser, bk_common_options, FIRST_COMMON);
	while ((found = getopt_long(argc, argv, parser.letters, parser.longs, NULL)) != -1) {
		if (found == '?' || found == ':')
			return bad_option(command, found, argv);
		BK_TRY(store(row_of(command, found), options, optarg));
	}
	*first = optind;
	return NULL;
}

static void print_rows(const struct bk_option *rows)
{
	for (; rows->name; rows++) {
		char left[64];
		int used = snprintf(left, sizeof(left), "%c%c%s--%s", rows->letter ? '-' : ' ',
				    rows->letter ? rows->letter : ' ', rows->letter ? ", " : "  ",
				    rows->name);

		if (rows->argument)
			snprintf(left + used, sizeof(left) - used, " %s", rows->argument);
		printf("  %-26s %s\n", left, rows->help);
	}
}

static void print_help(const struct bk_command *command)
{
	printf("usage: btfkit %s %s\n%s.\n\n", command->name, command->arguments, command->summary);
	print_rows(command->options);
	if (command->options->name)
		printf("\n");
	print_rows(bk_common_options);
	if (strstr(command->arguments, "SOURCE"))
		printf("\nSOURCE: a file that holds BTF, - for standard input; left out, the "
		       "running kernel\n");
	printf("\nThe manual: man btfkit-%s, man btfkit\n", command->name);
}

void bk_print_version(void)
{
	printf("btfkit %s\n", BTFKIT_VERSION);
}

bool bk_options_answer(const struct bk_command *command, const struct bk_common *common)
{
	if (common->help)
		print_help(command);
	else if (common->version)
		bk_print_version();
	return common->help || common->version;
}

/* Whether an argument is that option, maybe shortened, with its own argument behind `=` or not. */
static bool is_option(const char *argument, const char *name)
{
	size_t size = strncmp(argument, "--", 2) ? 0 : strcspn(argument + 2, "=");

	return size && !strncmp(argument + 2, name, size);
}

int bk_options_end(int argc, char **argv, const char *option, const char *other)
{
	bool needs_clang = false;

	for (int i = 1; i < argc; i++) {
		needs_clang |= is_option(argv[i], option) || is_option(argv[i], other);
		if (needs_clang && !strcmp(argv[i], "--"))
			return i;
	}
	return argc;
}
