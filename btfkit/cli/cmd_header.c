// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit header: writes a vmlinux.h, whole or trimmed. */
#include "btfkit/base/directory.h"
#include "btfkit/base/line_diff.h"
#include "btfkit/cli/command.h"
#include "btfkit/cli/header_arch.h"
#include "btfkit/graph/ids.h"
#include "btfkit/header/trimmed.h"
#include "btfkit/source/elf.h"
#include "btfkit/source/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What keeps an object's graph alive. */
struct object {
	struct bk_input input;
	struct bk_ext_graph *ext;
};

struct header_options {
	struct bk_common common;
	bool asserts, no_kfuncs, kfuncs, full, fields, check;
	const char *depth, *beside, *depfile;
	struct bk_selection selection;
	const char *const *flags; /* for clang */
	int flag_count;
	BK_ARRAY(struct bk_program) programs;
	BK_ARRAY(struct object) objects;
	struct bk_header_archs archs;
	struct bk_depfile files; /* what the header is made of */
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
	if (!bk_depfile_add(&o->files, path))
		return bk_error_memory();
	if (bk_elf_recognises(file.bytes))
		return add_object(o, path);
	return bk_array_push(&o->programs, (struct bk_program){ .path = path }) ? NULL
										: bk_error_memory();
}

static struct bk_error *add_arch(void *options, const char *text)
{
	return bk_header_archs_add(&((struct header_options *)options)->archs, text);
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
	{ 0, "arch", "ARCH=SOURCE",
	  "a header for each machine (x86, arm64, ...), in the directory of -o", 0, add_arch },
	{ 0, "check", NULL, "write nothing: is the file of -o what would be written? (exit 1: no)",
	  offsetof(struct header_options, check), NULL },
	{ 0, "depfile", "FILE", "write a rule for make and ninja: what the header depends on",
	  offsetof(struct header_options, depfile), NULL },
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
static struct bk_error *read_beside(struct header_options *options, struct bk_elsewhere *elsewhere)
{
	BK_AUTOFREE char *names = strdup(options->beside);
	BK_AUTO(bk_sink_deinit) struct bk_sink text = { .fd = -1 };
	struct bk_program program = { .path = "headers-beside.c",
				      .flags = options->flags,
				      .flag_count = options->flag_count,
				      .files = &options->files };
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

/* Lines of a difference that is shown. */
enum { LONGEST_DIFF = 40 };

static struct bk_error *put_diff(const char *path, struct bk_bytes old, struct bk_bytes now)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;

	bk_sink_init_fd(&sink, STDOUT_FILENO);
	bk_printf(&sink, "--- %s\n+++ %s, as it would be\n", path, path);
	if (!bk_line_diff(&sink, old, now, LONGEST_DIFF))
		return bk_error_memory();
	return bk_error_in(bk_sink_finish(&sink), "standard output");
}

/* Compares the file with what would be written. */
static struct bk_error *check_file(const char *path, const struct bk_sink *text, bool *is_stale)
{
	struct bk_bytes now = { (const uint8_t *)text->start, (size_t)(text->at - text->start) };
	struct bk_file file;
	struct bk_error *error = NULL;

	*is_stale = true;
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return put_diff(path, (struct bk_bytes){ 0 }, now);
	BK_TRY(bk_error_in(bk_file_init(&file, path), "%s", path));
	*is_stale = file.bytes.size != now.size ||
		    (now.size && memcmp(file.bytes.data, now.data, now.size) != 0);
	if (*is_stale)
		error = put_diff(path, file.bytes, now);
	bk_file_deinit(&file);
	return error;
}

/* The file of a source, without a member's name; not what the kernel shows, whose times say nothing. */
static struct bk_error *add_source(struct bk_depfile *files, const char *name)
{
	BK_AUTOFREE char *path = strdup(name);
	char *colon;

	if (!path)
		return bk_error_memory();
	while (access(path, F_OK) < 0) {
		colon = strrchr(path, ':');
		if (!colon)
			return NULL;
		*colon = '\0';
	}
	if (strncmp(path, "/sys/", 5) == 0 || bk_depfile_add(files, path))
		return NULL;
	return bk_error_memory();
}

static struct bk_error *add_sources(struct header_options *options,
				    const struct bk_header_sources *sources)
{
	struct bk_depfile *files = &options->files;

	for (size_t i = 0; i < sources->inputs.count; i++) {
		BK_TRY(add_source(files, sources->inputs.at[i].source->name));
		if (sources->inputs.at[i].base_source)
			BK_TRY(add_source(files, sources->inputs.at[i].base_source->name));
	}
	return NULL;
}

static struct bk_error *write_depfile(struct header_options *options, const char *target)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_common common = { .output = options->depfile, .quiet = true };

