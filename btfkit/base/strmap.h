/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A hash map from NUL-terminated strings, which it borrows, to numbers. */
#ifndef BK_BASE_STRMAP_H
#define BK_BASE_STRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bk_strmap_slot {
	const char *key; /* NULL: free */
	uint32_t hash;
	uint32_t value;
};

struct bk_strmap {
	struct bk_strmap_slot *slots;
	uint32_t count, room; /* room: 0 or a power of two */
};

#define BK_STRMAP_INIT \
	{ \
		0 \
	}

/* The value of `key`, NULL if it is not there; valid until the next insertion. */
uint32_t *bk_strmap_find(const struct bk_strmap *map, const char *key);

/*
 * The value of `key`, which is put in with `value` if it is not there yet (then *inserted is true).
 * NULL without memory.
 */
uint32_t *bk_strmap_insert(struct bk_strmap *map, const char *key, uint32_t value, bool *inserted);

/* The same for a key whose length is known. */
uint32_t *bk_strmap_insert_sized(struct bk_strmap *map, const char *key, size_t size,
				 uint32_t value, bool *inserted);

/* Makes room for `count` keys at once. A hint: without memory nothing happens. */
void bk_strmap_reserve(struct bk_strmap *map, uint32_t count);

void bk_strmap_deinit(struct bk_strmap *map);

#endif
