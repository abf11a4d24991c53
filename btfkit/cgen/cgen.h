/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * C declarations of types: spelling, definitions, proven layouts. Which types are declared, and in
 * which order, is for the caller to say (header/, or `dump --format c`).
 *
 *	bk_cgen_create(graph, names, functions, count, &cgen);
 *	bk_cgen_define(cgen, sink, id);		a struct, union, enum or typedef
 *	bk_cgen_destroy(cgen);
 */
#ifndef BK_CGEN_CGEN_H
#define BK_CGEN_CGEN_H

#include "btfkit/base/arena.h"
#include "btfkit/base/sink.h"
#include "btfkit/base/strmap.h"
#include "btfkit/cgen/anon.h"
#include "btfkit/cgen/cname.h"
#include "btfkit/cgen/elsewhere.h"
#include "btfkit/cgen/record.h"
#include "btfkit/cgen/remarks.h"

/* What the text written so far needs to have before it. */
struct bk_cgen_needs {
	bool keywords[BK_KEYWORDS_MAX]; /* rows of bk_keywords that were used as names */
	bool type_tags, attributes;	/* BTFKIT_TYPE_TAG(), BTFKIT_ATTRIBUTE() */
	bool records;			/* some record was defined */
	bool empty;			/* BTFKIT_EMPTY, in records without members or size */
};

/* A set of names that may be wrong when it says that it has one. */
enum { BK_FILTER_WORDS = 1024 };

static inline uint32_t bk_filter_bit(const char *name, size_t size)
{
	uint32_t ends = (unsigned char)name[0] | (uint32_t)(unsigned char)name[1] << 8 |
			(uint32_t)(unsigned char)name[size / 2] << 16 |
			(uint32_t)(unsigned char)name[size - 1] << 24;

	return ((ends + (uint32_t)size) * 0x9e3779b1u) >> 16;
}

static inline bool bk_filter_may_have(const uint64_t *filter, const char *name, size_t size)
{
	uint32_t bit = bk_filter_bit(name, size);

	return filter[bit / 64] >> bit % 64 & 1;
}

/* A text of the pool, until the next is put there; size 0: it is not written yet, or not kept. */
struct bk_text {
	const char *start;
	size_t size;
};

struct bk_cgen {
	const struct bk_graph *graph;
	const struct bk_names *names;
	struct bk_identity *identity;
	struct bk_records records;
	struct bk_anon anon;
	struct bk_strmap enumerators;	     /* C names given to enumerators, and typedef names */
	struct bk_strmap enumerator_numbers; /* by what stands before ___N: the N to try next */
	uint64_t typedef_names[BK_FILTER_WORDS];
	struct bk_arena arena;
	struct bk_cgen_needs needs;
	uint8_t *defined;		      /* by id: written already */
	bool out_of_order;		      /* take every type for defined */
	bool has_circles;		      /* records may be held before they are defined */
	bool lacks_signs;		      /* of enums: see enum.h */
	const struct bk_elsewhere *elsewhere; /* what is not to be defined here; NULL: nothing */
	const struct bk_remarks *remarks;     /* to be put behind members and constants; or NULL */
	uint32_t hollow_enums;		      /* written without any of their constants so far */
	bool all_tags;		  /* FWDs are declared whether another type mentions them or not */
	uint32_t defining;	  /* the typedef being written, 0: none */
	uint32_t outermost;	  /* the name_off of the record being defined */
	BK_ARRAY(uint32_t) chain; /* a stack for declarator.c */
	uint32_t *texts; /* by id: the place in the pool of "struct foo", "u32", once written */
	struct bk_sink text_pool; /* its texts, before each its length: a uint16_t */
	uint32_t paddings;	  /* named paddings in the definition being written */
	int nesting;		  /* prototypes inside each other */
};

/* The kinds whose names a generator looks up. */
#define BK_CGEN_KINDS BK_KINDS_IN_NAME_SPACES

/*
 * A generator for `graph`; graph and names (of BK_CGEN_KINDS at least) must outlive it. `functions`
 * are the FUNCs that will be declared: their prototypes decide about anonymous types with the rest.
 * For `given_log2`, mostly NULL, see record.h.
 */
struct bk_error *bk_cgen_create(const struct bk_graph *graph, const struct bk_names *names,
				const uint32_t *functions, size_t count, const uint8_t *given_log2,
				struct bk_cgen **cgen) BK_MUST_CHECK;

void bk_cgen_destroy(struct bk_cgen *cgen);
BK_DEFINE_AUTO(bk_cgen_auto, struct bk_cgen, bk_cgen_destroy)

