// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Machine and release of kernels and modules in ELF. */
#include "btfkit/source/elf_kernel.h"

#include "btfkit/source/banner.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258 /* since glibc 2.36 */
#endif

/* Names for both widths and byte orders; NULL: there is no such Linux. */
static const struct machine {
	uint16_t number;
	const char *little32, *big32, *little64, *big64;
} machines[] = {
	{ EM_X86_64, "x86_64", NULL, "x86_64", NULL },
	{ EM_386, "i686", NULL, NULL, NULL },
	{ EM_AARCH64, NULL, NULL, "aarch64", "aarch64_be" },
	{ EM_ARM, "arm", "arm", NULL, NULL },
	{ EM_S390, NULL, "s390", NULL, "s390x" },
	{ EM_PPC64, NULL, NULL, "ppc64le", "ppc64" },
	{ EM_PPC, "ppcle", "ppc", NULL, NULL },
	{ EM_RISCV, "riscv32", NULL, "riscv64", NULL },
	{ EM_LOONGARCH, "loongarch32", NULL, "loongarch64", NULL },
	{ EM_MIPS, "mips", "mips", "mips64", "mips64" },
	{ EM_SPARCV9, NULL, NULL, NULL, "sparc64" },
	{ EM_PARISC, NULL, "parisc", NULL, "parisc64" },
};

const char *bk_elf_arch(const GElf_Ehdr *header)
{
	const bool is_big = header->e_ident[EI_DATA] == ELFDATA2MSB;
	const bool is_64 = header->e_ident[EI_CLASS] == ELFCLASS64;

	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++) {
		const struct machine *machine = &machines[i];

		if (machine->number != header->e_machine)
			continue;
		if (is_64)
			return is_big ? machine->big64 : machine->little64;
		return is_big ? machine->big32 : machine->little32;
	}
	return NULL;
}

/* Of texts with a NUL behind each, what follows `key` in the first that begins with it. */
static struct bk_bytes value_of(struct bk_bytes texts, const char *key)
{
	const size_t key_size = strlen(key);

	while (texts.size > key_size) {
		const uint8_t *end = memchr(texts.data, '\0', texts.size);
		const size_t size = end ? (size_t)(end - texts.data) : texts.size;

		if (size > key_size && memcmp(texts.data, key, key_size) == 0)
			return (struct bk_bytes){ texts.data + key_size, size - key_size };
		if (!end)
			break;
		texts.data += size + 1;
		texts.size -= size + 1;
	}
	return (struct bk_bytes){ NULL, 0 };
}

struct bk_bytes bk_elf_release(const char *name, struct bk_bytes section)
{
	if (strcmp(name, ".rodata") == 0)
		return bk_banner_find(section);
	if (strcmp(name, ".modinfo") == 0)
		return bk_release_at(value_of(section, "vermagic="));
	return (struct bk_bytes){ NULL, 0 };
}
