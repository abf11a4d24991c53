// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Suggestions for what is no record: enumerations, typedefs, functions, variables. */
#include "btfkit/corerelo/match.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/render/render_suggest_parts.h"

#include <stdio.h>

static const char *const sides[2] = { "old", "new" };

/* What BPF_PROG() of libbpf takes. */
enum { MOST_ARGUMENTS = 12, LONGEST_NAME = 128 };

static const struct bk_diff_type *side_of(const struct bk_suggest_text *text, int side)
{
	return side ? &text->type->new : &text->type->old;
}

/* ---- enumerations ---- */

/*
 * The number is the loader's to say. One that is no positive int stands in a comment alone:
 * clang before 16, and libbpf, take it for another one in BTF than in instructions, and refuse that.
 */
static void put_number(struct bk_sink *sink, const struct bk_diff_value *v)
{
	bool is_told = v->value < 0 || v->value > INT32_MAX;

	bk_puts(sink, is_told ? "0, /* " : "");
	if (v->is_signed)
		bk_put_i64(sink, v->value);
	else
		bk_put_u64(sink, (uint64_t)v->value);
	bk_puts(sink, is_told ? " */\n" : ",\n");
}

/* The side whose flavor has a changed enumerator: the old one, if both do. */
static bool is_on_side(const struct bk_value_change *v, int side)
{
	const char *name = side ? v->new.name : v->old.name;

	return name && bk_can_have_flavor(name) && (!side || v->what != BK_MEMBER_RETYPED);
}

/* `enum color___old { RED___old = 1, };` */
static void put_enum_flavor(struct bk_suggest_text *text, int side, uint32_t id)
{
	const struct bk_value_change *values = text->diff->values.at + text->type->first_value;
	bool is_typedef = text->type->kind == BK_DIFF_TYPEDEF;

	text->flavors[side] = bk_suggest_flavor(text, text->type->name, side);
	bk_puts(text->sink, is_typedef ? "typedef enum {\n" : "enum ");
	if (!is_typedef)
		bk_printf(text->sink, "%s {\n", text->flavors[side]);
	for (size_t i = 0; i < text->type->value_count; i++) {
		const struct bk_diff_value *v = side ? &values[i].new : &values[i].old;

		if (!is_on_side(&values[i], side))
			continue;
		bk_printf(text->sink, "\t%s___%s = ", v->name, sides[side]);
		put_number(text->sink, v);
	}
	bk_putc(text->sink, '}');
	bk_common_packing(text->sink, bk_graph_type(text->types.graphs[side], id));
	if (is_typedef)
		bk_printf(text->sink, " %s", text->flavors[side]);
	bk_puts(text->sink, ";\n\n");
}

static void put_enum_query(const struct bk_suggest_text *text, const char *query, int side,
			   const struct bk_diff_value *v)
{
	bk_printf(text->sink, "%s(%s%s, %s___%s)", query,
		  text->type->kind == BK_DIFF_TYPEDEF ? "" : "enum ", text->flavors[side], v->name,
		  sides[side]);
}

static void put_enumerator(struct bk_suggest_text *text, const struct bk_value_change *v)
{
	const struct bk_diff_value *of[2] = { &v->old, &v->new };
	const char *name = v->new.name ? v->new.name : v->old.name;
	bool on[2] = { is_on_side(v, 0), is_on_side(v, 1) };
	bool is_lone = !v->old.name || !v->new.name;
	const char *type =
		v->old.is_signed || v->new.is_signed ? "long long" : "unsigned long long";

	if (on[0] != (v->old.name != NULL) || (v->new.name && !bk_can_have_flavor(v->new.name))) {
		bk_puts(text->sink, "/* no flavor can be made of ");
		bk_suggest_put_comment(text->sink, name);
		bk_puts(text->sink, " */\n\n");
		return;
	}
	bk_printf(text->sink, "static __always_inline %s %s(", type, bk_suggest_reader(text, name));
	if (is_lone)
		bk_printf(text->sink, "%s otherwise)\n{\n", type);
	else
		bk_puts(text->sink, "void)\n{\n");
	for (int side = 1; side >= 0; side--) {
		bool is_last = !is_lone && (side == 0 || !on[0]);

		if (!on[side])
			continue;
		if (!is_last) {
			bk_puts(text->sink, "\tif (");
			put_enum_query(text, "bpf_core_enum_value_exists", side, of[side]);
			bk_puts(text->sink, ")\n\t");
		}
		bk_puts(text->sink, "\treturn ");
		put_enum_query(text, "bpf_core_enum_value", side, of[side]);
		bk_puts(text->sink, ";\n");
	}
	bk_puts(text->sink, is_lone ? "\treturn otherwise;\n}\n\n" : "}\n\n");
}

