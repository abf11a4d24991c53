// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A reader of JSON (RFC 8259) by descent, with a limit to its depth. */
#include "btfkit/base/json_value.h"

#include <string.h>

enum { MOST_DEPTH = 64 };

struct reader {
	struct bk_arena *arena;
	const char *start, *at, *end;
};

static struct bk_error *wrong(const struct reader *r, const char *what)
{
	return bk_error_create(BK_ERR_MALFORMED, "JSON: byte %zu: %s", (size_t)(r->at - r->start),
			       what);
}

static void skip_space(struct reader *r)
{
	while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
		r->at++;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four digits behind `\u`. */
static bool read_unit(struct reader *r, uint32_t *unit)
{
	*unit = 0;
	if (r->end - r->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(*r->at++);

		if (digit < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)digit;
	}
	return true;
}

static char *put_utf8(char *to, uint32_t code)
{
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
	} else {
		if (code < 0x10000) {
			*to++ = (char)(0xe0 | code >> 12);
		} else {
			*to++ = (char)(0xf0 | code >> 18);
			*to++ = (char)(0x80 | (code >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (code & 0x3f));
	return to;
}

/* What stands behind `\u`; halves of a pair without the other become U+FFFD. */
static bool read_escaped_code(struct reader *r, uint32_t *code)
{
	uint32_t low;

	if (!read_unit(r, code))
		return false;
	if (*code < 0xd800 || *code > 0xdfff)
		return true;
	if (*code < 0xdc00 && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
		r->at += 2;
		if (!read_unit(r, &low))
			return false;
		*code = low >= 0xdc00 && low <= 0xdfff
				? 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00)
				: 0xfffd;
		return true;
	}
	*code = 0xfffd;
	return true;
}

static bool read_escape(struct reader *r, char **to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	const char *found;
	uint32_t code;
	char c;

	if (r->at == r->end)
		return false;
	c = *r->at++;
	if (c == 'u') {
		if (!read_escaped_code(r, &code))
			return false;
		*to = put_utf8(*to, code);
		return true;
	}
	found = c ? strchr(from, c) : NULL;
	if (found)
		*(*to)++ = into[found - from];
	return found != NULL;
}

/* `at` stands on the opening quote. No escape is shorter than what it stands for. */
static struct bk_error *read_string(struct reader *r, const char **text)
{
	const char *end = ++r->at;
	char *to;

	while (end < r->end && *end != '"')
		end += *end == '\\' && end + 1 < r->end ? 2 : 1;
	if (end >= r->end)
		return wrong(r, "a string does not end");
	to = bk_arena_alloc(r->arena, (size_t)(end - r->at) + 1);
	if (!to)
		return bk_error_memory();
	*text = to;
	while (r->at < end) {
		char c = *r->at++;

		if ((unsigned char)c < 0x20)
			return wrong(r, "a control character in a string");
		if (c != '\\')
			*to++ = c;
		else if (!read_escape(r, &to))
			return wrong(r, "no such escape");
	}
	*to = '\0';
	r->at++;
	return NULL;
}

static struct bk_error *read_number(struct reader *r, struct bk_value *value)
{
	const char *from = r->at;

	if (*r->at == '-')
		r->at++;
	if (r->at == r->end || *r->at < '0' || *r->at > '9')
		return wrong(r, "no value");
	while (r->at < r->end && *r->at && strchr("0123456789+-.eE", *r->at))
		r->at++;
	value->type = BK_VALUE_NUMBER;
	value->text = bk_arena_copy(r->arena, from, (size_t)(r->at - from));
	return value->text ? NULL : bk_error_memory();
}

static bool read_word(struct reader *r, struct bk_value *value)
{
	static const struct {
		const char *word;
		enum bk_value_type type;
	} words[] = { { "null", BK_VALUE_NULL },
		      { "true", BK_VALUE_TRUE },
		      { "false", BK_VALUE_FALSE } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t size = strlen(words[i].word);

		if ((size_t)(r->end - r->at) < size || memcmp(r->at, words[i].word, size) != 0)
			continue;
		r->at += size;
		value->type = words[i].type;
		return true;
	}
	return false;
}

static struct bk_error *read_value(struct reader *r, int depth, struct bk_value *value);

static struct bk_error *read_key(struct reader *r, const char **key)
{
	if (r->at == r->end || *r->at != '"')
		return wrong(r, "a key is missing");
	BK_TRY(read_string(r, key));
	skip_space(r);
	if (r->at == r->end || *r->at != ':')
		return wrong(r, "a colon is missing");
	r->at++;
	skip_space(r);
	return NULL;
}

/* An array or object, whose opening bracket `at` stands on. */
static struct bk_error *read_items(struct reader *r, int depth, struct bk_value *value)
{
	const char close = *r->at == '{' ? '}' : ']';
	const struct bk_value **link = &value->first;

	value->type = close == '}' ? BK_VALUE_OBJECT : BK_VALUE_ARRAY;
	if (depth == MOST_DEPTH)
		return wrong(r, "nested too deep");
	r->at++;
	skip_space(r);
	if (r->at < r->end && *r->at == close) {
		r->at++;
		return NULL;
	}
	for (;;) {
		struct bk_value *item = bk_arena_alloc(r->arena, sizeof(*item));

		if (!item)
			return bk_error_memory();
		*item = (struct bk_value){ 0 };
		if (close == '}')
			BK_TRY(read_key(r, &item->key));
		BK_TRY(read_value(r, depth + 1, item));
		*link = item;
		link = &item->next;
		skip_space(r);
		if (r->at < r->end && *r->at == close)
			break;
		if (r->at == r->end || *r->at != ',')
			return wrong(r, "a comma or a closing bracket is missing");
		r->at++;
		skip_space(r);
	}
	r->at++;
	return NULL;
}

static struct bk_error *read_value(struct reader *r, int depth, struct bk_value *value)
{
	if (r->at == r->end)
		return wrong(r, "it ends too early");
	if (*r->at == '{' || *r->at == '[')
		return read_items(r, depth, value);
	if (*r->at == '"') {
		value->type = BK_VALUE_STRING;
		return read_string(r, &value->text);
	}
	return read_word(r, value) ? NULL : read_number(r, value);
}

struct bk_error *bk_json_read(struct bk_arena *arena, const char *text, size_t size,
			      const struct bk_value **result)
{
	struct reader reader = { .arena = arena, .start = text, .at = text, .end = text + size };
	struct bk_value *value = bk_arena_alloc(arena, sizeof(*value));

	*result = NULL;
	if (!value)
		return bk_error_memory();
	*value = (struct bk_value){ 0 };
	skip_space(&reader);
	BK_TRY(read_value(&reader, 0, value));
	skip_space(&reader);
	if (reader.at != reader.end)
		return wrong(&reader, "something follows the value");
	*result = value;
	return NULL;
}

const struct bk_value *bk_value_get(const struct bk_value *object, const char *key)
{
	const struct bk_value *item =
		object && object->type == BK_VALUE_OBJECT ? object->first : NULL;

	while (item && strcmp(item->key, key) != 0)
		item = item->next;
	return item;
}

const char *bk_value_text(const struct bk_value *value)
{
	return value && value->type == BK_VALUE_STRING ? value->text : NULL;
}

bool bk_value_u64(const struct bk_value *value, uint64_t *number)
{
	uint64_t sum = 0;

	if (!value || !value->text || !*value->text)
		return false;
	for (const char *p = value->text; *p; p++)
		if (*p < '0' || *p > '9' || __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(*p - '0'), &sum))
			return false;
	*number = sum;
	return true;
}
