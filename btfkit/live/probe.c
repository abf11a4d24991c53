// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Has the witnesses asked, at the same time, and compares what they say. */
#include "btfkit/live/probe.h"

#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/live/bundled.h"
#include "btfkit/live/handed.h"
#include "btfkit/live/places.h"
#include "btfkit/live/surroundings.h"
#include "btfkit/live/witness.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Expressions that go into one load. */
enum { MOST_AT_ONCE = 2000, ENOUGH_TO_SHARE = 100, ENOUGH_TO_INDEX = 20 };

struct bk_error *bk_probe_add(struct bk_probe *probe, const char *text)
{
	struct bk_probed probed = { 0 };

	BK_TRY(bk_expression_init(&probed.expression, text));
	if (bk_array_push(&probe->results, probed))
		return NULL;
	bk_expression_deinit(&probed.expression);
	return bk_error_memory();
}

/* ---- the witnesses' answers ---- */

static bool knows(const struct bk_answer *answer, enum bk_relo_kind kind)
{
	return answer->known & 1U << kind;
}

/* A load of all bytes, shifted left and then right, leaves the bits; so the shifts tell which. */
static void read_field(const struct bk_answer *answer, bool is_big_endian,
		       struct bk_witness *witness)
{
	uint64_t size_bits = 8 * (uint64_t)(uint32_t)answer->values[BK_RELO_FIELD_BYTE_SIZE];
	uint64_t left = answer->values[BK_RELO_FIELD_LSHIFT_U64];
	uint64_t right = answer->values[BK_RELO_FIELD_RSHIFT_U64];

	witness->has_offset = knows(answer, BK_RELO_FIELD_BYTE_OFFSET);
	witness->offset_bits = 8 * (uint64_t)(uint32_t)answer->values[BK_RELO_FIELD_BYTE_OFFSET];
	witness->has_size = knows(answer, BK_RELO_FIELD_BYTE_SIZE);
	witness->size_bits = size_bits;
	witness->has_sign = knows(answer, BK_RELO_FIELD_SIGNED);
	witness->is_signed = witness->has_sign && answer->values[BK_RELO_FIELD_SIGNED];
	if (!knows(answer, BK_RELO_FIELD_LSHIFT_U64) || !knows(answer, BK_RELO_FIELD_RSHIFT_U64) ||
	    right == 64 - size_bits || right >= 64)
		return;
	witness->is_bitfield = true;
	witness->size_bits = 64 - right;
	witness->offset_bits += is_big_endian ? left - (64 - size_bits) : right - left;
}

static void read_answer(const struct bk_probed *probed, const struct bk_answer *answer,
			const struct bk_graph *graph, struct bk_witness *witness)
{
	enum bk_relo_kind exists = bk_exists_kind(answer->known);
	bool is_enum64;

	memcpy(witness->reason, answer->reason, sizeof(answer->reason));
	if (!answer->known)
		return; /* of what is predicted, that by the place stays */
	*witness = (struct bk_witness){ .is_known = true };
	memcpy(witness->reason, answer->reason, sizeof(answer->reason));
	witness->exists = answer->values[exists] != 0;
	if (!witness->exists)
		return;
	switch (probed->expression.kind) {
	case BK_EXPRESSION_FIELD:
		read_field(answer, bk_graph_is_big_endian(graph), witness);
		return;
	case BK_EXPRESSION_TYPE:
		witness->has_size = knows(answer, BK_RELO_TYPE_SIZE);
		witness->size_bits = 8 * (uint64_t)(uint32_t)answer->values[BK_RELO_TYPE_SIZE];
		witness->has_id = knows(answer, BK_RELO_TYPE_ID_TARGET);
		witness->type_id = (uint32_t)answer->values[BK_RELO_TYPE_ID_TARGET];
		witness->matches =
			knows(answer, BK_RELO_TYPE_MATCHES) && answer->values[BK_RELO_TYPE_MATCHES];
		return;
	default:
		witness->has_value = knows(answer, BK_RELO_ENUMVAL_VALUE);
		witness->value = answer->values[BK_RELO_ENUMVAL_VALUE];
		/* libbpf takes values of 32 bits for signed ones, whatever the enum says */
		is_enum64 = bk_graph_kind(graph, probed->place.root_id) == BK_KIND_ENUM64;
		if (!is_enum64 && !probed->place.is_signed)
			witness->value = (uint32_t)witness->value;
	}
}

