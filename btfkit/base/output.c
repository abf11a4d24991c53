// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Files that appear whole or not at all: written beside their target and renamed. */
#include "btfkit/base/output.h"

#include "btfkit/base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The mode a new file gets from open(2), which mkostemp() does not ask the umask for. */
static mode_t default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* The temporary file there is, for bk_output_abandon(); a program writes one output at a time. */
static char *volatile pending;

void bk_output_abandon(void)
{
	if (pending)
		unlink(pending);
}

/* mkostemp(3); no signal comes between the file and its being known. */
static int make_temporary(char *name)
{
	sigset_t all, before;
	int fd, error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	fd = mkostemp(name, O_CLOEXEC);
	error = errno;
	if (fd >= 0)
		pending = name;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return fd;
}

static struct bk_error *open_temporary(struct bk_output *output, mode_t mode)
{
	if (asprintf(&output->temporary, "%s.XXXXXX", output->path) < 0) {
		output->temporary = NULL;
		return bk_error_memory();
	}
	output->fd = make_temporary(output->temporary);
	if (output->fd < 0) {
		struct bk_error *error = bk_error_system(errno, "%s", output->path);

		free(output->temporary);
		output->temporary = NULL;
		return error;
	}
	if (fchmod(output->fd, mode) < 0)
		return bk_error_system(errno, "%s", output->temporary);
	return NULL;
}

/* Where the symbolic link `link` points to, NULL (with errno) where it is none. */
static char *follow(const char *link)
{
	const char *slash = strrchr(link, '/');
	char target[PATH_MAX], *path;
	ssize_t size = readlink(link, target, sizeof(target) - 1);
	int directory;

	if (size < 0)
		return NULL;
	target[size] = '\0';
	directory = slash && *target != '/' ? (int)(slash + 1 - link) : 0;
	return asprintf(&path, "%.*s%s", directory, link, target) < 0 ? NULL : path;
}

/* realpath(3), but what the links lead to need not be there yet. */
static char *resolve(const char *path)
{
	char *at = strdup(path);

	while (at) {
		char *next = realpath(at, NULL);
		bool ends = next || errno != ENOENT;

		if (!ends && !(next = follow(at)) && errno != ENOMEM)
			return at; /* no link: a file yet to be made */
		free(at);
		if (ends || !next)
			return next;
		at = next;
	}
	return NULL;
}

/* A device, a FIFO, or a pipe's name in /proc, which leads nowhere that realpath(3) knows. */
static struct bk_error *open_special(struct bk_output *output, const char *path)
{
	output->path = strdup(path);
	if (!output->path)
		return bk_error_memory();
	output->fd = open(path, O_WRONLY | O_CLOEXEC);
	return output->fd < 0 ? bk_error_system(errno, "%s", path) : NULL;
}

/* The open file that /dev/stdout, /dev/stderr or /dev/fd/N names, -1 for other paths. */
static int named_descriptor(const char *path)
{
	char *end;
	long fd;

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	if (strncmp(path, "/dev/fd/", 8) != 0 || !path[8])
		return -1;
	fd = strtol(path + 8, &end, 10);
	return *end || fd < 0 || fd > INT_MAX ? -1 : (int)fd;
}

/* To be written on behind what is there, whatever it is; a name opened anew would begin in front. */
static struct bk_error *open_descriptor(struct bk_output *output, const char *path, int fd)
{
	output->path = strdup(path);
	if (!output->path)
		return bk_error_memory();
	output->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return output->fd < 0 ? bk_error_system(errno, "%s", path) : NULL;
}

static struct bk_error *open_target(struct bk_output *output, const char *path)
{
	struct stat st;
	bool exists = stat(path, &st) == 0;
	int fd = named_descriptor(path);

	if (fd >= 0)
		return open_descriptor(output, path, fd);
	if (exists && !S_ISREG(st.st_mode))
		return open_special(output, path);
	output->path = resolve(path);
	if (!output->path)
		return bk_error_system(errno, "%s", path);
	return open_temporary(output, exists ? st.st_mode & 07777 : default_mode());
}

struct bk_error *bk_output_init(struct bk_output *output, const char *path)
{
	struct bk_error *error;

	*output = (struct bk_output){ .fd = -1 };
	error = open_target(output, path);
	if (error)
		bk_output_deinit(output);
	return error;
}

struct bk_error *bk_output_commit(struct bk_output *output)
{
	int fd = output->fd;

	output->fd = -1;
	if (close(fd) < 0)
		return bk_error_system(errno, "%s", output->path);
	if (!output->temporary)
		return NULL;
	if (rename(output->temporary, output->path) < 0)
		return bk_error_system(errno, "%s", output->path);
	pending = NULL;
	free(output->temporary);
	output->temporary = NULL;
	return NULL;
}

void bk_output_deinit(struct bk_output *output)
{
	if (output->fd >= 0)
		close(output->fd);
	if (output->temporary) {
		unlink(output->temporary);
		pending = NULL;
	}
	free(output->temporary);
	free(output->path);
	*output = (struct bk_output){ .fd = -1 };
}

bool bk_output_is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct bk_error *bk_output_make_directories(const char *path)
{
	BK_AUTOFREE char *part = strdup(path);

	if (!part)
		return bk_error_memory();
	for (char *slash = strchr(part + 1, '/'); *part && slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0777) < 0 && errno != EEXIST)
			return bk_error_system(errno, "%s", part);
		*slash = '/';
	}
	return NULL;
}
