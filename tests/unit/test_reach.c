// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which unresolved instructions can be come to: what guards survive, and what they do not. */
#include "btfkit/reach/reach.h"

#include "tests/unit/support/assemble.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#define ROUTINE(code) \
	{ \
		(code), sizeof(code) / sizeof(*(code)), false, \
		{ \
			0 \
		} \
	}
#define GLOBAL_ROUTINE(code) \
	{ \
		(code), sizeof(code) / sizeof(*(code)), true, \
		{ \
			0 \
		} \
	}

static const struct bk_kfunc kfuncs[] = {
	{ BK_GIVES_ANYTHING, { 0 } },
	{ BK_GIVES_NEXT, { 8, 0 } },
	{ BK_GIVES_NEVER, { 0 } },
	{ BK_GIVES_NUMBER, { BK_WRITES_NEXT, 0 } },
};
enum { KFUNC_ANY, KFUNC_NEXT, KFUNC_THROW, KFUNC_READ };

static const struct bk_map_shape maps[] = { { .elements = 4, .key_bytes = 4, .value_bytes = 8 } };

static struct bk_reach *reach_of(const struct bk_unit *unit, uint64_t steps)
{
	const uint32_t entry = 0;
	struct bk_reach *reach = NULL;

	expect_ok(bk_reach_create(unit, &entry, 1, steps, &reach));
	return reach;
}

/* "live dead unknown": each unresolved instruction in turn. */
static const char *lives_in(const struct bk_unit *unit, uint64_t steps)
{
	BK_AUTO(bk_reach_auto) struct bk_reach *reach = reach_of(unit, steps);
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	for (size_t i = 0; i < reach->findings.count; i++)
		bk_printf(&sink, "%s%s", i ? " " : "", bk_life_name(reach->findings.at[i].life));
	return sink_text(&sink);
}

static const char *lives_of(const struct bk_constants *constants, const struct bk_routine *routines,
			    uint32_t count)
{
	struct bk_unit unit = { .routines = routines,
				.routine_count = count,
				.constants = constants,
				.constants_count = constants ? 2 : 0,
				.maps = maps,
				.map_count = 1,
				.kfuncs = kfuncs,
				.kfunc_count = sizeof(kfuncs) / sizeof(*kfuncs) };

	return lives_in(&unit, 0);
}

/* The first of the routines is a program. */
#define LIVES(constants, ...) \
	lives_of(constants, (const struct bk_routine[]){ __VA_ARGS__ }, \
		 sizeof((const struct bk_routine[]){ __VA_ARGS__ }) / sizeof(struct bk_routine))

#define expect_lives(text, ...) \
	do { \
		static const struct bk_op code[] = { __VA_ARGS__ }; \
		expect_text(LIVES(NULL, ROUTINE(code)), text); \
	} while (0)

START_TEST(what_stands_in_the_way_is_live)
{
	expect_lives("live", mov(0, 0), lost(1), leave());
	expect_lives("live live", lost(1), lost(2), mov(0, 0), leave());
	expect_lives("", mov(0, 0), leave());
}
END_TEST

/* bpf_core_field_exists() has become 0; clang 14 tests it right away. */
START_TEST(a_guard_is_a_constant_and_a_branch)
{
	expect_lives("dead", mov(6, 0), jump(EQ, 6, 0, 1), lost(1), mov(0, 0), leave());
	expect_lives("live", mov(6, 1), jump(EQ, 6, 0, 1), lost(1), mov(0, 0), leave());
	expect_lives("live", mov(6, 0), jump(NE, 6, 0, 1), lost(1), mov(0, 0), leave());
	expect_lives("live dead", mov(6, 0), jump(NE, 6, 0, 2), lost(1), go(1), lost(2), mov(0, 0),
		     leave());
}
END_TEST

START_TEST(what_only_running_tells_is_walked_both_ways)
{
	expect_lives("live live", call(GET_PRANDOM_U32), jump(EQ, 0, 7, 1), lost(1),
		     jump(NE, 0, 7, 1), lost(2), mov(0, 0), leave());
	expect_lives("dead", call(GET_PRANDOM_U32), mov(6, 0), jump(EQ, 0, 7, 1), mov(6, 0),
		     jump(EQ, 6, 0, 1), lost(2), mov(0, 0), leave());
}
END_TEST

