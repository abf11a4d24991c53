// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Directories that tests write to. */
#include "tests/unit/support/scratch.h"

#include "tests/unit/support/keep.h"

#include <check.h>
#include <dirent.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char *directory; /* NULL: none */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void scratch_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void leave(void)
{
	if (!directory)
		return;
	(void)!chdir("/");
	scratch_remove(directory);
	directory = NULL;
}

void scratch_enter(void)
{
	leave(); /* another test's, when all run in one process */
	directory = keep_format("%s", "/tmp/btfkit-test-XXXXXX");
	ck_assert(mkdtemp(directory) != NULL);
	ck_assert(chdir(directory) == 0);
	atexit(leave);
}

void scratch_write(const char *name, struct bk_bytes bytes)
{
	FILE *file = fopen(name, "w");

	ck_assert(file != NULL);
	ck_assert(fwrite(bytes.data, 1, bytes.size, file) == bytes.size);
	ck_assert(fclose(file) == 0);
}

void scratch_write_text(const char *name, const char *text)
{
	scratch_write(name, (struct bk_bytes){ (const uint8_t *)text, strlen(text) });
}

char *scratch_read(const char *name)
{
	FILE *file = fopen(name, "r");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &room, EOF, file) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(file);
	return keep(text);
}

static int is_visible(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

char *scratch_list(void)
{
	struct dirent **entries;
	int count = scandir(".", &entries, is_visible, alphasort);
	char *list = keep_format("%s", "");

	ck_assert(count >= 0);
	keep(entries);
	for (int i = 0; i < count; i++)
		list = keep_format("%s%s%s", list, i ? " " : "",
				   ((struct dirent *)keep(entries[i]))->d_name);
	return list;
}

bool scratch_run(const char *format, ...)
{
	char *command, *silent;
	va_list args;

	va_start(args, format);
	ck_assert(vasprintf(&command, format, args) >= 0);
	va_end(args);
	silent = keep_format("{ %s; } >/dev/null 2>&1", (char *)keep(command));
	return system(silent) == 0;
}
