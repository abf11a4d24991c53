// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Why a relocation has the result it has, in words. */
#include "btfkit/base/nearest.h"
#include "btfkit/corerelo/match.h"
#include "btfkit/corerelo/relocator.h"
#include "btfkit/graph/essential.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"

/* A relocation to be explained. */
struct question {
	struct bk_relocator *relocator;
	const struct bk_object *object;
	const struct bk_core_relo *relo;
	const struct bk_relo_result *result;
	struct bk_sink *sink;
};

static const char *root_name(const struct question *q)
{
	return bk_graph_name(q->object->graph, bk_graph_type(q->object->graph, q->relo->type_id));
}

static const char *kind_word(enum bk_kind kind)
{
	switch (bk_core_kind(kind)) {
	case BK_KIND_STRUCT:
		return "struct";
	case BK_KIND_UNION:
		return "union";
	case BK_KIND_ENUM:
		return "enum";
	case BK_KIND_TYPEDEF:
		return "typedef";
	default:
		return "type";
	}
}

static uint32_t kinds_like(enum bk_kind kind)
{
	return bk_kind_is_enum(kind) ? BK_KINDS_ENUM : 1u << kind;
}

/* Names lie all over the strings: some are asked for ahead of the one that is looked at. */
enum { AHEAD = 16 };

static void offer_ids(const struct bk_graph *graph, const uint32_t *ids, uint32_t count,
		      struct bk_nearest *nearest)
{
	const char *names[AHEAD];

	for (uint32_t i = 0; i < count + AHEAD; i++) {
		if (i >= AHEAD)
			bk_nearest_offer(nearest, names[i % AHEAD]);
		if (i < count) {
			names[i % AHEAD] = bk_graph_name(graph, bk_graph_type(graph, ids[i]));
			__builtin_prefetch(names[i % AHEAD]);
		}
	}
}

static void offer_types(const struct bk_graph *graph, uint32_t kinds, struct bk_nearest *nearest)
{
	for (uint32_t kind = 0; kind < BK_KIND_COUNT; kind++) {
		const uint32_t *ids;
		const uint32_t count = kinds >> kind & 1 ? bk_own_ids(graph, kind, &ids) : 0;

		if (count)
			offer_ids(graph, ids, count, nearest);
	}
}

static struct bk_error *find_near(struct bk_relocator *relocator, enum bk_kind kind,
				  const char *stem, const char **text)
{
	struct bk_nearest nearest;
	const char *near;

	bk_nearest_init(&nearest, stem);
	for (size_t i = 0; i < relocator->count; i++)
		offer_types(relocator->graphs[i], kinds_like(kind), &nearest);
	near = bk_nearest_text(&nearest);
	*text = bk_arena_copy(&relocator->arena, near, strlen(near));
	return *text && bk_array_push(&relocator->near_texts, *text) ? NULL : bk_error_memory();
}

/* The text lives as long as the relocator. */
static struct bk_error *near_types(struct bk_relocator *relocator, enum bk_kind kind,
				   const char *stem, const char **text)
{
	const size_t size = strlen(stem) + 1;
	char *key = bk_arena_alloc(&relocator->arena, size + 1);
	const uint32_t *number;
	bool is_new;

	if (!key)
		return bk_error_memory();
	key[0] = (char)('A' + bk_core_kind(kind));
	memcpy(key + 1, stem, size);
	number = bk_strmap_find(&relocator->near_types, key);
	if (number) {
		*text = relocator->near_texts.at[*number];
		return NULL;
	}
	BK_TRY(find_near(relocator, kind, stem, text));
	if (!bk_strmap_insert(&relocator->near_types, key,
			      (uint32_t)relocator->near_texts.count - 1, &is_new))
		return bk_error_memory();
	return NULL;
}

/* Whether the kernel has no more of it than a declaration. */
static bool is_declared(const struct bk_graph *graph, const char *name)
{
	const uint32_t *ids;
	uint32_t count = bk_own_ids(graph, BK_KIND_FWD, &ids);

	for (uint32_t i = 0; i < count; i++)
		if (bk_essential_equals(bk_graph_name(graph, bk_graph_type(graph, ids[i])), name))
			return true;
	return false;
}