START_TEST(arithmetic_on_flags_is_followed)
{
	/* flags = random & 2 | 1; the lowest bit is known */
	expect_lives("dead", call(GET_PRANDOM_U32), alu(AND, 0, 2), alu(OR, 0, 1), alu(AND, 0, 1),
		     jump(NE, 0, 0, 1), lost(1), mov(0, 0), leave());
	expect_lives("live", call(GET_PRANDOM_U32), alu(AND, 0, 2), alu(OR, 0, 1), alu(AND, 0, 2),
		     jump(NE, 0, 0, 1), lost(1), mov(0, 0), leave());
	expect_lives("dead", mov(1, -1), alu32(RSH, 1, 31), jump(EQ, 1, 1, 1), lost(1), mov(0, 0),
		     leave());
	expect_lives("dead", mov(1, 0x80), extend(1, 1, 8), jump(EQ, 1, -0x80, 1), lost(1),
		     mov(0, 0), leave());
	expect_lives("dead", load64(1, 0x123456789aULL), copy32(1, 1), load64(2, 0x3456789a),
		     jump_by(EQ, 1, 2, 1), lost(1), mov(0, 0), leave());
	expect_lives("dead", mov(1, 5), alu(NEG, 1, 0), jump(SLT, 1, 0, 1), lost(1), mov(0, 0),
		     leave());
}
END_TEST

/* The verifier of 6.18 does not divide, not even constants. */
START_TEST(quotients_are_unknown)
{
	expect_lives("live", mov(1, 6), alu(DIV, 1, 3), jump(EQ, 1, 2, 1), lost(1), mov(0, 0),
		     leave());
	expect_lives("live", mov(1, 6), alu(MOD, 1, 3), jump(EQ, 1, 0, 1), lost(1), mov(0, 0),
		     leave());
}
END_TEST

/* Operations that there are none of (yet): whatever they do, they are no fault of ours. */
START_TEST(unknown_operations_give_unknown_numbers)
{
	expect_lives("live", mov(1, 6), { .code = 0xf7, .dst = 1, .imm = 99 }, extend(1, 1, 99),
		     jump(EQ, 1, 6, 1), lost(1), mov(0, 0), leave());
}
END_TEST

START_TEST(branches_teach_bounds)
{
	expect_lives("dead live", call(GET_PRANDOM_U32), jump(GT, 0, 5, 3), jump(LT, 0, 6, 1),
		     lost(1), go(1), lost(2), mov(0, 0), leave());
	/* and to the copies, which the verifier links */
	expect_lives("dead", call(GET_PRANDOM_U32), copy(6, 0), jump(NE, 0, 5, 2),
		     jump(EQ, 6, 5, 1), lost(1), mov(0, 0), leave());
	expect_lives("dead", call(GET_PRANDOM_U32), copy(6, 0), alu(ADD, 6, 2), jump(NE, 0, 5, 2),
		     jump(EQ, 6, 7, 1), lost(1), mov(0, 0), leave());
	expect_lives("dead", call(GET_PRANDOM_U32), jump32(SGT, 0, -1, 2), jump32(SLT, 0, 0, 1),
		     lost(1), mov(0, 0), leave());
}
END_TEST

/* Calls of helpers take r0 to r5, and leave r6 to r9 and the stack alone. */
START_TEST(guards_survive_helpers)
{
	expect_lives("dead", mov(6, 0), call(KTIME_GET_NS), jump(EQ, 6, 0, 1), lost(1), mov(0, 0),
		     leave());
	expect_lives("dead", mov(1, 0), store(8, 10, -8, 1), call(KTIME_GET_NS), load(8, 2, 10, -8),
		     jump(EQ, 2, 0, 1), lost(1), mov(0, 0), leave());
	expect_lives("live", mov(0, 0), call(KTIME_GET_NS), jump(EQ, 0, 0, 1), lost(1), mov(0, 0),
		     leave());
}
END_TEST

START_TEST(helpers_that_write_to_the_stack_end_what_was_there)
{
	/* bpf_probe_read_kernel(fp - 8, 8, 0), and the slot below it */
	expect_lives("live dead", store_number(8, 10, -8, 1), store_number(8, 10, -16, 1),
		     copy(1, 10), alu(ADD, 1, -8), mov(2, 8), mov(3, 0), call(PROBE_READ_KERNEL),
		     load(8, 1, 10, -8), jump(EQ, 1, 1, 1), lost(2), load(8, 1, 10, -16),
		     jump(EQ, 1, 1, 1), lost(2), mov(0, 0), leave());
	/* a kfunc that writes as much as its second argument says */
	expect_lives("live dead", store_number(8, 10, -8, 1), store_number(8, 10, -16, 1),
		     copy(1, 10), alu(ADD, 1, -8), mov(2, 8), call_kernel(KFUNC_READ),
		     load(8, 1, 10, -8), jump(EQ, 1, 1, 1), lost(2), load(8, 1, 10, -16),
		     jump(EQ, 1, 1, 1), lost(2), mov(0, 0), leave());
}
END_TEST

