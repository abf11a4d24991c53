// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Writing the marked types. Typedefs and modifiers are left out wherever a type is referred to, since
 * every rule of matching looks through them; what nobody asks by name loses its name; and of types
 * without name and references those that are the same become one.
 */
#include "btfkit/minimize/minimal_write.h"

#include "btfkit/base/arena.h"
#include "btfkit/base/strmap.h"
#include "btfkit/dedup/result.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

struct writing {
	struct bk_marks *marks;
	const struct bk_graph *graph;
	uint32_t *new_ids; /* by old id */
	uint32_t *written; /* the old ids that get a record, in their order */
	uint32_t count;
	struct bk_strmap plain; /* types without name and references, to new ids */
	struct bk_arena arena;	/* the keys of `plain` */
	struct bk_strmap names; /* to offsets in `strings` */
	BK_ARRAY(uint8_t) types;
	BK_ARRAY(uint8_t) strings;
};

static void writing_deinit(struct writing *w)
{
	free(w->new_ids);
	free(w->written);
	bk_strmap_deinit(&w->plain);
	bk_arena_deinit(&w->arena);
	bk_strmap_deinit(&w->names);
	bk_array_deinit(&w->types);
	bk_array_deinit(&w->strings);
}

static int by_id(const void *a, const void *b)
{
	const uint32_t *p = a, *q = b;

	return *p < *q ? -1 : *p > *q;
}

static uint32_t kept_elements(const struct writing *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->graph, id);
	uint32_t count = 0;

	if (w->marks->elements[id])
		for (uint32_t i = 0; i < bk_vlen(t); i++)
			count += w->marks->elements[id][i];
	return count;
}

/* A FWD without a name would be no BTF to the kernel. */
static const char *name_of(const struct writing *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->graph, id);

	if (!(w->marks->of[id] & BK_MARK_NAMED) && bk_kind(t) != BK_KIND_FWD)
		return "";
	return bk_graph_name(w->graph, t);
}

enum { KEY_SIZE = 48 };

/* Whether nothing in the record is of this place alone; then `key` tells it from others. */
static bool is_plain(const struct writing *w, uint32_t id, char key[KEY_SIZE])
{
	const struct bk_type *t = bk_graph_type(w->graph, id);
	const enum bk_kind kind = bk_kind(t);

	if (*name_of(w, id))
		return false;
	if (kind == BK_KIND_INT)
		return snprintf(key, KEY_SIZE, "int %u %u", t->size, bk_int_word(t)) > 0;
	if (kind == BK_KIND_FLOAT)
		return snprintf(key, KEY_SIZE, "float %u", t->size) > 0;
	if (kind == BK_KIND_PTR && !(w->marks->of[id] & BK_MARK_POINTEE))
		return snprintf(key, KEY_SIZE, "pointer") > 0;
	if (bk_kind_is_record(kind) && !kept_elements(w, id))
		return snprintf(key, KEY_SIZE, "record %d %u %d", (int)kind, t->size,
				bk_kind_flag(t)) > 0;
	return false;
}

static struct bk_error *number(struct writing *w, uint32_t id)
{
	char key[KEY_SIZE];

	w->new_ids[id] = w->count + 1;
	if (is_plain(w, id, key)) {
		char *kept = bk_arena_copy(&w->arena, key, strlen(key));
		bool inserted;
		const uint32_t *value =
			kept ? bk_strmap_insert(&w->plain, kept, w->count + 1, &inserted) : NULL;

		if (!value)
			return bk_error_memory();
		w->new_ids[id] = *value;
		if (!inserted)
			return NULL;
	}
	w->written[w->count++] = id;
	return NULL;
}

static struct bk_error *number_all(struct writing *w)
{
	struct bk_marks *marks = w->marks;

	w->new_ids = calloc(w->graph->count, sizeof(*w->new_ids));
	w->written = calloc(marks->needed.count + 1, sizeof(*w->written));
	if (!w->new_ids || !w->written)
		return bk_error_memory();
	if (marks->needed.count)
		qsort(marks->needed.at, marks->needed.count, sizeof(*marks->needed.at), by_id);
	for (size_t i = 0; i < marks->needed.count; i++)
		BK_TRY(number(w, marks->needed.at[i]));
	return NULL;
}

static struct bk_error *put_name(struct writing *w, const char *name, uint32_t *offset)
{
	const size_t size = strlen(name) + 1;
	const uint32_t *at;
	bool inserted;

	at = bk_strmap_insert(&w->names, name, (uint32_t)w->strings.count, &inserted);
	if (!at)
		return bk_error_memory();
	*offset = *at;
	if (!inserted)
		return NULL;
	if (!bk_array_reserve(&w->strings, size))
		return bk_error_memory();
	memcpy(w->strings.at + w->strings.count, name, size);
	w->strings.count += size;
	return NULL;
}

static struct bk_error *put(struct writing *w, const void *bytes, size_t size)
{
	if (!bk_array_reserve(&w->types, size))
		return bk_error_memory();
	memcpy(w->types.at + w->types.count, bytes, size);
	w->types.count += size;
	return NULL;
}

