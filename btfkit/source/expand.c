// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Walking through directories. */
#include "btfkit/source/expand.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Deeper than any path can be, as the kernel takes no longer ones than 4 KiB. */
enum { MOST_DEPTH = 128 };

static bool add(struct bk_specs *specs, char *text, bool is_found)
{
	return bk_array_push(specs, (struct bk_spec){ .text = text, .is_found = is_found });
}

static struct bk_error *walk(struct bk_specs *specs, const char *path, int depth);

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* What vanished since it was listed is not there. */
static struct bk_error *add_entry(struct bk_specs *specs, const char *path, const char *name,
				  int depth)
{
	const size_t length = strlen(path);
	BK_AUTOFREE char *whole = NULL;
	struct stat st;

	if (asprintf(&whole, "%s%s%s", path, path[length - 1] == '/' ? "" : "/", name) < 0) {
		whole = NULL;
		return bk_error_memory();
	}
	if (lstat(whole, &st) < 0)
		return errno == ENOENT ? NULL : bk_error_system(errno, "%s", whole);
	if (S_ISDIR(st.st_mode))
		return walk(specs, whole, depth + 1);
	if (!S_ISREG(st.st_mode))
		return NULL;
	if (!add(specs, whole, true))
		return bk_error_memory();
	whole = NULL;
	return NULL;
}

static void close_directory(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

static struct bk_error *walk(struct bk_specs *specs, const char *path, int depth)
{
	BK_AUTO(close_directory) DIR *directory = depth < MOST_DEPTH ? opendir(path) : NULL;
	struct dirent *entry;

	if (depth == MOST_DEPTH)
		return bk_error_create(BK_ERR_UNSUPPORTED, "%s: directories too deep", path);
	if (!directory)
		return bk_error_system(errno, "%s", path);
	while ((errno = 0, entry = readdir(directory)) != NULL)
		if (!is_dots(entry->d_name))
			BK_TRY(add_entry(specs, path, entry->d_name, depth));
	return errno ? bk_error_system(errno, "%s", path) : NULL;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct bk_spec *)a)->text, ((const struct bk_spec *)b)->text);
}

struct bk_error *bk_specs_add(struct bk_specs *specs, const char *text)
{
	const size_t before = specs->count;
	struct stat st;
	char *copy;

	if (*text && stat(text, &st) == 0 && S_ISDIR(st.st_mode)) {
		BK_TRY(walk(specs, text, 0));
		if (specs->count == before)
			return bk_error_create(BK_ERR_NO_BTF, "%s: no file in the directory", text);
		for (size_t i = before; i < specs->count; i++)
			specs->at[i].directory_size = strlen(text);
		qsort(specs->at + before, specs->count - before, sizeof(*specs->at), by_text);
		return NULL;
	}
	copy = strdup(text);
	if (copy && add(specs, copy, false))
		return NULL;
	free(copy);
	return bk_error_memory();
}

enum bk_peek bk_spec_peek(struct bk_spec *spec)
{
	if (!spec->is_peeked)
		spec->peek = bk_source_peek(spec->text);
	spec->is_peeked = true;
	return spec->peek;
}

void bk_specs_deinit(struct bk_specs *specs)
{
	for (size_t i = 0; i < specs->count; i++)
		free(specs->at[i].text);
	bk_array_deinit(specs);
}
