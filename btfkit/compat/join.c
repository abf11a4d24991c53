// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Lines of JSON made into answers. What a line does not have is as if it were null. */
#include "btfkit/compat/join.h"

#include "btfkit/base/json_value.h"
#include "btfkit/source/file.h"

struct line {
	struct bk_compat_answer *answer;
	const struct bk_value *value;
	bool failed; /* there was no memory for a text */
};

static const char *text_of(struct line *line, const struct bk_value *object, const char *key)
{
	return bk_compat_copy(line->answer, bk_value_text(bk_value_get(object, key)),
			      &line->failed);
}

static const char *text_or(struct line *line, const struct bk_value *object, const char *key,
			   const char *instead)
{
	const char *text = text_of(line, object, key);

	return text ? text : instead;
}

static const struct bk_value *items_of(const struct bk_value *object, const char *key)
{
	const struct bk_value *value = bk_value_get(object, key);

	return value && value->type == BK_VALUE_ARRAY ? value->first : NULL;
}

static enum bk_relo_status read_status(const struct bk_value *value)
{
	const char *text = bk_value_text(value);

	for (int i = BK_RELO_RESOLVED; text && i <= BK_RELO_REFUSED; i++)
		if (strcmp(text, bk_relo_status_name((enum bk_relo_status)i)) == 0)
			return (enum bk_relo_status)i;
	return BK_RELO_REFUSED;
}

static enum bk_compat_live read_live(const struct bk_value *value, enum bk_relo_status status)
{
	if (status == BK_RELO_RESOLVED)
		return BK_LIVE_NOT_ASKED;
	if (bk_value_is_true(value))
		return BK_LIVE_YES;
	return value && value->type == BK_VALUE_FALSE ? BK_LIVE_NO : BK_LIVE_UNKNOWN;
}

static uint32_t small_number(const struct bk_value *value)
{
	uint64_t number;

	return bk_value_u64(value, &number) && number <= UINT32_MAX ? (uint32_t)number : 0;
}

static struct bk_error *read_relo(struct line *line, const struct bk_value *value,
				  struct bk_compat_result *result)
{
	struct bk_compat_site *site = bk_arena_alloc(&line->answer->arena, sizeof(*site));
	const struct bk_value *bytes = items_of(value, "mem_bytes");
	struct bk_compat_relo relo = {
		.site = site,
		.status = read_status(bk_value_get(value, "status")),
		.reason = text_of(line, value, "reason"),
		.doubt = text_of(line, value, "doubt"),
		.module = text_of(line, value, "module"),
	};

	if (!site)
		return bk_error_memory();
	*site = (struct bk_compat_site){
		.program = text_or(line, value, "program", "?"),
		.section = text_or(line, value, "section", "?"),
		.insn = small_number(bk_value_get(value, "insn")),
		.kind = text_or(line, value, "kind", "unknown"),
		.access = text_or(line, value, "access", ""),
		.spec = text_or(line, value, "spec", "?"),
		.file = text_of(line, value, "file"),
		.line = small_number(bk_value_get(value, "line")),
	};
	relo.live = read_live(bk_value_get(value, "live"), relo.status);
	relo.has_local = bk_value_u64(bk_value_get(value, "local"), &relo.local);
	relo.has_target = bk_value_u64(bk_value_get(value, "target"), &relo.target);
	relo.mem_bytes[0] = small_number(bytes);
	relo.mem_bytes[1] = small_number(bytes ? bytes->next : NULL);
	return bk_array_push(&result->relocations, relo) ? NULL : bk_error_memory();
}

static struct bk_compat_need read_need(struct line *line, const struct bk_value *value,
				       const char *first, const char *second)
{
	return (struct bk_compat_need){
		.what = text_or(line, value, first, "?"),
		.name = text_or(line, value, second, "?"),
		.status = text_or(line, value, "status", "?"),
		.reason = text_of(line, value, "reason"),
		.module = text_of(line, value, "module"),
		.is_failing = bk_value_is_true(bk_value_get(value, "failing")),
	};
}

static struct bk_compat_module read_module(struct line *line, const struct bk_value *value)
{
	return (struct bk_compat_module){
		.name = text_or(line, value, "name", "?"),
		.has = text_or(line, value, "has", "?"),
		.is_loaded = bk_value_is_true(bk_value_get(value, "loaded")),
	};
}

static struct bk_compat_fact read_fact(struct line *line, const struct bk_value *value)
{
	return (struct bk_compat_fact){
		.what = text_or(line, value, "what", "?"),
		.title = text_or(line, value, "title", "?"),
		.place = text_or(line, value, "place", "?"),
		.value = text_or(line, value, "value", "?"),
		.own = text_of(line, value, "own"),
		.is_trouble = bk_value_is_true(bk_value_get(value, "trouble")),
	};
}

static struct bk_error *read_lists(struct line *line, struct bk_compat_result *result)
{
	const struct bk_value *item;

	for (item = items_of(line->value, "relocations"); item; item = item->next)
		BK_TRY(read_relo(line, item, result));
	for (item = items_of(line->value, "attach"); item; item = item->next)
		if (!bk_array_push(&result->attach, read_need(line, item, "program", "target")))
			return bk_error_memory();
	for (item = items_of(line->value, "requires"); item; item = item->next)
		if (!bk_array_push(&result->requires, read_need(line, item, "what", "name")))
			return bk_error_memory();
	for (item = items_of(line->value, "modules"); item; item = item->next)
		if (!bk_array_push(&result->modules, read_module(line, item)))
			return bk_error_memory();
	for (item = items_of(line->value, "lint"); item; item = item->next)
		if (!bk_array_push(&result->facts, read_fact(line, item)))
			return bk_error_memory();
	return NULL;
}