struct asking_thread {
	struct bk_error *(*ask)(const struct bk_asking *asking, struct bk_answer *answers);
	struct bk_probed *const *probed;
	struct bk_answer *answers;
	struct bk_error *error;
	pthread_t thread;
	struct bk_asking asking;
	int which;
	bool is_running;
	bool is_half; /* of what libbpf is asked */
};

static void take(struct bk_probe *probe, struct asking_thread *side)
{
	int which = side->which;

	for (size_t i = 0; i < side->asking.count && !side->error; i++) {
		struct bk_probed *probed = side->probed[i];
		struct bk_witness *witness = &probed->witnesses[which];
		const struct bk_asked *asked = &side->asking.asked[i];

		if (asked->is_askable)
			read_answer(probed, &side->answers[i], side->asking.graph, witness);
		else if (asked->reason && which != BK_WITNESS_PREDICTED)
			snprintf(witness->reason, sizeof(witness->reason), "%s", asked->reason);
	}
	if (!probe->errors[which])
		probe->errors[which] = side->error;
	else
		bk_error_destroy(side->error);
}

static struct bk_asked *list_asked(const struct asking_thread *side)
{
	struct bk_asked *asked = calloc(side->asking.count, sizeof(*asked));

	for (size_t i = 0; asked && i < side->asking.count; i++) {
		const struct bk_probed *probed = side->probed[i];

		asked[i] = (struct bk_asked){
			.expression = &probed->expression,
			.place = probed->place,
			.graph = probed->module ? probed->module->graph : NULL,
			.is_there = probed->place.root_id != 0,
		};
	}
	return asked;
}

static void ask_one(struct asking_thread *side)
{
	side->error = side->ask(&side->asking, side->answers);
}

/*
 * Two halves weigh as much as the first thread, in which the kernel searches under a lock: of two
 * processors it is to have one, so that all end together.
 */
static void *run_thread(void *context)
{
	struct asking_thread *side = context;

	if (side->is_half)
		(void)!nice(3);
	ask_one(side);
	return NULL;
}

static struct bk_error *side_init(struct asking_thread *side, size_t count,
				  const struct bk_asking *how)
{
	side->asking = *how;
	side->asking.count = count;
	side->asking.asked = list_asked(side);
	side->answers = calloc(count, sizeof(*side->answers));
	return side->asking.asked && side->answers ? NULL : bk_error_memory();
}

/*
 * The kernel matches types only two pointers or parameters deep, and refuses all else. libbpf does not
 * mind.
 */
static bool is_deep(const struct asking_thread *kernel, size_t n)
{
	const struct bk_asked *asked = &kernel->asking.asked[n];
	const struct bk_graph *graph = asked->graph ? asked->graph : kernel->asking.graph;

	if (asked->expression->kind != BK_EXPRESSION_TYPE || !asked->is_there ||
	    bk_graph_kind(graph, asked->place.root_id) != BK_KIND_TYPEDEF)
		return false;
	switch (bk_graph_kind(graph, bk_skip_typedefs(graph, asked->place.type_id))) {
	case BK_KIND_PTR:
	case BK_KIND_FUNC_PROTO:
		return true;
	default:
		return false;
	}
}

/*
 * First what is predicted. What it says will be refused the others are asked apart, since that takes
 * all else of a load with it, and a load is a search of all the kernel's types for each name.
 */
static void predict(struct asking_thread *sides, size_t count)
{
	const struct asking_thread *predicted = &sides[0];

	ask_one(&sides[0]);
	if (predicted->error)
		return;
	for (size_t n = 0; count > 1 && n < sides[1].asking.count; n++)
		sides[1].asking.asked[n].is_alone = is_deep(&sides[1], n);
	for (size_t i = 1; i < count; i++)
		for (size_t n = 0; n < sides[i].asking.count; n++)
			sides[i].asking.asked[n].apart =
				predicted->answers[sides[i].probed - predicted->probed + n].refused;
}