static void put_enum(struct bk_suggest_text *text, const uint32_t ids[2])
{
	const struct bk_value_change *values = text->diff->values.at + text->type->first_value;
	size_t counts[2] = { 0, 0 };

	for (size_t i = 0; i < text->type->value_count; i++)
		for (int side = 0; side < 2; side++)
			counts[side] += is_on_side(&values[i], side);
	for (int side = 0; side < 2; side++)
		if (counts[side])
			put_enum_flavor(text, side, ids[side]);
	for (size_t i = 0; i < text->type->value_count; i++)
		put_enumerator(text, &values[i]);
}

/* ---- types that came, went, or stand for another one ---- */

/* An enumeration of one side: its first constant makes it one. */
static void put_lone_enum(struct bk_suggest_text *text, int side, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(text->types.graphs[side], id);

	text->flavors[side] = bk_suggest_flavor(text, text->type->name, side);
	bk_printf(text->sink, "enum %s { %s_ = %s }", text->flavors[side], text->flavors[side],
		  t->size == 8 ? "1UL << 40" : "1");
	bk_common_packing(text->sink, t);
	bk_puts(text->sink, ";\n\n");
	bk_suggest_put_exists(text, side, "enum");
}

static void put_typedef(struct bk_suggest_text *text, int side)
{
	text->flavors[side] = bk_suggest_flavor(text, text->type->name, side);
	text->types.prefix = text->flavors[side];
	bk_puts(text->sink, "typedef ");
	bk_common_type_declare(&text->types, text->sink, side, side_of(text, side)->type_id,
			       text->flavors[side]);
	bk_puts(text->sink, ";\n\n");
}

void bk_suggest_put_plain(struct bk_suggest_text *text)
{
	int side = text->type->change == BK_ADDED ? 1 : 0;
	uint32_t ids[2] = { 0, 0 };

	for (int s = 0; s < 2; s++)
		if (side_of(text, s)->id)
			ids[s] = bk_skip_typedefs(text->types.graphs[s], side_of(text, s)->id);
	if (text->type->change == BK_CHANGED && text->type->value_count) {
		put_enum(text, ids);
	} else if (text->type->kind == BK_DIFF_ENUM && text->type->change != BK_CHANGED) {
		put_lone_enum(text, side, ids[side]);
	} else if (text->type->kind == BK_DIFF_TYPEDEF && text->type->change != BK_CHANGED) {
		put_typedef(text, side);
		bk_suggest_put_exists(text, side, "");
	} else if (text->type->kind == BK_DIFF_TYPEDEF) {
		bk_puts(text->sink, "/* whose members are of this type need it */\n");
		put_typedef(text, 0);
		put_typedef(text, 1);
	} else {
		bk_puts(text->sink, "/* what is different is put right by the loader */\n\n");
	}
}

/* ---- functions and variables ---- */

/* Whether pahole found it in the kernel's sets of kfuncs. */
static bool is_kfunc(const struct bk_graph *graph, uint32_t id)
{
	for (struct bk_ids tags = bk_ids_of(graph, 1u << BK_KIND_DECL_TAG); bk_ids_next(&tags);) {
		const struct bk_type *t = bk_graph_type(graph, tags.id);

		if (t->type_id == id && strcmp(bk_graph_name(graph, t), "bpf_kfunc") == 0)
			return true;
	}
	return false;
}

static const struct bk_type *prototype_of(const struct bk_suggest_text *text, int side)
{
	return bk_graph_type(text->types.graphs[side], side_of(text, side)->type_id);
}

static bool is_passed_whole(const struct bk_graph *graph, uint32_t type_id)
{
	return type_id && bk_value_class_of(graph, type_id) != BK_VALUE_OTHER;
}

/* Whether all arguments are such as libbpf's macros take. */
static bool is_plain_prototype(const struct bk_suggest_text *text, int side)
{
	const struct bk_graph *graph = text->types.graphs[side];
	const struct bk_type *t = prototype_of(text, side);

	if (bk_kind(t) != BK_KIND_FUNC_PROTO || bk_vlen(t) > MOST_ARGUMENTS)
		return false;
	for (uint32_t n = 0; n < bk_vlen(t); n++)
		if (!is_passed_whole(graph, bk_params(t)[n].type_id))
			return false;
	return !t->type_id || is_passed_whole(graph, t->type_id);
}

/* The name of a parameter, if the macros and the other parameters leave it free. */
static const char *parameter_name(const struct bk_suggest_text *text, int side, uint32_t n,
				  char made[static LONGEST_NAME])
{
	const struct bk_graph *graph = text->types.graphs[side];
	const struct bk_param *params = bk_params(prototype_of(text, side));
	const char *name = bk_graph_string(graph, params[n].name_off);
	bool is_free = bk_is_common_name(name) && strcmp(name, "ctx") != 0;

	for (uint32_t i = 0; i < n && is_free; i++)
		is_free = strcmp(name, bk_graph_string(graph, params[i].name_off)) != 0;
	if (is_free)
		return name;
	snprintf(made, LONGEST_NAME, "arg%u", n + 1);
	return made;
}

