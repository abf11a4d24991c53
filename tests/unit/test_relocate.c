// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* CO-RE relocation by hand: an object of one function, kernels of a few types, and what must come out. */
#include "btfkit/corerelo/relocate.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>

enum { MOST = 8 };

/* A function, an instruction for each relocation (a load of 64 bits takes two). */
struct program {
	struct bk_object object;
	struct bk_function function;
	struct bk_core_relo relos[MOST];
	struct bk_insn insns[2 * MOST];
};

static const struct bk_insn load_u32 = { .code = 0x61 }, load_u64 = { .code = 0x79 },
			    add_imm = { .code = 0x07 }, load_imm64 = { .code = 0x18 };

static void begin(struct program *p, const struct build *b)
{
	*p = (struct program){ .function = { .name = "f", .section = "kprobe/f" } };
	p->object.graph = (struct bk_graph *)(uintptr_t)graph_of(b);
	p->object.functions.at = &p->function;
	p->object.functions.count = 1;
	p->object.relocations.at = p->relos;
	p->object.insns.at = p->insns;
}

/* Adds an instruction that holds `value`, and its relocation. */
static void add(struct program *p, uint32_t kind, uint32_t type_id, const char *access,
		struct bk_insn insn, int64_t value)
{
	const uint32_t at = p->function.insn_count;
	const uint32_t n = (uint32_t)p->object.relocations.count++;

	if (bk_insn_class(&insn) == BK_CLASS_LDX)
		insn.off = (int16_t)value;
	else
		insn.imm = (int32_t)value;
	p->insns[at] = insn;
	if (bk_insn_is_wide(&insn))
		p->insns[at + 1].imm = (int32_t)(value >> 32);
	p->relos[n] = (struct bk_core_relo){
		.insn = at, .kind = kind, .type_id = type_id, .access = access, .number = n
	};
	p->function.insn_count += bk_insn_is_wide(&insn) ? 2 : 1;
	p->object.insns.count = p->function.insn_count;
}

static void put_result(const struct bk_relo_result *r, const struct bk_insn *insn,
		       struct bk_sink *sink)
{
	bk_puts(sink, bk_relo_status_name(r->status));
	if (r->has_local)
		bk_printf(sink, " %lld", (long long)r->local);
	if (r->status == BK_RELO_RESOLVED)
		bk_printf(sink, " -> %lld", (long long)r->target);
	if (r->new_bytes)
		bk_printf(sink, ", %u bytes for %u", r->new_bytes, r->old_bytes);
	bk_printf(sink, "; %02x off %d imm %d", insn->code, insn->off, insn->imm);
	if (bk_insn_is_wide(insn))
		bk_printf(sink, ":%d", insn[1].imm);
}

/* A line for each relocation: its result, the instruction then, and the reason. */
static const char *relocate(const struct program *p, const struct bk_graph *const *graphs,
			    size_t count)
{
	struct bk_relocator *relocator;
	struct bk_relocated *relocated;
	struct bk_sink sink;
	char *text;

	expect_ok(bk_relocator_create(graphs, count, &relocator));
	expect_ok(bk_relocate(relocator, &p->object, &relocated));
	bk_sink_init_memory(&sink, SIZE_MAX);
	for (uint32_t i = 0; i < p->object.relocations.count; i++) {
		const struct bk_relo_result *r = relocated->results + i;

		bk_relo_spell(&p->object, i, &sink);
		bk_puts(&sink, ": ");
		put_result(r, relocated->insns + p->relos[i].insn, &sink);
		if (r->cause)
			bk_puts(&sink, "; ");
		bk_relo_explain(relocator, &p->object, relocated, i, &sink);
		bk_putc(&sink, '\n');
	}
	bk_putc(&sink, '\0');
	expect_ok(bk_sink_finish(&sink));
	text = keep_copy(sink.start, sink.at - sink.start);
	bk_sink_deinit(&sink);
	bk_relocated_destroy(relocated);
	bk_relocator_destroy(relocator);
	return text;
}

#define expect_relocated(p, kernel, text) \
	do { \
		const struct bk_graph *const graphs[] = { graph_of(kernel) }; \
		expect_text(relocate(p, graphs, 1), text); \
	} while (0)

/* struct task { u32 flags; s32 state; void *mm; u32 low : 5, high : 9; u64 tail[]; } */
struct types {
	struct build *b;
	uint32_t u32, s32, u64, ptr, task;
};

static struct types local_types(void)
{
	struct build *b = build_new();
	struct types t = { .b = b };

