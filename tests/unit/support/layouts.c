// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Layouts as lines of text. */
#include "tests/unit/support/layouts.h"

#include "btfkit/base/array.h"
#include "btfkit/cgen/cname.h"
#include "btfkit/graph/names.h"
#include "btfkit/graph/type_size.h"
#include "tests/unit/support/keep.h"

enum { DEEPEST_SHAPE = 4 };

struct layouts {
	const struct bk_graph *graph;
	struct bk_names *names;
	struct bk_sink text;
	BK_ARRAY(uint32_t) lines; /* where each begins in `text` */
};

/* The kinds that share a keyword and a name in C: one of each may bear it. */
static enum bk_kind class_of(const struct bk_type *t)
{
	if (bk_kind(t) == BK_KIND_FWD)
		return bk_kind_flag(t) ? BK_KIND_UNION : BK_KIND_STRUCT;
	return bk_kind(t) == BK_KIND_ENUM64 ? BK_KIND_ENUM : bk_kind(t);
}

static const char *keyword_of(const struct bk_type *t)
{
	switch (class_of(t)) {
	case BK_KIND_STRUCT:
		return "struct";
	case BK_KIND_UNION:
		return "union";
	case BK_KIND_ENUM:
		return "enum";
	default:
		return "typedef";
	}
}

static bool is_complete(const struct bk_type *t)
{
	if (bk_kind_is_enum(bk_kind(t)))
		return bk_vlen(t) > 0;
	return bk_kind_is_record(bk_kind(t)) || bk_kind(t) == BK_KIND_TYPEDEF;
}

/* Whether no other tag, or no other typedef, has its name. */
static bool is_unique(const struct layouts *l, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(l->graph, id);
	const char *name = bk_graph_name(l->graph, t);

	for (uint32_t other = bk_names_first(l->names, name); other;
	     other = bk_names_next(l->names, other)) {
		const struct bk_type *o = bk_graph_type(l->graph, other);

		if (other == id || (!is_complete(o) && bk_kind(o) != BK_KIND_TYPEDEF))
			continue;
		if ((bk_kind(o) == BK_KIND_TYPEDEF) == (bk_kind(t) == BK_KIND_TYPEDEF))
			return false;
	}
	return true;
}

/* ---- shapes of types ---- */

static void put_shape(struct layouts *l, uint32_t id, int depth);

static void put_proto(struct layouts *l, const struct bk_type *t, int depth)
{
	bk_puts(&l->text, "fn(");
	put_shape(l, t->type_id, depth + 1);
	bk_puts(&l->text, ")(");
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		if (n)
			bk_putc(&l->text, ',');
		if (n + 1 == bk_vlen(t) && !bk_params(t)[n].type_id)
			bk_puts(&l->text, "...");
		else
			put_shape(l, bk_params(t)[n].type_id, depth + 1);
	}
	bk_putc(&l->text, ')');
}

/*
 * A name as it is in BTF and in its header alike: as an identifier, without what was put behind all
 * but one of several of a name. Made-up names of the anonymous are none.
 */
static const char *common_name(const struct layouts *l, uint32_t name_off)
{
	const char *name = bk_graph_string(l->graph, name_off);
	char *clean, *end;

	if (!*name || strncmp(name, "anon_", 5) == 0 || strncmp(name, "__anonymous", 11) == 0)
		return "";
	clean = keep_zeros(strlen(name) + 3);
	bk_sanitize_name(clean, name, strlen(name));
	end = clean + strlen(clean);
	while (end > clean && end[-1] >= '0' && end[-1] <= '9')
		end--;
	if (*end && end - clean > 3 && strncmp(end - 3, "___", 3) == 0)
		end[-3] = '\0';
	return clean;
}

static void put_tag(struct layouts *l, const struct bk_type *t)
{
	bk_puts(&l->text, bk_kind(t) == BK_KIND_TYPEDEF ? "" : keyword_of(t));
	bk_putc(&l->text, ' ');
	bk_puts(&l->text, common_name(l, t->name_off));
}

/* The sign of `char` is the machine's: a kernel's may be unsigned, and is on bpf not. */
static void put_int(struct layouts *l, const struct bk_type *t)
{
	uint32_t encoding = bk_int_encoding(t);

	if (strcmp(bk_graph_name(l->graph, t), "char") == 0)
		bk_putc(&l->text, 'c');
	else
		bk_putc(&l->text, encoding & BK_INT_BOOL     ? 'b'
				  : encoding & BK_INT_SIGNED ? 'i'
							     : 'u');
	bk_put_u64(&l->text, 8 * (uint64_t)t->size);
}

