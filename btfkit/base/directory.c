// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Directories that appear whole. */
#include "btfkit/base/directory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct bk_error *bk_directory_init_read(struct bk_directory *directory, const char *path)
{
	size_t size = strlen(path);

	*directory = (struct bk_directory){ 0 };
	while (size > 1 && path[size - 1] == '/')
		size--;
	directory->path = strndup(path, size);
	return directory->path ? NULL : bk_error_memory();
}

struct bk_error *bk_directory_init(struct bk_directory *directory, const char *path)
{
	struct stat status;

	BK_TRY(bk_directory_init_read(directory, path));
	if (stat(directory->path, &status) == 0)
		return S_ISDIR(status.st_mode) ? NULL : bk_error_system(ENOTDIR, "%s", path);
	if (errno != ENOENT)
		return bk_error_system(errno, "%s", path);
	if (asprintf(&directory->temporary, "%s.XXXXXX", directory->path) < 0) {
		directory->temporary = NULL;
		return bk_error_memory();
	}
	if (!mkdtemp(directory->temporary)) {
		free(directory->temporary);
		directory->temporary = NULL;
		return bk_error_system(errno, "%s", path);
	}
	return NULL;
}

const char *bk_directory_file(struct bk_directory *directory, const char *name)
{
	const char *in = directory->temporary ? directory->temporary : directory->path;
	size_t size = strlen(in) + strlen(name) + 2;
	char *path = bk_arena_alloc(&directory->arena, size);

	if (!path || !bk_array_push(&directory->files, path))
		return NULL;
	snprintf(path, size, "%s/%s", in, name);
	return path;
}

struct bk_error *bk_directory_commit(struct bk_directory *directory)
{
	mode_t mask = umask(0);

	umask(mask);
	if (!directory->temporary)
		return NULL;
	if (chmod(directory->temporary, 0777 & ~mask) < 0 ||
	    rename(directory->temporary, directory->path) < 0)
		return bk_error_system(errno, "%s", directory->path);
	free(directory->temporary);
	directory->temporary = NULL;
	return NULL;
}

void bk_directory_deinit(struct bk_directory *directory)
{
	for (size_t i = 0; directory->temporary && i < directory->files.count; i++)
		unlink(directory->files.at[i]);
	if (directory->temporary)
		rmdir(directory->temporary);
	free(directory->temporary);
	free(directory->path);
	bk_array_deinit(&directory->files);
	bk_arena_deinit(&directory->arena);
	*directory = (struct bk_directory){ 0 };
}
