// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Interning strings: a hash table with open addressing, and a guess before it.
 *
 * Inputs that were compiled from the same headers hold the same strings in nearly the same order,
 * so the string behind the one found last is tried first: one comparison instead of a hash and a
 * search.
 */
#include "btfkit/dedup/texts.h"

#include "btfkit/base/seed.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Tables up to this size grow faster: they stay in the cache. */
enum { FEW_SLOTS = 1 << 16 };

static uint32_t hash_of(const struct bk_texts *texts, const char *string, size_t size)
{
	return (uint32_t)XXH3_64bits_withSeed(string, size, texts->seed);
}

static bool resize(struct bk_texts *texts, uint32_t slot_count)
{
	struct bk_text_slot *slots = calloc(slot_count, sizeof(*slots));

	if (!slots)
		return false;
	for (uint32_t i = 0; i < texts->slot_count; i++) {
		uint32_t at = texts->slots[i].hash & (slot_count - 1);

		if (!texts->slots[i].text)
			continue;
		while (slots[at].text)
			at = (at + 1) & (slot_count - 1);
		slots[at] = texts->slots[i];
	}
	free(texts->slots);
	texts->slots = slots;
	texts->slot_count = slot_count;
	return true;
}

struct bk_error *bk_texts_init(struct bk_texts *texts)
{
	*texts = (struct bk_texts){ .seed = bk_seed(), .room = 1 << 16, .size = 1 };
	texts->bytes = calloc(1, texts->room);
	if (texts->bytes && resize(texts, 1 << 12))
		return NULL;
	bk_texts_deinit(texts);
	return bk_error_memory();
}

void bk_texts_deinit(struct bk_texts *texts)
{
	free(texts->bytes);
	free(texts->slots);
	*texts = (struct bk_texts){ 0 };
}

void bk_texts_close(struct bk_texts *texts)
{
	free(texts->slots);
	texts->slots = NULL;
}

/* Makes room for `size` bytes behind the texts. */
static struct bk_error *make_room(struct bk_texts *texts, size_t size)
{
	size_t room = texts->room;
	char *bytes;

	if (size > UINT32_MAX - 1 - texts->size)
		return bk_error_create(BK_ERR_UNSUPPORTED, "more than 4 GiB of different strings");
	if (texts->size + size <= room)
		return NULL;
	while (room < texts->size + size)
		room *= 2;
	bytes = realloc(texts->bytes, room);
	if (!bytes)
		return bk_error_memory();
	texts->bytes = bytes;
	texts->room = room;
	return NULL;
}

/*
 * As much as there is in a section, and a little for what others add: growing would take all of it
 * twice. A string has some 16 bytes.
 */
static struct bk_error *make_room_for_all(struct bk_texts *texts, size_t size)
{
	uint32_t slot_count = texts->slot_count;
	size_t room = size + size / 8;
	char *bytes;

	if (size > UINT32_MAX - 1)
		return make_room(texts, size);
	while (slot_count / 4 * 3 < size / 16)
		slot_count *= 2;
	if (room < texts->room)
		room = texts->room;
	bytes = realloc(texts->bytes, room);
	if (!bytes)
		return bk_error_memory();
	texts->bytes = bytes;
	texts->room = room;
	return resize(texts, slot_count) ? NULL : bk_error_memory();
}

/* The slot of a string, or the free one where it belongs. */
static inline struct bk_text_slot *find_slot(const struct bk_texts *texts, const char *string,
					     size_t size, uint32_t hash)
{
	uint32_t at = hash & (texts->slot_count - 1);

	for (; texts->slots[at].text; at = (at + 1) & (texts->slot_count - 1)) {
		uint32_t text = texts->slots[at].text;

		if (texts->slots[at].hash == hash && size <= texts->size - text &&
		    memcmp(texts->bytes + text, string, size) == 0)
			break;
	}
	return &texts->slots[at];
}

static struct bk_error *fill_slot(struct bk_texts *texts, struct bk_text_slot *slot, uint32_t hash,
				  uint32_t text)
{
	*slot = (struct bk_text_slot){ hash, text };
	texts->count++;
	if (texts->count < texts->slot_count / 4 * 3)
		return NULL;
	if (texts->slot_count > UINT32_MAX / 4 ||
	    !resize(texts, (texts->slot_count < FEW_SLOTS ? 4 : 2) * texts->slot_count))
		return bk_error_memory();
	return NULL;
}

/* `size` counts the NUL, and is not 1. */
static struct bk_error *add(struct bk_texts *texts, const char *string, size_t size, uint32_t *text)
{
	uint32_t hash = hash_of(texts, string, size - 1);
	struct bk_text_slot *slot = find_slot(texts, string, size, hash);

	*text = slot->text;
	if (*text)
		return NULL;
	BK_TRY(make_room(texts, size));
	*text = (uint32_t)texts->size;
	memcpy(texts->bytes + texts->size, string, size);
	texts->size += size;
	return fill_slot(texts, slot, hash, *text);
}

struct bk_error *bk_texts_add(struct bk_texts *texts, const char *string, uint32_t *text)
{
	*text = 0;
	return *string ? add(texts, string, strlen(string) + 1, text) : NULL;
}

struct bk_error *bk_texts_adopt(struct bk_texts *texts, struct bk_bytes strings, bool *unique)
{
	const char *all;

	*unique = true;
	BK_TRY(make_room_for_all(texts, strings.size));
	memcpy(texts->bytes, strings.data, strings.size);
	texts->size = strings.size;
	all = texts->bytes;
	for (size_t at = 1; at < strings.size;) {
		size_t size = strlen(all + at) + 1;
		uint32_t hash = hash_of(texts, all + at, size - 1);
		struct bk_text_slot *slot = find_slot(texts, all + at, size, hash);

		if (size == 1 || slot->text) {
			*unique = false;
			return NULL;
		}
		BK_TRY(fill_slot(texts, slot, hash, (uint32_t)at));
		at += size;
	}
	return NULL;
}

struct bk_error *bk_texts_map(struct bk_texts *texts, struct bk_bytes strings, uint32_t *map)
{
	const char *all = (const char *)strings.data;
	uint32_t guess = 0;

	memset(map, 0xff, strings.size * sizeof(*map));
	for (size_t at = 0; at < strings.size;) {
		size_t size = strlen(all + at) + 1;

		if (size == 1)
			map[at] = 0;
		else if (guess && size <= texts->size - guess &&
			 memcmp(texts->bytes + guess, all + at, size) == 0)
			map[at] = guess;
		else
			BK_TRY(add(texts, all + at, size, &map[at]));
		if (map[at])
			guess = map[at] + (uint32_t)size;
		at += size;
	}
	return NULL;
}
