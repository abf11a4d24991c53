// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The headers of kernel images, whole, cut and with every field a lie. */
#include "btfkit/source/image.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/suite.h"

/* An image that a test writes field by field; all other bytes are zero. */
struct canvas {
	uint8_t *data;
	size_t size;
};

static struct canvas canvas_new(size_t size)
{
	return (struct canvas){ keep_zeros(size), size };
}

static void put(struct canvas c, size_t at, const char *mark, size_t size)
{
	memcpy(c.data + at, mark, size);
}

static void put_le(struct canvas c, size_t at, int size, uint64_t value)
{
	for (int i = 0; i < size; i++)
		c.data[at + i] = value >> 8 * i;
}

static struct bk_bytes bytes_of(struct canvas c)
{
	return (struct bk_bytes){ c.data, c.size };
}

static struct bk_image image_of(struct canvas c)
{
	struct bk_image image;

	ck_assert(bk_image_recognises(bytes_of(c)));
	expect_ok(bk_image_read(bytes_of(c), &image));
	return image;
}

static void expect_image(struct canvas c, const char *format, const char *arch, const char *release)
{
	struct bk_image image = image_of(c);

	ck_assert_str_eq(image.format, format);
	ck_assert_pstr_eq(image.arch, arch);
	ck_assert_uint_eq(image.release.size, strlen(release));
	if (image.release.size)
		ck_assert_mem_eq(image.release.data, release, image.release.size);
}

static void expect_payload(struct canvas c, size_t offset, size_t size)
{
	struct bk_image image = image_of(c);

	ck_assert_uint_eq(image.payload.size, size);
	if (size)
		ck_assert_int_eq(image.payload.data - c.data, (ptrdiff_t)offset);
}

static void expect_refused(struct canvas c, const char *text)
{
	struct bk_image image;

	ck_assert(bk_image_recognises(bytes_of(c)));
	expect_fails(bk_image_read(bytes_of(c), &image), text);
}

/* ---- x86 ---- */

/* Two sectors of setup code behind the boot sector, 100 bytes of payload 32 bytes into the rest. */
static struct canvas bzimage(void)
{
	struct canvas c = canvas_new(3 * 512 + 32 + 100 + 9);

	put(c, 0, "MZ", 2);
	put_le(c, 0x1f1, 1, 2);
	put_le(c, 0x1fe, 2, 0xaa55);
	put(c, 0x202, "HdrS", 4);
	put_le(c, 0x206, 2, 0x20f);
	put_le(c, 0x20e, 2, 0x300);
	put(c, 0x500, "6.1.0-56-amd64 (a@b) #1", 23);
	put_le(c, 0x236, 2, 0x7f);
	put_le(c, 0x248, 4, 32);
	put_le(c, 0x24c, 4, 100);
	return c;
}

START_TEST(bzimages_tell_payload_release_and_width)
{
	struct canvas c = bzimage();

	expect_image(c, "bzImage", "x86_64", "6.1.0-56-amd64");
	expect_payload(c, 3 * 512 + 32, 100);
	put_le(c, 0x236, 2, 0x7e);
	expect_image(c, "bzImage", "i686", "6.1.0-56-amd64");
	put_le(c, 0x206, 2, 0x20b);
	expect_image(c, "bzImage", NULL, "6.1.0-56-amd64");
	expect_payload(c, 3 * 512 + 32, 100);
	put_le(c, 0x206, 2, 0x207);
	expect_payload(c, 0, 0);
}
END_TEST

START_TEST(a_bzimage_of_no_sectors_has_four)
{
	struct canvas c = bzimage(), longer = canvas_new(c.size + 1024);

	put(longer, 0, (const char *)c.data, c.size);
	put_le(longer, 0x1f1, 1, 0);
	expect_payload(longer, 5 * 512 + 32, 100);
}
END_TEST

START_TEST(a_release_that_stands_nowhere_is_none)
{
	struct canvas c = bzimage();
	static const uint16_t offsets[] = { 0, 0x2ff, 0x301, 0x310, 0x3ff, 0x400, 0xffff };

	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		put_le(c, 0x20e, 2, offsets[i]);
		expect_image(c, "bzImage", "x86_64", "");
	}
}
END_TEST

START_TEST(a_payload_outside_of_the_bzimage_is_refused)
{
	struct canvas c = bzimage();

	put_le(c, 0x24c, 4, 109);
	expect_payload(c, 3 * 512 + 32, 109);
	put_le(c, 0x24c, 4, 110);
	expect_refused(c, "bzImage: cut off: the payload of 110 bytes at 0x620 ends past the 1677 "
			  "bytes there are");
	put_le(c, 0x24c, 4, UINT32_MAX);
	put_le(c, 0x248, 4, UINT32_MAX);
	expect_refused(c, "the payload of 4294967295 bytes at 0x1000005ff ends past");
	put_le(c, 0x24c, 4, 0);
	expect_refused(c, "bzImage: the payload is empty");
}
END_TEST

