// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opens the sources of a header, tells modules from kernels, and has them put together. */
#include "btfkit/cli/header_sources.h"

#include "btfkit/base/heap.h"
#include "btfkit/cli/io.h"

#include <ctype.h>
#include <string.h>

/* What a file calls itself: without directories, archives around it and what tells its format. */
static char *stem_of(struct bk_arena *arena, const char *path)
{
	static const char *const endings[] = { ".xz", ".zst", ".gz",  ".debug", ".btf",
					       ".ko", ".tar", ".deb", ".rpm" };
	const char *start = path;
	char *stem;

	for (const char *at = path; *at; at++)
		if ((*at == '/' || *at == ':') && at[1])
			start = at + 1;
	stem = bk_arena_copy(arena, start, strlen(start));
	for (size_t i = 0; stem && i < sizeof(endings) / sizeof(*endings); i++) {
		size_t size = strlen(stem), ending = strlen(endings[i]);

		if (size <= ending || strcmp(stem + size - ending, endings[i]) != 0)
			continue;
		stem[size - ending] = '\0';
		i = (size_t)-1; /* there may be another behind it */
	}
	return stem;
}

/* A module's name, of its file's: what can stand behind the three underscores of a flavor. */
static const char *name_module(struct bk_arena *arena, const char *path)
{
	char *name = stem_of(arena, path);

	for (char *at = name; name && *at; at++)
		if (!isalnum((unsigned char)*at))
			*at = '_';
	while (name && *name == '_')
		name++;
	return name && !*name ? "module" : name;
}

/* Opens one, and puts kernels before modules. */
static struct bk_error *open_source(struct bk_header_sources *s, const char *spec,
				    const struct bk_common *common, struct bk_source **modules,
				    size_t *module_count)
{
	struct bk_source *source;
	struct bk_input input;

	BK_TRY(bk_remark_type(bk_source_create(spec, &source), spec));
	if (bk_input_is_split(source)) {
		modules[(*module_count)++] = source;
		return NULL;
	}
	bk_heap_prepare_huge(source->btf.size / 8 *
			     13); /* a whole header's, but for the last pages */
	BK_TRY(bk_input_init_opened(&input, source, NULL, NULL));
	bk_tell_input(&input, common);
	if (bk_array_push(&s->inputs, input))
		return NULL;
	bk_input_deinit(&input);
	return bk_error_memory();
}

static struct bk_error *open_modules(struct bk_header_sources *s, const struct bk_common *common,
				     struct bk_source **modules, size_t count)
{
	struct bk_base of_kernel = { 0 }, *base = &s->base;
	const char *spec = common->base;

	if (s->inputs.count) {
		of_kernel = (struct bk_base){ .source = s->inputs.at[0].source,
					      .graph = s->inputs.at[0].graph };
		base = &of_kernel;
		spec = of_kernel.source->name;
	}
	for (size_t i = 0; i < count; i++) {
		struct bk_source *source = modules[i];
		struct bk_input input;

		modules[i] = NULL;
		BK_TRY(bk_input_init_opened(&input, source, spec, base));
		bk_tell_input(&input, common);
		if (!bk_array_push(&s->inputs, input)) {
			bk_input_deinit(&input);
			return bk_error_memory();
		}
	}
	return NULL;
}

static struct bk_error *merge_modules(struct bk_header_sources *s, size_t kernels)
{
	size_t count = s->inputs.count - kernels;
	BK_AUTOFREE struct bk_merge_source *list = calloc(count, sizeof(*list));
	const struct bk_input *first = &s->inputs.at[kernels];

	if (!list)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++) {
		list[i].graph = first[i].graph;
		list[i].name = name_module(&s->names, first[i].source->name);
		if (!list[i].name)
			return bk_error_memory();
		if (!first[i].base_source)
			return bk_error_create(BK_ERR_USAGE,
					       "%s: modules with bases of their own (.BTF.base) "
					       "go together on the kernel that --base names",
					       first[i].source->name);
	}
	return bk_merged_modules(first->base_graph, list, count, &s->merged);
}

/* Where a version begins in a text: digits, a dot and digits; its end where there is none. */
static const char *find_version(const char *text)
{
	for (const char *at = text; *at; at++) {
		size_t digits = strspn(at, "0123456789");

		if (digits && at[digits] == '.' && isdigit((unsigned char)at[digits + 1]))
			return at;
		at += digits ? digits - 1 : 0;
	}
	return text + strlen(text);
}

/* The first `words` of "6.12.117+deb12-amd64", in characters. */
static size_t first_words(const char *text, int words)
{
	size_t size = 0;

	while (text[size] && words > 0) {
		while (isalnum((unsigned char)text[size]) || text[size] == '_')
			size++;
		if (--words > 0 && text[size])
			size++;
	}
	return size;
}

/* The least number of words, two at least, that tell a kernel from the others; 0: none does. */
static int words_that_tell(const struct bk_merge_source *list, size_t count, size_t which)
{
	const char *text = list[which].told;

	for (int words = 2;; words++) {
		size_t size = first_words(text, words), same = 0;

		for (size_t i = 0; i < count; i++)
			same += first_words(list[i].told, words) == size &&
				strncmp(list[i].told, text, size) == 0;
		if (same == 1)
			return words;
		if (!text[size])
			return 0;
	}
}