/* Loaders at once: libbpf in two threads where there is much to ask, since it takes longest. */
static void ask_sides(struct bk_probe *probe, struct asking_thread *sides, size_t count)
{
	predict(sides, count);
	for (size_t i = 2; i < count; i++)
		sides[i].is_running =
			pthread_create(&sides[i].thread, NULL, run_thread, &sides[i]) == 0;
	if (count > 1)
		ask_one(&sides[1]);
	for (size_t i = 2; i < count; i++)
		if (sides[i].is_running)
			pthread_join(sides[i].thread, NULL);
		else
			ask_one(&sides[i]);
	for (size_t i = 0; i < count; i++)
		take(probe, &sides[i]);
}

static struct bk_error *ask_some(struct bk_probe *probe, struct bk_probed *const *probed,
				 size_t count, const struct bk_asking *how, bool offline)
{
	size_t half = count > ENOUGH_TO_SHARE ? count / 2 : count;
	struct asking_thread sides[] = {
		{ .ask = bk_ask_relocator, .which = BK_WITNESS_PREDICTED, .probed = probed },
		{ .ask = bk_ask_kernel, .which = BK_WITNESS_KERNEL, .probed = probed },
		{ .ask = bk_ask_libbpf, .which = BK_WITNESS_LIBBPF, .probed = probed },
		{ .ask = bk_ask_libbpf, .which = BK_WITNESS_LIBBPF, .probed = probed + half },
	};
	const size_t counts[] = { count, count, half, count - half };
	size_t side_count = offline ? 1 : half < count ? 4 : 3;
	struct bk_error *error = NULL;

	for (size_t i = 0; i < side_count && !error; i++) {
		sides[i].is_half = counts[i] < count;
		error = side_init(&sides[i], counts[i], how);
	}
	if (!error)
		ask_sides(probe, sides, side_count);
	for (size_t i = 0; i < side_count; i++) {
		free(sides[i].asking.asked);
		free(sides[i].answers);
	}
	return error;
}

static int compare_roots(const void *a, const void *b)
{
	const struct bk_probed *x = *(struct bk_probed *const *)a;
	const struct bk_probed *y = *(struct bk_probed *const *)b;
	int names = strcmp(x->expression.name, y->expression.name);
	long kinds = (long)x->expression.root - (long)y->expression.root;

	if (names || kinds)
		return names ? names : kinds < 0 ? -1 : 1;
	return x < y ? -1 : x > y;
}

/*
 * By what they begin with: the kernel remembers the types of few names, and would search all it has
 * for the others again.
 */
static struct bk_probed **sort_by_roots(const struct bk_probe *probe)
{
	struct bk_probed **order = calloc(probe->results.count + 1, sizeof(struct bk_probed *));

	for (size_t i = 0; order && i < probe->results.count; i++)
		order[i] = &probe->results.at[i];
	if (order)
		qsort(order, probe->results.count, sizeof(struct bk_probed *), compare_roots);
	return order;
}

/*
 * Given types, libbpf looks into no modules, so nothing may be theirs. It need not where it may not:
 * before 1.2 it fails then.
 */
static bool hands_types(const struct bk_probe *probe, const struct bk_graph *graph,
			const struct bk_probe_options *options)
{
	if (options->offline || graph->base)
		return false;
	for (size_t i = 0; i < probe->results.count; i++)
		if (probe->results.at[i].module)
			return false;
	return options->may_not_list ||
	       (probe->results.count > ENOUGH_TO_SHARE && !probe->modules.all.count);
}

static struct bk_error *ask_witnesses(struct bk_probe *probe, const struct bk_graph *graph,
				      const struct bk_names *names,
				      const struct bk_probe_options *options)
{
	BK_AUTO(bk_template_deinit) struct bk_template template = { 0 };
	BK_AUTO(bk_handed_deinit) struct bk_handed handed = { .fd = -1 };
	BK_AUTOFREE const struct bk_graph **graphs = NULL;
	BK_AUTOFREE struct bk_probed **order = NULL;
	const struct bk_live_modules *modules = &probe->modules;
	struct bk_asking how = { .template = &template,
				 .graph = graph,
				 .names = names,
				 .no_ring = options->no_ring,
				 .as = options->as };
	struct bk_bytes object;
	struct bk_error *error;

	error = bk_bundled(&object);
	if (error && options->offline) { /* what was found by the BTF is all there is then */
		bk_error_destroy(error);
		return NULL;
	}
	BK_TRY(error);
	BK_TRY(bk_template_init(&template, object));
	graphs = calloc(modules->all.count + 1, sizeof(const void *));
	order = sort_by_roots(probe);
	if (!graphs || !order)
		return bk_error_memory();
	graphs[how.graph_count++] = graph;
	for (size_t i = 0; i < modules->all.count; i++)
		graphs[how.graph_count++] = modules->all.at[i].graph;
	how.graphs = graphs;
	if (hands_types(probe, graph, options))
		bk_handed_init(&handed, graph);
	how.types = *handed.path ? handed.path : NULL;
	for (size_t first = 0; first < probe->results.count; first += MOST_AT_ONCE) {
		size_t left = probe->results.count - first;

		BK_TRY(ask_some(probe, order + first, left < MOST_AT_ONCE ? left : MOST_AT_ONCE,
				&how, options->offline));
	}
	return NULL;
}

