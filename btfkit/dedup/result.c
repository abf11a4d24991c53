// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Numbering classes and writing them out: one walk over the types, one over the classes' records. */
#include "btfkit/dedup/result.h"

#include "btfkit/format/header.h"

#include <string.h>

/*
 * Which types of a base can stand for their classes. One that is only declared there cannot, where
 * its class has a definition: that is what the result must hold. Nor can what refers to such a one,
 * pointers to it and prototypes with those, down to the next struct or union: a struct of the base
 * stands for the same one with definitions behind its pointers, since with those all that leads to
 * it, which is half a kernel, would have to be written again.
 */
struct standing {
	const struct bk_stream *stream;
	bool *is_poorer; /* by own number in the base: it cannot */
	uint32_t *ends,
		*users; /* of each type, those that refer to it, but for structs and unions */
	BK_ARRAY(uint32_t) open; /* poorer ones whose users have not been looked at */
};

static bool is_declared_only(const struct bk_stream *s, const uint32_t *record, uint32_t class_no)
{
	const uint32_t *known = bk_class_record(&s->classes, class_no);

	return bk_is_forward(record[BK_WORD_INFO]) && !bk_is_forward(known[BK_WORD_INFO]);
}

static bool make_poorer(struct standing *standing, uint32_t own)
{
	if (standing->is_poorer[own])
		return true;
	standing->is_poorer[own] = true;
	return bk_array_push(&standing->open, own);
}

static bool find_declared(struct standing *standing)
{
	const struct bk_stream *s = standing->stream;
	const uint32_t *record = s->base->words;

	for (uint32_t own = 0; own < s->base->walked.own; own++) {
		if (is_declared_only(s, record, s->class_of[s->base->first + own]) &&
		    !make_poorer(standing, own))
			return false;
		record += bk_word_count(record);
	}
	return true;
}

/* Lists, where there is room for users, or counts them, structs and unions not. */
static void list_users(struct standing *standing)
{
	const struct bk_unit *base = standing->stream->base;
	const uint32_t *record = base->words;

	for (uint32_t own = 0; own < base->walked.own; own++) {
		const struct bk_words *words = bk_words_of(record);
		enum bk_kind kind = bk_info_kind(record[BK_WORD_INFO]);
		uint32_t refs =
			kind == BK_KIND_STRUCT || kind == BK_KIND_UNION ? 0 : bk_ref_count(record);

		for (uint32_t n = 0; n < refs; n++) {
			uint32_t *end = &standing->ends[record[bk_ref_word(words, n)]];

			if (standing->users)
				standing->users[--*end] = own;
			else
				++*end;
		}
		record += bk_word_count(record);
	}
}

static bool find_users(struct standing *standing)
{
	uint32_t count = standing->stream->base->walked.own + 2;

	standing->ends = calloc(count, sizeof(*standing->ends));
	if (!standing->ends)
		return false;
	list_users(standing);
	for (uint32_t id = 1; id < count; id++)
		standing->ends[id] += standing->ends[id - 1];
	standing->users = calloc((size_t)standing->ends[count - 1] + 1, sizeof(*standing->users));
	if (!standing->users)
		return false;
	list_users(standing); /* and each end becomes the beginning */
	return true;
}

static bool find_poorer(struct standing *standing)
{
	if (!find_declared(standing))
		return false;
	if (standing->open.count && !find_users(standing))
		return false;
	while (standing->open.count) {
		uint32_t id = standing->stream->base->first_id +
			      standing->open.at[--standing->open.count];

		for (uint32_t n = standing->ends[id]; n < standing->ends[id + 1]; n++)
			if (!make_poorer(standing, standing->users[n]))
				return false;
	}
	return true;
}

/* Numbers what stands for its class, or what does not, where nothing else is there for that. */
static void number_base(struct bk_numbering *numbering, const struct standing *standing,
			bool poorer)
{
	const struct bk_stream *s = standing->stream;

	for (uint32_t own = 0; own < s->base->walked.own; own++) {
		uint32_t class_no = s->class_of[s->base->first + own];

		if (!numbering->id_of[class_no] && standing->is_poorer[own] == poorer)
			numbering->id_of[class_no] = s->base->first_id + own;
	}
}

static void number_unit(struct bk_numbering *numbering, const struct bk_stream *s,
			const struct bk_unit *unit)
{
	const uint32_t *class_of = s->class_of + unit->first;

	for (uint32_t own = 0; own < unit->walked.own; own++) {
		uint32_t *id = &numbering->id_of[class_of[own]];

		if (*id)
			continue;
		numbering->order[numbering->count] = class_of[own];
		*id = numbering->first_id + numbering->count++;
	}
}

/* For qsort_r(): by name, those without one first, in the order they have if that is the same. */
struct sorting {
	const struct bk_stream *stream;
	const uint32_t *id_of;
};

static int by_name(const void *a, const void *b, void *context)
{
	const struct sorting *sorting = context;
	const struct bk_classes *classes = &sorting->stream->classes;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const char *texts = sorting->stream->texts.bytes;
	int differs = strcmp(texts + bk_class_record(classes, x)[BK_WORD_NAME],
			     texts + bk_class_record(classes, y)[BK_WORD_NAME]);

	return differs ? differs : sorting->id_of[x] < sorting->id_of[y] ? -1 : 1;
}

