// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which names two kernels have in common, and how to do without. */
#include "btfkit/cgen/common_type.h"

#include "btfkit/cgen/identity.h"
#include "btfkit/graph/type_size.h"

/* Bearers of one name that are looked at: with more, it is not relied on. */
enum { MOST_BEARERS = 64 };

/* What an opaque record takes at most, so that compilers take it. */
enum { LARGEST = 1 << 20 };

struct bk_error *bk_common_types_init(struct bk_common_types *types, const struct bk_graph *old,
				      const struct bk_graph *new)
{
	*types = (struct bk_common_types){ .graphs = { old, new }, .prefix = "" };
	for (int side = 0; side < 2; side++) {
		struct bk_error *error = bk_names_create_of(
			types->graphs[side], BK_KINDS_IN_NAME_SPACES, &types->names[side]);

		if (error) {
			bk_common_types_deinit(types);
			return error;
		}
	}
	return NULL;
}

void bk_common_types_deinit(struct bk_common_types *types)
{
	bk_names_destroy(types->names[0]);
	bk_names_destroy(types->names[1]);
	types->names[0] = types->names[1] = NULL;
}

bool bk_is_common_name(const char *name)
{
	return *name && bk_classify_name(name, strlen(name), NULL) <= BK_NAME_CXX;
}

/* Four underscores do not begin a flavor, and what follows three is one already. */
bool bk_can_have_flavor(const char *name)
{
	return bk_is_common_name(name) && name[strlen(name) - 1] != '_' && !strstr(name, "___");
}

/* The kind of a tag; ENUM64 is an enum. */
static enum bk_kind tag_kind(const struct bk_graph *graph, uint32_t id, bool *complete)
{
	enum bk_kind kind = bk_graph_kind(graph, id);

	*complete = kind != BK_KIND_FWD;
	if (kind == BK_KIND_FWD)
		return bk_kind_flag(bk_graph_type(graph, id)) ? BK_KIND_UNION : BK_KIND_STRUCT;
	return kind == BK_KIND_ENUM64 ? BK_KIND_ENUM : kind;
}

/* Whether a graph has no other tag of that name; `is_defined`: and has this one, with its members. */
static bool has_tag(const struct bk_common_types *types, int side, enum bk_kind wanted,
		    const char *name, bool *is_defined)
{
	const struct bk_graph *graph = types->graphs[side];
	uint32_t seen = 0;

	*is_defined = false;
	for (uint32_t id = bk_names_first(types->names[side], name); id;
	     id = bk_names_next(types->names[side], id)) {
		bool complete;
		enum bk_kind kind = tag_kind(graph, id, &complete);

		if (kind == BK_KIND_TYPEDEF)
			continue;
		if (kind != wanted || ++seen > MOST_BEARERS)
			return false;
		*is_defined |= complete;
	}
	return true;
}

bool bk_common_tag(const struct bk_common_types *types, enum bk_kind kind, const char *name)
{
	bool is_defined;

	return bk_is_common_name(name) && has_tag(types, 0, kind, name, &is_defined) &&
	       has_tag(types, 1, kind, name, &is_defined);
}

static bool is_common_definition(const struct bk_common_types *types, enum bk_kind kind,
				 const char *name)
{
	bool old, new;

	return bk_is_common_name(name) && has_tag(types, 0, kind, name, &old) && old &&
	       has_tag(types, 1, kind, name, &new) && new;
}

/* The only typedef of that name, 0: there is none, or another. */
static uint32_t find_typedef(const struct bk_common_types *types, int side, const char *name)
{
	uint32_t found = 0, seen = 0;

	for (uint32_t id = bk_names_first(types->names[side], name); id;
	     id = bk_names_next(types->names[side], id)) {
		if (++seen > MOST_BEARERS)
			return 0;
		if (bk_graph_kind(types->graphs[side], id) != BK_KIND_TYPEDEF)
			continue;
		if (found)
			return 0;
		found = id;
	}
	return found;
}

