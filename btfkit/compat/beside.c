// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Where a kernel's modules are. */
#include "btfkit/compat/beside.h"

#include "btfkit/base/output.h"

#include <stdio.h>
#include <string.h>

static struct bk_error *add(struct bk_compat_beside *beside, const char *path, size_t size,
			    bool is_loaded)
{
	struct bk_module_place place = { bk_arena_copy(&beside->arena, path, size), is_loaded };

	return place.path && bk_array_push(&beside->places, place) ? NULL : bk_error_memory();
}

/* PATH/RELEASE where that is there, else PATH. */
static struct bk_error *add_given(struct bk_compat_beside *beside, const char *path,
				  const char *release)
{
	BK_AUTOFREE char *inside = NULL;
	const size_t length = strlen(path);

	if (release && asprintf(&inside, "%s%s%s", path,
				length && path[length - 1] == '/' ? "" : "/", release) < 0) {
		inside = NULL;
		return bk_error_memory();
	}
	if (inside && !strchr(release, '/') && *release != '.' && bk_output_is_directory(inside))
		return add(beside, inside, strlen(inside), false);
	return add(beside, path, length, false);
}

/* ROOT/boot/vmlinuz has its modules in ROOT/lib/modules/RELEASE. */
static struct bk_error *add_installed(struct bk_compat_beside *beside, const char *name,
				      const char *release)
{
	static const char boot[] = "boot", modules[] = "lib/modules/";
	BK_AUTOFREE char *path = NULL;
	const char *slash = strrchr(name, '/');
	size_t directory = slash ? (size_t)(slash - name) : 0;
	const size_t tail = strlen(modules) + strlen(release);

	if (!slash || strchr(release, '/') || *release == '.')
		return NULL;
	if (asprintf(&path, "%.*s", (int)directory, name) < 0) {
		path = NULL;
		return bk_error_memory();
	}
	if (directory >= tail && strcmp(path + directory - strlen(release), release) == 0 &&
	    strncmp(path + directory - tail, modules, strlen(modules)) == 0)
		return add(beside, path, directory, false);
	if (directory < strlen(boot) || strcmp(path + directory - strlen(boot), boot) != 0 ||
	    (directory > strlen(boot) && path[directory - strlen(boot) - 1] != '/'))
		return NULL;
	directory -= strlen(boot);
	free(path);
	if (asprintf(&path, "%.*s%s%s", (int)directory, name, modules, release) < 0) {
		path = NULL;
		return bk_error_memory();
	}
	return bk_output_is_directory(path) ? add(beside, path, strlen(path), false) : NULL;
}

static struct bk_error *add_found(struct bk_compat_beside *beside, const struct bk_source *source)
{
	size_t archive;

	if (source->is_running)
		return source->is_running_module ? NULL : add(beside, "/sys/kernel/btf", 15, true);
	if (source->holds_modules) {
		archive = bk_source_file_length(source->name);
		return archive ? add(beside, source->name, archive, false) : NULL;
	}
	return source->release ? add_installed(beside, source->name, source->release) : NULL;
}

struct bk_error *bk_compat_beside_init(struct bk_compat_beside *beside,
				       const struct bk_compat_query *query, size_t n,
				       const struct bk_source *source)
{
	const struct bk_specs *own = query->beside ? &query->beside[n] : NULL;

	*beside = (struct bk_compat_beside){ 0 };
	if (query->modules_are_off)
		return NULL;
	for (size_t i = 0; i < query->module_count; i++)
		BK_TRY(add_given(beside, query->modules[i], source->release));
	for (size_t i = 0; own && i < own->count; i++)
		BK_TRY(add(beside, own->at[i].text, strlen(own->at[i].text), false));
	return query->module_count || (own && own->count) ? NULL : add_found(beside, source);
}

void bk_compat_beside_deinit(struct bk_compat_beside *beside)
{
	bk_array_deinit(&beside->places);
	bk_arena_deinit(&beside->arena);
}
