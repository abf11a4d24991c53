// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit layout: what lies where in structs and unions. */
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/find/pattern.h"
#include "btfkit/layout/reorganize.h"
#include "btfkit/render/render_layout.h"
#include "btfkit/render/render_layout_users.h"
#include "btfkit/render/render_picture.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct layout_options {
	struct bk_common common;
	bool expand, holes, reorganize, map, users;
	const char *cacheline, *sort, *top, *svg;
	struct bk_selection selection;
	/* of the texts above */
	uint32_t cacheline_bytes, top_count;
	enum bk_layout_sort sort_by;
};

static struct bk_error *add_type(void *options, const char *text)
{
	return bk_selection_add_type(&((struct layout_options *)options)->selection, text);
}

const struct bk_option bk_layout_options[] = {
	{ 0, "expand", NULL, "open members that are structs and unions, too",
	  offsetof(struct layout_options, expand), NULL },
	{ 0, "cacheline", "BYTES", "the size of a cache line, 64 by default",
	  offsetof(struct layout_options, cacheline), NULL },
	{ 0, "holes", NULL, "only types with holes", offsetof(struct layout_options, holes), NULL },
	{ 0, "sort", "KEY", "list types by size or holes, the largest first",
	  offsetof(struct layout_options, sort), NULL },
	{ 0, "top", "N", "only the first N types", offsetof(struct layout_options, top), NULL },
	{ 0, "reorganize", NULL, "put members into an order with fewer holes",
	  offsetof(struct layout_options, reorganize), NULL },
	{ 0, "users", NULL, "list what holds them, points to them, takes or returns them",
	  offsetof(struct layout_options, users), NULL },
	{ 0, "map", NULL, "draw cache lines, a character a byte",
	  offsetof(struct layout_options, map), NULL },
	{ 0, "svg", "FILE", "draw the same to scale, as SVG, to FILE",
	  offsetof(struct layout_options, svg), NULL },
	{ 0, "type", "NAME", "this type, or all of a glob; the same as the operand TYPE", 0,
	  add_type },
	{ 0 },
};

static struct bk_error *parse_number(const char *option, const char *text, uint32_t least,
				     uint32_t most, uint32_t *number)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || value < least || value > most)
		return bk_error_create(BK_ERR_USAGE, "--%s takes a number from %u to %u, not '%s'",
				       option, least, most, text);
	*number = (uint32_t)value;
	return NULL;
}

static struct bk_error *read_texts(struct layout_options *options)
{
	if (options->cacheline)
		BK_TRY(parse_number("cacheline", options->cacheline, 1, 1 << 20,
				    &options->cacheline_bytes));
	if (options->top)
		BK_TRY(parse_number("top", options->top, 1, INT32_MAX, &options->top_count));
	if (!options->sort)
		return NULL;
	if (strcmp(options->sort, "size") == 0)
		options->sort_by = BK_SORT_SIZE;
	else if (strcmp(options->sort, "holes") == 0)
		options->sort_by = BK_SORT_HOLES;
	else
		return bk_error_create(BK_ERR_USAGE, "--sort takes size or holes, not '%s'",
				       options->sort);
	return NULL;
}

/* Whether types are ranked: all of them will do then, and a line each is enough. */
static bool is_ranking(const struct layout_options *options)
{
	return options->holes || options->sort || options->top;
}

