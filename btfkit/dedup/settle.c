// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The slow path of the first pass: types met for the first time, and types that refer forward.
 *
 * A type needs the classes of what it refers to. Those behind it have none yet, so they are settled
 * before it, depth first, with a stack of our own. Named records and enumerations have a class by
 * their name alone, so the search never goes through one.
 *
 * Where it comes upon a type that is still open, it has found a cycle without a name in it. No C
 * compiler makes such, but other languages do (typedef T -> PTR -> FUNC_PROTO -> T), and the format
 * allows it. All types that lead into such a cycle, which would unfold without end, are called
 * endless. They get a class that tells only kind, name and vlen: coarser than any truth, which is
 * all that the second pass asks for.
 */
#include "btfkit/dedup/stream.h"

#include <string.h>

static const char *string_at(const struct bk_stream *s, uint32_t name_off)
{
	const struct bk_unit *unit = name_off < s->unit->first_string ? s->base : s->unit;

	return (const char *)unit->strings.data + (name_off - unit->first_string);
}

uint32_t bk_stream_text(struct bk_stream *s, uint32_t name_off)
{
	struct bk_error *error;
	uint32_t text;

	if (name_off >= s->names_end) {
		bk_stream_fault(s, BK_FAULT_TYPES);
		return BK_TEXT_UNKNOWN;
	}
	if (!s->is_mapped || name_off < s->map_from)
		return name_off;
	text = s->map.at[name_off - s->map_from];
	if (text != (uint32_t)BK_TEXT_UNKNOWN)
		return text;
	error = bk_texts_add(&s->texts, string_at(s, name_off), &text);
	if (error) {
		bk_error_destroy(error);
		bk_stream_fault(s, BK_FAULT_MEMORY);
		return BK_TEXT_UNKNOWN;
	}
	bk_shared_set(&s->map.at[name_off - s->map_from], text);
	return text;
}

/* The same where it may not be added. */
static uint32_t known_text(const struct bk_stream *s, uint32_t name_off)
{
	if (name_off >= s->names_end)
		return BK_TEXT_UNKNOWN;
	if (!s->is_mapped || name_off < s->map_from)
		return name_off;
	return bk_shared_peek(&s->map.at[name_off - s->map_from]);
}

bool bk_stream_reenter(struct bk_stream *s, struct bk_unit *unit)
{
	size_t size;

	s->unit = unit;
	s->is_mapped = unit->is_mapped;
	s->map_from = bk_stream_map_from(s, unit);
	s->names_end = unit->first_string + (uint32_t)unit->strings.size;
	size = s->names_end - s->map_from;
	if (!unit->is_mapped)
		return true;
	/* names are looked up as they are asked for: there may be few */
	s->map.count = 0;
	if (!bk_array_reserve(&s->map, size))
		return false;
	memset(s->map.at, 0xff, size * sizeof(*s->map.at));
	return true;
}

uint32_t bk_stream_translate(struct bk_stream *s, const uint32_t *record)
{
	const struct bk_words *words = bk_words_of(record);
	uint32_t count = bk_word_count(record), refs = bk_ref_count(record),
		 names = bk_name_count(record);
	uint32_t *to;

	s->scratch.count = 0;
	if (!bk_array_reserve(&s->scratch, count)) {
		bk_stream_fault(s, BK_FAULT_MEMORY);
		return 0;
	}
	to = s->scratch.at;
	memcpy(to, record, 4 * (size_t)count);
	to[BK_WORD_NAME] = bk_stream_text(s, record[BK_WORD_NAME]);
	for (uint32_t n = 0; n < names; n++) {
		uint32_t at = bk_name_word(words, n);

		to[at] = bk_stream_text(s, to[at]);
	}
	for (uint32_t n = 0; n < refs; n++) {
		uint32_t at = bk_ref_word(words, n);

		to[at] = bk_stream_class(s, to[at]);
	}
	if (bk_info_kind(record[BK_WORD_INFO]) == BK_KIND_FWD)
		to[BK_WORD_TYPE] = 0; /* means nothing, and gcc 12 leaves a stray number there */
	return s->fault ? 0 : count;
}

static bool is_name(struct bk_stream *s, uint32_t text)
{
	if (bk_texts_is_start(&s->texts, text))
		return true;
	bk_stream_fault(s, BK_FAULT_TAILS);
	return false;
}

