// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Values that were read, written as their types want it. */
#include "btfkit/graph/type_size.h"
#include "btfkit/live/read.h"

/* Text up to a NUL, in quotes; what is not printable as \xNN. */
static void put_text(const uint8_t *bytes, uint32_t size, struct bk_sink *sink)
{
	bk_putc(sink, '"');
	for (uint32_t i = 0; i < size && bytes[i]; i++) {
		if (bytes[i] >= ' ' && bytes[i] < 0x7f && bytes[i] != '"' && bytes[i] != '\\')
			bk_putc(sink, (char)bytes[i]);
		else
			bk_printf(sink, "\\x%02x", bytes[i]);
	}
	bk_putc(sink, '"');
}

static void put_bytes(const uint8_t *bytes, uint32_t size, struct bk_sink *sink)
{
	for (uint32_t i = 0; i < size; i++)
		bk_printf(sink, "%s%02x", i ? " " : "", bytes[i]);
}

/* The value in 64 bits, a bitfield shifted out of its storage, extended as `is_signed` says. */
static uint64_t number_of(const struct bk_read_value *value, bool is_signed)
{
	uint32_t unused = 64 - 8 * value->size;
	uint64_t number = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(&number, value->bytes, value->size);
#else
	memcpy((uint8_t *)&number + 8 - value->size, value->bytes, value->size);
#endif
	if (value->is_bitfield) {
		number <<= value->left & 63;
		unused = value->right & 63;
	} else {
		number <<= unused & 63;
	}
	return is_signed ? (uint64_t)((int64_t)number >> unused) : number >> unused;
}

static void put_number(uint64_t number, bool is_signed, struct bk_sink *sink)
{
	if (is_signed)
		bk_put_i64(sink, (int64_t)number);
	else
		bk_put_u64(sink, number);
}

static void put_enum(const struct bk_graph *graph, const struct bk_type *t,
		     const struct bk_read_value *value, struct bk_sink *sink)
{
	uint64_t number = number_of(value, bk_kind_flag(t));

	put_number(number, bk_kind_flag(t), sink);
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		if ((uint64_t)bk_enum_value(t, i) != number)
			continue;
		bk_printf(sink, " %s", bk_graph_string(graph, bk_enum_name_off(t, i)));
		return;
	}
}

static void put_array(const struct bk_graph *graph, const struct bk_type *t,
		      const struct bk_read_value *value, struct bk_sink *sink)
{
	const struct bk_type *element =
		bk_graph_type(graph, bk_skip_typedefs(graph, bk_array_info(t)->elem_type));

	if (bk_kind(element) == BK_KIND_INT && element->size == 1 &&
	    strcmp(bk_graph_name(graph, element), "char") == 0)
		put_text(value->bytes, value->size, sink);
	else
		put_bytes(value->bytes, value->size, sink);
}

void bk_read_put(const struct bk_graph *graph, const struct bk_read *read,
		 const struct bk_read_value *value, struct bk_sink *sink)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, read->type_id));

	if (value->status == -BK_PROBE_NULL) {
		bk_puts(sink, "NULL on the way");
		return;
	}
	if (value->status) {
		bk_printf(sink, "unreadable (%lld)", (long long)value->status);
		return;
	}
	if (read->is_text) {
		put_text(value->bytes, sizeof(value->bytes), sink);
		return;
	}
	if (bk_kind(t) == BK_KIND_ARRAY || !value->size || value->size > 8) {
		if (bk_kind(t) == BK_KIND_ARRAY)
			put_array(graph, t, value, sink);
		else
			put_bytes(value->bytes, value->size, sink);
		return;
	}
	switch (bk_kind(t)) {
	case BK_KIND_INT:
		put_number(number_of(value, bk_int_encoding(t) & BK_INT_SIGNED),
			   bk_int_encoding(t) & BK_INT_SIGNED, sink);
		return;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		put_enum(graph, t, value, sink);
		return;
	case BK_KIND_PTR:
		bk_printf(sink, "0x%llx", (unsigned long long)number_of(value, false));
		return;
	default:
		put_bytes(value->bytes, value->size, sink);
	}
}

struct bk_error *bk_reads_compare(const struct bk_reads *reads, const struct bk_graph *graph,
				  bool *differs)
{
	*differs = false;
	for (size_t i = 0; i < reads->all.count; i++) {
		const struct bk_read *read = &reads->all.at[i];
		BK_AUTO(bk_sink_deinit) struct bk_sink sink;

		bk_sink_init_memory(&sink, SIZE_MAX);
		bk_read_put(graph, read, &reads->values[i], &sink);
		bk_putc(&sink, '\0');
		BK_TRY(bk_sink_finish(&sink));
		*differs |= read->known && strcmp(read->known, sink.start) != 0;
	}
	return NULL;
}