/*
 * A store at the start of 8 bytes of stack is kept whatever its size; elsewhere only zeros are. So is it
 * in the verifier: an int at fp-4 loses its value, one at fp-8 does not.
 */
START_TEST(the_stack_remembers_what_the_verifier_does)
{
	expect_lives("dead", store_number(4, 10, -8, 1), load(4, 1, 10, -8), jump(EQ, 1, 1, 1),
		     lost(2), mov(0, 0), leave());
	expect_lives("live", store_number(4, 10, -4, 1), load(4, 1, 10, -4), jump(EQ, 1, 1, 1),
		     lost(2), mov(0, 0), leave());
	expect_lives("dead", store_number(4, 10, -4, 0), load(4, 1, 10, -4), jump(EQ, 1, 0, 1),
		     lost(2), mov(0, 0), leave());
	expect_lives("dead", load64(1, 0x1122334455667788ULL), store(8, 10, -8, 1),
		     load_signed(1, 2, 10, -8), jump(EQ, 2, -0x78, 1), lost(2), mov(0, 0), leave());
	expect_lives("live", load64(1, 0x1122334455667788ULL), store(8, 10, -8, 1),
		     load(1, 2, 10, -7), jump(EQ, 2, 0x77, 1), lost(2), mov(0, 0), leave());
	/* written over in part; at an offset only running tells; by an atomic operation */
	expect_lives("live", store_number(8, 10, -8, 1), store_number(1, 10, -6, 0),
		     load(8, 1, 10, -8), jump(EQ, 1, 1, 1), lost(2), mov(0, 0), leave());
	expect_lives("live", store_number(8, 10, -8, 1), call(GET_PRANDOM_U32), alu(AND, 0, 7),
		     copy(1, 10), alu(ADD, 1, -16), alu_by(ADD, 1, 0), store_number(8, 1, 0, 0),
		     load(8, 1, 10, -8), jump(EQ, 1, 1, 1), lost(2), mov(0, 0), leave());
	expect_lives("live", store_number(8, 10, -8, 1), mov(1, 0), atomic(8, 0, 10, -8, 1),
		     load(8, 1, 10, -8), jump(EQ, 1, 1, 1), lost(2), mov(0, 0), leave());
}
END_TEST

START_TEST(static_subprograms_are_walked_with_what_callers_know)
{
	static const struct bk_op program[] = { mov(1, 0), call_own(1), jump(EQ, 0, 0, 1),
						lost(1),   mov(0, 0),	leave() };
	static const struct bk_op twice[] = { mov(1, 1),   call_own(1), mov(1, 0),
					      call_own(1), mov(0, 0),	leave() };
	static const struct bk_op callee[] = { jump(EQ, 1, 0, 1), lost(2), copy(0, 1), leave() };

	expect_text(LIVES(NULL, ROUTINE(program), ROUTINE(callee)), "dead dead");
	expect_text(LIVES(NULL, ROUTINE(twice), ROUTINE(callee)), "live");
}
END_TEST

START_TEST(subprograms_may_write_to_the_stack_of_their_callers)
{
	static const struct bk_op program[] = { store_number(8, 10, -8, 0),
						copy(1, 10),
						alu(ADD, 1, -8),
						call_own(1),
						load(8, 1, 10, -8),
						jump(EQ, 1, 3, 1),
						lost(1),
						mov(0, 0),
						leave() };
	static const struct bk_op callee[] = { store_number(8, 1, 0, 3), mov(0, 0), leave() };

	expect_text(LIVES(NULL, ROUTINE(program), ROUTINE(callee)), "dead");
}
END_TEST

