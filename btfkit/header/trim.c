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
#include "btfkit/format/encode.h"
#include "btfkit/header/parts.h"

enum keep { DROPPED, DECLARED, DEFINED };

struct reach {
	uint32_t id;
	bool as_value;
	uint16_t depth; /* pointers that may still be followed */
};

struct bk_trim {
	const struct bk_graph *graph;
	struct bk_identity *identity;
	uint8_t *keep;	      /* by id: enum keep */
	uint16_t *reached[2]; /* by id, behind pointers and as a value: 1 + the greatest depth */
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
	trim->reached[0] = calloc(graph->count, sizeof(*trim->reached[0]));
	trim->reached[1] = calloc(graph->count, sizeof(*trim->reached[1]));
	if (!trim->keep || !trim->reached[0] || !trim->reached[1])
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
	free(trim->reached[0]);
	free(trim->reached[1]);
	bk_array_deinit(&trim->queue);
	bk_array_deinit(&trim->functions);
	free(trim);
}

/* Notes that a type is needed in that way, unless it was reached so and as deep before. */
static bool reach(struct bk_trim *trim, uint32_t id, bool as_value, uint32_t depth)
{
	uint16_t *reached;

	id = bk_identity_of(trim->identity, id);
	if (!id)
		return true;
	reached = &trim->reached[as_value][id];
	if (*reached > depth || (!as_value && trim->reached[1][id] > depth))
		return true;
	*reached = (uint16_t)(depth + 1);
	return bk_array_push(&trim->queue, (struct reach){ id, as_value, (uint16_t)depth });
}

/* What stands behind a pointer: complete as long as pointers are followed. */
static bool reach_behind(struct bk_trim *trim, uint32_t id, uint32_t depth)
{
	if (!depth)
		return reach(trim, id, false, 0);
	return reach(trim, id, true, depth == BK_TRIM_FULL ? depth : depth - 1);
}

static bool go_on_from_record(struct bk_trim *trim, const struct bk_type *t, struct reach from)
{
	bool ok = true;

	/* one without a name can only be written out */
	if (!from.as_value && *bk_identity_name(trim->identity, from.id)) {
		if (trim->keep[from.id] == DROPPED)
			trim->keep[from.id] = DECLARED;
		return true;
	}
	trim->keep[from.id] = DEFINED;
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++)
		ok = reach(trim, bk_members(t)[n].type_id, true, from.depth);
	return ok;
}

static bool go_on_from_prototype(struct bk_trim *trim, const struct bk_type *t, struct reach from)
{
	bool ok = reach(trim, t->type_id, false, from.depth);

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++)
		ok = reach(trim, bk_params(t)[n].type_id, false, from.depth);
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
		return reach(trim, bk_array_info(t)->elem_type, true, from.depth) &&
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

bool bk_trim_declare(struct bk_trim *trim, uint32_t id)
{
	return reach(trim, id, false, 0) && go_on_with_all(trim);
}

static struct bk_error *define_named(struct bk_trim *trim, enum bk_name_space space,
				     const char *name, bool complete)
{
	uint32_t id = bk_identity_find(trim->identity, space, name);

	if (!id)
		return bk_error_create(BK_ERR_NOT_FOUND, "no type is called '%s' in C", name);
	if (complete ? bk_trim_define(trim, id, 0) : bk_trim_declare(trim, id))
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

static void put_members(struct writer *w, const struct bk_type *t)
{
	const struct bk_member *m = bk_members(t);

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
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
static void put_tail(struct writer *w, const struct bk_type *t)
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
		put_members(w, t);
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

static void put_type(struct writer *w, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->trim->graph, id);
	const char *name = bk_identity_name(w->trim->identity, id);
	bool refers = bk_kind_table[bk_kind(t)].refers;

	if (w->trim->keep[id] == DECLARED) {
		(void)bk_encoder_type(&w->encoder, name,
				      BK_KIND_INFO(BK_KIND_FWD, 0) |
					      (uint32_t)(bk_kind(t) == BK_KIND_UNION) << 31,
				      0);
		return;
	}
	(void)bk_encoder_type(&w->encoder, name, t->info, refers ? target(w, t->type_id) : t->size);
	put_tail(w, t);
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

static struct bk_error *write_all(struct writer *w, struct bk_bytes *bytes)
{
	const struct bk_graph *graph = w->trim->graph;
	uint32_t count = 1; /* the scalar that tells how long pointers are */

	w->new_ids = calloc(graph->count, sizeof(*w->new_ids));
	if (!w->new_ids)
		return bk_error_memory();
	for (uint32_t id = 1; id < graph->count; id++)
		if (w->trim->keep[id] != DROPPED)
			w->new_ids[id] = ++count;
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
