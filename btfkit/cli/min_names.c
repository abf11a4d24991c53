// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the files of `btfkit min` are called. */
#include "btfkit/cli/min_names.h"

#include "btfkit/base/cleanup.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Takes off one ending that tells how a file is wrapped, not what kernel it is. */
static bool take_off_ending(char *name)
{
	static const char *const endings[] = { ".btf", ".tar", ".tgz", ".txz", ".gz",  ".xz",
					       ".zst", ".bz2", ".lz4", ".lzo", ".deb", ".rpm" };
	const size_t size = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		const size_t ending = strlen(endings[i]);

		if (size > ending && strcmp(name + size - ending, endings[i]) == 0) {
			name[size - ending] = '\0';
			return true;
		}
	}
	return false;
}

char *bk_min_name(const char *directory, const char *source, size_t skipped)
{
	const char *inside = source + skipped, *slash = strrchr(source, '/');
	BK_AUTOFREE char *name = NULL;
	char *path;

	if (!skipped)
		inside = slash && slash[1] ? slash + 1 : source;
	while (*inside == '/')
		inside++;
	name = strdup(*inside ? inside : "kernel");
	if (!name)
		return NULL;
	while (take_off_ending(name))
		;
	if (asprintf(&path, "%s%s%s.btf", directory,
		     directory[strlen(directory) - 1] == '/' ? "" : "/", name) < 0)
		return NULL;
	return path;
}