/* Global functions are verified by themselves, if something calls them. */
START_TEST(guards_do_not_reach_into_global_functions)
{
	static const struct bk_op program[] = { mov(1, 0), call_own(1), jump(EQ, 0, 0, 1),
						lost(1),   mov(0, 0),	leave() };
	static const struct bk_op guarded[] = { mov(1, 0), jump(EQ, 1, 0, 1), call_own(1),
						mov(0, 0), leave() };
	static const struct bk_op callee[] = { jump(EQ, 1, 0, 1), lost(2), mov(0, 0), leave() };
	const struct bk_routine routines[] = { ROUTINE(guarded), GLOBAL_ROUTINE(callee) };
	struct bk_unit old = { .routines = routines,
			       .routine_count = 2,
			       .verifier = { .checks_all_globals = true } };

	expect_text(LIVES(NULL, ROUTINE(program), GLOBAL_ROUTINE(callee)), "live live");
	expect_text(LIVES(NULL, ROUTINE(guarded), GLOBAL_ROUTINE(callee)), "dead");
	expect_text(lives_in(&old, 0), "live"); /* before Linux 6.8 */
}
END_TEST

START_TEST(callbacks_are_walked_until_nothing_is_new)
{
	/* bpf_loop(8, callback, fp - 8, 0): the callback sees, and changes, what the context points to */
	static const struct bk_op program[] = { store_number(8, 10, -8, 0),
						mov(1, 8),
						address(2, CALLBACK, 1, 0),
						copy(3, 10),
						alu(ADD, 3, -8),
						mov(4, 0),
						call(LOOP),
						load(8, 1, 10, -8),
						jump(EQ, 1, 0, 1),
						lost(1),
						mov(0, 0),
						leave() };
	static const struct bk_op guarded[] = { load(8, 1, 2, 0), jump(EQ, 1, 0, 1), lost(1),
						mov(0, 0), leave() };
	static const struct bk_op changing[] = { load(8, 1, 2, 0), jump(EQ, 1, 0, 1),
						 lost(1),	   store_number(8, 2, 0, 1),
						 mov(0, 0),	   leave() };
	static const struct bk_op counting[] = { load(8, 1, 2, 0), alu(ADD, 1, 1),
						 store(8, 2, 0, 1), mov(0, 0), leave() };

	expect_text(LIVES(NULL, ROUTINE(program), ROUTINE(guarded)), "dead dead");
	expect_text(LIVES(NULL, ROUTINE(program), ROUTINE(changing)), "live live");
	expect_text(LIVES(NULL, ROUTINE(program), ROUTINE(counting)), "live");
}
END_TEST

START_TEST(timers_run_on_a_stack_of_their_own)
{
	static const struct bk_op program[] = {
		address(6, MEMORY, 0, 0), copy(1, 6), address(2, CALLBACK, 1, 0),
		call(TIMER_SET_CALLBACK), mov(0, 0),  leave()
	};
	static const struct bk_op callback[] = { mov(0, 0), jump(EQ, 0, 0, 1), lost(1), lost(2),
						 leave() };

	expect_text(LIVES(NULL, ROUTINE(program), ROUTINE(callback)), "dead live");
}
END_TEST

START_TEST(read_only_data_is_constant_and_other_memory_is_not)
{
	static const uint8_t bytes[] = { 0, 0, 0, 0, 0x34, 0x12, 0, 0 };
	static const struct bk_constants constants[] = { { bytes, sizeof(bytes), true },
							 { bytes, sizeof(bytes), false } };
	static const struct bk_op known[] = { address(1, CONSTANTS, 0, 2),
					      load(2, 1, 1, 2),
					      jump(EQ, 1, 0x1234, 1),
					      lost(2),
					      mov(0, 0),
					      leave() };
	static const struct bk_op untold[] = { address(1, CONSTANTS, 1, 4),
					       load(2, 1, 1, 0),
					       jump(EQ, 1, 0x1234, 1),
					       lost(2),
					       lost(3),
					       mov(0, 0),
					       leave() };
	static const struct bk_op writable[] = { address(1, MEMORY, 0, 4),
						 load(2, 1, 1, 0),
						 jump(EQ, 1, 0x1234, 1),
						 lost(2),
						 mov(0, 0),
						 leave() };

	expect_text(LIVES(constants, ROUTINE(known)), "dead");
	expect_text(LIVES(constants, ROUTINE(untold)), "unknown unknown");
	expect_text(LIVES(constants, ROUTINE(writable)), "live");
}
END_TEST

START_TEST(pointers_may_be_null_until_compared)
{
	expect_lives("live dead live dead", call(MAP_LOOKUP_ELEM), copy(6, 0), jump(NE, 0, 0, 3),
		     lost(1), jump(EQ, 6, 0, 1), lost(2), jump(EQ, 6, 0, 3), lost(3),
		     jump(NE, 6, 0, 1), lost(4), mov(0, 0), leave());
	expect_lives("dead", address(1, MAP, 0, 0), jump(NE, 1, 0, 1), lost(2), mov(0, 0), leave());
	expect_lives("dead", address(1, NULL, 0, 0), jump(EQ, 1, 0, 1), lost_call(), mov(0, 0),
		     leave());
}
END_TEST

