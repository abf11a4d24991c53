// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Deduplication: the problem, the idea, why it is right, and what it costs.
 *
 * The problem. A kernel is compiled a file at a time, and each object tells all types its source
 * has seen: a few thousand definitions of task_struct, each with pointers to other types, which
 * have been told as often. Two types are the same if their records are: kind, name, numbers,
 * members' names and places; and if what they refer to is the same, in turn. That goes round in
 * circles, as types do. What is wanted is the coarsest way to put types together that is consistent
 * with itself: types in one class have equal records once references are replaced by classes. (One
 * calls such types bisimilar.)
 *
 * The usual way takes two structs of one name, assumes that they are equal, and walks everything
 * both can reach to see if that holds; and does so again for the next two.
 *
 * The idea. Nearly always all definitions of a name are the same. So that is assumed of all names
 * at once, checked, and what turns out wrong is mended:
 *
 * 1. A struct, union or enum with a name, and a FWD of it, gets its class by its name alone. Every
 *    circle that C can write leads through a struct or union with a name; as their classes are
 *    known at sight, no circles are left, and all other types can be given classes from the bottom
 *    up: replace the references in a record by classes, and look it up among the records seen
 *    before (stream.c, settle.c; for languages that can write other circles see there). Definitions
 *    are compared with the first of their name, record by record in the same way. Those that differ
 *    are noted: the variants.
 *
 * 2. Types that can reach a variant are tainted (taint.c). In a kernel that is some 60 of 4
 *    million. Their classes are split until they are consistent (refine.c).
 *
 * 3. Classes are numbered in the order in which they are first met, and written (result.c).
 *
 * Why it is right. The first pass never separates equal types: equal types have the same names, so
 * by induction from the bottom up the same classes. It may put together what differs. Let a type be
 * clean if it is not tainted. Of two clean types of one class the records are equal up to classes,
 * since neither is a variant, and the types that they refer to are clean, too, and of equal
 * classes. So clean types of one class are bisimilar: "clean and of the same class" is itself such
 * a relation. And a tainted type is never equal to a clean one: follow the path that leads from it
 * to a variant; the same path from a clean type leads to a type that is of the same class but no
 * variant, hence has another record. So the clean types are done with, and the tainted ones can be
 * refined by themselves, where the classes of clean types are as good as constants. Refinement
 * starts with classes that are too coarse and splits only what cannot be equal, so when nothing
 * splits any more the classes are the coarsest that are consistent.
 *
 * Forward declarations. A FWD (or an enum without values) stands for the definition of its name: in
 * the same input if there is one, else in any. If there are several which differ, nobody can say
 * which one is meant, and it stays what it is: guessing would make up what was never written. So a
 * result can have a few types more than that of a tool that guesses. That several definitions of a
 * name are the same may depend on other declarations, which is why refinement and these decisions
 * go hand in hand. A base's FWDs cannot be resolved, as nothing in it can change: what to do about
 * types that refer to them is told in result.c.
 *
 * Hashes only tell where to look. Records are found by a hash and compared word by word before they
 * are taken for equal; the sums of the refinement are checked likewise when it is done. Types whose
 * hashes collide cost time and nothing else (a test has them collide), and as hashes are seeded
 * anew in every process, no input can be made for that.
 *
 * What it costs. The first pass reads each record once, beside a table of what is different: time
 * is linear in the bytes, memory 4 bytes a type. Inputs need not stay: what is read is told to the
 * caller, who can give it back, and of tainted types the records are kept. Whatever the input, a
 * record is walked at most a few times more for references that lead ahead. Refinement takes
 * O(references * log(types)) for the tainted types, which is all of them only where different
 * kernels are merged.
 *
 * Threads. The first pass, which is nearly all of the time, can be done by several (windows.c): each
 * looks at some ten thousand types of the input, and finds the classes of those that have one; what is
 * left, the types that were never seen before, is settled by one thread at a time, in the order of the
 * input. So classes are made by one hand, and nothing must be put together afterwards. Which thread
 * was quicker decides what number a class gets, and by which way a type finds it; never which types
 * are of one class: a class has one record, and no two have the same. Nor does anything else depend on
 * it. The first definition of a name is the first one in the input, since definitions are settled in
 * order; even if it were another, the refinement would come to the same classes, as there is only one
 * coarsest consistent way. And the result is numbered by the order of the types.
 *
 * Malformed input. No graph is made of the inputs, which would take longer than all of this. A
 * record that equals a known one is as sound as that; of those that are new, names and references
 * are checked (settle.c). What is left are circles that no type can have. They are still there in
 * the result, which does become a graph. Whatever is found, the graph's constructor is then asked
 * about the inputs, so that errors are the same everywhere.
 */