	t.u32 = build_int(b, "u32", 4, 0);
	t.s32 = build_int(b, "s32", 4, BK_INT_SIGNED);
	t.u64 = build_int(b, "u64", 8, 0);
	t.ptr = build_ptr(b, 0);
	build_array(b, t.u64, t.u32, 0);
	t.task = build_struct(b, "task___local", 24);
	build_member(b, "flags", t.u32, 0);
	build_member(b, "state", t.s32, 32);
	build_member(b, "mm", t.ptr, 64);
	build_bitfield(b, "low", t.u32, 128, 5);
	build_bitfield(b, "high", t.u32, 133, 9);
	build_member(b, "tail", t.ptr + 1, 192);
	return t;
}

/* The same struct, everything further behind and inside a union without name. */
static struct build *moved_kernel(void)
{
	struct build *b = build_new();
	uint32_t u32 = build_int(b, "u32", 4, 0), u64 = build_int(b, "u64", 8, 0);
	uint32_t s64 = build_int(b, "s64", 8, BK_INT_SIGNED), ptr = build_ptr(b, 0);
	uint32_t flexible = build_array(b, u64, u32, 0), inner = build_struct(b, "", 16);

	build_member(b, "flags", u64, 64);
	build_struct(b, "task", 64);
	build_member(b, "", inner, 64);
	build_member(b, "state", s64, 192);
	build_member(b, "mm", ptr, 256);
	build_bitfield(b, "low", u32, 350, 7);
	build_bitfield(b, "high", u32, 384, 9);
	build_member(b, "tail", flexible, 512);
	return b;
}

START_TEST(fields)
{
	const struct types t = local_types();
	struct program p;

	begin(&p, t.b);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:2", load_u64, 8);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:0", load_u32, 0);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:1", load_u32, 4);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:1", add_imm, 4);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:5:3", load_imm64, 48);
	add(&p, BK_RELO_FIELD_BYTE_SIZE, t.task, "0:1", add_imm, 4);
	add(&p, BK_RELO_FIELD_SIGNED, t.task, "0:1", add_imm, 1);
	add(&p, BK_RELO_FIELD_EXISTS, t.task, "0:3", add_imm, 1);
	expect_relocated(
		&p, moved_kernel(),
		"((struct task___local *)p)->mm: resolved 8 -> 32; 79 off 32 imm 0\n"
		"((struct task___local *)p)->flags: resolved 0 -> 16, 8 bytes for 4; 79 off 16 imm 0\n"
		/* a signed field of another width must not be loaded */
		"((struct task___local *)p)->state: poisoned 4; 85 off 0 imm 195896080; the field is of "
		"type 's64', not 's32': a load of the other width would read it wrong\n"
		"((struct task___local *)p)->state: resolved 4 -> 24; 07 off 0 imm 24\n"
		"((struct task___local *)p)->tail[3]: resolved 48 -> 88; 18 off 0 imm 88:0\n"
		"((struct task___local *)p)->state: resolved 4 -> 8; 07 off 0 imm 8\n"
		"((struct task___local *)p)->state: resolved 1 -> 1; 07 off 0 imm 1\n"
		"((struct task___local *)p)->low: resolved 1 -> 1; 07 off 0 imm 1\n");
}
END_TEST

/* Bits 350 to 356 straddle a u32, so 8 bytes must be loaded, from byte 40: 30 bits stand before them. */
START_TEST(bitfields)
{
	const struct types t = local_types();
	struct program p;

	begin(&p, t.b);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:3", add_imm, 16);
	add(&p, BK_RELO_FIELD_BYTE_SIZE, t.task, "0:3", add_imm, 4);
	add(&p, BK_RELO_FIELD_LSHIFT_U64, t.task, "0:3", add_imm, 59);
	add(&p, BK_RELO_FIELD_RSHIFT_U64, t.task, "0:3", add_imm, 59);
	expect_relocated(&p, moved_kernel(),
			 "((struct task___local *)p)->low: resolved 16 -> 40; 07 off 0 imm 40\n"
			 "((struct task___local *)p)->low: resolved 4 -> 8; 07 off 0 imm 8\n"
			 "((struct task___local *)p)->low: resolved 59 -> 27; 07 off 0 imm 27\n"
			 "((struct task___local *)p)->low: resolved 59 -> 57; 07 off 0 imm 57\n");
}
END_TEST

