// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Writes the local types of expressions: first what is inside the roots, then these. */
#include "btfkit/live/local_types.h"

#include "btfkit/base/arena.h"
#include "btfkit/graph/names.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

/*
 * The kernel refuses names in a program's BTF that are no identifiers of C, or longer than this (older
 * kernels), and access strings of more than 64 steps.
 */
enum { LONGEST_NAME = 127, MOST_STEPS = 60, DEEPEST_MIRROR = 16 };

enum { NONE = UINT32_MAX, POINTER_BYTES = 8 };

/* Expressions that share a root. */
struct group {
	enum bk_kind kind;
	const char *name;
	uint32_t first, last; /* expressions, linked by `next` */
	uint32_t count;
	uint32_t type_id;
};

struct locals_builder {
	struct bk_encoder *encoder;
	const struct bk_graph *kernel;
	const struct bk_names *names; /* of `kernel` */
	const struct bk_graph *graph; /* what is mirrored: the kernel's, or a module's */
	struct bk_asked *asked;
	struct bk_locals *locals;
	uint32_t *next;	  /* of each expression in its group */
	uint32_t *inside; /* the type of each expression's first step */
	BK_ARRAY(struct group) groups;
	struct bk_strmap by_key;
	struct bk_arena arena;
	uint32_t t_int, t_void_ptr;
};

static uint32_t put(struct locals_builder *b, const char *name, enum bk_kind kind, uint32_t vlen,
		    uint32_t size_or_type)
{
	return bk_encoder_type(b->encoder, name, BK_KIND_INFO(kind, vlen), size_or_type);
}

static uint32_t put_int(struct locals_builder *b, const char *name, uint32_t size,
			uint32_t encoding)
{
	uint32_t id = put(b, name, BK_KIND_INT, 0, size);

	bk_encoder_word(b->encoder, encoding << 24 | 8 * size);
	return id;
}

static void put_enumerator(struct locals_builder *b, enum bk_kind kind, const char *name)
{
	bk_encoder_word(b->encoder, bk_encoder_string(b->encoder, name));
	bk_encoder_word(b->encoder, 0);
	if (kind == BK_KIND_ENUM64)
		bk_encoder_word(b->encoder, 0);
}

static uint32_t put_array(struct locals_builder *b, uint32_t element, uint32_t count)
{
	uint32_t id = put(b, "", BK_KIND_ARRAY, 0, 0);

	bk_encoder_word(b->encoder, element);
	bk_encoder_word(b->encoder, b->t_int);
	bk_encoder_word(b->encoder, count);
	return id;
}

static void put_member(struct locals_builder *b, const char *name, uint32_t type_id)
{
	bk_encoder_word(b->encoder, bk_encoder_string(b->encoder, name));
	bk_encoder_word(b->encoder, type_id);
	bk_encoder_word(b->encoder, 0);
}

/* ---- what stands at the end of a path ---- */

static uint32_t mirror(struct locals_builder *b, uint32_t id, int depth, bool by_name);

static uint32_t mirror_prototype(struct locals_builder *b, const struct bk_type *t, int depth)
{
	uint32_t result = mirror(b, t->type_id, depth + 1, true), count = bk_vlen(t), id;
	uint32_t *parameters = bk_arena_alloc(&b->arena, (count + 1) * sizeof(*parameters));

	if (!parameters) {
		b->encoder->failed = true;
		return 0;
	}
	for (uint32_t i = 0; i < count; i++)
		parameters[i] = mirror(b, bk_params(t)[i].type_id, depth + 1, true);
	id = put(b, "", BK_KIND_FUNC_PROTO, count, result);
	for (uint32_t i = 0; i < count; i++) {
		bk_encoder_word(b->encoder, 0);
		bk_encoder_word(b->encoder, parameters[i]);
	}
	return id;
}

/* The kernel takes no two at once. */
static uint32_t one_encoding(uint32_t encoding)
{
	if (encoding & BK_INT_SIGNED)
		return BK_INT_SIGNED;
	return encoding & BK_INT_BOOL ? BK_INT_BOOL : encoding & BK_INT_CHAR;
}

