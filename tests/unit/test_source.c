// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* From paths to BTF bytes: raw files, ELF files, pipes, and what is none of these. */
#include "btfkit/source/source.h"
#include "tests/unit/support/elf_file.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static struct bk_bytes small_btf(bool swapped)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	if (swapped)
		build_swap(b);
	return build_bytes(b);
}

static void expect_bytes(struct bk_bytes got, struct bk_bytes expected)
{
	ck_assert_uint_eq(got.size, expected.size);
	if (expected.size)
		ck_assert_mem_eq(got.data, expected.data, expected.size);
}

static struct bk_error *open_source(const char *spec)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;

	return bk_source_create(spec, &source);
}

/* Opens `spec`, which holds just this .BTF and no other section. */
static void expect_btf(const char *spec, struct bk_bytes btf)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;

	expect_ok(bk_source_create(spec, &source));
	ck_assert_str_eq(source->name, spec);
	expect_bytes(source->btf, btf);
	ck_assert_uint_eq(source->btf_ext.size, 0);
	ck_assert_uint_eq(source->btf_base.size, 0);
}

static void expect_release(const char *spec, const char *release, const char *arch)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;

	expect_ok(bk_source_create(spec, &source));
	ck_assert_pstr_eq(source->release, release);
	ck_assert_pstr_eq(source->arch, arch);
}

/* ---- files ---- */

START_TEST(raw_btf_is_known_by_its_content)
{
	scratch_enter();
	scratch_write("picture.png", small_btf(false));
	expect_btf("picture.png", small_btf(false));
	scratch_write("swapped", small_btf(true));
	expect_btf("swapped", small_btf(true));
}
END_TEST

START_TEST(what_cannot_be_opened_is_named)
{
	scratch_enter();
	mkdir("directory", 0755);
	expect_fails(open_source("nowhere"), "nowhere: open: No such file or directory");
	expect_fails(open_source("directory"), "directory: open: Is a directory");
	expect_fails(open_source(""), ": open: No such file or directory");
}
END_TEST

START_TEST(what_is_no_btf_shows_how_it_begins)
{
	scratch_enter();
	scratch_write_text("json", "{\"schema\"}");
	scratch_write_text("short", "{");
	scratch_write_text("empty", "");
	expect_fails(open_source("json"),
		     "json: neither BTF nor anything that holds it (it begins with "
		     "7b 22 73 63 68 65)");
	expect_fails(open_source("short"), "(it begins with 7b)");
	expect_fails(open_source("empty"), "empty: empty");
	expect_fails(open_source("/dev/null"), "/dev/null: empty");
	expect_fails(open_source("/proc/version"), "(it begins with 4c 69 6e 75 78 20)");
}
END_TEST

START_TEST(any_btf_magic_will_do)
{
	scratch_enter();
	scratch_write("cut", (struct bk_bytes){ small_btf(false).data, 2 });
	expect_btf("cut", (struct bk_bytes){ small_btf(false).data, 2 });
	scratch_write("cut", (struct bk_bytes){ small_btf(false).data, 1 });
	expect_fails(open_source("cut"), "neither BTF nor anything that holds it");
}
END_TEST

/* ---- pipes: a child writes in pieces ---- */

static pid_t write_slowly(const char *path, struct bk_bytes bytes, int delay_before_open)
{
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		int fd;

		usleep(delay_before_open);
		fd = open(path, O_WRONLY);
		for (size_t at = 0; at < bytes.size; at += 20) {
			size_t size = bytes.size - at < 20 ? bytes.size - at : 20;

			if (write(fd, bytes.data + at, size) != (ssize_t)size)
				_exit(1);
			usleep(1000);
		}
		_exit(0);
	}
	return child;
}

static void expect_from_fifo(int delay_before_open)
{
	int status;
	pid_t child;

	scratch_enter();
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	child = write_slowly("fifo", small_btf(false), delay_before_open);
	if (!delay_before_open)
		usleep(50000);
	expect_btf("fifo", small_btf(false));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

START_TEST(a_fifo_is_read_to_its_end)
{
	expect_from_fifo(0);
}
END_TEST

START_TEST(a_fifo_waits_for_its_writer)
{
	expect_from_fifo(100000);
}
END_TEST

START_TEST(a_pipe_is_read_by_its_name_in_proc)
{
	struct bk_bytes btf = small_btf(false);
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], btf.data, btf.size), btf.size);
	close(ends[1]);
	expect_btf(keep_format("/dev/fd/%d", ends[0]), btf);
	expect_fails(open_source(keep_format("/dev/fd/%d", ends[0])), "empty"); /* it is now */
	close(ends[0]);
}
END_TEST

