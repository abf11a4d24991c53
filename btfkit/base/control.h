/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Control characters in names from outside, which a terminal would obey and which would break a
 * message into lines: whoever shows such a name to a person puts a `?` in their place.
 */
#ifndef BK_BASE_CONTROL_H
#define BK_BASE_CONTROL_H

#include <stddef.h>

/* How many bytes at `text` are a control character of ASCII (1) or UTF-8 (2); 0: none is. */
static inline size_t bk_control_size(const char *text)
{
	unsigned char c = (unsigned char)text[0], next;

	if (c < 0x20 || c == 0x7f)
		return c != '\0';
	if (c != 0xc2)
		return 0;
	next = (unsigned char)text[1];
	return next >= 0x80 && next < 0xa0 ? 2 : 0;
}

#endif