/*
 * A type of the same kind and size, as deep as loaders compare: not what is in a record. With
 * `by_name` named as the original is, for where names are compared, too.
 */
static uint32_t mirror(struct locals_builder *b, uint32_t id, int depth, bool by_name)
{
	const struct bk_type *t = bk_graph_type(b->graph, bk_skip_typedefs(b->graph, id));
	const char *name = by_name ? bk_graph_name(b->graph, t) : "";

	if (depth > DEEPEST_MIRROR)
		return b->t_int;
	switch (bk_kind(t)) {
	case BK_KIND_VOID:
		return 0;
	case BK_KIND_INT:
		return put_int(b, *name ? name : "int", t->size, one_encoding(bk_int_encoding(t)));
	case BK_KIND_PTR:
		if (!by_name)
			return b->t_void_ptr;
		return put(b, "", BK_KIND_PTR, 0, mirror(b, t->type_id, depth + 1, true));
	case BK_KIND_ARRAY:
		return put_array(b, mirror(b, bk_array_info(t)->elem_type, depth + 1, by_name),
				 bk_array_info(t)->nelems);
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		return put(b, name, bk_kind(t), 0, t->size);
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64: { /* unsigned: older kernels do not know signed ones */
		uint32_t enum_id = put(b, name, bk_kind(t), 1, t->size);

		put_enumerator(b, bk_kind(t), "BK_LOCAL");
		return enum_id;
	}
	case BK_KIND_FWD:
		return bk_encoder_type(b->encoder, name, t->info, 0);
	case BK_KIND_FLOAT:
		return put(b, *name ? name : "double", BK_KIND_FLOAT, 0, t->size);
	case BK_KIND_FUNC_PROTO:
		return mirror_prototype(b, t, depth);
	default:
		return b->t_int;
	}
}

static uint32_t mirror_place(struct locals_builder *b, const struct bk_asked *asked, bool by_name)
{
	b->graph = asked->graph;
	return mirror(b, asked->place.type_id, 0, by_name);
}

/* ---- the way to it ---- */

struct inside {
	uint32_t type_id;
	uint64_t size_bytes;
};

static uint64_t leaf_size(const struct bk_asked *asked)
{
	return asked->is_there ? bk_type_size(asked->graph, asked->place.type_id) : 4;
}

/* The type behind the first `from` steps, made of what is behind all others. */
static struct inside put_inside(struct locals_builder *b, const struct bk_asked *asked, size_t from)
{
	const struct bk_expression *expression = asked->expression;
	struct inside inside = { .type_id = b->t_int, .size_bytes = leaf_size(asked) };

	if (asked->is_there)
		inside.type_id = mirror_place(b, asked, false);

	for (size_t i = expression->steps.count; i-- > from;) {
		const struct bk_expression_step *step = &expression->steps.at[i];

		if (step->member) {
			uint32_t member = inside.type_id;

			inside.type_id = put(b, "", BK_KIND_STRUCT, 1, (uint32_t)inside.size_bytes);
			put_member(b, step->member, member);
		} else {
			inside.type_id = put_array(b, inside.type_id, step->index + 1);
			inside.size_bytes *= (uint64_t)step->index + 1;
		}
	}
	return inside;
}

static uint64_t local_offset(const struct bk_asked *asked, uint64_t leaf_size)
{
	const struct bk_expression *expression = asked->expression;
	uint64_t offset = 0, size = leaf_size;

	for (size_t i = expression->steps.count; i-- > 0;)
		if (!expression->steps.at[i].member) {
			offset += expression->steps.at[i].index * size;
			size *= (uint64_t)expression->steps.at[i].index + 1;
		}
	return offset;
}

static void add_kind(struct bk_local *local, enum bk_relo_kind kind, uint64_t value)
{
	local->kinds |= 1U << kind;
	local->values[kind] = (int64_t)value;
}

