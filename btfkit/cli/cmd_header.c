// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit header: writes a vmlinux.h, whole or trimmed. */
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/graph/ids.h"
#include "btfkit/header/trimmed.h"
#include "btfkit/source/elf.h"
#include "btfkit/source/file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What keeps an object's graph alive. */
struct object {
	struct bk_input input;
	struct bk_ext_graph *ext;
};

struct header_options {
	struct bk_common common;
	bool asserts, no_kfuncs, kfuncs, full, fields;
	const char *depth, *beside;
	struct bk_selection selection;
	const char *const *flags; /* for clang */
	int flag_count;
	BK_ARRAY(struct bk_program) programs;
	BK_ARRAY(struct object) objects;
};

/* A pattern without a kind of its own means any type that C can name. */
static struct bk_error *add_pattern(void *options, const char *text, uint32_t kinds)
{
	struct bk_selection *selection = &((struct header_options *)options)->selection;
	struct bk_pattern *pattern;

	BK_TRY(bk_selection_add_type(selection, text));
	pattern = &selection->patterns.at[selection->patterns.count - 1];
	if (!pattern->kinds)
		pattern->kinds = kinds;
	return NULL;
}

static struct bk_error *add_type(void *options, const char *text)
{
	return add_pattern(options, text,
			   BK_KINDS_RECORD | BK_KINDS_ENUM | 1u << BK_KIND_FWD |
				   1u << BK_KIND_TYPEDEF);
}

static struct bk_error *add_func(void *options, const char *text)
{
	return add_pattern(options, text, 1u << BK_KIND_FUNC);
}

static void object_deinit(struct object *object)
{
	bk_ext_graph_destroy(object->ext);
	bk_input_deinit(&object->input);
}

static struct bk_error *open_object(struct object *object, const char *path)
{
	const struct bk_source *source;

	*object = (struct object){ 0 };
	BK_TRY(bk_input_init(&object->input, path, NULL));
	source = object->input.source;
	if (!source->btf_ext.size)
		return NULL;
	return bk_error_in(bk_ext_graph_create(source->btf_ext, object->input.graph, &object->ext),
			   "%s", source->name);
}

static struct bk_error *add_object(struct header_options *options, const char *path)
{
	struct object object;
	struct bk_error *error = open_object(&object, path);

	if (!error && !bk_array_push(&options->objects, object))
		error = bk_error_memory();
	if (error)
		object_deinit(&object);
	return error;
}

/* A program is its source, or what it was compiled to. */
static struct bk_error *add_program(void *options, const char *path)
{
	struct header_options *o = options;
	BK_AUTO(bk_file_deinit) struct bk_file file = { 0 };

	BK_TRY(bk_error_in(bk_file_init(&file, path), "%s", path));
	if (bk_elf_recognises(file.bytes))
		return add_object(o, path);
	return bk_array_push(&o->programs, (struct bk_program){ .path = path }) ? NULL
										: bk_error_memory();
}

const struct bk_option bk_header_options[] = {
	{ 0, "for", "PROGRAM",
	  "only what a BPF program, as source or object, uses (clang flags come last)", 0,
	  add_program },
	{ 0, "type", "NAME", "only types of that name or glob ('struct NAME' too), and their needs",
	  0, add_type },
	{ 0, "func", "NAME", "only kernel functions of that name or glob, and their needs", 0,
	  add_func },
	{ 0, "kfuncs", NULL, "only kfuncs, and their needs",
	  offsetof(struct header_options, kfuncs), NULL },
	{ 0, "depth", "N", "follow N pointers from what --type and --func name",
	  offsetof(struct header_options, depth), NULL },
	{ 0, "full", NULL, "follow all pointers", offsetof(struct header_options, full), NULL },
	{ 0, "fields", NULL, "with --for, only the members of structs that the programs name",
	  offsetof(struct header_options, fields), NULL },
	{ 0, "beside", "FILE,...", "leave out what these headers define (clang flags come last)",
	  offsetof(struct header_options, beside), NULL },
	{ 0, "asserts", NULL, "write a _Static_assert for every size and offset",
	  offsetof(struct header_options, asserts), NULL },
	{ 0, "no-kfuncs", NULL, "leave out the prototypes of kfuncs",
	  offsetof(struct header_options, no_kfuncs), NULL },
	{ 0 },
};

static bool is_trimmed(const struct header_options *options)
{
	return !bk_selection_is_empty(&options->selection) || options->kfuncs ||
	       options->programs.count || options->objects.count;
}

/* What the headers of --beside define: they are read as if one file included them all. */
static struct bk_error *read_beside(const struct header_options *options,
				    struct bk_elsewhere *elsewhere)
{
	BK_AUTOFREE char *names = strdup(options->beside);
	BK_AUTO(bk_sink_deinit) struct bk_sink text = { .fd = -1 };
	struct bk_program program = { .path = "headers-beside.c",
				      .flags = options->flags,
				      .flag_count = options->flag_count };
	char *rest = NULL;

	if (!names)
		return bk_error_memory();
	bk_sink_init_memory(&text, 1 << 20);
	for (char *name = strtok_r(names, ",", &rest); name; name = strtok_r(NULL, ",", &rest))
		bk_printf(&text, access(name, R_OK) == 0 ? "#include \"%s\"\n" : "#include <%s>\n",
			  name);
	bk_putc(&text, '\0');
	BK_TRY(bk_sink_finish(&text));
	program.text = text.start;
	return bk_error_in(bk_usage_read_definitions(elsewhere, &program, ""), "--beside %s",
			   options->beside);
}

