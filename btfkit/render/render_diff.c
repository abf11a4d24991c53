// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Diffs as text: how much, then each type in a few lines.
 *
 *	struct page  64 -> 72 bytes  [breaking]
 *	-      8             8  struct list_head *lru;
 *	+              8     8  union pages pages;
 *	>     16      24        3 members from mapping to private: +8
 *
 * The columns are the old offset, the new one, and the size, in bytes. What moved by as much as its
 * neighbours is one line.
 */
#include "btfkit/render/render_diff.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/render/color.h"
#include "btfkit/render/spelling.h"

#include <stdio.h>

enum { FEW = 3, PLACE_SIZE = 48 };

struct text {
	const struct bk_diff_report *report;
	const struct bk_diff *diff;
	struct bk_sink *sink;
	struct bk_sink *scratch; /* memory for one declaration */
	bool after_body;	 /* the last type took several lines */
};

static void put_color(const struct text *text, const char *code)
{
	if (text->report->color)
		bk_puts(text->sink, code);
}

/* A declaration, with control characters in its names replaced. */
static void declare(const struct text *text, const struct bk_graph *graph, uint32_t id,
		    const char *name)
{
	text->scratch->at = text->scratch->start;
	bk_type_declare(graph, id, name, text->scratch);
	bk_putc(text->scratch, '\0');
	bk_put_line_text(text->sink, text->scratch->start);
}

static void put_impact(const struct text *text, enum bk_impact impact)
{
	static const char *const colors[BK_IMPACTS] = {
		[BK_IMPACT_NONE] = BK_COLOR_DIM,
		[BK_IMPACT_RELOCATED] = BK_COLOR_CYAN,
		[BK_IMPACT_SILENT] = BK_COLOR_YELLOW,
		[BK_IMPACT_BREAKING] = BK_COLOR_RED,
	};

	put_color(text, colors[impact]);
	bk_printf(text->sink, "[%s]", bk_impact_names[impact]);
	put_color(text, BK_COLOR_NONE);
}

/* "8", or "8:3" for a bit inside a byte; "" where there is no such member. */
static const char *place_of(const struct bk_diff_member *m, char place[static PLACE_SIZE])
{
	*place = '\0';
	if (m->path && m->offset_bits % 8)
		snprintf(place, PLACE_SIZE, "%llu:%llu", (unsigned long long)m->offset_bits / 8,
			 (unsigned long long)m->offset_bits % 8);
	else if (m->path)
		snprintf(place, PLACE_SIZE, "%llu", (unsigned long long)m->offset_bits / 8);
	return place;
}

static const char *size_of(const struct bk_diff_member *m, char size[static PLACE_SIZE])
{
	*size = '\0';
	if (!m->width_bits)
		snprintf(size, PLACE_SIZE, "%llu", (unsigned long long)m->size_bits / 8);
	return size;
}

/* `left` and `right` are the sides whose offset is shown, NULL for none; `m` is what is declared. */
static void put_member(const struct text *text, char sign, const struct bk_diff_member *left,
		       const struct bk_diff_member *right, const struct bk_graph *graph,
		       const struct bk_diff_member *m)
{
	char old[PLACE_SIZE] = "", new[PLACE_SIZE] = "", size[PLACE_SIZE];

	bk_printf(text->sink, "%c %7s %7s %6s  ", sign, left ? place_of(left, old) : "",
		  right ? place_of(right, new) : "", size_of(m, size));
	declare(text, graph, m->type_id, m->path);
	if (m->width_bits)
		bk_printf(text->sink, ":%u", m->width_bits);
	bk_putc(text->sink, ';');
}

static void put_old(const struct text *text, const struct bk_member_change *change)
{
	put_color(text, BK_COLOR_RED);
	put_member(text, '-', &change->old, NULL, text->diff->old, &change->old);
	put_color(text, BK_COLOR_NONE);
}

static void put_new(const struct text *text, const struct bk_member_change *change)
{
	put_color(text, BK_COLOR_GREEN);
	put_member(text, '+', NULL, &change->new, text->diff->new, &change->new);
	put_color(text, BK_COLOR_NONE);
}

static void put_words(const struct text *text, const struct bk_member_change *change)
{
	static const struct {
		uint32_t what;
		const char *word;
	} words[] = {
		{ BK_MEMBER_RENAMED, "renamed" },     { BK_MEMBER_RETYPED, "retyped" },
		{ BK_MEMBER_RESIZED, "resized" },     { BK_MEMBER_MOVED, "moved" },
		{ BK_MEMBER_RESIGNED, "other sign" }, { BK_MEMBER_REDEFINED, "redefined" },
	};
	const char *before = "  ";

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!(change->what & words[i].what))
			continue;
		bk_printf(text->sink, "%s%s", before, words[i].word);
		before = ", ";
	}
	bk_putc(text->sink, ' ');
	put_impact(text, change->impact);
}