START_TEST(what_only_looks_like_a_bzimage_is_none)
{
	struct canvas c = bzimage();

	c.data[0x1ff] = 0;
	ck_assert(!bk_image_recognises(bytes_of(c)));
	c = bzimage();
	c.data[0x202] = 0;
	ck_assert(!bk_image_recognises(bytes_of(c)));
	c = bzimage();
	c.size = 0x205;
	ck_assert(!bk_image_recognises(bytes_of(c)));
	c.size = 0x24f;
	expect_refused(c, "bzImage: cut off inside the setup header");
}
END_TEST

/* ---- EFI ---- */

/* A PE header at 0x80 with two section headers, of which the second is `name`: 16 bytes at 0x140. */
static struct canvas pe(uint16_t machine, const char *name)
{
	struct canvas c = canvas_new(0x160);

	put(c, 0, "MZ", 2);
	put_le(c, 0x3c, 4, 0x80);
	put(c, 0x80, "PE\0", 4);
	put_le(c, 0x84, 2, machine);
	put_le(c, 0x86, 2, 2);
	put_le(c, 0x94, 2, 8);
	put(c, 0xa0, ".text", 5);
	put(c, 0xc8, name, strlen(name));
	put_le(c, 0xc8 + 8, 4, 16);
	put_le(c, 0xc8 + 16, 4, 32);
	put_le(c, 0xc8 + 20, 4, 0x140);
	return c;
}

static struct canvas zboot(uint16_t machine)
{
	struct canvas c = pe(machine, ".data");

	put(c, 4, "zimg", 4);
	put_le(c, 8, 4, 0x140);
	put_le(c, 12, 4, 32);
	put(c, 24, "zstd", 4);
	return c;
}

START_TEST(zboot_tells_payload_and_machine)
{
	expect_image(zboot(0xaa64), "EFI zboot", "aarch64", "");
	expect_image(zboot(0x5064), "EFI zboot", "riscv64", "");
	expect_image(zboot(0x6264), "EFI zboot", "loongarch64", "");
	expect_image(zboot(0x1234), "EFI zboot", NULL, "");
	expect_payload(zboot(0xaa64), 0x140, 32);
}
END_TEST

START_TEST(zboot_with_lies_is_refused)
{
	struct canvas c = zboot(0xaa64);

	put_le(c, 12, 4, 33);
	expect_refused(c, "EFI zboot: cut off: the payload of 33 bytes at 0x140 ends past the 352 "
			  "bytes there are");
	put_le(c, 8, 4, UINT32_MAX);
	expect_refused(c, "EFI zboot: cut off: the payload of 33 bytes at 0xffffffff");
	put_le(c, 12, 4, 0);
	expect_refused(c, "EFI zboot: the payload is empty");
	c.size = 63;
	expect_refused(c, "EFI zboot: cut off inside the header");
	c = zboot(0xaa64);
	put_le(c, 0x3c, 4, UINT32_MAX); /* no PE header then, so no machine */
	expect_image(c, "EFI zboot", NULL, "");
}
END_TEST

START_TEST(efi_kernels_may_have_a_kernel_as_a_section)
{
	struct canvas c = pe(0x8664, ".linux");

	expect_image(c, "EFI kernel", "x86_64", "");
	expect_payload(c, 0x140, 16);
	put_le(c, 0xc8 + 8, 4, 0); /* its size without padding is not told */
	expect_payload(c, 0x140, 32);
	put_le(c, 0xc8 + 8, 4, 100);
	expect_payload(c, 0x140, 32);
	put_le(c, 0xc8 + 16, 4, 33);
	expect_refused(c, "EFI kernel: cut off: its section .linux (33 bytes at 0x140) ends past "
			  "the 352 bytes there are");

	c = pe(0xaa64, ".uname");
	put(c, 56, "\xcd\x23\x82\x81", 4);
	put(c, 0x140, "6.12.1-arch\n", 12);
	expect_image(c, "EFI kernel", "aarch64", "6.12.1-arch");
	expect_payload(c, 0, 0);
	put(c, 0x140, "6.12.1*arch\n", 12);
	expect_image(c, "EFI kernel", "aarch64", "");
}
END_TEST

START_TEST(other_efi_programs_are_no_kernels)
{
	ck_assert(!bk_image_recognises(bytes_of(pe(0x8664, ".linux1"))));
	ck_assert(!bk_image_recognises(bytes_of(pe(0x8664, ".linu"))));
	ck_assert(!bk_image_recognises(bytes_of(pe(0x8664, ".uname"))));
}
END_TEST

