// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* _Static_asserts that hold the compiler to BTF's sizes and offsets. */
#include "btfkit/header/parts.h"

#include "btfkit/graph/type_size.h"

enum { LONGEST_PATH = 512 };

static void put_size(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	const struct bk_value value = cgen->records.values[id];

	if (value.sort == BK_VALUE_NONE)
		return; /* such as an enum of 3 bytes, which C cannot have */
	bk_puts(sink, "_Static_assert(sizeof(");
	bk_cgen_put_name(cgen, sink, id);
	bk_puts(sink, ") == ");
	bk_put_u64(sink, bk_type_size(cgen->graph, id));
	bk_puts(sink, ", \"size of ");
	bk_cgen_put_name(cgen, sink, id);
	bk_puts(sink, "\");\n");
}

/* A path of member names with dots between, each as the definition has it. */
static void put_path(struct bk_cgen *cgen, struct bk_sink *sink, const char *path)
{
	while (*path) {
		size_t size = strcspn(path, ".");
		char name[LONGEST_PATH];

		memcpy(name, path, size);
		name[size] = '\0';
		bk_put_identifier(cgen, sink, name);
		path += size;
		if (*path)
			bk_putc(sink, *path++);
	}
}

static void put_offset(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, const char *path,
		       uint64_t offset_bytes)
{
	bk_puts(sink, "_Static_assert(__builtin_offsetof(");
	bk_cgen_put_name(cgen, sink, id);
	bk_puts(sink, ", ");
	put_path(cgen, sink, path);
	bk_puts(sink, ") == ");
	bk_put_u64(sink, offset_bytes);
	bk_puts(sink, ", \"");
	bk_cgen_put_name(cgen, sink, id);
	bk_putc(sink, '.');
	bk_puts(sink, path);
	bk_puts(sink, "\");\n");
}

/* Where in the record `id` the members of `t` lie: through anonymous ones, and named ones' own. */
struct place {
	char path[LONGEST_PATH];
	size_t path_size;
	uint64_t offset_bytes;
	int depth;
};

/* Adds a member to the path, unless it would get too long. */
static bool extend_path(struct place *place, const char *name)
{
	size_t size = strnlen(name, LONGEST_PATH);

	if (place->path_size + 1 + size >= LONGEST_PATH)
		return false;
	if (place->path_size && size)
		place->path[place->path_size++] = '.';
	memcpy(place->path + place->path_size, name, size);
	place->path_size += size;
	place->path[place->path_size] = '\0';
	return true;
}

/* As deep as define.c writes records out that have no member name. */
enum { DEEPEST = 30 };

static uint32_t embedded_type(const struct bk_cgen *cgen, uint32_t id)
{
	return bk_identity_of(cgen->identity, bk_skip_typedefs(cgen->graph, id));
}

static void put_members(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id,
			const struct bk_type *t, struct bk_record record, struct place *place)
{
	struct bk_layout layout;

	bk_layout_begin(&layout, &cgen->records, t, record);
	for (uint32_t n = 0; n < bk_vlen(t) && !sink->error; n++) {
		const struct bk_member *m = bk_members(t) + n;
		const char *name = bk_graph_string(cgen->graph, m->name_off);
		struct bk_placement p = bk_layout_next(&layout, n);
		uint32_t type =
			bk_identity_of(cgen->identity, bk_skip_modifiers(cgen->graph, m->type_id));
		const struct bk_type *inner = bk_graph_type(cgen->graph, type);
		size_t size = place->path_size;

		if (p.outside || p.width_bits ||
		    (*name && bk_classify_name(name, strlen(name), NULL) >= BK_NAME_RESERVED))
			continue;
		if (!extend_path(place, name))
			continue;
		place->offset_bytes += p.start_bits / 8;
		if (*name)
			put_offset(cgen, sink, id, place->path, place->offset_bytes);
		if (!*name) /* written out, whatever its type is called */
			inner = bk_graph_type(cgen->graph, type = embedded_type(cgen, m->type_id));
		if (bk_kind_is_record(bk_kind(inner)) && place->depth < DEEPEST &&
		    (!*name || cgen->anon.fate[type] == BK_ANON_INLINE)) {
			place->depth++;
			put_members(cgen, sink, id, inner, cgen->records.by_id[type], place);
			place->depth--;
		}
		place->offset_bytes -= p.start_bits / 8;
		place->path_size = size;
	}
}

void bk_header_put_asserts(struct bk_cgen *cgen, struct bk_sink *sink, const struct bk_order *order)
{
	bk_printf(
		sink,
		"\n/* What BTF says of sizes and offsets, held against the compiler. */\n"
		"#if __SIZEOF_POINTER__ == %u && !defined(__cplusplus) /* where some members have other names */\n",
		cgen->graph->pointer_size);
	for (size_t i = 0; i < order->enums.count; i++)
		if (bk_cgen_is_definable(cgen, order->enums.at[i]))
			put_size(cgen, sink, order->enums.at[i]);
	for (size_t i = 0; i < order->types.count && !sink->error; i++) {
		uint32_t id = order->types.at[i];
		const struct bk_type *t = bk_graph_type(cgen->graph, id);
		struct place place = { .path_size = 0 };

		if (bk_kind_is_record(bk_kind(t))) {
			put_size(cgen, sink, id);
			put_members(cgen, sink, id, t, cgen->records.by_id[id], &place);
		} else if (bk_type_size(cgen->graph, id)) {
			put_size(cgen, sink, id);
		}
	}
	bk_puts(sink, "#endif\n");
}
