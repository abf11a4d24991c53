// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Finds what types need, and writes that part of the graph.
 *
 * A type is reached in one of two ways: as a value, which must be complete, or behind a pointer,
 * where a record's tag is enough. Each way of reaching a type is gone once for the greatest number
 * of pointers that may be followed from there on.
 */
#include "btfkit/header/trim.h"

#include "btfkit/cgen/identity.h"
#include "btfkit/cgen/record.h"
#include "btfkit/format/encode.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/header/parts.h"

enum keep { DROPPED, DECLARED, EMPTIED, DEFINED };

/* Pointers and what stands between them and a record; chains of more are no kernel's. */
enum {
	KINDS_IN_CHAINS = 1u << BK_KIND_PTR | 1u << BK_KIND_TYPEDEF | 1u << BK_KIND_CONST |
			  1u << BK_KIND_VOLATILE | 1u << BK_KIND_RESTRICT | 1u << BK_KIND_TYPE_TAG,
	LONGEST_CHAIN = 32,
};

struct reach {
	uint32_t id;
	bool as_value;
	uint16_t depth; /* pointers that may still be followed */
};

struct bk_trim {
	const struct bk_graph *graph;
	struct bk_identity *identity;
	bool numbers;	      /* see bk_trim_keep_numbers() */
	uint8_t *keep;	      /* by id: enum keep */
	uint16_t *reached[2]; /* by id, behind pointers and as a value: 1 + the greatest depth */
	bool drops_members;
	const uint8_t *given_log2; /* see bk_trim_give_alignments(); or NULL */
	uint8_t *is_whole;	   /* by id: all members are kept */
	uint64_t **members;	   /* by id: a bit for each kept one; NULL: none */
	struct bk_arena arena;
	BK_ARRAY(struct reach) queue;
	BK_ARRAY(uint32_t) functions;
};

struct bk_error *bk_trim_create(const struct bk_graph *graph, const struct bk_names *names,
				struct bk_trim **result)
{
	struct bk_trim *trim = calloc(1, sizeof(*trim));
	struct bk_error *error = NULL;

	*result = NULL;
	if (!trim)
		return bk_error_memory();
	trim->graph = graph;
	trim->keep = calloc(graph->count, sizeof(*trim->keep));
	trim->is_whole = calloc(graph->count, sizeof(*trim->is_whole));
	trim->members = calloc(graph->count, sizeof(*trim->members));
	trim->reached[0] = calloc(graph->count, sizeof(*trim->reached[0]));
	trim->reached[1] = calloc(graph->count, sizeof(*trim->reached[1]));
	if (!trim->keep || !trim->is_whole || !trim->members || !trim->reached[0] ||
	    !trim->reached[1])
		error = bk_error_memory();
	else
		error = bk_identity_create(graph, names, &trim->identity);
	if (error)
		bk_trim_destroy(trim);
	else
		*result = trim;
	return error;
}

void bk_trim_destroy(struct bk_trim *trim)
{
	if (!trim)
		return;
	bk_identity_destroy(trim->identity);
	free(trim->keep);
	free(trim->is_whole);
	free(trim->members);
	bk_arena_deinit(&trim->arena);
	free(trim->reached[0]);
	free(trim->reached[1]);
	bk_array_deinit(&trim->queue);
	bk_array_deinit(&trim->functions);
	free(trim);
}

static bool reach_again(struct bk_trim *trim, uint32_t id);

/* Notes that a type is needed in that way, unless it was reached so and as deep before. */
static bool reach(struct bk_trim *trim, uint32_t id, bool as_value, uint32_t depth)
{
	uint16_t *reached;

	id = bk_identity_of(trim->identity, id);
	if (!id)
		return true;
	if (trim->numbers && bk_kind_is_record(bk_graph_kind(trim->graph, id)))
		depth = 0;
	reached = &trim->reached[as_value][id];
	if (*reached && trim->numbers && as_value && !reach_again(trim, id))
		return false;
	if (*reached > depth || (!as_value && trim->reached[1][id] > depth))
		return true;
	*reached = (uint16_t)(depth + 1);
	return bk_array_push(&trim->queue, (struct reach){ id, as_value, (uint16_t)depth });
}

/*
 * A pointer that clang meets for a second time, as one member's type after another's: what it points to
 * is no longer passed over if something stands between the two, such as a const.
 */
