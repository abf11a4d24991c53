/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Classes: what types are numbered by while they are compared. Types of one class are equal as far
 * as is known; the essay in dedup.c tells how far that is.
 *
 * A class has a record like those of BTF, in which names are numbers of texts and references are
 * classes. Where only a FWD of it has been seen, that is its record.
 */
#ifndef BK_DEDUP_CLASSES_H
#define BK_DEDUP_CLASSES_H

#include "btfkit/base/array.h"
#include "btfkit/dedup/record_words.h"
#include "btfkit/dedup/shared.h"

#include <pthread.h>

enum {
	BK_CLASS_NONE = 0,	       /* not known yet */
	BK_CLASS_VOID = 1,	       /* type id 0 */
	BK_CLASS_OPEN = 2,	       /* being found out: see settle.c; its record is like none */
	BK_KIND_ENDLESS = BK_KIND_MAX, /* the kind in the record of a class of endless types */
};

/* What is asked for together stands together. */
struct bk_class {
	uint32_t record;   /* its first word in `records` */
	uint32_t pointer;  /* the class of PTR to this one, if there is one yet */
	uint32_t constant; /* that of CONST */
	uint32_t next;	   /* what came behind a type of this class the last time */
};

struct bk_class_slot {
	uint32_t hash, class_no;
};

struct bk_name_slot {
	uint32_t name;
	uint32_t class_no; /* 0: free; others of the name follow as its siblings */
};

struct bk_classes {
	BK_ARRAY(struct bk_class) list;
	BK_ARRAY(uint32_t) sibling; /* by class: another nominal one of the same name, or 0 */
	BK_ARRAY(uint32_t) records;
	struct bk_class_slot *slots; /* of those found by their records */
	uint32_t count, slot_count;
	struct bk_name_slot *names;	 /* of nominal classes */
	uint32_t name_count, name_shift; /* 32 - log2 of how many slots there are */
	uint64_t seed;
	uint32_t hash_mask; /* all ones; fewer in tests, so that hashes collide */
	/*
	 * Other threads hold it for reading while they look; NULL where there are none. One thread
	 * adds, and takes it for writing where an array must move.
	 */
	pthread_rwlock_t *looking;
};

/* What types of one name and sort have in common is a class from the first of them on: C's tags. */
enum bk_sort { BK_SORT_NONE, BK_SORT_STRUCT, BK_SORT_UNION, BK_SORT_ENUM };

static inline enum bk_sort bk_sort_of(uint32_t info)
{
	switch (bk_info_kind(info)) {
	case BK_KIND_STRUCT:
		return BK_SORT_STRUCT;
	case BK_KIND_UNION:
		return BK_SORT_UNION;
	case BK_KIND_FWD:
		return info >> 31 ? BK_SORT_UNION : BK_SORT_STRUCT;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return BK_SORT_ENUM;
	default:
		return BK_SORT_NONE;
	}
}

/* Whether a record of a nominal sort only says that there is such a type. */
static inline bool bk_is_forward(uint32_t info)
{
	enum bk_kind kind = bk_info_kind(info);

	return kind == BK_KIND_FWD || (bk_kind_is_enum(kind) && !bk_info_vlen(info));
}

static inline const uint32_t *bk_class_record(const struct bk_classes *classes, uint32_t class_no)
{
	return classes->records.at + bk_shared_get(&classes->list.at[class_no].record);
}

static inline enum bk_kind bk_class_kind(const struct bk_classes *classes, uint32_t class_no)
{
	return bk_info_kind(bk_class_record(classes, class_no)[BK_WORD_INFO]);
}

/* All false or 0: without memory. */
bool bk_classes_init(struct bk_classes *classes);
void bk_classes_deinit(struct bk_classes *classes);

/*
 * Makes room for what is likely to come of inputs of that many words, so that it need not move. What
 * is not used of it costs nothing.
 */
bool bk_classes_expect(struct bk_classes *classes, uint64_t words);

/* Gives back what finds classes: from now on they can only be looked at and added. */
void bk_classes_close(struct bk_classes *classes);

/* A new class with that record. */
uint32_t bk_class_add(struct bk_classes *classes, const uint32_t *record, uint32_t word_count);

/* Gives a class another record. */
bool bk_class_define(struct bk_classes *classes, uint32_t class_no, const uint32_t *record,
		     uint32_t word_count);

/* The class of exactly that record, which has that hash; 0 if there is none. */
uint32_t bk_class_find(const struct bk_classes *classes, const uint32_t *record,
		       uint32_t word_count, uint32_t *hash);

/* Adds a class that bk_class_find() did not find, to be found from now on. */
uint32_t bk_class_enter(struct bk_classes *classes, const uint32_t *record, uint32_t word_count,
			uint32_t hash);

/* Where a name is looked for first. */
static inline uint32_t bk_name_place(const struct bk_classes *classes, uint32_t name)
{
	return name * ((uint32_t)classes->seed | 1) >> classes->name_shift;
}

/* The slot of a name, or the free one where it belongs: for who adds, as it may not stay free. */
static inline struct bk_name_slot *bk_name_slot(const struct bk_classes *classes, uint32_t name)
{
	uint32_t at = bk_name_place(classes, name), last = UINT32_MAX >> classes->name_shift;

	while (classes->names[at].class_no && classes->names[at].name != name)
		at = at == last ? 0 : at + 1;
	return &classes->names[at];
}

/*
 * The newest nominal class of a name, 0 if there is none yet. In any thread, so each slot's class
 * is read once: where it was 0 another name may have come into the slot by the next moment.
 */
static inline uint32_t bk_class_of_name(const struct bk_classes *classes, uint32_t name)
{
	uint32_t at = bk_name_place(classes, name), last = UINT32_MAX >> classes->name_shift;
	uint32_t class_no;

	while ((class_no = bk_shared_get(&classes->names[at].class_no))) {
		if (classes->names[at].name == name)
			break;
		at = at == last ? 0 : at + 1;
	}
	return class_no;
}

/* The nominal class of a name and sort, 0 if there is none yet. */
static inline uint32_t bk_class_named(const struct bk_classes *classes, uint32_t name,
				      enum bk_sort sort)
{
	uint32_t class_no = bk_class_of_name(classes, name);

	while (class_no && bk_sort_of(bk_class_record(classes, class_no)[BK_WORD_INFO]) != sort)
		class_no = classes->sibling.at[class_no];
	return class_no;
}

/* Adds a nominal class, which there is none of yet. */
uint32_t bk_class_name(struct bk_classes *classes, const uint32_t *record, uint32_t word_count);

#endif
