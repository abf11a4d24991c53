// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Loaded BTF, of a kernel that is a function here. */
#include "btfkit/source/loaded.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const struct fake {
	enum bk_bpf_object what;
	uint32_t id;
	const char *name;
	const char *text; /* of BTF: its bytes */
	uint32_t btf_id;  /* of programs and maps */
	bool is_kernel;
	bool is_vanishing; /* has an id, but is gone when it is asked for */
} fakes[] = {
	{ BK_BPF_BTF, 1, "vmlinux", "the kernel's", .is_kernel = true },
	{ BK_BPF_BTF, 4, "nf_tables", "the module's", .is_kernel = true },
	{ BK_BPF_BTF, 7, "", "the program's" },
	{ BK_BPF_BTF, 8, "vmlinux", "any" }, /* called so, but not the kernel's */
	{ BK_BPF_BTF, 9, "", "gone", .is_vanishing = true },
	{ BK_BPF_PROGRAM, 2, "first", NULL, 7 },
	{ BK_BPF_PROGRAM, 3, "without", NULL, 0 },
	{ BK_BPF_PROGRAM, 5, "", NULL, 7 },
	{ BK_BPF_PROGRAM, 6, "early", NULL, 1 },
	{ BK_BPF_PROGRAM, 7, "late", NULL, 10 }, /* its BTF came after the list was made */
	{ BK_BPF_MAP, 1, "a_name_of_15_ch", NULL, 7 },
	{ BK_BPF_MAP, 2, "gone", NULL, 7, .is_vanishing = true },
};

enum { FAKES = sizeof(fakes) / sizeof(*fakes) };

static const struct fake *behind_fd[1024];
static int error_at, error_is; /* the command that fails, and how */

static int next_id(enum bk_bpf_object what, union bpf_attr *attr)
{
	for (size_t i = 0; i < FAKES; i++)
		if (fakes[i].what == what && fakes[i].id > attr->start_id) {
			attr->next_id = fakes[i].id;
			return 0;
		}
	return -ENOENT;
}

static int get_fd(enum bk_bpf_object what, const union bpf_attr *attr)
{
	for (size_t i = 0; i < FAKES; i++)
		if (fakes[i].what == what && fakes[i].id == attr->start_id &&
		    !fakes[i].is_vanishing) {
			int fd = open("/dev/null", O_RDONLY);

			ck_assert(fd >= 0 && fd < 1024);
			behind_fd[fd] = &fakes[i];
			return fd;
		}
	return -ENOENT;
}

static void copy(uint64_t to, const char *text, size_t size)
{
	if (to)
		memcpy((void *)(uintptr_t)to, text, size);
}

static int get_info(const union bpf_attr *attr)
{
	void *raw = (void *)(uintptr_t)attr->info.info;
	const struct fake *fake = behind_fd[attr->info.bpf_fd];
	struct bpf_prog_info *program = raw;
	struct bpf_map_info *map = raw;
	struct bpf_btf_info *btf = raw;

	switch (fake->what) {
	case BK_BPF_BTF:
		if (btf->btf)
			ck_assert_uint_eq(btf->btf_size, strlen(fake->text));
		copy(btf->btf, fake->text, strlen(fake->text));
		copy(btf->name, fake->name, strlen(fake->name) + 1);
		btf->id = fake->id;
		btf->btf_size = strlen(fake->text);
		btf->kernel_btf = fake->is_kernel;
		return 0;
	case BK_BPF_PROGRAM:
		program->btf_id = fake->btf_id;
		memcpy(program->name, fake->name, strlen(fake->name) + 1);
		return 0;
	case BK_BPF_MAP:
		map->btf_id = fake->btf_id;
		memcpy(map->name, fake->name, strlen(fake->name) + 1);
		return 0;
	}
	return -EINVAL;
}