/* ---- ELF ---- */

START_TEST(elf_files_of_any_shape_hold_btf)
{
	static const struct elf_shape shapes[] = {
		{ ELFCLASS64, ELFDATA2LSB, EM_X86_64 }, { ELFCLASS64, ELFDATA2MSB, EM_S390 },
		{ ELFCLASS32, ELFDATA2LSB, EM_ARM },	{ ELFCLASS32, ELFDATA2MSB, EM_MIPS },
		{ ELFCLASS64, ELFDATA2MSB, EM_BPF },
	};

	scratch_enter();
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		const struct elf_section sections[] = {
			{ .name = ".text", small_btf(true) },
			{ .name = ".BTF", small_btf(false) },
			{ .name = ".BTF_ids", small_btf(true) },
		};

		elf_write("vmlinux", &shapes[i], sections, 3);
		expect_btf("vmlinux", small_btf(false));
	}
}
END_TEST

START_TEST(all_btf_sections_are_shown)
{
	const struct elf_section sections[] = {
		{ .name = ".BTF.ext", { (const uint8_t *)"ext", 3 } },
		{ .name = ".BTF.base", { (const uint8_t *)"base", 4 } },
		{ .name = ".BTF", small_btf(false) },
		{ .name = ".BTF", small_btf(true) }, /* the first one counts */
	};
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;

	scratch_enter();
	elf_write("module.ko", &ELF_64_LITTLE, sections, 4);
	expect_ok(bk_source_create("module.ko", &source));
	expect_bytes(source->btf, small_btf(false));
	expect_bytes(source->btf_ext, sections[0].bytes);
	expect_bytes(source->btf_base, sections[1].bytes);
	ck_assert_ptr_null(source->release);
	ck_assert_str_eq(source->arch, "x86_64");
}
END_TEST

START_TEST(kernels_and_modules_tell_their_release)
{
	static const char banner[] = "x\0Linux version 6.1.0-56-amd64 (someone@somewhere) #1 SMP\n",
			  info[] = "license=GPL\0vermagic=6.12.1 SMP mod_unload \0";
	const struct elf_section vmlinux[] = {
		{ .name = ".rodata", { (const uint8_t *)banner, sizeof(banner) } },
		{ .name = ".BTF", small_btf(false) },
	};
	const struct elf_section module[] = {
		{ .name = ".BTF", small_btf(false) },
		{ .name = ".modinfo", { (const uint8_t *)info, sizeof(info) } },
	};

	scratch_enter();
	elf_write("vmlinux", &ELF_64_LITTLE, vmlinux, 2);
	expect_release("vmlinux", "6.1.0-56-amd64", "x86_64");
	elf_write("module.ko", &(const struct elf_shape){ ELFCLASS64, ELFDATA2MSB, EM_S390 },
		  module, 2);
	expect_release("module.ko", "6.12.1", "s390x");
	elf_write("program.o", &(const struct elf_shape){ ELFCLASS64, ELFDATA2LSB, EM_BPF }, module,
		  1);
	expect_release("program.o", NULL, NULL);
}
END_TEST

START_TEST(elf_files_without_usable_btf_say_why)
{
	static const struct {
		const char *name;
		uint32_t type;
		uint64_t flags;
		const char *error;
	} cases[] = {
		{ ".text", 0, 0, "file: ELF: it has no .BTF section" },
		{ ".BTF.ext", 0, 0, "ELF: it has no .BTF section" },
		{ ".BTF", SHT_NOBITS, 0, "ELF: .BTF holds no bytes (NOBITS)" },
		{ ".BTF", 0, SHF_COMPRESSED, "ELF: .BTF is a compressed section" },
	};

	scratch_enter();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct elf_section section = { cases[i].name, small_btf(false), cases[i].type,
						     cases[i].flags };

		elf_write("file", &ELF_64_LITTLE, &section, 1);
		expect_fails(open_source("file"), cases[i].error);
	}
	elf_write("file", &ELF_64_LITTLE, &(const struct elf_section){ ".BTF" }, 1);
	expect_fails(open_source("file"), "ELF: it has no .BTF section"); /* an empty one is none */
}
END_TEST

