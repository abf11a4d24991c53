// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Enumerations: their constants, and what makes C give them BTF's size. */
#include "btfkit/cgen/enum.h"

#include "btfkit/cgen/cgen.h"
#include "btfkit/cgen/scalar.h"
#include "btfkit/graph/ids.h"

#include <stdio.h>

/* Of so many enums, some have a sign: kernels have two thousand, and dozens with one. */
enum { MANY_ENUMS = 500 };

/* Values from here on are negative where there are no signs; of Linux 5.10, -2048 is the farthest. */
static const uint32_t NEGATIVE = UINT32_MAX - 0xffff;

bool bk_graph_lacks_signs(const struct bk_graph *graph)
{
	uint32_t count = 0;

	for (struct bk_ids ids = bk_ids_of(graph, BK_KINDS_ENUM); bk_ids_next(&ids); count++)
		if (bk_kind_flag(bk_graph_type(graph, ids.id)) ||
		    bk_graph_kind(graph, ids.id) == BK_KIND_ENUM64)
			return false;
	return count >= MANY_ENUMS;
}

struct bk_enum_sign bk_enum_sign_of(const struct bk_type *t, bool lacks_signs)
{
	struct bk_enum_sign sign = { .is_signed = bk_kind_flag(t) };

	if (!lacks_signs || t->size > 4)
		return sign;
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++)
		sign.is_guessed |= (uint32_t)bk_enum_value(t, n) >= NEGATIVE;
	sign.is_signed |= sign.is_guessed;
	return sign;
}

/* The value of enumerator n as C must print it: cut to the enumeration's size. */
static inline int64_t printed_value(const struct bk_type *t, struct bk_enum_sign sign, uint32_t n)
{
	int64_t value = bk_enum_value(t, n);
	unsigned int unused = t->size < 8 ? 64 - 8 * t->size : 0;

	if (!t->size || !unused)
		return value;
	if (sign.is_signed)
		return (int64_t)((uint64_t)value << unused) >> unused;
	return (int64_t)((uint64_t)value << unused >> unused);
}

/* The bytes gcc and clang give to an enumeration with these values: 4, or 8. */
static uint32_t natural_size(const struct bk_type *t, struct bk_enum_sign sign)
{
	bool has_negative = false, is_wide = false;
	uint32_t vlen = bk_vlen(t);

	for (uint32_t n = 0; n < vlen; n++) {
		int64_t value = printed_value(t, sign, n);

		if (sign.is_signed && value < 0)
			has_negative = true;
		is_wide |= sign.is_signed ? value != (int64_t)(int32_t)value &&
						    value != (int64_t)(uint32_t)value
					  : (uint64_t)value > UINT32_MAX;
	}
	for (uint32_t n = 0; n < vlen && has_negative; n++)
		is_wide |= printed_value(t, sign, n) > INT32_MAX;
	return is_wide ? 8 : 4;
}

/*
 * The attribute an enumeration definition needs to have BTF's size in C, "" if none: C would give
 * it 4 bytes, or 8 where a value needs them.
 */
static const char *size_attribute(const struct bk_type *t, struct bk_enum_sign sign)
{
	if (!bk_vlen(t) || t->size == natural_size(t, sign))
		return "";
	switch (t->size) {
	case 1:
		return " __attribute__((mode(QI)))";
	case 2:
		return " __attribute__((mode(HI)))";
	case 4:
		return " __attribute__((mode(SI)))";
	case 8:
		return " __attribute__((mode(DI)))";
	default:
		return "";
	}
}

/* Writes the value to `to`, 40 bytes at most. The smallest 64-bit number has no literal in C. */
static char *format_value(char *to, bool is_signed, int64_t value)
{
	static const char smallest[] = "-9223372036854775807LL - 1";

	if (!is_signed) {
		to = bk_format_u64(to, (uint64_t)value);
		if ((uint64_t)value > INT64_MAX)
			return bk_append(to, "ULL", 3);
		return (uint64_t)value > UINT32_MAX ? bk_append(to, "LL", 2) : to;
	}
	if (value == INT64_MIN)
		return bk_append(to, smallest, sizeof(smallest) - 1);
	if (value < 0)
		*to++ = '-';
	to = bk_format_u64(to, (uint64_t)(value < 0 ? -value : value));
	return value > INT32_MAX || value < INT32_MIN ? bk_append(to, "LL", 2) : to;
}

