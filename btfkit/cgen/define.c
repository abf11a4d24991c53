// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Definitions: records with their padding and attributes, enums, typedefs. */
#include "btfkit/cgen/cgen.h"
#include "btfkit/cgen/scalar.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

/* More unnamed bitfields than this in a row are written as one array. */
enum { MOST_PIECES = 8 };

static uint32_t count_pieces(uint64_t at, uint64_t left, uint32_t align, bool packed)
{
	uint32_t pieces = 0, unit;

	while (left && pieces <= MOST_PIECES) {
		uint32_t bits = bk_padding_piece(at, left, align, packed, &unit);

		at += bits;
		left -= bits;
		pieces++;
	}
	return pieces;
}

static const char padding_prefix[] = "__padding", anonymous_prefix[] = "__anonymous";

/* Whose members are being written, for the numbers of those that btfkit makes up. */
struct holder {
	const struct bk_type *t;
	bool is_counted; /* its own members of such names are known not to come again */
};

/* The number in a name that looks made up, else 0. */
static unsigned long made_up_number(const char *name)
{
	if (name[0] != '_' || name[1] != '_')
		return 0;
	if (strncmp(name, padding_prefix, sizeof(padding_prefix) - 1) == 0)
		return strtoul(name + sizeof(padding_prefix) - 1, NULL, 10);
	if (strncmp(name, anonymous_prefix, sizeof(anonymous_prefix) - 1) == 0)
		return strtoul(name + sizeof(anonymous_prefix) - 1, NULL, 10);
	return 0;
}

/* The number of the next made-up member, which the holder itself must not have. */
static uint32_t next_made_up(struct bk_cgen *cgen, struct holder *holder)
{
	uint32_t vlen = holder->is_counted ? 0 : bk_vlen(holder->t);

	for (uint32_t n = 0; n < vlen; n++) {
		uint32_t name_off = bk_members(holder->t)[n].name_off;
		unsigned long taken = made_up_number(bk_graph_string(cgen->graph, name_off));

		if (taken > cgen->paddings && taken < UINT32_MAX)
			cgen->paddings = (uint32_t)taken;
	}
	holder->is_counted = true;
	return ++cgen->paddings;
}

/* Fills [at, at + left) bits of a record of that alignment. */
static void put_padding(struct bk_cgen *cgen, struct bk_sink *sink, struct holder *holder,
			uint64_t at, uint64_t left, uint32_t align, bool packed, int indent)
{
	while (left) {
		uint32_t unit, bits = bk_padding_piece(at, left, align, packed, &unit);

		bk_put_indent(sink, indent);
		if (at % 8 == 0 && count_pieces(at, left, align, packed) > MOST_PIECES) {
			bk_printf(sink, "unsigned char %s%u[%llu];\n", padding_prefix,
				  next_made_up(cgen, holder), (unsigned long long)left / 8);
			at += left / 8 * 8;
			left %= 8;
			continue;
		}
		bk_puts(sink, bk_unsigned_spelling(unit));
		bk_puts(sink, " : ");
		bk_put_u64(sink, bits);
		bk_puts(sink, ";\n");
		at += bits;
		left -= bits;
	}
}

/* A gap before a bitfield, inside the unit that it lies in too: one unnamed bitfield does. */
static bool put_bitfield_gap(struct bk_cgen *cgen, struct bk_sink *sink,
			     const struct bk_placement *p, uint32_t type_id, int indent)
{
	uint32_t unit = 8 * cgen->records.values[type_id].size;

	if (!p->width_bits || unit > 64 || p->gap_bits >= unit ||
	    p->at_bits / unit != (p->start_bits - 1) / unit)
		return false;
	bk_put_indent(sink, indent);
	bk_puts(sink, bk_unsigned_spelling(unit));
	bk_puts(sink, " : ");
	bk_put_u64(sink, p->gap_bits);
	bk_puts(sink, ";\n");
	return true;
}

static void put_attributes(struct bk_sink *sink, bool packed, uint32_t align)
{
	if (!packed && !align)
		return;
	bk_puts(sink, " __attribute__((");
	if (packed)
		bk_puts(sink, align ? "packed, " : "packed");
	if (align) {
		bk_puts(sink, "aligned(");
		bk_put_u64(sink, align);
		bk_putc(sink, ')');
	}
	bk_puts(sink, "))");
}

/* C wants anonymous members anonymous; a type that had to be named needs a member name, too. */
static const char *member_name(struct bk_cgen *cgen, struct holder *holder,
			       const struct bk_member *m, char *made_up, size_t size)
{
	const char *name = bk_graph_string(cgen->graph, m->name_off);
	uint32_t id;

	if (*name)
		return name;
	id = bk_identity_of(cgen->identity, bk_skip_modifiers(cgen->graph, m->type_id));
	if (bk_kind_is_record(bk_graph_kind(cgen->graph, id)) &&
	    cgen->anon.fate[id] == BK_ANON_INLINE)
		return name;
	snprintf(made_up, size, "%s%u", anonymous_prefix, next_made_up(cgen, holder));
	return made_up;
}

