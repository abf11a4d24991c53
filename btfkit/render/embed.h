/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* JSON inside of a page of HTML. */
#ifndef BK_RENDER_EMBED_H
#define BK_RENDER_EMBED_H

#include "btfkit/base/sink.h"

/* Puts a script element of that id with the JSON; `<` only as an escape, so that nothing ends it. */
void bk_put_embedded(struct bk_sink *sink, const char *id, const struct bk_sink *json);

#endif