static void put_member_change(const struct text *text, const struct bk_member_change *change)
{
	if (change->what == BK_MEMBER_ADDED) {
		put_new(text, change);
	} else if (change->what == BK_MEMBER_MOVED) {
		put_member(text, '>', &change->old, &change->new, text->diff->new, &change->new);
	} else {
		put_old(text, change);
		if (change->what != BK_MEMBER_REMOVED) {
			bk_putc(text->sink, '\n');
			put_new(text, change);
			put_words(text, change);
		}
	}
	bk_putc(text->sink, '\n');
}

static int64_t distance(const struct bk_member_change *change)
{
	return (int64_t)(change->new.offset_bits - change->old.offset_bits);
}

/* How many from this one on did nothing but move, by the same distance. */
static size_t count_moved(const struct bk_member_change *changes, size_t count)
{
	size_t n = 0;

	while (n < count && changes[n].what == BK_MEMBER_MOVED &&
	       distance(&changes[n]) == distance(changes))
		n++;
	return n;
}

static void put_moved(const struct text *text, const struct bk_member_change *changes, size_t count)
{
	const struct bk_member_change *last = &changes[count - 1];
	char old[PLACE_SIZE], new[PLACE_SIZE];
	int64_t bits = distance(changes);

	bk_printf(text->sink,
		  "> %7s %7s         %zu members from %s to %s: ", place_of(&changes->old, old),
		  place_of(&changes->new, new), count, changes->new.path, last->new.path);
	if (bits % 8)
		bk_printf(text->sink, "%+lld bits\n", (long long)bits);
	else
		bk_printf(text->sink, "%+lld\n", (long long)bits / 8);
}

static void put_members(const struct text *text, const struct bk_type_diff *type)
{
	const struct bk_member_change *changes = text->diff->members.at + type->first_member;

	for (size_t i = 0; i < type->member_count;) {
		size_t moved = count_moved(changes + i, type->member_count - i);

		if (moved > FEW) {
			put_moved(text, changes + i, moved);
			i += moved;
		} else {
			put_member_change(text, &changes[i++]);
		}
	}
}

static void put_value(const struct text *text, char sign, const struct bk_diff_value *v)
{
	put_color(text, sign == '-' ? BK_COLOR_RED : BK_COLOR_GREEN);
	bk_printf(text->sink, "%c ", sign);
	bk_put_line_text(text->sink, v->name);
	bk_puts(text->sink, " = ");
	if (v->is_signed)
		bk_put_i64(text->sink, v->value);
	else
		bk_put_u64(text->sink, (uint64_t)v->value);
	put_color(text, BK_COLOR_NONE);
}

static void put_value_change(const struct text *text, const struct bk_value_change *change)
{
	if (change->old.name)
		put_value(text, '-', &change->old);
	if (change->old.name && change->new.name)
		bk_putc(text->sink, '\n');
	if (change->new.name)
		put_value(text, '+', &change->new);
	if (change->old.name && change->new.name) {
		bk_puts(text->sink,
			change->what == BK_MEMBER_RENAMED ? "  renamed " : "  renumbered ");
		put_impact(text, change->impact);
	}
	bk_putc(text->sink, '\n');
}

static void put_reference(const struct text *text, char sign, const struct bk_graph *graph,
			  const struct bk_type_diff *type, uint32_t type_id)
{
	put_color(text, sign == '-' ? BK_COLOR_RED : BK_COLOR_GREEN);
	bk_printf(text->sink, "%c ", sign);
	declare(text, graph, type_id, type->name);
	bk_putc(text->sink, ';');
	put_color(text, BK_COLOR_NONE);
	bk_putc(text->sink, '\n');
}