/* Makes "6.12" of "6.12.117+deb12-amd64", and "v6_12" of that; more of it where others begin so, too. */
static struct bk_error *shorten_names(struct bk_arena *arena, struct bk_merge_source *list,
				      size_t count)
{
	BK_AUTOFREE int *words = calloc(count, sizeof(*words));

	if (!words)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++) {
		words[i] = words_that_tell(list, count, i);
		if (!words[i])
			return bk_error_create(
				BK_ERR_USAGE, "two kernels are called %s: nothing tells them apart",
				list[i].told);
	}
	for (size_t i = 0; i < count; i++) {
		const char *told = list[i].told;
		size_t size = first_words(told, words[i]);
		char *flavor = bk_arena_alloc(arena, size + 2), *at = flavor;

		list[i].told = bk_arena_copy(arena, told, size);
		if (!flavor || !list[i].told)
			return bk_error_memory();
		if (isdigit((unsigned char)*told))
			*at++ = 'v';
		for (size_t n = 0; n < size; n++)
			*at++ = isalnum((unsigned char)told[n]) ? told[n] : '_';
		*at = '\0';
		list[i].name = flavor;
	}
	return NULL;
}

/* A kernel's release; where it does not tell it, that in its file's name, or the name. */
static const char *name_kernel(struct bk_arena *arena, const struct bk_source *source)
{
	char *stem = source->release ? source->release : stem_of(arena, source->name);
	const char *version = stem ? find_version(stem) : NULL;

	for (char *at = stem; !source->release && at && *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr(".+-_", *at))
			*at = '_';
	return version && *version ? version : stem;
}

static struct bk_error *merge_kernels(struct bk_header_sources *s, size_t count)
{
	BK_AUTOFREE struct bk_merge_source *list = calloc(count, sizeof(*list));
	const struct bk_source *first = s->inputs.at[0].source;

	if (!list)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++) {
		const struct bk_source *source = s->inputs.at[i].source;

		if (source->arch && first->arch && strcmp(source->arch, first->arch) != 0)
			return bk_error_create(BK_ERR_USAGE,
					       "%s is of %s, %s of %s: several machines' headers "
					       "are made with --arch",
					       first->name, first->arch, source->name,
					       source->arch);
		list[i].graph = s->inputs.at[i].graph;
		list[i].told = name_kernel(&s->names, source);
		if (!list[i].told)
			return bk_error_memory();
	}
	BK_TRY(shorten_names(&s->names, list, count));
	return bk_merged_kernels(list, count, &s->merged);
}

/* Checks what was named, and makes one graph of it. */
static struct bk_error *combine(struct bk_header_sources *s, size_t kernels)
{
	const struct bk_source *kernel = s->inputs.at[0].source;
	size_t modules = s->inputs.count - kernels;

	if (kernels > 1) {
		BK_TRY(merge_kernels(s, kernels));
		s->merged.notes.title =
			"what kernels have otherwise than the newest, and who has it";
		s->graph = s->merged.graph;
		s->name = "the kernels together";
		return NULL;
	}
	s->graph = s->inputs.at[0].graph;
	s->name = kernel->name;
	s->release = kernel->release;
	s->arch = kernel->arch;
	if (!modules || (modules == 1 && !kernels && !s->inputs.at[0].base_source))
		return NULL;
	BK_TRY(merge_modules(s, kernels));
	s->graph = s->merged.graph;
	s->merged.notes.title = "types of one name that modules have otherwise, and who has them";
	if (!kernels && s->inputs.at[0].base_source->release) {
		s->release = s->inputs.at[0].base_source->release;
		s->arch = s->inputs.at[0].base_source->arch;
	}
	return NULL;
}

static struct bk_error *open_all(struct bk_header_sources *s, int count, char **specs,
				 const struct bk_common *common, struct bk_source **modules,
				 size_t *module_count)
{
	size_t kernels;

	for (int i = 0; i < count || i == 0; i++)
		BK_TRY(open_source(s, count ? specs[i] : NULL, common, modules, module_count));
	kernels = s->inputs.count;
	if (kernels && common->base)
		return bk_error_create(BK_ERR_USAGE,
				       "%s is complete, it needs no --base; only modules do",
				       s->inputs.at[0].source->name);
	if (kernels > 1 && *module_count)
		return bk_error_create(BK_ERR_USAGE, "modules go on one kernel, not on %zu",
				       kernels);
	BK_TRY(open_modules(s, common, modules, *module_count));
	return combine(s, kernels);
}

struct bk_error *bk_header_sources_init(struct bk_header_sources *s, int count, char **specs,
					const struct bk_common *common)
{
	BK_AUTOFREE struct bk_source **modules = calloc((size_t)count + 1, sizeof(void *));
	size_t module_count = 0;
	struct bk_error *error;

	*s = (struct bk_header_sources){ 0 };
	if (!modules)
		return bk_error_memory();
	error = open_all(s, count, specs, common, modules, &module_count);
	for (size_t i = 0; i < module_count; i++)
		bk_source_destroy(modules[i]);
	return error;
}

void bk_header_sources_deinit(struct bk_header_sources *s)
{
	bk_merged_deinit(&s->merged);
	while (s->inputs.count)
		bk_input_deinit(&s->inputs.at[--s->inputs.count]);
	bk_array_deinit(&s->inputs);
	bk_base_deinit(&s->base);
	bk_arena_deinit(&s->names);
}
