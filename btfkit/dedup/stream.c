// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The fast path of the first pass: types that were seen before, which nearly all are.
 *
 * A guess comes first: behind a type of this class there came, the last time, one of that class.
 * Where the guess is right, and it is nine times of ten, a record costs one comparison with memory
 * that lies beside what was read before: no hash, no search. All else is left to settle.c.
 *
 * Records are taken a window at a time, which fits into the second-level cache: first all are given
 * classes, then the window's definitions, whose classes were known by name, are compared with the
 * first ones of their names. By then nearly all they refer to, forward too, has its class.
 */
#include "btfkit/dedup/stream.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define likely(x)     __builtin_expect(!!(x), 1)
#define unlikely(x)   __builtin_expect(!!(x), 0)

/* To be compared; 0 for what has none yet. */
ALWAYS_INLINE uint32_t class_of(const struct bk_stream *s, uint32_t id)
{
	return likely(id < s->limit) ? bk_shared_peek(&s->of[id]) : (uint32_t)BK_CLASS_NONE;
}

/* BK_TEXT_UNKNOWN, which equals no text, for what settle.c must look at. */
ALWAYS_INLINE uint32_t text_of(const struct bk_stream *s, uint32_t name_off, bool is_mapped)
{
	if (!is_mapped)
		return name_off;
	if (name_off < s->map_from)
		return name_off;
	return likely(name_off < s->names_end) ? bk_shared_peek(&s->map.at[name_off - s->map_from])
					       : (uint32_t)BK_TEXT_UNKNOWN;
}

/* Whether a record, but for its elements, is that of a class. */
ALWAYS_INLINE bool is_head(const struct bk_stream *s, const uint32_t *known, const uint32_t *record,
			   bool is_mapped)
{
	return known[BK_WORD_NAME] == text_of(s, record[BK_WORD_NAME], is_mapped) &&
	       known[BK_WORD_INFO] == record[BK_WORD_INFO];
}

/* The same for all of a record that has one reference and nothing else. */
ALWAYS_INLINE bool is_link(const struct bk_stream *s, const uint32_t *known, const uint32_t *record,
			   bool is_mapped)
{
	return is_head(s, known, record, is_mapped) &&
	       known[BK_WORD_TYPE] == class_of(s, record[BK_WORD_TYPE]);
}

ALWAYS_INLINE bool is_array(const struct bk_stream *s, const uint32_t *known,
			    const uint32_t *record, bool is_mapped)
{
	return is_head(s, known, record, is_mapped) && known[2] == record[2] &&
	       known[3] == class_of(s, record[3]) && known[4] == class_of(s, record[4]) &&
	       known[5] == record[5];
}

ALWAYS_INLINE bool is_proto(const struct bk_stream *s, const uint32_t *known,
			    const uint32_t *record, bool is_mapped)
{
	const uint32_t *end = record + BK_WORD_TAIL;
	uint32_t differs = 0;

	if (!is_link(s, known, record, is_mapped))
		return false;
	end += 2 * bk_info_vlen(record[BK_WORD_INFO]);
	for (known += BK_WORD_TAIL, record += BK_WORD_TAIL; record < end; known += 2, record += 2)
		differs |= (known[0] ^ text_of(s, record[0], is_mapped)) |
			   (known[1] ^ class_of(s, record[1]));
	return !differs;
}

ALWAYS_INLINE bool is_record(const struct bk_stream *s, const uint32_t *known,
			     const uint32_t *record, bool is_mapped)
{
	const uint32_t *end = record + BK_WORD_TAIL;
	uint32_t differs = 0;

	if (!is_head(s, known, record, is_mapped) || known[BK_WORD_TYPE] != record[BK_WORD_TYPE])
		return false;
	end += 3 * bk_info_vlen(record[BK_WORD_INFO]);
	for (known += BK_WORD_TAIL, record += BK_WORD_TAIL; record < end; known += 3, record += 3)
		differs |= (known[0] ^ text_of(s, record[0], is_mapped)) |
			   (known[1] ^ class_of(s, record[1])) | (known[2] ^ record[2]);
	return !differs;
}

