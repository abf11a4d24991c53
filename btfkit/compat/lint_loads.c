// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Loads at fixed offsets from a kernel's structs, in programs whose arguments have types that the
 * kernel's BTF tells: those of tp_btf, fentry, fexit, fmod_ret, lsm.
 *
 * The context is an array of arguments of 8 bytes each. Registers are followed in the order of the
 * instructions, forgotten where paths meet or a call is made, so what is told is so; not all there is.
 */
#include "btfkit/compat/lint_parts.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

enum { REGISTERS = 11, MOST_NESTED = 32 };

enum holds { NOTHING, CONTEXT, POINTER };

struct held {
	enum holds holds;
	uint32_t type_id; /* POINTER: of the struct that it points to */
	int32_t offset;	  /* CONTEXT and POINTER: bytes into it */
};

struct scan {
	struct bk_linting *lint;
	uint32_t function;
	uint32_t proto_id;    /* the arguments */
	uint32_t first_param; /* that is argument 0 */
	struct held registers[REGISTERS];
	bool *is_target; /* of a jump, for each instruction */
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

static struct bk_error *note_load(struct scan *scan, uint32_t insn, const struct held *from,
				  int64_t offset, uint32_t *loaded)
{
	const struct bk_graph *graph = scan->lint->graph;
	const char *name = bk_graph_name(graph, bk_graph_type(graph, from->type_id));
	const struct bk_insn *at =
		bk_function_insns(scan->lint->subject->object,
				  &scan->lint->subject->object->functions.at[scan->function]) +
		insn;
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
	snprintf(title, sizeof(title), "%u byte%s at offset %lld of struct %.128s, no relocation",
		 bk_insn_bytes(at), bk_insn_bytes(at) == 1 ? "" : "s", (long long)offset,
		 *name ? name : "(anon)");
	fact.title = title;
	fact.value = sink.start;
	return bk_lint_note(scan->lint, scan->function, insn, &fact);
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
		BK_TRY(note_load(scan, n, &from, offset, &record));
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

static struct bk_error *scan_insn(struct scan *scan, uint32_t n, const struct bk_insn *insn)
{
	if (scan->is_target[n])
		memset(scan->registers, 0, sizeof(scan->registers));
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
		if (insn->code == BK_CODE_CALL)
			for (int i = 0; i <= 5; i++)
				scan->registers[i].holds = NOTHING;
		return NULL;
	case BK_CLASS_STX:
	case BK_CLASS_LD:
		scan->registers[insn->dst].holds = bk_insn_class(insn) == BK_CLASS_LD
							   ? NOTHING
							   : scan->registers[insn->dst].holds;
		if (insn->src < REGISTERS && bk_insn_class(insn) == BK_CLASS_STX &&
		    (insn->code & 0xe0) == 0xc0) /* atomic: may fetch */
			scan->registers[insn->src].holds = scan->registers[0].holds = NOTHING;
		return NULL;
	default:
		return NULL;
	}
}

/* Where jumps lead: what is known there is what both ways agree on, which is not looked at. */
static void mark_targets(struct scan *scan, const struct bk_insn *insns, uint32_t count)
{
	for (uint32_t n = 0; n < count; n++) {
		enum bk_insn_class class = bk_insn_class(&insns[n]);
		int64_t target = (int64_t)n + 1 + insns[n].off;

		if ((class != BK_CLASS_JMP && class != BK_CLASS_JMP32) ||
		    insns[n].code == BK_CODE_CALL || insns[n].code == BK_CODE_EXIT)
			continue;
		if (insns[n].code == 0x06) /* JMP32 | JA: a long jump */
			target = (int64_t)n + 1 + insns[n].imm;
		if (target >= 0 && target < count)
			scan->is_target[target] = true;
	}
	for (uint32_t n = 0; n < count; n++)
		if (insns[n].code == BK_CODE_EXIT && n + 1 < count)
			scan->is_target[n + 1] = true;
}

static struct bk_error *scan_function(struct scan *scan)
{
	const struct bk_object *object = scan->lint->subject->object;
	const struct bk_function *f = &object->functions.at[scan->function];
	const struct bk_insn *insns = bk_function_insns(object, f);

	mark_targets(scan, insns, f->insn_count);
	for (uint32_t i = 0; i < f->relocation_count; i++) {
		uint32_t number = object->relocations_by_insn.at[f->first_by_insn + i];

		scan->is_relocated[object->relocations.at[number].insn] = true;
	}
	scan->registers[1] = (struct held){ .holds = CONTEXT };
	for (uint32_t n = 0; n < f->insn_count; n++) {
		BK_TRY(scan_insn(scan, n, &insns[n]));
		n += bk_insn_is_wide(&insns[n]);
	}
	return NULL;
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
		scan.is_target = calloc(f->insn_count + 1, sizeof(bool));
		scan.is_relocated = calloc(f->insn_count + 1, sizeof(bool));
		error = scan.is_target && scan.is_relocated ? scan_function(&scan)
							    : bk_error_memory();
		free(scan.is_target);
		free(scan.is_relocated);
		BK_TRY(error);
	}
	return NULL;
}
