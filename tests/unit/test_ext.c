// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* .BTF.ext: bytes to records, references checked, grouped by section, printed. */
#include "btfkit/graph/ext_graph.h"
#include "btfkit/render/render.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

enum { FUNC = BK_EXT_FUNC_INFO, LINE = BK_EXT_LINE_INFO, RELO = BK_EXT_CORE_RELO };

/* A .BTF.ext as words of host order, written in either order by ext_bytes(). */
struct ext {
	uint32_t header_size;
	bool swap;
	uint32_t parts[BK_EXT_PARTS][64];
	uint32_t counts[BK_EXT_PARTS];
};

#define put(e, part, ...) \
	put_words(e, part, (const uint32_t[]){ __VA_ARGS__ }, \
		  sizeof((uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

static void put_words(struct ext *e, int part, const uint32_t *words, uint32_t count)
{
	ck_assert_uint_le(e->counts[part] + count, 64);
	memcpy(e->parts[part] + e->counts[part], words, count * sizeof(*words));
	e->counts[part] += count;
}

static void store(uint8_t *to, uint32_t word, bool swap)
{
	if (swap)
		word = __builtin_bswap32(word);
	memcpy(to, &word, sizeof(word));
}

/* A copy of just its size. */
static struct bk_bytes ext_bytes(const struct ext *e)
{
	uint16_t magic = e->swap ? __builtin_bswap16(BK_BTF_MAGIC) : BK_BTF_MAGIC;
	uint32_t size = e->header_size;
	uint8_t *data;

	for (int part = 0; part < BK_EXT_PARTS; part++)
		size += 4 * e->counts[part];
	data = keep_zeros(size);
	memcpy(data, &magic, sizeof(magic));
	data[2] = BK_BTF_VERSION;
	store(data + 4, e->header_size, e->swap);
	size = e->header_size;
	for (int part = 0; part < BK_EXT_PARTS; part++) {
		uint32_t at = 8 + 8 * (uint32_t)part;

		if (at < e->header_size) {
			store(data + at, size - e->header_size, e->swap);
			store(data + at + 4, 4 * e->counts[part], e->swap);
		}
		for (uint32_t i = 0; i < e->counts[part]; i++, size += 4)
			store(data + size, e->parts[part][i], e->swap);
	}
	return (struct bk_bytes){ data, size };
}

/* The same with one word overwritten. */
static struct bk_bytes patched(const struct ext *e, uint32_t at, uint32_t word)
{
	struct bk_bytes bytes = ext_bytes(e);
	uint8_t *data = keep_copy(bytes.data, bytes.size);

	store(data + at, word, e->swap);
	return (struct bk_bytes){ data, bytes.size };
}

static const struct bk_ext_graph *ext_graph(const struct build *b, struct bk_bytes bytes)
{
	struct bk_ext_graph *result;

	expect_ok(bk_ext_graph_create(bytes, graph_of(b), &result));
	for (int part = 0; part < BK_EXT_PARTS; part++)
		keep(result->records[part]);
	if (result->sections.at)
		keep(result->sections.at);
	return keep(result);
}

static struct bk_error *refuse(const struct build *b, struct bk_bytes bytes)
{
	struct bk_ext_graph *result;

	BK_TRY(bk_ext_graph_create(bytes, graph_of(b), &result));
	bk_ext_graph_destroy(result);
	return NULL;
}

#define expect_refused(b, bytes, part) expect_fails(refuse(b, bytes), part)

static char *dump(const struct build *b, struct bk_bytes bytes, bool json)
{
	const struct bk_ext_graph *ext = ext_graph(b, bytes);
	struct bk_sink sink;
	char *text;

	bk_sink_init_memory(&sink, SIZE_MAX);
	if (json)
		expect_ok(bk_render_ext_json(&sink, ext));
	else
		expect_ok(bk_render_ext_text(&sink, ext));
	bk_putc(&sink, '\0');
	expect_ok(bk_sink_finish(&sink));
	text = keep_copy(sink.start, sink.at - sink.start);
	bk_sink_deinit(&sink);
	return text;
}

enum { T_INT = 1, T_PAIR, T_PROTO, T_FIRST, T_SECOND };

static struct build *make_types(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_struct(b, "pair", 8);
	build_member(b, "low", T_INT, 0);
	build_member(b, "high", T_INT, 32);
	build_proto(b, T_INT);
	build_func(b, "first", T_PROTO, BK_LINKAGE_GLOBAL);
	build_func(b, "second", T_PROTO, BK_LINKAGE_STATIC);
	return b;
}

/* Two sections, one of which has all three parts. */
static struct ext make_ext(struct build *b)
{
	uint32_t tp = build_string(b, "tp/x"), text = build_string(b, ".text");
	uint32_t file = build_string(b, "a.bpf.c"), source = build_string(b, "\treturn p->high;");
	struct ext e = { .header_size = 32 };

	put(&e, FUNC, 8);
	put(&e, FUNC, tp, 2, 0, T_FIRST, 40, T_SECOND);
	put(&e, FUNC, text, 1, 0, T_SECOND);
	put(&e, LINE, 16);
	put(&e, LINE, tp, 2, 0, file, source, 12 << 10 | 9, 8, file, 0, 0);
	put(&e, RELO, 16);
	put(&e, RELO, tp, 1, 16, T_PAIR, build_string(b, "0:1"), BK_RELO_FIELD_BYTE_OFFSET);
	return e;
}

static const char sample_text[] =
	"section tp/x\n"
	"functions\n"
	"       0  first  (type 4, prototype 3)\n"
	"      40  second  (type 5, prototype 3)\n"
	"lines\n"
	"       0  a.bpf.c:12:9  return p->high;\n"
	"       8  a.bpf.c:0:0\n"
	"relocations\n"
	"      16  field_byte_offset  struct pair.high  (type 2, access 0:1)\n"
	"\n"
	"section .text\n"
	"functions\n"
	"       0  second  (type 5, prototype 3)\n";

START_TEST(text_in_both_byte_orders)
{
	struct build *b = make_types();
	struct ext e = make_ext(b);

	expect_text(dump(b, ext_bytes(&e), false), sample_text);
	e.swap = true;
	expect_text(dump(b, ext_bytes(&e), false), sample_text);
}
END_TEST

START_TEST(json)
{
	struct build *b = make_types();
	struct ext e = make_ext(b);

	expect_text(
		dump(b, ext_bytes(&e), true),
		"{\"schema\":\"btfkit.dump/1\",\"func_info\":["
		"{\"section\":\"tp/x\",\"insn_off\":0,\"type_id\":4,\"name\":\"first\"},"
		"{\"section\":\"tp/x\",\"insn_off\":40,\"type_id\":5,\"name\":\"second\"},"
		"{\"section\":\".text\",\"insn_off\":0,\"type_id\":5,\"name\":\"second\"}],"
		"\"line_info\":["
		"{\"section\":\"tp/x\",\"insn_off\":0,\"file\":\"a.bpf.c\",\"line\":12,\"col\":9,"
		"\"source\":\"\\treturn p->high;\"},"
		"{\"section\":\"tp/x\",\"insn_off\":8,\"file\":\"a.bpf.c\",\"line\":0,\"col\":0,"
		"\"source\":null}],"
		"\"core_relo\":["
		"{\"section\":\"tp/x\",\"insn_off\":16,\"kind\":\"field_byte_offset\","
		"\"type_id\":2,\"access\":\"0:1\",\"spec\":\"struct pair.high\"}]}\n");
}
END_TEST

START_TEST(what_does_not_resolve_is_shown_as_it_is)
{
	struct build *b = make_types();
	uint32_t tp = build_string(b, "tp/x"), nowhere = build_string(b, "0:2\n");
	struct ext e = { .header_size = 32 };

	put(&e, RELO, 16);
	put(&e, RELO, tp, 2, 0, T_PAIR, nowhere, BK_RELO_FIELD_EXISTS, 8, T_PAIR, 0, 99);
	expect_text(dump(b, ext_bytes(&e), false),
		    "section tp/x\n"
		    "relocations\n"
		    "       0  field_exists       0:2? (does not resolve)  (type 2, access 0:2?)\n"
		    "       8  99                  (does not resolve)  (type 2, access )\n");
	expect_text(
		dump(b, ext_bytes(&e), true),
		"{\"schema\":\"btfkit.dump/1\",\"func_info\":[],\"line_info\":[],\"core_relo\":["
		"{\"section\":\"tp/x\",\"insn_off\":0,\"kind\":\"field_exists\",\"type_id\":2,"
		"\"access\":\"0:2\\n\",\"spec\":null},"
		"{\"section\":\"tp/x\",\"insn_off\":8,\"kind\":\"99\",\"type_id\":2,"
		"\"access\":\"\",\"spec\":null}]}\n");
}
END_TEST

START_TEST(headers_and_records_of_other_sizes)
{
	struct build *b = make_types();
	uint32_t tp = build_string(b, "tp/x"), access = build_string(b, "0:0");
	struct ext e = { .header_size = 24 };

	/* Nothing at all, and the header from before CO-RE. */
	expect_text(dump(b, ext_bytes(&e), false), "");
	put(&e, FUNC, 12, tp, 2, 0, T_FIRST, 0xdead, 8, T_SECOND, 0xdead);
	expect_text(dump(b, ext_bytes(&e), false), "section tp/x\n"
						   "functions\n"
						   "       0  first  (type 4, prototype 3)\n"
						   "       8  second  (type 5, prototype 3)\n");
	/* A header of tomorrow, and records of tomorrow. */
	e = (struct ext){ .header_size = 48 };
	put(&e, LINE, 24, tp, 1, 0, 0, 0, 1 << 10, 0xdead, 0xdead);
	put(&e, RELO, 20, tp, 1, 0, T_PAIR, access, 0, 0xdead);
	expect_text(dump(b, ext_bytes(&e), false),
		    "section tp/x\n"
		    "lines\n"
		    "       0  :1:0\n"
		    "relocations\n"
		    "       0  field_byte_offset  struct pair.low  (type 2, access 0:0)\n");
}
END_TEST

START_TEST(blocks_of_one_section_come_together)
{
	struct build *b = make_types();
	uint32_t x = build_string(b, "x"), y = build_string(b, "y"), z = build_string(b, "z");
	uint32_t tail = build_string(b, "tail_x") + 5; /* "x" at another offset */
	struct ext e = { .header_size = 32 };
	const struct bk_ext_graph *ext;

	put(&e, FUNC, 8, x, 1, 0, T_FIRST, y, 1, 8, T_FIRST, y, 0, tail, 1, 16, T_SECOND);
	put(&e, LINE, 16, z, 1, 24, 0, 0, 0, x, 2, 32, 0, 0, 0, 40, 0, 0, 0);
	ext = ext_graph(b, ext_bytes(&e));
	ck_assert_uint_eq(ext->sections.count, 3);
	ck_assert_str_eq(ext->sections.at[0].name, "x");
	ck_assert_uint_eq(ext->sections.at[0].parts[FUNC].count, 2);
	ck_assert_uint_eq(ext->sections.at[0].parts[FUNC].at[0].insn_off, 0);
	ck_assert_uint_eq(ext->sections.at[0].parts[FUNC].at[1].insn_off, 16);
	ck_assert_uint_eq(ext->sections.at[0].parts[LINE].count, 2);
	ck_assert_uint_eq(ext->sections.at[0].parts[LINE].at[1].insn_off, 40);
	ck_assert_uint_eq(ext->sections.at[0].parts[RELO].count, 0);
	ck_assert_str_eq(ext->sections.at[1].name, "y");
	ck_assert_uint_eq(ext->sections.at[1].parts[FUNC].at[0].insn_off, 8);
	ck_assert_uint_eq(ext->sections.at[1].parts[LINE].count, 0);
	ck_assert_str_eq(ext->sections.at[2].name, "z");
	ck_assert_uint_eq(ext->sections.at[2].parts[FUNC].count, 0);
	ck_assert_uint_eq(ext->sections.at[2].parts[LINE].at[0].insn_off, 24);
}
END_TEST

START_TEST(many_blocks_of_many_sections)
{
	enum { MANY = 50000 };
	struct build *b = make_types();
	uint32_t names = build_string(b, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	uint32_t size = 32 + 4 + MANY * 16;
	uint8_t *data = keep_zeros(size);
	struct ext e = { .header_size = 32 };

	memcpy(data, ext_bytes(&e).data, 32);
	store(data + 12, size - 32, false);
	store(data + 32, 8, false);
	for (uint32_t i = 0; i < MANY; i++) {
		uint8_t *block = data + 36 + 16 * (size_t)i;

		store(block, names + i % 50, false);
		store(block + 4, 1, false);
		store(block + 8, i, false);
		store(block + 12, T_FIRST, false);
	}
	ck_assert_uint_eq(ext_graph(b, (struct bk_bytes){ data, size })->sections.count, 50);
}
END_TEST

START_TEST(malformed_bytes)
{
	struct build *b = make_types();
	struct ext e = make_ext(b);
	struct bk_bytes bytes = ext_bytes(&e);

	/* Where things are: func_info at 0x20, line_info at 0x4c, core_relo at 0x78, end 0x94. */
	ck_assert_uint_eq(bytes.size, 0x94);
	expect_refused(b, patched(&e, 0, 0), ".BTF.ext+0x0: no BTF magic");
	expect_refused(b, patched(&e, 0, BK_BTF_MAGIC | 2 << 16), ".BTF.ext+0x2: BTF version 2");
	expect_refused(b, patched(&e, 4, 23), ".BTF.ext+0x4: header length 23");
	expect_refused(b, patched(&e, 4, 0x95), ".BTF.ext+0x4: header length 149");
	expect_refused(b, patched(&e, 4, UINT32_MAX), ".BTF.ext+0x4: header length 4294967295");
	expect_refused(b, patched(&e, 8, 2), ".BTF.ext+0x8: func_info: offset 2, no multiple of 4");
	expect_refused(b, patched(&e, 8, UINT32_MAX - 31), ".BTF.ext+0x8: func_info: 44 bytes at");
	expect_refused(b, patched(&e, 20, UINT32_MAX),
		       ".BTF.ext+0x10: line_info: 4294967295 bytes");
	expect_refused(b, patched(&e, 28, 3),
		       ".BTF.ext+0x78: core_relo: cut off: 3 bytes are left");
	expect_refused(b, patched(&e, 0x20, 4), ".BTF.ext+0x20: func_info: records of 4 bytes");
	expect_refused(b, patched(&e, 0x4c, 12), ".BTF.ext+0x4c: line_info: records of 12 bytes");
	expect_refused(b, patched(&e, 0x78, 0), ".BTF.ext+0x78: core_relo: records of 0 bytes");
	expect_refused(b, patched(&e, 0x78, 18), "core_relo: records of 18 bytes (16 at least");
	expect_refused(b, patched(&e, 0x78, UINT32_MAX - 3),
		       ".BTF.ext+0x7c: core_relo: 1 records of 4294967292 bytes, but 16 bytes");
	expect_refused(b, patched(&e, 0x80, 2), ".BTF.ext+0x7c: core_relo: 2 records of 16 bytes");
	expect_refused(b, patched(&e, 0x80, UINT32_MAX), "4294967295 records of 16 bytes, but 16");
	/* A block that ends early leaves bytes that are no block. */
	expect_refused(b, patched(&e, 0x28, 3), ".BTF.ext+0x44: func_info: 5 records");
	expect_refused(b, patched(&e, 28, 0x10), ".BTF.ext+0x7c: core_relo: 1 records");
	expect_refused(b, patched(&e, 28, 8), ".BTF.ext+0x7c: core_relo: cut off: 4 bytes");
}
END_TEST

START_TEST(cut_off_anywhere)
{
	struct build *b = make_types();
	struct ext e = make_ext(b);
	struct bk_bytes bytes = ext_bytes(&e);

	for (size_t size = 0; size < bytes.size; size++) {
		struct bk_bytes part = { keep_copy(bytes.data, size), size };

		expect_refused(b, part, ".BTF.ext+0x");
	}
}
END_TEST

START_TEST(dangling_references)
{
	struct build *b = make_types();
	struct ext e = make_ext(b);

	expect_refused(
		b, patched(&e, 0x24, 9999),
		".BTF.ext+0x2c: func_info: section name offset 9999 past the string section");
	expect_refused(b, patched(&e, 0x30, 6),
		       ".BTF.ext+0x2c: func_info: type 6 does not exist (ids end at 5)");
	expect_refused(b, patched(&e, 0x38, T_PAIR),
		       ".BTF.ext+0x34: func_info: type 2 is a STRUCT, not a FUNC");
	expect_refused(b, patched(&e, 0x30, 0), "type 0 is a VOID, not a FUNC");
	expect_refused(b, patched(&e, 0x5c, UINT32_MAX),
		       ".BTF.ext+0x58: line_info: file name offset 4294967295 past");
	expect_refused(b, patched(&e, 0x60, 9999),
		       ".BTF.ext+0x58: line_info: source line offset 9999 past");
	expect_refused(b, patched(&e, 0x88, UINT32_MAX),
		       ".BTF.ext+0x84: core_relo: type 4294967295 does not exist");
	expect_refused(b, patched(&e, 0x8c, 9999),
		       ".BTF.ext+0x84: core_relo: access string offset 9999 past");
}
END_TEST

START_TEST(split)
{
	struct build *base = make_types(), *b;
	uint32_t tp = build_string(base, "tp/x");
	struct ext e = { .header_size = 32 };

	b = build_split(base);
	build_struct(b, "more", 8);
	build_member(b, "pair", T_PAIR, 0);
	put(&e, FUNC, 8, tp, 1, 0, T_SECOND);
	put(&e, RELO, 16, tp, 1, 0, 6, build_string(b, "0:0:1"), BK_RELO_FIELD_SIGNED);
	expect_text(dump(b, ext_bytes(&e), false),
		    "section tp/x\n"
		    "functions\n"
		    "       0  second  (type 5, prototype 3)\n"
		    "relocations\n"
		    "       0  field_signed       struct more.pair.high  (type 6, access 0:0:1)\n");
}
END_TEST

START_TEST(names_of_kinds)
{
	ck_assert_str_eq(bk_relo_kind_name(0), "field_byte_offset");
	ck_assert_str_eq(bk_relo_kind_name(12), "type_matches");
	ck_assert_ptr_null(bk_relo_kind_name(13));
	for (uint32_t kind = 0; kind < BK_RELO_KIND_COUNT; kind++)
		ck_assert_int_eq(bk_relo_is_field(kind) + bk_relo_is_type(kind) +
					 bk_relo_is_enumval(kind),
				 1);
	ck_assert_int_eq(bk_relo_is_field(13) || bk_relo_is_type(13) || bk_relo_is_enumval(13), 0);
}
END_TEST

TEST_SUITE(ext, text_in_both_byte_orders, json, what_does_not_resolve_is_shown_as_it_is,
	   headers_and_records_of_other_sizes, blocks_of_one_section_come_together,
	   many_blocks_of_many_sections, malformed_bytes, cut_off_anywhere, dangling_references,
	   split, names_of_kinds)