static struct bk_error *read_result(struct line *line, uint32_t subject)
{
	const char *verdict = bk_value_text(bk_value_get(line->value, "verdict"));
	struct bk_compat_result result = { .subject = subject,
					   .error = text_of(line, line->value, "error") };
	struct bk_compat_kernel *kernel = &line->answer->kernel;

	for (int i = BK_VERDICT_OK; verdict && i < BK_VERDICTS; i++)
		if (strcmp(verdict, bk_verdict_name((enum bk_verdict)i)) == 0)
			result.verdict = (enum bk_verdict)i;
	if (!result.verdict)
		return bk_error_create(BK_ERR_MALFORMED, "it has no verdict");
	if (!bk_array_push(&line->answer->results, result))
		return bk_error_memory();
	kernel->release = text_of(line, line->value, "release");
	kernel->arch = text_of(line, line->value, "arch");
	kernel->error = text_of(line, line->value, "kernel_error");
	kernel->modules_error = text_of(line, line->value, "modules_error");
	BK_TRY(read_lists(line, &line->answer->results.at[0]));
	return line->failed ? bk_error_memory() : NULL;
}

static struct bk_error *check_schema(const struct bk_value *value)
{
	const char *schema = bk_value_text(bk_value_get(value, "schema"));

	if (!schema || strcmp(schema, "btfkit.compat/1") != 0)
		return bk_error_create(BK_ERR_MALFORMED, "its schema is not btfkit.compat/1");
	return NULL;
}

/* Whose result a line is. */
static struct bk_error *check_line(const struct bk_value *value, const char **object,
				   const char **kernel)
{
	*object = bk_value_text(bk_value_get(value, "object"));
	*kernel = bk_value_text(bk_value_get(value, "kernel"));
	if (!*object || !*kernel)
		return bk_error_create(BK_ERR_MALFORMED,
				       "it is no line of --json-lines: it has no object or no "
				       "kernel");
	return NULL;
}

static struct bk_error *mixed(const char *is, const char *were)
{
	return bk_error_create(BK_ERR_UNSUPPORTED,
			       "it is about an %s, lines before were about %ss: these are joined "
			       "by themselves",
			       is, were);
}

static struct bk_error *read_line(const struct bk_compat_join *join, struct bk_arena *arena,
				  const char *text, size_t size)
{
	BK_AUTO(bk_compat_answer_auto) struct bk_compat_answer *answer = NULL;
	const char *object = NULL, *kernel = NULL;
	struct bk_compat_answer *done;
	struct line line = { 0 };
	uint32_t subject;

	BK_TRY(bk_json_read(arena, text, size, &line.value));
	BK_TRY(check_schema(line.value));
	if (bk_compat_is_place(line.value))
		return join->summary->subjects.count
			       ? mixed("expression", "object")
			       : bk_compat_join_place(join->places, line.value);
	BK_TRY(check_line(line.value, &object, &kernel));
	if (join->places->answers.count)
		return mixed("object", "expression");
	answer = line.answer = bk_compat_answer_create(kernel);
	if (!answer || !bk_compat_summary_subject(join->summary, object, &subject))
		return bk_error_memory();
	BK_TRY(read_result(&line, subject));
	done = answer;
	answer = NULL;
	return join->take(join->context, done);
}

static void end_file(struct bk_file *file)
{
	bk_file_deinit(file);
}

/* The cells that a table may have in any case, and for each result. */
enum { LEAST_CELLS = 4 << 20, MOST_CELLS = 16 };

/*
 * A table has room for each object, or expression, on each kernel. Lines that each name others would
 * make one of nothing but blanks, which grows with the square of their number.
 */
static struct bk_error *check_room(const struct bk_compat_join *join)
{
	const bool has_places = join->places->answers.count;
	const size_t kernels =
		has_places ? join->places->answers.count : join->summary->kernels.count;
	const size_t others =
		has_places ? join->places->expressions.count : join->summary->subjects.count;
	const size_t cells = kernels * others;

	if (cells <= LEAST_CELLS || cells / MOST_CELLS <= join->lines)
		return NULL;
	return bk_error_create(
		BK_ERR_UNSUPPORTED,
		"%zu results are too few for %zu %s on %zu kernels: join fewer files", join->lines,
		others, has_places ? "expressions" : "objects", kernels);
}

struct bk_error *bk_compat_join_file(struct bk_compat_join *join, const char *path)
{
	BK_AUTO(end_file) struct bk_file file = { 0 };
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path, *at, *end;
	size_t number = 0;

	BK_TRY(bk_error_in(bk_file_init(&file, strcmp(path, "-") == 0 ? NULL : path), "%s", name));
	at = (const char *)file.bytes.data;
	end = at + file.bytes.size;
	while (at < end) {
		BK_AUTO(bk_arena_deinit) struct bk_arena arena = BK_ARENA_INIT;
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t size = (size_t)((stop ? stop : end) - at);

		number++;
		if (size) {
			join->lines++;
			BK_TRY(bk_error_in(read_line(join, &arena, at, size), "%s: line %zu", name,
					   number));
			BK_TRY(bk_error_in(check_room(join), "%s: line %zu", name, number));
		}
		at += size + (stop != NULL);
	}
	return NULL;
}
