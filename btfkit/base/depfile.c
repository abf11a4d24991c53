// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Rules of make, with what is special in paths quoted as make and ninja both take it. */
#include "btfkit/base/depfile.h"

#include <string.h>

bool bk_depfile_add(struct bk_depfile *depfile, const char *path)
{
	const char *copy;
	bool inserted;

	if (bk_strmap_find(&depfile->seen, path))
		return true;
	copy = bk_arena_copy(&depfile->arena, path, strlen(path));
	return copy && bk_strmap_insert(&depfile->seen, copy, 0, &inserted) &&
	       bk_array_push(&depfile->paths, copy);
}

/* Neither tool can be told of a newline. */
static void put_path(struct bk_sink *sink, const char *path)
{
	for (; *path; path++) {
		if (strchr(" #:", *path))
			bk_putc(sink, '\\');
		else if (*path == '$')
			bk_putc(sink, '$');
		bk_putc(sink, *path == '\n' ? '?' : *path);
	}
}

void bk_depfile_write(const struct bk_depfile *depfile, struct bk_sink *sink, const char *target)
{
	put_path(sink, target);
	bk_putc(sink, ':');
	for (size_t i = 0; i < depfile->paths.count; i++) {
		bk_puts(sink, " \\\n ");
		put_path(sink, depfile->paths.at[i]);
	}
	bk_putc(sink, '\n');
	for (size_t i = 0; i < depfile->paths.count; i++) {
		bk_putc(sink, '\n');
		put_path(sink, depfile->paths.at[i]);
		bk_puts(sink, ":\n");
	}
}

void bk_depfile_deinit(struct bk_depfile *depfile)
{
	bk_array_deinit(&depfile->paths);
	bk_strmap_deinit(&depfile->seen);
	bk_arena_deinit(&depfile->arena);
}