/* ---- functions ---- */

static void set_known(struct bk_witness *witness, bool exists)
{
	witness->is_known = true;
	witness->exists = exists;
}

/*
 * The kernel knows symbols, which are not quite what BTF has: one that was inlined or cloned has no
 * symbol of its name, and many symbols have no BTF. Only where both are one does it count.
 */
static struct bk_error *ask_symbol(struct bk_probed *probed, const struct bk_graph *graph,
				   struct bk_symbols *symbols,
				   const struct bk_attach_function *function)
{
	struct bk_witness *kernel = &probed->witnesses[BK_WITNESS_KERNEL];
	bool is_there = probed->witnesses[BK_WITNESS_PREDICTED].exists;
	const char *why = NULL;

	probed->attach = calloc(1, sizeof(*probed->attach));
	if (!probed->attach)
		return bk_error_memory();
	BK_TRY(bk_attach_find(probed->attach, graph, symbols, function));
	if (!probed->attach->is_asked)
		why = probed->attach->reason;
	else if (probed->attach->has_symbol == is_there)
		set_known(kernel, is_there);
	else
		why = is_there ? "it has no symbol of this name" : "it has a symbol, but no BTF";
	if (why)
		snprintf(kernel->reason, sizeof(kernel->reason), "%s", why);
	return NULL;
}

static struct bk_error *ask_functions(struct bk_probe *probe, const struct bk_graph *graph)
{
	size_t most = probe->results.count, count = 0;
	BK_AUTO(bk_symbols_deinit) struct bk_symbols symbols = { 0 };
	BK_AUTOFREE struct bk_attach_function *functions = calloc(most + 1, sizeof(*functions));
	BK_AUTOFREE bool *exist = calloc(most + 1, sizeof(*exist));

	if (!functions || !exist)
		return bk_error_memory();
	for (size_t i = 0; i < most; i++) {
		struct bk_probed *probed = &probe->results.at[i];

		if (probed->expression.kind != BK_EXPRESSION_FUNC)
			continue;
		functions[count] = (struct bk_attach_function){
			.name = probed->expression.name,
			.module = probed->module ? probed->module->name : NULL,
			.id = probed->place.root_id,
		};
		BK_TRY(ask_symbol(probed, graph, &symbols, &functions[count++]));
		if (probed->attach->refused && !probe->errors[BK_WITNESS_LIBBPF])
			probe->errors[BK_WITNESS_LIBBPF] = bk_error_system(
				probed->attach->refused, "no program can be loaded");
	}
	if (!count || probe->errors[BK_WITNESS_LIBBPF])
		return NULL;
	probe->errors[BK_WITNESS_LIBBPF] = bk_libbpf_find_functions(functions, count, exist);
	count = 0;
	for (size_t i = 0; i < most && !probe->errors[BK_WITNESS_LIBBPF]; i++)
		if (probe->results.at[i].expression.kind == BK_EXPRESSION_FUNC)
			set_known(&probe->results.at[i].witnesses[BK_WITNESS_LIBBPF],
				  exist[count++]);
	return NULL;
}

/* ---- all together ---- */

