// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit dedup: many BTFs, or one with many copies, made into one that has each type once. */
#include "btfkit/base/heap.h"
#include "btfkit/base/ordered.h"
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/cli/progress.h"
#include "btfkit/dedup/distill.h"
#include "btfkit/dedup/result.h"
#include "btfkit/format/header.h"
#include "btfkit/graph/rebase.h"
#include "btfkit/render/render_dedup.h"
#include "btfkit/source/consume.h"
#include "btfkit/source/elf_put.h"
#include "btfkit/source/expand.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

struct dedup_options {
	struct bk_common common;
	const char *byte_order;
	const char *into; /* an ELF file */
	unsigned int threads;
	bool sort, distill, explain_all;
	struct bk_selection explain;
};

static struct bk_error *add_explain(void *options, const char *text)
{
	return bk_selection_add_type(&((struct dedup_options *)options)->explain, text);
}

static struct bk_error *set_threads(void *options, const char *text)
{
	return bk_jobs_parse(text, &((struct dedup_options *)options)->threads);
}

const struct bk_option bk_dedup_options[] = {
	{ 0, "sort", NULL, "types without a name first, the others by name, to be bisected",
	  offsetof(struct dedup_options, sort), NULL },
	{ 0, "byte-order", "ORDER", "little or big, not the first source's",
	  offsetof(struct dedup_options, byte_order), NULL },
	{ 0, "into", "OBJ", "put the BTF into this ELF file, or into a copy of it that -o names",
	  offsetof(struct dedup_options, into), NULL },
	{ 0, "distill", NULL, "with --base: what is needed of the base, as FILE.base or .BTF.base",
	  offsetof(struct dedup_options, distill), NULL },
	{ 'j', "jobs", "N", "use N threads (default: for large sources, as many as processors)", 0,
	  set_threads },
	{ 0, "explain", "NAME", "tell why several types of that name are left", 0, add_explain },
	{ 0, "explain-all", NULL, "tell it of all names, and what keeps most of them apart",
	  offsetof(struct dedup_options, explain_all), NULL },
	{ 0 },
};

/* A kernel, and what of the heap its types take for certain. */
enum { MUCH = 4 << 20, HUGE_HEAP = 16 << 20 };

/* A source, and of split BTF the graphs: as it came, and put onto the base of all. */
struct opened {
	struct bk_source *source;
	struct bk_graph *distilled, *split, *moved;
	struct bk_consumer consumer;
	struct bk_bytes btf;
	struct bk_error *error; /* why there is none of it */
	bool has_none;		/* that is, no BTF was found in it */
};

/* All that is read, which must stay until the end. */
struct merge {
	struct bk_specs specs;
	BK_ARRAY(struct opened) opened;
	BK_ARRAY(struct bk_dedup_input) inputs;
	struct bk_source *base_source;
	struct bk_graph *base;
	struct bk_file into; /* see --into */
	uint64_t bytes;	     /* of all inputs opened */
	struct bk_progress progress;
	uint64_t read_bytes; /* of the inputs before the one at hand */
	uint32_t input;
	bool is_quiet;
};

static void opened_deinit(struct opened *opened)
{
	bk_consumer_deinit(&opened->consumer);
	bk_graph_destroy(opened->moved);
	bk_graph_destroy(opened->split);
	bk_graph_destroy(opened->distilled);
	bk_source_destroy(opened->source);
	bk_error_destroy(opened->error);
}

static void merge_deinit(struct merge *merge)
{
	bk_progress_end(&merge->progress);
	for (size_t i = 0; i < merge->opened.count; i++)
		opened_deinit(&merge->opened.at[i]);
	bk_array_deinit(&merge->opened);
	bk_array_deinit(&merge->inputs);
	bk_specs_deinit(&merge->specs);
	bk_graph_destroy(merge->base);
	bk_source_destroy(merge->base_source);
	bk_file_deinit(&merge->into);
}