static void sort_by_name(struct bk_numbering *numbering, const struct bk_stream *s)
{
	struct sorting sorting = { s, numbering->id_of };

	qsort_r(numbering->order, numbering->count, sizeof(*numbering->order), by_name, &sorting);
	for (uint32_t n = 0; n < numbering->count; n++)
		numbering->id_of[numbering->order[n]] = numbering->first_id + n;
}

static void number_units(struct bk_numbering *numbering, const struct bk_stream *s,
			 const struct bk_unit *units, uint32_t unit_count)
{
	for (uint32_t u = s->base ? 1 : 0; u < unit_count; u++)
		number_unit(numbering, s, &units[u]);
}

static bool number_on_base(struct bk_numbering *numbering, const struct bk_stream *s,
			   const struct bk_unit *units, uint32_t unit_count)
{
	struct standing standing = { .stream = s };
	bool done;

	standing.is_poorer = calloc((size_t)s->base->walked.own + 1, sizeof(bool));
	done = standing.is_poorer && find_poorer(&standing);
	if (done) {
		number_base(numbering, &standing, false);
		numbering->first_id = s->base->first_id + s->base->walked.own;
		number_units(numbering, s, units, unit_count);
		number_base(numbering, &standing, true);
	}
	free(standing.is_poorer);
	free(standing.ends);
	free(standing.users);
	bk_array_deinit(&standing.open);
	return done;
}

bool bk_numbering_init(struct bk_numbering *numbering, const struct bk_stream *s,
		       const struct bk_unit *units, uint32_t unit_count, bool sort)
{
	bool done = true;

	*numbering = (struct bk_numbering){ .first_id = 1 };
	numbering->id_of = calloc(s->classes.list.count, sizeof(*numbering->id_of));
	numbering->order = calloc(s->classes.list.count, sizeof(*numbering->order));
	if (!numbering->id_of || !numbering->order)
		done = false;
	else if (s->base)
		done = number_on_base(numbering, s, units, unit_count);
	else
		number_units(numbering, s, units, unit_count);
	if (!done) {
		bk_numbering_deinit(numbering);
		return false;
	}
	if (sort)
		sort_by_name(numbering, s);
	return true;
}

void bk_numbering_deinit(struct bk_numbering *numbering)
{
	free(numbering->id_of);
	free(numbering->order);
	*numbering = (struct bk_numbering){ 0 };
}

/*
 * The texts that the result has: a bit for each, those in front counted by 64. Two bytes share a bit:
 * no two texts begin in the same two, since none is shorter, its NUL included.
 */
struct used_texts {
	uint64_t *bits;
	uint32_t *ranks;
	uint32_t count;
};

/* What writing has at hand. */
struct writer {
	const struct bk_numbering *numbering;
	struct bk_stream *stream;
	struct used_texts used;
	uint32_t *offsets; /* of used texts in the result's strings; 0: it has none yet */
	char *strings;	   /* those of the result */
	size_t strings_size;
	uint32_t first_string;	/* where they begin */
	uint32_t texts_of_base; /* texts before that have their offsets in the base: 0, too */
};

static void use_text(struct used_texts *used, uint32_t text)
{
	used->bits[text / 128] |= 1ull << text / 2 % 64;
}

static bool is_used(const struct used_texts *used, uint32_t text)
{
	return used->bits[text / 128] >> text / 2 % 64 & 1;
}

static uint32_t *offset_of(const struct writer *w, uint32_t text)
{
	uint64_t before = w->used.bits[text / 128] & ((1ull << text / 2 % 64) - 1);

	return &w->offsets[w->used.ranks[text / 128] + (uint32_t)__builtin_popcountll(before)];
}

/* Finds out which texts there are, so that the room for their offsets is no larger than it must be. */
static bool use_texts(struct writer *w)
{
	size_t words = w->stream->texts.size / 128 + 1;

	w->used.bits = calloc(words, sizeof(*w->used.bits));
	w->used.ranks = calloc(words, sizeof(*w->used.ranks));
	if (!w->used.bits || !w->used.ranks)
		return false;
	for (uint32_t n = 0; n < w->numbering->count; n++) {
		const uint32_t *record =
			bk_class_record(&w->stream->classes, w->numbering->order[n]);
		const struct bk_words *kind = bk_words_of(record);
		uint32_t names = bk_name_count(record);

		use_text(&w->used, record[BK_WORD_NAME]);
		for (uint32_t i = 0; i < names; i++)
			use_text(&w->used, record[bk_name_word(kind, i)]);
	}
	for (size_t i = 0; i < words; i++) {
		w->used.ranks[i] = w->used.count;
		w->used.count += (uint32_t)__builtin_popcountll(w->used.bits[i]);
	}
	w->offsets = calloc((size_t)w->used.count + 1, sizeof(*w->offsets));
	return w->offsets;
}

