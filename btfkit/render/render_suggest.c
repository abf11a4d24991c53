// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The text of suggestions: types by type, flavors first, then a function for each difference.
 *
 * Functions are named after what they read, with `__` between the parts; two that would have one name
 * get a number behind it.
 */
#include "btfkit/render/render_suggest.h"

#include "btfkit/base/strmap.h"
#include "btfkit/cgen/flavor.h"
#include "btfkit/diff/suggest.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/render/render_suggest_parts.h"
#include "btfkit/render/spelling.h"

#include <stdio.h>

static const char *const sides[2] = { "old", "new" };

/* ---- names ---- */

void bk_suggest_put_comment(struct bk_sink *sink, const char *text)
{
	for (; *text; text++) {
		size_t control = bk_control_size(text);

		bk_putc(sink, control ? '?' : *text);
		if (control)
			text += control - 1;
		else if ((text[0] == '*' && text[1] == '/') || (text[0] == '/' && text[1] == '*'))
			bk_putc(sink, ' ');
	}
}

/* `names` has the number that the next of a name gets: there may be very many of one. */
const char *bk_suggest_unique(struct bk_suggest_text *text, const char *name)
{
	const size_t size = strlen(name) + 16;
	char *copy = bk_arena_copy(&text->arena, name, strlen(name));
	bool inserted = false;
	uint32_t *next = copy ? bk_strmap_insert(&text->names, copy, 2, &inserted) : NULL;

	if (next && inserted)
		return copy;
	for (copy = next ? bk_arena_alloc(&text->arena, size) : NULL; copy && !inserted;) {
		uint32_t number = (*next)++;

		snprintf(copy, size, "%s_%u", name, number);
		if (!bk_strmap_insert(&text->names, copy, 2, &inserted))
			break;
		next = bk_strmap_find(&text->names, name);
	}
	if (inserted)
		return copy;
	bk_sink_fail(text->sink, bk_error_memory());
	return name;
}

static const char *flavor_name(struct bk_suggest_text *text, const char *name, int side)
{
	char *flavor = bk_arena_alloc(&text->arena, strlen(name) + 16);

	if (!flavor) {
		bk_sink_fail(text->sink, bk_error_memory());
		return name;
	}
	snprintf(flavor, strlen(name) + 16, "%s___%s", name, sides[side]);
	return bk_suggest_unique(text, flavor);
}

/* "task_struct__se__vruntime" */
static const char *reader_name(struct bk_suggest_text *text, const char *path)
{
	size_t size = strlen(text->type->name) + 2 * strlen(path) + 8;
	char *name = bk_arena_alloc(&text->arena, size), *at;

	if (!name) {
		bk_sink_fail(text->sink, bk_error_memory());
		return "";
	}
	at = name + snprintf(name, size, "%s__", text->type->name);
	for (; *path; path++) {
		*at++ = *path == '.' ? '_' : *path;
		if (*path == '.')
			*at++ = '_';
	}
	*at = '\0';
	return bk_suggest_unique(text, name);
}

/* ---- records ---- */

/* The record that a changed struct or union is, or that a changed typedef names. */
static uint32_t record_of(const struct bk_suggest_text *text, int side)
{
	const struct bk_diff_type *t = side ? &text->type->new : &text->type->old;

	return bk_skip_typedefs(text->types.graphs[side], t->id);
}