/* `element` is the number of words in one. */
ALWAYS_INLINE bool is_enum(const struct bk_stream *s, const uint32_t *known, const uint32_t *record,
			   uint32_t element, bool is_mapped)
{
	const uint32_t *end = record + BK_WORD_TAIL;
	uint32_t differs = 0;

	if (!is_head(s, known, record, is_mapped) || known[BK_WORD_TYPE] != record[BK_WORD_TYPE])
		return false;
	end += element * bk_info_vlen(record[BK_WORD_INFO]);
	for (known += BK_WORD_TAIL, record += BK_WORD_TAIL; record < end;
	     known += element, record += element) {
		differs |= known[0] ^ text_of(s, record[0], is_mapped);
		for (uint32_t n = 1; n < element; n++)
			differs |= known[n] ^ record[n];
	}
	return !differs;
}

/*
 * The class of a FWD or of a definition with a name, 0 if there is none yet. Types without a name
 * are not nominal, so of a FWD without one settle.c must make what it can.
 */
ALWAYS_INLINE uint32_t named_class(const struct bk_stream *s, uint32_t guess,
				   const uint32_t *record, bool is_mapped)
{
	const uint32_t *known = bk_class_record(&s->classes, guess);
	uint32_t name = text_of(s, record[BK_WORD_NAME], is_mapped);
	enum bk_sort sort = bk_sort_of(record[BK_WORD_INFO]);

	if (!name || name >= s->texts_end)
		return 0;
	if (likely(known[BK_WORD_NAME] == name && bk_sort_of(known[BK_WORD_INFO]) == sort))
		return guess;
	return bk_class_named(&s->classes, name, sort);
}

/* Whether a record of `kind` is that of the guessed class. */
ALWAYS_INLINE bool is_as_guessed(const struct bk_stream *s, const uint32_t *known,
				 const uint32_t *record, enum bk_kind kind, bool is_mapped)
{
	switch (kind) {
	case BK_KIND_TYPEDEF:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPE_TAG:
	case BK_KIND_FUNC:
		return is_link(s, known, record, is_mapped);
	case BK_KIND_DECL_TAG:
		return is_link(s, known, record, is_mapped) && known[3] == record[3];
	case BK_KIND_ARRAY:
		return is_array(s, known, record, is_mapped);
	case BK_KIND_FUNC_PROTO:
		return is_proto(s, known, record, is_mapped);
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		return is_record(s, known, record, is_mapped);
	case BK_KIND_ENUM:
		return is_enum(s, known, record, 2, is_mapped);
	case BK_KIND_ENUM64:
		return is_enum(s, known, record, 3, is_mapped);
	case BK_KIND_INT:
		return is_head(s, known, record, is_mapped) && known[2] == record[2] &&
		       known[3] == record[3];
	case BK_KIND_FLOAT:
		return is_head(s, known, record, is_mapped) && known[2] == record[2];
	default: /* VAR and DATASEC are never those of before */
		return false;
	}
}

/* PTR, or CONST, to a class that has one already; 0 if not. */
ALWAYS_INLINE uint32_t pointer_to(const struct bk_stream *s, const uint32_t *record)
{
	if (record[BK_WORD_NAME] || record[BK_WORD_INFO] != BK_KIND_PTR << 24)
		return 0;
	return bk_shared_get(&s->classes.list.at[bk_stream_class(s, record[BK_WORD_TYPE])].pointer);
}

ALWAYS_INLINE uint32_t constant_of(const struct bk_stream *s, const uint32_t *record)
{
	if (record[BK_WORD_NAME] || record[BK_WORD_INFO] != BK_KIND_CONST << 24)
		return 0;
	return bk_shared_get(
		&s->classes.list.at[bk_stream_class(s, record[BK_WORD_TYPE])].constant);
}

/*
 * Where a hint for a record is kept: a number of what is likely to tell it from others. Records
 * with the same number share a place, and the last of them has it.
 */
ALWAYS_INLINE uint32_t hint_place(const struct bk_stream *s, const uint32_t *record,
				  enum bk_kind kind, bool is_mapped)
{
	uint32_t vlen = bk_info_vlen(record[BK_WORD_INFO]);
	uint32_t mix = text_of(s, record[BK_WORD_NAME], is_mapped) ^ record[BK_WORD_INFO] * 31;