/* bpf_map_lookup_elem(array of 4, fp - 8) with a key that is known */
START_TEST(elements_of_arrays_are_there)
{
	expect_lives("dead", store_number(4, 10, -8, 3), copy(2, 10), alu(ADD, 2, -8),
		     address(1, MAP, 0, 0), call(MAP_LOOKUP_ELEM), jump(NE, 0, 0, 1), lost(1),
		     mov(0, 0), leave());
	expect_lives("live", store_number(4, 10, -8, 4), copy(2, 10), alu(ADD, 2, -8),
		     address(1, MAP, 0, 0), call(MAP_LOOKUP_ELEM), jump(NE, 0, 0, 1), lost(1),
		     mov(0, 0), leave());
}
END_TEST

/* A lookup there may fail, and leaves nothing known of the key, whose bytes a helper might have written. */
START_TEST(verifiers_before_6_14_know_less_of_lookups)
{
	static const struct bk_op found[] = { store_number(4, 10, -8, 3),
					      copy(2, 10),
					      alu(ADD, 2, -8),
					      address(1, MAP, 0, 0),
					      call(MAP_LOOKUP_ELEM),
					      jump(NE, 0, 0, 1),
					      lost(1),
					      mov(0, 0),
					      leave() };
	static const struct bk_op key[] = { store_number(4, 10, -8, 3),
					    store_number(8, 10, -16, 3),
					    copy(2, 10),
					    alu(ADD, 2, -8),
					    address(1, MAP, 0, 0),
					    call(MAP_LOOKUP_ELEM),
					    load(4, 1, 10, -8),
					    jump(EQ, 1, 3, 1),
					    lost(1),
					    load(8, 1, 10, -16),
					    jump(EQ, 1, 3, 1),
					    lost(2),
					    mov(0, 0),
					    leave() };
	/* a register that a helper has no use for may point to the stack */
	static const struct bk_op other[] = { store_number(8, 10, -8, 3),
					      copy(2, 10),
					      alu(ADD, 2, -8),
					      call(KTIME_GET_NS),
					      load(8, 1, 10, -8),
					      jump(EQ, 1, 3, 1),
					      lost(1),
					      mov(0, 0),
					      leave() };
	const struct bk_routine routines[] = { ROUTINE(found), ROUTINE(key), ROUTINE(other) };
	struct bk_unit old = { .routine_count = 1,
			       .maps = maps,
			       .map_count = 1,
			       .verifier = bk_verifier_of(6 << 16 | 13 << 8) };

	old.routines = &routines[0];
	expect_text(lives_in(&old, 0), "live");
	old.routines = &routines[1];
	expect_text(lives_in(&old, 0), "live dead");
	old.routines = &routines[2];
	expect_text(lives_in(&old, 0), "dead");
	expect_text(LIVES(NULL, ROUTINE(key)), "dead dead");
}
END_TEST

static const char *lives_on(uint32_t major, uint32_t minor, const struct bk_routine *routines,
			    uint32_t count)
{
	struct bk_unit unit = { .routines = routines,
				.routine_count = count,
				.verifier = bk_verifier_of(major << 16 | minor << 8) };

	return lives_in(&unit, 0);
}

#define LIVES_ON(minor, ...) LIVES_ON_MAJOR(6, minor, __VA_ARGS__)
#define LIVES_ON_MAJOR(major, minor, ...) \
	lives_on(major, minor, (const struct bk_routine[]){ __VA_ARGS__ }, \
		 sizeof((const struct bk_routine[]){ __VA_ARGS__ }) / sizeof(struct bk_routine))