static bool reach_again(struct bk_trim *trim, uint32_t id)
{
	bool seen_pointer = false, at_pointer = false;

	for (int steps = 0; steps < LONGEST_CHAIN && id; steps++) {
		const struct bk_type *t = bk_graph_type(trim->graph, id);

		if (bk_kind_is_record(bk_kind(t)))
			return !seen_pointer || at_pointer || reach(trim, id, true, 0);
		if (!(1u << bk_kind(t) & KINDS_IN_CHAINS))
			return true;
		at_pointer = bk_kind(t) == BK_KIND_PTR;
		seen_pointer |= at_pointer;
		id = bk_identity_of(trim->identity, t->type_id);
	}
	return true;
}

/* What stands behind a pointer: complete as long as pointers are followed. */
static bool reach_behind(struct bk_trim *trim, uint32_t id, uint32_t depth)
{
	if (!depth)
		return reach(trim, id, false, 0);
	return reach(trim, id, true, depth == BK_TRIM_FULL ? depth : depth - 1);
}

/* Whether member n of a record is kept with it. */
static bool has_member(const struct bk_trim *trim, uint32_t record, uint32_t n)
{
	const uint64_t *members = trim->members[record];

	if (!trim->drops_members || trim->is_whole[record])
		return true;
	return members && members[n / 64] >> n % 64 & 1;
}

static bool go_on_from_record(struct bk_trim *trim, const struct bk_type *t, struct reach from)
{
	enum keep least = trim->numbers ? EMPTIED : DECLARED;
	bool ok = true;

	/* one without a name can only be written out */
	if (!from.as_value && *bk_identity_name(trim->identity, from.id)) {
		if (trim->keep[from.id] < least)
			trim->keep[from.id] = least;
		return true;
	}
	if (trim->numbers)
		from.depth = 0; /* pointers of members are where clang stops */
	trim->keep[from.id] = DEFINED;
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++)
		if (has_member(trim, from.id, n))
			ok = reach(trim, bk_members(t)[n].type_id, true, from.depth);
	return ok;
}

static bool go_on_from_prototype(struct bk_trim *trim, const struct bk_type *t, struct reach from)
{
	uint32_t depth = trim->numbers ? BK_TRIM_FULL : from.depth;
	bool ok = reach(trim, t->type_id, trim->numbers, depth);

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++)
		ok = reach(trim, bk_params(t)[n].type_id, trim->numbers, depth);
	return ok;
}

static bool go_on(struct bk_trim *trim, struct reach from)
{
	const struct bk_type *t = bk_graph_type(trim->graph, from.id);

	if (bk_kind_is_record(bk_kind(t)))
		return go_on_from_record(trim, t, from);
	trim->keep[from.id] = DEFINED;
	switch (bk_kind(t)) {
	case BK_KIND_PTR:
		return reach_behind(trim, t->type_id, from.depth);
	case BK_KIND_ARRAY: /* C wants elements complete, be it behind a pointer */
		return reach(trim, bk_array_info(t)->elem_type, true,
			     trim->numbers ? BK_TRIM_FULL : from.depth) &&
		       reach(trim, bk_array_info(t)->index_type, true, 0);
	case BK_KIND_TYPEDEF:
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPE_TAG:
		return reach(trim, t->type_id, from.as_value, from.depth);
	case BK_KIND_FUNC:
		return reach(trim, t->type_id, true, from.depth);
	case BK_KIND_FUNC_PROTO:
		return go_on_from_prototype(trim, t, from);
	default:
		return true;
	}
}

static bool go_on_with_all(struct bk_trim *trim)
{
	bool ok = true;

	while (ok && trim->queue.count)
		ok = go_on(trim, trim->queue.at[--trim->queue.count]);
	return ok;
}

bool bk_trim_define(struct bk_trim *trim, uint32_t id, uint32_t depth)
{
	if (bk_graph_kind(trim->graph, id) == BK_KIND_FUNC && trim->keep[id] == DROPPED &&
	    !bk_array_push(&trim->functions, id))
		return false;
	return reach(trim, id, true, depth > BK_TRIM_FULL ? BK_TRIM_FULL : depth) &&
	       go_on_with_all(trim);
}

bool bk_trim_keep_numbers(struct bk_trim *trim)
{
	trim->numbers = !trim->drops_members;
	return trim->numbers;
}

bool bk_trim_declare(struct bk_trim *trim, uint32_t id)
{
	return reach(trim, id, false, 0) && go_on_with_all(trim);
}

