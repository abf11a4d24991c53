// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Loads at fixed offsets from a kernel's structs, in programs whose arguments have types that the
 * kernel's BTF tells: those of tp_btf, fentry, fexit, fmod_ret, lsm.
 *
 * The context is an array of arguments of 8 bytes each. Registers are followed along all paths, which
 * are passed over until nothing changes any more: where paths meet, what they agree on is known. The
 * stack is not followed, nor is what functions return; so what is told is so, but it is not all.
 */
#include "btfkit/compat/lint_parts.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

enum {
	REGISTERS = 11,
	MOST_NESTED = 32,
	/* Of functions beyond them, which no compiler makes, nothing is told. */
	MOST_TARGETS = 1 << 16,
	MOST_PASSES = 64,
};

enum holds { NOTHING, CONTEXT, POINTER };

struct held {
	enum holds holds;
	uint32_t type_id; /* POINTER: of the struct that it points to */
	int32_t offset;	  /* CONTEXT and POINTER: bytes into it */
};

/* What is known where jumps lead. */
struct target {
	bool is_seen; /* some path comes to it */
	struct held registers[REGISTERS];
};

struct scan {
	struct bk_linting *lint;
	uint32_t function;
	uint32_t proto_id;    /* the arguments */
	uint32_t first_param; /* that is argument 0 */
	struct held registers[REGISTERS];
	bool is_live;	   /* some path comes to where the scan is */
	bool has_changed;  /* in this pass */
	bool is_settled;   /* what is found may be told */
	uint32_t *targets; /* by instruction: number in `at` + 1; 0: no jump leads there */
	struct target *at;
	bool *is_relocated;
};

static uint32_t find_named(const struct bk_graph *graph, enum bk_kind kind, const char *name,
			   const char *prefix)
{
	size_t size = strlen(prefix);

	for (struct bk_ids ids = bk_ids_of(graph, 1u << kind); bk_ids_next(&ids);) {
		const char *own = bk_graph_name(graph, bk_graph_type(graph, ids.id));

		if (strncmp(own, prefix, size) == 0 && strcmp(own + size, name) == 0)
			return ids.id;
	}
	return 0;
}

/* The prototype of what a program attaches to, by its section; 0: none is known. */
static uint32_t find_prototype(struct scan *scan, const char *section)
{
	static const char *const kinds[] = { "fentry/",	  "fexit/",   "fmod_ret/",
					     "fentry.s/", "fexit.s/", "fmod_ret.s/" };
	const struct bk_graph *graph = scan->lint->graph;
	uint32_t id = 0;

	section += *section == '?';
	if (strncmp(section, "tp_btf/", 7) == 0) {
		id = find_named(graph, BK_KIND_TYPEDEF, section + 7, "btf_trace_");
		id = id ? bk_skip_typedefs(graph, id) : 0;
		scan->first_param = 1; /* behind the tracepoint's own `void *__data` */
		if (!id || bk_graph_kind(graph, id) != BK_KIND_PTR)
			return 0;
		id = bk_skip_typedefs(graph, bk_graph_type(graph, id)->type_id);
		return bk_graph_kind(graph, id) == BK_KIND_FUNC_PROTO ? id : 0;
	}
	if (strncmp(section, "lsm/", 4) == 0 || strncmp(section, "lsm.s/", 6) == 0)
		id = find_named(graph, BK_KIND_FUNC, strchr(section, '/') + 1, "bpf_lsm_");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !id; i++)
		if (strncmp(section, kinds[i], strlen(kinds[i])) == 0)
			id = find_named(graph, BK_KIND_FUNC, section + strlen(kinds[i]), "");
	return id ? bk_graph_type(graph, id)->type_id : 0;
}

/* The struct or union behind a pointer; 0: it is none. */
static uint32_t pointed_record(const struct bk_graph *graph, uint32_t type_id)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, type_id));
	uint32_t id;

	if (bk_kind(t) != BK_KIND_PTR)
		return 0;
	id = bk_skip_typedefs(graph, t->type_id);
	return bk_kind_is_record(bk_graph_kind(graph, id)) ? id : 0;
}

/* The struct that the argument at these bytes of the context points to; 0: none. */
static uint32_t argument_record(const struct scan *scan, int64_t offset)
{
	const struct bk_graph *graph = scan->lint->graph;
	const struct bk_type *proto = bk_graph_type(graph, scan->proto_id);
	uint64_t index;

	if (offset < 0 || offset % 8)
		return 0;
	index = (uint64_t)offset / 8 + scan->first_param;
	if (index >= bk_vlen(proto))
		return 0;
	return pointed_record(graph, bk_params(proto)[index].type_id);
}

/* The member of a record that lies at a byte; members of what lies inside come behind a dot. */
static const struct bk_member *find_at(const struct bk_graph *graph, uint32_t id, uint64_t byte,
				       struct bk_sink *sink)
{
	const struct bk_member *last = NULL;

