// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Picks lines out of logs of libbpf and the kernel's verifier. */
#include "btfkit/live/verifier_log.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_LINE = 240, MOST_LOADER_LINES = 6, MOST_COMPLAINTS = 4 };

struct line {
	const char *at;
	size_t size;
};

static void put_line(struct line line, void (*put)(void *, const char *), void *context)
{
	char text[LONGEST_LINE];

	if (!line.at)
		return;
	snprintf(text, sizeof(text), "%.*s", (int)line.size, line.at);
	put(context, text);
}

static bool begins(struct line line, const char *with)
{
	size_t size = strlen(with);

	return line.size >= size && memcmp(line.at, with, size) == 0;
}

static struct line next_line(const char **at)
{
	struct line line = { *at, strcspn(*at, "\n") };

	*at += line.size + ((*at)[line.size] != '\0');
	return line;
}

/* "12: (79) r1 = ...": an instruction, with or without what is known of registers behind it. */
static bool is_insn(struct line line)
{
	size_t digits = 0;

	while (digits < line.size && line.at[digits] >= '0' && line.at[digits] <= '9')
		digits++;
	return digits && digits + 2 < line.size && line.at[digits] == ':' &&
	       line.at[digits + 2] == '(';
}

/* "12: R1=ctx() ...": a state. */
static bool is_state(struct line line)
{
	size_t digits = strspn(line.at, "0123456789");

	return (digits && digits + 2 < line.size && line.at[digits] == ':' &&
		line.at[digits + 2] == 'R') ||
	       begins(line, "from ");
}

static bool is_end(struct line line)
{
	return begins(line, "processed ") || begins(line, "verification time ") ||
	       begins(line, "stack depth ") || begins(line, "-- END PROG LOAD LOG --");
}

/* Between the marks that libbpf puts around a verifier's log, or all of it. */
static const char *find_verifier(const char *log, bool *is_loader)
{
	static const char mark[] = "-- BEGIN PROG LOAD LOG --\n";
	const char *found = strstr(log, mark);

	*is_loader = !found && strncmp(log, "libbpf: ", 8) == 0;
	return found ? found + sizeof(mark) - 1 : log;
}

static void pick_verifier(const char *at, void (*put)(void *, const char *), void *context)
{
	struct line source = { 0 }, insn = { 0 }, said[MOST_COMPLAINTS];
	size_t count = 0;

	while (*at) {
		struct line line = next_line(&at);

		if (is_end(line))
			break;
		if (!line.size || is_state(line))
			continue;
		if (begins(line, "; ")) {
			source = line;
		} else if (is_insn(line)) {
			insn = line;
			count = 0;
		} else if (count < MOST_COMPLAINTS) {
			said[count++] = line;
		} else {
			memmove(said, said + 1, (MOST_COMPLAINTS - 1) * sizeof(*said));
			said[MOST_COMPLAINTS - 1] = line;
		}
	}
	put_line(source, put, context);
	put_line(insn, put, context);
	for (size_t i = 0; i < count; i++)
		put_line(said[i], put, context);
}

/* What libbpf says of each failure, whatever the reason: of limits that matter no more since 5.11. */
static bool says_nothing(struct line line)
{
	return begins(line, "libbpf: Failed to bump RLIMIT_MEMLOCK") ||
	       begins(line, "libbpf: permission error while running as root") ||
	       begins(line, "libbpf: failed to load object") ||
	       begins(line, "libbpf: failed to load BPF skeleton");
}

void bk_log_decisive(const char *log, void (*put)(void *context, const char *line), void *context)
{
	bool is_loader;
	const char *at = find_verifier(log, &is_loader);

	if (!is_loader) {
		pick_verifier(at, put, context);
		return;
	}
	for (int i = 0; *at && i < MOST_LOADER_LINES;) {
		struct line line = next_line(&at);

		if (says_nothing(line))
			continue;
		put_line(line, put, context);
		i++;
	}
}

static void add_line(void *context, const char *line)
{
	struct bk_error **error = context;

	*error = bk_error_add_line(*error, line);
}

struct bk_error *bk_log_explain(const char *log, struct bk_error *error)
{
	bk_log_decisive(log, add_line, &error);
	return error;
}
