// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Taint goes from a type to all that refer to it. It is searched twice: among the classes, of which
 * there are few, to see which types are worth a look; then among those types themselves.
 *
 * It begins at
 *
 *  - definitions that differ from the first of their name (stream->variants);
 *  - endless types, whose classes say little (settle.c);
 *  - forward declarations of a name that has a tainted definition, since what they mean is open.
 */
#include "btfkit/dedup/taint.h"

#include <string.h>

typedef BK_ARRAY(uint32_t) numbers;

/*
 * Lists of users, all in one array: counts stand one place ahead, sums of them are where each list
 * starts, and filling moves each start to the list's end.
 */
static void sum_up(uint32_t *ends, size_t count)
{
	for (size_t i = 1; i <= count; i++)
		ends[i] += ends[i - 1];
}

/* For each class, the classes whose records refer to it. */
struct users {
	uint32_t *ends;
	uint32_t *at;
};

static bool find_users(const struct bk_classes *classes, struct users *users)
{
	size_t count = classes->list.count;

	/* no more references than words, whose count fits */
	users->ends = calloc(count + 1, sizeof(*users->ends));
	if (!users->ends)
		return false;
	for (uint32_t c = 1; c < count; c++) {
		const uint32_t *record = bk_class_record(classes, c);
		uint32_t refs = bk_ref_count(record);

		for (uint32_t n = 0; n < refs; n++)
			users->ends[record[bk_ref_word(bk_words_of(record), n)] + 1]++;
	}
	sum_up(users->ends, count);
	users->at = reallocarray(NULL, (size_t)users->ends[count] + 1, sizeof(*users->at));
	if (!users->at)
		return false;
	for (uint32_t c = 1; c < count; c++) {
		const uint32_t *record = bk_class_record(classes, c);
		uint32_t refs = bk_ref_count(record);

		for (uint32_t n = 0; n < refs; n++)
			users->at[users->ends[record[bk_ref_word(bk_words_of(record), n)]]++] = c;
	}
	return true;
}

static bool mark(numbers *marked, uint8_t *is_marked, uint32_t n)
{
	if (is_marked[n])
		return true;
	is_marked[n] = 1;
	return bk_array_push(marked, n);
}

/* Marks the classes whose types may be tainted. */
static bool mark_classes(const struct bk_stream *s, const struct users *users, uint8_t *is_marked)
{
	const struct bk_classes *classes = &s->classes;
	numbers marked = { 0 };
	bool ok = true;

	for (size_t i = 0; i < s->variants.count; i++)
		ok = ok && mark(&marked, is_marked, s->class_of[s->variants.at[i]]);
	for (uint32_t c = 1; c < classes->list.count; c++)
		if ((uint32_t)bk_class_kind(classes, c) == BK_KIND_ENDLESS)
			ok = ok && mark(&marked, is_marked, c);
	while (ok && marked.count) {
		uint32_t c = marked.at[--marked.count];

		for (size_t i = users->ends[c - 1]; ok && i < users->ends[c]; i++)
			ok = mark(&marked, is_marked, users->at[i]);
	}
	bk_array_deinit(&marked);
	return ok;
}

static bool has_endless(const struct bk_classes *classes)
{
	for (uint32_t c = 1; c < classes->list.count; c++)
		if ((uint32_t)bk_class_kind(classes, c) == BK_KIND_ENDLESS)
			return true;
	return false;
}

/* Sets a type's bit where its class is marked, and counts them. */
static bool find_suspects(struct bk_taint *t, const uint8_t *is_marked)
{
	const struct bk_stream *s = t->stream;
	size_t words = (size_t)s->type_count / 64 + 1;

	t->bits = calloc(words, sizeof(*t->bits));
	t->ranks = calloc(words, sizeof(*t->ranks));
	if (!t->bits || !t->ranks)
		return false;
	for (size_t i = 0; i < words; i++) {
		uint32_t first = 64 * (uint32_t)i;
		uint32_t end = s->type_count - first < 64 ? s->type_count - first : 64;
		uint64_t bits = 0;

		for (uint32_t n = 0; n < end; n++)
			bits |= (uint64_t)is_marked[s->class_of[first + n]] << n;
		t->bits[i] = bits;
		t->ranks[i] = t->count;
		t->count += (uint32_t)__builtin_popcountll(bits);
	}
	return true;
}