START_TEST(older_verifiers_compare_with_constants)
{
	/* r6 and r7 are numbers of up to 3, and of 4 to 7 */
#define RANGES \
	call(KTIME_GET_NS), copy(6, 0), alu(AND, 6, 3), call(KTIME_GET_NS), copy(7, 0), \
		alu(AND, 7, 3), alu(ADD, 7, 4)
	static const struct bk_op ranges[] = { RANGES, jump_by(GT, 7, 6, 1), lost(1), mov(0, 0),
					       leave() };
	static const struct bk_op left[] = { RANGES,  mov(1, 17), jump_by(GT, 1, 6, 1),
					     lost(1), mov(0, 0),  leave() };
	static const struct bk_op right[] = { RANGES,  mov(1, 17), jump_by(LT, 6, 1, 1),
					      lost(1), mov(0, 0),  leave() };
	static const struct bk_op equal[] = { RANGES, jump(NE, 6, 9, 1), lost(1), mov(0, 0),
					      leave() };
	static const struct bk_op different[] = { RANGES,  jump(EQ, 6, 0, 3), jump(GE, 6, 1, 1),
						  lost(1), mov(0, 0),	      mov(0, 0),
						  leave() };

	expect_text(LIVES_ON(8, ROUTINE(ranges)), "dead");
	expect_text(LIVES_ON(7, ROUTINE(ranges)), "live");
	expect_text(LIVES_ON(4, ROUTINE(left)), "dead");
	expect_text(LIVES_ON(3, ROUTINE(left)), "live");
	expect_text(LIVES_ON(1, ROUTINE(right)), "dead");
	expect_text(LIVES_ON(4, ROUTINE(equal)), "dead");
	expect_text(LIVES_ON(3, ROUTINE(equal)), "live");
	expect_text(LIVES_ON(8, ROUTINE(different)), "dead");
	expect_text(LIVES_ON(7, ROUTINE(different)), "live");
}
END_TEST

START_TEST(older_verifiers_keep_less_of_the_stack)
{
	/* a zero and a number beside it; a part of a number; a number of 4 bytes; parts of a zero */
	static const struct bk_op beside[] = { mov(1, 0),
					       store(4, 10, -4, 1),
					       mov(1, 1),
					       store(4, 10, -8, 1),
					       load(4, 1, 10, -4),
					       jump(EQ, 1, 0, 1),
					       lost(1),
					       mov(0, 0),
					       leave() };
	static const struct bk_op part[] = { mov(1, 5),
					     store(8, 10, -8, 1),
					     load(4, 1, 10, -8),
					     jump(EQ, 1, 5, 1),
					     lost(1),
					     mov(0, 0),
					     leave() };
	static const struct bk_op half[] = { mov(1, 5),
					     store(4, 10, -8, 1),
					     load(4, 1, 10, -8),
					     jump(EQ, 1, 5, 1),
					     lost(1),
					     mov(0, 0),
					     leave() };
	static const struct bk_op zero[] = { mov(1, 0),
					     store(8, 10, -8, 1),
					     load(2, 1, 10, -6),
					     jump(EQ, 1, 0, 1),
					     lost(1),
					     mov(0, 0),
					     leave() };

	expect_text(LIVES_ON(8, ROUTINE(beside)), "dead");
	expect_text(LIVES_ON(7, ROUTINE(beside)), "live");
	expect_text(LIVES_ON(9, ROUTINE(part)), "dead");
	expect_text(LIVES_ON(8, ROUTINE(part)), "live");
	expect_text(LIVES_ON_MAJOR(5, 16, ROUTINE(half)), "dead");
	expect_text(LIVES_ON_MAJOR(5, 15, ROUTINE(half)), "dead");
	expect_text(LIVES_ON_MAJOR(5, 14, ROUTINE(half)), "live");
	expect_text(LIVES_ON_MAJOR(5, 10, ROUTINE(half)), "dead");
	expect_text(LIVES_ON(8, ROUTINE(zero)), "dead");
	expect_text(LIVES_ON_MAJOR(5, 14, ROUTINE(zero)), "dead");
}
END_TEST

START_TEST(older_verifiers_doubt_the_current_task)
{
	static const struct bk_op code[] = { call(GET_CURRENT_TASK_BTF), jump(NE, 0, 0, 1), lost(1),
					     mov(0, 0), leave() };

	expect_text(LIVES_ON(4, ROUTINE(code)), "dead");
	expect_text(LIVES_ON(3, ROUTINE(code)), "live");
}
END_TEST

