// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Work in threads: whatever ends first, results are taken in order, and an error ends it all. */
#include "btfkit/base/ordered.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <stdatomic.h>
#include <time.h>

struct state {
	size_t next, fail_at;
	atomic_int alive, most;
};

static void *work(void *context, size_t n)
{
	struct state *state = context;
	size_t *result = malloc(sizeof(*result));
	const struct timespec pause = { .tv_nsec = (long)(n * 7919 % 5) * 200000 };
	int alive = atomic_fetch_add(&state->alive, 1) + 1, most = atomic_load(&state->most);

	while (alive > most && !atomic_compare_exchange_weak(&state->most, &most, alive))
		;
	nanosleep(&pause, NULL);
	*result = n;
	return result;
}

static struct bk_error *take(void *context, size_t n, void *result)
{
	struct state *state = context;
	size_t got = *(size_t *)result;

	free(result);
	atomic_fetch_sub(&state->alive, 1);
	if (n == state->fail_at)
		return bk_error_create(BK_ERR_USAGE, "piece %zu", n);
	ck_assert_uint_eq(got, n);
	ck_assert_uint_eq(state->next, n);
	state->next++;
	return NULL;
}

static void drop(void *result)
{
	free(result);
}

static struct bk_error *run(struct state *state, size_t count, unsigned int threads)
{
	const struct bk_ordered job = { .count = count,
					.threads = threads,
					.context = state,
					.work = work,
					.take = take,
					.drop = drop };

	return bk_ordered_run(&job);
}

START_TEST(results_come_in_order)
{
	for (unsigned int threads = 0; threads < 9; threads += 4) {
		struct state state = { .fail_at = SIZE_MAX };

		expect_ok(run(&state, 300, threads));
		ck_assert_uint_eq(state.next, 300);
		ck_assert_int_le(atomic_load(&state.most), threads ? 3 * (int)threads : 3);
	}
}
END_TEST

START_TEST(nothing_to_do)
{
	struct state state = { .fail_at = SIZE_MAX };

	expect_ok(run(&state, 0, 4));
	expect_ok(run(&state, 1, 4));
	ck_assert_uint_eq(state.next, 1);
	ck_assert_uint_ge(bk_processor_count(), 1);
}
END_TEST

START_TEST(an_error_ends_it)
{
	struct state state = { .fail_at = 20 };

	expect_fails(run(&state, 100000, 4), "piece 20");
	ck_assert_uint_eq(state.next, 20);
}
END_TEST

TEST_SUITE(ordered, results_come_in_order, nothing_to_do, an_error_ends_it)