void bk_trim_drop_members(struct bk_trim *trim)
{
	trim->drops_members = true;
}

/* Adds member n to those kept; what it needs as well where the record has been gone through. */
static bool add_member(struct bk_trim *trim, uint32_t record, uint32_t n)
{
	const struct bk_type *t = bk_graph_type(trim->graph, record);
	size_t words = (bk_vlen(t) + 63) / 64;
	uint64_t **members = &trim->members[record];

	if (!*members) {
		*members = bk_arena_alloc(&trim->arena, words * sizeof(**members));
		if (!*members)
			return false;
		memset(*members, 0, words * sizeof(**members));
	}
	(*members)[n / 64] |= 1ull << n % 64;
	return !trim->reached[1][record] || reach(trim, bk_members(t)[n].type_id, true, 0);
}

/* Members without a name are looked into so deep; C compilers take 63 levels. */
enum { DEEPEST_UNNAMED = 64 };

static bool keep_member(struct bk_trim *trim, uint32_t record, const char *name, int depth,
			bool *found)
{
	const struct bk_type *t = bk_graph_type(trim->graph, record);
	bool ok = true;

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok && !*found; n++) {
		const struct bk_member *m = bk_members(t) + n;
		const char *own = bk_graph_string(trim->graph, m->name_off);
		uint32_t inner = bk_skip_typedefs(trim->graph, m->type_id);

		if (*own)
			*found = strcmp(own, name) == 0;
		else if (bk_kind_is_record(bk_graph_kind(trim->graph, inner)) &&
			 depth < DEEPEST_UNNAMED)
			ok = keep_member(trim, bk_identity_of(trim->identity, inner), name,
					 depth + 1, found);
		if (ok && *found)
			ok = add_member(trim, record, n);
	}
	return ok;
}

bool bk_trim_keep_member(struct bk_trim *trim, uint32_t record, const char *name, bool *found)
{
	record = bk_identity_of(trim->identity, record);
	*found = false;
	return keep_member(trim, record, name, 0, found) && bk_trim_define(trim, record, 0);
}

bool bk_trim_keep_members(struct bk_trim *trim, uint32_t record)
{
	const struct bk_type *t;
	bool ok = true;

	record = bk_identity_of(trim->identity, record);
	t = bk_graph_type(trim->graph, record);
	trim->is_whole[record] = true;
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++) {
		uint32_t inner = bk_skip_typedefs(trim->graph, bk_members(t)[n].type_id);

		inner = bk_identity_of(trim->identity, inner);
		ok = reach(trim, bk_members(t)[n].type_id, true, 0);
		if (ok && bk_kind_is_record(bk_graph_kind(trim->graph, inner)) &&
		    !*bk_identity_name(trim->identity, inner) && !trim->is_whole[inner])
			ok = bk_trim_keep_members(trim, inner);
	}
	return ok && bk_trim_define(trim, record, 0);
}

uint32_t bk_trim_find_record(const struct bk_trim *trim, const char *name, bool is_typedef)
{
	uint32_t id = bk_identity_find(trim->identity,
				       is_typedef ? BK_SPACE_TYPEDEFS : BK_SPACE_TAGS, name);

	id = bk_identity_of(trim->identity, bk_skip_typedefs(trim->graph, id));
	return bk_kind_is_record(bk_graph_kind(trim->graph, id)) ? id : 0;
}

static struct bk_error *define_named(struct bk_trim *trim, enum bk_name_space space,
				     const char *name, bool complete)
{
	uint32_t id = bk_identity_find(trim->identity, space, name);

	if (!id)
		return bk_error_create(BK_ERR_NOT_FOUND, "no type is called '%s' in C", name);
	if (complete ? bk_trim_define(trim, id, trim->numbers ? BK_TRIM_FULL : 0)
		     : bk_trim_declare(trim, id))
		return NULL;
	return bk_error_memory();
}

struct bk_error *bk_trim_define_tag(struct bk_trim *trim, const char *name, bool complete)
{
	return define_named(trim, BK_SPACE_TAGS, name, complete);
}

struct bk_error *bk_trim_define_typedef(struct bk_trim *trim, const char *name, bool complete)
{
	return define_named(trim, BK_SPACE_TYPEDEFS, name, complete);
}

/* ---- writing ---- */

struct writer {
	const struct bk_trim *trim;
	struct bk_encoder encoder;
	uint32_t *new_ids; /* by id; 0: not kept */
};

