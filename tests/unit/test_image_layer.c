// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Looking into images that are not compressed; tests/cli/dump-image.sh has the others. */
#include "btfkit/source/image_layer.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <zlib.h>

static const char banner[] = "Linux version %s\n\0Linux version 6.1.0-test (a@b) #1\n";

static struct bk_bytes small_btf(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	return build_bytes(b);
}

/* An arm64 Image, or no image at all, that holds the banner and, at 301, `inside`. */
static struct bk_bytes image_around(struct bk_bytes inside, bool is_arm64)
{
	uint8_t *all = keep_zeros(301 + inside.size + 99);

	if (is_arm64)
		all[56] = 'A', all[57] = 'R', all[58] = 'M', all[59] = 'd';
	memcpy(all + 100, banner, sizeof(banner));
	if (inside.size)
		memcpy(all + 301, inside.data, inside.size);
	return (struct bk_bytes){ all, 301 + inside.size + 99 };
}

static void expect_opened(const char *spec, const char *arch)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;
	struct bk_bytes btf = small_btf();

	expect_ok(bk_source_create(spec, &source));
	ck_assert_uint_eq(source->btf.size, btf.size);
	ck_assert_mem_eq(source->btf.data, btf.data, btf.size);
	ck_assert_str_eq(source->release, "6.1.0-test");
	ck_assert_pstr_eq(source->arch, arch);
}

static struct bk_error *open_source(const char *spec)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;

	return bk_source_create(spec, &source);
}

START_TEST(images_show_btf_release_and_machine)
{
	scratch_enter();
	scratch_write("Image", image_around(small_btf(), true));
	expect_opened("Image", "aarch64");
	scratch_write("unknown", image_around(small_btf(), false));
	expect_opened("unknown", NULL);
}
END_TEST

START_TEST(images_without_btf_say_what_they_are)
{
	struct bk_bytes none = { NULL, 0 };

	scratch_enter();
	scratch_write("Image", image_around(none, true));
	expect_fails(open_source("Image"), "Image: arm64 Image: no BTF among its 400 bytes");
	scratch_write("unknown", image_around(none, false));
	expect_fails(open_source("unknown"), "unknown: neither BTF nor anything that holds it");
}
END_TEST

START_TEST(two_of_a_size_are_told_with_their_offsets)
{
	struct bk_bytes one = small_btf();
	uint8_t *both = keep_zeros(2 * one.size);

	memcpy(both, one.data, one.size);
	memcpy(both + one.size, one.data, one.size);
	scratch_enter();
	scratch_write("unknown", image_around((struct bk_bytes){ both, 2 * one.size }, false));
	expect_fails(open_source("unknown"), "unknown: image: two BTFs, of 45 bytes at 0x12d and "
					     "of 45 bytes at 0x15a");
}
END_TEST

/* ---- hostile ---- */

static void put32(uint8_t *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = value >> 8 * i;
}

/* A gzip file with one stored block. */
static struct bk_bytes gzip_of(struct bk_bytes bytes)
{
	static const uint8_t header[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1 };
	uint8_t *all = keep_zeros(sizeof(header) + 4 + bytes.size + 8);
	uint8_t *at = all + sizeof(header);

	memcpy(all, header, sizeof(header));
	at[0] = bytes.size;
	at[1] = bytes.size >> 8;
	at[2] = ~at[0];
	at[3] = ~at[1];
	memcpy(at + 4, bytes.data, bytes.size);
	put32(at + 4 + bytes.size, crc32(0, bytes.data, bytes.size));
	put32(at + 8 + bytes.size, bytes.size);
	return (struct bk_bytes){ all, sizeof(header) + 4 + bytes.size + 8 };
}

static struct bk_bytes zboot_around(struct bk_bytes inside)
{
	static const uint8_t header[] = { 'M', 'Z', 0, 0, 'z', 'i', 'm', 'g', 128 };
	uint8_t *all = keep_zeros(128 + inside.size);

	memcpy(all, header, sizeof(header));
	all[12] = inside.size;
	memcpy(all + 128, inside.data, inside.size);
	return (struct bk_bytes){ all, 128 + inside.size };
}

/* Whether the bytes, of just that size, hold BTF. An error is one of the bytes. */
static bool try_layers(struct bk_bytes bytes)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = calloc(1, sizeof(*source));
	struct bk_error *error;

	ck_assert(source != NULL);
	error = bk_layers_open(source, bytes, NULL);
	if (!error) {
		ck_assert_uint_gt(source->btf.size, 0);
		return true;
	}
	ck_assert(bk_error_code(error) == BK_ERR_MALFORMED ||
		  bk_error_code(error) == BK_ERR_UNSUPPORTED ||
		  bk_error_code(error) == BK_ERR_NO_BTF);
	ck_assert(*bk_error_text(error));
	bk_error_destroy(error);
	return false;
}

static bool try_mutant(struct bk_bytes bytes, struct random *random)
{
	size_t size = random_once_in(random, 4) ? 1 + random_below(random, bytes.size) : bytes.size;
	uint8_t *copy = malloc(size);
	bool opened;

	ck_assert(copy != NULL);
	memcpy(copy, bytes.data, size);
	for (uint32_t changes = random_below(random, 4); changes; changes--) {
		size_t at = random_below(random, size);

		copy[at] = random_once_in(random, 2) ? random_below(random, 256)
						     : copy[at] ^ 1u << random_below(random, 8);
	}
	opened = try_layers((struct bk_bytes){ copy, size });
	free(copy);
	return opened;
}

START_TEST(mutants_of_images_do_no_harm)
{
	const struct bk_bytes images[] = {
		image_around(small_btf(), true),
		image_around(gzip_of(small_btf()), true),
		image_around(gzip_of(image_around(small_btf(), false)), false),
		zboot_around(gzip_of(small_btf())),
		zboot_around(small_btf()),
	};
	struct random random = random_start(1);

	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		const int mutants = 1500;
		int opened = 0;

		ck_assert_msg(try_layers(images[i]), "image %zu", i);
		for (int n = 0; n < mutants; n++)
			opened += try_mutant(images[i], &random);
		ck_assert_msg(opened > mutants / 20 && opened < mutants,
			      "image %zu: %d of %d were opened", i, opened, mutants);
	}
}
END_TEST

TEST_SUITE(image_layer, images_show_btf_release_and_machine, images_without_btf_say_what_they_are,
	   two_of_a_size_are_told_with_their_offsets, mutants_of_images_do_no_harm)
