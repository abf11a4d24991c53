// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The one constructor of type graphs: from bytes to records that need no further checks. */
#include "btfkit/graph/graph.h"

#include "btfkit/format/header.h"
#include "btfkit/graph/check.h"
#include "btfkit/graph/ids.h"

static const struct bk_type void_type;

const struct bk_type *bk_graph_base_type(const struct bk_graph *graph, uint32_t id)
{
	if (id == 0)
		return &void_type;
	while (id < graph->first_id)
		graph = graph->base;
	return bk_graph_type(graph, id);
}

enum bk_kind bk_graph_base_kind(const struct bk_graph *graph, uint32_t id)
{
	return bk_kind(bk_graph_base_type(graph, id));
}

bool bk_graph_base_is_anonymous(const struct bk_graph *graph, uint32_t id)
{
	return *bk_graph_name(graph, bk_graph_base_type(graph, id)) == '\0';
}

/*
 * The type section in host order and aligned: the input itself where it is that already. A foreign
 * byte order is undone word by word, since known records consist of 32-bit words only. (Elements of
 * unknown kinds may not; nothing of those but the first 12 bytes is ever looked at.)
 */
static struct bk_error *adopt_types(struct bk_graph *graph, struct bk_bytes types)
{
	graph->types = types.data;
	if (!graph->swapped && bk_is_aligned4(types.data))
		return NULL;
	graph->owned = malloc(types.size + 1);
	if (!graph->owned)
		return bk_error_memory();
	memcpy(graph->owned, types.data, types.size);
	for (size_t at = 0; graph->swapped && at + 4 <= types.size; at += 4) {
		uint32_t word = bk_load32(graph->owned + at, true);

		memcpy(graph->owned + at, &word, 4);
	}
	graph->types = graph->owned;
	return NULL;
}