/* The new id of what a record refers to. */
static uint32_t target(const struct writer *w, uint32_t id)
{
	return w->new_ids[bk_identity_of(w->trim->identity, id)];
}

static void put_name_and_word(struct writer *w, uint32_t name_off, uint32_t word)
{
	bk_encoder_word(&w->encoder,
			bk_encoder_string(&w->encoder, bk_graph_string(w->trim->graph, name_off)));
	bk_encoder_word(&w->encoder, word);
}

static void put_members(struct writer *w, const struct bk_type *t, uint32_t id)
{
	const struct bk_member *m = bk_members(t);

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		if (!has_member(w->trim, id, n))
			continue;
		put_name_and_word(w, m[n].name_off, target(w, m[n].type_id));
		bk_encoder_word(&w->encoder, m[n].offset);
	}
}

static void put_enumerators(struct writer *w, const struct bk_type *t)
{
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		if (bk_kind(t) == BK_KIND_ENUM) {
			put_name_and_word(w, bk_enums(t)[n].name_off,
					  (uint32_t)bk_enums(t)[n].value);
			continue;
		}
		put_name_and_word(w, bk_enum64s(t)[n].name_off, bk_enum64s(t)[n].value_lo32);
		bk_encoder_word(&w->encoder, bk_enum64s(t)[n].value_hi32);
	}
}

/* What stands behind the first 12 bytes. */
static void put_tail(struct writer *w, const struct bk_type *t, uint32_t id)
{
	switch (bk_kind(t)) {
	case BK_KIND_INT:
		bk_encoder_word(&w->encoder, bk_int_word(t));
		break;
	case BK_KIND_ARRAY:
		bk_encoder_word(&w->encoder, target(w, bk_array_info(t)->elem_type));
		bk_encoder_word(&w->encoder, target(w, bk_array_info(t)->index_type));
		bk_encoder_word(&w->encoder, bk_array_info(t)->nelems);
		break;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		put_members(w, t, id);
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		put_enumerators(w, t);
		break;
	case BK_KIND_FUNC_PROTO:
		for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++)
			put_name_and_word(w, bk_params(t)[n].name_off,
					  target(w, bk_params(t)[n].type_id));
		break;
	default:
		break;
	}
}

static uint32_t count_members(const struct bk_trim *trim, const struct bk_type *t, uint32_t id)
{
	uint32_t count = 0;

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++)
		count += has_member(trim, id, n);
	return count;
}

static void put_type(struct writer *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->trim->graph, id);
	const char *name = bk_identity_name(w->trim->identity, id);
	bool refers = bk_kind_table[bk_kind(t)].refers;
	uint32_t info = t->info;

	if (w->trim->keep[id] == DECLARED) {
		(void)bk_encoder_type(&w->encoder, name,
				      BK_KIND_INFO(BK_KIND_FWD, 0) |
					      (uint32_t)(bk_kind(t) == BK_KIND_UNION) << 31,
				      0);
		return;
	}
	if (w->trim->keep[id] == EMPTIED) {
		(void)bk_encoder_type(&w->encoder, name, BK_KIND_INFO(bk_kind(t), 0), t->size);
		return;
	}
	if (bk_kind_is_record(bk_kind(t)))
		info = (info & ~0xffffffu) | count_members(w->trim, t, id);
	(void)bk_encoder_type(&w->encoder, name, info, refers ? target(w, t->type_id) : t->size);
	put_tail(w, t, id);
}

/* A tag of a whole function. */
static void put_tag(struct writer *w, const char *text, uint32_t function)
{
	(void)bk_encoder_type(&w->encoder, text, BK_KIND_INFO(BK_KIND_DECL_TAG, 0), function);
	bk_encoder_word(&w->encoder, UINT32_MAX);
}

/*
 * Functions are marked as kfuncs, which is what has a header declare them, whether the whole graph
 * does so or not: few kernels have such tags.
 */
static void put_functions(struct writer *w)
{
	const struct bk_graph *graph = w->trim->graph;

	for (size_t i = 0; i < w->trim->functions.count; i++)
		put_tag(w, "bpf_kfunc", w->new_ids[w->trim->functions.at[i]]);
	for (struct bk_ids tags = bk_ids_of(graph, 1u << BK_KIND_DECL_TAG); bk_ids_next(&tags);) {
		uint32_t function = bk_kfunc_tagged(graph, tags.id, "bpf_fastcall");

		if (function && w->new_ids[function])
			put_tag(w, "bpf_fastcall", w->new_ids[function]);
	}
}

