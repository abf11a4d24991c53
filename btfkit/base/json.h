/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A JSON writer over a sink: compact, in the order of the calls.
 *
 *	bk_json_open(&json, '{');
 *	bk_json_key(&json, "name");
 *	bk_json_string(&json, "task_struct");
 *	bk_json_close(&json, '}');
 */
#ifndef BK_BASE_JSON_H
#define BK_BASE_JSON_H

#include "btfkit/base/sink.h"

#include <stdbool.h>

struct bk_json {
	struct bk_sink *sink;
	bool comma; /* the next value or key needs one before it */
};

static inline void bk_json_separate(struct bk_json *json)
{
	if (json->comma)
		bk_putc(json->sink, ',');
	json->comma = true;
}

/* Begins an object '{' or an array '['. */
static inline void bk_json_open(struct bk_json *json, char bracket)
{
	bk_json_separate(json);
	bk_putc(json->sink, bracket);
	json->comma = false;
}

/* Ends it, with '}' or ']'. */
static inline void bk_json_close(struct bk_json *json, char bracket)
{
	bk_putc(json->sink, bracket);
	json->comma = true;
}

/* A key known at compile time: plain ASCII without quotes. */
static inline void bk_json_key(struct bk_json *json, const char *key)
{
	bk_json_separate(json);
	bk_putc(json->sink, '"');
	bk_puts(json->sink, key);
	bk_put(json->sink, "\":", 2);
	json->comma = false;
}

static inline void bk_json_u64(struct bk_json *json, uint64_t value)
{
	bk_json_separate(json);
	bk_put_u64(json->sink, value);
}

static inline void bk_json_i64(struct bk_json *json, int64_t value)
{
	bk_json_separate(json);
	bk_put_i64(json->sink, value);
}

static inline void bk_json_bool(struct bk_json *json, bool value)
{
	bk_json_separate(json);
	bk_puts(json->sink, value ? "true" : "false");
}

static inline void bk_json_null(struct bk_json *json)
{
	bk_json_separate(json);
	bk_put(json->sink, "null", 4);
}

/* Any bytes: what is not UTF-8 becomes U+FFFD, so that the document always is. */
void bk_json_string(struct bk_json *json, const char *text);

/* A key and its value in one. */
static inline void bk_json_field_string(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	bk_json_string(json, text);
}

/* A key, and the object '{' or array '[' behind it begun. */
static inline void bk_json_field_open(struct bk_json *json, const char *key, char bracket)
{
	bk_json_key(json, key);
	bk_json_open(json, bracket);
}

static inline void bk_json_field_u64(struct bk_json *json, const char *key, uint64_t value)
{
	bk_json_key(json, key);
	bk_json_u64(json, value);
}

static inline void bk_json_field_bool(struct bk_json *json, const char *key, bool value)
{
	bk_json_key(json, key);
	bk_json_bool(json, value);
}

#endif