/* Whether both kernels have it for an integer of one sort, or for a record. */
static bool is_common_typedef(const struct bk_common_types *types, const char *name)
{
	const struct bk_type *t[2];

	if (!bk_is_common_name(name))
		return false;
	for (int side = 0; side < 2; side++) {
		uint32_t id = find_typedef(types, side, name);

		if (!id)
			return false;
		t[side] = bk_graph_type(types->graphs[side],
					bk_skip_typedefs(types->graphs[side], id));
	}
	if (bk_kind_is_record(bk_kind(t[0])))
		return bk_kind(t[0]) == bk_kind(t[1]);
	return bk_kind(t[0]) == BK_KIND_INT && bk_kind(t[1]) == BK_KIND_INT &&
	       t[0]->size == t[1]->size && bk_int_encoding(t[0]) == bk_int_encoding(t[1]);
}

/* Goes past what changes nothing about the bytes, and past names that only one kernel has. */
static uint32_t strip(const struct bk_common_types *types, int side, uint32_t id)
{
	const struct bk_graph *graph = types->graphs[side];

	for (;;) {
		const struct bk_type *t;

		id = bk_skip_modifiers(graph, id);
		t = bk_graph_type(graph, id);
		if (bk_kind(t) != BK_KIND_TYPEDEF ||
		    is_common_typedef(types, bk_graph_name(graph, t)))
			return id;
		id = t->type_id;
	}
}

/* As BPF has them: `long` takes 8 bytes. */
static void put_number(struct bk_sink *sink, uint32_t size, bool is_signed)
{
	const char *name = "int";

	if (size == 1)
		name = is_signed ? "signed char" : "char";
	else if (size == 2)
		name = "short";
	else if (size == 8)
		name = "long";
	else if (size == 16)
		name = "__int128";
	bk_puts(sink, is_signed ? "" : "unsigned ");
	bk_puts(sink, name);
}

static void put_int(struct bk_sink *sink, const struct bk_graph *graph, const struct bk_type *t)
{
	uint32_t encoding = bk_int_encoding(t);

	if (encoding & BK_INT_BOOL && t->size == 1)
		bk_puts(sink, "_Bool");
	else if (t->size == 1 && strcmp(bk_graph_name(graph, t), "char") == 0)
		bk_puts(sink, "char");
	else
		put_number(sink, t->size, encoding & BK_INT_SIGNED);
}

void bk_common_packing(struct bk_sink *sink, const struct bk_type *t)
{
	if (t->size < 4)
		bk_puts(sink, " __attribute__((packed))");
}

/* CO-RE takes an enumeration without a name for any other; its constant makes its size. */
static void put_enum(struct bk_common_types *types, struct bk_sink *sink, const char *name,
		     const struct bk_type *t)
{
	const char *value = bk_kind_flag(t) ? "-1" : "1";

	if (is_common_definition(types, BK_KIND_ENUM, name)) {
		bk_printf(sink, "enum %s", name);
		return;
	}
	if (t->size == 8)
		value = bk_kind_flag(t) ? "-1L << 40" : "1UL << 40";
	else if (t->size == 2)
		value = bk_kind_flag(t) ? "-300" : "300";
	bk_printf(sink, "enum { %s_%u = %s }", types->prefix, types->constants++, value);
	bk_common_packing(sink, t);
}

static void put_record(const struct bk_common_types *types, struct bk_sink *sink, const char *name,
		       const struct bk_type *t)
{
	const char *keyword = bk_kind(t) == BK_KIND_UNION ? "union" : "struct";

	if (is_common_definition(types, bk_kind(t), name))
		bk_printf(sink, "%s %s", keyword, name);
	else if (!t->size || t->size > LARGEST)
		bk_printf(sink, "%s { }", keyword);
	else
		bk_printf(sink, "%s { char bytes[%u]; }", keyword, t->size);
}

