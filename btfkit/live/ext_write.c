// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Writes .BTF.ext: a header, and for each part blocks of one section's records. */
#include "btfkit/live/ext_write.h"

#include "btfkit/format/btf.h"

enum { HEADER_WORDS = 8 }; /* with core_relo_off and core_relo_len */

struct words {
	BK_ARRAY(uint32_t) all;
	bool failed;
};

static void put(struct words *words, uint32_t word)
{
	if (!bk_array_push(&words->all, word))
		words->failed = true;
}

bool bk_ext_writer_put(struct bk_ext_writer *writer, enum bk_ext_part part,
		       const struct bk_ext_record *record)
{
	return bk_array_push(&writer->parts[part], *record);
}

static void put_record(struct words *words, enum bk_ext_part part,
		       const struct bk_ext_record *record)
{
	put(words, record->insn_off);
	switch (part) {
	case BK_EXT_FUNC_INFO:
		put(words, record->func.type_id);
		break;
	case BK_EXT_LINE_INFO:
		put(words, record->line.file_name_off);
		put(words, record->line.text_off);
		put(words, record->line.line << 10 | record->line.column);
		break;
	default:
		put(words, record->relo.type_id);
		put(words, record->relo.access_off);
		put(words, record->relo.kind);
		break;
	}
}

/* The records of one section are one block, at the place of its first. */
static void put_part(struct words *words, const struct bk_ext_writer *writer, enum bk_ext_part part)
{
	static const uint32_t record_sizes[] = { 8, 16, 16 };
	const struct bk_ext_record *records = writer->parts[part].at;
	size_t count = writer->parts[part].count;

	put(words, record_sizes[part]);
	for (size_t i = 0; i < count; i++) {
		uint32_t section = records[i].section_name_off, many = 0;
		size_t earlier = 0;

		if (i && records[i - 1].section_name_off == section)
			continue;
		while (records[earlier].section_name_off != section)
			earlier++;
		if (earlier != i)
			continue;
		for (size_t n = i; n < count; n++)
			many += records[n].section_name_off == section;
		put(words, section);
		put(words, many);
		for (size_t n = i; n < count; n++)
			if (records[n].section_name_off == section)
				put_record(words, part, &records[n]);
	}
}

struct bk_error *bk_ext_writer_finish(const struct bk_ext_writer *writer, struct bk_bytes *bytes)
{
	struct words words = { 0 };
	const uint16_t magic = BK_BTF_MAGIC;

	for (int i = 0; i < HEADER_WORDS; i++)
		put(&words, 0);
	for (uint32_t part = 0; part < BK_EXT_PARTS && !words.failed; part++) {
		uint32_t start = (uint32_t)words.all.count;

		put_part(&words, writer, (enum bk_ext_part)part);
		if (words.failed)
			break;
		words.all.at[2 + 2 * part] = 4 * (start - HEADER_WORDS);
		words.all.at[3 + 2 * part] = 4 * ((uint32_t)words.all.count - start);
	}
	if (words.failed) {
		bk_array_deinit(&words.all);
		return bk_error_memory();
	}
	words.all.at[1] = 4 * HEADER_WORDS;
	*bytes = (struct bk_bytes){ (uint8_t *)words.all.at, 4 * words.all.count };
	memcpy(words.all.at, &magic, sizeof(magic));
	((uint8_t *)words.all.at)[2] = BK_BTF_VERSION;
	return NULL;
}

void bk_ext_writer_deinit(struct bk_ext_writer *writer)
{
	for (int part = 0; part < BK_EXT_PARTS; part++)
		bk_array_deinit(&writer->parts[part]);
}
