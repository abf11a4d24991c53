// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Data for the scripts of pages. */
#include "btfkit/render/embed.h"

void bk_put_embedded(struct bk_sink *sink, const char *id, const struct bk_sink *json)
{
	const char *at = json->start, *next;

	bk_printf(sink, "<script type=\"application/json\" id=\"%s\">\n", id);
	while ((next = memchr(at, '<', (size_t)(json->at - at))) != NULL) {
		bk_put(sink, at, (size_t)(next - at));
		bk_puts(sink, "\\u003c");
		at = next + 1;
	}
	bk_put(sink, at, (size_t)(json->at - at));
	bk_puts(sink, "</script>\n");
}