START_TEST(section_headers_outside_of_the_kernel_are_refused)
{
	struct canvas c = pe(0x8664, ".linux");

	put_le(c, 0x86, 2, 5); /* 0x80 + 24 + 8 + 5 * 40 = 0x168 */
	expect_refused(c, "EFI kernel: cut off inside the section headers");
	put_le(c, 0x86, 2, 0xffff);
	expect_refused(c, "EFI kernel: cut off inside the section headers");
	put_le(c, 0x86, 2, 0);
	ck_assert(!bk_image_recognises(bytes_of(c)));
	put(c, 56, "\xcd\x23\x82\x81", 4);
	expect_payload(c, 0, 0);
	put_le(c, 0x86, 2, 2);
	put_le(c, 0x94, 2, 0xffff);
	expect_refused(c, "EFI kernel: cut off inside the section headers");
	c.size = 0x80 + 23;
	ck_assert(!bk_image_recognises(bytes_of(c)));
	c.size = 63;
	ck_assert(!bk_image_recognises(bytes_of(c)));
}
END_TEST

/* ---- images that tell no payload ---- */

START_TEST(the_others_are_known_by_their_marks)
{
	static const struct {
		size_t at, size;
		char mark[17];
		const char *format, *arch;
	} marks[] = {
		{ 56, 4, "ARM\x64", "arm64 Image", "aarch64" },
		{ 56, 4, "RSC\x05", "RISC-V Image", "riscv64" },
		{ 0x24, 4, "\x18\x28\x6f\x01", "ARM zImage", "arm" },
		{ 0x24, 4, "\x01\x6f\x28\x18", "ARM zImage", "arm" },
		{ 0x10008, 6, "S390EP", "s390 image", "s390x" },
		{ 8, 16, "\2\0\0\x18\x60\0\0\x50\2\0\0\x68\x60\0\0\x50", "s390 image", "s390x" },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		struct canvas c = canvas_new(marks[i].at + marks[i].size);

		ck_assert(!bk_image_recognises(bytes_of(c)));
		put(c, marks[i].at, marks[i].mark, marks[i].size);
		expect_image(c, marks[i].format, marks[i].arch, "");
		expect_payload(c, 0, 0);
		c.size--;
		ck_assert(!bk_image_recognises(bytes_of(c)));
	}
}
END_TEST

START_TEST(arm64_tells_its_byte_order)
{
	struct canvas c = canvas_new(64);

	put(c, 56, "ARM\x64", 4);
	put_le(c, 24, 8, 0xb);
	expect_image(c, "arm64 Image", "aarch64_be", "");
}
END_TEST

START_TEST(riscv_tells_its_width)
{
	struct canvas c = pe(0x5032, ".text");

	put(c, 56, "RSC\x05", 4);
	expect_image(c, "RISC-V Image", "riscv32", "");
}
END_TEST

/* ---- hostile ---- */

/* Whatever is read lies inside of the bytes: a sanitizer would see what does not. */
static void try_image(struct bk_bytes bytes)
{
	struct bk_image image;
	struct bk_error *error;

	if (!bk_image_recognises(bytes))
		return;
	error = bk_image_read(bytes, &image);
	if (error) {
		ck_assert_int_eq(bk_error_code(error), BK_ERR_MALFORMED);
		bk_error_destroy(error);
		return;
	}
	ck_assert(!image.payload.size ||
		  (image.payload.data >= bytes.data &&
		   image.payload.data + image.payload.size <= bytes.data + bytes.size));
	ck_assert(!image.release.size ||
		  (image.release.data >= bytes.data &&
		   image.release.data + image.release.size <= bytes.data + bytes.size));
}

START_TEST(cut_and_changed_ones_do_no_harm)
{
	const struct canvas canvases[] = { bzimage(), zboot(0xaa64), pe(0x8664, ".linux"),
					   pe(0x8664, ".uname") };
	struct random random = random_start(1);

	put(canvases[3], 56, "\xcd\x23\x82\x81", 4);
	for (size_t i = 0; i < sizeof(canvases) / sizeof(*canvases); i++) {
		struct canvas c = canvases[i];

		for (size_t size = 1; size <= c.size; size++) {
			uint8_t *copy = malloc(size);

			ck_assert(copy != NULL);
			memcpy(copy, c.data, size);
			try_image((struct bk_bytes){ copy, size });
			free(copy);
		}
		for (int round = 0; round < 20000; round++) {
			size_t at = random_below(&random, c.size < 0x250 ? c.size : 0x250);
			uint8_t was = c.data[at];

			c.data[at] = random_below(&random, 256);
			try_image(bytes_of(c));
			if (round % 4)
				c.data[at] = was; /* one of four stays, so that they add up */
		}
	}
}
END_TEST

TEST_SUITE(image, bzimages_tell_payload_release_and_width, a_bzimage_of_no_sectors_has_four,
	   a_release_that_stands_nowhere_is_none, a_payload_outside_of_the_bzimage_is_refused,
	   what_only_looks_like_a_bzimage_is_none, zboot_tells_payload_and_machine,
	   zboot_with_lies_is_refused, efi_kernels_may_have_a_kernel_as_a_section,
	   other_efi_programs_are_no_kernels, section_headers_outside_of_the_kernel_are_refused,
	   the_others_are_known_by_their_marks, arm64_tells_its_byte_order, riscv_tells_its_width,
	   cut_and_changed_ones_do_no_harm)