/* Shifts are those of the whole: nothing local is a bitfield. Only integers are shifted, and signed. */
static void set_field_kinds(const struct bk_asked *asked, struct bk_local *local)
{
	uint64_t size = leaf_size(asked);
	const struct bk_type *t = NULL;

	if (asked->is_there)
		t = bk_graph_type(asked->graph,
				  bk_skip_typedefs(asked->graph, asked->place.type_id));
	add_kind(local, BK_RELO_FIELD_EXISTS, 1);
	add_kind(local, BK_RELO_FIELD_BYTE_OFFSET, local_offset(asked, size));
	add_kind(local, BK_RELO_FIELD_BYTE_SIZE, size);
	if (t && bk_kind(t) != BK_KIND_INT && !bk_kind_is_enum(bk_kind(t)))
		return;
	/* of an element loaders take no other questions */
	if (!asked->expression->steps.at[asked->expression->steps.count - 1].member)
		return;
	add_kind(local, BK_RELO_FIELD_SIGNED,
		 !t || (bk_kind(t) == BK_KIND_INT && bk_int_encoding(t) & BK_INT_SIGNED));
	if (size && size <= 8) {
		add_kind(local, BK_RELO_FIELD_LSHIFT_U64, 64 - 8 * size);
		add_kind(local, BK_RELO_FIELD_RSHIFT_U64, 64 - 8 * size);
	}
}

static void set_type_kinds(const struct bk_asked *asked, struct bk_local *local, uint64_t size)
{
	add_kind(local, BK_RELO_TYPE_EXISTS, 1);
	add_kind(local, BK_RELO_TYPE_MATCHES, 1);
	add_kind(local, BK_RELO_TYPE_ID_LOCAL, local->type_id);
	add_kind(local, BK_RELO_TYPE_ID_TARGET, local->type_id);
	if (leaf_size(asked)) /* of a prototype, say, it is a hard failure */
		add_kind(local, BK_RELO_TYPE_SIZE, size);
}

/* ---- groups of one root ---- */

/* How many types of the name and kind the kernel has. */
static uint32_t count_namesakes(const struct locals_builder *b, enum bk_kind kind, const char *name)
{
	uint32_t count = 0;

	for (uint32_t id = bk_names_first(b->names, name); id; id = bk_names_next(b->names, id))
		count += bk_graph_kind(b->kernel, id) == kind ||
			 (bk_kind_is_enum(kind) && bk_kind_is_enum(bk_graph_kind(b->kernel, id)));
	return count;
}

/*
 * The kind that the kernel has: its relocator, unlike libbpf, finds no ENUM64 by an ENUM. For a
 * bare name that is not there, the kind that has it, as the resolver looks for it.
 */
static enum bk_kind root_kind(const struct locals_builder *b, const struct bk_asked *asked)
{
	static const enum bk_kind kinds[] = { BK_KIND_STRUCT, BK_KIND_UNION, BK_KIND_TYPEDEF };
	const struct bk_expression *expression = asked->expression;

	if (asked->is_there)
		return bk_graph_kind(asked->graph, asked->place.root_id);
	if (expression->root == BK_KIND_ENUM &&
	    bk_names_find(b->names, BK_KIND_ENUM64, expression->name))
		return BK_KIND_ENUM64;
	if (expression->root != BK_KIND_VOID)
		return expression->root;
	for (size_t i = 0; i < 3; i++)
		if (bk_names_find(b->names, kinds[i], expression->name))
			return kinds[i];
	return BK_KIND_STRUCT;
}

static bool is_shared(const struct locals_builder *b, const struct bk_asked *asked,
		      enum bk_kind kind)
{
	return asked->graph == b->kernel && (bk_kind_is_record(kind) || bk_kind_is_enum(kind)) &&
	       count_namesakes(b, kind, asked->expression->name) < 2;
}

static struct bk_error *add_to_group(struct locals_builder *b, uint32_t index)
{
	struct bk_asked *asked = &b->asked[index];
	const struct bk_expression *expression = asked->expression;
	enum bk_kind kind = root_kind(b, asked);
	size_t size = strlen(expression->name) + 32;
	char *key = bk_arena_alloc(&b->arena, size);
	bool inserted = false;
	struct group *group;
	uint32_t *found;