static const char *keyword_of(const struct bk_suggest_text *text, int side)
{
	enum bk_kind kind = bk_graph_kind(text->types.graphs[side], record_of(text, side));

	return kind == BK_KIND_UNION ? "union" : "struct";
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* `struct foo___old { ... }`: `paths` NULL for all that it has. */
static struct bk_error *put_flavor(struct bk_suggest_text *text, int side, const char **paths,
				   size_t count)
{
	const struct bk_flavor flavor = {
		.side = side, .record = record_of(text, side), .paths = paths, .count = count
	};
	bool is_typedef = text->type->kind == BK_DIFF_TYPEDEF;

	text->flavors[side] = flavor_name(text, text->type->name, side);
	text->types.prefix = text->flavors[side];
	if (count)
		qsort(paths, count, sizeof(*paths), by_text);
	bk_printf(text->sink, is_typedef ? "typedef %s " : "%s ", keyword_of(text, side));
	if (!is_typedef)
		bk_printf(text->sink, "%s ", text->flavors[side]);
	BK_TRY(bk_flavor_put_body(&text->types, text->sink, &flavor));
	bk_puts(text->sink, " __attribute__((preserve_access_index))");
	if (is_typedef)
		bk_printf(text->sink, " %s", text->flavors[side]);
	bk_puts(text->sink, ";\n\n");
	return NULL;
}

static bool needs_side(const struct bk_reading *r, int side)
{
	return r->sides[side].path && (r->way != BK_READ_BOTH || side == 0);
}

static struct bk_error *put_flavors(struct bk_suggest_text *text, const struct bk_suggestion *s)
{
	for (int side = 0; side < 2; side++) {
		BK_ARRAY(const char *) paths = { 0 };
		struct bk_error *error = NULL;
		bool ok = true;

		for (size_t i = 0; i < s->readings.count && ok; i++)
			if (needs_side(&s->readings.at[i], side))
				ok = bk_array_push(&paths, s->readings.at[i].sides[side].path);
		if (ok && paths.count)
			error = put_flavor(text, side, paths.at, paths.count);
		bk_array_deinit(&paths);
		if (error || !ok)
			return error ? error : bk_error_memory();
	}
	return NULL;
}

/* "old->state", in `access`; NULL where C does not take the name. */
static const char *access_of(struct bk_suggest_text *text, const struct bk_reading *r, int side)
{
	struct bk_sink *access = &text->access[side];

	access->at = access->start;
	if (!bk_flavor_put_access(text->types.graphs[side], access, record_of(text, side),
				  r->sides[side].path))
		return NULL;
	bk_putc(access, '\0');
	return access->start;
}

static const struct bk_type *bare_type(const struct bk_suggest_text *text,
				       const struct bk_reading *r, int side)
{
	const struct bk_graph *graph = text->types.graphs[side];

	return bk_graph_type(graph, bk_skip_typedefs(graph, r->sides[side].type_id));
}

/* Whether either side has a sign. */
static bool is_signed(const struct bk_suggest_text *text, const struct bk_reading *r)
{
	for (int side = 0; side < 2; side++) {
		const struct bk_type *t;

		if (!r->sides[side].path)
			continue;
		t = bare_type(text, r, side);
		if (bk_kind(t) == BK_KIND_INT ? bk_int_encoding(t) & BK_INT_SIGNED
					      : bk_kind_is_enum(bk_kind(t)) && bk_kind_flag(t))
			return true;
	}
	return false;
}

/* Whether what is read is of one type, which is also that of the reader. */
static bool has_one_type(const struct bk_suggest_text *text, const struct bk_reading *r)
{
	const struct bk_type *old, *new;

	if (r->sides[0].width_bits || r->sides[1].width_bits)
		return false;
	if (r->value == BK_VALUE_POINTER || !r->sides[0].path || !r->sides[1].path)
		return true;
	old = bare_type(text, r, 0);
	new = bare_type(text, r, 1);
	return bk_kind(old) == BK_KIND_INT && bk_kind(new) == BK_KIND_INT &&
	       old->size == new->size &&bk_int_encoding(old) == bk_int_encoding(new);
}

/*
 * Whether the compiler can read it as it is on that side. Where one reading is for both, the loader
 * must tell size and sign, but of enumerations clang and BTF do not always think alike about signs.
 */
static bool is_read_plainly(const struct bk_suggest_text *text, const struct bk_reading *r,
			    int side)
{
	if (r->sides[side].width_bits)
		return false;
	if (r->way != BK_READ_BOTH || r->value == BK_VALUE_POINTER)
		return true;
	return !r->sides[!side].width_bits && bk_kind_is_enum(bk_kind(bare_type(text, r, side)));
}

/* Whether it is a pointer of 4 bytes, where a program of BPF would read 8. */
static bool is_short_pointer(const struct bk_suggest_text *text, const struct bk_reading *r,
			     int side)
{
	return r->value == BK_VALUE_POINTER &&
	       (text->types.graphs[side]->pointer_size == 4 ||
		(r->way == BK_READ_BOTH && text->types.graphs[!side]->pointer_size == 4));
}

/* The type that a reader returns, or of its last parameter, with the name. */
static void put_value(struct bk_suggest_text *text, const struct bk_reading *r, const char *name)
{
	int side = r->sides[0].path ? 0 : 1;
	bool both = r->sides[0].path && r->sides[1].path;

	if (r->value == BK_VALUE_OTHER ||
	    (both && r->value == BK_VALUE_POINTER && r->way == BK_READ_BOTH))
		bk_printf(text->sink, "void *%s", name);
	else if (has_one_type(text, r))
		bk_common_type_value(&text->types, text->sink, side, r->sides[side].type_id, name);
	else
		bk_printf(text->sink, "%s%s%s",
			  is_signed(text, r) ? "long long" : "unsigned long long", *name ? " " : "",
			  name);
}

/* `return` what is read of one side. */
static void put_return(struct bk_suggest_text *text, const struct bk_reading *r, int side,
		       const char *before)
{
	const char *access = text->access[side].start, *name = sides[side];

	bk_puts(text->sink, before);
	if (r->value == BK_VALUE_OTHER) {
		bk_printf(text->sink,
			  "\t*size = bpf_core_field_size(%s->%s);\n%s\treturn (void *)&%s->%s;\n",
			  name, access, before, name, access);
		return;
	}
	if (is_short_pointer(text, r, side))
		bk_printf(
			text->sink,
			"\treturn (void *)(unsigned long)BPF_CORE_READ_BITFIELD_PROBED(%s, %s);\n",
			name, access);
	else if (is_read_plainly(text, r, side))
		bk_printf(text->sink, "\treturn BPF_CORE_READ(%s, %s);\n", name, access);
	else
		bk_printf(text->sink, "\treturn BPF_CORE_READ_BITFIELD_PROBED(%s, %s);\n", name,
			  access);
}

static void put_pointers(const struct bk_suggest_text *text, const struct bk_reading *r)
{
	for (int side = 1; side >= 0; side--)
		if (needs_side(r, side))
			bk_printf(text->sink, "\t%s%s%s *%s = (void *)p;\n",
				  text->type->kind == BK_DIFF_TYPEDEF ? "" : keyword_of(text, side),
				  text->type->kind == BK_DIFF_TYPEDEF ? "" : " ",
				  text->flavors[side], sides[side]);
	bk_putc(text->sink, '\n');
}

static void put_guarded(struct bk_suggest_text *text, const struct bk_reading *r, int side)
{
	bool is_long = r->value == BK_VALUE_OTHER;

	bk_printf(text->sink, "\tif (bpf_core_field_exists(%s->%s))%s\n", sides[side],
		  text->access[side].start, is_long ? " {" : "");
	put_return(text, r, side, "\t");
	if (is_long)
		bk_puts(text->sink, "\t}\n");
}

/* Bodies: first what is new, for in time there will be no other. */
static void put_body(struct bk_suggest_text *text, const struct bk_reading *r)
{
	int side = r->sides[0].path ? 0 : 1;

	put_pointers(text, r);
	switch (r->way) {
	case BK_READ_LONE:
		put_guarded(text, r, side);
		if (r->value == BK_VALUE_OTHER)
			bk_puts(text->sink, "\t*size = 0;\n\treturn (void *)0;\n");
		else
			bk_puts(text->sink, "\treturn otherwise;\n");
		break;
	case BK_READ_EITHER:
		put_guarded(text, r, 1);
		put_return(text, r, 0, "");
		break;
	case BK_READ_BOTH:
		put_return(text, r, 0, "");
		break;
	}
}

static void put_declared(struct bk_suggest_text *text, const struct bk_reading *r, int side)
{
	const struct bk_diff_member *m = &r->sides[side];
	struct bk_sink *declared = &text->declared;

	declared->at = declared->start;
	bk_type_declare(text->types.graphs[side], m->type_id, m->path, declared);
	if (m->width_bits)
		bk_printf(declared, ":%u", m->width_bits);
	bk_putc(declared, '\0');
	bk_suggest_put_comment(text->sink, declared->start);
}

/* What is different, and what the function does about it. */
static void put_remark(struct bk_suggest_text *text, const struct bk_reading *r)
{
	bk_puts(text->sink, "/* ");
	if (r->way == BK_READ_LONE) {
		bk_printf(text->sink, "only the %s has ", sides[r->sides[0].path ? 0 : 1]);
		put_declared(text, r, r->sides[0].path ? 0 : 1);
		bk_puts(text->sink, " */\n");
		return;
	}
	bk_puts(text->sink, "old: ");
	put_declared(text, r, 0);
	bk_puts(text->sink, "; new: ");
	put_declared(text, r, 1);
	if (r->is_ambiguous) {
		bk_puts(text->sink, "\n * CO-RE cannot tell these types from each other");
		if (text->witness)
			bk_printf(text->sink, ": ask %s()", text->witness);
	}
	bk_puts(text->sink, " */\n");
}

/* The type as a parameter: by its own name where both kernels can have one. */
static void put_parameter(const struct bk_suggest_text *text)
{
	enum bk_kind kind = text->type->kind == BK_DIFF_UNION ? BK_KIND_UNION : BK_KIND_STRUCT;

	if (text->type->kind != BK_DIFF_TYPEDEF &&
	    bk_common_tag(&text->types, kind, text->type->name))
		bk_printf(text->sink, "const %s %s *p", bk_diff_kind_names[text->type->kind],
			  text->type->name);
	else
		bk_puts(text->sink, "const void *p");
}

static void put_reader(struct bk_suggest_text *text, const struct bk_reading *r)
{
	const char *path = r->sides[1].path ? r->sides[1].path : r->sides[0].path;

	for (int side = 0; side < 2; side++) {
		if (!r->sides[side].path || access_of(text, r, side))
			continue;
		bk_puts(text->sink, "/* C has no name for ");
		bk_suggest_put_comment(text->sink, r->sides[side].path);
		bk_puts(text->sink, " */\n\n");
		return;
	}
	if (!path)
		return;
	put_remark(text, r);
	bk_puts(text->sink, "static __always_inline ");
	put_value(text, r, reader_name(text, path + strspn(path, "_")));
	bk_putc(text->sink, '(');
	put_parameter(text);
	if (r->value == BK_VALUE_OTHER) {
		bk_puts(text->sink, ", unsigned long *size");
	} else if (r->way == BK_READ_LONE) {
		bk_puts(text->sink, ", ");
		put_value(text, r, "otherwise");
	}
	bk_puts(text->sink, ")\n{\n");
	put_body(text, r);
	bk_puts(text->sink, "}\n\n");
}

/* A function that tells the kernels apart, where some member needs it. */
static void put_witness(struct bk_suggest_text *text, const struct bk_suggestion *s)
{
	const struct bk_reading *told_by;
	bool is_needed = false;
	int side;

	text->witness = NULL;
	for (size_t i = 0; i < s->readings.count; i++)
		is_needed |= s->readings.at[i].is_ambiguous;
	if (!is_needed || s->told_by < 0)
		return;
	told_by = &s->readings.at[s->told_by];
	side = told_by->sides[0].path ? 0 : 1;
	if (!access_of(text, told_by, side))
		return;
	text->witness = reader_name(text, "is_new");
	bk_printf(text->sink, "/* whether it is as in the new, by what only the %s has */\n",
		  sides[side]);
	bk_printf(text->sink, "static __always_inline int %s(", text->witness);
	put_parameter(text);
	bk_puts(text->sink, ")\n{\n");
	put_pointers(text, told_by);
	bk_printf(text->sink, "\treturn %sbpf_core_field_exists(%s->%s);\n}\n\n", side ? "" : "!",
		  sides[side], text->access[side].start);
}

static struct bk_error *put_changed_record(struct bk_suggest_text *text)
{
	BK_AUTO(bk_suggestion_deinit) struct bk_suggestion suggestion = { 0 };

	BK_TRY(bk_suggestion_init(&suggestion, text->diff, text->type));
	BK_TRY(put_flavors(text, &suggestion));
	put_witness(text, &suggestion);
	for (size_t i = 0; i < suggestion.readings.count; i++)
		put_reader(text, &suggestion.readings.at[i]);
	if (suggestion.moved)
		bk_printf(text->sink,
			  "/* the loader puts right what merely moved: %zu member%s */\n\n",
			  suggestion.moved, suggestion.moved == 1 ? "" : "s");
	else if (!suggestion.readings.count)
		bk_puts(text->sink, "/* what is different is put right by the loader */\n\n");
	return NULL;
}

/* A record that only one side has. */
static struct bk_error *put_lone_record(struct bk_suggest_text *text)
{
	int side = text->type->change == BK_ADDED ? 1 : 0;

	BK_TRY(put_flavor(text, side, NULL, 0));
	bk_suggest_put_exists(text, side,
			      text->type->kind == BK_DIFF_TYPEDEF ? "" : keyword_of(text, side));
	return NULL;
}

void bk_suggest_put_exists(struct bk_suggest_text *text, int side, const char *keyword)
{
	bk_printf(text->sink, "/* only the %s has it */\nstatic __always_inline int %s(void)\n",
		  sides[side], reader_name(text, "exists"));
	bk_printf(text->sink, "{\n\treturn bpf_core_type_exists(%s%s%s);\n}\n\n", keyword,
		  *keyword ? " " : "", text->flavors[side]);
}

const char *bk_suggest_flavor(struct bk_suggest_text *text, const char *name, int side)
{
	return flavor_name(text, name, side);
}

const char *bk_suggest_reader(struct bk_suggest_text *text, const char *path)
{
	return reader_name(text, path);
}

/* ---- the whole ---- */

static struct bk_error *put_type(struct bk_suggest_text *text)
{
	const struct bk_type_diff *type = text->type;
	int side = type->change == BK_ADDED ? 1 : 0;
	bool is_record =
		type->kind <= BK_DIFF_TYPEDEF &&
		bk_kind_is_record(bk_graph_kind(text->types.graphs[side], record_of(text, side)));

	bk_puts(text->sink, "/* ---- ");
	bk_printf(text->sink, "%s ", bk_diff_kind_names[type->kind]);
	bk_suggest_put_comment(text->sink, type->name);
	bk_puts(text->sink, " ---- */\n\n");
	if (!bk_can_have_flavor(type->name)) {
		bk_puts(text->sink, "/* no flavor can be made of the name */\n\n");
		return NULL;
	}
	text->flavors[0] = text->flavors[1] = "";
	if (type->kind == BK_DIFF_FUNC || type->kind == BK_DIFF_VAR) {
		bk_suggest_put_symbol(text);
		return NULL;
	}
	if (is_record && type->member_count && type->change == BK_CHANGED)
		return put_changed_record(text);
	if (is_record && type->change != BK_CHANGED && type->kind != BK_DIFF_TYPEDEF)
		return put_lone_record(text);
	bk_suggest_put_plain(text);
	return NULL;
}

static void put_head(struct bk_suggest_text *text, const struct bk_diff_report *report)
{
	bool has_func = false;

	for (size_t i = 0; i < report->diff->types.count; i++)
		has_func |= report->diff->types.at[i].kind == BK_DIFF_FUNC;
	bk_puts(text->sink, "/*\n * old: ");
	bk_suggest_put_comment(text->sink, report->old.source);
	bk_puts(text->sink, "\n * new: ");
	bk_suggest_put_comment(text->sink, report->new.source);
	bk_printf(text->sink,
		  "\n * To stand behind vmlinux.h, <bpf/bpf_helpers.h>%s <bpf/bpf_core_read.h>%s.\n"
		  " */\n\n",
		  has_func ? "," : " and", has_func ? " and <bpf/bpf_tracing.h>" : "");
}

struct bk_error *bk_render_suggestions(struct bk_sink *sink, const struct bk_diff_report *report)
{
	struct bk_suggest_text text = { .diff = report->diff, .sink = sink };
	struct bk_type_diff type;
	struct bk_error *error;

	for (int side = 0; side < 2; side++)
		bk_sink_init_memory(&text.access[side], SIZE_MAX);
	bk_sink_init_memory(&text.declared, SIZE_MAX);
	error = bk_common_types_init(&text.types, report->diff->old, report->diff->new);
	if (!error) {
		put_head(&text, report);
		if (!report->diff->types.count)
			bk_puts(sink, "/* no differences */\n");
	}
	for (size_t i = 0; i < report->diff->types.count && !error; i++) {
		bk_diff_type_at(report->diff, i, &type);
		text.type = &type;
		error = put_type(&text);
	}
	for (int side = 0; side < 2; side++) {
		if (!error)
			error = bk_sink_finish(&text.access[side]);
		bk_sink_deinit(&text.access[side]);
	}
	if (!error)
		error = bk_sink_finish(&text.declared);
	bk_sink_deinit(&text.declared);
	bk_common_types_deinit(&text.types);
	bk_strmap_deinit(&text.names);
	bk_arena_deinit(&text.arena);
	return error;
}
