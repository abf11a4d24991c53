/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Types as text and JSON. Renderers put into a sink, which remembers failure; none computes. */
#ifndef BK_RENDER_RENDER_H
#define BK_RENDER_RENDER_H

#include "btfkit/base/sink.h"
#include "btfkit/find/find.h"
#include "btfkit/graph/ext_graph.h"
#include "btfkit/graph/select.h"
#include "btfkit/source/loaded.h"

/*
 * `btfkit dump --format raw`: a line a type and a line a member, as bpftool 7.8 prints them with
 * `btf dump file X format raw`. Of split BTF its own types only. `selection` may be NULL.
 */
void bk_render_dump_raw(struct bk_sink *sink, const struct bk_graph *graph,
			const struct bk_selection *selection);

/* The same as JSON: bpftool's keys and spellings, and kind_flag. Schema: btfkit.dump/1. */
void bk_render_dump_json(struct bk_sink *sink, const struct bk_graph *graph,
			 const struct bk_selection *selection);

/*
 * `btfkit dump --ext`: for each ELF section its functions, source lines and CO-RE relocations, a
 * line each. Control characters in names and in source lines become `?`. Fails without memory.
 */
struct bk_error *bk_render_ext_text(struct bk_sink *sink, const struct bk_ext_graph *ext)
	BK_MUST_CHECK;

/* The same as JSON, all functions first, then all lines and relocations. Likewise. */
struct bk_error *bk_render_ext_json(struct bk_sink *sink, const struct bk_ext_graph *ext)
	BK_MUST_CHECK;

/*
 * `btfkit stat --loaded`: a line a BTF, with the programs and maps that hold it. The same as JSON;
 * schema: btfkit.stat/1, key "loaded".
 */
void bk_render_loaded_text(struct bk_sink *sink, const struct bk_loaded *loaded);
void bk_render_loaded_json(struct bk_sink *sink, const struct bk_loaded *loaded);

/* What was found in one of several sources. */
struct bk_find_report {
	const char *source;
	const char *release, *arch;	     /* NULL: not known */
	const struct bk_find_result *result; /* NULL: see `error` */
	const char *error;		     /* why the source could not be read */
	bool is_found;			     /* in a directory: the user does not know its name */
};

/*
 * `btfkit find`: a line a hit. Of several sources a line a hit and source, those of one hit one below
 * the other in columns, a `-` for what a source has not. Sources with errors are left out, and split
 * BTF where it has nothing: a module is not expected to have what others have. Control characters
 * in names become `?`. Fails without memory.
 */
struct bk_error *bk_render_find_text(struct bk_sink *sink, const struct bk_find_report *reports,
				     size_t count) BK_MUST_CHECK;

/* The same as JSON, all there is to know. Schema: btfkit.find/1. */
void bk_render_find_json(struct bk_sink *sink, const char *pattern, bool users,
			 const struct bk_find_report *reports, size_t count);

#endif