/* Never not at all, and never twice. */
START_TEST(older_verifiers_walk_a_callback_once)
{
	static const struct bk_op program[] = { store_number(8, 10, -8, 0),
						mov(1, 0),
						address(2, CALLBACK, 1, 0),
						copy(3, 10),
						alu(ADD, 3, -8),
						mov(4, 0),
						call(LOOP),
						load(8, 1, 10, -8),
						jump(EQ, 1, 2, 1),
						lost(1),
						mov(0, 0),
						leave() };
	static const struct bk_op callback[] = { load(8, 1, 2, 0), jump(EQ, 1, 0, 1),
						 lost(1),	   store_number(8, 2, 0, 2),
						 mov(0, 0),	   leave() };

	expect_text(LIVES_ON(6, ROUTINE(program), ROUTINE(callback)), "live dead");
	expect_text(LIVES_ON(5, ROUTINE(program), ROUTINE(callback)), "dead dead");
}
END_TEST

/* Of global functions only those that are loaded: what the programs refer to. */
START_TEST(older_verifiers_check_the_globals_that_are_loaded)
{
	static const struct bk_op program[] = { mov(1, 0), jump(EQ, 1, 0, 1), call_own(1),
						mov(0, 0), leave() };
	static const struct bk_op global[] = { lost(1), mov(0, 0), leave() };

	expect_text(LIVES_ON(8, ROUTINE(program), GLOBAL_ROUTINE(global), GLOBAL_ROUTINE(global)),
		    "dead dead");
	expect_text(LIVES_ON(7, ROUTINE(program), GLOBAL_ROUTINE(global), GLOBAL_ROUTINE(global)),
		    "live dead");
}
END_TEST

/* The ninth frame is refused, so nobody knows what would have come. */
START_TEST(calls_may_be_eight_frames_deep)
{
	static const struct bk_op last[] = { mov(0, 0), jump(EQ, 0, 0, 1), lost(1), leave() };
	static const struct bk_op calls[][2] = {
		{ call_own(1), leave() }, { call_own(2), leave() }, { call_own(3), leave() },
		{ call_own(4), leave() }, { call_own(5), leave() }, { call_own(6), leave() },
		{ call_own(7), leave() }, { call_own(8), leave() }
	};
	struct bk_routine routines[9];
	struct bk_unit unit = { .routines = routines, .routine_count = 9 };

	for (int i = 0; i < 8; i++)
		routines[i] = (struct bk_routine)ROUTINE(calls[i]);
	routines[8] = (struct bk_routine)ROUTINE(last);
	expect_text(lives_in(&unit, 0), "unknown");
	routines[7] = routines[8];
	expect_text(lives_in(&unit, 0), "dead dead");
}
END_TEST

/* How many processors there are the verifier knows, and we do not. */
START_TEST(numbers_of_processors_are_at_least_zero)
{
	expect_lives("unknown live", call(GET_SMP_PROCESSOR_ID), jump(LE, 0, 127, 1), lost(1),
		     lost(2), mov(0, 0), leave());
	expect_lives("live unknown", call(GET_SMP_PROCESSOR_ID), jump(NE, 0, 0, 2), lost(1), go(1),
		     lost(2), mov(0, 0), leave());
}
END_TEST

START_TEST(iterators_end_and_go_on)
{
	/* while (bpf_iter_num_next(fp - 8)) if (r6) ...: r6 stays what it was */
	expect_lives("dead live", mov(6, 0), copy(1, 10), alu(ADD, 1, -8), call_kernel(KFUNC_NEXT),
		     jump(EQ, 0, 0, 3), jump(EQ, 6, 0, 1), lost(1), go(-7), lost(2), mov(0, 0),
		     leave());
	expect_lives("dead", call_kernel(KFUNC_THROW), lost(1), mov(0, 0), leave());
}
END_TEST

START_TEST(loops_are_walked_as_often_as_they_turn)
{
	/* for (r6 = 0; r6 < 10; r6++) */
	expect_lives("live dead", mov(6, 0), alu(ADD, 6, 1), jump(NE, 6, 9, 1), lost(1),
		     jump(NE, 6, 11, 1), lost(1), jump(LT, 6, 10, -6), mov(0, 0), leave());
	/* what changes and decides nothing does not matter: may_goto */
	expect_lives("dead live", mov(6, 0), mov(7, 0), may_go(4), alu(ADD, 7, 1),
		     jump(EQ, 6, 0, 1), lost(1), go(-5), lost(2), mov(0, 0), leave());
	expect_lives("dead dead", mov(6, 0), go_long(1), lost(1), jump(EQ, 6, 0, 1), lost(2),
		     mov(0, 0), leave());
}
END_TEST

