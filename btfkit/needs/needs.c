// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Puts together what an object needs, and asks which calls and relocations can be come to. */
#include "btfkit/needs/needs_parts.h"
#include "btfkit/needs/uapi_names.h"

#include <stdio.h>

enum { PROBE_READ = 4, PROBE_READ_STR = 45, PROBE_READ_USER = 112, PROBE_READ_KERNEL_STR = 115 };

const char *bk_need_kind_name(enum bk_need_kind kind)
{
	static const char *const names[] = { "helper", "map_type", "prog_type", "attach_type",
					     "kfunc",  "ksym",	   "kconfig",	"target" };

	return names[kind];
}

const char *bk_need_status_name(enum bk_need_status status)
{
	static const char *const names[] = { "present", "missing", "unknown", "mismatch" };

	return names[status];
}

struct bk_error *bk_asking_add_again(struct bk_asking *a, enum bk_need_kind kind, const char *name,
				     uint32_t function, size_t *row)
{
	struct bk_need need = { .kind = kind, .function = function, .status = BK_NEED_UNKNOWN };

	need.name = bk_arena_copy(&a->needs->arena, name, strlen(name));
	if (function != BK_NOTHING)
		need.program = a->object->functions.at[function].name;
	*row = a->needs->rows.count;
	if (!need.name || !bk_array_push(&a->needs->rows, need))
		return bk_error_memory();
	return NULL;
}

struct bk_error *bk_asking_add(struct bk_asking *a, enum bk_need_kind kind, const char *name,
			       uint32_t function, size_t *row, bool *is_new)
{
	uint32_t *found;
	char key[256];
	char *kept;

	*row = 0;
	*is_new = false;
	snprintf(key, sizeof(key), "%d %s", (int)kind, name);
	kept = bk_arena_copy(&a->needs->arena, key, strlen(key));
	if (!kept)
		return bk_error_memory();
	found = bk_strmap_insert(&a->seen, kept, (uint32_t)a->needs->rows.count, is_new);
	if (!found)
		return bk_error_memory();
	*row = *found;
	return *is_new ? bk_asking_add_again(a, kind, name, function, row) : NULL;
}

void bk_asking_settle(struct bk_asking *a, size_t row, enum bk_presence presence, bool is_needed,
		      const char *reason)
{
	struct bk_need *need = &a->needs->rows.at[row];

	need->status = presence == BK_PRESENT	? BK_NEED_PRESENT
		       : presence == BK_MISSING ? BK_NEED_MISSING
						: BK_NEED_UNKNOWN;
	need->reason = reason;
	need->is_failing = presence == BK_MISSING && is_needed;
	need->found = a->found;
	a->found = (struct bk_kernel_type){ 0 };
}

/* libbpf puts the older helpers in place of these where the kernel has none of them. */
static bool is_replaced(int32_t number)
{
	return number >= PROBE_READ_USER && number <= PROBE_READ_KERNEL_STR;
}

static struct bk_error *add_helper(struct bk_asking *a, const struct bk_helper_call *call,
				   enum bk_presence presence, size_t *row)
{
	const int32_t number = call->number;
	const char *known = bk_helper_name((uint32_t)number);
	char name[80];
	bool is_new = false;

	if (known)
		snprintf(name, sizeof(name), "bpf_%s", known);
	else
		snprintf(name, sizeof(name), "helper %d", number);
	BK_TRY(bk_asking_add(a, BK_NEED_HELPER, name, call->function, row, &is_new));
	if (is_new && presence == BK_MISSING && is_replaced(number))
		bk_asking_settle(a, *row, BK_MISSING, false,
				 number <= PROBE_READ_USER + 1 ? "libbpf calls bpf_probe_read"
							       : "libbpf calls bpf_probe_read_str");
	else if (is_new)
		bk_asking_settle(a, *row, presence, true,
				 presence ? NULL : "the BTF has no enum bpf_func_id");
	return NULL;
}

/* Programs call a few helpers thousands of times: of those with small numbers the rows are kept. */
enum { KEPT_HELPERS = 512 };

struct bk_error *bk_ask_helpers(struct bk_asking *a)
{
	size_t rows[KEPT_HELPERS] = { 0 }; /* number of the row + 1 */

	for (size_t i = 0; i < a->object->helper_calls.count; i++) {
		const struct bk_helper_call *call = &a->object->helper_calls.at[i];
		const uint32_t number = (uint32_t)call->number;
		const enum bk_presence presence =
			bk_kernel_has_number(a->kernel, BK_ENUM_HELPERS, number);
		size_t row = number < KEPT_HELPERS ? rows[number] : 0;

		if (row--) {
			if (presence != BK_MISSING)
				continue;
		} else {
			BK_TRY(add_helper(a, call, presence, &row));
			if (number < KEPT_HELPERS)
				rows[number] = row + 1;
		}
		if (presence == BK_MISSING && !is_replaced(call->number) &&
		    !bk_array_push(&a->calls,
				   (struct bk_doomed_call){ row, { call->function, call->insn } }))
			return bk_error_memory();
	}
	return NULL;
}