/* Whether another header defines what has the type's name, which is set as `elsewhere`. */
bool bk_cgen_is_elsewhere(const struct bk_cgen *cgen, uint32_t id);

/* Whether C can define the type by itself: named (or named by us) records and enums, typedefs. */
bool bk_cgen_is_definable(const struct bk_cgen *cgen, uint32_t id);

/* Writes the definition of such a type, or of an anonymous enum as constants. */
void bk_cgen_define(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id);

/* "struct foo", "foo_t": the type as C names it. For definable types and FWDs. */
void bk_cgen_put_name(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id);

/* A declaration of `name` ("" for none) with type `id`, without the semicolon. */
void bk_cgen_declare(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, const char *name,
		     int indent);

/* What is known of a type at some point of a header: bits, by id. */
enum { BK_KNOWN_DECLARED = 1, BK_KNOWN_DEFINED = 2 };

/* Asks what must be known before a type can be written. */
struct bk_needs {
	const uint8_t *known; /* by id; what is known already is not reported */
	/* Called for each type that must be defined before, or (!complete) declared. False: stop. */
	bool (*report)(void *context, uint32_t id, bool complete);
	void *context;
	/* By id, for the walk itself: what a member of this type needs is known, zeroed at first. */
	uint8_t *settled;
	uint64_t steps_left; /* counted down for each member and parameter looked at */
	bool exhausted;	     /* set when none was left, which stopped it */
};

/* False if it was stopped. */
bool bk_cgen_for_each_need(const struct bk_cgen *cgen, uint32_t id, struct bk_needs *needs);

/* ---- inside cgen/ ---- */

/* The typedef that C11's <stdbool.h> and C23 have as a macro and a keyword. */
bool bk_typedef_is_bool(const struct bk_cgen *cgen, uint32_t id);

/* A name as an identifier: as it is where possible, noting keywords of other languages. */
void bk_put_identifier(struct bk_cgen *cgen, struct bk_sink *sink, const char *name);

static inline struct bk_text bk_text_at(const struct bk_cgen *cgen, uint32_t at)
{
	struct bk_text text = { 0 };
	uint16_t size;

	if (at) {
		text.start = cgen->text_pool.start + at;
		memcpy(&size, text.start - sizeof(size), sizeof(size));
		text.size = size;
	}
	return text;
}

/*
 * The text before the name in a declaration of the simple sort, which is kept: "struct foo *"; of
 * an array that of its elements, whose type *element is set to. Of size 0: it is not of that sort.
 */
struct bk_text bk_simple_text(struct bk_cgen *cgen, uint32_t id, uint32_t *element);

/* The brackets behind the name, of array `id` down to `element`; nothing if they are the same. */
void bk_put_dimensions(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, uint32_t element);

/* The braces of a record or enum with all between them, and the attributes behind. */
void bk_put_record_body(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, int indent);
void bk_put_enum_body(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, int indent);

static inline void bk_put_indent(struct bk_sink *sink, int indent)
{
	char *at = bk_sink_reserve(sink, (size_t)indent);

	while (indent-- > 0)
		*at++ = '\t';
	sink->at = at;
}

/* Longer names and texts are hostile, and take the long way. */
enum { BK_LONGEST_QUICK = 256 };

/*
 * Writes what nearly all declarations are: a type of the simple sort, or an array of them, and a
 * name that is nothing but plain. False, and nothing is written, if this one is not.
 */
static inline bool bk_put_quickly(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id,
				  const char *name, size_t size)
{
	struct bk_text text = bk_text_at(cgen, cgen->texts[id]);
	uint32_t element = id;
	char *at;

	if (size > BK_LONGEST_QUICK ||
	    bk_identity_classify(cgen->identity, name, size, NULL) != BK_NAME_PLAIN)
		return false;
	if (!text.size)
		text = bk_simple_text(cgen, id, &element);
	if (!text.size || text.size > BK_LONGEST_QUICK)
		return false;
	at = bk_sink_reserve(sink, 2 * BK_LONGEST_QUICK + BK_SHORT);
	at = bk_append_short(at, text.start, text.size);
	sink->at = bk_identity_append(cgen->identity, at, name, size);
	if (element != id)
		bk_put_dimensions(cgen, sink, id, element);
	return true;
}

/* The same without a name. */
static inline bool bk_put_type_quickly(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	struct bk_text text = bk_text_at(cgen, cgen->texts[id]);

	if (!text.size || text.size > BK_LONGEST_QUICK)
		return false;
	sink->at = bk_append_short(bk_sink_reserve(sink, BK_LONGEST_QUICK + BK_SHORT), text.start,
				   text.size);
	sink->at -= text.start[text.size - 1] == ' ';
	return true;
}

#endif
