/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What `btfkit stat` prints. Not in render.h: it stands on bk_stat, which dumps know nothing of. */
#ifndef BK_RENDER_RENDER_STAT_H
#define BK_RENDER_RENDER_STAT_H

#include "btfkit/base/sink.h"
#include "btfkit/stat/stat.h"

/* Where the BTF is from. */
struct bk_stat_origin {
	const char *source;
	const char *base;	    /* of split BTF, NULL: not split */
	const char *release, *arch; /* NULL: unknown */
};

/* Control characters in names become `?`. */
void bk_render_stat_text(struct bk_sink *sink, const struct bk_stat *stat,
			 const struct bk_stat_origin *origin);

/* Schema: btfkit.stat/1. */
void bk_render_stat_json(struct bk_sink *sink, const struct bk_stat *stat,
			 const struct bk_stat_origin *origin);

#endif