	BK_TRY(bk_out_init(&out, &common));
	bk_depfile_write(&options->files, &out.sink, target);
	return bk_out_commit(&out);
}

/* Writes the header of some sources to `sink`; the programs' flags are those given. */
static struct bk_error *make_header(struct header_options *options,
				    const struct bk_header_sources *sources, struct bk_sink *sink)
{
	BK_AUTOFREE struct bk_header_object *objects = graphs_of_objects(options);
	BK_AUTO(bk_elsewhere_deinit) struct bk_elsewhere elsewhere = { 0 };
	struct bk_trim_request request = { .selection = &options->selection,
					   .kfuncs = options->kfuncs,
					   .fields = options->fields,
					   .programs = options->programs.at,
					   .program_count = options->programs.count,
					   .objects = objects,
					   .object_count = options->objects.count,
					   .given_log2 = sources->merged.align_log2 };
	struct bk_header_options header = { .asserts = options->asserts,
					    .no_kfuncs = options->no_kfuncs,
					    .version = BTFKIT_VERSION,
					    .release = sources->release,
					    .arch = sources->arch,
					    .notes = &sources->merged.notes,
					    .remarks = &sources->merged.remarks,
					    .given_log2 = sources->merged.align_log2 };

	if (!objects)
		return bk_error_memory();
	if (options->beside) {
		BK_TRY(read_beside(options, &elsewhere));
		header.elsewhere = &elsewhere;
	}
	BK_TRY(parse_depth(options, &request.depth));
	return bk_error_in(is_trimmed(options) ? bk_header_write_trimmed(sink, sources->graph,
									 &request, &header)
					       : bk_header_write(sink, sources->graph, &header),
			   "%s", sources->name);
}

static void set_flags(struct header_options *options, const char *const *flags, int count)
{
	options->flags = flags;
	options->flag_count = count;
	for (size_t i = 0; i < options->programs.count; i++) {
		options->programs.at[i].flags = flags;
		options->programs.at[i].flag_count = count;
		options->programs.at[i].files = &options->files;
	}
}

static struct bk_error *write_header(struct header_options *options, int count, char **specs,
				     bool *is_stale)
{
	BK_AUTO(bk_header_sources_deinit) struct bk_header_sources sources = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };

	BK_TRY(bk_header_sources_init(&sources, count, specs, &options->common));
	if (options->check)
		bk_sink_init_memory(&out.sink, SIZE_MAX);
	else
		BK_TRY(bk_out_init(&out, &options->common));
	BK_TRY(make_header(options, &sources, &out.sink));
	if (options->check)
		return check_file(options->common.output, &out.sink, is_stale);
	BK_TRY(bk_out_commit(&out));
	if (!options->depfile)
		return NULL;
	BK_TRY(add_sources(options, &sources));
	return write_depfile(options, options->common.output);
}

/* ---- several machines ---- */

static struct bk_error *make_arch(struct header_options *options, struct bk_header_arch *arch,
				  struct bk_sink *text)
{
	BK_AUTO(bk_header_sources_deinit) struct bk_header_sources sources = { 0 };

	bk_sink_init_memory(text, SIZE_MAX);
	BK_TRY(bk_header_sources_init(&sources, (int)arch->specs.count, arch->specs.at,
				      &options->common));
	BK_TRY(bk_header_arch_check(arch, &sources));
	bk_header_arch_set_order(arch, &sources);
	set_flags(options, arch->flags, arch->flag_count);
	BK_TRY(bk_error_in(make_header(options, &sources, text), "--arch %s", arch->name));
	BK_TRY(bk_sink_finish(text));
	return options->depfile ? add_sources(options, &sources) : NULL;
}

static struct bk_error *put_file(const struct header_options *options,
				 struct bk_directory *directory, const char *name,
				 const struct bk_sink *text, bool *is_stale)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_common common = options->common;
	bool is_other = false;

	common.output = bk_directory_file(directory, name);
	if (!common.output)
		return bk_error_memory();
	if (options->check) {
		BK_TRY(check_file(common.output, text, &is_other));
		*is_stale |= is_other;
		return NULL;
	}
	BK_TRY(bk_out_init(&out, &common));
	bk_put(&out.sink, text->start, (size_t)(text->at - text->start));
	return bk_out_commit(&out);
}

