// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The banner that a kernel prints when it starts, and the release in it. */
#include "btfkit/source/banner.h"

enum { RELEASE_MAX = 64 }; /* __NEW_UTS_LEN */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Not by <ctype.h>: the locale has no say in it. */
static bool is_release_char(uint8_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("+-._~", c));
}

/* The length of a release that `text` begins with; 0: none. */
static size_t release_size(struct bk_bytes text)
{
	size_t size = 0;

	if (!text.size || !is_digit(text.data[0]))
		return 0;
	while (size < text.size && size <= RELEASE_MAX && is_release_char(text.data[size]))
		size++;
	return size <= RELEASE_MAX ? size : 0;
}

struct bk_bytes bk_release_at(struct bk_bytes text)
{
	size_t size = release_size(text);

	if (size == text.size || text.data[size] != ' ')
		size = 0;
	return (struct bk_bytes){ text.data, size };
}

struct bk_bytes bk_release_whole(struct bk_bytes text)
{
	size_t size = release_size(text);

	if (size < text.size && !memchr(" \n", text.data[size], 3))
		size = 0;
	return (struct bk_bytes){ text.data, size };
}

struct bk_bytes bk_banner_find(struct bk_bytes bytes)
{
	static const char start[] = "Linux version ";
	const size_t start_size = sizeof(start) - 1;
	struct bk_bytes rest = bytes, release = { NULL, 0 };

	/* There are formats among them ("Linux version %s"), in s390's boot code for one. */
	while (rest.size > start_size) {
		const uint8_t *at = memmem(rest.data, rest.size, start, start_size);

		if (!at)
			break;
		rest.size -= at + start_size - rest.data;
		rest.data = at + start_size;
		release = bk_release_at(rest);
		if (release.size && release.size + 1 < rest.size &&
		    rest.data[release.size + 1] == '(')
			return release;
	}
	return (struct bk_bytes){ NULL, 0 };
}
