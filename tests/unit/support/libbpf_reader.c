// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opens libbpf, has it open an object and read its types, and walks the records that it holds of it. */
#include "tests/unit/support/libbpf_reader.h"

#include <stdio.h>

#if __has_include(<bpf/libbpf.h>)
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <dlfcn.h>
#include <gelf.h>

#define FUNCTIONS(X) \
	X(bpf_object__close) \
	X(bpf_object__find_program_by_name) \
	X(bpf_object__open_mem) \
	X(bpf_program__insn_cnt) \
	X(bpf_program__insns) \
	X(btf__free) \
	X(btf__name_by_offset) \
	X(btf__new) \
	X(btf__str_by_offset) \
	X(btf__type_by_id) \
	X(btf_ext__free) \
	X(btf_ext__get_raw_data) \
	X(btf_ext__new)

static struct {
	void *handle;
#define MEMBER(name) __typeof__(name) *name##_;
	FUNCTIONS(MEMBER)
#undef MEMBER
} libbpf;

/* The header of .BTF.ext as libbpf has it in memory, and a record of its last part. */
struct ext_header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t size, func_at, func_size, line_at, line_size, relo_at, relo_size;
};

struct relo_record {
	uint32_t insn_off, type_id, access_off, kind;
};

struct reading {
	struct btf *btf;
	struct btf_ext *ext;
	const struct bpf_program *program;
	const char *name;    /* of the program */
	char section[32];    /* that the program is in */
	uint64_t start, end; /* of the program in it, bytes */
	struct bk_sink *sink;
};

