/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The first pass: every type of every input gets a class, in one walk over its bytes.
 *
 * Classes are found as if all definitions of a name were one; those that are not are noted as
 * variants, for the second pass (taint.h, refine.h).
 *
 * It goes a window at a time. A window is looked at, which finds the classes of types that were seen
 * before, and then its remainder is settled, which makes new ones. Several threads may look, each at a
 * window of its own; only one settles, in the order of the windows (windows.c).
 */
#ifndef BK_DEDUP_STREAM_H
#define BK_DEDUP_STREAM_H

#include "btfkit/dedup/classes.h"
#include "btfkit/dedup/texts.h"
#include "btfkit/dedup/unit.h"

/* Why a pass stopped. */
enum bk_fault {
	BK_FAULT_NONE,
	BK_FAULT_MEMORY,
	BK_FAULT_TYPES, /* the input is malformed */
	BK_FAULT_TAILS, /* a name is the end of another: begin again with a map of names */
};

enum { BK_WINDOW = 32768, BK_HINT_BITS = 14 };

struct bk_open {
	uint32_t id;   /* a type whose references are being settled */
	uint32_t next; /* which of them is next */
	bool is_endless;
};

/* A type in the window that refers to one without a class. */
struct bk_waiting {
	uint32_t place;	 /* in the window */
	uint32_t before; /* the class, or the guessed one, of the type before it */
	uint32_t guess;
	bool is_new; /* there is no class like it: one must be made */
};

/* Types that stand together in the unit at hand, as many as fit into the second-level cache. */
struct bk_window {
	uint32_t from, count; /* its first own type, and how many it has */
	uint32_t definition_count, waiting_count;
	bool is_cut;			/* the unit is malformed behind it */
	uint64_t counts[BK_KIND_COUNT]; /* see struct bk_stream */
	uint64_t words[BK_KIND_COUNT];
	BK_ARRAY(uint32_t) scratch;	/* a record being translated */
	uint32_t places[BK_WINDOW + 1]; /* where records begin in the unit's words; last, the end */
	uint32_t definitions[BK_WINDOW]; /* places in the window that define a name */
	struct bk_waiting waiting[BK_WINDOW];
};

struct bk_stream {
	struct bk_classes classes;
	struct bk_texts texts;
	uint32_t *class_of; /* by type: a type's number is its unit's `first` and its place in it */
	uint32_t type_count; /* so many have been given out */
	const struct bk_unit
		*base; /* the first unit, where the others are split BTF on it; or NULL */
	BK_ARRAY(uint32_t) variants; /* definitions that differ from the first of their name */
	BK_ARRAY(uint32_t) map;	     /* from name offsets, those from map_from on, to texts */
	BK_ARRAY(uint32_t) scratch;  /* a record being translated */
	BK_ARRAY(struct bk_open) open;
	struct bk_window *windows; /* see bk_stream_unit() */
	size_t windows_size;
	uint32_t window_types; /* so many types a window; for tests fewer than BK_WINDOW */
	enum bk_fault fault;
	void (*read)(void *context, uint32_t input, size_t offset); /* see dedup.h */
	void *context;
	uint64_t counts[BK_KIND_COUNT]; /* types seen, by kind, */
	uint64_t words[BK_KIND_COUNT];	/* and the words of their records */
	/* Of the unit at hand */
	struct bk_unit *unit;
	uint32_t *of;	    /* classes by id */
	uint32_t limit;	    /* ids from here on cannot exist */
	uint32_t names_end; /* nor name offsets from here on */
	bool is_mapped;	    /* names go through the map, */
	uint32_t map_from;  /* but those before: the base's, which are texts as they are */
	uint32_t texts_end; /* nor texts; UINT32_MAX where they go through the map */
	const struct bk_window *window; /* the one being settled */
	uint32_t last;			/* the class of the type before it, where that is known */
	pthread_mutex_t *walking;	/* held by who walks through the unit; NULL: only one can */
	uint32_t hints[1 << BK_HINT_BITS]; /* classes, by what is likely to tell them apart */
};