static struct bk_error *open_base(struct merge *merge, const char *spec)
{
	if (!spec)
		return NULL;
	BK_TRY(bk_source_create(spec, &merge->base_source));
	return bk_error_in(bk_graph_create(merge->base_source->btf, NULL, &merge->base), "%s",
			   merge->base_source->name);
}

/* Puts a module with a distilled base of its own onto the base of all. */
static struct bk_error *rebase(struct opened *opened, const struct bk_graph *base)
{
	const struct bk_source *source = opened->source;

	BK_TRY(bk_error_in(bk_graph_create(source->btf_base, NULL, &opened->distilled),
			   ".BTF.base"));
	BK_TRY(bk_graph_create(source->btf, opened->distilled, &opened->split));
	return bk_graph_rebase(opened->split, base, &opened->moved);
}

/* Split BTF is checked on its base, which it must fit; other BTF where it is merged. */
static struct bk_error *check_split(const struct merge *merge, struct opened *opened,
				    struct bk_bytes *btf)
{
	const struct bk_source *source = opened->source;
	struct bk_btf_header header;

	*btf = source->btf;
	if (!merge->base)
		return NULL;
	if (source->btf_base.size) {
		BK_TRY(bk_error_in(rebase(opened, merge->base), "%s on %s", source->name,
				   merge->base_source->name));
		*btf = opened->moved->bytes;
		return NULL;
	}
	BK_TRY(bk_error_in(bk_btf_header_read(source->btf, &header), "%s", source->name));
	if (header.strings.size && !header.strings.data[0])
		return NULL;
	BK_TRY(bk_error_in(bk_graph_create(source->btf, merge->base, &opened->split), "%s on %s",
			   source->name, merge->base_source->name));
	bk_graph_destroy(opened->split); /* it was only to be seen whether there is one */
	opened->split = NULL;
	return NULL;
}

/* What a directory holds need not all be BTF. */
static void note_passed_over(struct merge *merge, const struct opened *opened)
{
	BK_AUTOFREE char *line = NULL;

	if (asprintf(&line, "btfkit: passed over: %s", bk_error_text(opened->error)) >= 0)
		bk_progress_note(&merge->progress, line);
}

/* Opens a source, in any thread. */
static void *open_one(void *context, size_t n)
{
	const struct merge *merge = context;
	struct opened *opened = calloc(1, sizeof(*opened));
	const char *spec = merge->specs.at[n].text;

	if (!opened)
		return NULL;
	opened->error = bk_source_create(spec, &opened->source);
	opened->has_none = opened->error && bk_error_code(opened->error) == BK_ERR_NO_BTF;
	if (!opened->error) {
		bk_consumer_init(&opened->consumer, opened->source);
		opened->error = check_split(merge, opened, &opened->btf);
	}
	return opened;
}

static void drop_one(void *result)
{
	struct opened *opened = result;

	if (opened)
		opened_deinit(opened);
	free(opened);
}

/* More than that many bytes of all inputs need not be in memory before they are read. */
enum { MOST_AHEAD = 4 << 20 };

static struct bk_error *add_one(struct merge *merge, const struct opened *opened)
{
	struct bk_dedup_input input = { .btf = opened->btf, .name = opened->source->name };

	if (!bk_array_reserve(&merge->opened, 1) || !bk_array_push(&merge->inputs, input))
		return bk_error_memory();
	merge->opened.at[merge->opened.count++] = *opened;
	bk_consumer_trim(&merge->opened.at[merge->opened.count - 1].consumer);
	merge->bytes += opened->btf.size;
	if (merge->bytes > MOST_AHEAD)
		bk_consumer_pause(&merge->opened.at[merge->opened.count - 1].consumer);
	return NULL;
}

/* In the order of the sources. */
static struct bk_error *take_one(void *context, size_t n, void *result)
{
	struct merge *merge = context;
	struct opened *opened = result;
	struct bk_error *error = NULL;

	bk_progress_step(&merge->progress);
	if (!opened)
		return bk_error_memory();
	if (merge->specs.at[n].is_found && opened->has_none) {
		if (!merge->is_quiet)
			note_passed_over(merge, opened);
	} else if (opened->error) {
		error = opened->error;
		opened->error = NULL;
	} else {
		error = add_one(merge, opened);
		if (!error)
			*opened = (struct opened){ 0 };
	}
	drop_one(opened);
	return error;
}

