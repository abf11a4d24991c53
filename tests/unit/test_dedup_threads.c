// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Threads that look for what another one is adding. They must meet at bad moments, so all is done often. */
#include "btfkit/dedup/classes.h"
#include "btfkit/dedup/dedup.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

enum {
	NAMES = 400, /* fewer than make the table of names grow */
	TABLES = 20,
	NEVER_ADDED = 1 << 20, /* from here on */
	NOBODY = 0
};

struct search {
	struct bk_classes *classes;
	uint32_t name;	  /* to be looked for, or NOBODY */
	uint32_t lookups; /* done so far */
	uint32_t found;	  /* a class where there is none */
	bool is_over;
};

static void *look(void *argument)
{
	struct search *search = argument;

	while (!__atomic_load_n(&search->is_over, __ATOMIC_ACQUIRE)) {
		uint32_t name = bk_shared_get(&search->name);

		if (name == NOBODY)
			continue;
		for (int n = 0; n < 16; n++)
			search->found |= bk_class_named(search->classes, name, BK_SORT_STRUCT);
		bk_shared_set(&search->lookups, search->lookups + 1);
	}
	return NULL;
}

/* A name that is looked for where another one will be added. */
static uint32_t neighbor_of(const struct bk_classes *classes, uint32_t name)
{
	uint32_t neighbor = NEVER_ADDED;

	while (bk_name_place(classes, neighbor) != bk_name_place(classes, name))
		neighbor++;
	return neighbor;
}

/* Adds names, each while its neighbor is being looked for. */
static void add_names(struct search *search)
{
	for (uint32_t name = 1; name <= NAMES; name++) {
		const uint32_t record[BK_WORD_TAIL] = { name, BK_KIND_FWD << 24, 0 };
		uint32_t before;

		bk_shared_set(&search->name, neighbor_of(search->classes, name));
		before = bk_shared_get(&search->lookups);
		for (int n = 0; n < 100 && bk_shared_get(&search->lookups) < before + 2; n++)
			sched_yield();
		ck_assert_uint_ne(bk_class_name(search->classes, record, BK_WORD_TAIL), 0);
	}
	bk_shared_set(&search->name, NOBODY);
}

START_TEST(a_name_that_is_not_there_is_not_found_while_another_is_added)
{
	for (int n = 0; n < TABLES; n++) {
		struct bk_classes classes;
		struct search search = { .classes = &classes };
		pthread_t thread;

		ck_assert(bk_classes_init(&classes));
		ck_assert(bk_classes_expect(&classes, 100000)); /* nothing moves */
		ck_assert_int_eq(pthread_create(&thread, NULL, look, &search), 0);
		add_names(&search);
		__atomic_store_n(&search.is_over, true, __ATOMIC_RELEASE);
		pthread_join(thread, NULL);
		ck_assert_uint_eq(search.found, 0);
		bk_classes_deinit(&classes);
	}
}
END_TEST

enum { RECORDS = 150, UNITS = 16, TYPES_A_RECORD = 3 };

/* The id of one of the types that belong to a record: 0 itself, 1 a pointer, 2 a constant one. */
static uint32_t id_of(uint32_t unit, uint32_t record, uint32_t which)
{
	uint32_t place = (record + 7 * unit) % RECORDS;

	return 2 + TYPES_A_RECORD * (unit * RECORDS + place) + which;
}

static void add_record(struct build *b, uint32_t unit, uint32_t record)
{
	bool differs = (31 * record + 17 * unit) % 499 == 0;
	char name[16];

	snprintf(name, sizeof(name), "record%u", record);
	if ((record + unit) % 9 == 0) {
		build_fwd_struct(b, name);
	} else {
		build_struct(b, name, differs ? 32 : 24);
		build_member(b, "number", 1, 0);
		build_member(b, "pointer", id_of(unit, 5 * record + 1, 1), 64);
		build_member(b, "constant", id_of(unit, 3 * record + 2, 2), 128);
	}
	build_ptr(b, id_of(unit, 7 * record + 3, record % 2 ? 0 : 2));
	build_const(b, id_of(unit, record, 1));
}

/* The same types several times, each time in another order, and a few that differ. */
static struct build *copies(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, 0);
	for (uint32_t unit = 0; unit < UNITS; unit++)
		for (uint32_t place = 0; place < RECORDS; place++)
			add_record(b, unit, (place + RECORDS - 7 * unit % RECORDS) % RECORDS);
	return b;
}

static struct bk_dedup *dedup(const struct build *b, unsigned int threads, uint32_t window_types)
{
	const struct bk_dedup_options options = { .threads = threads,
						  .window_types = window_types };
	struct bk_dedup_input input = { build_bytes(b), "test" };
	struct bk_dedup *result = NULL;

	expect_ok(bk_dedup_create(&input, 1, &options, &result));
	return result;
}

START_TEST(threads_that_meet_often_change_nothing)
{
	const struct build *b = copies();
	BK_AUTO(bk_dedup_auto) struct bk_dedup *alone = dedup(b, 1, 0);

	for (uint32_t n = 0; n < 30; n++) {
		BK_AUTO(bk_dedup_auto) struct bk_dedup *other = dedup(b, 2 + n % 3, 8u << n % 5);

		ck_assert_uint_eq(alone->btf.size, other->btf.size);
		ck_assert_mem_eq(alone->btf.data, other->btf.data, alone->btf.size);
	}
}
END_TEST

TEST_SUITE(dedup_threads, a_name_that_is_not_there_is_not_found_while_another_is_added,
	   threads_that_meet_often_change_nothing)