#include "btfkit/dedup/dedup.h"

#include "btfkit/base/heap.h"
#include "btfkit/dedup/refine.h"
#include "btfkit/dedup/result.h"

#include <string.h>

/* One attempt, from inputs to a result. */
struct attempt {
	const struct bk_dedup_input *inputs;
	const struct bk_dedup_options *options;
	uint32_t input_count;
	struct bk_unit *units; /* the base's, if there is one, then the inputs' */
	uint32_t unit_count;
	struct bk_stream *stream;
	size_t class_room;   /* bytes of stream->class_of */
	uint32_t *split_of;  /* classes by id of the base and of the split BTF at hand, or NULL */
	bool all_mapped;     /* not even the first unit's offsets are taken for texts */
	bool must_be_mapped; /* that would have been right: nothing was made */
};

static bool has_base(const struct attempt *a)
{
	return a->options->base;
}

static const char *name_of(const struct attempt *a, uint32_t unit)
{
	return has_base(a) ? unit ? a->inputs[unit - 1].name : "the base" : a->inputs[unit].name;
}

/*
 * Why an input is refused: the graph's constructor knows best. `error` is what is said where that
 * has nothing against it.
 */
static struct bk_error *refuse(const struct attempt *a, uint32_t unit, struct bk_bytes bytes,
			       const struct bk_graph *base, struct bk_error *error)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
	struct bk_error *better;

	if (bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	better = bk_graph_create(bytes, base, &graph);
	if (better) {
		bk_error_destroy(error);
		error = better;
	}
	return bk_error_in(error, "%s", name_of(a, unit));
}

static const struct bk_graph *base_of(const struct attempt *a, const struct bk_unit *unit)
{
	return unit->first_id > 1 ? a->options->base : NULL;
}

static struct bk_error *open_unit(struct attempt *a, uint32_t n)
{
	const struct bk_graph *base = a->options->base;
	struct bk_error *error;

	if (base && n == 0)
		return bk_unit_init(&a->units[0], base->bytes, 0, 0);
	error = bk_unit_init(&a->units[n], a->inputs[n - has_base(a)].btf,
			     base ? bk_graph_count(base) : 0,
			     base ? (uint32_t)base->strings.size : 0);
	if (!error)
		return NULL;
	return refuse(a, n, a->inputs[n - has_base(a)].btf, NULL, error);
}

/* The most words that a unit's types can have, before it is looked at. */
static uint64_t words_in(struct bk_bytes bytes)
{
	return bytes.size / 4;
}

/* Makes room for as many types as there can be at most; what is not used of it costs nothing. */
static struct bk_error *make_room(struct attempt *a)
{
	uint64_t most, words = 0;

	a->units = calloc((size_t)a->unit_count + 1, sizeof(*a->units));
	if (!a->units)
		return bk_error_memory();
	for (uint32_t n = 0; n < a->input_count; n++)
		words += words_in(a->inputs[n].btf);
	if (has_base(a))
		words += words_in(a->options->base->bytes);
	most = words / BK_WORD_TAIL + 2 * (uint64_t)a->unit_count;
	if (most >= UINT32_MAX / 2)
		return bk_error_create(BK_ERR_UNSUPPORTED, "too much at once: more than %u types",
				       UINT32_MAX / 2);
	a->class_room = (most + 2) * sizeof(*a->stream->class_of);
	a->stream->class_of = bk_zeros_create(a->class_room);
	if (!a->stream->class_of || !bk_classes_expect(&a->stream->classes, words))
		return bk_error_memory();
	if (!has_base(a))
		return NULL;
	a->split_of = bk_zeros_create(a->class_room + 4 * (size_t)bk_graph_count(a->options->base));
	return a->split_of ? NULL : bk_error_memory();
}

