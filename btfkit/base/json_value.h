/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * JSON read into values, for what btfkit itself has written and others may have changed.
 *
 *	BK_TRY(bk_json_read(&arena, text, size, &value));
 *	name = bk_value_text(bk_value_get(value, "name"));	 NULL: not there, or no string
 *
 * Looking for something in what is not there finds nothing, so only the end of a way must be checked.
 */
#ifndef BK_BASE_JSON_VALUE_H
#define BK_BASE_JSON_VALUE_H

#include "btfkit/base/arena.h"
#include "btfkit/base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum bk_value_type {
	BK_VALUE_NULL,
	BK_VALUE_FALSE,
	BK_VALUE_TRUE,
	BK_VALUE_NUMBER,
	BK_VALUE_STRING,
	BK_VALUE_ARRAY,
	BK_VALUE_OBJECT,
};

struct bk_value {
	enum bk_value_type type;
	const char *key;  /* of an object's member; else NULL */
	const char *text; /* of a string, decoded, and of a number, as it stands there; else NULL */
	const struct bk_value *first; /* of an array or object: what is in it; NULL: nothing */
	const struct bk_value *next;  /* what follows in the same array or object; NULL: the end */
};

/*
 * Reads one value that fills `size` bytes but for white space. Errors tell the byte. Values live as
 * long as the arena. A string ends at a NUL in it.
 */
struct bk_error *bk_json_read(struct bk_arena *arena, const char *text, size_t size,
			      const struct bk_value **value) BK_MUST_CHECK;

/* The member of that key; NULL: none, or `object` is no object. NULL may be asked as well. */
const struct bk_value *bk_value_get(const struct bk_value *object, const char *key);

/* The text of a string; NULL: it is none. */
const char *bk_value_text(const struct bk_value *value);

/* A whole number that is not negative, be it written as number or string; false: it is none. */
bool bk_value_u64(const struct bk_value *value, uint64_t *number);

static inline bool bk_value_is_true(const struct bk_value *value)
{
	return value && value->type == BK_VALUE_TRUE;
}

#endif
