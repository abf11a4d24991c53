/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Comments on types, members and constants. */
#ifndef BK_CGEN_REMARKS_H
#define BK_CGEN_REMARKS_H

#include "btfkit/base/sink.h"

#include <stdlib.h>

struct bk_remarks {
	const char **types;  /* by id: NULL: nothing to say; the texts are others' */
	const char ***parts; /* by id, by member or constant; either may be NULL */
};

static inline void bk_remarks_deinit(struct bk_remarks *remarks)
{
	free(remarks->types);
	free((void *)remarks->parts);
	*remarks = (struct bk_remarks){ 0 };
}

/* Puts a comment at the end of the line that was just written, which is still in the sink's memory. */
static inline void bk_put_remark(struct bk_sink *sink, const char *text)
{
	if (!text || sink->at == sink->start)
		return;
	sink->at--;
	bk_printf(sink, " /* %s */\n", text);
}

static inline const char *bk_remark_on_part(const struct bk_remarks *remarks, uint32_t id,
					    uint32_t n)
{
	return remarks && remarks->parts && remarks->parts[id] ? remarks->parts[id][n] : NULL;
}

static inline const char *bk_remark_on_type(const struct bk_remarks *remarks, uint32_t id)
{
	return remarks && remarks->types ? remarks->types[id] : NULL;
}

#endif
