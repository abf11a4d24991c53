// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sorting modules onto kernels by where they lie, before anything is opened. */
#include "btfkit/cli/modules_beside.h"

#include <string.h>

struct sorting {
	struct bk_specs *specs;
	bool *are_modules; /* by spec */
	size_t *places;	   /* by spec: how many of those that stay are before it */
	size_t kernel_count;
};

static void sorting_deinit(struct sorting *sorting)
{
	free(sorting->are_modules);
	free(sorting->places);
}

/* Kernels, and modules that were named beside several of them. */
static bool stays(const struct sorting *sorting, size_t i)
{
	return !sorting->are_modules[i] ||
	       (!sorting->specs->at[i].is_found && sorting->kernel_count > 1);
}

/* These may be among the kernels, or have been taken out before. */
static bool is_object(const struct sorting *sorting, size_t i)
{
	return bk_spec_peek(&sorting->specs->at[i]) == BK_PEEK_OBJECT;
}

static struct bk_error *sorting_init(struct sorting *sorting)
{
	const size_t count = sorting->specs->count;

	sorting->are_modules = calloc(count + 1, sizeof(*sorting->are_modules));
	sorting->places = calloc(count + 1, sizeof(*sorting->places));
	if (!sorting->are_modules || !sorting->places)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++) {
		sorting->are_modules[i] = bk_spec_peek(&sorting->specs->at[i]) == BK_PEEK_MODULE;
		sorting->kernel_count += !sorting->are_modules[i] && !is_object(sorting, i);
	}
	for (size_t i = 0; i < count; i++)
		sorting->places[i + 1] = sorting->places[i] + stays(sorting, i);
	return NULL;
}

/* The release in PATH/modules/RELEASE/...; its size is 0 where there is none. */
static const char *release_in(const char *path, size_t *size)
{
	static const char modules[] = "modules/";
	const char *at = strstr(path, modules);

	*size = 0;
	while (at && at > path && at[-1] != '/')
		at = strstr(at + 1, modules);
	if (!at)
		return path;
	at += strlen(modules);
	*size = strcspn(at, "/");
	return at;
}

static bool has_release(const char *path, const char *release, size_t size)
{
	for (const char *at = path; size && (at = strchr(at, *release)) != NULL; at++)
		if (strncmp(at, release, size) == 0)
			return true;
	return false;
}

/* How many directories two paths share. */
static size_t closeness(const char *a, const char *b)
{
	size_t shared = 0;

	for (; *a && *a == *b; a++, b++)
		shared += *a == '/';
	return shared;
}

/* The kernel of a module that was found in a directory; SIZE_MAX: none is of its release. */
static size_t best_kernel(const struct sorting *sorting, const char *module)
{
	size_t size, best = SIZE_MAX, most = 0;
	const char *release = release_in(module, &size);

	for (size_t i = 0; i < sorting->specs->count; i++) {
		const char *kernel = sorting->specs->at[i].text;
		size_t score;

		if (sorting->are_modules[i] || is_object(sorting, i))
			continue;
		score = 1;
		if (bk_spec_peek(&sorting->specs->at[i]) != BK_PEEK_UNKNOWN)
			score += 1 + closeness(kernel, module) +
				 (has_release(kernel, release, size) ? 1 << 16 : 0);
		if (score > most) {
			best = sorting->places[i];
			most = score;
		}
	}
	return best;
}

/* Moves the modules over, and closes up what stays. */
static struct bk_error *move(struct sorting *sorting, struct bk_beside *beside)
{
	struct bk_specs *specs = sorting->specs;
	size_t kept = 0;

	for (size_t i = 0; i < specs->count; i++) {
		struct bk_specs *own;

		if (stays(sorting, i))
			continue;
		own = &beside->at[best_kernel(sorting, specs->at[i].text)];
		if (!bk_array_push(own, specs->at[i]))
			return bk_error_memory();
		specs->at[i].text = NULL;
	}
	for (size_t i = 0; i < specs->count; i++)
		if (specs->at[i].text)
			specs->at[kept++] = specs->at[i];
	specs->count = kept;
	return NULL;
}

struct bk_error *bk_beside_init(struct bk_beside *beside, struct bk_specs *specs, bool has_base)
{
	BK_AUTO(sorting_deinit) struct sorting sorting = { .specs = specs };

	*beside = (struct bk_beside){ 0 };
	BK_TRY(sorting_init(&sorting));
	if (has_base || !sorting.kernel_count || sorting.kernel_count == specs->count)
		return NULL;
	beside->at = calloc(specs->count, sizeof(*beside->at));
	if (!beside->at)
		return bk_error_memory();
	beside->count = specs->count;
	return move(&sorting, beside);
}

void bk_beside_deinit(struct bk_beside *beside)
{
	for (size_t i = 0; i < beside->count; i++)
		bk_specs_deinit(&beside->at[i]);
	free(beside->at);
	*beside = (struct bk_beside){ 0 };
}
