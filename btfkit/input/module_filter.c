// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Names of a module's types, record by record. */
#include "btfkit/input/module_filter.h"

#include "btfkit/format/header.h"
#include "btfkit/graph/essential.h"

enum { RECORD_BYTES = 12, MOST_NAME = 511 };

struct stepping {
	struct bk_btf_header header;
	struct bk_bytes base_strings;
	const struct bk_wanted *wanted;
};

/* The text at a name offset, which may lead nowhere; NULL then. */
static const char *text_at(const struct stepping *s, uint32_t offset)
{
	struct bk_bytes strings = s->base_strings;

	if (offset >= strings.size) {
		offset -= (uint32_t)strings.size;
		strings = s->header.strings;
	}
	if (offset >= strings.size || !memchr(strings.data + offset, 0, strings.size - offset))
		return NULL;
	return (const char *)strings.data + offset;
}

static bool is_wanted(const struct stepping *s, enum bk_kind kind, uint32_t name_off)
{
	const char *name = name_off ? text_at(s, name_off) : NULL;
	const uint32_t *kinds;
	char essential[MOST_NAME + 1];
	size_t size;

	if (!name || !*name)
		return false;
	size = bk_essential_size(name);
	if (size > MOST_NAME)
		return false;
	memcpy(essential, name, size);
	essential[size] = '\0';
	kinds = bk_strmap_find(&s->wanted->names, essential);
	return kinds && *kinds >> kind & 1;
}

static bool has_any(const struct stepping *s)
{
	const struct bk_bytes types = s->header.types;
	size_t at = 0;

	while (types.size - at >= RECORD_BYTES) {
		const uint8_t *record = types.data + at;
		const struct bk_type t = { .info = bk_load32(record + 4, s->header.swapped) };
		const enum bk_kind kind = bk_kind(&t);

		if (!kind || kind >= BK_KIND_COUNT)
			return true;
		if (is_wanted(s, kind, bk_load32(record, s->header.swapped)))
			return true;
		at += RECORD_BYTES + bk_kind_table[kind].tail_size;
		at += (size_t)bk_kind_table[kind].elem_size * bk_vlen(&t);
		if (at > types.size)
			return true;
	}
	return false;
}

static bool read_header(struct bk_bytes bytes, struct bk_btf_header *header)
{
	struct bk_error *error = bk_btf_header_read(bytes, header);

	bk_error_destroy(error);
	return !error;
}

bool bk_module_may_have(const struct bk_source *source, struct bk_bytes base_strings,
			const struct bk_wanted *wanted)
{
	struct stepping s = { .base_strings = base_strings, .wanted = wanted };
	struct bk_btf_header base;

	if (!read_header(source->btf, &s.header))
		return true;
	if (source->btf_base.size) {
		if (!read_header(source->btf_base, &base))
			return true;
		s.base_strings = base.strings;
	}
	return has_any(&s);
}