static void put_changed(struct text *text, const struct bk_type_diff *type)
{
	bk_putc(text->sink, '\n');
	put_color(text, BK_COLOR_BOLD);
	bk_printf(text->sink, "%s ", bk_diff_kind_names[type->kind]);
	bk_put_line_text(text->sink, type->name);
	put_color(text, BK_COLOR_NONE);
	if (type->old.size_bytes != type->new.size_bytes)
		bk_printf(text->sink, "  %llu -> %llu bytes",
			  (unsigned long long)type->old.size_bytes,
			  (unsigned long long)type->new.size_bytes);
	bk_puts(text->sink, "  ");
	put_impact(text, type->impact);
	bk_putc(text->sink, '\n');
	if (type->retyped) {
		put_reference(text, '-', text->diff->old, type, type->old.type_id);
		put_reference(text, '+', text->diff->new, type, type->new.type_id);
	}
	put_members(text, type);
	for (size_t i = 0; i < type->value_count; i++)
		put_value_change(text, &text->diff->values.at[type->first_value + i]);
	text->after_body = true;
}

static void put_lone(struct text *text, const struct bk_type_diff *type)
{
	bool is_new = type->change == BK_ADDED;
	const struct bk_diff_type *side = is_new ? &type->new : &type->old;
	const struct bk_graph *graph = is_new ? text->diff->new : text->diff->old;

	if (text->after_body)
		bk_putc(text->sink, '\n');
	text->after_body = false;
	put_color(text, is_new ? BK_COLOR_GREEN : BK_COLOR_RED);
	bk_printf(text->sink, "%c %s ", is_new ? '+' : '-', bk_diff_kind_names[type->kind]);
	if (type->kind <= BK_DIFF_ENUM) {
		bk_put_line_text(text->sink, type->name);
		bk_printf(text->sink, "  %llu byte%s", (unsigned long long)side->size_bytes,
			  side->size_bytes == 1 ? "" : "s");
	} else {
		declare(text, graph, side->type_id, type->name);
	}
	put_color(text, BK_COLOR_NONE);
	bk_putc(text->sink, '\n');
}

static void put_origin(const struct text *text, const char *sign,
		       const struct bk_diff_origin *origin)
{
	put_color(text, BK_COLOR_BOLD);
	bk_printf(text->sink, "%s ", sign);
	bk_put_line_text(text->sink, origin->source);
	if (origin->release) {
		bk_puts(text->sink, "  ");
		bk_put_line_text(text->sink, origin->release);
	}
	if (origin->arch)
		bk_printf(text->sink, "  %s", origin->arch);
	put_color(text, BK_COLOR_NONE);
	bk_putc(text->sink, '\n');
}

/* What makes most of the differences, where the two are not of one sort. */
static void put_mismatches(const struct text *text)
{
	const struct bk_diff *diff = text->diff;
	const char *old = text->report->old.arch, *new = text->report->new.arch;

	if (old && new &&strcmp(old, new) != 0)
		bk_printf(text->sink, "the architectures differ: %s and %s\n", old, new);
	if (diff->old->pointer_size != diff->new->pointer_size)
		bk_printf(text->sink, "pointers differ in size: %u and %u bytes\n",
			  diff->old->pointer_size, diff->new->pointer_size);
	if (diff->old->swapped != diff->new->swapped)
		bk_puts(text->sink, "the byte orders differ\n");
}

static void put_summary(const struct text *text)
{
	const struct bk_diff *diff = text->diff;
	const size_t *counts = diff->counts, *impacts = diff->impacts;

	put_origin(text, "---", &text->report->old);
	put_origin(text, "+++", &text->report->new);
	put_mismatches(text);
	if (!diff->types.count) {
		bk_printf(text->sink, "no differences (%zu types)\n", diff->unchanged);
		return;
	}
	bk_printf(text->sink, "types: %zu added, %zu removed, %zu changed, %zu unchanged\n",
		  counts[BK_ADDED], counts[BK_REMOVED], counts[BK_CHANGED], diff->unchanged);
	bk_printf(text->sink,
		  "to CO-RE programs: %zu breaking, %zu silent, %zu relocated, %zu none\n",
		  impacts[BK_IMPACT_BREAKING], impacts[BK_IMPACT_SILENT],
		  impacts[BK_IMPACT_RELOCATED], impacts[BK_IMPACT_NONE]);
}

struct bk_error *bk_render_diff_text(struct bk_sink *sink, const struct bk_diff_report *report)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink scratch;
	struct text text = { .report = report,
			     .diff = report->diff,
			     .sink = sink,
			     .scratch = &scratch,
			     .after_body = true };

	bk_sink_init_memory(&scratch, SIZE_MAX);
	put_summary(&text);
	for (size_t i = 0; i < text.diff->types.count && !report->summary; i++) {
		struct bk_type_diff type;

		bk_diff_type_at(text.diff, i, &type);
		if (type.change == BK_CHANGED)
			put_changed(&text, &type);
		else
			put_lone(&text, &type);
	}
	return bk_sink_finish(&scratch);
}
