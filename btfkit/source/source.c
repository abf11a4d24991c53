// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding BTF in whatever the user names. */
#include "btfkit/source/source.h"

#include "btfkit/source/layer.h"
#include "btfkit/source/loaded.h"
#include "btfkit/source/module.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

/* For a path that is no file: where its member begins, behind a file's name and a colon; or NULL. */
static char *member_of(char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR))
		return NULL;
	for (char *colon = strchr(path + 1, ':'); colon; colon = strchr(colon + 1, ':')) {
		bool is_file;

		*colon = '\0';
		is_file = strcmp(path, "-") == 0 || (stat(path, &st) == 0 && !S_ISDIR(st.st_mode));
		if (is_file)
			return colon + 1;
		*colon = ':';
	}
	return NULL;
}

size_t bk_source_file_length(const char *spec)
{
	BK_AUTOFREE char *path = strdup(spec);
	struct stat st;

	if (path && *path && stat(path, &st) == 0)
		return strlen(path);
	return path && *path && member_of(path) ? strlen(path) : 0;
}

static struct bk_error *open_path(struct bk_source *source, const char *spec)
{
	BK_AUTOFREE char *path = strdup(spec);
	const char *member;

	if (!path)
		return bk_error_memory();
	member = *path ? member_of(path) : NULL;
	BK_TRY(bk_file_init(&source->file, strcmp(path, "-") == 0 ? NULL : path));
	return bk_layers_open(source, source->file.bytes, member);
}

/* BTF by its id, or by that of a program or map that has it. */
static struct bk_error *open_loaded(struct bk_source *source, const char *spec)
{
	enum bk_loaded_kind kind;

	BK_TRY(bk_loaded_read(bk_bpf_system, spec, &source->buffer, &kind));
	source->btf = bk_buffer_bytes(&source->buffer);
	source->is_running = kind != BK_LOADED_PROGRAM;
	source->is_running_module = kind == BK_LOADED_MODULE;
	return NULL;
}

static const char module_prefix[] = "module:", sysfs_directory[] = "/sys/kernel/btf/";

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

struct bk_error *bk_source_note(struct bk_source *source, struct bk_bytes release, const char *arch)
{
	if (release.size && !source->release) {
		source->release = strndup((const char *)release.data, release.size);
		if (!source->release)
			return bk_error_memory();
	}
	if (arch && !source->arch) {
		source->arch = strdup(arch);
		if (!source->arch)
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *open_module(struct bk_source *source, const char *name)
{
	BK_AUTOFREE char *path = NULL;

	BK_TRY(bk_module_find("/sys", name, &path));
	source->is_running = source->is_running_module = true;
	return open_path(source, path);
}

static struct bk_error *open_spec(struct bk_source *source, const char *spec)
{
	if (bk_loaded_is_spec(spec))
		return open_loaded(source, spec);
	if (starts_with(spec, module_prefix))
		return open_module(source, spec + strlen(module_prefix));
	source->is_running = starts_with(spec, sysfs_directory);
	source->is_running_module = source->is_running && strcmp(spec, BK_RUNNING_KERNEL) != 0;
	return open_path(source, spec);
}

/* For BTF of the running kernel uname tells whose it is. */
static struct bk_error *ask_running_kernel(struct bk_source *source)
{
	struct utsname uts;

	if (!source->is_running || uname(&uts) < 0)
		return NULL;
	source->release = strdup(uts.release);
	source->arch = strdup(uts.machine);
	return source->release && source->arch ? NULL : bk_error_memory();
}

/* Only the name and the place are there. NULL without memory. */
static struct bk_source *create_named(const char *name)
{
	struct bk_source *source = calloc(1, sizeof(*source));

	if (!source)
		return NULL;
	source->name = strdup(name);
	source->where = strdup(name);
	if (source->name && source->where)
		return source;
	bk_source_destroy(source);
	return NULL;
}

/* After an error there is no source. */
static struct bk_error *finish(struct bk_source *source, struct bk_error *error,
			       struct bk_source **result)
{
	*result = error ? NULL : source;
	if (!error)
		return NULL;
	error = bk_error_in(error, "%s", source->name);
	bk_source_destroy(source);
	return error;
}

struct bk_error *bk_source_create(const char *spec, struct bk_source **result)
{
	struct bk_source *source;
	struct bk_error *error;

	*result = NULL;
	if (!spec)
		spec = BK_RUNNING_KERNEL;
	source = create_named(strcmp(spec, "-") == 0 ? "standard input" : *spec ? spec : "''");
	if (!source)
		return bk_error_memory();
	error = open_spec(source, spec);
	if (!error)
		error = ask_running_kernel(source);
	return finish(source, error, result);
}

struct bk_error *bk_source_create_of(const char *name, struct bk_bytes bytes,
				     struct bk_source **result)
{
	struct bk_source *source = create_named(name);
	uint8_t *copy;

	*result = NULL;
	if (!source)
		return bk_error_memory();
	copy = malloc(bytes.size + 1);
	if (!copy) {
		bk_source_destroy(source);
		return bk_error_memory();
	}
	memcpy(copy, bytes.data, bytes.size);
	source->file.bytes = (struct bk_bytes){ copy, bytes.size };
	/* cppcheck-suppress memleak; it is the source's, which ends it */
	return finish(source, bk_layers_open(source, source->file.bytes, NULL), result);
}

void bk_source_destroy(struct bk_source *source)
{
	if (!source)
		return;
	bk_file_deinit(&source->file);
	bk_buffer_deinit(&source->buffer);
	bk_buffer_deinit(&source->config);
	free(source->name);
	free(source->where);
	free(source->release);
	free(source->arch);
	free(source);
}
