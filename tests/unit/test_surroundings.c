// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What is said to be in the way of loading programs. */
#include "btfkit/live/probe.h"
#include "btfkit/live/surroundings.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <errno.h>

static const struct bk_live_surroundings good = {
	.capabilities = UINT64_MAX,
	.memlock_bytes = UINT64_MAX,
	.major = 6,
	.minor = 1,
	.unprivileged_disabled = 2,
	.has_btf = true,
	.has_sysfs = true,
};

static void expect_said_as(struct bk_live_surroundings surroundings, enum bpf_prog_type as,
			   const char *said)
{
	struct bk_error *error = bk_error_create(BK_ERR_SYSTEM, "no");

	error = bk_surroundings_explain(&surroundings, as, error);
	expect_text(bk_error_text(error), said);
	bk_error_destroy(error);
}

static void expect_said(struct bk_live_surroundings surroundings, const char *said)
{
	expect_said_as(surroundings, BPF_PROG_TYPE_UNSPEC, said);
}

#define EXPECT_SAID(said, ...) \
	do { \
		struct bk_live_surroundings changed = good; \
		__VA_ARGS__; \
		expect_said(changed, said); \
	} while (0)

START_TEST(each_obstacle_is_named)
{
	ck_assert_ptr_null(bk_surroundings_explain(&good, 0, NULL));
	expect_said(good, "no");
	EXPECT_SAID(
		"no\nthis process lacks CAP_BPF and CAP_PERFMON: run btfkit as root, or give it these\n"
		"kernel.unprivileged_bpf_disabled is set: without CAP_BPF no program can be loaded",
		changed.capabilities = 0);
	EXPECT_SAID("no\nthis process lacks CAP_PERFMON", changed.capabilities = 1ULL << 39);
	EXPECT_SAID("no", changed.capabilities = 1 << 21);
	EXPECT_SAID("no\nthis process lacks CAP_SYS_ADMIN: run btfkit as root",
		    changed.capabilities = 0, changed.major = 5, changed.minor = 4);
	EXPECT_SAID("no\n/sys is not mounted here", changed.has_btf = changed.has_sysfs = false);
	EXPECT_SAID(
		"no\nthe kernel is locked down (confidentiality): BPF programs may not read kernel memory",
		changed.is_locked_down = true);
}
END_TEST

/* Only what was not permitted may have failed by it. */
START_TEST(the_limit_of_locked_memory_is_named)
{
	struct bk_live_surroundings old = good;
	struct bk_error *error = bk_error_system(EPERM, "no");

	old.memlock_bytes = 65536;
	expect_said(old, "no");
	old.major = 5;
	old.minor = 10;
	expect_said(old, "no");
	error = bk_surroundings_explain(&old, BPF_PROG_TYPE_RAW_TRACEPOINT, error);
	expect_text(bk_error_text(error),
		    "no: Operation not permitted\nbefore Linux 5.11 maps count as locked memory: "
		    "raise the limit (ulimit -l unlimited)");
	bk_error_destroy(error);
}
END_TEST

START_TEST(types_of_programs_that_are_too_new_are_named)
{
	struct bk_live_surroundings old = good;

	expect_said_as(old, BPF_PROG_TYPE_SYSCALL, "no");
	old.major = 5;
	old.minor = 13;
	expect_said_as(old, BPF_PROG_TYPE_RAW_TRACEPOINT, "no");
	expect_said_as(old, BPF_PROG_TYPE_SYSCALL,
		       "no\nprograms of type syscall are there since Linux 5.14: see --as");
	old.minor = 9;
	expect_said_as(old, BPF_PROG_TYPE_RAW_TRACEPOINT,
		       "no\nprograms of type raw_tp can be run since Linux 5.10: see --as");
	expect_said_as(old, BPF_PROG_TYPE_SOCKET_FILTER, "no");
}
END_TEST