	switch (kind) {
	case BK_KIND_ARRAY:
		mix ^= class_of(s, record[3]) * 37 ^ record[5] * 41;
		break;
	case BK_KIND_FUNC_PROTO:
		mix ^= class_of(s, record[BK_WORD_TYPE]) * 37;
		if (vlen)
			mix ^= class_of(s, record[4]) * 41;
		if (vlen > 1)
			mix ^= class_of(s, record[6]) * 43;
		if (vlen > 2)
			mix ^= class_of(s, record[8]) * 47;
		break;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		mix ^= record[BK_WORD_TYPE] * 37;
		if (vlen)
			mix ^= text_of(s, record[3], is_mapped) * 41 ^ class_of(s, record[4]) * 43;
		if (vlen > 1)
			mix ^= text_of(s, record[6], is_mapped) * 47 ^ class_of(s, record[7]) * 53;
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		mix ^= text_of(s, vlen ? record[3] : 0, is_mapped) * 37;
		break;
	default:
		mix ^= class_of(s, record[BK_WORD_TYPE]) * 37;
	}
	return mix * 0x9e3779b1u >> (32 - BK_HINT_BITS);
}

/* The class of a record that has none yet, as far as that is quickly found; 0 if it is not. */
ALWAYS_INLINE uint32_t quick_class(const struct bk_stream *s, const uint32_t *record,
				   enum bk_kind kind, uint32_t guess, bool is_mapped)
{
	const uint32_t *known;

	if (kind == BK_KIND_PTR)
		return pointer_to(s, record);
	if (kind == BK_KIND_CONST)
		return constant_of(s, record);
	if (kind == BK_KIND_FWD)
		return named_class(s, guess, record, is_mapped);
	known = bk_class_record(&s->classes, guess);
	if (likely(is_as_guessed(s, known, record, kind, is_mapped)))
		return guess;
	guess = bk_shared_get(&s->hints[hint_place(s, record, kind, is_mapped)]);
	known = bk_class_record(&s->classes, guess);
	return is_as_guessed(s, known, record, kind, is_mapped) ? guess : 0;
}

/* Leaves a hint for the next time. */
ALWAYS_INLINE void leave_hint(struct bk_stream *s, const uint32_t *record, enum bk_kind kind,
			      uint32_t class_no, bool is_mapped)
{
	if (kind != BK_KIND_PTR && kind != BK_KIND_CONST && kind != BK_KIND_DATASEC)
		bk_shared_set(&s->hints[hint_place(s, record, kind, is_mapped)], class_no);
}

/* The slow path. */
ALWAYS_INLINE uint32_t settle(struct bk_stream *s, const struct bk_window *w, uint32_t place,
			      enum bk_kind kind, bool is_mapped)
{
	uint32_t class_no = bk_settle(s, s->unit->first_id + w->from + place);

	leave_hint(s, s->unit->words + w->places[place], kind, class_no, is_mapped);
	return class_no;
}

/* What settle() would find if it may not make a class: 0 if that is what is needed. */
ALWAYS_INLINE uint32_t search(struct bk_stream *s, struct bk_window *w, const uint32_t *record,
			      enum bk_kind kind, bool is_mapped)
{
	uint32_t class_no = bk_find_class(s, w, record);

	if (class_no)
		leave_hint(s, record, kind, class_no, is_mapped);
	return class_no;
}

/* Notes what came behind a type of class `before`. */
ALWAYS_INLINE void note_next(struct bk_stream *s, uint32_t before, uint32_t class_no)
{
	struct bk_class *known = &s->classes.list.at[before];

	if (bk_shared_peek(&known->next) != class_no)
		bk_shared_set(&known->next, class_no);
}

ALWAYS_INLINE bool is_definition(const struct bk_stream *s, const uint32_t *record,
				 enum bk_kind kind, bool is_mapped)
{
	return (kind == BK_KIND_STRUCT || kind == BK_KIND_UNION || kind == BK_KIND_ENUM ||
		kind == BK_KIND_ENUM64) &&
	       text_of(s, record[BK_WORD_NAME], is_mapped);
}