	if (!key)
		return bk_error_memory();
	snprintf(key, size, "%d %d %u %s", (int)kind, (int)expression->kind,
		 is_shared(b, asked, kind) ? NONE : index, expression->name);
	found = bk_strmap_insert(&b->by_key, key, (uint32_t)b->groups.count, &inserted);
	if (!found)
		return bk_error_memory();
	if (inserted && !bk_array_push(&b->groups, (struct group){ .kind = kind,
								   .name = expression->name,
								   .first = index,
								   .last = index }))
		return bk_error_memory();
	group = &b->groups.at[*found];
	if (!inserted)
		b->next[group->last] = index;
	group->last = index;
	group->count++;
	b->next[index] = NONE;
	return NULL;
}

/* ---- whether it can be asked ---- */

static bool is_identifier(const char *name)
{
	size_t size = 0;

	for (; name[size]; size++) {
		char c = name[size];

		if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (size && c >= '0' && c <= '9')))
			return false;
	}
	return size && size <= LONGEST_NAME;
}

static const char *obstacle(const struct bk_asked *asked)
{
	const struct bk_expression *expression = asked->expression;
	uint64_t size = leaf_size(asked);

	if (!is_identifier(expression->name))
		return "the kernel takes no such name in a program's types";
	if (expression->steps.count > MOST_STEPS)
		return "a relocation takes no more than 64 steps";
	for (size_t i = 0; i < expression->steps.count; i++) {
		const struct bk_expression_step *step = &expression->steps.at[i];

		if (step->member && !is_identifier(step->member))
			return "the kernel takes no such name in a program's types";
		if (!step->member && !i)
			return "a relocation cannot begin with an element";
		if (!step->member && __builtin_mul_overflow(size, (uint64_t)step->index + 1, &size))
			return "the index is too large";
	}
	return size > INT32_MAX ? "the index is too large" : NULL;
}

/* ---- putting it together ---- */

static uint32_t put_access(struct locals_builder *b, uint32_t index, uint32_t place)
{
	const struct bk_expression *expression = b->asked[index].expression;
	size_t room = 16 * (expression->steps.count + 2), used;
	char *text = bk_arena_alloc(&b->arena, room);

	if (!text) {
		b->encoder->failed = true;
		return 0;
	}
	if (expression->kind == BK_EXPRESSION_ENUMERATOR) {
		snprintf(text, room, "%u", place);
		return bk_encoder_string(b->encoder, text);
	}
	used = (size_t)snprintf(text, room, "0");
	for (size_t i = 0; i < expression->steps.count && expression->kind == BK_EXPRESSION_FIELD;
	     i++) {
		const struct bk_expression_step *step = &expression->steps.at[i];
		uint32_t number = step->member ? (i ? 0 : place) : step->index;

		used += (size_t)snprintf(text + used, room - used, ":%u", number);
	}
	return bk_encoder_string(b->encoder, text);
}

static uint64_t put_insides(struct locals_builder *b, const struct group *group)
{
	uint64_t largest = 0;

	for (uint32_t i = group->first; i != NONE; i = b->next[i]) {
		struct inside inside = put_inside(b, &b->asked[i], 1);

		b->inside[i] = inside.type_id;
		if (inside.size_bytes > largest)
			largest = inside.size_bytes;
	}
	return largest;
}

/* The struct or union of a group of fields; a typedef's has no name of its own. */
static uint32_t put_root_record(struct locals_builder *b, const struct group *group)
{
	uint64_t size = put_insides(b, group);
	bool is_typedef = group->kind == BK_KIND_TYPEDEF;
	uint32_t id = put(b, is_typedef ? "" : group->name,
			  is_typedef ? BK_KIND_STRUCT : group->kind, group->count, (uint32_t)size);

	for (uint32_t i = group->first; i != NONE; i = b->next[i])
		put_member(b, b->asked[i].expression->steps.at[0].member, b->inside[i]);
	return is_typedef ? put(b, group->name, BK_KIND_TYPEDEF, 0, id) : id;
}

