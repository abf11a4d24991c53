// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Random BTF: what is held by value refers to types made before, all else to any type. */
#include "tests/unit/support/wild.h"

#include "btfkit/graph/graph.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/random.h"

enum { MOST_TYPES = 64 };

/* A type as far as it can be a value. */
struct value {
	uint32_t size, align; /* bytes */
	uint32_t int_bits;    /* of what can be a bitfield */
	uint32_t least_bits;  /* that a bitfield needs for its values; compilers warn of less */
	bool is_value;
	bool is_record;
	bool is_array;
};

struct wild {
	struct build *b;
	struct random random;
	struct value values[MOST_TYPES + 1];
	uint32_t count;			  /* types there will be */
	uint8_t plan[MOST_TYPES + 1];	  /* what each will be: a row of `makers` */
	const char *tags[MOST_TYPES + 1]; /* of records: what each will be called */
	bool circles;			  /* everything may refer forward */
	uint32_t names; /* made up for members and enumerators so far: C wants no two alike */
	uint32_t pointer_size;
};

static uint32_t below(struct wild *w, uint32_t limit)
{
	return random_below(&w->random, limit);
}

static bool once_in(struct wild *w, uint32_t times)
{
	return random_once_in(&w->random, times);
}

static const char *pick_name(struct wild *w, uint32_t anonymous_percent)
{
	static const char *const names[] = {
		"foo",	"bar",	      "baz",	 "list_head", "class",
		"bool", "Option<u8>", "foo___2", "int",	      "union_u"
	};

	if (below(w, 100) < anonymous_percent)
		return "";
	return names[below(w, once_in(w, 4) ? sizeof(names) / sizeof(*names) : 4)];
}

/* What pointers may point to: 0 now and then; what is there, or has a name and can be declared. */
static uint32_t any_type(struct wild *w)
{
	uint32_t id = below(w, w->count + 1);

	if (id < build_next_id(w->b) || w->circles || (w->tags[id] && *w->tags[id]))
		return id;
	return 0;
}

/* A type made before that is a value; 0: none was found. */
static uint32_t value_type(struct wild *w)
{
	for (int tries = 0; tries < 8 && build_next_id(w->b) > 1; tries++) {
		uint32_t id = 1 + below(w, build_next_id(w->b) - 1);

		if (w->values[id].is_value)
			return id;
	}
	return 0;
}

static const char *new_name(struct wild *w, const char *prefix)
{
	return keep_format("%s%u", prefix, w->names++);
}

static void note(struct wild *w, uint32_t id, struct value value)
{
	w->values[id] = value;
}

static void note_same(struct wild *w, uint32_t id, uint32_t as)
{
	note(w, id, as < id ? w->values[as] : (struct value){ 0 });
}

static void add_int(struct wild *w)
{
	static const struct {
		const char *name;
		uint32_t size, encoding;
	} ints[] = { { "int", 4, BK_INT_SIGNED },
		     { "unsigned char", 1, 0 },
		     { "_Bool", 1, BK_INT_BOOL },
		     { "short unsigned int", 2, 0 },
		     { "long long unsigned int", 8, 0 },
		     { "char", 1, BK_INT_SIGNED },
		     { "__Poly8_t", 1, 0 },
		     { "__int128", 16, BK_INT_SIGNED } };
	uint32_t count = sizeof(ints) / sizeof(*ints) - (w->pointer_size < 8); /* no __int128 */
	uint32_t i = below(w, count), size = ints[i].size, bits = 8 * size;

	if (ints[i].encoding == BK_INT_BOOL)
		bits = 1;
	else if (size == 16)
		bits = 0;
	note(w, build_int(w->b, ints[i].name, size, ints[i].encoding),
	     (struct value){ size, size, bits, 1, true });
}

static void add_float(struct wild *w)
{
	uint32_t size = once_in(w, 2) ? 4 : 8;

	note(w, build_float(w->b, size == 4 ? "float" : "double", size),
	     (struct value){ .size = size, .align = size, .is_value = true });
}