static struct bk_error *init_texts(struct attempt *a)
{
	BK_TRY(bk_texts_init(&a->stream->texts));
	if (!bk_classes_init(&a->stream->classes))
		return bk_error_memory();
	a->stream->read = a->options->read;
	a->stream->context = a->options->context;
	a->stream->window_types = a->options->window_types;
	if (a->options->hash_bits)
		a->stream->classes.hash_mask = (1u << a->options->hash_bits) - 1;
	return NULL;
}

/* The first unit's strings may become the texts as they are; all others' are looked up in them. */
static struct bk_error *read_texts(struct attempt *a, struct bk_unit *unit)
{
	struct bk_stream *s = a->stream;
	size_t base;

	s->is_mapped = unit->is_mapped = unit != a->units || a->all_mapped;
	if (!s->is_mapped) {
		bool unique;

		BK_TRY(bk_texts_adopt(&s->texts, unit->strings, &unique));
		if (unique)
			return NULL;
		bk_texts_deinit(&s->texts);
		BK_TRY(bk_texts_init(&s->texts));
		s->is_mapped = unit->is_mapped = true;
	}
	base = unit->first_string - bk_stream_map_from(s, unit);
	if (!bk_array_reserve(&s->map, base + unit->strings.size))
		return bk_error_memory();
	if (s->map.count < base)
		BK_TRY(bk_texts_map(&s->texts, a->units[0].strings, s->map.at));
	s->map.count = base; /* stays as it is for the next split BTF */
	return bk_texts_map(&s->texts, unit->strings, s->map.at + base);
}

/*
 * Lets the unit's types begin at the next free number. Split BTF must find its base's classes in front
 * of its own, so it is read where those are, and its own go to their places at the end.
 */
static void begin_unit(const struct attempt *a, struct bk_unit *unit)
{
	struct bk_stream *s = a->stream;

	s->unit = unit;
	s->of = unit->first_id > 1 ? a->split_of : s->class_of + s->type_count;
	s->map_from = bk_stream_map_from(s, unit);
	s->names_end = unit->first_string + (uint32_t)unit->strings.size;
	s->texts_end = s->is_mapped ? UINT32_MAX : (uint32_t)s->texts.size;
	s->limit = unit->first_id + bk_unit_most(unit);
	s->of[0] = BK_CLASS_VOID;
	unit->first = s->type_count + (unit->first_id > 1 ? 0 : 1);
}

static void end_unit(const struct attempt *a)
{
	struct bk_stream *s = a->stream;
	const struct bk_unit *unit = s->unit;
	size_t size = unit->walked.own * sizeof(*s->of);

	if (unit->first_id > 1) {
		memcpy(s->class_of + unit->first, s->of + unit->first_id, size);
		memset(s->of + unit->first_id, 0, size);
	} else if (has_base(a) && unit == a->units) {
		memcpy(a->split_of, s->of, size + sizeof(*s->of)); /* void comes first */
	}
	s->type_count = unit->first + unit->walked.own;
}

static struct bk_error *unit_fault(struct attempt *a, uint32_t n)
{
	const struct bk_unit *unit = &a->units[n];

	switch (a->stream->fault) {
	case BK_FAULT_MEMORY:
		return bk_error_memory();
	case BK_FAULT_TAILS:
		a->must_be_mapped = true;
		return NULL;
	default:
		return refuse(a, n, unit->bytes, base_of(a, unit),
			      bk_error_create(BK_ERR_UNSUPPORTED,
					      "it has types of kinds that are not known, so "
					      "they cannot be written anew"));
	}
}

static struct bk_error *read_unit(struct attempt *a, uint32_t n)
{
	struct bk_stream *s = a->stream;
	struct bk_unit *unit = &a->units[n];

