// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The few fields of PE files that matter here. */
#include "btfkit/source/pe.h"

enum {
	AT_PE_OFFSET = 0x3c,
	MZ_SIZE = 0x40,
	/* from the PE header on */
	AT_MACHINE = 4,
	AT_SECTION_COUNT = 6,
	AT_OPTIONAL_SIZE = 20,
	PE_SIZE = 24,
	/* within a section header */
	AT_SECTION_USED = 8, /* bytes without the padding to whole blocks; 0: not told */
	AT_SECTION_SIZE = 16,
	AT_SECTION_OFFSET = 20,
	SECTION_SIZE = 40,
};

/* What begins with the PE header; false: there is none. */
static bool find_header(struct bk_bytes bytes, struct bk_bytes *pe)
{
	uint32_t offset;

	if (bytes.size < MZ_SIZE || memcmp(bytes.data, "MZ", 2) != 0)
		return false;
	offset = bk_load32_le(bytes.data + AT_PE_OFFSET);
	return bk_bytes_part(bytes, offset, PE_SIZE, pe) && memcmp(pe->data, "PE\0", 4) == 0 &&
	       bk_bytes_part(bytes, offset, bytes.size - offset, pe);
}

bool bk_pe_recognises(struct bk_bytes bytes)
{
	struct bk_bytes pe;

	return find_header(bytes, &pe);
}

const char *bk_pe_arch(struct bk_bytes bytes)
{
	static const struct {
		uint16_t machine;
		const char *arch;
	} machines[] = {
		{ 0x8664, "x86_64" },  { 0x014c, "i686" },    { 0xaa64, "aarch64" },
		{ 0x01c0, "arm" },     { 0x01c2, "arm" },     { 0x01c4, "arm" },
		{ 0x5064, "riscv64" }, { 0x5032, "riscv32" }, { 0x6264, "loongarch64" },
	};
	struct bk_bytes pe;

	if (!find_header(bytes, &pe))
		return NULL;
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (machines[i].machine == bk_load16_le(pe.data + AT_MACHINE))
			return machines[i].arch;
	return NULL;
}

static struct bk_error *show(struct bk_bytes bytes, const uint8_t *header, const char *name,
			     struct bk_bytes *section)
{
	uint32_t offset = bk_load32_le(header + AT_SECTION_OFFSET),
		 size = bk_load32_le(header + AT_SECTION_SIZE);
	uint32_t used = bk_load32_le(header + AT_SECTION_USED);

	if (used && used < size)
		size = used;
	if (!bk_bytes_part(bytes, offset, size, section))
		return bk_error_create(BK_ERR_MALFORMED,
				       "cut off: its section %s (%u bytes at 0x%x) ends past the "
				       "%zu bytes there are",
				       name, size, offset, bytes.size);
	return NULL;
}

/* The section headers; false: they are cut off, and `headers` shows those that are whole. */
static bool find_sections(struct bk_bytes pe, struct bk_bytes *headers)
{
	const size_t at = PE_SIZE + bk_load16_le(pe.data + AT_OPTIONAL_SIZE);
	const size_t size = (size_t)bk_load16_le(pe.data + AT_SECTION_COUNT) * SECTION_SIZE;

	*headers = (struct bk_bytes){ NULL, 0 };
	if (bk_bytes_part(pe, at, size, headers))
		return true;
	if (at < pe.size)
		(void)bk_bytes_part(pe, at, (pe.size - at) / SECTION_SIZE * SECTION_SIZE, headers);
	return false;
}

/* The header of the first section of that name; NULL: none. */
static const uint8_t *header_of(struct bk_bytes headers, const char *name)
{
	char padded[8] = "";

	memcpy(padded, name, strnlen(name, sizeof(padded)));
	for (size_t at = 0; at < headers.size; at += SECTION_SIZE)
		if (memcmp(headers.data + at, padded, sizeof(padded)) == 0)
			return headers.data + at;
	return NULL;
}

bool bk_pe_has_section(struct bk_bytes bytes, const char *name)
{
	struct bk_bytes pe, headers;

	if (!find_header(bytes, &pe))
		return false;
	(void)find_sections(pe, &headers);
	return header_of(headers, name) != NULL;
}

struct bk_error *bk_pe_section(struct bk_bytes bytes, const char *name, struct bk_bytes *section)
{
	struct bk_bytes pe, headers;
	const uint8_t *header;

	*section = (struct bk_bytes){ NULL, 0 };
	if (!find_header(bytes, &pe))
		return NULL;
	if (!find_sections(pe, &headers))
		return bk_error_create(BK_ERR_MALFORMED, "cut off inside the section headers");
	header = header_of(headers, name);
	return header ? show(bytes, header, name, section) : NULL;
}
