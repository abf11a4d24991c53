// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The table of classes: open addressing over their records, which are always compared in full. */
#include "btfkit/dedup/classes.h"

#include "btfkit/base/seed.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static void stop_looking(const struct bk_classes *classes)
{
	if (classes->looking)
		pthread_rwlock_wrlock(classes->looking);
}

static void go_on_looking(const struct bk_classes *classes)
{
	if (classes->looking)
		pthread_rwlock_unlock(classes->looking);
}

static bool resize(struct bk_classes *classes, uint32_t slot_count)
{
	struct bk_class_slot *slots = calloc(slot_count, sizeof(*slots));

	if (!slots)
		return false;
	stop_looking(classes);
	for (uint32_t i = 0; i < classes->slot_count; i++) {
		uint32_t at = classes->slots[i].hash & (slot_count - 1);

		if (!classes->slots[i].class_no)
			continue;
		while (slots[at].class_no)
			at = (at + 1) & (slot_count - 1);
		slots[at] = classes->slots[i];
	}
	free(classes->slots);
	classes->slots = slots;
	classes->slot_count = slot_count;
	go_on_looking(classes);
	return true;
}

static bool resize_names(struct bk_classes *classes, uint32_t bits)
{
	struct bk_name_slot *old = classes->names;
	uint32_t count = old ? 1u << (32 - classes->name_shift) : 0;
	struct bk_name_slot *slots = calloc(1ul << bits, sizeof(*slots));

	if (!slots)
		return false;
	stop_looking(classes);
	classes->names = slots;
	classes->name_shift = 32 - bits;
	for (uint32_t i = 0; i < count; i++)
		if (old[i].class_no)
			*bk_name_slot(classes, old[i].name) = old[i];
	free(old);
	go_on_looking(classes);
	return true;
}

bool bk_classes_init(struct bk_classes *classes)
{
	static const uint32_t nothing[BK_WORD_TAIL] = { 0 };

	*classes = (struct bk_classes){ .seed = bk_seed(), .hash_mask = UINT32_MAX };
	if (resize(classes, 1 << 12) && resize_names(classes, 10) &&
	    bk_array_push(&classes->records, 0) &&
	    bk_class_add(classes, nothing, 1) == BK_CLASS_NONE &&
	    bk_class_add(classes, nothing, BK_WORD_TAIL) == BK_CLASS_VOID &&
	    bk_class_add(classes, nothing, BK_WORD_TAIL) == BK_CLASS_OPEN)
		return true;
	bk_classes_deinit(classes);
	return false;
}

void bk_classes_deinit(struct bk_classes *classes)
{
	bk_array_deinit(&classes->list);
	bk_array_deinit(&classes->sibling);
	bk_array_deinit(&classes->records);
	free(classes->slots);
	free(classes->names);
	*classes = (struct bk_classes){ 0 };
}

/* A kernel and its modules, each type once; a type has more than six words. */
enum { MOST_EXPECTED = 3 << 19, WORDS_A_TYPE = 8, WORDS_A_SLOT = 8 };

bool bk_classes_expect(struct bk_classes *classes, uint64_t words)
{
	size_t most = words < MOST_EXPECTED ? words : MOST_EXPECTED;

	uint32_t slot_count = classes->slot_count;

	while (slot_count < most / WORDS_A_SLOT)
		slot_count *= 2;
	return resize(classes, slot_count) && bk_array_reserve(&classes->records, most) &&
	       bk_array_reserve(&classes->list, most / WORDS_A_TYPE) &&
	       bk_array_reserve(&classes->sibling, most / WORDS_A_TYPE);
}

void bk_classes_close(struct bk_classes *classes)
{
	free(classes->slots);
	free(classes->names);
	classes->slots = NULL;
	classes->names = NULL;
}

/* Room for a class more, and for a record. */
static bool make_room(struct bk_classes *classes, uint32_t word_count)
{
	bool ok;

	if (word_count > UINT32_MAX - classes->records.count)
		return false;
	if (classes->list.room - classes->list.count >= 1 &&
	    classes->sibling.room - classes->sibling.count >= 1 &&
	    classes->records.room - classes->records.count >= word_count)
		return true;
	stop_looking(classes);
	ok = bk_array_reserve(&classes->list, 1) && bk_array_reserve(&classes->sibling, 1) &&
	     bk_array_reserve(&classes->records, word_count);
	go_on_looking(classes);
	return ok;
}

bool bk_class_define(struct bk_classes *classes, uint32_t class_no, const uint32_t *record,
		     uint32_t word_count)
{
	if (!make_room(classes, word_count))
		return false;
	memcpy(classes->records.at + classes->records.count, record, 4 * (size_t)word_count);
	bk_shared_set(&classes->list.at[class_no].record, (uint32_t)classes->records.count);
	classes->records.count += word_count;
	return true;
}

uint32_t bk_class_add(struct bk_classes *classes, const uint32_t *record, uint32_t word_count)
{
	uint32_t class_no = (uint32_t)classes->list.count;

	if (!make_room(classes, word_count))
		return 0;
	classes->list.at[class_no] = (struct bk_class){ 0 };
	if (!bk_class_define(classes, class_no, record, word_count))
		return 0;
	classes->list.count++;
	classes->sibling.at[classes->sibling.count++] = 0;
	return class_no;
}

uint32_t bk_class_find(const struct bk_classes *classes, const uint32_t *record,
		       uint32_t word_count, uint32_t *hash)
{
	size_t size = 4 * (size_t)word_count;
	uint32_t mask = classes->slot_count - 1, at, class_no;

	*hash = (uint32_t)XXH3_64bits_withSeed(record, size, classes->seed) & classes->hash_mask;
	for (at = *hash & mask; (class_no = bk_shared_get(&classes->slots[at].class_no));
	     at = (at + 1) & mask) {
		const uint32_t *other;

		if (classes->slots[at].hash != *hash)
			continue;
		/* the first two words tell how long a record is */
		other = bk_class_record(classes, class_no);
		if (other[BK_WORD_INFO] == record[BK_WORD_INFO] && memcmp(other, record, size) == 0)
			return class_no;
	}
	return 0;
}

uint32_t bk_class_enter(struct bk_classes *classes, const uint32_t *record, uint32_t word_count,
			uint32_t hash)
{
	uint32_t class_no = bk_class_add(classes, record, word_count), mask, at;

	if (!class_no)
		return 0;
	mask = classes->slot_count - 1;
	for (at = hash & mask; classes->slots[at].class_no; at = (at + 1) & mask)
		;
	classes->slots[at].hash = hash;
	bk_shared_set(&classes->slots[at].class_no, class_no);
	classes->count++;
	if (classes->count >= classes->slot_count / 4 * 3 &&
	    !resize(classes, 2 * classes->slot_count))
		return 0;
	return class_no;
}

uint32_t bk_class_name(struct bk_classes *classes, const uint32_t *record, uint32_t word_count)
{
	uint32_t class_no = bk_class_add(classes, record, word_count);
	struct bk_name_slot *slot;

	if (!class_no)
		return 0;
	slot = bk_name_slot(classes, record[BK_WORD_NAME]);
	classes->sibling.at[class_no] = slot->class_no;
	if (!slot->class_no)
		slot->name = record[BK_WORD_NAME];
	bk_shared_set(&slot->class_no, class_no);
	classes->name_count++;
	if (classes->name_count >= 1u << (31 - classes->name_shift) &&
	    !resize_names(classes, 33 - classes->name_shift))
		return 0;
	return class_no;
}
