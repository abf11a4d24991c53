// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Open addressing with linear probing, at most three quarters full. */
#include "btfkit/base/strmap.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint32_t hash_of(const char *key)
{
	return (uint32_t)XXH3_64bits(key, strlen(key));
}

static struct bk_strmap_slot *find_slot(const struct bk_strmap *map, const char *key, uint32_t hash)
{
	uint32_t at = hash & (map->room - 1);

	while (map->slots[at].key &&
	       (map->slots[at].hash != hash || strcmp(map->slots[at].key, key) != 0))
		at = (at + 1) & (map->room - 1);
	return &map->slots[at];
}

uint32_t *bk_strmap_find(const struct bk_strmap *map, const char *key)
{
	struct bk_strmap_slot *slot;

	if (!map->room)
		return NULL;
	slot = find_slot(map, key, hash_of(key));
	return slot->key ? &slot->value : NULL;
}

static bool resize(struct bk_strmap *map, uint32_t room)
{
	struct bk_strmap grown = { .count = map->count, .room = room };

	grown.slots = calloc(grown.room, sizeof(*grown.slots));
	if (!grown.slots)
		return false;
	for (uint32_t i = 0; i < map->room; i++)
		if (map->slots[i].key)
			*find_slot(&grown, map->slots[i].key, map->slots[i].hash) = map->slots[i];
	free(map->slots);
	*map = grown;
	return true;
}

static bool grow(struct bk_strmap *map)
{
	return resize(map, map->room ? 2 * map->room : 64);
}

void bk_strmap_reserve(struct bk_strmap *map, uint32_t count)
{
	uint32_t room = map->room ? map->room : 64;

	while (room / 4 * 3 < count && room < 1u << 30)
		room *= 2;
	if (room > map->room)
		(void)resize(map, room);
}

uint32_t *bk_strmap_insert(struct bk_strmap *map, const char *key, uint32_t value, bool *inserted)
{
	return bk_strmap_insert_sized(map, key, strlen(key), value, inserted);
}

uint32_t *bk_strmap_insert_sized(struct bk_strmap *map, const char *key, size_t size,
				 uint32_t value, bool *inserted)
{
	uint32_t hash = (uint32_t)XXH3_64bits(key, size);
	struct bk_strmap_slot *slot;

	if (map->count >= map->room / 4 * 3 && !grow(map))
		return NULL;
	slot = find_slot(map, key, hash);
	*inserted = !slot->key;
	if (*inserted) {
		*slot = (struct bk_strmap_slot){ key, hash, value };
		map->count++;
	}
	return &slot->value;
}

void bk_strmap_deinit(struct bk_strmap *map)
{
	free(map->slots);
	*map = (struct bk_strmap)BK_STRMAP_INIT;
}
