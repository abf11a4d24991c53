// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The doctor: asks each rule, and keeps what they have found. */
#include "btfkit/stat/doctor_parts.h"

#include "btfkit/graph/type_name.h"

#include <stdarg.h>
#include <stdio.h>

enum {
	LONGEST_EXAMPLE = 400, /* bytes that are shown of it */
	MOST_TEXT = 1 << 20,   /* bytes that an example can take: hostile names are long */
};

/* A copy that lives as long as the statistics; NULL without memory. */
static const char *keep(struct bk_doctor *d, const char *text, size_t size)
{
	char *copy = bk_arena_alloc(&d->stat->arena, size + 1);

	if (copy)
		*bk_append(copy, text, size) = '\0';
	return copy;
}

struct bk_error *bk_doctor_say(struct bk_doctor *d, struct bk_finding *finding, const char *format,
			       ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	finding->message = keep(d, text, strlen(text));
	return finding->message ? NULL : bk_error_memory();
}

const char *bk_plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

bool bk_doctor_wants_example(const struct bk_doctor *d, const struct bk_finding *finding)
{
	return finding->examples.count < d->options->top;
}

void bk_doctor_begin_example(struct bk_doctor *d)
{
	d->text.at = d->text.start;
}

struct bk_error *bk_doctor_end_example(struct bk_doctor *d, struct bk_finding *finding, uint32_t id)
{
	struct bk_example example = { .type_id = id };
	struct bk_error *error = bk_sink_finish(&d->text);
	size_t size = (size_t)(d->text.at - d->text.start);

	if (error && bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	if (error || size > LONGEST_EXAMPLE) {
		size = error ? 0 : LONGEST_EXAMPLE;
		d->text.at = d->text.start + size;
		bk_puts(&d->text, "...");
		size += 3;
	}
	example.text = keep(d, d->text.start, size);
	if (error) {
		bk_error_destroy(error);
		bk_sink_deinit(&d->text);
		bk_sink_init_memory(&d->text, MOST_TEXT);
	}
	return example.text && bk_array_push(&finding->examples, example) ? NULL
									  : bk_error_memory();
}

void bk_doctor_put_type(struct bk_doctor *d, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(d->graph, id);
	enum bk_kind kind = bk_kind(t);

	if (!bk_kind_is_record(kind) && !bk_kind_is_enum(kind) && kind != BK_KIND_FWD) {
		bk_puts(&d->text, bk_kind_name(kind));
		if (*bk_graph_name(d->graph, t))
			bk_printf(&d->text, " %s", bk_graph_name(d->graph, t));
	} else {
		bk_type_name(d->graph, id, &d->text);
	}
	bk_printf(&d->text, " [%u]", id);
}

struct bk_error *bk_doctor_count_type(struct bk_doctor *d, struct bk_finding *finding, uint32_t id)
{
	finding->count++;
	if (!bk_doctor_wants_example(d, finding))
		return NULL;
	bk_doctor_begin_example(d);
	bk_doctor_put_type(d, id);
	return bk_doctor_end_example(d, finding, id);
}

struct bk_error *bk_doctor_count_types(struct bk_doctor *d, struct bk_finding *finding,
				       uint32_t kinds,
				       bool (*is_odd)(const struct bk_doctor *d, uint32_t id))
{
	for (uint32_t kind = 0; kinds >> kind; kind++) {
		const uint32_t *ids;
		uint32_t count = kinds >> kind & 1 ? bk_own_ids(d->graph, kind, &ids) : 0;

		for (uint32_t i = 0; i < count; i++)
			if (is_odd(d, ids[i]))
				BK_TRY(bk_doctor_count_type(d, finding, ids[i]));
	}
	return NULL;
}

/* Rules are asked for their findings where those will stay. */
static struct bk_error *ask(struct bk_doctor *d, const struct bk_rule *rule)
{
	struct bk_stat *stat = d->stat;
	struct bk_finding *finding;

	if (!bk_array_push(&stat->findings, (struct bk_finding){ .rule = rule->name,
								 .means = rule->means,
								 .severity = rule->severity }))
		return bk_error_memory();
	finding = &stat->findings.at[stat->findings.count - 1];
	BK_TRY(rule->look(d, finding));
	if (!finding->count) {
		bk_array_deinit(&finding->examples);
		stat->findings.count--;
	}
	return NULL;
}

struct bk_error *bk_doctor_examine(struct bk_stat *stat, const struct bk_stat_options *options,
				   struct bk_namesakes *namesakes,
				   const struct bk_string_use *strings)
{
	struct bk_doctor d = { .stat = stat,
			       .graph = stat->graph,
			       .options = options,
			       .namesakes = namesakes,
			       .strings = strings };
	struct bk_error *error = NULL;

	if (!bk_plain_map_init(&d.plain, stat->graph->strings))
		return bk_error_memory();
	bk_sink_init_memory(&d.text, MOST_TEXT);
	for (const struct bk_rule *rule = bk_rules; !error && rule->name; rule++)
		error = ask(&d, rule);
	bk_sink_deinit(&d.text);
	bk_plain_map_deinit(&d.plain);
	return error;
}
