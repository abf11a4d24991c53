// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reads lines of "ffffffff81000000 T name" or "... T name\t[module]"; of the address nothing is needed. */
#include "btfkit/live/symbols.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool add_line(struct bk_symbols *symbols, char *line)
{
	char *rest = line, *name;
	const char *type;
	bool inserted;

	strsep(&rest, " ");
	type = strsep(&rest, " ");
	name = strsep(&rest, "\t\n");
	if (!name || !type || !strchr("tTwW", type[0]) || !type[0])
		return true;
	name = bk_arena_copy(&symbols->texts, name, strlen(name));
	return name && bk_strmap_insert(&symbols->names, name, 0, &inserted);
}

static struct bk_error *read_list(struct bk_symbols *symbols, const char *path)
{
	FILE *file = fopen(path, "re");
	struct bk_error *error = NULL;
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return bk_error_system(errno, "%s", path);
	while (!error && getline(&line, &room, file) > 0)
		if (!add_line(symbols, line))
			error = bk_error_memory();
	if (!error && ferror(file))
		error = bk_error_system(errno, "%s", path);
	free(line);
	fclose(file);
	return error;
}

struct bk_error *bk_symbols_find(struct bk_symbols *symbols, const char *path, const char *name,
				 bool *is_there)
{
	if (!symbols->is_read)
		BK_TRY(read_list(symbols, path));
	symbols->is_read = true;
	*is_there = bk_strmap_find(&symbols->names, name) != NULL;
	return NULL;
}

void bk_symbols_deinit(struct bk_symbols *symbols)
{
	bk_strmap_deinit(&symbols->names);
	bk_arena_deinit(&symbols->texts);
	*symbols = (struct bk_symbols){ 0 };
}
