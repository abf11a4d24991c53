// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which machine and which kernel an ELF file tells of. */
#include "btfkit/source/elf_kernel.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/suite.h"

static const char *arch_of(uint16_t machine, uint8_t class, uint8_t order)
{
	GElf_Ehdr header = { .e_machine = machine };

	header.e_ident[EI_CLASS] = class;
	header.e_ident[EI_DATA] = order;
	return bk_elf_arch(&header);
}

START_TEST(machines_are_called_as_uname_calls_them)
{
	ck_assert_str_eq(arch_of(EM_X86_64, ELFCLASS64, ELFDATA2LSB), "x86_64");
	ck_assert_str_eq(arch_of(EM_AARCH64, ELFCLASS64, ELFDATA2LSB), "aarch64");
	ck_assert_str_eq(arch_of(EM_AARCH64, ELFCLASS64, ELFDATA2MSB), "aarch64_be");
	ck_assert_str_eq(arch_of(EM_PPC64, ELFCLASS64, ELFDATA2LSB), "ppc64le");
	ck_assert_str_eq(arch_of(EM_PPC64, ELFCLASS64, ELFDATA2MSB), "ppc64");
	ck_assert_str_eq(arch_of(EM_S390, ELFCLASS64, ELFDATA2MSB), "s390x");
	ck_assert_str_eq(arch_of(EM_RISCV, ELFCLASS64, ELFDATA2LSB), "riscv64");
	ck_assert_str_eq(arch_of(EM_RISCV, ELFCLASS32, ELFDATA2LSB), "riscv32");
	ck_assert_str_eq(arch_of(EM_ARM, ELFCLASS32, ELFDATA2LSB), "arm");
}
END_TEST

START_TEST(other_machines_have_no_name)
{
	ck_assert_ptr_null(arch_of(EM_BPF, ELFCLASS64, ELFDATA2LSB));
	ck_assert_ptr_null(arch_of(EM_NONE, ELFCLASS64, ELFDATA2LSB));
	ck_assert_ptr_null(arch_of(0xffff, ELFCLASS64, ELFDATA2LSB));
	ck_assert_ptr_null(arch_of(EM_X86_64, ELFCLASS64, ELFDATA2MSB));
	ck_assert_ptr_null(arch_of(EM_386, ELFCLASS64, ELFDATA2LSB));
}
END_TEST

static void expect_release(const char *section, const char *text, size_t size, const char *release)
{
	struct bk_bytes got =
		bk_elf_release(section, (struct bk_bytes){ keep_copy(text, size), size });

	ck_assert_uint_eq(got.size, strlen(release));
	if (got.size)
		ck_assert_mem_eq(got.data, release, got.size);
}

#define EXPECT_RELEASE(section, text, release) \
	expect_release(section, text, sizeof(text) - 1, release)

START_TEST(vermagic_is_one_of_the_texts)
{
	EXPECT_RELEASE(".modinfo", "vermagic=6.1.0-56-amd64 SMP\0", "6.1.0-56-amd64");
	EXPECT_RELEASE(".modinfo", "license=GPL\0\0name=x\0vermagic=6.1 SMP", "6.1");
	EXPECT_RELEASE(".modinfo", "description=vermagic=6.1 SMP\0vermagic=6.2 SMP\0", "6.2");
	EXPECT_RELEASE(".modinfo", "vermagic=", "");
	EXPECT_RELEASE(".modinfo", "vermagic=\0", "");
	EXPECT_RELEASE(".modinfo", "vermagic=6.1", "");
	EXPECT_RELEASE(".modinfo", "vermagic=*/ SMP\0", "");
	EXPECT_RELEASE(".modinfo", "vermagi", "");
	EXPECT_RELEASE(".modinfo", "license=GPL", "");
}
END_TEST

START_TEST(the_banner_is_looked_for_in_rodata_only)
{
	EXPECT_RELEASE(".rodata", "Linux version 6.1.0 (x)", "6.1.0");
	EXPECT_RELEASE(".data", "Linux version 6.1.0 (x)", "");
	EXPECT_RELEASE(".modinfo", "Linux version 6.1.0 (x)", "");
	EXPECT_RELEASE(".rodata", "vermagic=6.1.0 SMP", "");
}
END_TEST

TEST_SUITE(elf_kernel, machines_are_called_as_uname_calls_them, other_machines_have_no_name,
	   vermagic_is_one_of_the_texts, the_banner_is_looked_for_in_rodata_only)