	for (int depth = 0; depth < MOST_NESTED; depth++) {
		const struct bk_type *t = bk_graph_type(graph, id);
		const struct bk_member *found = NULL;

		if (!bk_kind_is_record(bk_kind(t)))
			break;
		for (uint32_t n = 0; n < bk_vlen(t) && !found; n++) {
			const struct bk_member *m = bk_members(t) + n;
			uint64_t start = bk_member_offset_bits(t, m) / 8;
			uint64_t size = bk_type_size(graph, m->type_id);

			if (byte >= start && byte - start < (size ? size : 1))
				found = m;
		}
		if (!found)
			break;
		byte -= bk_member_offset_bits(t, found) / 8;
		last = found;
		if (found->name_off)
			bk_printf(sink, ".%s", bk_graph_string(graph, found->name_off));
		id = bk_skip_typedefs(graph, found->type_id);
	}
	return last;
}

/* *loaded: the struct that a pointer which lies there points to; 0: none. */
static struct bk_error *note_load(struct scan *scan, uint32_t n, const struct bk_insn *insn,
				  const struct held *from, int64_t offset, uint32_t *loaded)
{
	const struct bk_graph *graph = scan->lint->graph;
	const char *name = bk_graph_name(graph, bk_graph_type(graph, from->type_id));
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;
	const struct bk_member *member;
	struct bk_compat_fact fact = { .what = "offset", .is_trouble = true };
	char title[192];

	bk_sink_init_memory(&sink, 1 << 16);
	bk_puts(&sink, *name ? name : "(anon)");
	member = offset >= 0 ? find_at(graph, from->type_id, (uint64_t)offset, &sink) : NULL;
	*loaded = member ? pointed_record(graph, member->type_id) : 0;
	if (!member)
		bk_puts(&sink, ": nothing lies there");
	bk_putc(&sink, '\0');
	BK_TRY(bk_sink_finish(&sink));
	if (!scan->is_settled)
		return NULL;
	snprintf(title, sizeof(title), "%u byte%s at offset %lld of struct %.128s, no relocation",
		 bk_insn_bytes(insn), bk_insn_bytes(insn) == 1 ? "" : "s", (long long)offset,
		 *name ? name : "(anon)");
	fact.title = title;
	fact.value = sink.start;
	return bk_lint_note(scan->lint, scan->function, n, &fact);
}

static struct bk_error *scan_load(struct scan *scan, uint32_t n, const struct bk_insn *insn)
{
	struct held *to = &scan->registers[insn->dst];
	const struct held from =
		insn->src < REGISTERS ? scan->registers[insn->src] : (struct held){ NOTHING, 0, 0 };
	int64_t offset = (int64_t)from.offset + insn->off;
	uint32_t record = 0;

	if (from.holds == CONTEXT && bk_insn_bytes(insn) == 8)
		record = argument_record(scan, offset);
	else if (from.holds == POINTER && !scan->is_relocated[n])
		BK_TRY(note_load(scan, n, insn, &from, offset, &record));
	*to = record ? (struct held){ POINTER, record, 0 } : (struct held){ NOTHING, 0, 0 };
	return NULL;
}

/* What arithmetic leaves of what registers hold: copies, and sums with constants. */
static void scan_arithmetic(struct scan *scan, uint32_t n, const struct bk_insn *insn)
{
	struct held *to = &scan->registers[insn->dst];
	bool is_wide = bk_insn_class(insn) == BK_CLASS_ALU64;

	if (is_wide && (insn->code & 0xf0) == 0xb0 && insn->code & BK_CODE_REGISTER &&
	    insn->off == 0 && insn->src < REGISTERS)
		*to = scan->registers[insn->src];
	else if (is_wide && (insn->code & 0xf0) == 0 && !(insn->code & BK_CODE_REGISTER) &&
		 !scan->is_relocated[n] && to->holds != NOTHING &&
		 !__builtin_add_overflow(to->offset, insn->imm, &to->offset))
		return;
	else
		to->holds = NOTHING;
}

/* ---- paths ---- */

enum { CODE_JUMP = 0x05, CODE_LONG_JUMP = 0x06 };

static bool is_jump(const struct bk_insn *insn)
{
	const enum bk_insn_class class = bk_insn_class(insn);

	return (class == BK_CLASS_JMP || class == BK_CLASS_JMP32) && insn->code != BK_CODE_CALL &&
	       insn->code != BK_CODE_EXIT;
}

/* The instruction that a jump leads to; BK_NOTHING where that is outside the function. */
static uint32_t target_of(const struct bk_insn *insn, uint32_t n, uint32_t count)
{
	const int64_t target =
		(int64_t)n + 1 + (insn->code == CODE_LONG_JUMP ? insn->imm : insn->off);

	return target >= 0 && target < count ? (uint32_t)target : BK_NOTHING;
}

/* One more path comes to where a jump leads, with what is known on it. */
static void meet(struct scan *scan, struct target *target)
{
	if (!target->is_seen) {
		memcpy(target->registers, scan->registers, sizeof(target->registers));
		target->is_seen = true;
		scan->has_changed = true;
		return;
	}
	for (int i = 0; i < REGISTERS; i++) {
		struct held *known = &target->registers[i], *other = &scan->registers[i];

		if (known->holds == NOTHING ||
		    (known->holds == other->holds && known->type_id == other->type_id &&
		     known->offset == other->offset))
			continue;
		known->holds = NOTHING;
		scan->has_changed = true;
	}
}