/* A missing helper or kfunc is worth what its calls are. */
static void weigh_calls(struct bk_asking *a)
{
	struct bk_needs *needs = a->needs;

	for (size_t i = 0; i < a->calls.count; i++)
		needs->rows.at[a->calls.at[i].row].is_failing = false;
	for (size_t i = 0; i < a->calls.count; i++) {
		const struct bk_doomed_call *call = &a->calls.at[i];
		const struct bk_finding *finding =
			needs->reach ? bk_reach_find(needs->reach, call->place.function,
						     call->place.insn)
				     : NULL;
		enum bk_life life = finding ? finding->life : BK_LIFE_UNKNOWN;
		struct bk_need *need = &needs->rows.at[call->row];

		if (life != BK_DEAD)
			need->is_failing = true;
		if (life == BK_LIFE_UNKNOWN && !need->reason)
			need->reason = "whether it is called is not known";
	}
	for (size_t i = 0; i < a->calls.count; i++) {
		struct bk_need *need = &needs->rows.at[a->calls.at[i].row];

		if (!need->is_failing && !need->reason)
			need->reason = "no call of it can be reached";
	}
}

static struct bk_error *search(struct bk_asking *a)
{
	struct bk_surroundings surroundings = { .externs = a->facts };
	struct bk_error *error;

	for (size_t i = 0; i < a->calls.count; i++)
		if (!bk_array_push(&a->places, a->calls.at[i].place))
			return bk_error_memory();
	surroundings.calls = a->places.at;
	surroundings.call_count = a->places.count;
	surroundings.memo = bk_kernel_memo(a->kernel);
	surroundings.verifier = bk_verifier_of(bk_kernel_version(a->kernel));
	error = bk_reach_object(a->object, a->relocated, &surroundings, a->entry, &a->needs->reach);
	if (!error || bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	a->needs->reach_error = strdup(bk_error_text(error));
	bk_error_destroy(error);
	return a->needs->reach_error ? NULL : bk_error_memory();
}

static void tell_lives(struct bk_asking *a)
{
	struct bk_needs *needs = a->needs;

	for (size_t i = 0; i < a->object->relocations.count; i++) {
		const struct bk_core_relo *relo = &a->object->relocations.at[i];
		struct bk_relo_life *life = &needs->lives[i];

		life->life = BK_LIFE_UNKNOWN;
		if (a->relocated->results[i].status != BK_RELO_POISONED || !needs->reach)
			continue;
		life->finding = bk_reach_find(needs->reach, relo->function, relo->insn);
		if (life->finding)
			life->life = life->finding->life;
	}
}

static struct bk_error *ask(struct bk_asking *a)
{
	size_t externs = a->object->externs.count;

	a->facts = calloc(externs + 1, sizeof(*a->facts));
	a->extern_rows = calloc(externs + 1, sizeof(*a->extern_rows));
	a->needs->lives = calloc(a->object->relocations.count + 1, sizeof(*a->needs->lives));
	if (!a->facts || !a->extern_rows || !a->needs->lives)
		return bk_error_memory();
	BK_TRY(bk_expect_externs(a));
	BK_TRY(bk_expect_programs(a));
	BK_TRY(bk_ask_helpers(a));
	BK_TRY(bk_ask_maps(a));
	BK_TRY(bk_ask_programs(a));
	BK_TRY(bk_ask_externs(a));
	BK_TRY(search(a));
	weigh_calls(a);
	tell_lives(a);
	return NULL;
}

struct bk_error *bk_needs_create(const struct bk_object *object,
				 const struct bk_relocated *relocated,
				 struct bk_kernel_names *kernel, struct bk_needs **needs)
{
	return bk_needs_create_for(object, relocated, kernel, BK_NOTHING, needs);
}

struct bk_error *bk_needs_create_for(const struct bk_object *object,
				     const struct bk_relocated *relocated,
				     struct bk_kernel_names *kernel, uint32_t entry,
				     struct bk_needs **needs)
{
	struct bk_asking a = {
		.object = object, .relocated = relocated, .kernel = kernel, .entry = entry
	};
	struct bk_error *error;

	a.needs = calloc(1, sizeof(*a.needs));
	error = a.needs ? ask(&a) : bk_error_memory();
	free(a.facts);
	free(a.extern_rows);
	bk_array_deinit(&a.calls);
	bk_array_deinit(&a.places);
	bk_strmap_deinit(&a.seen);
	if (error)
		bk_needs_destroy(a.needs);
	else
		*needs = a.needs;
	return error;
}

void bk_needs_destroy(struct bk_needs *needs)
{
	if (!needs)
		return;
	bk_array_deinit(&needs->rows);
	bk_reach_destroy(needs->reach);
	free(needs->reach_error);
	free(needs->lives);
	bk_arena_deinit(&needs->arena);
	free(needs);
}