/* Whether two that are known say the same, as far as both say it. */
static bool same(const struct bk_witness *a, const struct bk_witness *b)
{
	if (a->exists != b->exists)
		return false;
	if (a->has_offset && b->has_offset && a->offset_bits != b->offset_bits)
		return false;
	if (a->has_size && b->has_size && a->size_bits != b->size_bits)
		return false;
	if (a->has_sign && b->has_sign && a->is_signed != b->is_signed)
		return false;
	if (a->has_value && b->has_value && a->value != b->value)
		return false;
	if (a->has_matches && b->has_matches && a->matches != b->matches)
		return false;
	return !(a->has_id && b->has_id) || a->type_id == b->type_id;
}

static bool agree(const struct bk_probed *probed)
{
	for (int a = 0; a < BK_WITNESSES; a++)
		for (int b = a + 1; b < BK_WITNESSES; b++)
			if (probed->witnesses[a].is_known && probed->witnesses[b].is_known &&
			    !same(&probed->witnesses[a], &probed->witnesses[b]))
				return false;
	return true;
}

static bool asks_loaders(const struct bk_probe *probe)
{
	for (size_t i = 0; i < probe->results.count; i++)
		if (probe->results.at[i].expression.kind != BK_EXPRESSION_FUNC)
			return true;
	return false;
}

void bk_probe_adapt(struct bk_probe_options *options,
		    const struct bk_live_surroundings *surroundings)
{
	options->may_not_list = !bk_surroundings_may_list(surroundings);
	options->no_ring |= !bk_surroundings_since(surroundings, 5, 8);
	if (options->as != BPF_PROG_TYPE_UNSPEC)
		return;
	if (bk_surroundings_since(surroundings, 5, 14))
		options->as = BPF_PROG_TYPE_SYSCALL;
	else if (bk_surroundings_since(surroundings, 5, 10))
		options->as = BPF_PROG_TYPE_RAW_TRACEPOINT;
	else
		options->as = BPF_PROG_TYPE_SOCKET_FILTER;
}

/* All kinds to find many by; functions, which are most of a kernel's names, where one is asked for. */
static uint32_t kinds_to_index(const struct bk_probe *probe)
{
	for (size_t i = 0; i < probe->results.count; i++)
		if (probe->results.at[i].expression.kind == BK_EXPRESSION_FUNC)
			return UINT32_MAX;
	return UINT32_MAX & ~(1U << BK_KIND_FUNC);
}

struct bk_error *bk_probe_ask(struct bk_probe *probe, const struct bk_graph *graph,
			      const struct bk_probe_options *options)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	bool is_many = probe->results.count >= ENOUGH_TO_INDEX && !graph->base;

	BK_TRY(bk_names_create_of(graph, is_many ? kinds_to_index(probe) : BK_LOCALS_KINDS,
				  &names));
	BK_TRY(bk_places_find(probe, graph, names, is_many,
			      options->no_modules || graph->base ? NULL : BK_LIVE_MODULES));
	if (asks_loaders(probe))
		BK_TRY(ask_witnesses(probe, graph, names, options));
	if (!options->offline)
		BK_TRY(ask_functions(probe, graph));
	for (size_t i = 0; i < probe->results.count; i++)
		probe->results.at[i].agree = agree(&probe->results.at[i]);
	return NULL;
}

struct bk_error *bk_probe_take_error(struct bk_probe *probe, const struct bk_probe_options *options,
				     bool *has_kernel)
{
	struct bk_live_surroundings surroundings;
	int which = BK_WITNESS_PREDICTED;
	struct bk_error *error;

	*has_kernel = !probe->errors[BK_WITNESS_KERNEL];
	bk_surroundings_look(&surroundings);
	if (!probe->errors[which])
		which = BK_WITNESS_LIBBPF;
	if (!probe->errors[which] && bk_surroundings_since(&surroundings, 5, 17))
		which = BK_WITNESS_KERNEL;
	error = probe->errors[which];
	probe->errors[which] = NULL;
	if (which == BK_WITNESS_PREDICTED)
		return error;
	return bk_surroundings_explain(&surroundings, options->as, error);
}

void bk_probe_deinit(struct bk_probe *probe)
{
	for (size_t i = 0; i < probe->results.count; i++) {
		bk_expression_deinit(&probe->results.at[i].expression);
		free(probe->results.at[i].why);
		free(probe->results.at[i].attach);
	}
	bk_array_deinit(&probe->results);
	bk_live_modules_deinit(&probe->modules);
	for (int i = 0; i < BK_WITNESSES; i++)
		bk_error_destroy(probe->errors[i]);
}