static void scan_jump(struct scan *scan, uint32_t n, const struct bk_insn *insn, uint32_t count)
{
	if (insn->code == BK_CODE_CALL) {
		for (int i = 0; i <= 5; i++)
			scan->registers[i].holds = NOTHING;
	} else if (insn->code == BK_CODE_EXIT) {
		scan->is_live = false;
	} else {
		const uint32_t target = target_of(insn, n, count);

		if (target != BK_NOTHING)
			meet(scan, &scan->at[scan->targets[target] - 1]);
		if (insn->code == CODE_JUMP || insn->code == CODE_LONG_JUMP)
			scan->is_live = false;
	}
}

static struct bk_error *scan_insn(struct scan *scan, uint32_t n, const struct bk_insn *insn,
				  uint32_t count)
{
	if (insn->dst >= REGISTERS)
		return NULL;
	switch (bk_insn_class(insn)) {
	case BK_CLASS_LDX:
		return scan_load(scan, n, insn);
	case BK_CLASS_ALU:
	case BK_CLASS_ALU64:
		scan_arithmetic(scan, n, insn);
		return NULL;
	case BK_CLASS_JMP:
	case BK_CLASS_JMP32:
		scan_jump(scan, n, insn, count);
		return NULL;
	case BK_CLASS_LD:
		scan->registers[insn->dst].holds = NOTHING;
		return NULL;
	case BK_CLASS_STX:
		if (insn->src < REGISTERS && (insn->code & 0xe0) == 0xc0) /* atomic: may fetch */
			scan->registers[insn->src].holds = scan->registers[0].holds = NOTHING;
		return NULL;
	default:
		return NULL;
	}
}

static struct bk_error *pass(struct scan *scan, const struct bk_insn *insns, uint32_t count)
{
	memset(scan->registers, 0, sizeof(scan->registers));
	scan->registers[1] = (struct held){ .holds = CONTEXT };
	scan->is_live = true;
	scan->has_changed = false;
	for (uint32_t n = 0; n < count; n++) {
		if (scan->targets[n]) {
			struct target *target = &scan->at[scan->targets[n] - 1];

			if (scan->is_live)
				meet(scan, target);
			scan->is_live = target->is_seen;
			memcpy(scan->registers, target->registers, sizeof(scan->registers));
		}
		if (scan->is_live)
			BK_TRY(scan_insn(scan, n, &insns[n], count));
		n += bk_insn_is_wide(&insns[n]);
	}
	return NULL;
}

/* False without memory. */
static bool mark_targets(struct scan *scan, const struct bk_insn *insns, uint32_t count,
			 uint32_t *targets)
{
	*targets = 0;
	for (uint32_t n = 0; n < count; n++) {
		const uint32_t target =
			is_jump(&insns[n]) ? target_of(&insns[n], n, count) : BK_NOTHING;

		if (target != BK_NOTHING && !scan->targets[target])
			scan->targets[target] = ++*targets;
	}
	if (*targets > MOST_TARGETS)
		return true;
	scan->at = calloc(*targets + 1, sizeof(*scan->at));
	return scan->at;
}

static struct bk_error *scan_function(struct scan *scan)
{
	const struct bk_object *object = scan->lint->subject->object;
	const struct bk_function *f = &object->functions.at[scan->function];
	const struct bk_insn *insns = bk_function_insns(object, f);
	uint32_t targets;

	if (!mark_targets(scan, insns, f->insn_count, &targets))
		return bk_error_memory();
	if (targets > MOST_TARGETS)
		return NULL;
	for (uint32_t i = 0; i < f->relocation_count; i++) {
		uint32_t number = object->relocations_by_insn.at[f->first_by_insn + i];

		scan->is_relocated[object->relocations.at[number].insn] = true;
	}
	scan->has_changed = true;
	for (int passes = 0; scan->has_changed; passes++) {
		if (passes == MOST_PASSES)
			return NULL;
		BK_TRY(pass(scan, insns, f->insn_count));
	}
	scan->is_settled = true;
	return pass(scan, insns, f->insn_count);
}

struct bk_error *bk_lint_loads(struct bk_linting *lint)
{
	const struct bk_object *object = lint->subject->object;

	for (uint32_t i = 0; i < object->functions.count; i++) {
		const struct bk_function *f = &object->functions.at[i];
		struct scan scan = { .lint = lint, .function = i };
		struct bk_error *error;

		if (!f->is_program)
			continue;
		scan.proto_id = find_prototype(&scan, f->section);
		if (!scan.proto_id)
			continue;
		scan.targets = calloc(f->insn_count + 1, sizeof(*scan.targets));
		scan.is_relocated = calloc(f->insn_count + 1, sizeof(bool));
		error = scan.targets && scan.is_relocated ? scan_function(&scan)
							  : bk_error_memory();
		free(scan.targets);
		free(scan.at);
		free(scan.is_relocated);
		BK_TRY(error);
	}
	return NULL;
}