/* Tags that a list of parameters mentions first would be its own. */
static void put_forwards(struct bk_suggest_text *text, int side)
{
	const struct bk_graph *graph = text->types.graphs[side];
	const struct bk_type *t = prototype_of(text, side);
	bool any = false;

	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		uint32_t id = bk_skip_typedefs(graph, bk_params(t)[n].type_id);
		enum bk_kind kind;
		const char *name;

		while (bk_graph_kind(graph, id) == BK_KIND_PTR)
			id = bk_skip_typedefs(graph, bk_graph_type(graph, id)->type_id);
		kind = bk_graph_kind(graph, id);
		if (kind == BK_KIND_FWD)
			kind = bk_kind_flag(bk_graph_type(graph, id)) ? BK_KIND_UNION
								      : BK_KIND_STRUCT;
		name = bk_graph_name(graph, bk_graph_type(graph, id));
		if (!bk_kind_is_record(kind) || !bk_common_tag(&text->types, kind, name))
			continue;
		bk_printf(text->sink, "%s %s;\n", kind == BK_KIND_UNION ? "union" : "struct", name);
		any = true;
	}
	bk_puts(text->sink, any ? "\n" : "");
}

static void put_parameters(struct bk_suggest_text *text, int side, const char *before)
{
	const struct bk_type *t = prototype_of(text, side);
	char made[LONGEST_NAME];

	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		bk_puts(text->sink, before);
		bk_common_type_value(&text->types, text->sink, side, bk_params(t)[n].type_id,
				     parameter_name(text, side, n, made));
		before = ", ";
	}
}

/*
 * Whether libbpf takes the two prototypes for one: it looks at the kinds of what they take and return,
 * not at names and sizes.
 */
static bool are_alike_to_libbpf(const struct bk_suggest_text *text)
{
	struct bk_matching m = { .local = text->types.graphs[0],
				 .target = text->types.graphs[1],
				 .left = BK_MATCHING_MOST };

	return side_of(text, 0)->id && side_of(text, 1)->id &&
	       bk_types_compatible(&m, side_of(text, 0)->type_id, side_of(text, 1)->type_id) ==
		       BK_MATCH_YES;
}

/* libbpf takes the one of several flavors of a kfunc whose prototype the kernel has. */
static void put_kfunc(struct bk_suggest_text *text, int side)
{
	const struct bk_type *t = prototype_of(text, side);

	bk_puts(text->sink, "extern ");
	if (t->type_id)
		bk_common_type_value(&text->types, text->sink, side, t->type_id,
				     text->flavors[side]);
	else
		bk_printf(text->sink, "void %s", text->flavors[side]);
	bk_puts(text->sink, bk_vlen(t) ? "(" : "(void");
	put_parameters(text, side, "");
	bk_puts(text->sink, ") __ksym __weak;\n\n");
}

static void put_program(struct bk_suggest_text *text, int side)
{
	bk_printf(text->sink, "SEC(\"?fentry/%s\")\nint BPF_PROG(%s", text->type->name,
		  text->flavors[side]);
	put_parameters(text, side, ", ");
	bk_puts(text->sink, ")\n{\n\treturn 0;\n}\n\n");
}

static void put_function(struct bk_suggest_text *text)
{
	bool are_kfuncs = false;

	for (int side = 0; side < 2; side++) {
		if (!side_of(text, side)->id)
			continue;
		text->flavors[side] = bk_suggest_flavor(text, text->type->name, side);
		are_kfuncs |= is_kfunc(text->types.graphs[side], side_of(text, side)->id);
	}
	if (are_kfuncs)
		bk_puts(text->sink,
			are_alike_to_libbpf(text)
				? "/* a kfunc: to libbpf these are one, both names are true on both kernels;\n"
				  " * which one to call must be told by something else */\n\n"
				: "/* a kfunc: where its name is true, the kernel has it (libbpf 1.3) */\n\n");
	else
		bk_puts(text->sink,
			"/* which one the kernel takes is for its user to know, who has it loaded\n"
			" * by bpf_program__set_autoload() */\n\n");
	for (int side = 0; side < 2; side++) {
		if (!side_of(text, side)->id)
			continue;
		if (!is_plain_prototype(text, side)) {
			bk_printf(text->sink, "/* the %s takes what no program gets whole */\n\n",
				  sides[side]);
			continue;
		}
		put_forwards(text, side);
		if (are_kfuncs)
			put_kfunc(text, side);
		else
			put_program(text, side);
	}
}

void bk_suggest_put_symbol(struct bk_suggest_text *text)
{
	if (text->type->kind == BK_DIFF_FUNC) {
		put_function(text);
		return;
	}
	if (text->type->change != BK_CHANGED)
		bk_printf(text->sink,
			  "/* where its address is not 0, the kernel has it */\n"
			  "extern const void %s __ksym __weak;\n\n",
			  text->type->name);
	else
		bk_puts(text->sink, "/* a variable of another type: see that type */\n\n");
}
