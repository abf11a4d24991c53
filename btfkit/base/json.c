// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* JSON strings: escapes and UTF-8. */
#include "btfkit/base/json.h"

/* The length of the UTF-8 sequence at `s` (RFC 3629: shortest form, no surrogates), 0 if none. */
static size_t utf8_length(const unsigned char *s)
{
	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		return (s[1] & 0xc0) == 0x80 ? 2 : 0;
	if (s[0] >= 0xe0 && s[0] <= 0xef) {
		if ((s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80)
			return 0;
		if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f))
			return 0;
		return 3;
	}
	if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		if ((s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80 || (s[3] & 0xc0) != 0x80)
			return 0;
		if ((s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
			return 0;
		return 4;
	}
	return 0;
}

/* Escapes one character that cannot stand as it is; returns how many bytes of `s` it was. */
static size_t put_special(struct bk_sink *sink, const unsigned char *s)
{
	size_t length;

	switch (*s) {
	case '"':
		bk_puts(sink, "\\\"");
		return 1;
	case '\\':
		bk_puts(sink, "\\\\");
		return 1;
	case '\n':
		bk_puts(sink, "\\n");
		return 1;
	case '\t':
		bk_puts(sink, "\\t");
		return 1;
	}
	if (*s < 0x20 || *s == 0x7f) {
		bk_printf(sink, "\\u%04x", *s);
		return 1;
	}
	length = utf8_length(s);
	if (!length) {
		bk_puts(sink, "\\ufffd");
		return 1;
	}
	bk_put(sink, (const char *)s, length);
	return length;
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void bk_json_string(struct bk_json *json, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	bk_json_separate(json);
	bk_putc(json->sink, '"');
	while (*at) {
		const unsigned char *from = at;

		while (is_plain(*at))
			at++;
		bk_put(json->sink, (const char *)from, at - from);
		if (*at)
			at += put_special(json->sink, at);
	}
	bk_putc(json->sink, '"');
}
