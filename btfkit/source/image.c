// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The headers of kernel images. All numbers in them are little-endian but s390's, of which only a
 * mark is read.
 *
 * Nearly all of them begin with MZ, as an EFI firmware wants, so the mark of each counts, and the
 * PE header comes last.
 */
#include "btfkit/source/image.h"

#include "btfkit/source/banner.h"
#include "btfkit/source/pe.h"

static bool holds(struct bk_bytes bytes, size_t at, const char *mark, size_t size)
{
	struct bk_bytes part;

	return bk_bytes_part(bytes, at, size, &part) && memcmp(part.data, mark, size) == 0;
}

static struct bk_error *show_payload(struct bk_bytes bytes, uint64_t offset, uint32_t size,
				     struct bk_image *image)
{
	if (!size)
		return bk_error_create(BK_ERR_MALFORMED, "the payload is empty");
	if (!bk_bytes_part(bytes, offset, size, &image->payload))
		return bk_error_create(BK_ERR_MALFORMED,
				       "cut off: the payload of %u bytes at 0x%llx ends past the "
				       "%zu bytes there are",
				       size, (unsigned long long)offset, bytes.size);
	return NULL;
}

/* ---- x86: Documentation/arch/x86/boot.rst of the kernel ---- */

enum {
	X86_SETUP_SECTS = 0x1f1,
	X86_BOOT_FLAG = 0x1fe,
	X86_MARK = 0x202,
	X86_VERSION = 0x206,
	X86_KERNEL_VERSION = 0x20e,
	X86_XLOADFLAGS = 0x236,
	X86_PAYLOAD_OFFSET = 0x248,
	X86_PAYLOAD_LENGTH = 0x24c,
	X86_HEADER_END = 0x250,
	SECTOR = 512,
};

static bool is_bzimage(struct bk_bytes bytes)
{
	return holds(bytes, X86_MARK, "HdrS", 4) &&
	       bk_load16_le(bytes.data + X86_BOOT_FLAG) == 0xaa55;
}

/* "6.1.0-56-amd64 (who@where) #1 SMP ...": where a field says, but always inside the setup code. */
static struct bk_bytes x86_release(struct bk_bytes bytes, uint32_t setup_sects)
{
	const size_t at = SECTOR + bk_load16_le(bytes.data + X86_KERNEL_VERSION);
	struct bk_bytes text;

	if (at == SECTOR || at >= SECTOR + setup_sects * SECTOR ||
	    !bk_bytes_part(bytes, at, bytes.size - at, &text))
		return (struct bk_bytes){ NULL, 0 };
	return bk_release_at(text);
}

static struct bk_error *read_bzimage(struct bk_bytes bytes, struct bk_image *image)
{
	uint32_t setup_sects = bytes.data[X86_SETUP_SECTS];
	uint16_t version;

	if (bytes.size < X86_HEADER_END)
		return bk_error_create(BK_ERR_MALFORMED, "cut off inside the setup header");
	version = bk_load16_le(bytes.data + X86_VERSION);
	if (!setup_sects)
		setup_sects = 4; /* the protocol has it so */
	image->release = x86_release(bytes, setup_sects);
	if (version < 0x208)
		return NULL; /* it does not tell its payload yet */
	if (version >= 0x20c)
		image->arch = bk_load16_le(bytes.data + X86_XLOADFLAGS) & 1 ? "x86_64" : "i686";
	return show_payload(bytes,
			    (setup_sects + 1) * SECTOR +
				    (uint64_t)bk_load32_le(bytes.data + X86_PAYLOAD_OFFSET),
			    bk_load32_le(bytes.data + X86_PAYLOAD_LENGTH), image);
}

/* ---- EFI zboot: arm64, riscv and loongarch, since 6.1 ---- */

static bool is_zboot(struct bk_bytes bytes)
{
	return holds(bytes, 0, "MZ", 2) && holds(bytes, 4, "zimg", 4);
}