/*
 * A record that is held before it is complete: only inside an anonymous record behind a pointer, in
 * the definition of that very record, which no C compiler takes.
 */
static bool is_incomplete(const struct bk_cgen *cgen, uint32_t id)
{
	struct bk_value value = cgen->records.values[id];
	uint32_t base;

	if (value.sort != BK_VALUE_RECORD || cgen->out_of_order)
		return false;
	base = bk_identity_of(cgen->identity, value.base);
	return !cgen->defined[base] && cgen->anon.fate[base] != BK_ANON_INLINE &&
	       cgen->anon.fate[base] != BK_ANON_TYPEDEF;
}

static void put_as_bytes(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, const char *name,
			 const struct bk_placement *p)
{
	uint32_t align = bk_type_align(&cgen->records, id);

	bk_puts(sink, "unsigned char ");
	bk_put_identifier(cgen, sink, name);
	bk_printf(sink, "[%u]", cgen->records.values[id].size);
	put_attributes(sink, false, p->packed || p->start_bits / 8 % align ? 0 : align);
	bk_puts(sink, ";\n");
}

/* Deeper than this, embedded records get a member name rather than a copy. */
enum { DEEPEST_COPY = 32 };

/*
 * A named record without a member name, as kernels from 7.0 on have it (-fms-extensions): `struct
 * filename { struct __filename_head; ... }`. Plain C takes an anonymous record of the same content,
 * through which members and their relocations are the same. True if it was such a member.
 */
static bool put_embedded(struct bk_cgen *cgen, struct bk_sink *sink, const struct bk_member *m,
			 int indent)
{
	uint32_t id;
	enum bk_kind kind;

	if (*bk_graph_string(cgen->graph, m->name_off) || indent > DEEPEST_COPY)
		return false;
	id = bk_identity_of(cgen->identity, bk_skip_typedefs(cgen->graph, m->type_id));
	kind = bk_graph_kind(cgen->graph, id);
	if (!bk_kind_is_record(kind) || (cgen->has_circles && is_incomplete(cgen, m->type_id)))
		return false;
	bk_puts(sink, kind == BK_KIND_UNION ? "union " : "struct ");
	bk_put_record_body(cgen, sink, id, indent);
	bk_puts(sink, ";\n");
	return true;
}

/*
 * A member that C++ does not take as it is: one called as the typedef that it is of, whose name then
 * means the member; and one inside of a record without a name that is called as the record around it.
 */
static bool is_odd_in_cxx(const struct bk_cgen *cgen, const struct bk_member *m, int indent)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, m->type_id);
	const char *name = bk_graph_string(cgen->graph, m->name_off);

	if (!*name)
		return false;
	if (bk_kind(t) == BK_KIND_TYPEDEF && !strcmp(bk_graph_name(cgen->graph, t), name))
		return true;
	return indent > 1 && cgen->outermost == m->name_off;
}

/* The same member with an underscore behind its name, and what else there is in C. */
static void put_for_cxx(struct bk_cgen *cgen, struct bk_sink *sink, const struct bk_member *m,
			const struct bk_placement *p, int indent)
{
	const char *name = bk_graph_string(cgen->graph, m->name_off);
	size_t size = strlen(name);
	char *renamed = bk_arena_alloc(&cgen->arena, size + 2);

	if (!renamed) {
		bk_sink_fail(sink, bk_error_memory());
		return;
	}
	snprintf(renamed, size + 2, "%s_", name);
	bk_puts(sink, "#ifdef __cplusplus\n");
	bk_put_indent(sink, indent);
	bk_cgen_declare(cgen, sink, m->type_id, renamed, indent);
	if (p->width_bits) {
		bk_puts(sink, " : ");
		bk_put_u64(sink, p->width_bits);
	}
	put_attributes(sink, p->packed, p->align);
	bk_puts(sink, ";\n#else\n");
}