static inline enum bk_fault bk_stream_fault(struct bk_stream *stream, enum bk_fault fault)
{
	if (!stream->fault)
		stream->fault = fault;
	return fault;
}

/* The record of an own type of the unit, which must have been walked. */
static inline const uint32_t *bk_stream_record(const struct bk_stream *stream, uint32_t own)
{
	const struct bk_window *window = stream->window;
	uint32_t n = own - window->from;

	return n < window->count ? stream->unit->words + window->places[n]
				 : bk_unit_record(stream->unit, own);
}

/* The class of the unit's type `id`; 0 for what has none yet. */
static inline uint32_t bk_stream_class(const struct bk_stream *stream, uint32_t id)
{
	return id < stream->limit ? bk_shared_get(&stream->of[id]) : 0;
}

/* See map_from: where the base's strings became the first texts, a unit on it need not look them up. */
static inline uint32_t bk_stream_map_from(const struct bk_stream *stream,
					  const struct bk_unit *unit)
{
	return stream->base && !stream->base->is_mapped ? unit->first_string : 0;
}

/* ---- windows.c ---- */

/*
 * Gives classes to all types of stream->unit, in so many threads at most; what they are does not depend
 * on it. False with stream->fault set.
 */
bool bk_stream_unit(struct bk_stream *stream, unsigned int threads);

/* Gives back what that keeps for the next unit. */
void bk_stream_free_windows(struct bk_stream *stream);

/* ---- stream.c: what is frequent ---- */

/* Looks at a window, and settles the remainder at once. False with a fault. */
bool bk_window_take(struct bk_stream *stream, struct bk_window *window);

/* Only looks, in any thread: adds nothing that the others could see but classes of this window. */
void bk_window_look(struct bk_stream *stream, struct bk_window *window);

/* Settles what is left of a window that was looked at. False with a fault. */
bool bk_window_settle(struct bk_stream *stream, struct bk_window *window);

/* Makes a unit stream->unit once more, for bk_stream_text(). False without memory. */
bool bk_stream_reenter(struct bk_stream *stream, struct bk_unit *unit);

/* Tells that the unit is done with as far as the n-th word of its types; at their end, all of it. */
static inline void bk_stream_give_back(struct bk_stream *stream, const struct bk_unit *unit,
				       uint32_t n)
{
	if (stream->read && unit->input != (uint32_t)BK_OF_BASE)
		stream->read(stream->context, unit->input,
			     n < unit->word_count ? unit->types_at + 4 * (size_t)n
						  : unit->bytes.size);
}

/* ---- settle.c: what is rare ---- */

/* The text of a name offset, BK_TEXT_UNKNOWN with a fault where there is none. */
uint32_t bk_stream_text(struct bk_stream *stream, uint32_t name_off);

/*
 * Translates a record, whose references must have classes, into one of texts and classes, in
 * stream->scratch. The number of words; 0 with a fault.
 */
uint32_t bk_stream_translate(struct bk_stream *stream, const uint32_t *record);

/* Whether a record and its translation are such as a graph may have; a fault if not. */
bool bk_stream_check(struct bk_stream *stream, const uint32_t *record, const uint32_t *translated);

/* Whether all that a record refers to has a class. */
bool bk_is_ready(const struct bk_stream *stream, const uint32_t *record);

/*
 * The class of a record that is not nominal and whose references have classes; 0 if there is none, or
 * where only settling can tell. In any thread.
 */
uint32_t bk_find_class(const struct bk_stream *stream, struct bk_window *window,
		       const uint32_t *record);

/* The class of the own type `id`, which gets one if it has none. 0 with a fault. */
uint32_t bk_settle(struct bk_stream *stream, uint32_t id);

/* The same for all that a record refers to. False with a fault. */
bool bk_settle_references(struct bk_stream *stream, const uint32_t *record);

/* Compares a definition, the own type `id`, with the one its class has, or becomes that. */
bool bk_settle_definition(struct bk_stream *stream, uint32_t id);

#endif