static struct bk_error *open_all(struct merge *merge, const struct dedup_options *options,
				 char **arguments)
{
	struct bk_ordered job = { .threads = options->threads,
				  .context = merge,
				  .work = open_one,
				  .take = take_one,
				  .drop = drop_one };
	struct bk_error *error;

	BK_TRY(open_base(merge, options->common.base));
	for (; *arguments; arguments++)
		BK_TRY(bk_specs_add(&merge->specs, *arguments));
	job.count = merge->specs.count;
	merge->is_quiet = options->common.quiet;
	bk_progress_begin(&merge->progress, job.count, "sources opened", &options->common);
	error = bk_ordered_run(&job);
	bk_progress_end(&merge->progress);
	BK_TRY(error);
	if (!merge->inputs.count)
		return bk_error_create(BK_ERR_NO_BTF, "no BTF in what was named");
	return NULL;
}

/* Reads the file that the result is put into; its byte order is the result's. */
static struct bk_error *open_into(struct merge *merge, const char *path, enum bk_dedup_order *order)
{
	const uint16_t one = 1;
	bool is_little = *(const uint8_t *)&one;

	if (!path)
		return NULL;
	BK_TRY(bk_error_in(bk_file_init(&merge->into, path), "%s", path));
	*order = bk_elf_is_swapped(merge->into.bytes) == is_little ? BK_ORDER_BIG : BK_ORDER_LITTLE;
	return NULL;
}

static bool explains(const struct dedup_options *options)
{
	return options->explain_all || !bk_selection_is_empty(&options->explain);
}

/* For bk_dedup_options.read: one source is opened for each input. Progress is counted in megabytes. */
static void on_read(void *context, uint32_t input, size_t offset)
{
	struct merge *merge = context;

	bk_consumer_advance(&merge->opened.at[input].consumer, offset);
	for (; merge->input < input; merge->input++)
		merge->read_bytes += merge->inputs.at[merge->input].btf.size;
	while (merge->progress.what && merge->progress.done < (merge->read_bytes + offset) >> 20)
		bk_progress_step(&merge->progress);
}

/* More would mostly wait for each other: what is new is settled by one at a time. */
static unsigned int threads_for(const struct dedup_options *options)
{
	enum { ENOUGH = 4 };
	unsigned int processors = bk_processor_count();

	if (options->threads)
		return options->threads;
	return processors < ENOUGH ? processors : ENOUGH;
}

static struct bk_error *deduplicate(struct merge *merge, const struct dedup_options *options,
				    enum bk_dedup_order order, struct bk_dedup **dedup)
{
	const struct bk_dedup_options how = { .base = merge->base,
					      .threads = threads_for(options),
					      .sort = options->sort,
					      .order = order,
					      .without_ids = !explains(options),
					      .read = on_read,
					      .context = merge };
	uint64_t bytes = 0;
	size_t largest = 0;
	struct bk_error *error;

	for (size_t i = 0; i < merge->inputs.count; i++) {
		size_t size = merge->inputs.at[i].btf.size;

		bytes += size;
		largest = size > largest ? size : largest;
	}
	if (largest >= MUCH)
		bk_heap_prepare_huge(HUGE_HEAP);
	bk_progress_begin(&merge->progress, bytes >> 20, "MiB read", &options->common);
	error = bk_dedup_create(merge->inputs.at, (uint32_t)merge->inputs.count, &how, dedup);
	bk_progress_end(&merge->progress);
	return error;
}

static uint64_t milliseconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)((now.tv_sec - start->tv_sec) * 1000 +
			  (now.tv_nsec - start->tv_nsec) / 1000000);
}

static uint64_t peak_bytes(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss << 10 : 0;
}

static bool writes_to_stdout(const char *output)
{
	return output && (strcmp(output, "-") == 0 || strcmp(output, "/dev/stdout") == 0 ||
			  strcmp(output, "/dev/fd/1") == 0);
}