/*
 * Without modifiers. Typedefs of the compiler's own are looked through, and those of something
 * without a name: headers may write the one for the other.
 */
static uint32_t plain_type(const struct layouts *l, uint32_t id)
{
	for (;;) {
		const struct bk_type *t, *target;
		uint32_t to;

		id = bk_skip_modifiers(l->graph, id);
		t = bk_graph_type(l->graph, id);
		if (bk_kind(t) == BK_KIND_TYPEDEF &&
		    strncmp(bk_graph_name(l->graph, t), "__builtin_", 10) == 0) {
			id = t->type_id;
			continue;
		}
		to = bk_kind(t) == BK_KIND_TYPEDEF ? bk_skip_typedefs(l->graph, id) : 0;
		target = bk_graph_type(l->graph, to);
		if ((!bk_kind_is_record(bk_kind(target)) && !bk_kind_is_enum(bk_kind(target))) ||
		    *common_name(l, target->name_off))
			return id;
		id = to;
	}
}

static bool is_complex(const struct layouts *l, const struct bk_type *t)
{
	return strstr(bk_graph_name(l->graph, t), "omplex") != NULL;
}

/* Headers have a struct of bytes in its place. */
static bool is_no_c_scalar(const struct layouts *l, const struct bk_type *t)
{
	bool is_power = t->size && !(t->size & (t->size - 1));

	if (bk_kind(t) == BK_KIND_INT)
		return !is_power || t->size > 16;
	return bk_kind(t) == BK_KIND_FLOAT && t->size != 4 && t->size != 8 && !is_complex(l, t);
}

static void put_shape(struct layouts *l, uint32_t id, int depth)
{
	const struct bk_type *t;
	const char *at;

	id = plain_type(l, id);
	t = bk_graph_type(l->graph, id);
	if (depth == DEEPEST_SHAPE) {
		bk_puts(&l->text, "...");
		return;
	}
	switch (bk_kind(t)) {
	case BK_KIND_VOID:
		bk_puts(&l->text, "void");
		break;
	case BK_KIND_INT:
		put_int(l, t);
		break;
	case BK_KIND_FLOAT:
		if (is_complex(l, t))
			bk_puts(&l->text, "void"); /* all that clang says of them */
		else
			bk_printf(&l->text, "f%u", 8 * t->size);
		break;
	case BK_KIND_PTR:
		bk_putc(&l->text, '*');
		put_shape(l, t->type_id, depth);
		break;
	case BK_KIND_ARRAY:
		bk_printf(&l->text, "[%u]", bk_array_info(t)->nelems);
		put_shape(l, bk_array_info(t)->elem_type, depth);
		break;
	case BK_KIND_FUNC_PROTO:
		put_proto(l, t, depth);
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		/* of `enum foo;` C has pointers; a value is an integer there */
		at = l->text.at;
		if (!bk_vlen(t) && (at[-1] != '*' || !*bk_graph_name(l->graph, t))) {
			bk_printf(&l->text, "u%u", 8 * t->size);
			break;
		}
		/* fall through */
	default:
		put_tag(l, t);
		break;
	}
}

/* ---- lines ---- */

static void begin_line(struct layouts *l, const struct bk_type *t)
{
	if (!bk_array_push(&l->lines, (uint32_t)(l->text.at - l->text.start)))
		abort();
	bk_printf(&l->text, "%s %s", keyword_of(t), bk_graph_name(l->graph, t));
}

static void end_line(struct layouts *l)
{
	bk_putc(&l->text, '\0');
}

/* Where the members of a record lie: in which named one, and behind which. */
struct place {
	const struct bk_type *outer;
	const char *path;
	uint64_t offset_bits, size_bits;
};

static void put_member(struct layouts *l, const struct place *place, const struct bk_type *t,
		       const struct bk_member *m);

static void put_members(struct layouts *l, const struct place *place, const struct bk_type *t)
{
	for (uint32_t n = 0; n < bk_vlen(t); n++)
		put_member(l, place, t, bk_members(t) + n);
}