/* bk_is_ready(), at once for the most frequent kinds. */
ALWAYS_INLINE bool is_ready(const struct bk_stream *s, const uint32_t *record, enum bk_kind kind)
{
	switch (kind) {
	case BK_KIND_PTR:
	case BK_KIND_CONST:
	case BK_KIND_TYPEDEF:
		return class_of(s, record[BK_WORD_TYPE]);
	default:
		return bk_is_ready(s, record);
	}
}

/* What another thread is about to settle has no class yet. */
ALWAYS_INLINE uint32_t known_class(const uint32_t *of, bool may_settle)
{
	uint32_t class_no = bk_shared_get(of);

	return !may_settle && class_no == BK_CLASS_OPEN ? BK_CLASS_NONE : class_no;
}

/*
 * Gives a class to each type in the window that refers to none behind it, and lists those that
 * define a name. For what must wait the guess is taken for the truth until it is its turn. Where
 * `may_settle` is false what needs a new class waits, too. False with a fault.
 */
ALWAYS_INLINE bool classify_window(struct bk_stream *s, struct bk_window *w, uint32_t *last,
				   bool may_settle, bool is_mapped)
{
	uint32_t *of = s->of + s->unit->first_id + w->from;
	uint32_t before = *last;

	w->definition_count = w->waiting_count = 0;
	for (uint32_t n = 0; n < w->count; n++) {
		const uint32_t *record = s->unit->words + w->places[n];
		enum bk_kind kind = bk_info_kind(record[BK_WORD_INFO]);
		uint32_t guess = bk_shared_get(&s->classes.list.at[before].next);
		uint32_t class_no = known_class(&of[n], may_settle);
		bool is_new = true;

		w->counts[kind]++;
		w->words[kind] += w->places[n + 1] - w->places[n];
		if (is_definition(s, record, kind, is_mapped)) {
			w->definitions[w->definition_count++] = n;
			if (!class_no)
				class_no = named_class(s, guess, record, is_mapped);
		} else if (!class_no) {
			class_no = quick_class(s, record, kind, guess, is_mapped);
			is_new = class_no || is_ready(s, record, kind);
			if (!may_settle && !class_no && is_new)
				class_no = search(s, w, record, kind, is_mapped);
		}
		if (unlikely(!class_no) && (!may_settle || !is_new)) {
			w->waiting[w->waiting_count++] =
				(struct bk_waiting){ n, before, guess, is_new };
			before = guess;
			continue;
		}
		if (unlikely(!class_no)) {
			class_no = settle(s, w, n, kind, is_mapped);
			if (!class_no)
				return false;
		}
		bk_shared_set(&of[n], class_no);
		note_next(s, before, class_no);
		before = class_no;
	}
	*last = before;
	return true;
}

/*
 * One more round over those that had to wait: most were waiting for one that has its class by now.
 * In the last round nothing waits any longer, but for those that need a new class where that may not
 * be made.
 */
ALWAYS_INLINE bool classify_waiting(struct bk_stream *s, struct bk_window *w, bool is_last,
				    bool may_settle, bool is_mapped)
{
	uint32_t *of = s->of + s->unit->first_id + w->from;
	uint32_t still_waiting = 0;

	for (uint32_t n = 0; n < w->waiting_count; n++) {
		struct bk_waiting waiting = w->waiting[n];
		const uint32_t *record = s->unit->words + w->places[waiting.place];
		enum bk_kind kind = bk_info_kind(record[BK_WORD_INFO]);
		uint32_t class_no = known_class(&of[waiting.place], may_settle);

		if (!class_no && !waiting.is_new) {
			class_no = quick_class(s, record, kind, waiting.guess, is_mapped);
			waiting.is_new = !class_no && is_ready(s, record, kind);
			if (!may_settle && waiting.is_new)
				class_no = search(s, w, record, kind, is_mapped);
		}
		if (!class_no && (!may_settle || (!is_last && !waiting.is_new))) {
			w->waiting[still_waiting++] = waiting;
			continue;
		}
		if (!class_no)
			class_no = settle(s, w, waiting.place, kind, is_mapped);
		if (!class_no)
			return false;
		bk_shared_set(&of[waiting.place], class_no);
		note_next(s, waiting.before, class_no);
	}
	w->waiting_count = still_waiting;
	return true;
}

enum { FETCH_AHEAD = 8 };