static int fake_bpf(int command, union bpf_attr *attr)
{
	if (error_is && command == error_at)
		return -error_is;
	switch (command) {
	case BPF_BTF_GET_NEXT_ID:
		return next_id(BK_BPF_BTF, attr);
	case BPF_PROG_GET_NEXT_ID:
		return next_id(BK_BPF_PROGRAM, attr);
	case BPF_MAP_GET_NEXT_ID:
		return next_id(BK_BPF_MAP, attr);
	case BPF_BTF_GET_FD_BY_ID:
		return get_fd(BK_BPF_BTF, attr);
	case BPF_PROG_GET_FD_BY_ID:
		return get_fd(BK_BPF_PROGRAM, attr);
	case BPF_MAP_GET_FD_BY_ID:
		return get_fd(BK_BPF_MAP, attr);
	case BPF_OBJ_GET_INFO_BY_FD:
		return get_info(attr);
	default:
		return -EINVAL;
	}
}

/* ---- the list ---- */

static char *list_text(const struct bk_loaded *loaded)
{
	static const char *const kinds[] = { "kernel", "module", "program" };
	char *text = keep_format("%s", "");

	for (size_t i = 0; i < loaded->count; i++) {
		const struct bk_loaded_btf *btf = &loaded->btfs[i];

		text = keep_format("%s%u %s '%s' %u:", text, btf->id, kinds[btf->kind], btf->name,
				   btf->size_bytes);
		for (size_t n = 0; n < btf->holder_count; n++)
			text = keep_format("%s %s %u '%s'", text,
					   bk_bpf_object_name(btf->holders[n].what),
					   btf->holders[n].id, btf->holders[n].name);
		text = keep_format("%s\n", text);
	}
	return text;
}

START_TEST(all_that_is_loaded_is_listed_with_its_holders)
{
	BK_AUTO(bk_loaded_auto) struct bk_loaded *loaded = NULL;
	int lowest = open("/dev/null", O_RDONLY), fd;

	close(lowest);
	expect_ok(bk_loaded_create(fake_bpf, &loaded));
	expect_text(list_text(loaded),
		    "1 kernel 'vmlinux' 12: program 6 'early'\n"
		    "4 module 'nf_tables' 12:\n"
		    "7 program '' 13: program 2 'first' program 5 '' map 1 'a_name_of_15_ch'\n"
		    "8 program 'vmlinux' 3:\n");
	fd = open("/dev/null", O_RDONLY);
	ck_assert_int_eq(fd, lowest); /* all were closed */
	close(fd);
}
END_TEST

START_TEST(any_refusal_ends_the_list)
{
	static const int commands[] = { BPF_BTF_GET_NEXT_ID,   BPF_PROG_GET_NEXT_ID,
					BPF_MAP_GET_NEXT_ID,   BPF_BTF_GET_FD_BY_ID,
					BPF_PROG_GET_FD_BY_ID, BPF_MAP_GET_FD_BY_ID,
					BPF_OBJ_GET_INFO_BY_FD };
	struct bk_loaded *loaded;

	error_is = EPERM;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		error_at = commands[i];
		expect_fails(bk_loaded_create(fake_bpf, &loaded),
			     "bpf: Operation not permitted (the kernel tells what is loaded only "
			     "to root: CAP_SYS_ADMIN)");
		ck_assert_ptr_null(loaded);
	}
}
END_TEST

START_TEST(each_refusal_is_told)
{
	static const struct {
		int errnum;
		const char *text;
	} cases[] = {
		{ EACCES, "bpf: Permission denied (the kernel tells" },
		{ ENOSYS, "bpf: Function not implemented (this kernel was built without BPF)" },
		{ EINVAL,
		  "bpf: Invalid argument (perhaps this kernel is too old to be asked this)" },
		{ EMFILE, "bpf: Too many open files" },
	};
	struct bk_loaded *loaded;

	error_at = BPF_BTF_GET_NEXT_ID;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		error_is = cases[i].errnum;
		expect_fails(bk_loaded_create(fake_bpf, &loaded), cases[i].text);
	}
}
END_TEST

/* A kernel that counts backwards: nothing would end. */
static int endless(int command, union bpf_attr *attr)
{
	if (command == BPF_BTF_GET_NEXT_ID) {
		attr->next_id = 4;
		return 0;
	}
	return fake_bpf(command, attr);
}