static void put_member(struct layouts *l, const struct place *place, const struct bk_type *t,
		       const struct bk_member *m)
{
	const char *name = common_name(l, m->name_off);
	uint32_t width = bk_member_width_bits(l->graph, t, m);
	uint32_t type = *name ? plain_type(l, m->type_id) : bk_skip_typedefs(l->graph, m->type_id);
	const struct bk_type *inner = bk_graph_type(l->graph, type);
	struct place deeper = *place;
	/* whose members are told: those of records that are embedded without a name, too */
	bool is_open =
		bk_kind_is_record(bk_kind(inner)) && (!*name || !*common_name(l, inner->name_off));

	deeper.offset_bits += bk_member_start_bits(l->graph, t, m);
	if (deeper.offset_bits + (width ? width : 8 * bk_type_size(l->graph, type)) >
	    place->size_bits)
		return; /* outside: C has no way to say so */
	if (*name) {
		deeper.path = keep_format("%s.%s", place->path, name);
		begin_line(l, place->outer);
		bk_printf(&l->text, "%s @%llu", deeper.path,
			  (unsigned long long)deeper.offset_bits);
		if (width)
			bk_printf(&l->text, ":%u", width);
		if (!is_open && !is_no_c_scalar(l, inner)) {
			bk_putc(&l->text, ' ');
			put_shape(l, type, 0);
		}
		end_line(l);
	}
	if (is_open)
		put_members(l, &deeper, inner);
}

static void put_type(struct layouts *l, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(l->graph, id);
	struct place place = { .outer = t, .path = "", .size_bits = 8 * (uint64_t)t->size };

	begin_line(l, t);
	if (bk_kind(t) == BK_KIND_TYPEDEF) {
		bk_putc(&l->text, ' ');
		put_shape(l, t->type_id, 0);
		end_line(l);
		return;
	}
	bk_printf(&l->text, " size %u", t->size);
	end_line(l);
	if (bk_kind_is_record(bk_kind(t)))
		put_members(l, &place, t);
	for (uint32_t n = 0; bk_kind_is_enum(bk_kind(t)) && n < bk_vlen(t); n++) {
		begin_line(l, t);
		/* before ENUM64 there was, 32 bits were all, and their sign nobody knew */
		bk_printf(&l->text, ".%s %u", common_name(l, bk_enum_name_off(t, n)),
			  (uint32_t)bk_enum_value(t, n));
		end_line(l);
	}
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_sorted(struct bk_sink *sink, struct layouts *l)
{
	const char **lines = keep_zeros((l->lines.count + 1) * sizeof(*lines));

	for (size_t i = 0; i < l->lines.count; i++)
		lines[i] = l->text.start + l->lines.at[i];
	qsort(lines, l->lines.count, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < l->lines.count; i++) {
		bk_puts(sink, lines[i]);
		bk_putc(sink, '\n');
	}
}

/* Whether the type has lines. */
static bool is_told(const struct layouts *l, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(l->graph, id);
	const char *name = bk_graph_name(l->graph, t);

	return *name && is_complete(t) && is_unique(l, id) &&
	       strncmp(name, "__builtin_", 10) != 0 &&
	       bk_classify_name(name, strlen(name), NULL) < BK_NAME_RESERVED;
}

static void init(struct layouts *l, const struct bk_graph *graph)
{
	*l = (struct layouts){ .graph = graph };
	if (bk_names_create(graph, &l->names))
		abort();
	bk_sink_init_memory(&l->text, SIZE_MAX);
}

static void deinit(struct layouts *l)
{
	bk_names_destroy(l->names);
	bk_sink_deinit(&l->text);
	bk_array_deinit(&l->lines);
}

void put_layouts(struct bk_sink *sink, const struct bk_graph *graph)
{
	struct layouts l;

	init(&l, graph);
	for (uint32_t id = 1; id < bk_graph_count(graph); id++)
		if (is_told(&l, id))
			put_type(&l, id);
	put_sorted(sink, &l);
	deinit(&l);
}

void put_uses(struct bk_sink *sink, const struct bk_graph *graph)
{
	struct layouts l;

	init(&l, graph);
	for (uint32_t id = 1; id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);
		bool is_typedef = bk_kind(t) == BK_KIND_TYPEDEF;

		if (!is_told(&l, id))
			continue;
		bk_printf(sink, "%s%s %suse_%u;\n",
			  is_typedef ? "" : keep_format("%s ", keyword_of(t)),
			  bk_graph_name(graph, t), is_typedef ? "*" : "", id);
	}
	deinit(&l);
}