/* 2 to the power of 30 paths, each with a number of its own: no verifier walks them either. */
START_TEST(too_many_paths_leave_it_unknown)
{
	static const struct bk_op program[] = {
		mov(6, 0),
		mov(7, 0), /* for each of 30 bits of r6 */
		call(GET_PRANDOM_U32),
		alu(LSH, 6, 1),
		jump(EQ, 0, 0, 1),
		alu(OR, 6, 1),
		alu(ADD, 7, 1),
		jump(LT, 7, 30, -6),
		jump(NE, 6, 0x2aaaaaaa, 1),
		lost(1),
		mov(0, 0),
		leave(),
	};
	const struct bk_routine routines[] = { ROUTINE(program) };
	struct bk_unit unit = { .routines = routines, .routine_count = 1 };
	BK_AUTO(bk_reach_auto) struct bk_reach *reach = reach_of(&unit, 10000);

	ck_assert_int_eq(reach->findings.at[0].life, BK_LIFE_UNKNOWN);
	ck_assert_uint_le(reach->steps, 10000);
}
END_TEST

START_TEST(the_path_to_a_live_one_is_told)
{
	static const struct bk_op program[] = {
		call(GET_PRANDOM_U32), jump(EQ, 0, 3, 2), mov(0, 0), leave(), mov(0, 0),
		jump(NE, 0, 0, 1),     lost(1),		  mov(0, 0), leave()
	};
	const struct bk_routine routines[] = { ROUTINE(program) };
	struct bk_unit unit = { .routines = routines, .routine_count = 1 };
	BK_AUTO(bk_reach_auto) struct bk_reach *reach = reach_of(&unit, 0);
	const struct bk_finding *finding = &reach->findings.at[0];

	ck_assert_uint_eq(finding->insn, 6);
	ck_assert_int_eq(finding->life, BK_LIVE);
	ck_assert_uint_eq(finding->turn_count, 1); /* the one that was not decided */
	ck_assert_uint_eq(reach->turns.at[finding->first_turn].insn, 1);
	ck_assert(reach->turns.at[finding->first_turn].is_taken);
}
END_TEST

START_TEST(code_that_leads_nowhere_is_refused)
{
	static const struct bk_op far[] = { go(7), leave() }, cut[] = { { .code = 0x18 } };
	static const struct bk_op nobody[] = { call_own(9), leave() },
				  high[] = { mov(12, 0), leave() };
	const struct bk_routine routines[] = { ROUTINE(far), ROUTINE(cut), ROUTINE(nobody),
					       ROUTINE(high) };
	static const char *const texts[] = { "a jump leaves the function",
					     "a load of 64 bits is cut", "refers to nothing",
					     "no such register" };
	const uint32_t entry = 0, none = 5;
	struct bk_reach *reach = NULL;
	struct bk_unit unit;

	for (int i = 0; i < 4; i++) {
		unit = (struct bk_unit){ .routines = &routines[i], .routine_count = 1 };
		expect_fails(bk_reach_create(&unit, &entry, 1, 0, &reach), texts[i]);
	}
	unit.routine_count = 0;
	expect_fails(bk_reach_create(&unit, &none, 1, 0, &reach), "no function 5");
}
END_TEST

TEST_SUITE(reach, what_stands_in_the_way_is_live, a_guard_is_a_constant_and_a_branch,
	   what_only_running_tells_is_walked_both_ways, arithmetic_on_flags_is_followed,
	   quotients_are_unknown, unknown_operations_give_unknown_numbers, branches_teach_bounds,
	   guards_survive_helpers, helpers_that_write_to_the_stack_end_what_was_there,
	   the_stack_remembers_what_the_verifier_does,
	   static_subprograms_are_walked_with_what_callers_know,
	   subprograms_may_write_to_the_stack_of_their_callers,
	   guards_do_not_reach_into_global_functions, callbacks_are_walked_until_nothing_is_new,
	   timers_run_on_a_stack_of_their_own, read_only_data_is_constant_and_other_memory_is_not,
	   pointers_may_be_null_until_compared, elements_of_arrays_are_there,
	   verifiers_before_6_14_know_less_of_lookups, older_verifiers_compare_with_constants,
	   older_verifiers_keep_less_of_the_stack, older_verifiers_doubt_the_current_task,
	   older_verifiers_walk_a_callback_once, older_verifiers_check_the_globals_that_are_loaded,
	   calls_may_be_eight_frames_deep, numbers_of_processors_are_at_least_zero,
	   iterators_end_and_go_on, loops_are_walked_as_often_as_they_turn,
	   too_many_paths_leave_it_unknown, the_path_to_a_live_one_is_told,
	   code_that_leads_nowhere_is_refused)