static uint32_t put_name(struct writer *w, uint32_t text)
{
	const char *string = w->stream->texts.bytes + text;
	uint32_t *offset;
	size_t size;

	if (text < w->texts_of_base)
		return text;
	offset = offset_of(w, text);
	if (!*offset) {
		size = strlen(string) + 1;
		memcpy(w->strings + w->strings_size, string, size);
		*offset = w->first_string + (uint32_t)w->strings_size;
		w->strings_size += size;
	}
	return *offset;
}

static uint32_t put_record(struct writer *w, uint32_t class_no, uint32_t *to)
{
	const uint32_t *record = bk_class_record(&w->stream->classes, class_no);
	const struct bk_words *words = bk_words_of(record);
	uint32_t count = bk_word_count(record), refs = bk_ref_count(record),
		 names = bk_name_count(record);

	memcpy(to, record, 4 * (size_t)count);
	to[BK_WORD_NAME] = put_name(w, to[BK_WORD_NAME]);
	for (uint32_t n = 0; n < names; n++) {
		uint32_t *at = &to[bk_name_word(words, n)];

		*at = put_name(w, *at);
	}
	for (uint32_t n = 0; n < refs; n++) {
		uint32_t *at = &to[bk_ref_word(words, n)];

		*at = w->numbering->id_of[*at];
	}
	return count;
}

/* Names that the base has are taken from there. */
static struct bk_error *take_names_of_base(struct writer *w)
{
	const struct bk_unit *base = w->stream->base;
	struct bk_bytes strings = base->strings;
	BK_AUTOFREE uint32_t *map = NULL;

	w->first_string = (uint32_t)strings.size;
	if (!base->is_mapped) {
		w->texts_of_base = w->first_string;
		return NULL;
	}
	map = reallocarray(NULL, strings.size + 1, sizeof(*map));
	if (!map)
		return bk_error_memory();
	BK_TRY(bk_texts_map(&w->stream->texts, strings, map));
	for (size_t at = strings.size; at--;)
		if (map[at] != (uint32_t)BK_TEXT_UNKNOWN && is_used(&w->used, map[at]))
			*offset_of(w, map[at]) = (uint32_t)at;
	return NULL;
}

static uint64_t count_words(const struct bk_numbering *numbering, const struct bk_stream *s)
{
	uint64_t words = 0;

	for (uint32_t n = 0; n < numbering->count; n++)
		words += bk_word_count(bk_class_record(&s->classes, numbering->order[n]));
	return words;
}

static struct bk_error *write_all(struct writer *w, uint8_t *bytes, uint32_t words, size_t *size)
{
	uint32_t *at = (void *)(bytes + BK_BTF_HEADER_MIN);

	w->strings = (char *)(bytes + BK_BTF_HEADER_MIN + 4 * (size_t)words);
	if (w->stream->base)
		BK_TRY(take_names_of_base(w));
	else
		w->strings[w->strings_size++] = '\0';
	for (uint32_t n = 0; n < w->numbering->count; n++)
		at += put_record(w, w->numbering->order[n], at);
	*size = BK_BTF_HEADER_MIN + 4 * (size_t)words + w->strings_size;
	if (*size > UINT32_MAX)
		return bk_error_create(BK_ERR_UNSUPPORTED, "the result has more than 4 GiB");
	bk_btf_header_write(bytes, BK_BTF_HEADER_MIN, 4 * words, (uint32_t)w->strings_size);
	return NULL;
}

/* The bytes of the result, which may take fewer than there is room for. */
static struct bk_error *write_bytes(struct writer *w, uint8_t **bytes, size_t *size)
{
	uint64_t words = count_words(w->numbering, w->stream);

	if (words > UINT32_MAX / 4)
		return bk_error_create(BK_ERR_UNSUPPORTED, "the result has more than 4 GiB");
	*bytes = malloc(BK_BTF_HEADER_MIN + 4 * words + w->stream->texts.size);
	if (!*bytes || !use_texts(w))
		return bk_error_memory();
	return write_all(w, *bytes, (uint32_t)words, size);
}

struct bk_error *bk_result_write(const struct bk_numbering *numbering, struct bk_stream *s,
				 uint8_t **result, size_t *size)
{
	struct writer w = { .numbering = numbering, .stream = s, .texts_of_base = 1 };
	uint8_t *bytes = NULL;
	struct bk_error *error = write_bytes(&w, &bytes, size);

	free(w.used.bits);
	free(w.used.ranks);
	free(w.offsets);
	*result = NULL;
	if (error) {
		free(bytes);
		return error;
	}
	*result = realloc(bytes, *size);
	if (!*result)
		*result = bytes;
	return NULL;
}

void bk_result_swap(uint8_t *bytes)
{
	uint32_t *words = (void *)bytes;
	uint16_t magic;
	uint32_t types_size = words[3]; /* the header's type_len */

	memcpy(&magic, bytes, sizeof(magic));
	magic = __builtin_bswap16(magic);
	memcpy(bytes, &magic, sizeof(magic));
	for (uint32_t i = 1; i < (BK_BTF_HEADER_MIN + types_size) / 4; i++)
		words[i] = __builtin_bswap32(words[i]);
}