START_TEST(ids_that_do_not_rise_end_the_list)
{
	BK_AUTO(bk_loaded_auto) struct bk_loaded *loaded = NULL;

	expect_ok(bk_loaded_create(endless, &loaded));
	ck_assert_uint_eq(loaded->count, 1);
}
END_TEST

/* ---- sources ---- */

static struct bk_error *read_spec(const char *spec, char **text, enum bk_loaded_kind *kind)
{
	BK_AUTO(bk_buffer_deinit) struct bk_buffer buffer = { 0 };

	BK_TRY(bk_loaded_read(fake_bpf, spec, &buffer, kind));
	*text = keep_format("%.*s", (int)buffer.size, buffer.data);
	return NULL;
}

static void expect_read(const char *spec, enum bk_loaded_kind wanted, const char *text)
{
	enum bk_loaded_kind kind;
	char *got = NULL;

	ck_assert(bk_loaded_is_spec(spec));
	expect_ok(read_spec(spec, &got, &kind));
	ck_assert_str_eq(got, text);
	ck_assert_int_eq(kind, wanted);
}

static void expect_unread(const char *spec, const char *error)
{
	enum bk_loaded_kind kind;
	char *got;

	expect_fails(read_spec(spec, &got, &kind), error);
}

START_TEST(btf_is_read_by_its_id_and_by_its_holders)
{
	expect_read("id:1", BK_LOADED_KERNEL, "the kernel's");
	expect_read("id:4", BK_LOADED_MODULE, "the module's");
	expect_read("id:007", BK_LOADED_PROGRAM, "the program's");
	expect_read("prog:2", BK_LOADED_PROGRAM, "the program's");
	expect_read("prog:6", BK_LOADED_KERNEL, "the kernel's");
	expect_read("map:1", BK_LOADED_PROGRAM, "the program's");
}
END_TEST

START_TEST(what_is_not_loaded_is_told)
{
	expect_unread("id:2", "no BTF of that id is loaded");
	expect_unread("id:9", "no BTF of that id is loaded");
	expect_unread("prog:9", "no program of that id is loaded");
	expect_unread("prog:3", "the program 'without' was loaded without BTF");
	expect_unread("map:2", "no map of that id is loaded");
	expect_unread("prog:7", "no BTF of that id is loaded"); /* it was unloaded meanwhile */
}
END_TEST

START_TEST(only_numbers_are_ids)
{
	static const char *const texts[] = { "",   "x",	   "-1",	 " 1",
					     "1x", "0x10", "4294967296", "99999999999999999999",
					     "0" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		expect_unread(keep_format("map:%s", texts[i]),
			      keep_format("'%s' is no id (a file of that name would be ./map:%s)",
					  texts[i], texts[i]));
	ck_assert(!bk_loaded_is_spec("idx:1"));
	ck_assert(!bk_loaded_is_spec("./id:1"));
	ck_assert(!bk_loaded_is_spec("id"));
	ck_assert(!bk_loaded_is_spec(""));
}
END_TEST

/* ---- this kernel ---- */

START_TEST(the_running_kernel_lists_itself)
{
	BK_AUTO(bk_loaded_auto) struct bk_loaded *loaded = NULL;
	struct bk_error *error = bk_loaded_create(bk_bpf_system, &loaded);

	if (error) { /* no right to ask, or no BPF */
		ck_assert_int_eq(bk_error_code(error), BK_ERR_SYSTEM);
		expect_fails(error, "bpf: ");
		return;
	}
	for (size_t i = 1; i < loaded->count; i++)
		ck_assert_uint_lt(loaded->btfs[i - 1].id, loaded->btfs[i].id);
	for (size_t i = 0; i < loaded->count; i++)
		if (loaded->btfs[i].kind == BK_LOADED_KERNEL)
			ck_assert_uint_gt(loaded->btfs[i].size_bytes, 100000);
}
END_TEST

TEST_SUITE(loaded, all_that_is_loaded_is_listed_with_its_holders, any_refusal_ends_the_list,
	   each_refusal_is_told, ids_that_do_not_rise_end_the_list,
	   btf_is_read_by_its_id_and_by_its_holders, what_is_not_loaded_is_told,
	   only_numbers_are_ids, the_running_kernel_lists_itself)
