// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Looking modules up in sysfs. */
#include "btfkit/source/module.h"

#include "btfkit/base/nearest.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char kernel_name[] = "vmlinux";

/* Whether sysfs has such a file; `below` follows the module's name. */
static struct bk_error *is_there(const char *sysfs, const char *directory, const char *name,
				 const char *below, bool *result)
{
	BK_AUTOFREE char *path = NULL;

	*result = false;
	if (asprintf(&path, "%s/%s/%s%s", sysfs, directory, name, below) < 0) {
		path = NULL;
		return bk_error_memory();
	}
	*result = access(path, F_OK) == 0;
	return NULL;
}

static int is_module(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, kernel_name) != 0;
}

static void free_names(struct dirent **names, int count)
{
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

/* A module that is not loaded: perhaps another was meant, among those that have BTF. */
static struct bk_error *not_loaded(const char *sysfs, const char *name)
{
	BK_AUTOFREE char *directory = NULL;
	struct dirent **names;
	struct bk_nearest nearest;
	struct bk_error *error;
	int count;

	if (asprintf(&directory, "%s/kernel/btf", sysfs) < 0) {
		directory = NULL;
		return bk_error_memory();
	}
	count = scandir(directory, &names, is_module, alphasort);
	if (count < 0 && errno == ENOENT)
		return bk_error_create(BK_ERR_NOT_FOUND, "this kernel shows no BTF: there is no %s",
				       directory);
	if (count < 0)
		return bk_error_system(errno, "%s", directory);
	bk_nearest_init(&nearest, name);
	for (int i = 0; i < count; i++)
		bk_nearest_offer(&nearest, names[i]->d_name);
	error = bk_error_create(BK_ERR_NOT_FOUND, "no module '%s' is loaded%s", name,
				count ? bk_nearest_text(&nearest) : ", and no other that has BTF");
	free_names(names, count);
	return error;
}

/* Why there is no BTF of that name. Only what was loaded has a state; modules built in have none. */
static struct bk_error *why_not(const char *sysfs, const char *name)
{
	bool was_loaded, is_built_in;

	BK_TRY(is_there(sysfs, "module", name, "/initstate", &was_loaded));
	BK_TRY(is_there(sysfs, "module", name, "", &is_built_in));
	if (was_loaded)
		return bk_error_create(BK_ERR_NOT_FOUND, "module '%s' is loaded, but it has no BTF",
				       name);
	if (is_built_in)
		return bk_error_create(BK_ERR_NOT_FOUND,
				       "'%s' is built into the kernel, whose BTF has its types",
				       name);
	return not_loaded(sysfs, name);
}

static bool is_name(const char *name)
{
	return *name && *name != '.' && !strchr(name, '/') && strlen(name) < 256;
}

struct bk_error *bk_module_find(const char *sysfs, const char *name, char **path)
{
	BK_AUTOFREE char *plain = NULL;
	bool is_shown;

	*path = NULL;
	if (!is_name(name))
		return bk_error_create(BK_ERR_USAGE, "'%s' is no name of a module", name);
	if (strcmp(name, kernel_name) == 0)
		return bk_error_create(BK_ERR_USAGE, "'%s' is the kernel and no module", name);
	plain = strdup(name);
	if (!plain)
		return bk_error_memory();
	for (char *at = plain; *at; at++)
		if (*at == '-')
			*at = '_';
	BK_TRY(is_there(sysfs, "kernel/btf", plain, "", &is_shown));
	if (!is_shown)
		return why_not(sysfs, plain);
	if (asprintf(path, "%s/kernel/btf/%s", sysfs, plain) < 0) {
		*path = NULL;
		return bk_error_memory();
	}
	return NULL;
}