/* The number of the type that a unit calls `id`. */
static uint32_t type_number(const struct bk_unit *unit, uint32_t id)
{
	return id < unit->first_id ? id : unit->first + (id - unit->first_id);
}

/* Keeps a record, so that the inputs need not be looked at again. Its names are the stream's texts. */
static bool keep_record(struct bk_taint *t, const struct bk_unit *unit, const uint32_t *record)
{
	const struct bk_words *words = bk_words_of(record);
	uint32_t count = bk_word_count(record), refs = bk_ref_count(record),
		 names = bk_name_count(record);
	uint32_t *to;

	if (count > UINT32_MAX - t->records.count || !bk_array_reserve(&t->records, count))
		return false;
	to = t->records.at + t->records.count;
	t->records.count += count;
	memcpy(to, record, 4 * (size_t)count);
	to[BK_WORD_NAME] = bk_stream_text(t->stream, record[BK_WORD_NAME]);
	for (uint32_t i = 0; i < names; i++) {
		uint32_t *at = &to[bk_name_word(words, i)];

		*at = bk_stream_text(t->stream, *at);
	}
	for (uint32_t i = 0; i < refs; i++) {
		uint32_t *at = &to[bk_ref_word(words, i)];

		*at = type_number(unit, *at);
	}
	if (bk_info_kind(record[BK_WORD_INFO]) == BK_KIND_FWD)
		to[BK_WORD_TYPE] = 0; /* see bk_stream_translate() */
	return !t->stream->fault;
}

static bool keep_records(struct bk_taint *t, uint32_t unit_number, uint32_t from, uint32_t to)
{
	struct bk_unit *unit = &t->units[unit_number];

	if (!bk_stream_reenter(t->stream, unit))
		return false;
	for (uint32_t n = from; n < to; n++) {
		const uint32_t *record = bk_unit_record(unit, t->suspects[n].type - unit->first);

		bk_stream_give_back(t->stream, unit, (uint32_t)(record - unit->words));
		t->suspects[n].record = (uint32_t)t->records.count;
		if (!keep_record(t, unit, record))
			return false;
	}
	bk_stream_give_back(t->stream, unit, unit->word_count);
	return true;
}

/* The first suspect from `type` on; `end` or more if there is none before that. */
static uint32_t next_suspect(const struct bk_taint *t, uint32_t type, uint32_t end)
{
	while (type < end) {
		uint64_t bits = t->bits[type / 64] >> type % 64;

		if (bits)
			return type + (uint32_t)__builtin_ctzll(bits);
		type = (type / 64 + 1) * 64;
	}
	return end;
}

/* Notes each suspect's unit and record. */
static bool list_suspects(struct bk_taint *t)
{
	uint32_t n = 0;

	t->suspects = reallocarray(NULL, (size_t)t->count + 1, sizeof(*t->suspects));
	if (!t->suspects)
		return false;
	for (uint32_t u = 0; u < t->unit_count; u++) {
		const struct bk_unit *unit = &t->units[u];
		uint32_t from = n, end = unit->first + unit->walked.own;

		for (uint32_t type = next_suspect(t, unit->first, end); type < end;
		     type = next_suspect(t, type + 1, end))
			t->suspects[n++] = (struct bk_suspect){ .type = type, .unit = u };
		if (n > from && !keep_records(t, u, from, n))
			return false;
	}
	return true;
}

/* The suspect that the n-th reference of a record leads to. */
static uint32_t target_of(const struct bk_taint *t, const uint32_t *record, uint32_t n)
{
	return bk_suspect_of(t, record[bk_ref_word(bk_words_of(record), n)]);
}