/* What was done, on standard output: unless the BTF went there. Committing `out` writes it. */
static struct bk_error *begin_report(const struct dedup_options *options,
				     const struct bk_dedup_report *report, struct bk_out *out)
{
	struct bk_common common = options->common;
	bool is_silent = writes_to_stdout(common.output) ||
			 (common.quiet && !common.json && !report->explain);

	common.output = NULL;
	BK_TRY(bk_out_init(out, &common));
	if (is_silent)
		return bk_sink_finish(&out->sink);
	if (common.json)
		bk_render_dedup_json(&out->sink, report);
	else
		bk_render_dedup_text(&out->sink, report);
	return out->sink.error ? bk_out_commit(out) : NULL;
}

static struct bk_error *read_order(const char *text, enum bk_dedup_order *order)
{
	*order = BK_ORDER_KEEP;
	if (!text)
		return NULL;
	if (strcmp(text, "little") && strcmp(text, "big"))
		return bk_error_create(BK_ERR_USAGE, "--byte-order takes little or big, not '%s'",
				       text);
	*order = *text == 'l' ? BK_ORDER_LITTLE : BK_ORDER_BIG;
	return NULL;
}

static struct bk_error *explain(const struct dedup_options *options, const struct bk_dedup *dedup,
				const struct bk_dedup_input *inputs, struct bk_explain **why)
{
	BK_TRY(bk_selection_check(&options->explain, dedup->graph));
	return bk_explain_create(dedup, inputs, &options->explain, options->explain_all, why);
}

/* Where the result goes: -o, or the file that it is put into. */
static const char *target_of(const struct dedup_options *options)
{
	return options->common.output ? options->common.output : options->into;
}

/* All that is to be written. */
struct output {
	struct bk_bytes btf, base, elf; /* base, elf: may be empty */
	struct bk_distilled distilled;
};

static void output_deinit(struct output *output)
{
	bk_distilled_deinit(&output->distilled);
	free((void *)(uintptr_t)output->elf.data);
}

static struct bk_error *distill(const struct dedup_options *options, const struct bk_dedup *dedup,
				struct output *output)
{
	struct bk_distilled *distilled = &output->distilled;

	BK_TRY(bk_distill(dedup->graph, options->sort, distilled));
	if (dedup->graph->swapped) {
		bk_result_swap((uint8_t *)(uintptr_t)distilled->base.data);
		bk_result_swap((uint8_t *)(uintptr_t)distilled->split.data);
	}
	output->btf = distilled->split;
	output->base = distilled->base;
	return NULL;
}

/* A .BTF.ext would go on naming types and strings of the .BTF that is replaced. */
static struct bk_error *put_into(const struct merge *merge, struct output *output)
{
	const struct bk_elf_put_section sections[] = { { ".BTF", output->btf },
						       { ".BTF.base", output->base } };
	const struct bk_file *file = &merge->into;

	if (bk_elf_has_section(file->bytes, ".BTF.ext"))
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "its .BTF.ext refers to the types of its .BTF, which "
				       "cannot be replaced, therefore");
	return bk_elf_put(file->bytes, sections, 2, &output->elf);
}

static struct bk_error *make_output(const struct dedup_options *options, const struct merge *merge,
				    const struct bk_dedup *dedup, struct output *output)
{
	output->btf = dedup->btf;
	if (options->distill)
		BK_TRY(distill(options, dedup, output));
	if (options->into)
		BK_TRY(bk_error_in(put_into(merge, output), "%s", options->into));
	return NULL;
}

static struct bk_error *begin_file(struct bk_out *out, const struct bk_common *common,
				   struct bk_bytes bytes)
{
	BK_TRY(bk_out_init(out, common));
	if (bytes.data)
		bk_put(&out->sink, (const char *)bytes.data, bytes.size);
	return bk_error_in(bk_sink_finish(&out->sink), "%s", common->output);
}

