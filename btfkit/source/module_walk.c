// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Walking through directories and archives for modules. */
#include "btfkit/source/module_walk.h"

#include "btfkit/source/archive.h"
#include "btfkit/source/candidate.h"
#include "btfkit/source/decompress.h"
#include "btfkit/source/expand.h"
#include "btfkit/source/layer.h"
#include "btfkit/source/members.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { START_BYTES = 4096 };

/* To see what is compressed takes as long as to open it, so that is done at once. */
static bool may_be_module(struct bk_bytes start)
{
	enum bk_rank rank;

	if (bk_compression_of(start))
		return true;
	rank = bk_rank_of(start);
	return rank == BK_RANK_OBJECT || rank == BK_RANK_BTF;
}

/* Hands on what was opened, or counts what cannot be. */
static struct bk_error *hand_on(struct bk_module_walk *walk, struct bk_source *source,
				struct bk_error *error)
{
	if (!error && source && !source->is_bpf_object)
		return walk->visit(walk->context, source);
	if (error && bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	if (error && bk_error_code(error) != BK_ERR_NO_BTF) {
		walk->unread++;
		if (!walk->why)
			walk->why = strdup(bk_error_text(error));
	}
	bk_source_destroy(source);
	bk_error_destroy(error);
	return NULL;
}

/* ---- files ---- */

/* Whether a file is worth opening; a BTF of sysfs may be the kernel's own, which its visitor tells. */
static bool peek(const char *path)
{
	uint8_t start[START_BYTES] = { 0 };
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	ssize_t size = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		size = pread(fd, start, sizeof(start), 0);
	close(fd);
	return size > 0 && may_be_module((struct bk_bytes){ start, (size_t)size });
}

static struct bk_error *walk_file(struct bk_module_walk *walk, const char *path)
{
	struct bk_source *source = NULL;
	struct bk_error *error = bk_source_create(path, &source);

	return hand_on(walk, source, error);
}

static struct bk_error *walk_directory(struct bk_module_walk *walk, const char *path)
{
	BK_AUTO(bk_specs_deinit) struct bk_specs files = { 0 };
	struct bk_error *error = bk_specs_add(&files, path);

	if (error && bk_error_code(error) == BK_ERR_NO_BTF) {
		bk_error_destroy(error);
		return NULL;
	}
	BK_TRY(error);
	for (size_t i = 0; i < files.count; i++)
		if (peek(files.at[i].text))
			BK_TRY(walk_file(walk, files.at[i].text));
	return NULL;
}

/* ---- archives ---- */

static struct bk_error *open_member(const char *archive, const char *name,
				    struct bk_members *members, struct bk_buffer *buffer,
				    struct bk_source **source)
{
	BK_AUTOFREE char *spec = NULL;

	BK_TRY(bk_members_read(members, buffer, bk_unwrap_budget(members->size_bytes)));
	if (asprintf(&spec, "%s:%s", archive, name) < 0) {
		spec = NULL;
		return bk_error_memory();
	}
	return bk_source_create_of(spec, bk_buffer_bytes(buffer), source);
}

static struct bk_error *walk_members(struct bk_module_walk *walk, const char *archive,
				     struct bk_members *members)
{
	for (;;) {
		BK_AUTO(bk_buffer_deinit) struct bk_buffer buffer = { 0 };
		struct bk_source *source = NULL;
		struct bk_member member;
		struct bk_error *error;

		BK_TRY(bk_members_next(members, &member));
		if (!member.name)
			return NULL;
		if (member.type != BK_MEMBER_FILE)
			continue;
		BK_TRY(bk_members_read(members, &buffer, START_BYTES));
		if (!may_be_module(bk_buffer_bytes(&buffer)))
			continue;
		error = open_member(archive, member.name, members, &buffer, &source);
		BK_TRY(hand_on(walk, source, error));
	}
}

static struct bk_error *walk_archive(struct bk_module_walk *walk, const char *path,
				     struct bk_bytes bytes)
{
	struct bk_members members;
	struct bk_package package;
	struct bk_error *error;

	BK_TRY(bk_archive_open_package(&package, bytes));
	BK_TRY(bk_members_init(&members, package.payload));
	error = walk_members(walk, path, &members);
	bk_members_deinit(&members);
	return bk_error_in(error, "%s", package.part);
}

static struct bk_error *walk_file_or_archive(struct bk_module_walk *walk, const char *path)
{
	struct bk_file file;
	struct bk_error *error = NULL;
	bool is_archive;

	BK_TRY(bk_file_init(&file, path));
	is_archive = bk_archive_recognises(file.bytes);
	if (is_archive)
		error = walk_archive(walk, path, file.bytes);
	bk_file_deinit(&file);
	return is_archive ? error : walk_file(walk, path);
}

struct bk_error *bk_module_walk(struct bk_module_walk *walk, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return walk_directory(walk, path);
	return bk_error_in(walk_file_or_archive(walk, path), "%s", path);
}