	BK_TRY(open_unit(a, n));
	unit->input = has_base(a) ? n - 1 : n; /* the base's: BK_OF_BASE */
	bk_stream_give_back(s, unit, 0);       /* which fetches its beginning */
	BK_TRY(read_texts(a, unit));
	begin_unit(a, unit);
	if (!bk_stream_unit(s, a->options->threads))
		return unit_fault(a, n);
	end_unit(a);
	if (!has_base(a) || n)
		return NULL;
	s->base = unit;
	/* what the base has counts neither before nor after */
	memset(s->counts, 0, sizeof(s->counts));
	memset(s->words, 0, sizeof(s->words));
	return NULL;
}

static struct bk_error *refine(struct attempt *a)
{
	struct bk_taint taint;
	bool ok = bk_taint_init(&taint, a->stream, a->units, a->unit_count);

	if (!ok)
		return bk_error_memory();
	ok = bk_refine(&taint, a->stream);
	bk_taint_deinit(&taint);
	return ok ? NULL : bk_error_memory();
}

/* Gives back what only finding classes has needed: the result comes into its place. */
static void close_search(struct attempt *a)
{
	bk_classes_close(&a->stream->classes);
	if (!has_base(a) || !a->units[0].is_mapped)
		bk_texts_close(&a->stream->texts);
	bk_array_deinit(&a->stream->map);
	bk_array_deinit(&a->stream->variants);
}

static void free_classes(struct bk_stream *s)
{
	bk_classes_deinit(&s->classes);
	bk_texts_deinit(&s->texts);
}

static void count_before(const struct attempt *a, struct bk_dedup *dedup)
{
	for (int kind = 0; kind < BK_KIND_COUNT; kind++) {
		dedup->before.types[kind] = a->stream->counts[kind];
		dedup->before.bytes[kind] = 4 * a->stream->words[kind];
	}
	for (uint32_t n = has_base(a); n < a->unit_count; n++)
		dedup->before.string_bytes += a->units[n].strings.size;
}

static void count_after(struct bk_dedup *dedup)
{
	const struct bk_graph *graph = dedup->graph;

	for (uint32_t id = bk_graph_first_id(graph); id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		dedup->after.types[bk_kind(t)]++;
		dedup->after.bytes[bk_kind(t)] += 4 * bk_word_count((const uint32_t *)t);
	}
	dedup->after.string_bytes = graph->strings.size;
}

/* Turns the classes of types into their ids in the result, in place. */
static struct bk_error *note_ids(struct attempt *a, const struct bk_numbering *numbering,
				 struct bk_dedup *dedup)
{
	struct bk_stream *s = a->stream;

	dedup->places = calloc(a->input_count + 1, sizeof(*dedup->places));
	if (!dedup->places)
		return bk_error_memory();
	for (uint32_t n = 0; n < a->input_count; n++) {
		const struct bk_unit *unit = &a->units[n + has_base(a)];

		dedup->places[n] =
			(struct bk_dedup_place){ unit->first, unit->first_id, unit->walked.own };
	}
	for (uint32_t type = 0; type < s->type_count; type++)
		s->class_of[type] = numbering->id_of[s->class_of[type]];
	dedup->new_ids = s->class_of;
	dedup->new_ids_size = a->class_room;
	s->class_of = NULL;
	return NULL;
}

static bool must_swap(const struct attempt *a)
{
	const uint16_t one = 1;
	bool is_little = *(const uint8_t *)&one;

	switch (a->options->order) {
	case BK_ORDER_LITTLE:
		return !is_little;
	case BK_ORDER_BIG:
		return is_little;
	default:
		return a->unit_count && a->units[0].swapped;
	}
}

/*
 * The result becomes a graph like any other. What is unsound about it (the rest was found before)
 * is so in one of the inputs, or comes of putting them together: types that hold each other by
 * value.
 */
static struct bk_error *check_result(const struct attempt *a, struct bk_dedup *dedup)
{
	struct bk_error *error = bk_graph_create(dedup->btf, a->options->base, &dedup->graph);