uint32_t bk_layout_record_size(struct bk_bytes layouts, enum bk_kind kind, uint32_t vlen)
{
	struct bk_bytes layout;
	uint64_t size;

	if (!bk_bytes_part(layouts, 4 * (uint64_t)kind, 4, &layout))
		return 0;
	size = sizeof(struct bk_type) + layout.data[0] + (uint64_t)layout.data[1] * vlen;
	return size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

/* How many bytes the record takes; 0: a kind nobody has described. */
static inline uint64_t record_size(const struct bk_graph *graph, const struct bk_type *t)
{
	enum bk_kind kind = bk_kind(t);

	if (__builtin_expect(kind > BK_KIND_VOID && kind < BK_KIND_COUNT, 1))
		return sizeof(*t) + bk_kind_table[kind].tail_size +
		       (uint64_t)bk_kind_table[kind].elem_size * bk_vlen(t);
	return kind ? bk_layout_record_size(graph->layouts, kind, bk_vlen(t)) : 0;
}

/* Why no record can begin at that place. */
static struct bk_error *bad_record(const struct bk_graph *graph, size_t at, size_t left)
{
	const struct bk_type *t = (const void *)(graph->types + at);
	struct bk_error *error;
	uint64_t length = left < sizeof(*t) ? 0 : record_size(graph, t);

	if (left < sizeof(*t))
		error = bk_error_create(BK_ERR_MALFORMED, "cut off: %zu bytes are left", left);
	else if (!length)
		error = bk_error_create(
			BK_ERR_UNSUPPORTED,
			"unknown kind %u, and no layout section that tells its size", bk_kind(t));
	else if (length % 4)
		error = bk_error_create(BK_ERR_UNSUPPORTED,
					"kind %u has records of %llu bytes, no multiple of 4",
					bk_kind(t), (unsigned long long)length);
	else
		error = bk_error_create(
			BK_ERR_MALFORMED, "%s of %llu bytes (vlen %u), but %zu are left",
			bk_kind_name(bk_kind(t)), (unsigned long long)length, bk_vlen(t), left);
	return bk_error_in(error, ".BTF+0x%zx: type %u", graph->types_at + at, graph->count);
}

/* Shrinks what was made for the most types there could be; what cannot shrink stays as it is. */
static void give_back(struct bk_graph *graph)
{
	size_t own = graph->count - graph->first_id + 1;
	void *shrunk = reallocarray(graph->offsets, own, sizeof(*graph->offsets));

	if (shrunk)
		graph->offsets = shrunk;
	shrunk = reallocarray(graph->kinds, own, sizeof(*graph->kinds));
	if (shrunk)
		graph->kinds = shrunk;
}

/* By kind, what record_size() is made of; a kind of no size is one that nobody has described. */
struct record_shape {
	uint32_t fixed, each; /* bytes, of it and for each of vlen */
};

static void describe_records(const struct bk_graph *graph, struct record_shape *shapes)
{
	for (uint32_t kind = 1; kind <= BK_KIND_MAX; kind++) {
		const struct bk_type none = { .info = kind << 24 };
		const struct bk_type one = { .info = none.info | 1 };
		const uint64_t fixed = record_size(graph, &none);

		shapes[kind].fixed = (uint32_t)fixed;
		shapes[kind].each = (uint32_t)(record_size(graph, &one) - fixed);
	}
}

/* Walks the section once to find where each record begins, and of what kind it is. */
static struct bk_error *index_records(struct bk_graph *graph, size_t size)
{
	struct record_shape shapes[BK_KIND_MAX + 1] = { 0 };
	size_t at = 0, most = size / sizeof(struct bk_type) + 1;
	uint32_t *offsets, own = 0;
	uint8_t *kinds;

	/* Room for as many as could be; pages that stay untouched cost nothing. */
	graph->kinds = kinds = reallocarray(NULL, most, sizeof(*kinds));
	graph->offsets = offsets = reallocarray(NULL, most, sizeof(*offsets));
	if (!offsets || !kinds)
		return bk_error_memory();
	describe_records(graph, shapes);
	while (size - at >= sizeof(struct bk_type)) {
		const struct bk_type *t = (const void *)(graph->types + at);
		const enum bk_kind kind = bk_kind(t);
		const uint64_t length =
			shapes[kind].fixed + (uint64_t)shapes[kind].each * bk_vlen(t);

		if (__builtin_expect(length - 1 >= size - at || length % 4, 0))
			break;
		offsets[own] = (uint32_t)at;
		kinds[own++] = (uint8_t)kind;
		at += length;
	}
	graph->count = graph->first_id + own;
	if (at < size)
		return bad_record(graph, at, size - at);
	give_back(graph);
	return NULL;
}

/*
 * The kernel takes names of some five hundred bytes. Longer ones cost time wherever they are looked
 * at, and any number of types can share one, from any byte of it on.
 */
enum { LONGEST_STRING = 1 << 16 };

static struct bk_error *check_string_lengths(struct bk_bytes strings)
{
	size_t at = 0;

	while (strings.size - at > LONGEST_STRING) {
		const uint8_t *end = memrchr(strings.data + at, '\0', LONGEST_STRING);

		if (!end)
			return bk_error_create(BK_ERR_UNSUPPORTED,
					       "the string at %zu has more than %d bytes", at,
					       LONGEST_STRING);
		at = (size_t)(end - strings.data) + 1;
	}
	return NULL;
}

static struct bk_error *check_strings(const struct bk_graph *graph)
{
	struct bk_bytes strings = graph->strings;

	if (!strings.size && graph->base)
		return NULL;
	if (!strings.size)
		return bk_error_create(BK_ERR_MALFORMED,
				       "the string section is empty: split BTF (a module's), "
				       "whose base must be given (--base)");
	if (strings.data[strings.size - 1])
		return bk_error_create(BK_ERR_MALFORMED,
				       "the string section does not end with a NUL");
	if (strings.data[0] && !graph->base)
		return bk_error_create(
			BK_ERR_MALFORMED,
			"the strings do not begin with a NUL: split BTF (a module's), "
			"whose base must be given (--base)");
	if ((uint64_t)graph->first_string + strings.size > UINT32_MAX)
		return bk_error_create(BK_ERR_MALFORMED,
				       "more than 4 GiB of strings with the base");
	return check_string_lengths(strings);
}

/*
 * Pointers have no size in BTF. A type that is as wide as a pointer on every Linux ABI tells:
 * `long`, under the names that gcc and clang give it.
 */
static uint32_t find_pointer_size(const struct bk_graph *graph)
{
	static const char *const long_names[] = {
		"long",		 "long int",	      "int long",
		"unsigned long", "long unsigned int", "unsigned long int"
	};
	const uint32_t *ints;
	uint32_t count = bk_own_ids(graph, BK_KIND_INT, &ints);

	for (uint32_t n = 0; n < count; n++) {
		const struct bk_type *t = bk_graph_type(graph, ints[n]);

		if (t->size != 4 && t->size != 8)
			continue;
		for (size_t i = 0; i < sizeof(long_names) / sizeof(*long_names); i++)
			if (strcmp(bk_graph_name(graph, t), long_names[i]) == 0)
				return t->size;
	}
	return graph->base ? graph->base->pointer_size : 8;
}

static struct bk_error *check(struct bk_graph *graph)
{
	if (!bk_ids_sort(graph))
		return bk_error_memory();
	BK_TRY(bk_check_records(graph));
	BK_TRY(bk_check_cycles(graph));
	graph->pointer_size = find_pointer_size(graph);
	return NULL;
}

static struct bk_error *check_split(struct bk_graph *graph)
{
	struct bk_error *error = check(graph);

	return bk_explain_misfit(graph, error ? error : bk_check_base_fits(graph));
}

static struct bk_error *build(struct bk_graph *graph, const struct bk_graph *base)
{
	struct bk_btf_header header;

	BK_TRY(bk_btf_header_read(graph->bytes, &header));
	graph->base = base;
	graph->swapped = header.swapped;
	graph->types_at = header.types.data - graph->bytes.data;
	graph->first_id = base ? base->count : 1;
	graph->count = graph->first_id;
	graph->first_string = base ? base->first_string + base->strings.size : 0;
	graph->strings = header.strings;
	/* a module without types of its own: nothing but a header, which needs no base */
	if (!base && !header.types.size && !header.strings.size)
		graph->strings = (struct bk_bytes){ (const uint8_t *)"", 1 };
	graph->layouts = header.layouts.size || !base ? header.layouts : base->layouts;
	BK_TRY(check_strings(graph));
	if (base)
		BK_TRY(bk_error_in(bk_check_is_split(graph), "does not fit the base"));
	BK_TRY(adopt_types(graph, header.types));
	BK_TRY(index_records(graph, header.types.size));
	if (base)
		return bk_error_in(check_split(graph), "does not fit the base");
	return check(graph);
}

struct bk_error *bk_graph_create(struct bk_bytes bytes, const struct bk_graph *base,
				 struct bk_graph **result)
{
	struct bk_graph *graph = calloc(1, sizeof(*graph));
	struct bk_error *error;

	*result = NULL;
	if (!graph)
		return bk_error_memory();
	graph->bytes = bytes;
	error = build(graph, base);
	if (error)
		bk_graph_destroy(graph);
	else
		*result = graph;
	return error;
}

void bk_graph_destroy(struct bk_graph *graph)
{
	if (!graph)
		return;
	free(graph->offsets);
	free(graph->kinds);
	free(graph->by_kind);
	free(graph->holders);
	free(graph->owned);
	free(graph);
}