static void explain_no_type(const struct question *q)
{
	const enum bk_kind kind = bk_graph_kind(q->object->graph, q->relo->type_id);
	const char *name = root_name(q);
	BK_AUTOFREE char *stem = strndup(name, bk_essential_size(name));
	const char *near = "";
	struct bk_error *error;

	if (!stem) {
		bk_sink_fail(q->sink, bk_error_memory());
		return;
	}
	bk_printf(q->sink, "no %s is named '%s'", kind_word(kind), stem);
	if (bk_kind_is_record(kind) && is_declared(q->relocator->graphs[0], stem)) {
		bk_puts(q->sink, ", which is only declared");
		return;
	}
	error = near_types(q->relocator, kind, stem, &near);
	if (error)
		bk_sink_fail(q->sink, error);
	bk_puts(q->sink, near);
}

/* Hostile records without a name can be nested as deep as they like. */
enum { MOST_NESTED = 8 };

static void offer_members(const struct bk_graph *graph, uint32_t id, uint32_t depth,
			  struct bk_nearest *nearest)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));

	if (!bk_kind_is_record(bk_kind(t)) || depth == MOST_NESTED)
		return;
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		const struct bk_member *m = bk_members(t) + i;
		const char *name = bk_graph_string(graph, m->name_off);

		if (*name)
			bk_nearest_offer(nearest, name);
		else
			offer_members(graph, m->type_id, depth + 1, nearest);
	}
}

static void explain_member(const struct question *q, const struct bk_graph *graph, uint32_t record,
			   const char *name)
{
	struct bk_nearest nearest;

	bk_printf(q->sink, "no member '%s' in ", name);
	bk_type_name(graph, record, q->sink);
	bk_nearest_init(&nearest, name);
	offer_members(graph, record, 0, &nearest);
	bk_puts(q->sink, bk_nearest_text(&nearest));
}

static void explain_enumerator(const struct question *q, const struct bk_graph *graph, uint32_t id,
			       const char *name)
{
	const struct bk_type *t = bk_graph_type(graph, id);
	struct bk_nearest nearest;

	bk_printf(q->sink, "no enumerator '%s' in ", name);
	bk_type_name(graph, id, q->sink);
	bk_nearest_init(&nearest, name);
	for (uint32_t i = 0; i < bk_vlen(t); i++)
		bk_nearest_offer(&nearest, bk_graph_string(graph, bk_enum_name_off(t, i)));
	bk_puts(q->sink, bk_nearest_text(&nearest));
}

static void explain_mismatch(const struct question *q, const struct bk_spec *local,
			     const struct bk_graph *graph, const struct bk_mismatch *mismatch)
{
	const struct bk_step *step = local->steps + mismatch->step;

	switch (mismatch->kind) {
	case BK_MISMATCH_MEMBER:
		explain_member(q, graph, mismatch->type_id, step->name);
		return;
	case BK_MISMATCH_ENUMERATOR:
		explain_enumerator(q, graph, mismatch->type_id, step->name);
		return;
	case BK_MISMATCH_MEMBER_TYPE:
		bk_printf(q->sink, "member '%s' is of type '", step->name);
		bk_type_name(graph, mismatch->type_id, q->sink);
		bk_puts(q->sink, "', not '");
		bk_type_name(local->graph, mismatch->local_id, q->sink);
		bk_puts(q->sink, "'");
		return;
	case BK_MISMATCH_TYPE:
		bk_type_name(graph, mismatch->type_id, q->sink);
		bk_puts(q->sink, local->kind == BK_RELO_TYPE_MATCHES
					 ? " is there, but does not match"
					 : " is there, but is of another kind of type");
		return;
	case BK_MISMATCH_ELEMENT:
		bk_type_name(graph, mismatch->type_id, q->sink);
		bk_printf(q->sink, " has no element %u", step->index);
		return;
	case BK_MISMATCH_NO_RECORD:
	case BK_MISMATCH_NO_ARRAY:
	case BK_MISMATCH_NO_ENUM:
		bk_type_name(graph, mismatch->type_id, q->sink);
		bk_puts(q->sink, mismatch->kind == BK_MISMATCH_NO_RECORD  ? " has no members"
				 : mismatch->kind == BK_MISMATCH_NO_ARRAY ? " is no array"
									  : " is no enum");
		return;
	}
}

