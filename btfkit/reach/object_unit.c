// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Makes of an object, its relocations and a kernel's facts the unit whose paths are walked. */
#include "btfkit/reach/object_unit.h"

#include "btfkit/graph/type_size.h"

#include <stdio.h>
#include <string.h>

enum { ARRAY = 2, PERCPU_ARRAY = 6 }; /* of enum bpf_map_type */

struct maker {
	const struct bk_object *object;
	const struct bk_relocated *relocated;
	const struct bk_surroundings *surroundings;
	struct bk_op *ops;
	struct bk_routine *routines;
	struct bk_constants *constants; /* the object's data, then its externs */
	struct bk_kfunc *kfuncs;	/* by extern */
	struct bk_map_shape *maps;
	uint8_t (*values)[8]; /* of externs */
	BK_ARRAY(uint32_t) entries;
};

static void maker_deinit(struct maker *m)
{
	free(m->ops);
	free(m->routines);
	free(m->constants);
	free(m->kfuncs);
	free(m->maps);
	free(m->values);
	bk_array_deinit(&m->entries);
}

static const struct bk_extern_fact *fact_of(const struct maker *m, uint32_t index)
{
	static const struct bk_extern_fact untold;

	return m->surroundings->externs ? &m->surroundings->externs[index] : &untold;
}

static bool ends_with(const char *name, const char *end)
{
	size_t size = strlen(name), tail = strlen(end);

	return size >= tail && strcmp(name + size - tail, end) == 0;
}

/* How many bytes a function may write behind a parameter; as the verifier takes it from the types. */
static int32_t bytes_behind(const struct bk_graph *graph, const struct bk_type *proto, uint32_t n)
{
	const struct bk_param *params = bk_params(proto);
	uint32_t id = bk_skip_typedefs(graph, params[n].type_id);
	uint64_t size;

	if (bk_graph_kind(graph, id) != BK_KIND_PTR)
		return 0;
	if (n + 1 < bk_vlen(proto)) {
		const char *next = bk_graph_string(graph, params[n + 1].name_off);

		if (ends_with(next, "__sz") || ends_with(next, "__szk"))
			return BK_WRITES_NEXT;
	}
	size = bk_type_size(graph, bk_graph_type(graph, id)->type_id);
	return size > 0 && size <= INT32_MAX ? (int32_t)size : BK_WRITES_UNKNOWN;
}