static bool link_suspects(struct bk_taint *t)
{
	t->ref_ends = calloc((size_t)t->count + 1, sizeof(*t->ref_ends));
	if (!t->ref_ends)
		return false;
	for (uint32_t i = 0; i < t->count; i++) {
		const uint32_t *record = bk_suspect_record(t, i);
		uint32_t refs = bk_ref_count(record);

		for (uint32_t n = 0; n < refs; n++) {
			uint32_t target = target_of(t, record, n);

			if (target != (uint32_t)BK_NO_SUSPECT)
				t->ref_ends[target + 1]++;
		}
	}
	sum_up(t->ref_ends, t->count);
	t->refs = reallocarray(NULL, (size_t)t->ref_ends[t->count] + 1, sizeof(*t->refs));
	if (!t->refs)
		return false;
	for (uint32_t i = 0; i < t->count; i++) {
		const uint32_t *record = bk_suspect_record(t, i);
		uint32_t refs = bk_ref_count(record);

		for (uint32_t n = 0; n < refs; n++) {
			uint32_t target = target_of(t, record, n);

			if (target != (uint32_t)BK_NO_SUSPECT)
				t->refs[t->ref_ends[target]++] = (struct bk_suspect_ref){ i, n };
		}
	}
	return true;
}

static bool is_declaration(const struct bk_taint *t, uint32_t n)
{
	return bk_is_forward(bk_suspect_record(t, n)[BK_WORD_INFO]);
}

/* Nominal types are those whose class is: endless types and types without a name are not. */
static bool is_nominal(const struct bk_taint *t, uint32_t n)
{
	const uint32_t *record =
		bk_class_record(&t->stream->classes, t->stream->class_of[t->suspects[n].type]);

	return bk_sort_of(record[BK_WORD_INFO]) &&
	       (record[BK_WORD_NAME] || bk_info_kind(record[BK_WORD_INFO]) == BK_KIND_FWD);
}

/* The entry for a class in a unit, which is made where there is none yet. */
static bool enter_forwards(struct bk_taint *t, uint32_t *last, uint32_t class_no, uint32_t unit,
			   uint32_t *entry)
{
	*entry = last[class_no];
	if (*entry != (uint32_t)BK_NO_FORWARDS && t->forwards.at[*entry].unit == unit)
		return true;
	*entry = last[class_no] = (uint32_t)t->forwards.count;
	return bk_array_push(&t->forwards,
			     (struct bk_forwards){ .class_no = class_no, .unit = unit });
}

static void add_forward(struct bk_taint *t, uint32_t entry, uint32_t n)
{
	t->next[n] = t->forwards.at[entry].first;
	t->forwards.at[entry].first = n + 1;
}

/* Puts each nominal suspect under its name and unit; `last` is the newest entry of each class. */
static bool group_by_unit(struct bk_taint *t, uint32_t *last)
{
	for (uint32_t n = 0; n < t->count; n++) {
		uint32_t entry;

		t->home[n] = BK_NO_FORWARDS;
		if (!is_nominal(t, n))
			continue;
		if (!enter_forwards(t, last, t->stream->class_of[t->suspects[n].type],
				    t->suspects[n].unit, &entry))
			return false;
		t->home[n] = entry;
		if (is_declaration(t, n))
			add_forward(t, entry, n);
		else
			t->forwards.at[entry].definitions++;
	}
	return true;
}

/* Moves the declarations of units without a definition to an entry for all units. */
static bool group_homeless(struct bk_taint *t)
{
	uint32_t units_end = (uint32_t)t->forwards.count;

	for (uint32_t i = 0; i < units_end; i++) {
		struct bk_forwards entry = t->forwards.at[i];
		uint32_t all;

		if (entry.definitions)
			continue;
		if (!enter_forwards(t, t->everywhere, entry.class_no, BK_ALL_UNITS, &all))
			return false;
		for (uint32_t n = entry.first, next; n; n = next) {
			next = t->next[n - 1];
			t->home[n - 1] = all;
			add_forward(t, all, n - 1);
		}
		t->forwards.at[i].first = 0;
	}
	for (uint32_t i = 0; i < units_end; i++) {
		uint32_t all = t->everywhere[t->forwards.at[i].class_no];

		if (all != (uint32_t)BK_NO_FORWARDS)
			t->forwards.at[all].definitions += t->forwards.at[i].definitions;
	}
	return true;
}

static bool group_forwards(struct bk_taint *t)
{
	size_t classes = t->stream->classes.list.count;
	BK_AUTOFREE uint32_t *last = reallocarray(NULL, classes, sizeof(*last));

	t->home = reallocarray(NULL, (size_t)t->count + 1, sizeof(*t->home));
	t->next = calloc((size_t)t->count + 1, sizeof(*t->next));
	t->everywhere = reallocarray(NULL, classes, sizeof(*t->everywhere));
	if (!last || !t->home || !t->next || !t->everywhere)
		return false;
	memset(last, 0xff, classes * sizeof(*last));
	memset(t->everywhere, 0xff, classes * sizeof(*t->everywhere));
	return group_by_unit(t, last) && group_homeless(t);
}