static void add_enum(struct wild *w)
{
	static const char *const names[] = { "ZERO", "ONE", "TWO", "class", "Some(x)" };
	/* the first fit into each size, the next into 4 bytes, the last into 8 */
	static const int64_t values[] = { 0,	     1,		 2,	    127,      INT32_MAX,
					  INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN };
	bool is_wide = once_in(w, 4);
	uint32_t encoding = once_in(w, 2) ? BK_INT_SIGNED : 0;
	uint32_t size = is_wide || once_in(w, 4) ? 1u << below(w, 4) : 4, id, first = below(w, 5);
	uint32_t count = size == 4 ? below(w, 4) : 1 + below(w, 3); /* none: `enum foo;` */

	if (is_wide)
		id = build_enum64(w->b, pick_name(w, 50), size, encoding);
	else
		id = build_enum(w->b, pick_name(w, 50), size, encoding);
	for (uint32_t n = 0; n < count; n++)
		build_value(w->b, once_in(w, 2) ? names[(first + n) % 5] : new_name(w, "E"),
			    values[below(w, size < 4		   ? 4
					    : size < 8 || !is_wide ? 7
								   : 9)]);
	/* of `enum foo;` only pointers: compilers do not know its size */
	note(w, id, (struct value){ size, size, 8 * size, 8 * size, count > 0 });
}

static uint64_t round_up(uint64_t value, uint64_t to)
{
	return to ? (value + to - 1) / to * to : value;
}

/* How a record's members are placed. */
struct style {
	bool packed, gaps, overlaps, bitfields, is_union;
};

/* The bit at which the next member begins. */
static uint64_t place(struct wild *w, const struct style *style, uint64_t end_bits, uint32_t align)
{
	uint64_t at = round_up(end_bits, 8 * (style->packed ? 1 : align));

	if (style->gaps && once_in(w, 3))
		at = round_up(at + 8ull * below(w, 80), once_in(w, 2) ? 8 : 8 * align);
	if (style->overlaps && once_in(w, 3))
		at = 8ull * below(w, end_bits / 8 + 1);
	return at;
}

/* The first bit where a bitfield of that width can lie. */
static uint64_t place_bitfield(struct wild *w, const struct style *style, uint32_t unit,
			       uint64_t end_bits, uint32_t width)
{
	uint64_t at = end_bits + (style->gaps && once_in(w, 3) ? below(w, 40) : 0);

	if (style->is_union)
		return 0;
	if (at % unit + width > unit && !style->packed)
		at = round_up(at, unit);
	return at;
}

/* Adds a member, and tells where it ends, in bits. */
static uint64_t add_member(struct wild *w, const struct style *style, uint32_t type,
			   uint64_t end_bits, bool *may_be_anonymous)
{
	struct value value = w->values[type];
	const char *name = new_name(w, "m");
	uint32_t width;
	uint64_t at;

	if (style->bitfields && value.int_bits && once_in(w, 2)) {
		width = value.least_bits + below(w, value.int_bits - value.least_bits + 1);
		at = place_bitfield(w, style, 8 * value.size, end_bits, width);
		build_bitfield(w->b, once_in(w, 9) ? "" : name, type, at, width);
		return at + width;
	}
	at = style->is_union ? 0 : place(w, style, end_bits, value.align);
	if (value.is_record && *may_be_anonymous && once_in(w, 2)) {
		*may_be_anonymous = false;
		name = "";
	}
	build_member(w->b, name, type, at);
	return at + 8 * (uint64_t)value.size;
}

static void add_record(struct wild *w, bool is_union)
{
	struct style style = { once_in(w, 4), once_in(w, 3), once_in(w, 8), once_in(w, 3),
			       is_union };
	uint32_t types[8], count = below(w, 8), align = 1, id, size;
	uint64_t end_bits = 0;
	bool may_be_anonymous = true;
	const char *name = w->tags[build_next_id(w->b)];

	for (uint32_t n = 0; n < count; n++)
		types[n] = value_type(w);
	id = is_union ? build_union(w->b, name, 0) : build_struct(w->b, name, 0);
	if (style.bitfields)
		build_kind_flag(w->b);
	for (uint32_t n = 0; n < count; n++) {
		struct value value = w->values[types[n]];
		uint64_t end;

		if (!value.is_value)
			continue;
		end = add_member(w, &style, types[n], end_bits, &may_be_anonymous);
		end_bits = end > end_bits ? end : end_bits;
		align = value.align > align ? value.align : align;
	}
	if (style.packed)
		align = 1;
	size = round_up((end_bits + 7) / 8, align);
	if (once_in(w, 6))
		size = round_up(size + below(w, 64), 1u << below(w, 7));
	build_patch(w->b, id, BUILD_SIZE, size);
	note(w, id, (struct value){ size, align, 0, 0, true, true });
}

