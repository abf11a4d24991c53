// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The records of an input: finding where they begin. */
#include "btfkit/dedup/unit.h"

#include "btfkit/dedup/record_words.h"
#include "btfkit/dedup/shared.h"
#include "btfkit/format/header.h"

static struct bk_error *adopt_words(struct bk_unit *unit, struct bk_bytes types)
{
	if (types.size % 4)
		return bk_error_create(BK_ERR_MALFORMED, "the type section ends inside a word");
	unit->word_count = (uint32_t)(types.size / 4);
	unit->words = (const void *)types.data;
	if (!unit->swapped && bk_is_aligned4(types.data))
		return NULL;
	unit->owned = malloc(types.size + 4);
	if (!unit->owned)
		return bk_error_memory();
	for (uint32_t i = 0; i < unit->word_count; i++)
		unit->owned[i] = bk_load32(types.data + 4 * (size_t)i, unit->swapped);
	unit->words = unit->owned;
	return NULL;
}

/* Strings that names can be read from. Why they are not is told by the graph's constructor. */
static struct bk_error *check_strings(const struct bk_unit *unit)
{
	struct bk_bytes strings = unit->strings;

	if (!strings.size && unit->first_string)
		return NULL;
	if (strings.size && !strings.data[strings.size - 1] &&
	    (!strings.data[0] || unit->first_string) &&
	    strings.size < UINT32_MAX - unit->first_string)
		return NULL;
	return bk_error_create(BK_ERR_MALFORMED, "the string section is unsound");
}

static struct bk_error *read_unit(struct bk_unit *unit, uint32_t base_count, uint32_t base_strings)
{
	struct bk_btf_header header;

	BK_TRY(bk_btf_header_read(unit->bytes, &header));
	if (header.has_unknown_bytes)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "the header has fields that are not known, so it cannot be "
				       "written anew");
	unit->types_at = (uint32_t)(header.types.data - unit->bytes.data);
	unit->strings = header.strings;
	unit->swapped = header.swapped;
	unit->first_id = 1;
	if (base_count && (!header.strings.size || header.strings.data[0])) {
		unit->first_id = base_count;
		unit->first_string = base_strings;
	}
	BK_TRY(check_strings(unit));
	BK_TRY(adopt_words(unit, header.types));
	unit->landmarks =
		calloc(bk_unit_most(unit) / BK_LANDMARK_EVERY + 1, sizeof(*unit->landmarks));
	return unit->landmarks ? NULL : bk_error_memory();
}

struct bk_error *bk_unit_init(struct bk_unit *unit, struct bk_bytes bytes, uint32_t base_count,
			      uint32_t base_strings)
{
	struct bk_error *error;

	*unit = (struct bk_unit){ .bytes = bytes };
	error = read_unit(unit, base_count, base_strings);
	if (error)
		bk_unit_deinit(unit);
	return error;
}

void bk_unit_deinit(struct bk_unit *unit)
{
	free(unit->owned);
	free(unit->landmarks);
	*unit = (struct bk_unit){ 0 };
}

/* Words: what is fetched while so many before it are walked. A hint, also past the end. */
enum { AHEAD = 1024 };

bool bk_unit_walk(struct bk_unit *unit, struct bk_walk *walk, uint32_t count, uint32_t *at)
{
	const uint32_t *words = unit->words;
	uint32_t end = unit->word_count, here = walk->word, own = walk->own;

	while (own < count && here < end) {
		uint32_t info, length;
		const struct bk_words *kind;

		if (end - here < BK_WORD_TAIL)
			return false;
		__builtin_prefetch(words + here + AHEAD);
		info = words[here + BK_WORD_INFO];
		kind = &bk_words_table[bk_info_kind(info)];
		length = kind->fixed + kind->element * bk_info_vlen(info);
		if (!length || length > end - here)
			return false;
		if (own % BK_LANDMARK_EVERY == 0)
			bk_shared_set(&unit->landmarks[own / BK_LANDMARK_EVERY], here);
		if (at)
			*at++ = here;
		own++;
		here += length;
	}
	*walk = (struct bk_walk){ own, here };
	if (own > unit->walked.own) {
		unit->walked.word = here;
		bk_shared_set(&unit->walked.own, own);
	}
	return true;
}

const uint32_t *bk_unit_record(const struct bk_unit *unit, uint32_t own)
{
	const uint32_t *record =
		unit->words + bk_shared_get(&unit->landmarks[own / BK_LANDMARK_EVERY]);

	for (uint32_t n = own % BK_LANDMARK_EVERY; n; n--)
		record += bk_word_count(record);
	return record;
}
