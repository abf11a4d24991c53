/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The first pass: every type of every input gets a class, in one walk over its bytes.
 *
 * Classes are found as if all definitions of a name were one; those that are not are noted as
 * variants, for the second pass (taint.h, refine.h).
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
	enum bk_fault fault;
	void (*read)(void *context, uint32_t input, size_t offset); /* see dedup.h */
	void *context;
	uint64_t counts[BK_KIND_COUNT]; /* types seen, by kind, */
	uint64_t words[BK_KIND_COUNT];	/* and the words of their records */
	/* Of the unit at hand */
	struct bk_unit *unit;
	uint32_t *of;	      /* classes by id */
	uint32_t limit;	      /* ids from here on cannot exist */
	uint32_t names_end;   /* nor name offsets from here on */
	bool is_mapped;	      /* names go through the map, */
	uint32_t map_from;    /* but those before: the base's, which are texts as they are */
	uint32_t window_from; /* the first own type of those whose places are in window */
	uint32_t window_count;
	uint32_t definition_count, waiting_count;
	uint32_t window[BK_WINDOW + 1]; /* where records begin in the unit's words; last, the end */
	uint32_t definitions[BK_WINDOW]; /* places in the window that define a name */
	struct bk_waiting waiting[BK_WINDOW];
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
	uint32_t n = own - stream->window_from;

	return n < stream->window_count ? stream->unit->words + stream->window[n]
					: bk_unit_record(stream->unit, own);
}

/* See map_from: where the base's strings became the first texts, a unit on it need not look them up. */
static inline uint32_t bk_stream_map_from(const struct bk_stream *stream,
					  const struct bk_unit *unit)
{
	return stream->base && !stream->base->is_mapped ? unit->first_string : 0;
}

/* Gives classes to all types of stream->unit. False with stream->fault set. */
bool bk_stream_unit(struct bk_stream *stream);

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

/* The class of the own type `id`, which gets one if it has none. 0 with a fault. */
uint32_t bk_settle(struct bk_stream *stream, uint32_t id);

/* The same for all that a record refers to. False with a fault. */
bool bk_settle_references(struct bk_stream *stream, const uint32_t *record);

/* Compares a definition, the own type `id`, with the one its class has, or becomes that. */
bool bk_settle_definition(struct bk_stream *stream, uint32_t id);

#endif