START_TEST(missing)
{
	const struct types t = local_types();
	struct build *empty = build_new(), *other = build_new();
	uint32_t u32 = build_int(other, "u32", 4, 0);
	struct program p;

	build_int(empty, "u32", 4, 0);
	build_struct(empty, "tusk", 4);
	build_struct(other, "task", 8);
	build_member(other, "__state", u32, 0);
	build_member(other, "mm", u32, 32);
	begin(&p, t.b);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:1", load_u32, 4);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:2", load_imm64, 8);
	add(&p, BK_RELO_FIELD_EXISTS, t.task, "0:1", add_imm, 1);
	add(&p, BK_RELO_TYPE_SIZE, t.task, "0", add_imm, 24);
	expect_relocated(
		&p, empty,
		"((struct task___local *)p)->state: poisoned 4; 85 off 0 imm 195896080; no struct is named "
		"'task' (near: tusk)\n"
		"((struct task___local *)p)->mm: poisoned 8; 85 off 0 imm 195896080; no struct is named "
		"'task' (near: tusk)\n"
		"((struct task___local *)p)->state: resolved 1 -> 0; 07 off 0 imm 0; no struct is named "
		"'task' (near: tusk)\n"
		"struct task___local: resolved 24 -> 0; 07 off 0 imm 0; no struct is named 'task' (near: "
		"tusk)\n");
	expect_relocated(
		&p, other,
		"((struct task___local *)p)->state: poisoned 4; 85 off 0 imm 195896080; no member 'state' "
		"in struct task (near: __state)\n"
		"((struct task___local *)p)->mm: poisoned 8; 85 off 0 imm 195896080; member 'mm' is of "
		"type 'u32', not 'void *'\n"
		"((struct task___local *)p)->state: resolved 1 -> 0; 07 off 0 imm 0; no member 'state' in "
		"struct task (near: __state)\n"
		"struct task___local: resolved 24 -> 8; 07 off 0 imm 8\n");
}
END_TEST

static void add_task(struct build *b, const char *name, uint32_t u32, const char *member,
		     uint32_t offset_bits)
{
	build_struct(b, name, 16);
	build_member(b, member, u32, offset_bits);
}

START_TEST(candidates)
{
	const struct types t = local_types();
	struct build *agree = build_new(), *differ = build_new(), *narrow = build_new();
	uint32_t u32 = build_int(agree, "u32", 4, 0);
	struct program p;

	build_int(differ, "u32", 4, 0);
	build_int(narrow, "u32", 4, 0);
	add_task(agree, "task", u32, "flags", 64);
	add_task(agree, "task___2", u32, "flags", 64);
	add_task(differ, "task", u32, "flags", 64);
	add_task(differ, "task", u32, "flags", 32);
	/* the second has both members, so it is what is left for the first relocation's root */
	add_task(narrow, "task", u32, "flags", 64);
	add_task(narrow, "task", u32, "flags", 32);
	build_member(narrow, "low", u32, 96);
	begin(&p, t.b);
	add(&p, BK_RELO_FIELD_EXISTS, t.task, "0:3", add_imm, 1);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:0", load_u32, 0);
	expect_relocated(
		&p, agree,
		"((struct task___local *)p)->low: resolved 1 -> 0; 07 off 0 imm 0; no member "
		"'low' in struct task\n"
		"((struct task___local *)p)->flags: resolved 0 -> 8; 61 off 8 imm 0\n");
	expect_relocated(
		&p, differ,
		"((struct task___local *)p)->low: resolved 1 -> 0; 07 off 0 imm 0; no member "
		"'low' in struct task\n"
		"((struct task___local *)p)->flags: ambiguous 0; 61 off 0 imm 0; several types "
		"are named 'task___local': bit offset 64 in type 2, 32 in type 3\n");
	expect_relocated(&p, narrow,
			 "((struct task___local *)p)->low: resolved 1 -> 1; 07 off 0 imm 1\n"
			 "((struct task___local *)p)->flags: resolved 0 -> 4; 61 off 4 imm 0\n");
}
END_TEST

START_TEST(modules_come_after)
{
	const struct types t = local_types();
	struct build *kernel = build_new(), *module, *other;
	uint32_t u32 = build_int(kernel, "u32", 4, 0);
	const struct bk_graph *graphs[2];
	struct program p;

	add_task(kernel, "item", u32, "flags", 0);
	module = build_split(kernel);
	add_task(module, "task", u32, "flags", 96);
	graphs[0] = graph_of(kernel);
	graphs[1] = graph_of(module);
	begin(&p, t.b);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:0", load_u32, 0);
	expect_text(relocate(&p, graphs, 2),
		    "((struct task___local *)p)->flags: resolved 0 -> 12; 61 off 12 imm 0\n");
	/* what the kernel has is taken, though it does not match */
	kernel = build_new();
	u32 = build_int(kernel, "u32", 4, 0);
	add_task(kernel, "task", u32, "falgs", 0);
	other = build_split(kernel);
	add_task(other, "task", u32, "flags", 96);
	graphs[0] = graph_of(kernel);
	graphs[1] = graph_of(other);
	expect_text(
		relocate(&p, graphs, 2),
		"((struct task___local *)p)->flags: poisoned 0; 85 off 0 imm 195896080; no member "
		"'flags' in struct task (near: falgs)\n");
}
END_TEST