static uint32_t new_id(const struct writing *w, uint32_t old_id)
{
	return w->new_ids[bk_skip_typedefs(w->graph, old_id)];
}

static struct bk_error *put_members(struct writing *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->graph, id);

	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		struct bk_member m = bk_members(t)[i];

		if (!bk_marks_has_element(w->marks, id, i))
			continue;
		BK_TRY(put_name(w, bk_graph_string(w->graph, m.name_off), &m.name_off));
		m.type_id = new_id(w, m.type_id);
		BK_TRY(put(w, &m, sizeof(m)));
	}
	return NULL;
}

static struct bk_error *put_enumerators(struct writing *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->graph, id);

	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		struct bk_enum64 e = { .name_off = bk_enum_name_off(t, i) };
		const uint64_t value = (uint64_t)bk_enum_value(t, i);
		const size_t size = bk_kind_table[bk_kind(t)].elem_size;

		if (!bk_marks_has_element(w->marks, id, i))
			continue;
		BK_TRY(put_name(w, bk_graph_string(w->graph, e.name_off), &e.name_off));
		e.value_lo32 = (uint32_t)value;
		e.value_hi32 = (uint32_t)(value >> 32);
		BK_TRY(put(w, &e, size));
	}
	return NULL;
}

static struct bk_error *put_params(struct writing *w, const struct bk_type *t)
{
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		const struct bk_param p = { .type_id = new_id(w, bk_params(t)[i].type_id) };

		BK_TRY(put(w, &p, sizeof(p)));
	}
	return NULL;
}

static struct bk_error *put_tail(struct writing *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->graph, id);
	const enum bk_kind kind = bk_kind(t);

	if (bk_kind_is_record(kind))
		return put_members(w, id);
	if (bk_kind_is_enum(kind))
		return put_enumerators(w, id);
	if (kind == BK_KIND_FUNC_PROTO)
		return put_params(w, t);
	if (kind == BK_KIND_ARRAY) {
		const struct bk_array *a = bk_array_info(t);
		const struct bk_array array = { new_id(w, a->elem_type), new_id(w, a->index_type),
						a->nelems };

		return put(w, &array, sizeof(array));
	}
	return kind == BK_KIND_INT ? put(w, bk_tail(t), sizeof(uint32_t)) : NULL;
}

static struct bk_error *put_type(struct writing *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->graph, id);
	const enum bk_kind kind = bk_kind(t);
	const bool is_shrunk = bk_kind_is_record(kind) || bk_kind_is_enum(kind);
	struct bk_type record = *t;

	BK_TRY(put_name(w, name_of(w, id), &record.name_off));
	if (is_shrunk)
		record.info = (t->info & ~0xffffffu) | kept_elements(w, id);
	if (kind == BK_KIND_PTR && !(w->marks->of[id] & BK_MARK_POINTEE))
		record.type_id = 0;
	else if (bk_kind_table[kind].refers)
		record.type_id = new_id(w, t->type_id);
	BK_TRY(put(w, &record, sizeof(record)));
	return put_tail(w, id);
}

/* Who reads it takes pointers for 8 bytes unless a `long` says otherwise. */
static struct bk_error *put_long(struct writing *w)
{
	struct {
		struct bk_type type;
		uint32_t word;
	} record = { .type = { .info = (uint32_t)BK_KIND_INT << 24, { .size = 4 } },
		     .word = (uint32_t)BK_INT_SIGNED << 24 | 32 };

	BK_TRY(put_name(w, "long", &record.type.name_off));
	return put(w, &record, sizeof(record));
}

static struct bk_error *finish(struct writing *w, bool swap, uint8_t **btf, size_t *size)
{
	const uint32_t header[BK_BTF_HEADER_MIN / 4] = {
		0,
		BK_BTF_HEADER_MIN,
		0,
		(uint32_t)w->types.count,
		(uint32_t)w->types.count,
		(uint32_t)w->strings.count,
	};
	const uint16_t magic = BK_BTF_MAGIC;

	*size = sizeof(header) + w->types.count + w->strings.count;
	*btf = malloc(*size);
	if (!*btf)
		return bk_error_memory();
	memcpy(*btf, header, sizeof(header));
	memcpy(*btf, &magic, sizeof(magic));
	(*btf)[sizeof(magic)] = BK_BTF_VERSION;
	if (w->types.count)
		memcpy(*btf + sizeof(header), w->types.at, w->types.count);
	memcpy(*btf + sizeof(header) + w->types.count, w->strings.at, w->strings.count);
	if (swap)
		bk_result_swap(*btf);
	return NULL;
}

struct bk_error *bk_minimal_write(struct bk_marks *marks, bool swap, uint8_t **btf, size_t *size,
				  uint32_t *types)
{
	BK_AUTO(writing_deinit) struct writing w = { .marks = marks, .graph = marks->graph };
	uint32_t none;

	BK_TRY(number_all(&w));
	BK_TRY(put_name(&w, "", &none));
	for (uint32_t i = 0; i < w.count; i++)
		BK_TRY(put_type(&w, w.written[i]));
	*types = w.count;
	if (w.count && w.graph->pointer_size == 4) {
		BK_TRY(put_long(&w));
		*types += 1;
	}
	return finish(&w, swap, btf, size);
}