/* As graph/check.c has it. */
static bool can_refer(enum bk_kind from, enum bk_kind to)
{
	switch (from) {
	case BK_KIND_FUNC:
		return to == BK_KIND_FUNC_PROTO;
	case BK_KIND_DATASEC:
		return to == BK_KIND_VAR || to == BK_KIND_FUNC;
	case BK_KIND_DECL_TAG:
		return true;
	default:
		return to != BK_KIND_VAR && to != BK_KIND_DATASEC && to != BK_KIND_DECL_TAG;
	}
}

/* The kind of a type that has a class; of an endless one its record tells. */
static enum bk_kind kind_of(const struct bk_stream *s, uint32_t class_no, uint32_t id)
{
	if (class_no != (uint32_t)BK_CLASS_OPEN) {
		const uint32_t *record = bk_class_record(&s->classes, class_no);
		enum bk_kind kind = bk_info_kind(record[BK_WORD_INFO]);

		return (uint32_t)kind == BK_KIND_ENDLESS ? bk_info_kind(record[BK_WORD_TYPE])
							 : kind;
	}
	return bk_info_kind(bk_stream_record(s, id - s->unit->first_id)[BK_WORD_INFO]);
}

bool bk_stream_check(struct bk_stream *s, const uint32_t *record, const uint32_t *translated)
{
	const struct bk_words *words = bk_words_of(record);
	enum bk_kind kind = bk_info_kind(record[BK_WORD_INFO]);
	uint32_t refs = bk_ref_count(record), names = bk_name_count(record);

	if (!is_name(s, translated[BK_WORD_NAME]))
		return false;
	for (uint32_t n = 0; n < names; n++)
		if (!is_name(s, translated[bk_name_word(words, n)]))
			return false;
	for (uint32_t n = 0; n < refs; n++) {
		uint32_t at = bk_ref_word(words, n);

		if (can_refer(kind, kind_of(s, translated[at], record[at])))
			continue;
		bk_stream_fault(s, BK_FAULT_TYPES);
		return false;
	}
	return true;
}

/* VAR and DATASEC are never merged: each is one of its own. */
static bool is_kept(const uint32_t *record)
{
	enum bk_kind kind = bk_info_kind(record[BK_WORD_INFO]);

	return kind == BK_KIND_VAR || kind == BK_KIND_DATASEC;
}

/* PTR and CONST are found from what they refer to, all others by their records. */
static uint32_t *slot_in_target(struct bk_stream *s, const uint32_t *translated)
{
	struct bk_class *target;

	if (translated[BK_WORD_NAME])
		return NULL;
	target = &s->classes.list.at[translated[BK_WORD_TYPE]];
	if (translated[BK_WORD_INFO] == BK_KIND_PTR << 24)
		return &target->pointer;
	return translated[BK_WORD_INFO] == BK_KIND_CONST << 24 ? &target->constant : NULL;
}

static uint32_t find_or_add(struct bk_stream *s, const uint32_t *record, uint32_t count)
{
	const uint32_t *translated = s->scratch.at;
	uint32_t *in_target, class_no;
	uint32_t hash;

	if (is_kept(record))
		return bk_stream_check(s, record, translated)
			       ? bk_class_add(&s->classes, translated, count)
			       : 0;
	in_target = slot_in_target(s, translated);
	if (in_target) {
		class_no = *in_target;
		if (class_no)
			return class_no;
		if (!bk_stream_check(s, record, translated))
			return 0;
		class_no = bk_class_add(&s->classes, translated, count);
		bk_shared_set(slot_in_target(s, translated), class_no); /* which may have moved */
		return class_no;
	}
	class_no = bk_class_find(&s->classes, translated, count, &hash);
	if (class_no)
		return class_no;
	if (!bk_stream_check(s, record, translated))
		return 0;
	return bk_class_enter(&s->classes, translated, count, hash);
}

/* The class of a record that is not nominal and whose references have classes. */
static uint32_t classify(struct bk_stream *s, const uint32_t *record)
{
	uint32_t count = bk_stream_translate(s, record), class_no;

	if (!count)
		return 0;
	class_no = find_or_add(s, record, count);
	if (!class_no && !s->fault)
		bk_stream_fault(s, BK_FAULT_MEMORY);
	return class_no;
}