	if (!error || bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	for (uint32_t n = 0; n < a->unit_count; n++) {
		BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
		struct bk_error *cause =
			bk_graph_create(a->units[n].bytes, base_of(a, &a->units[n]), &graph);

		if (!cause)
			continue;
		bk_error_destroy(error);
		return bk_error_in(cause, "%s", name_of(a, n));
	}
	return bk_error_in(error, "the inputs do not go together: merged");
}

static struct bk_error *make_result(struct attempt *a, struct bk_dedup *dedup)
{
	struct bk_numbering numbering;
	struct bk_error *error;
	uint8_t *bytes = NULL;

	if (!bk_numbering_init(&numbering, a->stream, a->units, a->unit_count, a->options->sort))
		return bk_error_memory();
	error = bk_result_write(&numbering, a->stream, &bytes, &dedup->btf.size);
	dedup->btf.data = bytes;
	if (!error && !a->options->without_ids)
		error = note_ids(a, &numbering, dedup);
	bk_numbering_deinit(&numbering);
	free_classes(a->stream);
	BK_TRY(error);
	if (must_swap(a))
		bk_result_swap(bytes);
	BK_TRY(check_result(a, dedup));
	dedup->input_count = a->input_count;
	count_before(a, dedup);
	count_after(dedup);
	return NULL;
}

static struct bk_error *run(struct attempt *a, struct bk_dedup *dedup)
{
	BK_TRY(init_texts(a));
	BK_TRY(make_room(a));
	a->stream->type_count = 0;
	for (uint32_t n = 0; n < a->unit_count; n++) {
		BK_TRY(read_unit(a, n));
		if (a->must_be_mapped)
			return NULL;
	}
	BK_TRY(refine(a));
	close_search(a);
	return make_result(a, dedup);
}

static void deinit_attempt(struct attempt *a)
{
	struct bk_stream *s = a->stream;

	for (uint32_t n = 0; a->units && n < a->unit_count; n++)
		bk_unit_deinit(&a->units[n]);
	free(a->units);
	free_classes(s);
	bk_zeros_destroy(s->class_of, a->class_room);
	if (a->split_of)
		bk_zeros_destroy(a->split_of,
				 a->class_room + 4 * (size_t)bk_graph_count(a->options->base));
	bk_array_deinit(&s->variants);
	bk_array_deinit(&s->map);
	bk_array_deinit(&s->scratch);
	bk_array_deinit(&s->open);
	bk_stream_free_windows(s);
	free(s);
}

static struct bk_error *try(struct attempt *a, struct bk_dedup *dedup)
{
	struct bk_error *error;

	a->stream = calloc(1, sizeof(*a->stream));
	if (!a->stream)
		return bk_error_memory();
	error = run(a, dedup);
	deinit_attempt(a);
	return error;
}

static struct bk_error *create(const struct bk_dedup_input *inputs, uint32_t count,
			       const struct bk_dedup_options *options, struct bk_dedup *dedup)
{
	for (int mapped = 0;; mapped++) {
		struct attempt a = { .inputs = inputs,
				     .options = options,
				     .input_count = count,
				     .unit_count = count + (options->base ? 1 : 0),
				     .all_mapped = mapped };
		struct bk_error *error = try(&a, dedup);

		if (error || !a.must_be_mapped)
			return error;
	}
}

struct bk_error *bk_dedup_create(const struct bk_dedup_input *inputs, uint32_t count,
				 const struct bk_dedup_options *options, struct bk_dedup **result)
{
	struct bk_dedup *dedup;
	struct bk_error *error;

	*result = NULL;
	if (options->base && options->base->base)
		return bk_error_create(BK_ERR_UNSUPPORTED, "the base is split BTF itself");
	dedup = calloc(1, sizeof(*dedup));
	if (!dedup)
		return bk_error_memory();
	error = create(inputs, count, options, dedup);
	if (error)
		bk_dedup_destroy(dedup);
	else
		*result = dedup;
	return error;
}

void bk_dedup_destroy(struct bk_dedup *dedup)
{
	if (!dedup)
		return;
	bk_graph_destroy(dedup->graph);
	free((void *)(uintptr_t)dedup->btf.data);
	bk_zeros_destroy(dedup->new_ids, dedup->new_ids_size);
	free(dedup->places);
	free(dedup);
}
