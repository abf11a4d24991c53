// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reads, checks and spells CO-RE access strings. */
#include "btfkit/graph/access.h"

#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Decimal digits up to INT32_MAX, the most that libbpf reads. */
static bool read_index(const char **at, uint32_t *index)
{
	uint64_t value = 0;

	if (!is_digit(**at))
		return false;
	for (; is_digit(**at); (*at)++) {
		value = value * 10 + (uint64_t)(**at - '0');
		if (value > INT32_MAX)
			return false;
	}
	*index = (uint32_t)value;
	return true;
}

static struct bk_error *read_indexes(struct bk_access *access, const char *text)
{
	const char *at = text;

	for (;; at++) {
		uint32_t index;

		if (!read_index(&at, &index) || (*at && *at != ':'))
			return bk_error_create(BK_ERR_MALFORMED,
					       "an access is numbers with colons between");
		if (access->count == BK_ACCESS_MOST)
			return bk_error_create(BK_ERR_UNSUPPORTED, "more than %u steps",
					       BK_ACCESS_MOST);
		access->indexes[access->count++] = index;
		if (!*at)
			return NULL;
	}
}

/* What the index leads to from type `id`, which is a record or an array. */
static uint32_t type_inside(const struct bk_graph *graph, uint32_t id, uint32_t index)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));

	if (bk_kind(t) == BK_KIND_ARRAY)
		return bk_array_info(t)->elem_type;
	return bk_members(t)[index].type_id;
}

static struct bk_error *check_step(const struct bk_graph *graph, uint32_t id, uint32_t index)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));
	enum bk_kind kind = bk_kind(t);
	uint32_t size;

	if (bk_kind_is_record(kind))
		size = bk_vlen(t);
	else if (kind != BK_KIND_ARRAY)
		return bk_error_create(BK_ERR_MALFORMED, "nothing lies inside type %u (%s)", id,
				       bk_kind_name(kind));
	else if (bk_array_info(t)->nelems)
		size = bk_array_info(t)->nelems;
	else
		return NULL;
	if (index < size)
		return NULL;
	return bk_error_create(BK_ERR_MALFORMED, "%u is past the %u %s of type %u (%s)", index,
			       size, kind == BK_KIND_ARRAY ? "elements" : "members", id,
			       bk_kind_name(kind));
}

static struct bk_error *check_field(const struct bk_access *access, const struct bk_graph *graph)
{
	uint32_t id = access->type_id;

	for (uint32_t n = 1; n < access->count; n++) {
		BK_TRY(check_step(graph, id, access->indexes[n]));
		id = type_inside(graph, id, access->indexes[n]);
	}
	return NULL;
}

static struct bk_error *check_enumval(const struct bk_access *access, const struct bk_graph *graph)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, access->type_id));

	if (!bk_kind_is_enum(bk_kind(t)))
		return bk_error_create(BK_ERR_MALFORMED, "type %u is a %s, not an enum",
				       access->type_id, bk_kind_name(bk_kind(t)));
	if (access->count != 1)
		return bk_error_create(BK_ERR_MALFORMED, "an enumerator is one number");
	if (access->indexes[0] < bk_vlen(t))
		return NULL;
	return bk_error_create(BK_ERR_MALFORMED, "%u is past the %u enumerators of type %u",
			       access->indexes[0], bk_vlen(t), access->type_id);
}

static bool is_declaration(enum bk_kind kind)
{
	return kind == BK_KIND_FUNC || kind == BK_KIND_VAR || kind == BK_KIND_DATASEC ||
	       kind == BK_KIND_DECL_TAG;
}

struct bk_error *bk_access_init(struct bk_access *access, const struct bk_graph *graph,
				uint32_t kind, uint32_t type_id, const char *text)
{
	*access = (struct bk_access){ .kind = (enum bk_relo_kind)kind, .type_id = type_id };
	if (kind >= BK_RELO_KIND_COUNT)
		return bk_error_create(BK_ERR_UNSUPPORTED, "unknown relocation kind %u", kind);
	if (is_declaration(bk_kind(bk_graph_type(graph, type_id))))
		return bk_error_create(BK_ERR_MALFORMED, "type %u is a %s, not a type in C",
				       type_id,
				       bk_kind_name(bk_kind(bk_graph_type(graph, type_id))));
	BK_TRY(read_indexes(access, text));
	if (bk_relo_is_field(kind))
		return check_field(access, graph);
	if (bk_relo_is_enumval(kind))
		return check_enumval(access, graph);
	if (access->count == 1 && access->indexes[0] == 0)
		return NULL;
	return bk_error_create(BK_ERR_MALFORMED, "the access to a whole type is \"0\"");
}

static void put_member(const struct bk_graph *graph, const struct bk_type *t, uint32_t index,
		       bool is_last, struct bk_sink *sink)
{
	const char *name = bk_graph_string(graph, bk_members(t)[index].name_off);

	if (!*name && !is_last)
		return;
	bk_putc(sink, '.');
	bk_puts(sink, *name ? name : "(anon)");
}

static void put_element(uint32_t index, struct bk_sink *sink)
{
	bk_putc(sink, '[');
	bk_put_u64(sink, index);
	bk_putc(sink, ']');
}

static void spell_field(const struct bk_access *access, const struct bk_graph *graph,
			struct bk_sink *sink)
{
	uint32_t id = access->type_id;

	if (access->indexes[0]) {
		bk_puts(sink, "(&");
		bk_type_name(graph, id, sink);
		bk_putc(sink, ')');
		put_element(access->indexes[0], sink);
	} else {
		bk_type_name(graph, id, sink);
	}
	for (uint32_t n = 1; n < access->count; n++) {
		const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));
		uint32_t index = access->indexes[n];

		if (bk_kind(t) == BK_KIND_ARRAY)
			put_element(index, sink);
		else
			put_member(graph, t, index, n + 1 == access->count, sink);
		id = type_inside(graph, id, index);
	}
}

static void spell_enumval(const struct bk_access *access, const struct bk_graph *graph,
			  struct bk_sink *sink)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, access->type_id));
	const char *name = bk_graph_string(graph, bk_enum_name_off(t, access->indexes[0]));

	bk_type_name(graph, access->type_id, sink);
	bk_putc(sink, '.');
	bk_puts(sink, *name ? name : "(anon)");
}

void bk_access_spell(const struct bk_access *access, const struct bk_graph *graph,
		     struct bk_sink *sink)
{
	if (bk_relo_is_field(access->kind))
		spell_field(access, graph, sink);
	else if (bk_relo_is_enumval(access->kind))
		spell_enumval(access, graph, sink);
	else
		bk_type_name(graph, access->type_id, sink);
}