uint32_t bk_find_class(const struct bk_stream *s, struct bk_window *window, const uint32_t *record)
{
	const struct bk_words *words = bk_words_of(record);
	uint32_t count = bk_word_count(record), refs = bk_ref_count(record),
		 names = bk_name_count(record), hash;
	uint32_t *to;

	window->scratch.count = 0;
	if (is_kept(record) || !bk_array_reserve(&window->scratch, count))
		return 0;
	to = window->scratch.at;
	memcpy(to, record, 4 * (size_t)count);
	for (uint32_t n = 0; n <= names; n++) {
		uint32_t at = n ? bk_name_word(words, n - 1) : BK_WORD_NAME;

		to[at] = known_text(s, to[at]);
		if (to[at] == (uint32_t)BK_TEXT_UNKNOWN)
			return 0;
	}
	for (uint32_t n = 0; n < refs; n++) {
		uint32_t at = bk_ref_word(words, n);

		to[at] = bk_stream_class(s, to[at]);
		if (!to[at])
			return 0;
	}
	return bk_class_find(&s->classes, to, count, &hash);
}

/* A nominal class by name alone. Definitions that found none are looked at later. */
static uint32_t classify_by_name(struct bk_stream *s, uint32_t name, const uint32_t *record)
{
	enum bk_sort sort = bk_sort_of(record[BK_WORD_INFO]);
	uint32_t class_no = bk_class_named(&s->classes, name, sort);
	uint32_t forward[BK_WORD_TAIL] = { name, 0, 0 };

	if (class_no)
		return class_no;
	if (!is_name(s, name))
		return 0;
	if (sort == BK_SORT_ENUM) {
		forward[BK_WORD_INFO] = record[BK_WORD_INFO] & 0xff000000;
		forward[BK_WORD_TYPE] = record[BK_WORD_TYPE];
	} else {
		forward[BK_WORD_INFO] = BK_KIND_FWD << 24 | (sort == BK_SORT_UNION ? 1u << 31 : 0);
	}
	class_no = bk_class_name(&s->classes, forward, BK_WORD_TAIL);
	if (!class_no)
		bk_stream_fault(s, BK_FAULT_MEMORY);
	return class_no;
}

static uint32_t classify_endless(struct bk_stream *s, const uint32_t *record)
{
	uint32_t key[BK_WORD_TAIL] = { bk_stream_text(s, record[BK_WORD_NAME]),
				       (uint32_t)BK_KIND_ENDLESS << 24, record[BK_WORD_INFO] };
	uint32_t count = bk_stream_translate(s, record), class_no, hash;

	if (!count || !bk_stream_check(s, record, s->scratch.at))
		return 0;
	class_no = bk_class_find(&s->classes, key, BK_WORD_TAIL, &hash);
	if (!class_no)
		class_no = bk_class_enter(&s->classes, key, BK_WORD_TAIL, hash);
	if (!class_no)
		bk_stream_fault(s, BK_FAULT_MEMORY);
	return class_no;
}

static bool is_endless(const struct bk_stream *s, uint32_t class_no)
{
	return class_no == (uint32_t)BK_CLASS_OPEN ||
	       (uint32_t)bk_class_kind(&s->classes, class_no) == BK_KIND_ENDLESS;
}

static bool walk_ahead(struct bk_stream *s, uint32_t count)
{
	struct bk_walk ahead;
	bool ok;

	if (s->walking)
		pthread_mutex_lock(s->walking);
	ahead = s->unit->walked;
	ok = bk_unit_walk(s->unit, &ahead, count, NULL);
	if (s->walking)
		pthread_mutex_unlock(s->walking);
	return ok;
}

/* The record of a type without a class; NULL with a fault where there is no such type. */
static const uint32_t *find_record(struct bk_stream *s, uint32_t id)
{
	uint32_t own = id - s->unit->first_id;

	if (id < s->limit && own >= bk_shared_get(&s->unit->walked.own) && !walk_ahead(s, own + 1))
		bk_stream_fault(s, BK_FAULT_TYPES);
	if (id >= s->limit || own >= bk_shared_get(&s->unit->walked.own)) {
		bk_stream_fault(s, BK_FAULT_TYPES);
		return NULL;
	}
	return bk_stream_record(s, own);
}