/* Of several candidates the one that was followed farthest tells most. */
static void explain_no_match(const struct question *q)
{
	BK_AUTOFREE struct bk_spec *specs = calloc(2, sizeof(*specs));
	BK_AUTOFREE struct bk_candidate_list *list = NULL;
	const struct bk_graph *graph = NULL;
	struct bk_mismatch best = { 0 };
	struct bk_error *error;

	if (!specs) {
		bk_sink_fail(q->sink, bk_error_memory());
		return;
	}
	if (bk_spec_parse(&specs[0], q->object->graph, q->relo))
		return;
	error = bk_relocator_find(q->relocator, q->object->graph, q->relo->type_id, &list);
	if (error) {
		bk_sink_fail(q->sink, error);
		return;
	}
	for (uint32_t i = 0; i < list->count; i++) {
		struct bk_matching m = { .local = q->object->graph,
					 .target = list->at[i].graph,
					 .left = BK_MATCHING_MOST };

		if (bk_spec_match(&m, &specs[0], list->at[i].id, &specs[1]) != BK_MATCH_NO)
			continue;
		if (graph && m.mismatch.step <= best.step)
			continue;
		graph = list->at[i].graph;
		best = m.mismatch;
	}
	if (graph)
		explain_mismatch(q, &specs[0], graph, &best);
}

static void explain_offsets(const struct question *q)
{
	const struct bk_relo_result *r = q->result;

	bk_printf(q->sink,
		  "several types are named '%s': bit offset %u in type %u, %llu in type %u",
		  root_name(q), r->offset_bits, r->root_id, (unsigned long long)r->other,
		  r->other_id);
}

static void explain_values(const struct question *q)
{
	const struct bk_relo_result *r = q->result;

	bk_printf(q->sink,
		  "several types are named '%s': type %u gives %lld, type %u another value",
		  root_name(q), r->other_id, (long long)r->other, r->root_id);
}

static void explain_width(const struct question *q)
{
	bk_puts(q->sink, "the field is of type '");
	bk_type_name(q->result->graph, q->result->field_id, q->sink);
	bk_puts(q->sink, "', not '");
	bk_type_name(q->object->graph, q->result->local_field_id, q->sink);
	bk_puts(q->sink, "': a load of the other width would read it wrong");
}

static void explain_old_value(const struct question *q)
{
	const struct bk_relo_result *r = q->result;

	if (r->cause == BK_CAUSE_OLD_BYTES)
		bk_printf(q->sink, "the instruction moves %llu bytes, which its field has not",
			  (unsigned long long)r->found);
	else
		bk_printf(q->sink, "the instruction holds %lld where %lld is expected",
			  (long long)r->found, (long long)r->local);
}

static const char *refusal(enum bk_relo_cause cause)
{
	switch (cause) {
	case BK_CAUSE_ACCESS:
		return "the access string leads nowhere in the object's own types";
	case BK_CAUSE_ANONYMOUS:
		return "its root type has no name";
	case BK_CAUSE_DEEP:
		return "too deep: more than 64 steps, or types nested too deep to compare";
	case BK_CAUSE_SIZE:
		return "of a type that has no size";
	case BK_CAUSE_ELEMENT:
		return "sign and shifts cannot be asked of an array's element";
	case BK_CAUSE_BITFIELD:
		return "the bitfield does not fit any load of 8 bytes";
	case BK_CAUSE_INSN:
		return "no instruction that can be relocated";
	case BK_CAUSE_OFFSET:
		return "the offset does not fit the instruction's 16 bits";
	case BK_CAUSE_NEW_BYTES:
		return "no load is as wide as the kernel's field";
	default:
		return "";
	}
}

void bk_relo_explain(struct bk_relocator *relocator, const struct bk_object *object,
		     const struct bk_relocated *relocated, uint32_t number, struct bk_sink *sink)
{
	const struct question q = { relocator, object, object->relocations.at + number,
				    relocated->results + number, sink };

	switch (q.result->cause) {
	case BK_CAUSE_NO_TYPE:
		explain_no_type(&q);
		break;
	case BK_CAUSE_NO_MATCH:
		explain_no_match(&q);
		break;
	case BK_CAUSE_OFFSETS:
		explain_offsets(&q);
		break;
	case BK_CAUSE_VALUES:
		explain_values(&q);
		break;
	case BK_CAUSE_WIDTH:
		explain_width(&q);
		break;
	case BK_CAUSE_OLD_VALUE:
	case BK_CAUSE_OLD_BYTES:
		explain_old_value(&q);
		break;
	case BK_CAUSE_KIND:
		bk_printf(sink, "unknown kind of relocation %u", q.relo->kind);
		break;
	default:
		bk_puts(sink, refusal(q.result->cause));
	}
}
