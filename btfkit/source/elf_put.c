// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Putting sections into an ELF file.
 *
 * Nothing that stands in the file moves: new bytes come behind it, and behind them a new table of
 * section headers. Where the file ended with what is replaced now (the last table, an earlier .BTF), it
 * is cut there first, so that putting the same again does not make it longer. libelf would do it, too,
 * but only with a file to write to, and it lays out anew what it need not touch.
 */
#include "btfkit/source/elf_put.h"

#include "btfkit/base/array.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>

/* A section header, of either class. */
struct header {
	uint64_t name, type, flags, address, offset, size, link, info, align, entry_size;
};

/* Where a field stands, and its bytes. */
struct field {
	uint8_t at, size;
};

/* What the classes differ in. */
struct shape {
	struct field table_at, header_size, header_count, names_index; /* of the file's header */
	struct field segments_at, segment_size, segment_count;
	struct field segment_offset, segment_bytes; /* of a segment's */
	struct field header[10];		    /* of a section's, as in struct header */
	uint8_t file_header, section_header, word;
};

#define FIELD(record, member) \
	{ \
		offsetof(record, member), sizeof(((record *)NULL)->member) \
	}
#define SHAPE(bits) \
	{ \
		.table_at = FIELD(Elf##bits##_Ehdr, e_shoff), \
		.header_size = FIELD(Elf##bits##_Ehdr, e_shentsize), \
		.header_count = FIELD(Elf##bits##_Ehdr, e_shnum), \
		.names_index = FIELD(Elf##bits##_Ehdr, e_shstrndx), \
		.segments_at = FIELD(Elf##bits##_Ehdr, e_phoff), \
		.segment_size = FIELD(Elf##bits##_Ehdr, e_phentsize), \
		.segment_count = FIELD(Elf##bits##_Ehdr, e_phnum), \
		.segment_offset = FIELD(Elf##bits##_Phdr, p_offset), \
		.segment_bytes = FIELD(Elf##bits##_Phdr, p_filesz), \
		.header = { FIELD(Elf##bits##_Shdr, sh_name), \
			    FIELD(Elf##bits##_Shdr, sh_type), \
			    FIELD(Elf##bits##_Shdr, sh_flags), \
			    FIELD(Elf##bits##_Shdr, sh_addr), \
			    FIELD(Elf##bits##_Shdr, sh_offset), \
			    FIELD(Elf##bits##_Shdr, sh_size), \
			    FIELD(Elf##bits##_Shdr, sh_link), \
			    FIELD(Elf##bits##_Shdr, sh_info), \
			    FIELD(Elf##bits##_Shdr, sh_addralign), \
			    FIELD(Elf##bits##_Shdr, sh_entsize) }, \
		.file_header = sizeof(Elf##bits##_Ehdr), \
		.section_header = sizeof(Elf##bits##_Shdr), .word = (bits) / 8, \
	}

static const struct shape shapes[2] = { SHAPE(32), SHAPE(64) };

struct editor {
	struct bk_bytes elf;
	const struct shape *shape;
	bool is_big;
	BK_ARRAY(struct header) headers;
	uint64_t names; /* the number of the section that holds their names */
	BK_ARRAY(uint8_t) out;
};

static uint64_t get(const struct editor *e, const uint8_t *at, struct field field)
{
	uint64_t value = 0;

	for (int i = 0; i < field.size; i++)
		value = value << 8 | at[field.at + (e->is_big ? i : field.size - 1 - i)];
	return value;
}

static void put(const struct editor *e, uint8_t *at, struct field field, uint64_t value)
{
	for (int i = 0; i < field.size; i++, value >>= 8)
		at[field.at + (e->is_big ? field.size - 1 - i : i)] = (uint8_t)value;
}

static __attribute__((returns_nonnull)) struct bk_error *malformed(const char *what)
{
	return bk_error_create(BK_ERR_MALFORMED, "ELF: %s", what);
}

bool bk_elf_is_swapped(struct bk_bytes elf)
{
	const uint16_t one = 1;
	uint8_t own = *(const uint8_t *)&one ? ELFDATA2LSB : ELFDATA2MSB;

	return elf.size > EI_DATA && elf.data[EI_DATA] != own;
}

static struct header read_header(const struct editor *e, const uint8_t *at)
{
	const struct field *f = e->shape->header;

	return (struct header){ get(e, at, f[0]), get(e, at, f[1]), get(e, at, f[2]),
				get(e, at, f[3]), get(e, at, f[4]), get(e, at, f[5]),
				get(e, at, f[6]), get(e, at, f[7]), get(e, at, f[8]),
				get(e, at, f[9]) };
}

static void write_header(const struct editor *e, uint8_t *at, const struct header *h)
{
	const uint64_t values[] = { h->name, h->type, h->flags, h->address, h->offset,
				    h->size, h->link, h->info,	h->align,   h->entry_size };

	for (int i = 0; i < 10; i++)
		put(e, at, e->shape->header[i], values[i]);
}

static struct bk_error *read_file_header(struct editor *e)
{
	const uint8_t *ident = e->elf.data;

	if (e->elf.size < EI_NIDENT || memcmp(ident, ELFMAG, SELFMAG) != 0)
		return malformed("it is no ELF file");
	if (ident[EI_CLASS] != ELFCLASS32 && ident[EI_CLASS] != ELFCLASS64)
		return malformed("of an unknown class");
	if (ident[EI_DATA] != ELFDATA2LSB && ident[EI_DATA] != ELFDATA2MSB)
		return malformed("of an unknown byte order");
	e->shape = &shapes[ident[EI_CLASS] == ELFCLASS64];
	e->is_big = ident[EI_DATA] == ELFDATA2MSB;
	return e->elf.size < e->shape->file_header ? malformed("cut off inside the header") : NULL;
}

/* More sections than 16 bits can count are counted in the first one's header. */
static struct bk_error *read_headers(struct editor *e)
{
	const uint8_t *file = e->elf.data;
	uint64_t at = get(e, file, e->shape->table_at), size = e->shape->section_header;
	uint64_t count = get(e, file, e->shape->header_count);

	if (!at || !size || get(e, file, e->shape->header_size) != size)
		return malformed("it has no section headers");
	if (at > e->elf.size || e->elf.size - at < size)
		return malformed("the section headers lie outside the file");
	e->names = get(e, file, e->shape->names_index);
	if (!count)
		count = read_header(e, file + at).size;
	if (e->names == SHN_XINDEX)
		e->names = read_header(e, file + at).link;
	if (count > (e->elf.size - at) / size)
		return malformed("the section headers lie outside the file");
	for (uint64_t n = 0; n < count; n++)
		if (!bk_array_push(&e->headers, read_header(e, file + at + n * size)))
			return bk_error_memory();
	for (size_t n = 0; n < e->headers.count; n++) {
		const struct header *h = &e->headers.at[n];

		if (n && h->type != SHT_NOBITS && h->type != SHT_NULL &&
		    (h->offset > e->elf.size || h->size > e->elf.size - h->offset))
			return malformed("a section lies outside the file");
	}
	if (!e->headers.at || e->names >= count || e->headers.at[e->names].type != SHT_STRTAB)
		return malformed("the sections have no names");
	return NULL;
}

static bool is_named(const struct editor *e, const struct header *h, const char *name)
{
	const struct header *names = &e->headers.at[e->names];
	size_t size = strlen(name) + 1;

	return h->type != SHT_NULL && h->name <= names->size && names->size - h->name >= size &&
	       memcmp(e->elf.data + names->offset + h->name, name, size) == 0;
}

/* The number of a section, 0 if there is none of that name. */
static size_t find(const struct editor *e, const char *name)
{
	for (size_t n = 1; n < e->headers.count; n++)
		if (is_named(e, &e->headers.at[n], name))
			return n;
	return 0;
}

bool bk_elf_has_section(struct bk_bytes elf, const char *name)
{
	struct editor e = { .elf = elf, .shape = shapes };
	struct bk_error *error = read_file_header(&e);
	bool has;

	if (!error)
		error = read_headers(&e);
	has = !error && find(&e, name);
	bk_error_destroy(error);
	bk_array_deinit(&e.headers);
	return has;
}

static void reach(uint64_t *end, uint64_t offset, uint64_t size)
{
	if (offset + size > *end && offset + size >= offset)
		*end = offset + size;
}

/* How much of the file stays: not what is replaced, if that is its end. */
static size_t kept_size(const struct editor *e, const uint8_t *is_replaced)
{
	const uint8_t *file = e->elf.data;
	const struct shape *s = e->shape;
	uint64_t kept = s->file_header, all, at = get(e, file, s->segments_at),
		 size = get(e, file, s->segment_size), count = get(e, file, s->segment_count);

	reach(&kept, at, size * count);
	for (uint64_t n = 0; n < count && at < e->elf.size && size >= 32; n++, at += size) {
		if (e->elf.size - at < size)
			break;
		reach(&kept, get(e, file + at, s->segment_offset),
		      get(e, file + at, s->segment_bytes));
	}
	all = kept;
	for (size_t n = 1; n < e->headers.count; n++) {
		const struct header *h = &e->headers.at[n];

		if (h->type == SHT_NOBITS || h->type == SHT_NULL)
			continue;
		reach(&all, h->offset, h->size);
		if (!is_replaced[n])
			reach(&kept, h->offset, h->size);
	}
	reach(&all, get(e, file, s->table_at), (uint64_t)s->section_header * e->headers.count);
	/* what follows all that the headers tell of (a signature) is not ours to cut off */
	return all < e->elf.size || kept > e->elf.size ? e->elf.size : (size_t)kept;
}

/* Puts bytes behind all others, and returns where. */
static bool append(struct editor *e, const void *bytes, size_t size, uint64_t align, uint64_t *at)
{
	static const uint8_t zeros[16];
	size_t gap = -e->out.count & (align - 1);

	if (!bk_array_reserve(&e->out, gap + size))
		return false;
	memcpy(e->out.at + e->out.count, zeros, gap);
	e->out.count += gap;
	*at = e->out.count;
	if (size)
		memcpy(e->out.at + e->out.count, bytes, size);
	e->out.count += size;
	return true;
}

static bool put_section(struct editor *e, const struct bk_elf_put_section *section, size_t n,
			uint64_t name)
{
	struct header *h = &e->headers.at[n];

	if (!section->bytes.data) {
		*h = (struct header){ 0 };
		return true;
	}
	*h = (struct header){ .name = name, .type = SHT_PROGBITS, .align = 4 };
	h->size = section->bytes.size;
	return append(e, section->bytes.data, section->bytes.size, 4, &h->offset);
}

/* The names of sections, with those of new ones behind them. */
static bool put_names(struct editor *e, const struct bk_elf_put_section *sections, size_t count,
		      const uint64_t *names)
{
	struct header *h = &e->headers.at[e->names];
	uint64_t at, size = h->size;

	if (!append(e, e->elf.data + h->offset, h->size, 1, &h->offset))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (names[i] < h->size)
			continue;
		if (!append(e, sections[i].name, strlen(sections[i].name) + 1, 1, &at))
			return false;
		size = at + strlen(sections[i].name) + 1 - h->offset;
	}
	h->size = size;
	return true;
}

static bool put_table(struct editor *e)
{
	size_t size = e->shape->section_header, count = e->headers.count;
	BK_AUTOFREE uint8_t *table = calloc(count, size);
	uint64_t at;

	if (!table)
		return false;
	if (count >= SHN_LORESERVE)
		e->headers.at[0].size = count;
	for (size_t n = 0; n < count; n++)
		write_header(e, table + n * size, &e->headers.at[n]);
	if (!append(e, table, count * size, e->shape->word, &at) || !e->out.at)
		return false;
	put(e, e->out.at, e->shape->table_at, at);
	put(e, e->out.at, e->shape->header_count, count >= SHN_LORESERVE ? 0 : count);
	return true;
}

/* Which sections are meant, 0 for new ones, and where their names stand. */
static struct bk_error *plan(struct editor *e, const struct bk_elf_put_section *sections,
			     size_t count, size_t *numbers, uint64_t *names)
{
	uint64_t end;

	if (!e->headers.at)
		return malformed("it has no section headers");
	end = e->headers.at[e->names].size;
	for (size_t i = 0; i < count; i++) {
		const struct header *h = &e->headers.at[numbers[i] = find(e, sections[i].name)];

		names[i] = h->name;
		if (numbers[i] && h->flags & SHF_ALLOC)
			return bk_error_create(
				BK_ERR_UNSUPPORTED,
				"ELF: %s is loaded with the program, so it cannot be "
				"replaced",
				sections[i].name);
		if (numbers[i] || !sections[i].bytes.data)
			continue;
		names[i] = end;
		end += strlen(sections[i].name) + 1;
	}
	return NULL;
}

enum { MOST_SECTIONS = 4 };

static struct bk_error *edit(struct editor *e, const struct bk_elf_put_section *sections,
			     size_t count)
{
	size_t numbers[MOST_SECTIONS] = { 0 };
	uint64_t names[MOST_SECTIONS] = { 0 }, at;
	BK_AUTOFREE uint8_t *is_replaced = NULL;
	bool ok;

	BK_TRY(read_file_header(e));
	BK_TRY(read_headers(e));
	BK_TRY(plan(e, sections, count, numbers, names));
	is_replaced = calloc(e->headers.count + 1, 1);
	if (!is_replaced)
		return bk_error_memory();
	is_replaced[e->names] = 1;
	for (size_t i = 0; i < count; i++)
		is_replaced[numbers[i]] = 1;
	ok = append(e, e->elf.data, kept_size(e, is_replaced), 1, &at);
	for (size_t i = 0; ok && i < count; i++) {
		size_t n = numbers[i];

		if (!n && !sections[i].bytes.data)
			continue;
		if (!n) {
			n = e->headers.count;
			ok = bk_array_push(&e->headers, (struct header){ 0 });
		}
		ok = ok && put_section(e, &sections[i], n, names[i]);
	}
	return ok && put_names(e, sections, count, names) && put_table(e) ? NULL
									  : bk_error_memory();
}

struct bk_error *bk_elf_put(struct bk_bytes elf, const struct bk_elf_put_section *sections,
			    size_t count, struct bk_bytes *result)
{
	struct editor e = { .elf = elf, .shape = shapes };
	struct bk_error *error = edit(&e, sections, count < MOST_SECTIONS ? count : MOST_SECTIONS);

	bk_array_deinit(&e.headers);
	if (error)
		bk_array_deinit(&e.out);
	else
		*result = (struct bk_bytes){ e.out.at, e.out.count };
	return error;
}