/* Where `may_settle` is false the definitions that are not as the first ones stay in their list. */
ALWAYS_INLINE bool compare_definitions(struct bk_stream *s, struct bk_window *w, bool may_settle,
				       bool is_mapped)
{
	const uint32_t *of = s->of + s->unit->first_id + w->from;
	uint32_t left = 0;

	for (uint32_t n = 0; n < w->definition_count; n++) {
		uint32_t place = w->definitions[n];
		const uint32_t *record = s->unit->words + w->places[place];
		const uint32_t *known = bk_class_record(&s->classes, bk_shared_get(&of[place]));
		enum bk_kind kind = bk_info_kind(record[BK_WORD_INFO]);

		if (n + FETCH_AHEAD < w->definition_count)
			__builtin_prefetch(bk_class_record(
				&s->classes, bk_shared_get(&of[w->definitions[n + FETCH_AHEAD]])));
		if (bk_kind_is_record(kind) ? is_record(s, known, record, is_mapped)
					    : is_as_guessed(s, known, record, kind, is_mapped))
			continue;
		if (!may_settle)
			w->definitions[left++] = place;
		else if (!bk_settle_definition(s, s->unit->first_id + w->from + place))
			return false;
	}
	w->definition_count = left;
	return true;
}

enum { ROUNDS = 3 };

ALWAYS_INLINE bool go_through(struct bk_stream *s, struct bk_window *w, uint32_t *last,
			      bool may_settle, bool is_mapped)
{
	if (!classify_window(s, w, last, may_settle, is_mapped))
		return false;
	for (int round = 1; round <= ROUNDS; round++)
		if (!classify_waiting(s, w, round == ROUNDS, may_settle, is_mapped))
			return false;
	return compare_definitions(s, w, may_settle, is_mapped);
}

/* The same code four times, without questions for each type and name. */
static bool take_unmapped(struct bk_stream *s, struct bk_window *w, uint32_t *last)
{
	return go_through(s, w, last, true, false);
}

static bool take_mapped(struct bk_stream *s, struct bk_window *w, uint32_t *last)
{
	return go_through(s, w, last, true, true);
}

static void look_unmapped(struct bk_stream *s, struct bk_window *w)
{
	(void)go_through(s, w, &(uint32_t){ BK_CLASS_VOID }, false, false);
}

static void look_mapped(struct bk_stream *s, struct bk_window *w)
{
	(void)go_through(s, w, &(uint32_t){ BK_CLASS_VOID }, false, true);
}

bool bk_window_take(struct bk_stream *s, struct bk_window *w)
{
	return s->is_mapped ? take_mapped(s, w, &s->last) : take_unmapped(s, w, &s->last);
}

void bk_window_look(struct bk_stream *s, struct bk_window *w)
{
	if (s->is_mapped)
		look_mapped(s, w);
	else
		look_unmapped(s, w);
}

/* What waits may have got its class in a window before, or have been waiting for one there. */
static uint32_t settle_waiting(struct bk_stream *s, struct bk_window *w,
			       const struct bk_waiting *waiting)
{
	const uint32_t *record = s->unit->words + w->places[waiting->place];
	enum bk_kind kind = bk_info_kind(record[BK_WORD_INFO]);
	uint32_t id = s->unit->first_id + w->from + waiting->place;
	uint32_t class_no = bk_stream_class(s, id);

	if (!class_no && !waiting->is_new)
		class_no = quick_class(s, record, kind, waiting->guess, s->is_mapped);
	if (!class_no)
		class_no = settle(s, w, waiting->place, kind, s->is_mapped);
	bk_shared_set(&s->of[id], class_no);
	return class_no;
}

bool bk_window_settle(struct bk_stream *s, struct bk_window *w)
{
	uint32_t class_no = 0;

	for (uint32_t n = 0; n < w->waiting_count; n++) {
		const struct bk_waiting *waiting = &w->waiting[n];
		bool is_next = n && waiting->place == waiting[-1].place + 1;
		uint32_t before = is_next ? class_no : waiting->before;

		class_no = settle_waiting(s, w, waiting);
		if (!class_no)
			return false;
		note_next(s, before, class_no);
	}
	for (uint32_t n = 0; n < w->definition_count; n++)
		if (!bk_settle_definition(s, s->unit->first_id + w->from + w->definitions[n]))
			return false;
	return true;
}