/* At 24 stands a name of the compression, which its own magic tells as well. */
static struct bk_error *read_zboot(struct bk_bytes bytes, struct bk_image *image)
{
	if (bytes.size < 64)
		return bk_error_create(BK_ERR_MALFORMED, "cut off inside the header");
	image->arch = bk_pe_arch(bytes);
	return show_payload(bytes, bk_load32_le(bytes.data + 8), bk_load32_le(bytes.data + 12),
			    image);
}

/* ---- images that are the kernel itself, or boot code around it that tells nothing ---- */

static bool is_arm64(struct bk_bytes bytes)
{
	return holds(bytes, 56, "ARM\x64", 4);
}

static struct bk_error *read_arm64(struct bk_bytes bytes, struct bk_image *image)
{
	image->arch = bytes.data[24] & 1 ? "aarch64_be" : "aarch64";
	return NULL;
}

static bool is_riscv(struct bk_bytes bytes)
{
	return holds(bytes, 56, "RSC\x05", 4);
}

static struct bk_error *read_riscv(struct bk_bytes bytes, struct bk_image *image)
{
	const char *arch = bk_pe_arch(bytes);

	image->arch = arch ? arch : "riscv64";
	return NULL;
}

/* In the byte order of the kernel, which follows at 0x30. */
static bool is_arm(struct bk_bytes bytes)
{
	return holds(bytes, 0x24, "\x18\x28\x6f\x01", 4) ||
	       holds(bytes, 0x24, "\x01\x6f\x28\x18", 4);
}

/* Which of armv6l, armv7l, ... it is made for is not told. */
static struct bk_error *read_arm(struct bk_bytes bytes, struct bk_image *image)
{
	(void)bytes;
	image->arch = "arm";
	return NULL;
}

/* By its entry point, and by the channel programs at its start, which load the rest from tape. */
static bool is_s390(struct bk_bytes bytes)
{
	return holds(bytes, 0x10008, "S390EP", 6) ||
	       holds(bytes, 8, "\2\0\0\x18\x60\0\0\x50\2\0\0\x68\x60\0\0\x50", 16);
}

static struct bk_error *read_s390(struct bk_bytes bytes, struct bk_image *image)
{
	(void)bytes;
	image->arch = "s390x";
	return NULL;
}

/* ---- other programs for EFI: kernels by their mark, and those that have a kernel as a section ---- */

static bool is_efi_kernel(struct bk_bytes bytes)
{
	return bk_pe_recognises(bytes) &&
	       (holds(bytes, 56, "\xcd\x23\x82\x81", 4) || bk_pe_has_section(bytes, ".linux"));
}

static struct bk_error *read_pe(struct bk_bytes bytes, struct bk_image *image)
{
	struct bk_bytes text;

	image->arch = bk_pe_arch(bytes);
	BK_TRY(bk_pe_section(bytes, ".uname", &text));
	image->release = bk_release_whole(text);
	return bk_pe_section(bytes, ".linux", &image->payload);
}

/* Asked in this order. */
static const struct format {
	const char *name;
	bool (*recognises)(struct bk_bytes bytes);
	struct bk_error *(*read)(struct bk_bytes bytes, struct bk_image *image);
} formats[] = {
	{ "bzImage", is_bzimage, read_bzimage },  { "EFI zboot", is_zboot, read_zboot },
	{ "arm64 Image", is_arm64, read_arm64 },  { "RISC-V Image", is_riscv, read_riscv },
	{ "ARM zImage", is_arm, read_arm },	  { "s390 image", is_s390, read_s390 },
	{ "EFI kernel", is_efi_kernel, read_pe },
};

static const struct format *format_of(struct bk_bytes bytes)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (formats[i].recognises(bytes))
			return &formats[i];
	return NULL;
}

bool bk_image_recognises(struct bk_bytes bytes)
{
	return format_of(bytes) != NULL;
}

struct bk_error *bk_image_read(struct bk_bytes bytes, struct bk_image *image)
{
	const struct format *format = format_of(bytes);

	*image = (struct bk_image){ .format = format->name };
	return bk_error_in(format->read(bytes, image), "%s", format->name);
}