START_TEST(what_a_type_of_program_needs_is_known)
{
	struct bk_live_surroundings few = good;

	ck_assert_ptr_null(bk_surroundings_lack(&few, BPF_PROG_TYPE_XDP));
	ck_assert(bk_surroundings_may_list(&few));
	few.capabilities = 1ULL << 39; /* CAP_BPF */
	ck_assert(!bk_surroundings_may_list(&few));
	ck_assert_ptr_null(bk_surroundings_lack(&few, BPF_PROG_TYPE_SOCKET_FILTER));
	ck_assert_ptr_null(bk_surroundings_lack(&few, BPF_PROG_TYPE_SYSCALL));
	ck_assert_str_eq(bk_surroundings_lack(&few, BPF_PROG_TYPE_XDP), "CAP_NET_ADMIN");
	ck_assert_str_eq(bk_surroundings_lack(&few, (enum bpf_prog_type)32), "CAP_NET_ADMIN");
	ck_assert_str_eq(bk_surroundings_lack(&few, BPF_PROG_TYPE_KPROBE), "CAP_PERFMON");
	few.capabilities |= 1ULL << 38; /* CAP_PERFMON */
	ck_assert_ptr_null(bk_surroundings_lack(&few, BPF_PROG_TYPE_KPROBE));
	ck_assert_str_eq(bk_surroundings_lack(&few, BPF_PROG_TYPE_EXT), "CAP_NET_ADMIN");
	few.capabilities = 1ULL << 12; /* CAP_NET_ADMIN */
	ck_assert_str_eq(bk_surroundings_lack(&few, BPF_PROG_TYPE_SOCKET_FILTER), "CAP_BPF");
	few.major = 5;
	ck_assert_str_eq(bk_surroundings_lack(&few, BPF_PROG_TYPE_XDP), "CAP_SYS_ADMIN");
	few.capabilities = 1ULL << 21;
	ck_assert_ptr_null(bk_surroundings_lack(&few, BPF_PROG_TYPE_XDP));
}
END_TEST

START_TEST(missing_types_are_named)
{
	struct bk_live_surroundings bare = good;
	struct bk_error *error = bk_error_create(BK_ERR_SYSTEM, "no");

	bare.capabilities = 0;
	bare.has_btf = false;
	error = bk_surroundings_explain_btf(&bare, error);
	expect_text(bk_error_text(error),
		    "no\nthere is no /sys/kernel/btf/vmlinux: the kernel was built without "
		    "CONFIG_DEBUG_INFO_BTF, or /sys is hidden");
	bk_error_destroy(error);
	ck_assert_ptr_null(bk_surroundings_explain_btf(&bare, NULL));
}
END_TEST

START_TEST(releases_are_compared)
{
	ck_assert(bk_surroundings_since(&good, 5, 17));
	ck_assert(bk_surroundings_since(&good, 6, 1));
	ck_assert(!bk_surroundings_since(&good, 6, 2));
	ck_assert(!bk_surroundings_since(&good, 7, 0));
	ck_assert(bk_surroundings_since(&(struct bk_live_surroundings){ 0 }, 7, 0));
}
END_TEST

START_TEST(older_kernels_are_asked_otherwise)
{
	static const struct {
		unsigned int major, minor;
		bool no_ring;
		enum bpf_prog_type as;
	} kernels[] = {
		{ 6, 18, false, BPF_PROG_TYPE_SYSCALL },
		{ 5, 14, false, BPF_PROG_TYPE_SYSCALL },
		{ 5, 13, false, BPF_PROG_TYPE_RAW_TRACEPOINT },
		{ 5, 10, false, BPF_PROG_TYPE_RAW_TRACEPOINT },
		{ 5, 8, false, BPF_PROG_TYPE_SOCKET_FILTER },
		{ 5, 4, true, BPF_PROG_TYPE_SOCKET_FILTER },
	};

	for (size_t i = 0; i < sizeof(kernels) / sizeof(*kernels); i++) {
		struct bk_probe_options left_open = { 0 };
		struct bk_probe_options wanted = { .as = BPF_PROG_TYPE_SOCKET_FILTER };
		struct bk_live_surroundings kernel = good;

		kernel.major = kernels[i].major;
		kernel.minor = kernels[i].minor;
		bk_probe_adapt(&left_open, &kernel);
		bk_probe_adapt(&wanted, &kernel);
		ck_assert_int_eq(left_open.no_ring, kernels[i].no_ring);
		ck_assert_int_eq(left_open.as, kernels[i].as);
		ck_assert_int_eq(wanted.as, BPF_PROG_TYPE_SOCKET_FILTER);
	}
}
END_TEST

TEST_SUITE(surroundings, what_a_type_of_program_needs_is_known, each_obstacle_is_named,
	   the_limit_of_locked_memory_is_named, types_of_programs_that_are_too_new_are_named,
	   missing_types_are_named, releases_are_compared, older_kernels_are_asked_otherwise)