/* What stands before the name; `id` is stripped, and neither pointer nor array. */
static void put_base(struct bk_common_types *types, struct bk_sink *sink, int side, uint32_t id)
{
	const struct bk_graph *graph = types->graphs[side];
	const struct bk_type *t = bk_graph_type(graph, id);
	const char *name = bk_graph_name(graph, t);

	switch (bk_kind(t)) {
	case BK_KIND_TYPEDEF:
		bk_puts(sink, name);
		break;
	case BK_KIND_INT:
		put_int(sink, graph, t);
		break;
	case BK_KIND_FLOAT:
		bk_puts(sink, t->size == 4 ? "float" : "double");
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		put_enum(types, sink, name, t);
		break;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		put_record(types, sink, name, t);
		break;
	case BK_KIND_VOID:
		bk_puts(sink, "void");
		break;
	default:
		bk_puts(sink, "struct { }");
	}
}

/* What a pointer leads to: by name if possible, and else nothing is said about it. */
static void put_pointee(const struct bk_common_types *types, struct bk_sink *sink, int side,
			uint32_t id)
{
	const struct bk_graph *graph = types->graphs[side];
	const struct bk_type *t = bk_graph_type(graph, id);
	const char *name = bk_graph_name(graph, t);
	enum bk_kind kind = bk_kind(t);
	bool complete;

	if (kind == BK_KIND_TYPEDEF)
		bk_puts(sink, name);
	else if (kind == BK_KIND_INT)
		put_int(sink, graph, t);
	else if ((bk_kind_is_record(kind) || kind == BK_KIND_FWD) &&
		 bk_common_tag(types, tag_kind(graph, id, &complete), name))
		bk_printf(sink, "%s %s",
			  tag_kind(graph, id, &complete) == BK_KIND_UNION ? "union" : "struct",
			  name);
	else
		bk_puts(sink, "void");
}

static uint32_t element_of(const struct bk_common_types *types, int side, uint32_t id)
{
	const struct bk_graph *graph = types->graphs[side];

	id = strip(types, side, id);
	while (bk_graph_kind(graph, id) == BK_KIND_ARRAY)
		id = strip(types, side, bk_array_info(bk_graph_type(graph, id))->elem_type);
	return id;
}

void bk_common_dimensions(const struct bk_graph *graph, struct bk_sink *sink, uint32_t id,
			  const char *text)
{
	for (id = bk_skip_typedefs(graph, id); bk_graph_kind(graph, id) == BK_KIND_ARRAY;) {
		const struct bk_array *array = bk_array_info(bk_graph_type(graph, id));

		if (text)
			bk_puts(sink, text);
		else
			bk_printf(sink, "[%u]", array->nelems);
		id = bk_skip_typedefs(graph, array->elem_type);
	}
}

static void put_pointer(const struct bk_common_types *types, struct bk_sink *sink, int side,
			uint32_t id, const char *name)
{
	const struct bk_graph *graph = types->graphs[side];
	uint32_t stars = 0;

	for (; bk_graph_kind(graph, id) == BK_KIND_PTR; stars++)
		id = strip(types, side, bk_graph_type(graph, id)->type_id);
	put_pointee(types, sink, side, id);
	bk_putc(sink, ' ');
	while (stars--)
		bk_putc(sink, '*');
	bk_puts(sink, name);
}

void bk_common_type_declare(struct bk_common_types *types, struct bk_sink *sink, int side,
			    uint32_t id, const char *name)
{
	const struct bk_graph *graph = types->graphs[side];
	uint32_t element = element_of(types, side, id);

	if (bk_graph_kind(graph, element) == BK_KIND_PTR) {
		put_pointer(types, sink, side, element, name);
	} else {
		put_base(types, sink, side, element);
		bk_puts(sink, *name ? " " : "");
		bk_puts(sink, name);
	}
	if (bk_graph_kind(graph, strip(types, side, id)) == BK_KIND_ARRAY)
		bk_common_dimensions(graph, sink, id, NULL);
}

void bk_common_type_value(struct bk_common_types *types, struct bk_sink *sink, int side,
			  uint32_t id, const char *name)
{
	const struct bk_graph *graph = types->graphs[side];
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));

	if (!bk_kind_is_enum(bk_kind(t))) {
		bk_common_type_declare(types, sink, side, id, name);
		return;
	}
	put_number(sink, t->size, bk_kind_flag(t));
	bk_printf(sink, "%s%s", *name ? " " : "", name);
}
