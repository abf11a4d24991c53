// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The builder: records are kept as words in host order, and only build_bytes() knows how sections
 * and byte orders look outside.
 */
#include "tests/unit/support/build.h"

#include "btfkit/base/array.h"
#include "tests/unit/support/keep.h"

#include <search.h>

enum { NO_NAME = 0, KNOWN_KINDS = 20 };

/* A header field that says something else than the truth. */
struct lie {
	uint32_t at, value;
	bool is_byte;
};

struct build {
	struct build *base;
	bool is_base; /* others count on its ids and strings */
	bool swap;
	BK_ARRAY(uint32_t) words;   /* of all records */
	BK_ARRAY(uint32_t) records; /* where each begins in `words` */
	BK_ARRAY(char) strings;
	BK_ARRAY(struct lie) lies;
	uint8_t layouts[128][2]; /* info_sz, elem_sz */
	uint32_t layout_count;
	uint32_t header_size;
	uint32_t first_id, first_string;
	void *names; /* struct name *, by tsearch(3) */
};

struct name {
	const char *text;
	uint32_t offset;
};

static void must(bool true_now)
{
	if (!true_now)
		abort();
}

#define PUSH(array, ...) must(bk_array_push(array, __VA_ARGS__))

struct build *build_new(void)
{
	struct build *b = keep_zeros(sizeof(*b));

	b->first_id = 1;
	b->header_size = BK_BTF_HEADER_MIN;
	PUSH(&b->strings, '\0');
	return b;
}

struct build *build_split(struct build *base)
{
	struct build *b = keep_zeros(sizeof(*b));

	base->is_base = true;
	b->base = base;
	b->first_id = build_next_id(base);
	b->first_string = base->first_string + base->strings.count;
	b->header_size = BK_BTF_HEADER_MIN;
	return b;
}

struct build *build_base(const struct build *b)
{
	return b->base;
}

uint32_t build_next_id(const struct build *b)
{
	return b->first_id + b->records.count;
}

/* ---- strings ---- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static const struct name *find_name(const struct build *b, const char *text)
{
	const struct name wanted = { .text = text };

	for (; b; b = b->base) {
		struct name *const *found = tfind(&wanted, &b->names, compare_names);

		if (found)
			return *found;
	}
	return NULL;
}

uint32_t build_string(struct build *b, const char *text)
{
	const struct name *known;
	struct name *name;

	if (!*text)
		return NO_NAME;
	known = find_name(b, text);
	if (known)
		return known->offset;
	must(!b->is_base);
	name = keep_zeros(sizeof(*name));
	name->text = keep_copy(text, strlen(text) + 1);
	name->offset = b->first_string + b->strings.count;
	must(tsearch(name, &b->names, compare_names) != NULL);
	do
		PUSH(&b->strings, *text);
	while (*text++);
	return name->offset;
}

void build_strings_raw(struct build *b, const void *bytes, size_t size)
{
	b->strings.count = 0;
	for (size_t i = 0; i < size; i++)
		PUSH(&b->strings, ((const char *)bytes)[i]);
}

/* ---- records ---- */

uint32_t build_info(uint32_t kind, uint32_t vlen, bool kind_flag)
{
	return (uint32_t)kind_flag << 31 | kind << 24 | vlen;
}

uint32_t build_record(struct build *b, uint32_t kind, const char *name, uint32_t size_or_type)
{
	must(!b->is_base);
	PUSH(&b->records, b->words.count);
	PUSH(&b->words, build_string(b, name));
	PUSH(&b->words, build_info(kind, 0, false));
	PUSH(&b->words, size_or_type);
	return build_next_id(b) - 1;
}

void build_word(struct build *b, uint32_t word)
{
	PUSH(&b->words, word);
}

void build_patch(struct build *b, uint32_t id, uint32_t word, uint32_t value)
{
	b->words.at[b->records.at[id - b->first_id] + word] = value;
}

/* The info word of the record made last. */
static uint32_t *last_info(struct build *b)
{
	return &b->words.at[b->records.at[b->records.count - 1] + BUILD_INFO];
}

void build_kind_flag(struct build *b)
{
	*last_info(b) |= 1u << 31;
}

/* One more element of the record made last, of which these are the first words. */
static void add_element(struct build *b, uint32_t first, uint32_t second)
{
	++*last_info(b);
	PUSH(&b->words, first);
	PUSH(&b->words, second);
}

uint32_t build_int(struct build *b, const char *name, uint32_t size, uint32_t encoding)
{
	return build_int_bits(b, name, size, encoding, 0, 8 * size);
}