/* All texts are made before the first file is, and vmlinux.h is the last. */
static struct bk_error *put_files(const struct header_options *options, const struct bk_sink *texts,
				  bool *is_stale)
{
	const struct bk_header_archs *archs = &options->archs;
	BK_AUTO(bk_directory_deinit) struct bk_directory directory = { 0 };
	BK_AUTO(bk_sink_deinit) struct bk_sink choice = { .fd = -1 };

	bk_sink_init_memory(&choice, SIZE_MAX);
	bk_header_archs_put_choice(archs, &choice);
	BK_TRY(bk_sink_finish(&choice));
	if (options->check)
		BK_TRY(bk_directory_init_read(&directory, options->common.output));
	else
		BK_TRY(bk_directory_init(&directory, options->common.output));
	for (size_t i = 0; i < archs->list.count; i++)
		BK_TRY(put_file(options, &directory, archs->list.at[i].file, &texts[i], is_stale));
	BK_TRY(put_file(options, &directory, "vmlinux.h", &choice, is_stale));
	return bk_directory_commit(&directory);
}

static struct bk_error *write_archs(struct header_options *options, bool *is_stale)
{
	struct bk_header_archs *archs = &options->archs;
	BK_AUTOFREE struct bk_sink *texts = calloc(archs->list.count, sizeof(*texts));
	BK_AUTOFREE char *target = NULL;
	struct bk_error *error;

	if (!texts)
		return bk_error_memory();
	error = bk_header_archs_add_flags(archs, options->flags, options->flag_count);
	for (size_t i = 0; i < archs->list.count && !error; i++)
		error = make_arch(options, &archs->list.at[i], &texts[i]);
	if (!error)
		error = put_files(options, texts, is_stale);
	for (size_t i = 0; i < archs->list.count; i++)
		bk_sink_deinit(&texts[i]);
	if (error || !options->depfile)
		return error;
	if (asprintf(&target, "%s/vmlinux.h", options->common.output) < 0) {
		target = NULL;
		return bk_error_memory();
	}
	return write_depfile(options, target);
}

/* --check and --depfile are about a file. */
static struct bk_error *check_options(const struct header_options *options)
{
	const char *output = options->common.output;

	if (options->check && options->depfile)
		return bk_error_create(BK_ERR_USAGE, "--check writes nothing, so no --depfile");
	if ((options->check || options->depfile) && (!output || !strcmp(output, "-")))
		return bk_error_create(BK_ERR_USAGE, "--%s goes with -o FILE",
				       options->check ? "check" : "depfile");
	return NULL;
}

/* --arch names the sources, and -o a directory. */
static struct bk_error *check_archs(const struct header_options *options, int count)
{
	const char *output = options->common.output;

	if (count)
		return bk_error_create(BK_ERR_USAGE,
				       "with --arch, each SOURCE is of one: ARCH=SOURCE");
	if (options->common.base)
		return bk_error_create(BK_ERR_USAGE,
				       "with --arch, a base is one SOURCE more, and no --base");
	if (!output || !strcmp(output, "-"))
		return bk_error_create(BK_ERR_USAGE, "--arch goes with -o DIRECTORY");
	return NULL;
}

static struct bk_error *run(struct header_options *options, int count, char **sources,
			    bool *is_stale)
{
	if (options->common.json)
		return bk_error_create(BK_ERR_USAGE, "header has no --json: what it writes is C");
	if (options->kfuncs && options->no_kfuncs)
		return bk_error_create(BK_ERR_USAGE,
				       "--kfuncs and --no-kfuncs contradict each other");
	BK_TRY(check_options(options));
	if (options->archs.list.count) {
		BK_TRY(check_archs(options, count));
		return write_archs(options, is_stale);
	}
	return write_header(options, count, sources, is_stale);
}

struct bk_error *bk_cmd_header(const struct bk_command *command, int argc, char **argv, int *status)
{
	int own = bk_options_end(argc, argv, "for", "beside"), first;
	struct header_options options = { 0 };
	struct bk_error *error;
	bool is_stale = false;

	error = bk_options_parse(command, own, argv, &options, &first);
	set_flags(&options, own < argc ? (const char *const *)argv + own + 1 : NULL,
		  own < argc ? argc - own - 1 : 0);
	if (!error && !bk_options_answer(command, &options.common))
		error = run(&options, own - first, argv + first, &is_stale);
	if (!error && is_stale)
		*status = 1;
	bk_selection_deinit(&options.selection);
	bk_array_deinit(&options.programs);
	for (size_t i = 0; i < options.objects.count; i++)
		object_deinit(&options.objects.at[i]);
	bk_array_deinit(&options.objects);
	bk_depfile_deinit(&options.files);
	bk_header_archs_deinit(&options.archs);
	return error;
}
