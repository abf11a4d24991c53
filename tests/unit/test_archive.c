// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Packages and archives with anything in them cut or changed: told, or read, but never worse. */
#include "btfkit/source/layer.h"
#include "tests/unit/support/elf_file.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>
#include <unistd.h>

static const char *const makers[] = {
	"\"$FIXTURES\"/../tests/mkpackage deb packed linux-image-6.1 amd64 files gzip",
	"\"$FIXTURES\"/../tests/mkpackage deb packed linux-image-6.1 amd64 files cat",
	"\"$FIXTURES\"/../tests/mkpackage rpm packed kernel-6.1-1 x86_64 files 'zstd -q'",
	"\"$FIXTURES\"/../tests/mkpackage rpm packed kernel-6.1-1 x86_64 files cat",
	"tar --sort=name -cf packed files",
	"tar --format=v7 -cf packed files",
	"tar --format=pax -cJf packed files",
	"find files | cpio --quiet -oH newc >packed",
	"find files | cpio --quiet -oH odc >packed",
	"zip -qry packed.zip files && mv packed.zip packed",
};

/* A raw BTF, modules, a link, in the directory "files". */
static void make_files(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	ck_assert(scratch_run("mkdir -p files/boot files/lib/modules"));
	scratch_write("files/boot/vmlinux-6.1", build_bytes(b));
	ck_assert(scratch_run("cd files && ln -s boot/vmlinux-6.1 link && echo text >text && "
			      "xz -c boot/vmlinux-6.1 >lib/modules/a.xz"));
}

static struct bk_bytes file_bytes(const char *name)
{
	static uint8_t bytes[1 << 18];
	FILE *file = fopen(name, "rb");
	size_t size;

	ck_assert_ptr_nonnull(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return (struct bk_bytes){ bytes, size };
}

static struct bk_error *open_bytes(struct bk_bytes bytes, const char *member)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = calloc(1, sizeof(*source));
	struct bk_error *error;

	ck_assert_ptr_nonnull(source);
	source->name = strdup("archive");
	source->where = strdup("archive");
	error = bk_layers_open(source, bytes, member);
	if (!error)
		ck_assert_uint_gt(source->btf.size, 0);
	return error;
}

static uint32_t next_random(uint32_t *random)
{
	*random = *random * 1103515245 + 12345;
	return *random >> 8;
}

/* A copy of exactly as many bytes as there are, so that a sanitizer sees each one too far. */
static struct bk_error *open_mutant(struct bk_bytes packed, const char *member, uint32_t *random)
{
	const bool is_cut = next_random(random) % 3 == 0;
	size_t size = is_cut ? next_random(random) % packed.size + 1 : packed.size;
	uint8_t *copy = malloc(size);
	struct bk_error *error;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, packed.data, size);
	for (uint32_t i = is_cut ? 0 : 1 + next_random(random) % 4; i; i--)
		copy[next_random(random) % size] = next_random(random);
	error = open_bytes((struct bk_bytes){ copy, size }, member);
	free(copy);
	return error;
}

START_TEST(mutants_are_told_or_read)
{
	static const char *const members[] = { NULL, "boot/vmlinux-6.1", "files/link", "link" };
	uint32_t random = 1;
	size_t told = 0;

	scratch_enter();
	make_files();
	for (size_t maker = 0; maker < sizeof(makers) / sizeof(*makers); maker++) {
		struct bk_bytes packed;

		ck_assert(scratch_run("%s", makers[maker]));
		packed = file_bytes("packed");
		ck_assert_ptr_null(open_bytes(packed, NULL));
		for (int i = 0; i < 150; i++) {
			struct bk_error *error = open_mutant(packed, members[i % 4], &random);

			told += error != NULL;
			bk_error_destroy(error);
		}
	}
	ck_assert_uint_gt(told, 300);
}
END_TEST

TEST_SUITE(archive, mutants_are_told_or_read)