/* The distilled base, beside the split BTF. */
static struct bk_error *write_base(const struct bk_common *common, struct bk_bytes base)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	BK_AUTOFREE char *path = NULL;
	struct bk_common beside = *common;

	if (asprintf(&path, "%s.base", common->output) < 0)
		return bk_error_memory();
	beside.output = path;
	BK_TRY(begin_file(&out, &beside, base));
	return bk_out_commit(&out);
}

/*
 * Files are put into their places when nothing else can fail but telling of it, and before that is
 * told: neither is there a file of what failed, nor a report of what could not be written.
 */
static struct bk_error *write_output(const struct dedup_options *options,
				     const struct bk_dedup_report *report,
				     const struct output *output)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	BK_AUTO(bk_out_deinit) struct bk_out told = { .file = { .fd = -1 } };
	struct bk_common common = options->common;

	common.output = target_of(options);
	if (common.output) {
		if (output->base.data && !options->into)
			BK_TRY(write_base(&common, output->base));
		BK_TRY(begin_file(&out, &common, options->into ? output->elf : output->btf));
	}
	BK_TRY(begin_report(options, report, &told));
	if (common.output)
		BK_TRY(bk_out_commit(&out));
	return bk_out_commit(&told);
}

static struct bk_error *run(const struct dedup_options *options, char **arguments)
{
	BK_AUTO(merge_deinit) struct merge merge = { 0 };
	BK_AUTO(bk_dedup_auto) struct bk_dedup *dedup = NULL;
	BK_AUTO(output_deinit) struct output output = { 0 };
	BK_AUTO(bk_explain_auto) struct bk_explain *why = NULL;
	struct bk_dedup_report report;
	enum bk_dedup_order order;
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	BK_TRY(read_order(options->byte_order, &order));
	BK_TRY(open_into(&merge, options->into, &order));
	BK_TRY(open_all(&merge, options, arguments));
	BK_TRY(deduplicate(&merge, options, order, &dedup));
	if (explains(options))
		BK_TRY(explain(options, dedup, merge.inputs.at, &why));
	BK_TRY(make_output(options, &merge, dedup, &output));
	report = (struct bk_dedup_report){ .dedup = dedup,
					   .inputs = merge.inputs.at,
					   .milliseconds = milliseconds_since(&start),
					   .peak_bytes = peak_bytes(),
					   .explain = why,
					   .only_explain =
						   !target_of(options) || options->common.quiet,
					   .with_roots = options->explain_all };
	return write_output(options, &report, &output);
}

/* What is asked for must go together. */
static struct bk_error *check_options(const struct dedup_options *options, bool has_source)
{
	const char *output = options->common.output;

	if (!target_of(options) && !explains(options))
		return bk_error_create(BK_ERR_USAGE, "dedup needs -o FILE, or --into OBJ");
	if (options->distill && !options->common.base)
		return bk_error_create(BK_ERR_USAGE, "--distill needs the --base to distill");
	if (options->distill && !options->into && (!output || writes_to_stdout(output)))
		return bk_error_create(BK_ERR_USAGE,
				       "--distill writes two files, so -o must name one");
	if (options->into && options->byte_order)
		return bk_error_create(BK_ERR_USAGE,
				       "--byte-order does not go with --into: it is the file's");
	if (!has_source)
		return bk_error_create(BK_ERR_USAGE, "dedup needs a SOURCE");
	if (options->explain_all && !bk_selection_is_empty(&options->explain))
		return bk_error_create(BK_ERR_USAGE, "--explain-all does not go with --explain");
	if (!writes_to_stdout(output))
		return NULL;
	if (options->common.json || explains(options))
		return bk_error_create(BK_ERR_USAGE,
				       "%s goes to standard output, so -o must name a file",
				       options->common.json ? "--json" : "what --explain tells");
	return NULL;
}

struct bk_error *bk_cmd_dedup(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct dedup_options options = { 0 };
	struct bk_error *error;
	int first;

	(void)status;
	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common)) {
		error = check_options(&options, first < argc);
		if (!error)
			error = run(&options, argv + first);
	}
	bk_selection_deinit(&options.explain);
	return error;
}