uint32_t build_int_bits(struct build *b, const char *name, uint32_t size, uint32_t encoding,
			uint32_t bits_offset, uint32_t bits)
{
	uint32_t id = build_record(b, BK_KIND_INT, name, size);

	build_word(b, encoding << 24 | bits_offset << 16 | bits);
	return id;
}

uint32_t build_ptr(struct build *b, uint32_t type)
{
	return build_record(b, BK_KIND_PTR, "", type);
}

uint32_t build_array(struct build *b, uint32_t elem_type, uint32_t index_type, uint32_t nelems)
{
	uint32_t id = build_record(b, BK_KIND_ARRAY, "", 0);

	build_word(b, elem_type);
	build_word(b, index_type);
	build_word(b, nelems);
	return id;
}

uint32_t build_struct(struct build *b, const char *name, uint32_t size)
{
	return build_record(b, BK_KIND_STRUCT, name, size);
}

uint32_t build_union(struct build *b, const char *name, uint32_t size)
{
	return build_record(b, BK_KIND_UNION, name, size);
}

void build_member(struct build *b, const char *name, uint32_t type, uint32_t offset_bits)
{
	add_element(b, build_string(b, name), type);
	PUSH(&b->words, offset_bits);
}

void build_bitfield(struct build *b, const char *name, uint32_t type, uint32_t offset_bits,
		    uint32_t width_bits)
{
	build_member(b, name, type, width_bits << 24 | offset_bits);
	build_kind_flag(b);
}

uint32_t build_enum(struct build *b, const char *name, uint32_t size, uint32_t encoding)
{
	uint32_t id = build_record(b, BK_KIND_ENUM, name, size);

	if (encoding == BK_INT_SIGNED)
		build_kind_flag(b);
	return id;
}

uint32_t build_enum64(struct build *b, const char *name, uint32_t size, uint32_t encoding)
{
	uint32_t id = build_enum(b, name, size, encoding);

	*last_info(b) ^= (BK_KIND_ENUM ^ BK_KIND_ENUM64) << 24;
	return id;
}

void build_value(struct build *b, const char *name, int64_t value)
{
	add_element(b, build_string(b, name), (uint32_t)value);
	if ((*last_info(b) >> 24 & 0x7f) == BK_KIND_ENUM64)
		PUSH(&b->words, (uint32_t)((uint64_t)value >> 32));
}

uint32_t build_fwd_struct(struct build *b, const char *name)
{
	return build_record(b, BK_KIND_FWD, name, 0);
}

uint32_t build_fwd_union(struct build *b, const char *name)
{
	uint32_t id = build_record(b, BK_KIND_FWD, name, 0);

	build_kind_flag(b);
	return id;
}

uint32_t build_typedef(struct build *b, const char *name, uint32_t type)
{
	return build_record(b, BK_KIND_TYPEDEF, name, type);
}

uint32_t build_volatile(struct build *b, uint32_t type)
{
	return build_record(b, BK_KIND_VOLATILE, "", type);
}

uint32_t build_const(struct build *b, uint32_t type)
{
	return build_record(b, BK_KIND_CONST, "", type);
}

uint32_t build_restrict(struct build *b, uint32_t type)
{
	return build_record(b, BK_KIND_RESTRICT, "", type);
}

uint32_t build_func(struct build *b, const char *name, uint32_t proto, uint32_t linkage)
{
	uint32_t id = build_record(b, BK_KIND_FUNC, name, proto);

	*last_info(b) |= linkage;
	return id;
}

uint32_t build_proto(struct build *b, uint32_t return_type)
{
	return build_record(b, BK_KIND_FUNC_PROTO, "", return_type);
}

void build_param(struct build *b, const char *name, uint32_t type)
{
	add_element(b, build_string(b, name), type);
}

void build_varargs(struct build *b)
{
	build_param(b, "", 0);
}

uint32_t build_var(struct build *b, const char *name, uint32_t type, uint32_t linkage)
{
	uint32_t id = build_record(b, BK_KIND_VAR, name, type);

	build_word(b, linkage);
	return id;
}

uint32_t build_datasec(struct build *b, const char *name, uint32_t size)
{
	return build_record(b, BK_KIND_DATASEC, name, size);
}

void build_secinfo(struct build *b, uint32_t var, uint32_t offset, uint32_t size)
{
	add_element(b, var, offset);
	build_word(b, size);
}

uint32_t build_float(struct build *b, const char *name, uint32_t size)
{
	return build_record(b, BK_KIND_FLOAT, name, size);
}

uint32_t build_decl_tag(struct build *b, const char *name, uint32_t type, int32_t component)
{
	uint32_t id = build_record(b, BK_KIND_DECL_TAG, name, type);

	build_word(b, (uint32_t)component);
	return id;
}

