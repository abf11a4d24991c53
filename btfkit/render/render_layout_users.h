/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Who uses a record, below its layout. */
#ifndef BK_RENDER_RENDER_LAYOUT_USERS_H
#define BK_RENDER_RENDER_LAYOUT_USERS_H

#include "btfkit/base/json.h"
#include "btfkit/find/find.h"

/* Lists with a line each: what holds it, what points to it, what takes or returns it, and the rest. */
struct bk_error *bk_render_layout_users_text(struct bk_sink *sink,
					     const struct bk_find_result *users, bool color)
	BK_MUST_CHECK;

/* The same as the value of a key "users". */
void bk_render_layout_users_json(struct bk_json *json, const struct bk_find_result *users);

#endif
