// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Digests of types: each is written down without ids, and hashed. */
#include "btfkit/cgen/digest.h"

#define XXH_INLINE_ALL
#include <endian.h>
#include <xxhash.h>

/*
 * Anonymous types count by content, so hostile nesting could make a description deep or (each
 * level holding the next twice) as long as 2^depth. Beyond these bounds the id stands in: such
 * types are then equal only to themselves.
 */
enum { DEEPEST = 40, LONGEST = 1 << 20 };

/* Out of memory leaves the description short by what did not fit, and `failed` says so. */
struct description {
	struct bk_digester *digester;
	bool failed;
};

static void put(struct description *d, const void *bytes, size_t size)
{
	struct bk_digester *digester = d->digester;

	if (!bk_array_reserve(&digester->buffer, size)) {
		d->failed = true;
		return;
	}
	memcpy(digester->buffer.at + digester->buffer.count, bytes, size);
	digester->buffer.count += size;
}

/* Names and the order of types come of this, so they must not depend on the machine's byte order. */
static void put_number(struct description *d, uint32_t value)
{
	value = htole32(value);
	put(d, &value, sizeof(value));
}

static void put_number64(struct description *d, uint64_t value)
{
	value = htole64(value);
	put(d, &value, sizeof(value));
}

static void put_string(struct description *d, uint32_t name_off)
{
	const char *text = bk_graph_string(d->digester->graph, name_off);

	put(d, text, strlen(text) + 1);
}

static void describe(struct description *d, uint32_t id, int depth);

static bool is_nominal(const struct bk_graph *graph, const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_TYPEDEF:
	case BK_KIND_FWD:
		return true;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return *bk_graph_name(graph, t) != '\0';
	default:
		return false;
	}
}

static void put_nominal(struct description *d, uint32_t id, const struct bk_type *t)
{
	const struct bk_ambiguous *ambiguous = bk_digest_find(d->digester, id);

	put_string(d, t->name_off);
	if (!ambiguous)
		return;
	put_number64(d, ambiguous->digest.high);
	put_number64(d, ambiguous->digest.low);
}

/* Something that `t` refers to: through pointers and the like down to a name, or to content. */
static void put_reference(struct description *d, uint32_t id, int depth)
{
	const struct bk_graph *graph = d->digester->graph;

	for (;;) {
		const struct bk_type *t;
		enum bk_kind kind;

		id = d->digester->canon[id];
		t = bk_graph_type(graph, id);
		kind = bk_kind(t);
		put_number(d, (uint32_t)kind << 1 | bk_kind_flag(t));
		if (is_nominal(graph, t)) {
			put_nominal(d, id, t);
			return;
		}
		if (kind == BK_KIND_PTR || bk_kind_is_modifier(kind)) {
			put_string(d, t->name_off);
			id = t->type_id;
		} else if (kind == BK_KIND_ARRAY) {
			put_number(d, bk_array_info(t)->nelems);
			id = bk_array_info(t)->elem_type;
		} else {
			describe(d, id, depth + 1);
			return;
		}
	}
}

static void describe_elements(struct description *d, const struct bk_type *t, int depth)
{
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		switch (bk_kind(t)) {
		case BK_KIND_STRUCT:
		case BK_KIND_UNION:
			put_string(d, bk_members(t)[n].name_off);
			put_number(d, bk_members(t)[n].offset);
			put_reference(d, bk_members(t)[n].type_id, depth);
			break;
		case BK_KIND_ENUM:
		case BK_KIND_ENUM64:
			put_string(d, bk_enum_name_off(t, n));
			put_number64(d, (uint64_t)bk_enum_value(t, n));
			break;
		case BK_KIND_FUNC_PROTO:
			put_string(d, bk_params(t)[n].name_off);
			put_reference(d, bk_params(t)[n].type_id, depth);
			break;
		default:
			return;
		}
	}
}

static void describe(struct description *d, uint32_t id, int depth)
{
	const struct bk_type *t = bk_graph_type(d->digester->graph, id);
	enum bk_kind kind = bk_kind(t);

	put_number(d, t->info);
	put_string(d, t->name_off);
	if (depth > DEEPEST || d->digester->buffer.count > LONGEST) {
		d->digester->skipped = true;
		put_number(d, d->digester->skips_depths ? 0 : id);
		return;
	}
	if (kind < BK_KIND_COUNT && bk_kind_table[kind].sized)
		put_number(d, t->size);
	if (kind == BK_KIND_INT)
		put_number(d, bk_int_word(t));
	else if (kind == BK_KIND_TYPEDEF || kind == BK_KIND_FUNC_PROTO || kind == BK_KIND_FUNC)
		put_reference(d, t->type_id, depth);
	describe_elements(d, t, depth);
}

bool bk_digest_type(struct bk_digester *digester, uint32_t id, struct bk_digest *digest)
{
	struct description d = { .digester = digester };
	XXH128_hash_t hash;

	digester->buffer.count = 0;
	describe(&d, id, 0);
	hash = XXH3_128bits(digester->buffer.at, digester->buffer.count);
	*digest = (struct bk_digest){ hash.high64, hash.low64 };
	return !d.failed;
}

struct bk_ambiguous *bk_digest_find(const struct bk_digester *digester, uint32_t id)
{
	size_t low = 0, high = digester->ambiguous.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (digester->ambiguous.at[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == digester->ambiguous.count || digester->ambiguous.at[low].id != id)
		return NULL;
	return &digester->ambiguous.at[low];
}

int bk_ambiguous_by_id(const void *a, const void *b)
{
	uint32_t x = ((const struct bk_ambiguous *)a)->id, y = ((const struct bk_ambiguous *)b)->id;

	return (x > y) - (x < y);
}

static int compare_digests(const void *a, const void *b)
{
	return bk_digest_compare(*(const struct bk_digest *)a, *(const struct bk_digest *)b);
}

/* How many different ones there are among `count`; sorts them. */
static size_t count_different(struct bk_digest *digests, size_t count)
{
	size_t different = count > 0;

	qsort(digests, count, sizeof(*digests), compare_digests);
	for (size_t i = 1; i < count; i++)
		different += bk_digest_compare(digests[i - 1], digests[i]) != 0;
	return different;
}

struct bk_error *bk_digest_refine(struct bk_digester *digester)
{
	size_t count = digester->ambiguous.count, last = 0, different = 1;
	/* a kernel's few dozen ambiguous types take some 100 KB */
	uint64_t described = 0, most = (128ull << 20) + 64 * (uint64_t)digester->graph->bytes.size;
	BK_AUTOFREE struct bk_digest *next = reallocarray(NULL, count + 1, sizeof(*next));

	if (!next)
		return bk_error_memory();
	for (int round = 0; different > last; round++) {
		for (size_t i = 0; i < count; i++) {
			if (!bk_digest_type(digester, digester->ambiguous.at[i].id, &next[i]))
				return bk_error_memory();
			described += digester->buffer.count;
			if (described > most)
				return bk_error_create(BK_ERR_UNSUPPORTED,
						       "too many types of the same names, which "
						       "differ too far away, for a header");
		}
		for (size_t i = 0; i < count; i++)
			digester->ambiguous.at[i].digest = next[i];
		last = round ? different : 0;
		different = count_different(next, count);
	}
	return NULL;
}

void bk_digester_deinit(struct bk_digester *digester)
{
	bk_array_deinit(&digester->ambiguous);
	bk_array_deinit(&digester->buffer);
}