uint32_t build_type_tag(struct build *b, const char *name, uint32_t type)
{
	return build_record(b, BK_KIND_TYPE_TAG, name, type);
}

/* ---- header and sections ---- */

void build_swap(struct build *b)
{
	b->swap = true;
}

void build_header_size(struct build *b, uint32_t size)
{
	b->header_size = size;
}

void build_header_word(struct build *b, uint32_t at, uint32_t value)
{
	PUSH(&b->lies, (struct lie){ at, value, false });
}

void build_header_byte(struct build *b, uint32_t at, uint8_t value)
{
	PUSH(&b->lies, (struct lie){ at, value, true });
}

void build_layout(struct build *b, uint32_t kind, uint8_t info_size, uint8_t elem_size)
{
	b->layouts[kind][0] = info_size;
	b->layouts[kind][1] = elem_size;
	if (b->layout_count <= kind)
		b->layout_count = kind + 1;
	if (b->header_size < BK_BTF_HEADER_LAYOUT)
		b->header_size = BK_BTF_HEADER_LAYOUT;
}

/* Written out here, and not taken from bk_kind_table: the one is there to check the other. */
void build_layouts(struct build *b)
{
	static const uint8_t sizes[KNOWN_KINDS][2] = {
		{ 0, 0 },  /* void */
		{ 4, 0 },  /* INT: the encoding */
		{ 0, 0 },  /* PTR */
		{ 12, 0 }, /* ARRAY: element, index, count */
		{ 0, 12 }, /* STRUCT: name, type, offset */
		{ 0, 12 }, /* UNION */
		{ 0, 8 },  /* ENUM: name, value */
		{ 0, 0 },  /* FWD */
		{ 0, 0 },  /* TYPEDEF */
		{ 0, 0 },  /* VOLATILE */
		{ 0, 0 },  /* CONST */
		{ 0, 0 },  /* RESTRICT */
		{ 0, 0 },  /* FUNC */
		{ 0, 8 },  /* FUNC_PROTO: name, type */
		{ 4, 0 },  /* VAR: linkage */
		{ 0, 12 }, /* DATASEC: variable, offset, size */
		{ 0, 0 },  /* FLOAT */
		{ 4, 0 },  /* DECL_TAG: component */
		{ 0, 0 },  /* TYPE_TAG */
		{ 0, 12 }, /* ENUM64: name, low and high half of the value */
	};

	for (uint32_t kind = 0; kind < KNOWN_KINDS; kind++)
		build_layout(b, kind, sizes[kind][0], sizes[kind][1]);
}

static void put16(const struct build *b, uint8_t *to, uint16_t value)
{
	value = b->swap ? __builtin_bswap16(value) : value;
	memcpy(to, &value, sizeof(value));
}

static void put32(const struct build *b, uint8_t *to, uint32_t value)
{
	value = b->swap ? __builtin_bswap32(value) : value;
	memcpy(to, &value, sizeof(value));
}

static void put_header(const struct build *b, uint8_t *to)
{
	uint32_t types = 4 * b->words.count, layouts = 4 * b->layout_count;

	put16(b, to, BK_BTF_MAGIC);
	to[BUILD_HDR_VERSION] = BK_BTF_VERSION;
	put32(b, to + BUILD_HDR_LEN, b->header_size);
	put32(b, to + BUILD_HDR_TYPE_OFF, 0);
	put32(b, to + BUILD_HDR_TYPE_LEN, types);
	put32(b, to + BUILD_HDR_STR_OFF, types + layouts);
	put32(b, to + BUILD_HDR_STR_LEN, b->strings.count);
	if (layouts) {
		put32(b, to + BUILD_HDR_LAYOUT_OFF, types);
		put32(b, to + BUILD_HDR_LAYOUT_LEN, layouts);
	}
	for (size_t i = 0; i < b->lies.count; i++) {
		if (b->lies.at[i].is_byte)
			to[b->lies.at[i].at] = b->lies.at[i].value;
		else
			put32(b, to + b->lies.at[i].at, b->lies.at[i].value);
	}
}

struct bk_bytes build_bytes(const struct build *b)
{
	size_t size = b->header_size + 4 * b->words.count + 4 * b->layout_count + b->strings.count;
	uint8_t *start = keep_zeros(size), *to = start;

	put_header(b, to);
	to += b->header_size;
	for (size_t i = 0; i < b->words.count; i++, to += 4)
		put32(b, to, b->words.at[i]);
	for (uint32_t kind = 0; kind < b->layout_count; kind++, to += 4)
		memcpy(to, b->layouts[kind], 2);
	if (b->strings.count)
		memcpy(to, b->strings.at, b->strings.count);
	return (struct bk_bytes){ start, size };
}
