// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Modules of the running kernel, in a sysfs made for it. */
#include "btfkit/source/module.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <sys/stat.h>

static struct bk_error *find(const char *name)
{
	BK_AUTOFREE char *path = NULL;

	return bk_module_find("sys", name, &path);
}

static void expect_found(const char *name, const char *path)
{
	BK_AUTOFREE char *found = NULL;

	expect_ok(bk_module_find("sys", name, &found));
	ck_assert_str_eq(found, path);
}

/* Two modules with BTF and one without; a driver that is built in. */
static void make_sysfs(void)
{
	static const char *const directories[] = { "sys",
						   "sys/kernel",
						   "sys/kernel/btf",
						   "sys/module",
						   "sys/module/nf_tables",
						   "sys/module/bare",
						   "sys/module/tcp_cubic" };

	scratch_enter();
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		ck_assert_int_eq(mkdir(directories[i], 0755), 0);
	scratch_write_text("sys/kernel/btf/vmlinux", "");
	scratch_write_text("sys/kernel/btf/nf_tables", "");
	scratch_write_text("sys/kernel/btf/nf_nat", "");
	scratch_write_text("sys/module/nf_tables/initstate", "live\n");
	scratch_write_text("sys/module/bare/initstate", "live\n");
}

START_TEST(modules_are_found_by_name)
{
	make_sysfs();
	expect_found("nf_tables", "sys/kernel/btf/nf_tables");
	expect_found("nf-tables", "sys/kernel/btf/nf_tables");
}
END_TEST

START_TEST(it_is_told_why_there_is_none)
{
	make_sysfs();
	expect_fails(find("bare"), "module 'bare' is loaded, but it has no BTF");
	expect_fails(find("tcp-cubic"), "'tcp_cubic' is built into the kernel, whose BTF has its");
	expect_fails(find("nf-table"), "no module 'nf_table' is loaded (near: nf_tables)");
	expect_fails(find("vmlinu"), "no module 'vmlinu' is loaded");
	expect_fails(find("vmlinux"), "'vmlinux' is the kernel and no module");
}
END_TEST

START_TEST(kernels_without_modules_or_btf_are_told)
{
	make_sysfs();
	ck_assert(scratch_run("rm sys/kernel/btf/nf_*"));
	expect_fails(find("nf_nat"), "no module 'nf_nat' is loaded, and no other that has BTF");
	ck_assert(scratch_run("rm -r sys/kernel/btf"));
	expect_fails(find("nf_nat"), "this kernel shows no BTF: there is no sys/kernel/btf");
	scratch_write_text("sys/kernel/btf", "");
	expect_fails(find("nf_nat"), "sys/kernel/btf: Not a directory");
}
END_TEST

START_TEST(paths_are_no_names)
{
	static const char *const names[] = {
		"", ".", "..", "a/b", "/", "../module/bare", ".hidden"
	};
	char *long_name = keep_zeros(10001);

	make_sysfs();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		expect_fails(find(names[i]), keep_format("'%s' is no name of a module", names[i]));
	memset(long_name, 'x', 10000);
	expect_fails(find(long_name), "is no name of a module");
}
END_TEST

TEST_SUITE(module, modules_are_found_by_name, it_is_told_why_there_is_none,
	   kernels_without_modules_or_btf_are_told, paths_are_no_names)