static void put_member(struct bk_cgen *cgen, struct bk_sink *sink, struct holder *holder,
		       const struct bk_member *m, const struct bk_placement *p, int indent)
{
	bool is_odd = is_odd_in_cxx(cgen, m, indent);
	char made_up[32];
	const char *name = bk_graph_string(cgen->graph, m->name_off);

	if (is_odd)
		put_for_cxx(cgen, sink, m, p, indent);
	bk_put_indent(sink, indent);
	if (put_embedded(cgen, sink, m, indent))
		return;
	if (!p->width_bits)
		name = member_name(cgen, holder, m, made_up, sizeof(made_up));
	if (cgen->has_circles && is_incomplete(cgen, m->type_id)) {
		put_as_bytes(cgen, sink, m->type_id, name, p);
		return;
	}
	bk_cgen_declare(cgen, sink, m->type_id, name, indent);
	if (p->width_bits) {
		bk_puts(sink, " : ");
		bk_put_u64(sink, p->width_bits);
	}
	put_attributes(sink, p->packed, p->align);
	bk_puts(sink, is_odd ? ";\n#endif\n" : ";\n");
}

/* Says that a member is left out. Its name must not end the comment. */
static void put_outside(struct bk_cgen *cgen, struct bk_sink *sink, const struct bk_member *m,
			const struct bk_placement *p, int indent)
{
	const char *name = bk_graph_string(cgen->graph, m->name_off);

	if (p->unnamed)
		return;
	bk_put_indent(sink, indent);
	bk_puts(sink, "/* ");
	for (; *name; name++)
		bk_putc(sink, *name == '*' || *name < ' ' ? '?' : *name);
	bk_puts(sink, ": nothing that C can hold here */\n");
}

/* Each member alone in a packed struct, at its offset, all in one union. */
static void put_scattered(struct bk_cgen *cgen, struct bk_sink *sink, struct holder *holder,
			  const struct bk_member *m, const struct bk_placement *p, int indent)
{
	bk_put_indent(sink, indent);
	bk_puts(sink, "struct {\n");
	put_padding(cgen, sink, holder, 0, p->gap_bits, 1, true, indent + 1);
	put_member(cgen, sink, holder, m, p, indent + 1);
	bk_put_indent(sink, indent);
	bk_puts(sink, "} __attribute__((packed));\n");
}

/*
 * The quick way for what nearly all members are: a plain name, no attributes, a type whose text is
 * kept. False: not such.
 */
static inline bool put_plain_member(struct bk_cgen *cgen, struct bk_sink *sink,
				    const struct bk_type *t, const struct bk_member *m, int indent)
{
	const char *name = bk_graph_string(cgen->graph, m->name_off);
	uint32_t width = bk_member_bitfield_bits(t, m);
	size_t size = strlen(name);

	if (cgen->has_circles || (indent > 1 && cgen->outermost == m->name_off))
		return false;
	bk_put_indent(sink, indent);
	if (!bk_put_quickly(cgen, sink, m->type_id, name, size)) {
		sink->at -= indent; /* nothing else was written since */
		return false;
	}
	/* "port_id port_id", of which the first is a type: see is_odd_in_cxx() */
	if (bk_text_at(cgen, cgen->texts[m->type_id]).size == size + 1 &&
	    !memcmp(sink->at - size, sink->at - 2 * size - 1, size)) {
		sink->at -= (size_t)indent + 2 * size + 1;
		return false;
	}
	if (width) {
		bk_put(sink, " : ", 3);
		bk_put_u64(sink, width);
	}
	bk_put(sink, ";\n", 2);
	return true;
}

static void put_members(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id,
			const struct bk_type *t, struct bk_record record, int indent)
{
	uint32_t align = 1u << record.align_log2;
	bool packed = record.form == BK_RECORD_PACKED;
	struct holder holder = { .t = t };
	struct bk_layout layout;

	bk_layout_begin(&layout, &cgen->records, t, record);
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && !sink->error; n++) {
		const struct bk_member *m = bk_members(t) + n;
		struct bk_placement p;

		if (n && cgen->remarks)
			bk_put_remark(sink, bk_remark_on_part(cgen->remarks, id, n - 1));
		if (record.is_plain && put_plain_member(cgen, sink, t, m, indent))
			continue;
		if (record.is_plain)
			p = (struct bk_placement){ .width_bits = bk_member_bitfield_bits(t, m) };
		else
			p = bk_layout_next(&layout, n);
		if (p.outside) {
			put_outside(cgen, sink, m, &p, indent);
		} else if (record.form == BK_RECORD_SCATTER) {
			put_scattered(cgen, sink, &holder, m, &p, indent);
		} else {
			if (p.gap_bits && !put_bitfield_gap(cgen, sink, &p, m->type_id, indent))
				put_padding(cgen, sink, &holder, p.at_bits, p.gap_bits, align,
					    packed, indent);
			put_member(cgen, sink, &holder, m, &p, indent);
		}
	}
	if (cgen->remarks && bk_vlen(t))
		bk_put_remark(sink, bk_remark_on_part(cgen->remarks, id, bk_vlen(t) - 1));
	if (record.is_plain)
		return;
	if (bk_kind(t) == BK_KIND_STRUCT && record.form != BK_RECORD_SCATTER) {
		put_padding(cgen, sink, &holder, layout.end_bits, bk_layout_tail_bits(&layout),
			    align, packed, indent);
	} else if (bk_layout_tail_bits(&layout)) {
		bk_put_indent(sink, indent);
		bk_printf(sink, "unsigned char %s%u[%u];\n", padding_prefix,
			  next_made_up(cgen, &holder), t->size);
	}
}