static bool open_library(void)
{
	if (!libbpf.handle)
		libbpf.handle = dlopen("libbpf.so.1", RTLD_NOW | RTLD_LOCAL);
	if (!libbpf.handle) {
		printf("skip what libbpf reads: libbpf.so.1 is not there\n");
		return false;
	}
#define FIND(name) \
	{ \
		void *function = dlsym(libbpf.handle, #name); \
		ck_assert_msg(function, "libbpf has no " #name); \
		memcpy(&libbpf.name##_, &function, sizeof(function)); \
	}
	FUNCTIONS(FIND)
#undef FIND
	return true;
}

static const char *type_name(const struct reading *r, uint32_t id)
{
	return libbpf.btf__name_by_offset_(r->btf, libbpf.btf__type_by_id_(r->btf, id)->name_off);
}

/* The members and elements that an access string leads through, as the object's own types name them. */
static void spell(const struct reading *r, uint32_t id, const char *access, uint32_t kind)
{
	const struct btf_type *t = libbpf.btf__type_by_id_(r->btf, id);
	char *rest;
	unsigned long number = strtoul(access, &rest, 10);

	bk_printf(r->sink, "%u %s", btf_kind(t), type_name(r, id));
	if (btf_is_any_enum(t) && kind >= 10) {
		ck_assert_uint_lt(number, btf_vlen(t));
		bk_printf(r->sink, ".%s",
			  libbpf.btf__name_by_offset_(
				  r->btf, btf_is_enum(t) ? btf_enum(t)[number].name_off
							 : btf_enum64(t)[number].name_off));
		return;
	}
	ck_assert_uint_eq(number, 0);
	while (*rest) {
		ck_assert_int_eq(*rest, ':');
		number = strtoul(rest + 1, &rest, 10);
		while (btf_is_typedef(t) || btf_is_mod(t))
			t = libbpf.btf__type_by_id_(r->btf, t->type);
		if (btf_is_array(t)) {
			bk_printf(r->sink, "[%lu]", number);
			t = libbpf.btf__type_by_id_(r->btf, btf_array(t)->type);
			continue;
		}
		ck_assert(btf_is_composite(t));
		ck_assert_uint_lt(number, btf_vlen(t));
		bk_printf(r->sink, ".%s",
			  libbpf.btf__name_by_offset_(r->btf, btf_members(t)[number].name_off));
		t = libbpf.btf__type_by_id_(r->btf, btf_members(t)[number].type);
	}
}

/* ---- where the program is ---- */

static bool take_symbol(struct reading *r, Elf *elf, const GElf_Shdr *symbols,
			const GElf_Sym *symbol)
{
	const char *name = elf_strptr(elf, symbols->sh_link, symbol->st_name);
	GElf_Shdr section;
	size_t names;

	if (!name || strcmp(name, r->name) != 0)
		return false;
	ck_assert_ptr_nonnull(gelf_getshdr(elf_getscn(elf, symbol->st_shndx), &section));
	ck_assert_int_eq(elf_getshdrstrndx(elf, &names), 0);
	snprintf(r->section, sizeof(r->section), "%s", elf_strptr(elf, names, section.sh_name));
	r->start = symbol->st_value;
	r->end = symbol->st_value + symbol->st_size;
	return true;
}

/* Bytes of the section of that name. */
static struct bk_bytes find_section(Elf *elf, const char *wanted)
{
	size_t names;

	ck_assert_int_eq(elf_getshdrstrndx(elf, &names), 0);
	for (Elf_Scn *section = elf_nextscn(elf, NULL); section;
	     section = elf_nextscn(elf, section)) {
		GElf_Shdr header;
		const Elf_Data *data = elf_getdata(section, NULL);

		if (gelf_getshdr(section, &header) && data &&
		    strcmp(elf_strptr(elf, names, header.sh_name), wanted) == 0)
			return (struct bk_bytes){ data->d_buf, data->d_size };
	}
	ck_abort_msg("no section %s", wanted);
}

static void find_program(struct reading *r, Elf *elf)
{
	for (Elf_Scn *section = elf_nextscn(elf, NULL); section;
	     section = elf_nextscn(elf, section)) {
		Elf_Data *data = elf_getdata(section, NULL);
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		for (int i = 0; i < (int)(header.sh_size / header.sh_entsize); i++) {
			GElf_Sym symbol;

			if (gelf_getsym(data, i, &symbol) && take_symbol(r, elf, &header, &symbol))
				return;
		}
	}
	ck_abort_msg("no symbol %s", r->name);
}

/* ---- its relocations ---- */

static const char *kind_name(uint32_t kind)
{
	static const char *const names[] = {
		"byte_off",	  "byte_sz",	   "field_exists",   "signed",	    "lshift_u64",
		"rshift_u64",	  "local_type_id", "target_type_id", "type_exists", "type_size",
		"enumval_exists", "enumval_value", "type_matches",
	};

	ck_assert_uint_lt(kind, sizeof(names) / sizeof(*names));
	return names[kind];
}

static void put_relocation(const struct reading *r, const uint8_t *bytes)
{
	enum { MOVE = BPF_ALU64 | BPF_MOV | BPF_K, LOAD = BPF_LD | BPF_IMM | BPF_DW };
	const struct bpf_insn *insn;
	struct relo_record relo;
	const char *access;

	memcpy(&relo, bytes, sizeof(relo));
	if (relo.insn_off < r->start || relo.insn_off >= r->end)
		return;
	insn = libbpf.bpf_program__insns_(r->program) + (relo.insn_off - r->start) / sizeof(*insn);
	ck_assert(insn->code == MOVE || insn->code == LOAD);
	access = libbpf.btf__str_by_offset_(r->btf, relo.access_off);
	bk_printf(r->sink, "%s %s ", kind_name(relo.kind), access);
	spell(r, relo.type_id, access, relo.kind);
	bk_putc(r->sink, '\n');
}

static void put_relocations(const struct reading *r)
{
	uint32_t size, record_size, at = sizeof(record_size);
	const uint8_t *raw = libbpf.btf_ext__get_raw_data_(r->ext, &size);
	const struct ext_header *header = (const void *)raw;
	const uint8_t *part = raw + header->size + header->relo_at;

	ck_assert_uint_le(header->size + header->relo_at + header->relo_size, size);
	memcpy(&record_size, part, sizeof(record_size));
	ck_assert_uint_eq(record_size, sizeof(struct relo_record));
	while (at < header->relo_size) {
		uint32_t block[2]; /* the section's name, the number of records */
		bool is_own;

		memcpy(block, part + at, sizeof(block));
		at += sizeof(block);
		is_own = strcmp(libbpf.btf__str_by_offset_(r->btf, block[0]), r->section) == 0;
		for (uint32_t i = 0; i < block[1]; i++, at += record_size)
			if (is_own)
				put_relocation(r, part + at);
	}
	ck_assert_uint_eq(at, header->relo_size);
}

static void open_parts(struct reading *r, Elf *elf)
{
	const struct bk_bytes btf = find_section(elf, ".BTF"), ext = find_section(elf, ".BTF.ext");

	r->btf = libbpf.btf__new_(btf.data, (uint32_t)btf.size);
	ck_assert_msg(r->btf, "libbpf does not take the .BTF");
	r->ext = libbpf.btf_ext__new_(ext.data, (uint32_t)ext.size);
	ck_assert_msg(r->ext, "libbpf does not take the .BTF.ext");
	find_program(r, elf);
}

const char *libbpf_relocations(struct bk_bytes bytes, const char *program)
{
	struct reading r = { .name = program };
	struct bpf_object *object;
	struct bk_sink sink;
	Elf *elf;

	if (!open_library())
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_memory((char *)(uintptr_t)bytes.data, bytes.size);
	ck_assert_ptr_nonnull(elf);
	open_parts(&r, elf);
	object = libbpf.bpf_object__open_mem_(bytes.data, bytes.size, NULL);
	ck_assert_msg(object, "libbpf does not open the object");
	r.program = libbpf.bpf_object__find_program_by_name_(object, program);
	ck_assert_msg(r.program, "libbpf finds no program %s", program);
	ck_assert_uint_eq(libbpf.bpf_program__insn_cnt_(r.program) * sizeof(struct bpf_insn),
			  r.end - r.start);
	bk_sink_init_memory(&sink, SIZE_MAX);
	r.sink = &sink;
	put_relocations(&r);
	libbpf.bpf_object__close_(object);
	libbpf.btf_ext__free_(r.ext);
	libbpf.btf__free_(r.btf);
	elf_end(elf);
	return sink_text(&sink);
}
#else
const char *libbpf_relocations(struct bk_bytes bytes, const char *program)
{
	(void)bytes;
	(void)program;
	printf("skip what libbpf reads: its headers are not there\n");
	return NULL;
}
#endif