/* Types keep their order, behind the scalar that tells how long pointers are. NULL without memory. */
static uint32_t *number_kept(const struct bk_trim *trim)
{
	uint32_t *new_ids = calloc(trim->graph->count, sizeof(*new_ids));
	uint32_t count = 1;

	for (uint32_t id = 1; new_ids && id < trim->graph->count; id++)
		if (trim->keep[id] != DROPPED)
			new_ids[id] = ++count;
	return new_ids;
}

static struct bk_error *write_all(struct writer *w, struct bk_bytes *bytes)
{
	const struct bk_graph *graph = w->trim->graph;

	w->new_ids = number_kept(w->trim);
	if (!w->new_ids)
		return bk_error_memory();
	(void)bk_encoder_type(&w->encoder, "unsigned long", BK_KIND_INFO(BK_KIND_INT, 0),
			      graph->pointer_size);
	bk_encoder_word(&w->encoder, 8 * graph->pointer_size);
	for (uint32_t id = 1; id < graph->count; id++)
		if (w->trim->keep[id] != DROPPED)
			put_type(w, id);
	put_functions(w);
	return bk_encoder_finish(&w->encoder, bytes);
}

struct bk_error *bk_trim_finish(const struct bk_trim *trim, struct bk_bytes *bytes)
{
	struct writer w = { .trim = trim };
	struct bk_error *error = write_all(&w, bytes);

	bk_encoder_deinit(&w.encoder);
	free(w.new_ids);
	return error;
}

struct bk_error *bk_trim_alignments(const struct bk_trim *trim, uint8_t **log2)
{
	const struct bk_graph *graph = trim->graph;
	struct bk_records records = { 0 };
	const uint8_t *known = trim->given_log2;
	uint32_t *new_ids;

	*log2 = NULL;
	if (!trim->drops_members && !known)
		return NULL;
	if (!known)
		BK_TRY(bk_records_init(&records, graph, NULL));
	new_ids = number_kept(trim);
	*log2 = calloc((size_t)graph->count + 2, sizeof(**log2));
	for (uint32_t id = 1; new_ids && *log2 && id < graph->count; id++)
		if (bk_kind_is_record(bk_graph_kind(graph, id)))
			(*log2)[new_ids[id]] = known ? known[id] : records.align_log2[id];
	bk_records_deinit(&records);
	if (new_ids && *log2) {
		free(new_ids);
		return NULL;
	}
	free(new_ids);
	free(*log2);
	*log2 = NULL;
	return bk_error_memory();
}

void bk_trim_give_alignments(struct bk_trim *trim, const uint8_t *given_log2)
{
	trim->given_log2 = given_log2;
}

/* What is said of a record's kept members. NULL without memory. */
static const char **keep_parts(struct bk_trim *trim, const char **parts, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(trim->graph, id);
	const char **kept = bk_arena_alloc(&trim->arena, ((size_t)bk_vlen(t) + 1) * sizeof(*kept));
	uint32_t count = 0;

	for (uint32_t n = 0, vlen = bk_vlen(t); kept && n < vlen; n++)
		if (has_member(trim, id, n))
			kept[count++] = parts[n];
	return kept;
}

struct bk_error *bk_trim_remarks(struct bk_trim *trim, const struct bk_remarks *remarks,
				 struct bk_remarks *kept)
{
	size_t count = (size_t)trim->graph->count + 2;
	BK_AUTOFREE uint32_t *new_ids = number_kept(trim);

	*kept = (struct bk_remarks){ 0 };
	if (!remarks || !remarks->types)
		return NULL;
	kept->types = calloc(count, sizeof(*kept->types));
	kept->parts = calloc(count, sizeof(*kept->parts));
	if (!new_ids || !kept->types || !kept->parts)
		return bk_error_memory();
	for (uint32_t id = 1; id < trim->graph->count; id++) {
		const char **parts = remarks->parts[id];

		if (!new_ids[id] || trim->keep[id] != DEFINED)
			continue;
		kept->types[new_ids[id]] = remarks->types[id];
		if (parts && bk_kind_is_record(bk_graph_kind(trim->graph, id)))
			parts = keep_parts(trim, parts, id);
		if (remarks->parts[id] && !parts)
			return bk_error_memory();
		kept->parts[new_ids[id]] = parts;
	}
	return NULL;
}