static bool taint(struct bk_taint *t, numbers *waiting, uint32_t n)
{
	if (t->suspects[n].is_tainted)
		return true;
	t->suspects[n].is_tainted = true;
	t->tainted_count++;
	return bk_array_push(waiting, n);
}

/* Where taint begins. */
static bool seed(struct bk_taint *t, numbers *waiting)
{
	const struct bk_stream *s = t->stream;

	for (size_t i = 0; i < s->variants.count; i++) {
		uint32_t n = bk_suspect_of(t, s->variants.at[i]);
		uint32_t class_no = s->class_of[s->variants.at[i]];

		/* a declaration that is not like the first one counts where that is all there is */
		if (is_declaration(t, n) &&
		    !bk_is_forward(bk_class_record(&s->classes, class_no)[BK_WORD_INFO]))
			continue;
		if (!taint(t, waiting, n))
			return false;
	}
	for (uint32_t n = 0; n < t->count; n++) {
		uint32_t class_no = s->class_of[t->suspects[n].type];

		if ((uint32_t)bk_class_kind(&s->classes, class_no) == BK_KIND_ENDLESS &&
		    !taint(t, waiting, n))
			return false;
	}
	return true;
}

/* Declarations are tainted by the first tainted definition that they may stand for. */
static bool taint_forwards(struct bk_taint *t, numbers *waiting, uint32_t entry)
{
	if (entry == (uint32_t)BK_NO_FORWARDS || t->forwards.at[entry].tainted_definitions++)
		return true;
	for (uint32_t n = t->forwards.at[entry].first; n; n = t->next[n - 1])
		if (!taint(t, waiting, n - 1))
			return false;
	return true;
}

static bool spread(struct bk_taint *t, numbers *waiting)
{
	while (waiting->count) {
		uint32_t n = waiting->at[--waiting->count];
		size_t count;
		const struct bk_suspect_ref *refs = bk_suspect_refs(t, n, &count);

		for (size_t i = 0; i < count; i++)
			if (!taint(t, waiting, refs[i].from))
				return false;
		if (t->home[n] == (uint32_t)BK_NO_FORWARDS || is_declaration(t, n))
			continue;
		if (!taint_forwards(t, waiting, t->home[n]) ||
		    !taint_forwards(t, waiting, t->everywhere[t->forwards.at[t->home[n]].class_no]))
			return false;
	}
	return true;
}

static bool find_tainted(struct bk_taint *t)
{
	numbers waiting = { 0 };
	bool ok = seed(t, &waiting) && spread(t, &waiting);

	bk_array_deinit(&waiting);
	return ok;
}

static bool search(struct bk_taint *t)
{
	struct users users = { 0 };
	BK_AUTOFREE uint8_t *is_marked = calloc(t->stream->classes.list.count, 1);
	bool ok = is_marked && find_users(&t->stream->classes, &users) &&
		  mark_classes(t->stream, &users, is_marked);

	free(users.ends);
	free(users.at);
	return ok && find_suspects(t, is_marked) && list_suspects(t) && link_suspects(t) &&
	       group_forwards(t) && find_tainted(t);
}

bool bk_taint_init(struct bk_taint *taint, struct bk_stream *stream, struct bk_unit *units,
		   uint32_t unit_count)
{
	*taint = (struct bk_taint){ .stream = stream, .units = units, .unit_count = unit_count };
	if (!stream->variants.count && !has_endless(&stream->classes))
		return true;
	if (search(taint))
		return true;
	bk_taint_deinit(taint);
	return false;
}

void bk_taint_deinit(struct bk_taint *taint)
{
	free(taint->suspects);
	free(taint->bits);
	free(taint->ranks);
	free(taint->ref_ends);
	free(taint->refs);
	free(taint->home);
	free(taint->next);
	free(taint->everywhere);
	bk_array_deinit(&taint->forwards);
	bk_array_deinit(&taint->records);
	*taint = (struct bk_taint){ 0 };
}