/* The graphs of the objects, for the header; NULL without memory. */
static struct bk_header_object *graphs_of_objects(const struct header_options *options)
{
	struct bk_header_object *graphs =
		calloc(options->objects.count + 1, sizeof(struct bk_header_object));

	for (size_t i = 0; graphs && i < options->objects.count; i++)
		graphs[i] = (struct bk_header_object){ options->objects.at[i].input.graph,
						       options->objects.at[i].ext };
	return graphs;
}

static struct bk_error *parse_depth(const struct header_options *options, uint32_t *depth)
{
	char *end;
	long value;

	*depth = options->full ? BK_TRIM_FULL : 0;
	if (!options->depth && !options->full)
		return NULL;
	if (options->depth && options->full)
		return bk_error_create(BK_ERR_USAGE, "--depth and --full contradict each other");
	if (bk_selection_is_empty(&options->selection))
		return bk_error_create(BK_ERR_USAGE, "--%s goes with --type or --func",
				       options->full ? "full" : "depth");
	if (options->full)
		return NULL;
	errno = 0;
	value = strtol(options->depth, &end, 10);
	if (errno || end == options->depth || *end || value < 0 || value >= BK_TRIM_FULL)
		return bk_error_create(BK_ERR_USAGE,
				       "--depth takes a number from 0 to %d, not '%s'",
				       BK_TRIM_FULL - 1, options->depth);
	*depth = (uint32_t)value;
	return NULL;
}

static struct bk_error *write_header(const struct header_options *options, const char *spec)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	BK_AUTOFREE struct bk_header_object *objects = graphs_of_objects(options);
	BK_AUTO(bk_elsewhere_deinit) struct bk_elsewhere elsewhere = { 0 };
	struct bk_trim_request request = { .selection = &options->selection,
					   .kfuncs = options->kfuncs,
					   .fields = options->fields,
					   .programs = options->programs.at,
					   .program_count = options->programs.count,
					   .objects = objects,
					   .object_count = options->objects.count };
	struct bk_header_options header = {
		.asserts = options->asserts,
		.no_kfuncs = options->no_kfuncs,
		.version = BTFKIT_VERSION,
	};

	if (!objects)
		return bk_error_memory();
	if (options->beside) {
		BK_TRY(read_beside(options, &elsewhere));
		header.elsewhere = &elsewhere;
	}
	BK_TRY(parse_depth(options, &request.depth));
	BK_TRY(bk_open_input(&input, spec, &options->common));
	BK_TRY(bk_out_init(&out, &options->common));
	header.release = input.source->release;
	header.arch = input.source->arch;
	BK_TRY(bk_error_in(is_trimmed(options) ? bk_header_write_trimmed(&out.sink, input.graph,
									 &request, &header)
					       : bk_header_write(&out.sink, input.graph, &header),
			   "%s", input.source->name));
	return bk_out_commit(&out);
}

static struct bk_error *run(const struct header_options *options, int count, char **sources)
{
	if (options->common.json)
		return bk_error_create(BK_ERR_USAGE, "header has no --json: what it writes is C");
	if (count > 1)
		return bk_error_create(BK_ERR_USAGE, "header takes one SOURCE, not %d", count);
	if (options->kfuncs && options->no_kfuncs)
		return bk_error_create(BK_ERR_USAGE,
				       "--kfuncs and --no-kfuncs contradict each other");
	return write_header(options, sources[0]);
}

/* Whether an argument is that option, with its own argument behind `=` or not. */
static bool is_option(const char *argument, const char *name)
{
	size_t size = strlen(name);

	return !strncmp(argument, name, size) && (!argument[size] || argument[size] == '=');
}

/* With --for or --beside, what follows "--" goes to clang: the index of that word, or argc. */
static int find_clang_flags(int argc, char **argv)
{
	bool needs_clang = false;

	for (int i = 1; i < argc; i++) {
		needs_clang |= is_option(argv[i], "--for") || is_option(argv[i], "--beside");
		if (needs_clang && !strcmp(argv[i], "--"))
			return i;
	}
	return argc;
}

struct bk_error *bk_cmd_header(const struct bk_command *command, int argc, char **argv, int *status)
{
	int own = find_clang_flags(argc, argv), first;
	struct header_options options = { 0 };
	struct bk_error *error;

	(void)status;
	error = bk_options_parse(command, own, argv, &options, &first);
	if (own < argc) {
		options.flags = (const char *const *)argv + own + 1;
		options.flag_count = argc - own - 1;
	}
	for (size_t i = 0; i < options.programs.count; i++) {
		options.programs.at[i].flags = options.flags;
		options.programs.at[i].flag_count = options.flag_count;
	}
	if (!error && !bk_options_answer(command, &options.common))
		error = run(&options, own - first, argv + first);
	bk_selection_deinit(&options.selection);
	bk_array_deinit(&options.programs);
	for (size_t i = 0; i < options.objects.count; i++)
		object_deinit(&options.objects.at[i]);
	bk_array_deinit(&options.objects);
	return error;
}
