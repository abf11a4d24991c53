/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A source made into a checked graph, with the base it needs. */
#ifndef BK_INPUT_INPUT_H
#define BK_INPUT_INPUT_H

#include "btfkit/graph/graph.h"
#include "btfkit/source/source.h"

struct bk_input {
	struct bk_source *source, *base_source; /* the base's is NULL where there is none */
	struct bk_graph *graph, *base_graph;
	bool shares_base; /* the base is a struct bk_base's to free */
};

/* A base that several sources go on: read and checked once, when the first of them asks for it. */
struct bk_base {
	struct bk_source *source;
	struct bk_graph *graph; /* NULL: not asked for yet, or it cannot be read */
	bool is_unreadable;
};

/*
 * Opens `spec` (NULL: the running kernel) and checks it. Split BTF gets the base that is given
 * (NULL: none), onto which it is relocated where it has a .BTF.base; else that .BTF.base itself;
 * else the running kernel's where it is a module of that.
 * After an error there is nothing to deinit.
 */
struct bk_error *bk_input_init(struct bk_input *input, const char *spec, const char *base)
	BK_MUST_CHECK;

/* The same, with a base that outlives `input`. All that share one must be given the same `base`. */
struct bk_error *bk_input_init_sharing(struct bk_input *input, const char *spec, const char *base,
				       struct bk_base *shared) BK_MUST_CHECK;

/* The same for a source that is open, which it takes over, also after an error. */
struct bk_error *bk_input_init_opened(struct bk_input *input, struct bk_source *source,
				      const char *base, struct bk_base *shared) BK_MUST_CHECK;

/* Whether a source needs a base: a module's BTF. Told by its bytes, which may be faulty. */
bool bk_input_is_split(const struct bk_source *source);

void bk_input_deinit(struct bk_input *input);
void bk_base_deinit(struct bk_base *base);

#endif