START_TEST(enumerators)
{
	struct build *b = build_new(), *kernel = build_new();
	uint32_t color = build_enum(b, "color", 4, 0);
	struct program p;

	build_value(b, "RED", 1);
	build_value(b, "GREEN___2", 2);
	build_value(b, "BLUE", 3);
	build_enum64(kernel, "color", 8, 0);
	build_value(kernel, "GREEN", 1LL << 40);
	build_value(kernel, "RED", 7);
	begin(&p, b);
	add(&p, BK_RELO_ENUMVAL_VALUE, color, "1", load_imm64, 2);
	add(&p, BK_RELO_ENUMVAL_VALUE, color, "0", load_imm64, 1);
	add(&p, BK_RELO_ENUMVAL_EXISTS, color, "2", add_imm, 1);
	add(&p, BK_RELO_ENUMVAL_VALUE, color, "2", load_imm64, 3);
	expect_relocated(
		&p, kernel,
		"enum color.GREEN___2: resolved 2 -> 1099511627776; 18 off 0 imm 0:256\n"
		"enum color.RED: resolved 1 -> 7; 18 off 0 imm 7:0\n"
		"enum color.BLUE: resolved 1 -> 0; 07 off 0 imm 0; no enumerator 'BLUE' in enum color\n"
		"enum color.BLUE: poisoned 3; 85 off 0 imm 195896080; no enumerator 'BLUE' in enum color\n");
}
END_TEST

START_TEST(refusals)
{
	const struct types t = local_types();
	struct build *far = build_new();
	uint32_t u32 = build_int(far, "u32", 4, 0);
	struct program p;

	build_struct(far, "task", 40000);
	build_member(far, "flags", u32, 8 * 32768);
	begin(&p, t.b);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:9", load_u32, 0);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:0:0", load_u32, 0);
	add(&p, 13, t.task, "0", add_imm, 0);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:0", load_u32, 4);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:0", load_u32, 0);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:0", (struct bk_insn){ .code = 0x0f }, 0);
	add(&p, BK_RELO_TYPE_EXISTS, t.ptr, "0", add_imm, 1);
	expect_relocated(
		&p, far,
		"struct task___local + 0:9: refused; 61 off 0 imm 0; the access string leads nowhere in the "
		"object's own types\n"
		"struct task___local + 0:0:0: refused; 61 off 0 imm 0; the access string leads nowhere in "
		"the object's own types\n"
		"struct task___local + 0: refused; 07 off 0 imm 0; unknown kind of relocation 13\n"
		"((struct task___local *)p)->flags: refused 0; 61 off 4 imm 0; the instruction holds 4 "
		"where 0 is expected\n"
		"((struct task___local *)p)->flags: refused 0; 61 off 0 imm 0; the offset does not fit the "
		"instruction's 16 bits\n"
		"((struct task___local *)p)->flags: refused 0; 0f off 0 imm 0; no instruction that can be "
		"relocated\n"
		"void *: refused 1; 07 off 0 imm 1; its root type has no name\n");
}
END_TEST

/* Records without name in one another, two in each: followed through all, it would never end. */
START_TEST(endless_kernel)
{
	const struct types t = local_types();
	struct build *b = build_new();
	uint32_t record = build_struct(b, "", 1);
	struct program p;

	for (int depth = 0; depth < 40; depth++) {
		uint32_t outer = build_struct(b, depth == 39 ? "task" : "", 1);

		build_member(b, "", record, 0);
		build_member(b, "", record, 0);
		record = outer;
	}
	begin(&p, t.b);
	add(&p, BK_RELO_FIELD_BYTE_OFFSET, t.task, "0:0", load_u32, 0);
	expect_relocated(
		&p, b,
		"((struct task___local *)p)->flags: refused 0; 61 off 0 imm 0; too deep: more than "
		"64 steps, or types nested too deep to compare\n");
}
END_TEST

TEST_SUITE(relocate, fields, bitfields, missing, candidates, modules_come_after, enumerators,
	   refusals, endless_kernel)