/* All enumerators, and typedef names, share one name space in C: this one's name in it. */
static const char *enumerator_name(struct bk_cgen *cgen, struct bk_sink *sink, const char *name,
				   size_t size, enum bk_name_class class, uint32_t id)
{
	bool inserted = false;
	char *clean = NULL;
	uint32_t *number;

	if (class == BK_NAME_INVALID) {
		clean = bk_arena_alloc(&cgen->arena, size + 3);
		if (clean)
			bk_sanitize_name(clean, name, size);
		name = clean;
		size = clean ? strlen(clean) : 0;
	}
	if (name && bk_strmap_insert_sized(&cgen->enumerators, name, size, id, &inserted) &&
	    inserted)
		return name;
	clean = name ? bk_arena_alloc(&cgen->arena, size + sizeof("_____4294967295")) : NULL;
	number = clean ? bk_strmap_insert(&cgen->enumerator_numbers, name, 2, &inserted) : NULL;
	clean = number ? clean : NULL;
	inserted = false;
	while (clean && !inserted) {
		sprintf(clean, "%s___%u", name, (*number)++);
		if (!bk_strmap_insert(&cgen->enumerators, clean, id, &inserted))
			clean = NULL;
	}
	if (!clean)
		bk_sink_fail(sink, bk_error_memory());
	return clean ? clean : "";
}

/* C wants one constant at least; where all are defined elsewhere, it is one of ours. */
static void put_hollow_enumerator(struct bk_cgen *cgen, struct bk_sink *sink, int indent)
{
	bk_put_indent(sink, indent);
	bk_printf(sink, "__elsewhere%u, /* the constants are other headers' */\n",
		  ++cgen->hollow_enums);
}

/* Says what of the values is not known. */
static void put_doubts(struct bk_sink *sink, const struct bk_type *t, struct bk_enum_sign sign,
		       int indent)
{
	const char *doubt = NULL;

	if (sign.is_guessed)
		doubt = "the BTF has no signs: values below 0 are a guess";
	else if (bk_kind(t) == BK_KIND_ENUM && t->size == 8)
		doubt = "the BTF has but the lower 32 bits of these values";
	if (!doubt)
		return;
	bk_put_indent(sink, indent);
	bk_printf(sink, "/* %s */\n", doubt);
}

void bk_put_enum_body(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, int indent)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);
	const struct bk_enum_sign sign = bk_enum_sign_of(t, cgen->lacks_signs);
	bool is_hollow = true;

	bk_puts(sink, "{\n");
	put_doubts(sink, t, sign, indent + 1);
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		const char *name = bk_graph_string(cgen->graph, bk_enum_name_off(t, n));
		size_t size = strlen(name);
		enum bk_name_class class = bk_identity_classify(cgen->identity, name, size, NULL);
		const char *c_name;
		char *at;

		if (cgen->elsewhere && bk_strmap_find(&cgen->elsewhere->enumerators, name))
			continue;
		is_hollow = false;
		c_name = enumerator_name(cgen, sink, name, size, class, id);
		bk_put_indent(sink, indent + 1);
		at = bk_sink_reserve(sink, 2 * BK_LONGEST_QUICK);
		if (class == BK_NAME_PLAIN && c_name == name && size <= BK_LONGEST_QUICK) {
			at = bk_identity_append(cgen->identity, at, name, size);
		} else {
			bk_put_identifier(cgen, sink, c_name);
			at = bk_sink_reserve(sink, BK_LONGEST_QUICK);
		}
		at = bk_append(at, " = ", 3);
		at = format_value(at, sign.is_signed, printed_value(t, sign, n));
		sink->at = bk_append(at, ",\n", 2);
		if (cgen->remarks)
			bk_put_remark(sink, bk_remark_on_part(cgen->remarks, id, n));
	}
	if (is_hollow)
		put_hollow_enumerator(cgen, sink, indent + 1);
	bk_put_indent(sink, indent);
	bk_putc(sink, '}');
	bk_puts(sink, size_attribute(t, sign));
}