static void bytes_of_prototype(const struct bk_graph *graph, uint32_t proto_id, int32_t writes[5])
{
	const struct bk_type *proto = bk_graph_type(graph, proto_id);

	for (uint32_t i = 0; i < 5; i++)
		writes[i] = BK_WRITES_UNKNOWN;
	if (bk_kind(proto) != BK_KIND_FUNC_PROTO)
		return;
	for (uint32_t i = 0; i < 5; i++)
		writes[i] = i < bk_vlen(proto) ? bytes_behind(graph, proto, i) : 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

/* Whether the kernel's lists of kfuncs flag it as KF_RET_NULL; BTF does not tell. */
static bool may_give_null(const char *name)
{
	/* clang-format off */
	static const char *const names[] = {
#include "btfkit/reach/kfunc_nulls.inc"
	};
	/* clang-format on */

	return bsearch(name, names, sizeof(names) / sizeof(*names), sizeof(*names), compare_names);
}

static void make_kfunc(const struct maker *m, const struct bk_extern *ext, struct bk_kfunc *kfunc)
{
	const struct bk_graph *graph = m->object->graph;
	const struct bk_type *proto = bk_graph_type(graph, ext->type_id);
	const char *flavor = strstr(ext->name, "___");
	char name[128];
	enum bk_kind kind;

	snprintf(name, sizeof(name), "%.*s", flavor ? (int)(flavor - ext->name) : 127, ext->name);
	bytes_of_prototype(graph, ext->type_id, kfunc->writes_bytes);
	kfunc->gives = BK_GIVES_ANYTHING;
	if (strcmp(name, "bpf_throw") == 0)
		kfunc->gives = BK_GIVES_NEVER;
	if (bk_kind(proto) != BK_KIND_FUNC_PROTO || kfunc->gives == BK_GIVES_NEVER)
		return;
	kind = bk_graph_kind(graph, bk_skip_typedefs(graph, proto->type_id));
	if (kind != BK_KIND_PTR)
		kfunc->gives = BK_GIVES_NUMBER;
	else if (strncmp(name, "bpf_iter_", 9) == 0 && ends_with(name, "_next"))
		kfunc->gives = BK_GIVES_NEXT;
	else if (may_give_null(name))
		kfunc->gives = BK_GIVES_OR_NULL;
}

/* The value of an option, as it stands in memory. */
static void make_value(const struct maker *m, uint32_t index, struct bk_constants *constants)
{
	const struct bk_extern *ext = &m->object->externs.at[index];
	const struct bk_extern_fact *fact = fact_of(m, index);
	uint64_t size = bk_type_size(m->object->graph, ext->type_id);

	constants->bytes = m->values[index];
	constants->size_bytes = size <= 8 ? size : 8;
	constants->is_known = fact->has_value && size <= 8;
	for (uint64_t i = 0; i < constants->size_bytes; i++)
		m->values[index][m->object->is_big_endian ? constants->size_bytes - 1 - i : i] =
			(uint8_t)(fact->value >> (8 * i));
}

/* A struct's address is one that the verifier takes for possibly NULL, any other thing's is not. */
static bool is_object(const struct maker *m, const struct bk_extern *ext)
{
	return bk_kind_is_record(
		bk_graph_kind(m->object->graph, bk_skip_typedefs(m->object->graph, ext->type_id)));
}

static void refer_to_symbol(const struct maker *m, uint32_t index, struct bk_op *op)
{
	const struct bk_extern *ext = &m->object->externs.at[index];
	const struct bk_extern_fact *fact = fact_of(m, index);

	if (fact->presence == BK_EXTERN_MISSING)
		op->means = BK_MEANS_NULL;
	else if (fact->presence == BK_EXTERN_UNTOLD ||
		 (ext->kind == BK_EXTERN_KSYM && ext->type_id == 0))
		op->means = BK_MEANS_UNKNOWN;
	else
		op->means = is_object(m, ext) ? BK_MEANS_OBJECT : BK_MEANS_SYMBOL;
}

static void refer(const struct maker *m, const struct bk_reference *ref, struct bk_op *op)
{
	op->index = ref->index;
	op->offset = ref->offset;
	switch (ref->kind) {
	case BK_REF_MAP:
		op->means = BK_MEANS_MAP;
		break;
	case BK_REF_DATA:
		op->means = m->object->data.at[ref->index].is_read_only ? BK_MEANS_CONSTANTS
									: BK_MEANS_MEMORY;
		break;
	case BK_REF_KCONFIG:
		op->means = BK_MEANS_CONSTANTS;
		op->index += (uint32_t)m->object->data.count;
		break;
	case BK_REF_KSYM:
		refer_to_symbol(m, ref->index, op);
		break;
	case BK_REF_FUNCTION:
		op->means = BK_MEANS_CALLBACK;
		break;
	case BK_REF_CALL:
		op->means = ref->offset ? BK_MEANS_UNKNOWN : BK_MEANS_CALL;
		break;
	case BK_REF_KFUNC:
		if (op->code != BK_CODE_CALL) { /* its address, to be compared with NULL */
			refer_to_symbol(m, ref->index, op);
			break;
		}
		op->means = BK_MEANS_KFUNC;
		op->is_poisoned = fact_of(m, ref->index)->presence == BK_EXTERN_MISSING;
		break;
	default:
		op->means = BK_MEANS_UNKNOWN;
	}
}

/* A poisoned instruction is kept as it was, to know which register it would have set. */
static void make_op(const struct maker *m, uint32_t at, struct bk_op *op)
{
	const struct bk_insn *old = &m->object->insns.at[at];
	const struct bk_insn *insn = &m->relocated->insns[at];

	op->is_poisoned = bk_insn_is_poison(insn);
	if (op->is_poisoned)
		insn = old;
	op->code = insn->code;
	op->dst = insn->dst;
	op->src = insn->src;
	op->off = insn->off;
	op->imm = insn->imm;
}

/* Loads through relocated fields tell by the field's type whether what they load may be a pointer. */
static void mark_loads(struct maker *m, const struct bk_function *function, struct bk_op *ops)
{
	const uint32_t numbers = 1u << BK_KIND_INT | 1u << BK_KIND_ENUM | 1u << BK_KIND_ENUM64;

	for (uint32_t i = 0; i < function->relocation_count; i++) {
		uint32_t n = m->object->relocations_by_insn.at[function->first_by_insn + i];
		const struct bk_core_relo *relo = &m->object->relocations.at[n];
		const struct bk_relo_result *result = &m->relocated->results[n];

		if (relo->kind == BK_RELO_FIELD_BYTE_OFFSET && result->graph && result->field_id &&
		    numbers >> bk_graph_kind(result->graph, result->field_id) & 1)
			ops[relo->insn].loads_number = true;
	}
}

static void make_routine(struct maker *m, uint32_t number)
{
	const struct bk_function *function = &m->object->functions.at[number];
	struct bk_op *ops = m->ops + function->first_insn;
	const struct bk_graph *graph = m->object->graph;
	struct bk_routine *routine = &m->routines[number];

	routine->ops = ops;
	routine->count = function->insn_count;
	routine->is_global = function->is_global;
	for (uint32_t i = 0; i < 5; i++)
		routine->writes_bytes[i] = BK_WRITES_UNKNOWN;
	if (function->btf_id)
		bytes_of_prototype(graph, bk_graph_type(graph, function->btf_id)->type_id,
				   routine->writes_bytes);
	for (uint32_t i = 0; i < function->insn_count; i++)
		make_op(m, function->first_insn + i, &ops[i]);
	mark_loads(m, function, ops);
	for (uint32_t i = 0; i < function->reference_count; i++) {
		const struct bk_reference *ref =
			&m->object->references.at[function->first_reference + i];

		refer(m, ref, &ops[ref->insn]);
	}
}

static bool maker_init(struct maker *m)
{
	const struct bk_object *object = m->object;
	size_t externs = object->externs.count, data = object->data.count;

	m->ops = calloc(object->insns.count + 1, sizeof(*m->ops));
	m->routines = calloc(object->functions.count + 1, sizeof(*m->routines));
	m->constants = calloc(externs + data + 1, sizeof(*m->constants));
	m->kfuncs = calloc(externs + 1, sizeof(*m->kfuncs));
	m->values = calloc(externs + 1, sizeof(*m->values));
	m->maps = calloc(object->maps.count + 1, sizeof(*m->maps));
	if (!m->maps || !m->ops || !m->routines || !m->constants || !m->kfuncs || !m->values)
		return false;
	for (uint32_t i = 0; i < object->maps.count; i++) {
		const struct bk_map *map = &object->maps.at[i];

		m->maps[i].key_bytes = map->key_bytes;
		m->maps[i].value_bytes = map->value_bytes;
		if (map->type == ARRAY || map->type == PERCPU_ARRAY)
			m->maps[i].elements = map->max_entries;
	}
	for (uint32_t i = 0; i < data; i++)
		m->constants[i] = (struct bk_constants){ object->data.at[i].bytes.data,
							 object->data.at[i].bytes.size, true };
	for (uint32_t i = 0; i < externs; i++) {
		if (object->externs.at[i].kind == BK_EXTERN_KCONFIG)
			make_value(m, i, &m->constants[data + i]);
		if (object->externs.at[i].kind == BK_EXTERN_KFUNC)
			make_kfunc(m, &object->externs.at[i], &m->kfuncs[i]);
	}
	for (uint32_t i = 0; i < object->functions.count; i++)
		make_routine(m, i);
	for (size_t i = 0; i < m->surroundings->call_count; i++) {
		const struct bk_insn_place *place = &m->surroundings->calls[i];

		m->ops[object->functions.at[place->function].first_insn + place->insn].is_poisoned =
			true;
	}
	return true;
}

static bool add_entries(struct maker *m, uint32_t entry)
{
	if (entry != BK_NOTHING)
		return bk_array_push(&m->entries, entry);
	for (uint32_t i = 0; i < m->object->functions.count; i++)
		if (m->object->functions.at[i].is_program && !bk_array_push(&m->entries, i))
			return false;
	return true;
}

/* Most objects on most kernels: everything resolves, and everything that is called is there. */
static bool has_nothing_to_find(const struct bk_object *object,
				const struct bk_relocated *relocated,
				const struct bk_surroundings *surroundings)
{
	if (relocated->poisoned || surroundings->call_count)
		return false;
	for (size_t i = 0; surroundings->externs && i < object->externs.count; i++)
		if (surroundings->externs[i].presence == BK_EXTERN_MISSING)
			return false;
	return true;
}

struct bk_error *bk_reach_object(const struct bk_object *object,
				 const struct bk_relocated *relocated,
				 const struct bk_surroundings *surroundings, uint32_t entry,
				 struct bk_reach **reach)
{
	static const struct bk_surroundings nothing;
	BK_AUTO(maker_deinit)
	struct maker m = { .object = object,
			   .relocated = relocated,
			   .surroundings = surroundings ? surroundings : &nothing };
	struct bk_unit unit = { 0 };

	if (has_nothing_to_find(object, relocated, m.surroundings)) {
		*reach = calloc(1, sizeof(**reach));
		return *reach ? NULL : bk_error_memory();
	}
	if (!maker_init(&m) || !add_entries(&m, entry))
		return bk_error_memory();
	unit.routines = m.routines;
	unit.routine_count = (uint32_t)object->functions.count;
	unit.constants = m.constants;
	unit.constants_count = (uint32_t)(object->data.count + object->externs.count);
	unit.kfuncs = m.kfuncs;
	unit.kfunc_count = (uint32_t)object->externs.count;
	unit.maps = m.maps;
	unit.map_count = (uint32_t)object->maps.count;
	unit.is_big_endian = object->is_big_endian;
	unit.verifier = m.surroundings->verifier;
	if (m.surroundings->memo)
		return bk_reach_recall(m.surroundings->memo, &unit, m.entries.at,
				       (uint32_t)m.entries.count, reach);
	return bk_reach_create(&unit, m.entries.at, (uint32_t)m.entries.count, 0, reach);
}

const struct bk_finding *bk_reach_find(const struct bk_reach *reach, uint32_t function,
				       uint32_t insn)
{
	for (size_t i = 0; i < reach->findings.count; i++)
		if (reach->findings.at[i].routine == function && reach->findings.at[i].insn == insn)
			return &reach->findings.at[i];
	return NULL;
}