/* Types have neither dots nor slashes in their names, but a file may be called like a type. */
static bool looks_like_source(const char *text)
{
	static const char *const schemes[] = { "module:", "id:", "prog:", "map:" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (strncmp(text, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return strcmp(text, "-") == 0 || strpbrk(text, "/.") || access(text, F_OK) == 0;
}

/* A type, unless it is a file in the wrong place. */
static struct bk_error *add_operand(struct layout_options *options, const char *text)
{
	if (strpbrk(text, "/.") && access(text, F_OK) == 0)
		return bk_error_create(BK_ERR_USAGE, "%s is a file: the source stands last", text);
	return add_type(options, text);
}

/* Operands are types; the last may be the source instead. */
static struct bk_error *read_operands(struct layout_options *options, int count, char **operands,
				      const char **spec)
{
	bool has_type = options->selection.patterns.count || is_ranking(options) || count > 1;

	*spec = NULL;
	if (count && has_type && looks_like_source(operands[count - 1]))
		*spec = operands[--count];
	for (int i = 0; i < count; i++)
		BK_TRY(add_operand(options, operands[i]));
	if (!options->selection.patterns.count && !is_ranking(options))
		return bk_error_create(BK_ERR_USAGE,
				       "layout needs a TYPE, --sort, --top or --holes");
	return NULL;
}

static struct bk_error *make_layout(const struct layout_options *options,
				    struct bk_layouts *layouts, uint32_t id,
				    struct bk_type_layout *layout)
{
	BK_TRY(bk_type_layout_init(layout, layouts, id));
	return options->reorganize ? bk_layout_reorganize(layout, layouts) : NULL;
}

/* Types that --users is for: each takes a walk over the whole graph. */
enum { MOST_USED = 100 };

/* Who uses a type; NULL in `users` where nobody asks. */
static struct bk_error *find_users(const struct layout_options *options,
				   const struct bk_graph *graph, uint32_t id,
				   struct bk_find_result **users)
{
	const struct bk_type *t = bk_graph_type(graph, id);
	const struct bk_find_name name = { .form = BK_FIND_EXACT, .text = bk_graph_name(graph, t) };
	const struct bk_find_pattern pattern = {
		.kinds = 1u << bk_kind(t) | (bk_kind_is_record(bk_kind(t)) ? 1u << BK_KIND_FWD : 0),
		.whole = name,
		.parts = { name },
		.part_count = 1,
	};

	*users = NULL;
	if (!options->users)
		return NULL;
	return bk_find_create(graph, &(struct bk_find_query){ .pattern = &pattern, .users = true },
			      users);
}

static struct bk_error *print_json(const struct layout_options *options, struct bk_sink *sink,
				   struct bk_layouts *layouts, const struct bk_chosen *chosen)
{
	struct bk_layout_json document;
	struct bk_error *error = NULL, *end_error;

	bk_layout_json_begin(&document, sink);
	for (size_t i = 0; i < chosen->records.count && !error; i++) {
		BK_AUTO(bk_type_layout_deinit) struct bk_type_layout layout = { 0 };
		BK_AUTO(bk_find_auto) struct bk_find_result *users = NULL;
		uint32_t id = chosen->records.at[i].id;

		error = make_layout(options, layouts, id, &layout);
		if (!error)
			error = find_users(options, layout.graph, id, &users);
		if (!error)
			bk_layout_json_put(&document, &layout, users);
	}
	end_error = bk_layout_json_end(&document);
	if (!error)
		return end_error;
	bk_error_destroy(end_error);
	return error;
}

static struct bk_error *print_texts(const struct layout_options *options, struct bk_sink *sink,
				    struct bk_layouts *layouts, const struct bk_chosen *chosen,
				    bool color)
{
	for (size_t i = 0; i < chosen->records.count; i++) {
		BK_AUTO(bk_type_layout_deinit) struct bk_type_layout layout = { 0 };
		BK_AUTO(bk_find_auto) struct bk_find_result *users = NULL;

		if (i)
			bk_putc(sink, '\n');
		BK_TRY(make_layout(options, layouts, chosen->records.at[i].id, &layout));
		BK_TRY(bk_render_layout_text(sink, &layout, color));
		BK_TRY(find_users(options, layout.graph, chosen->records.at[i].id, &users));
		if (users)
			BK_TRY(bk_render_layout_users_text(sink, users, color));
	}
	return NULL;
}

static struct bk_error *draw_one(const struct layout_options *options, struct bk_out *out,
				 struct bk_layouts *layouts, uint32_t id,
				 struct bk_picture_svg *svg)
{
	BK_AUTO(bk_type_layout_deinit) struct bk_type_layout layout = { 0 };
	BK_AUTO(bk_picture_deinit) struct bk_picture picture = { 0 };

	BK_TRY(make_layout(options, layouts, id, &layout));
	BK_TRY(bk_picture_init(&picture, &layout));
	if (svg)
		bk_picture_svg_put(svg, &picture);
	else
		bk_render_picture_text(&out->sink, &picture,
				       bk_out_has_color(out, &options->common));
	return NULL;
}

static struct bk_error *draw_maps(const struct layout_options *options, struct bk_out *out,
				  struct bk_layouts *layouts, const struct bk_chosen *chosen)
{
	for (size_t i = 0; i < chosen->records.count; i++) {
		if (i)
			bk_putc(&out->sink, '\n');
		BK_TRY(draw_one(options, out, layouts, chosen->records.at[i].id, NULL));
	}
	return NULL;
}

static struct bk_error *draw_svg(const struct layout_options *options, struct bk_out *out,
				 struct bk_layouts *layouts, const struct bk_chosen *chosen)
{
	struct bk_picture_svg svg;
	struct bk_error *error = NULL, *end_error;

	bk_picture_svg_begin(&svg, &out->sink);
	for (size_t i = 0; i < chosen->records.count && !error; i++)
		error = draw_one(options, out, layouts, chosen->records.at[i].id, &svg);
	end_error = bk_picture_svg_end(&svg);
	if (!error)
		return end_error;
	bk_error_destroy(end_error);
	return error;
}

static struct bk_error *print(const struct layout_options *options, const struct bk_graph *graph,
			      struct bk_out *out)
{
	BK_AUTO(bk_layouts_auto) struct bk_layouts *layouts = NULL;
	BK_AUTO(bk_chosen_deinit) struct bk_chosen chosen = { 0 };
	struct bk_layout_options how = { .cacheline_bytes = options->cacheline_bytes,
					 .expand = options->expand,
					 .nested = !options->common.json };

	BK_TRY(bk_layouts_create(graph, &how, &layouts));
	BK_TRY(bk_chosen_init(&chosen, layouts, graph, &options->selection));
	if (options->holes)
		bk_chosen_keep_holes(&chosen);
	if (options->sort)
		bk_chosen_sort(&chosen, graph, options->sort_by);
	if (options->top && chosen.records.count > options->top_count)
		chosen.records.count = options->top_count;
	if (options->users && chosen.records.count > MOST_USED)
		return bk_error_create(BK_ERR_USAGE, "--users is for up to %d types, not %zu",
				       MOST_USED, chosen.records.count);
	if (options->common.json)
		return print_json(options, &out->sink, layouts, &chosen);
	if (options->svg)
		return draw_svg(options, out, layouts, &chosen);
	if (options->map)
		return draw_maps(options, out, layouts, &chosen);
	if (is_ranking(options) && !options->users) {
		bk_render_layout_table(&out->sink, graph, &chosen);
		return NULL;
	}
	return print_texts(options, &out->sink, layouts, &chosen,
			   bk_out_has_color(out, &options->common));
}

static struct bk_error *check_options(const struct layout_options *options)
{
	const char *other = options->common.json     ? "json"
			    : options->map	     ? "map"
			    : options->common.output ? "output"
						     : NULL;

	if (options->svg && other)
		return bk_error_create(BK_ERR_USAGE, "--svg and --%s contradict each other", other);
	if (options->map && options->common.json)
		return bk_error_create(BK_ERR_USAGE, "--map and --json contradict each other");
	if (options->users && (options->map || options->svg))
		return bk_error_create(BK_ERR_USAGE, "--users and --%s contradict each other",
				       options->map ? "map" : "svg");
	return NULL;
}

static struct bk_error *show_layouts(struct layout_options *options, int count, char **operands)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_common common = options->common;
	const char *spec;

	BK_TRY(check_options(options));
	if (options->svg)
		common.output = options->svg;
	BK_TRY(read_texts(options));
	BK_TRY(read_operands(options, count, operands, &spec));
	BK_TRY(bk_open_input(&input, spec, &options->common));
	BK_TRY(bk_out_init(&out, &common));
	BK_TRY(bk_error_in(print(options, input.graph, &out), "%s", input.source->name));
	return bk_out_commit(&out);
}

struct bk_error *bk_cmd_layout(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct layout_options options = { 0 };
	struct bk_error *error;
	int first;

	(void)status;
	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common))
		error = show_layouts(&options, argc - first, argv + first);
	bk_selection_deinit(&options.selection);
	return error;
}
