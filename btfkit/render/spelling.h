/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* How bpftool spells BTF's small enumerations; scripts and people read these words. */
#ifndef BK_RENDER_SPELLING_H
#define BK_RENDER_SPELLING_H

#include "btfkit/base/control.h"
#include "btfkit/base/sink.h"
#include "btfkit/graph/graph.h"

/* Puts text from outside that must stay on its line and leave the terminal alone. */
static inline void bk_put_line_text(struct bk_sink *sink, const char *text)
{
	while (*text) {
		size_t control = *text == '\t' ? 0 : bk_control_size(text);

		bk_putc(sink, control ? '?' : *text);
		text += control ? control : 1;
	}
}

static inline const char *bk_spell_name(const struct bk_graph *graph, uint32_t name_off)
{
	return name_off ? bk_graph_string(graph, name_off) : "(anon)";
}

/* INT's encoding: combinations of flags have no spelling. */
static inline const char *bk_spell_encoding(uint32_t encoding)
{
	switch (encoding) {
	case 0:
		return "(none)";
	case BK_INT_SIGNED:
		return "SIGNED";
	case BK_INT_CHAR:
		return "CHAR";
	case BK_INT_BOOL:
		return "BOOL";
	default:
		return "UNKN";
	}
}

static inline const char *bk_spell_linkage(uint32_t linkage)
{
	switch (linkage) {
	case BK_LINKAGE_STATIC:
		return "static";
	case BK_LINKAGE_GLOBAL:
		return "global";
	case BK_LINKAGE_EXTERN:
		return "extern";
	default:
		return "(unknown)";
	}
}

static inline const char *bk_spell_sign(const struct bk_type *t)
{
	return bk_kind_flag(t) ? "SIGNED" : "UNSIGNED";
}

static inline const char *bk_spell_fwd_kind(const struct bk_type *t)
{
	return bk_kind_flag(t) ? "union" : "struct";
}

#endif