void bk_put_record_body(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, int indent)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);
	struct bk_record record = cgen->records.by_id[id];

	cgen->needs.records = true;
	if (!bk_vlen(t) && !t->size) {
		cgen->needs.empty = !cgen->out_of_order;
		bk_puts(sink, cgen->out_of_order ? "{}" : "{ BTFKIT_EMPTY }");
		return;
	}
	bk_puts(sink, "{\n");
	if (record.form == BK_RECORD_SCATTER) {
		bk_put_indent(sink, indent + 1);
		bk_puts(sink, "union {\n");
		put_members(cgen, sink, id, t, record, indent + 2);
		bk_put_indent(sink, indent + 1);
		bk_puts(sink, "};\n");
	} else {
		put_members(cgen, sink, id, t, record, indent + 1);
	}
	bk_put_indent(sink, indent);
	bk_putc(sink, '}');
	put_attributes(sink, record.form == BK_RECORD_PACKED,
		       record.explicit_log2 ? 1u << record.explicit_log2 : 0);
}

/* `enum { false, true }` and `typedef _Bool bool`, which C23 and C++ have as keywords. */
static void put_unless_keyword(struct bk_sink *sink, const char *word, const char *c11,
			       const char *between)
{
	bk_printf(
		sink,
		"#if !defined(__cplusplus) && !defined(%s)\n"
		"#if !defined(__STDC_VERSION__) || __STDC_VERSION__ <= 201710L\n"
		"%s"
		"#elif __STDC_VERSION__ < 202311L /* a draft of C23, which may have the keyword */\n"
		"%s"
		"#endif\n"
		"#endif\n",
		word, c11, between);
}

static bool is_true_false(const struct bk_cgen *cgen, const struct bk_type *t)
{
	const char *first, *second;

	if (bk_vlen(t) != 2 || *bk_graph_name(cgen->graph, t))
		return false;
	first = bk_graph_string(cgen->graph, bk_enum_name_off(t, 0));
	second = bk_graph_string(cgen->graph, bk_enum_name_off(t, 1));
	return !strcmp(first, "false") && !bk_enum_value(t, 0) && !strcmp(second, "true") &&
	       bk_enum_value(t, 1) == 1;
}

static void define_typedef(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);

	if (bk_typedef_is_bool(cgen, id)) {
		put_unless_keyword(sink, "bool", "typedef _Bool bool;\n", "#define bool _Bool\n");
		return;
	}
	bk_puts(sink, "typedef ");
	cgen->defining = id;
	cgen->outermost = UINT32_MAX;
	bk_cgen_declare(cgen, sink, t->type_id, bk_identity_name(cgen->identity, id), 0);
	cgen->defining = 0;
	bk_puts(sink, ";\n");
}

static void define_enum(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);

	if (is_true_false(cgen, t) && !*bk_identity_name(cgen->identity, id)) {
		put_unless_keyword(sink, "true", "enum { false = 0, true = 1 };\n",
				   "#define false 0\n#define true 1\n");
		return;
	}
	if (!bk_vlen(t)) { /* C needs no declaration, but C++ one with a type */
		bk_puts(sink, "#ifdef __cplusplus\nenum ");
		bk_put_identifier(cgen, sink, bk_identity_name(cgen->identity, id));
		bk_printf(sink, " : %s;\n#endif\n", bk_unsigned_spelling(8 * t->size));
		return;
	}
	bk_puts(sink, "enum ");
	if (*bk_identity_name(cgen->identity, id)) {
		bk_put_identifier(cgen, sink, bk_identity_name(cgen->identity, id));
		bk_putc(sink, ' ');
	}
	bk_put_enum_body(cgen, sink, id, 0);
	bk_puts(sink, ";\n");
}

void bk_cgen_define(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	enum bk_kind kind = bk_kind(bk_graph_type(cgen->graph, id));

	cgen->paddings = 0;
	if (kind == BK_KIND_TYPEDEF) {
		define_typedef(cgen, sink, id);
	} else if (bk_kind_is_enum(kind)) {
		define_enum(cgen, sink, id);
	} else {
		bk_cgen_put_name(cgen, sink, id);
		bk_putc(sink, ' ');
		cgen->outermost = bk_graph_type(cgen->graph, id)->name_off;
		bk_put_record_body(cgen, sink, id, 0);
		bk_puts(sink, ";\n");
	}
	cgen->defined[id] = true;
}
