// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading BPF objects: what is in them, in both byte orders, whole, cut and damaged. */
#include "btfkit/corerelo/relocate.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>

static const char *const names[] = { "core_kinds.bpfel.o", "core_kinds.bpfeb.o" };

/* A fixture's bytes, in memory of just their size. */
static struct bk_bytes read_fixture(const char *name)
{
	const char *folder = getenv("FIXTURES");
	static uint8_t bytes[1 << 16];
	char path[4096];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder ? folder : "fixtures", name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s cannot be opened", path);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return (struct bk_bytes){ keep_copy(bytes, size), size };
}

START_TEST(both_byte_orders)
{
	struct bk_object *objects[2];

	for (int i = 0; i < 2; i++)
		expect_ok(bk_object_create(read_fixture(names[i]), &objects[i]));
	ck_assert(!objects[0]->is_big_endian && objects[1]->is_big_endian);
	ck_assert_uint_eq(objects[0]->functions.count, 5);
	ck_assert_uint_eq(objects[0]->relocations.count, 33);
	ck_assert_uint_eq(objects[0]->relocations.count, objects[1]->relocations.count);
	ck_assert_str_eq(objects[0]->license, "Dual BSD/GPL");
	for (size_t i = 0; i < objects[0]->functions.count; i++) {
		const struct bk_function *f = objects[0]->functions.at + i,
					 *g = objects[1]->functions.at + i;

		ck_assert_str_eq(f->name, g->name);
		ck_assert_str_eq(f->section, g->section);
		ck_assert_uint_eq(f->insn_count, g->insn_count);
		ck_assert_uint_eq(f->relocation_count, g->relocation_count);
		ck_assert(f->btf_id && f->btf_id == g->btf_id);
		ck_assert(f->is_program == (strcmp(f->section, ".text") != 0));
	}
	/* the compiler orders some bits from the other end, nothing else */
	for (size_t i = 0; i < objects[0]->insns.count; i++) {
		const struct bk_insn *a = objects[0]->insns.at + i, *b = objects[1]->insns.at + i;

		ck_assert_uint_eq(a->code, b->code);
		ck_assert_uint_eq(a->dst, b->dst);
		ck_assert_uint_eq(a->src, b->src);
	}
	bk_object_destroy(objects[0]);
	bk_object_destroy(objects[1]);
}
END_TEST

START_TEST(lines_and_functions)
{
	const struct bk_line *line;
	struct bk_object *object;
	uint32_t fields;

	expect_ok(bk_object_create(read_fixture(names[0]), &object));
	fields = bk_object_function(object, "fields");
	ck_assert_uint_ne(fields, BK_NOTHING);
	ck_assert_uint_eq(bk_object_function(object, "field"), BK_NOTHING);
	line = bk_object_line(object, fields, 1);
	ck_assert(line != NULL);
	ck_assert_msg(strstr(line->file, "core_kinds.bpf.c") != NULL, "%s", line->file);
	ck_assert_msg(strcmp(line->text, "int fields(struct outer *o)") == 0, "%s", line->text);
	bk_object_destroy(object);
}
END_TEST

/* All that a reader may do with an object. */
static void use(const struct bk_object *object)
{
	const struct bk_graph *kernel = object->graph;
	struct bk_relocator *relocator;
	struct bk_relocated *relocated;
	struct bk_sink sink;

	expect_ok(bk_relocator_create(&kernel, 1, &relocator));
	expect_ok(bk_relocate(relocator, object, &relocated));
	bk_sink_init_memory(&sink, SIZE_MAX);
	for (uint32_t i = 0; i < object->relocations.count; i++) {
		bk_relo_spell(object, i, &sink);
		bk_relo_explain(relocator, object, relocated, i, &sink);
	}
	expect_ok(bk_sink_finish(&sink));
	bk_sink_deinit(&sink);
	for (uint32_t f = 0; f < object->functions.count; f++)
		for (uint32_t i = 0; i < object->functions.at[f].insn_count; i++) {
			(void)bk_object_reference(object, f, i);
			(void)bk_object_line(object, f, i);
		}
	bk_relocated_destroy(relocated);
	bk_relocator_destroy(relocator);
}

static void read_hostile(struct bk_bytes bytes)
{
	struct bk_object *object;
	struct bk_error *error = bk_object_create(bytes, &object);

	if (!error)
		use(object);
	else
		ck_assert_uint_gt(strlen(bk_error_text(error)), 0);
	bk_error_destroy(error);
	bk_object_destroy(object);
}

START_TEST(cut)
{
	const struct bk_bytes whole = read_fixture(names[0]);

	for (size_t size = 0; size < whole.size; size += 13) {
		uint8_t *start = malloc(size + 1);

		memcpy(start, whole.data, size);
		read_hostile((struct bk_bytes){ start, size });
		free(start);
	}
}
END_TEST

START_TEST(damaged)
{
	for (uint32_t seed = 1; seed <= 2000; seed++) {
		const struct bk_bytes whole = read_fixture(names[seed & 1]);
		uint8_t *bytes = (uint8_t *)(uintptr_t)whole.data;
		uint32_t state = seed;

		for (int i = 0; i < 3; i++) {
			state = state * 1664525 + 1013904223;
			bytes[state % whole.size] ^= (uint8_t)(1u << (state >> 29));
		}
		read_hostile(whole);
	}
}
END_TEST

TEST_SUITE(object, both_byte_orders, lines_and_functions, cut, damaged)