static bool open_type(struct bk_stream *s, uint32_t id)
{
	if (!bk_array_push(&s->open, (struct bk_open){ .id = id })) {
		bk_stream_fault(s, BK_FAULT_MEMORY);
		return false;
	}
	bk_shared_set(&s->of[id], BK_CLASS_OPEN);
	return true;
}

/* Gives a type that has none its class by name, or opens it. */
static bool enter_type(struct bk_stream *s, uint32_t id)
{
	const uint32_t *record = find_record(s, id);
	uint32_t name, class_no;

	if (!record)
		return false;
	if (!bk_sort_of(record[BK_WORD_INFO]))
		return open_type(s, id);
	name = bk_stream_text(s, record[BK_WORD_NAME]);
	if (s->fault)
		return false;
	if (!name && bk_info_kind(record[BK_WORD_INFO]) != BK_KIND_FWD)
		return open_type(s, id);
	class_no = classify_by_name(s, name, record);
	bk_shared_set(&s->of[id], class_no);
	return class_no;
}

/* Goes on with the type on top of the stack; closes it when all it refers to has a class. */
static bool go_on(struct bk_stream *s)
{
	struct bk_open *top = &s->open.at[s->open.count - 1];
	const uint32_t *record = bk_stream_record(s, top->id - s->unit->first_id);
	const struct bk_words *words = bk_words_of(record);
	uint32_t count = bk_ref_count(record), class_no;

	for (; top->next < count; top->next++) {
		uint32_t id = record[bk_ref_word(words, top->next)];

		class_no = bk_stream_class(s, id);
		if (!class_no)
			return enter_type(s, id); /* and looks at it again */
		top->is_endless |= is_endless(s, class_no);
	}
	class_no = top->is_endless && !is_kept(record) ? classify_endless(s, record)
						       : classify(s, record);
	bk_shared_set(&s->of[top->id], class_no);
	s->open.count--;
	return class_no;
}

bool bk_is_ready(const struct bk_stream *s, const uint32_t *record)
{
	const struct bk_words *words = bk_words_of(record);
	uint32_t count = bk_ref_count(record);

	for (uint32_t n = 0; n < count; n++) {
		uint32_t id = record[bk_ref_word(words, n)];

		if (!bk_stream_class(s, id))
			return false;
	}
	return true;
}

uint32_t bk_settle(struct bk_stream *s, uint32_t id)
{
	uint32_t class_no = bk_stream_class(s, id);

	if (class_no)
		return class_no;
	if (!enter_type(s, id))
		return 0;
	while (s->open.count)
		if (!go_on(s))
			return 0;
	return bk_stream_class(s, id);
}

bool bk_settle_references(struct bk_stream *s, const uint32_t *record)
{
	const struct bk_words *words = bk_words_of(record);
	uint32_t count = bk_ref_count(record);

	for (uint32_t n = 0; n < count; n++)
		if (!bk_settle(s, record[bk_ref_word(words, n)]))
			return false;
	return true;
}

/* Whether a nominal record in stream->scratch adds nothing to what is known of its class. */
static bool is_known(const struct bk_stream *s, const uint32_t *known, uint32_t count)
{
	const uint32_t *record = s->scratch.at;

	if (bk_is_forward(record[BK_WORD_INFO]) && !bk_is_forward(known[BK_WORD_INFO]))
		return true;
	return known[BK_WORD_INFO] == record[BK_WORD_INFO] &&
	       memcmp(known, record, 4 * (size_t)count) == 0;
}

bool bk_settle_definition(struct bk_stream *s, uint32_t id)
{
	uint32_t own = id - s->unit->first_id, class_no = bk_stream_class(s, id), count;
	const uint32_t *record = bk_stream_record(s, own), *known;
	bool is_first;

	if (!bk_settle_references(s, record))
		return false;
	count = bk_stream_translate(s, record);
	if (!count)
		return false;
	known = bk_class_record(&s->classes, class_no);
	if (is_known(s, known, count))
		return true;
	if (!bk_stream_check(s, record, s->scratch.at))
		return false;
	is_first = bk_is_forward(known[BK_WORD_INFO]) && !bk_is_forward(record[BK_WORD_INFO]);
	if (is_first ? bk_class_define(&s->classes, class_no, s->scratch.at, count)
		     : bk_array_push(&s->variants, s->unit->first + own))
		return true;
	bk_stream_fault(s, BK_FAULT_MEMORY);
	return false;
}