static uint32_t put_root_enum(struct locals_builder *b, const struct group *group)
{
	uint32_t size = group->kind == BK_KIND_ENUM64 ? 8 : 4;
	uint32_t id = put(b, group->name, group->kind, group->count, size);

	for (uint32_t i = group->first; i != NONE; i = b->next[i])
		put_enumerator(b, group->kind, b->asked[i].expression->steps.at[0].member);
	return id;
}

/* A type by itself, and its size. */
static uint32_t put_root_type(struct locals_builder *b, const struct group *group, uint64_t *size)
{
	const struct bk_asked *asked = &b->asked[group->first];

	*size = leaf_size(asked);
	if (group->kind != BK_KIND_TYPEDEF)
		return put(b, group->name, group->kind, 0, (uint32_t)*size);
	return put(b, group->name, BK_KIND_TYPEDEF, 0,
		   asked->is_there ? mirror_place(b, asked, true) : b->t_int);
}

static void put_group(struct locals_builder *b, struct group *group)
{
	enum bk_expression_kind kind = b->asked[group->first].expression->kind;
	uint64_t size = 0;
	uint32_t place = 0;

	if (kind == BK_EXPRESSION_FIELD)
		group->type_id = put_root_record(b, group);
	else if (kind == BK_EXPRESSION_ENUMERATOR)
		group->type_id = put_root_enum(b, group);
	else
		group->type_id = put_root_type(b, group, &size);
	for (uint32_t i = group->first; i != NONE; i = b->next[i]) {
		struct bk_local *local = &b->locals->at[i];

		local->type_id = group->type_id;
		local->access_off = put_access(b, i, place++);
		if (kind == BK_EXPRESSION_FIELD) {
			set_field_kinds(&b->asked[i], local);
		} else if (kind == BK_EXPRESSION_TYPE) {
			set_type_kinds(&b->asked[i], local, size);
		} else {
			add_kind(local, BK_RELO_ENUMVAL_EXISTS, 1);
			add_kind(local, BK_RELO_ENUMVAL_VALUE, 0);
		}
	}
}

static struct bk_error *build(struct locals_builder *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct bk_asked *asked = &b->asked[i];

		asked->is_askable = false;
		if (!asked->graph)
			asked->graph = b->kernel;
		if (asked->expression->kind == BK_EXPRESSION_FUNC)
			continue;
		asked->reason = obstacle(asked);
		asked->is_askable = !asked->reason;
		if (asked->is_askable)
			BK_TRY(add_to_group(b, (uint32_t)i));
	}
	b->t_int = put_int(b, "int", 4, BK_INT_SIGNED);
	b->t_void_ptr = put(b, "", BK_KIND_PTR, 0, 0);
	for (size_t i = 0; i < b->groups.count; i++)
		put_group(b, &b->groups.at[i]);
	return b->encoder->failed ? bk_error_memory() : NULL;
}

struct bk_error *bk_locals_init(struct bk_locals *locals, struct bk_encoder *encoder,
				const struct bk_graph *graph, const struct bk_names *names,
				struct bk_asked *asked, size_t count)
{
	struct locals_builder b = { .encoder = encoder,
				    .kernel = graph,
				    .names = names,
				    .asked = asked,
				    .locals = locals };
	struct bk_error *error = NULL;

	*locals = (struct bk_locals){ .count = count };
	locals->at = calloc(count + 1, sizeof(*locals->at));
	b.next = calloc(count + 1, sizeof(*b.next));
	b.inside = calloc(count + 1, sizeof(*b.inside));
	if (!locals->at || !b.next || !b.inside)
		error = bk_error_memory();
	if (!error)
		error = build(&b, count);
	bk_array_deinit(&b.groups);
	bk_strmap_deinit(&b.by_key);
	free(b.next);
	free(b.inside);
	locals->texts = b.arena;
	if (error)
		bk_locals_deinit(locals);
	return error;
}

void bk_locals_deinit(struct bk_locals *locals)
{
	free(locals->at);
	bk_arena_deinit(&locals->texts);
	*locals = (struct bk_locals){ 0 };
}