static void add_array(struct wild *w)
{
	uint32_t elem = value_type(w), count = below(w, 5), id;

	id = build_array(w->b, elem, 1, count);
	note(w, id,
	     (struct value){ .size = w->values[elem].size * count,
			     .align = w->values[elem].align,
			     .is_value = w->values[elem].is_value,
			     .is_array = true });
}

/* What a function can take and return; 0: none was found. */
static uint32_t passed_type(struct wild *w)
{
	uint32_t id = value_type(w);

	return w->values[id].is_array ? 0 : id;
}

static void add_proto(struct wild *w)
{
	static const char *const names[][4] = { { "", "foo", "this", "count" },
						{ "", "bar", "x", "y" },
						{ "", "baz", "int", "_z" } };
	uint32_t types[4] = { passed_type(w), passed_type(w), passed_type(w), passed_type(w) };
	uint32_t count = below(w, 4);

	build_proto(w->b, types[3]);
	for (uint32_t n = 0; n < count && types[n]; n++)
		build_param(w->b, names[n][below(w, 4)], types[n]);
	if (once_in(w, 4))
		build_varargs(w->b);
}

static void add_modifier(struct wild *w)
{
	uint32_t target = once_in(w, 4) ? any_type(w) : value_type(w), id;

	switch (below(w, 4)) {
	case 0:
		id = build_const(w->b, target);
		break;
	case 1:
		id = build_volatile(w->b, target);
		break;
	case 2:
		id = build_restrict(w->b, target);
		break;
	default:
		id = build_type_tag(w->b, "user", target);
		break;
	}
	note_same(w, id, target);
}

static void add_typedef(struct wild *w)
{
	uint32_t target = once_in(w, 4) ? any_type(w) : value_type(w);

	note_same(w, build_typedef(w->b, pick_name(w, 0), target), target);
}

static void add_fwd(struct wild *w)
{
	const char *name = pick_name(w, 0);

	if (once_in(w, 2))
		build_fwd_struct(w->b, name);
	else
		build_fwd_union(w->b, name);
}

static void add_ptr(struct wild *w)
{
	note(w, build_ptr(w->b, any_type(w)),
	     (struct value){ .size = w->pointer_size, .align = w->pointer_size, .is_value = true });
}

static void add_struct(struct wild *w)
{
	add_record(w, false);
}

static void add_union(struct wild *w)
{
	add_record(w, true);
}

/* The more often it stands here, the more of it there will be; records first. */
static void (*const makers[])(struct wild *w) = {
	add_struct, add_struct,	  add_struct, add_union,   add_ptr,	add_ptr,
	add_ptr,    add_int,	  add_int,    add_float,   add_enum,	add_array,
	add_proto,  add_modifier, add_fwd,    add_typedef, add_typedef,
};

enum { MAKERS = sizeof(makers) / sizeof(*makers), RECORD_MAKERS = 4 };

struct build *wild(uint64_t seed, bool circles)
{
	struct wild w = { .b = build_new(),
			  .random = random_start(seed),
			  .pointer_size = 8,
			  .circles = circles };
	struct bk_graph *graph = NULL;
	struct bk_error *error;

	w.count = 4 + below(&w, MOST_TYPES - 4);
	if (once_in(&w, 4))
		w.pointer_size = 4;
	note(&w, build_int(w.b, "long int", w.pointer_size, BK_INT_SIGNED),
	     (struct value){ w.pointer_size, w.pointer_size, 8 * w.pointer_size, 1, true });
	for (uint32_t id = 2; id <= w.count; id++) {
		w.plan[id] = below(&w, MAKERS);
		if (w.plan[id] < RECORD_MAKERS)
			w.tags[id] = pick_name(&w, 40);
	}
	while (build_next_id(w.b) <= w.count)
		makers[w.plan[build_next_id(w.b)]](&w);
	if (once_in(&w, 4))
		build_swap(w.b);
	error = bk_graph_create(build_bytes(w.b), NULL, &graph);
	bk_graph_destroy(graph);
	bk_error_destroy(error);
	return error ? NULL : w.b;
}
