/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Which words of a record are names, and which are type ids, whatever its kind. */
#ifndef BK_GRAPH_WORDS_H
#define BK_GRAPH_WORDS_H

#include "btfkit/format/btf.h"

typedef void bk_word_visitor(void *context, uint32_t *word);

/*
 * Has each word of `record` (with all that follows its first 12 bytes) visited that is the offset of a
 * name, and each that is a type id; visitors may change them. Of kinds nobody knows, it is the name
 * alone.
 */
void bk_record_visit(struct bk_type *record, bk_word_visitor *name, bk_word_visitor *type_id,
		     void *context);

#endif