/* 64 bytes of header, 3 section headers of 64 bytes each, 45 bytes of BTF, 14 of names. */
START_TEST(elf_files_cut_short_are_refused)
{
	const struct elf_section section = { .name = ".BTF", small_btf(false) };
	enum { HEADER_END = 64, SECTIONS_AT = 64 + 3 * 64, NAMES_AT = SECTIONS_AT + 48 };
	struct stat st;

	scratch_enter();
	elf_write("file", &ELF_64_LITTLE, &section, 1);
	ck_assert_int_eq(stat("file", &st), 0);
	for (off_t size = st.st_size - 1; size >= 4; size--) {
		struct bk_error *error;

		ck_assert_int_eq(truncate("file", size), 0);
		error = open_source("file");
		if (size >= NAMES_AT + 6) /* ".BTF" is still there */
			expect_ok(error);
		else
			expect_fails(error, "file: ELF: ");
	}
	ck_assert_int_eq(truncate("file", 3), 0);
	expect_fails(open_source("file"), "neither BTF nor anything that holds it");
}
END_TEST

START_TEST(a_section_that_lies_outside_the_file_is_refused)
{
	const struct elf_section sections[] = { { .name = ".BTF", small_btf(false) } };
	Elf64_Shdr header;
	int fd;

	scratch_enter();
	elf_write("file", &ELF_64_LITTLE, sections, 1);
	fd = open("file", O_RDWR);
	ck_assert_int_eq(pread(fd, &header, sizeof(header), 64 + 64), sizeof(header));
	header.sh_offset = UINT64_MAX;
	ck_assert_int_eq(pwrite(fd, &header, sizeof(header), 64 + 64), sizeof(header));
	close(fd);
	expect_fails(open_source("file"),
		     "file: ELF: .BTF (45 bytes at 0xffffffffffffffff) lies outside the file");
}
END_TEST

/* ---- the running kernel ---- */

START_TEST(without_a_name_it_is_the_running_kernel)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;
	struct bk_error *error = bk_source_create(NULL, &source);
	struct utsname uts;

	if (access(BK_RUNNING_KERNEL, R_OK) != 0) {
		expect_fails(error, BK_RUNNING_KERNEL ": open: ");
		return;
	}
	expect_ok(error);
	uname(&uts);
	ck_assert_str_eq(source->name, BK_RUNNING_KERNEL);
	ck_assert_str_eq(source->release, uts.release);
	ck_assert_str_eq(source->arch, uts.machine);
	ck_assert(source->is_running && !source->is_running_module);
	ck_assert_uint_gt(source->btf.size, 100000);
}
END_TEST

START_TEST(what_names_no_file_is_not_looked_for_as_one)
{
	scratch_enter();
	scratch_write("module:a", small_btf(false));
	scratch_write("id:x", small_btf(false));
	scratch_write("prog:", small_btf(false));
	expect_fails(open_source("module:a"), "module:a: ");
	expect_fails(open_source("id:x"),
		     "id:x: 'x' is no id (a file of that name would be ./id:x)");
	expect_fails(open_source("prog:"), "prog:: '' is no id");
	expect_btf("./module:a", small_btf(false));
	expect_btf("./id:x", small_btf(false));
	scratch_write("id", small_btf(false));
	expect_btf("id", small_btf(false));
}
END_TEST

TEST_SUITE(source, raw_btf_is_known_by_its_content, what_cannot_be_opened_is_named,
	   what_is_no_btf_shows_how_it_begins, any_btf_magic_will_do, a_fifo_is_read_to_its_end,
	   a_fifo_waits_for_its_writer, a_pipe_is_read_by_its_name_in_proc,
	   elf_files_of_any_shape_hold_btf, all_btf_sections_are_shown,
	   kernels_and_modules_tell_their_release, elf_files_without_usable_btf_say_why,
	   elf_files_cut_short_are_refused, a_section_that_lies_outside_the_file_is_refused,
	   without_a_name_it_is_the_running_kernel, what_names_no_file_is_not_looked_for_as_one)
