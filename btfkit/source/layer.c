// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The table of layers, and the loop that goes inwards through them. */
#include "btfkit/source/layer.h"

#include "btfkit/base/control.h"
#include "btfkit/source/archive.h"
#include "btfkit/source/decompress.h"
#include "btfkit/source/elf.h"
#include "btfkit/source/image.h"
#include "btfkit/source/image_layer.h"

#include <stdarg.h>
#include <stdio.h>

/* The magic only: what stands behind it is the format's business. */
static bool is_raw_btf(struct bk_bytes bytes)
{
	uint16_t magic;

	if (bytes.size < sizeof(magic))
		return false;
	magic = bk_load16(bytes.data, false);
	return magic == 0xeb9f || magic == 0x9feb;
}

static struct bk_error *open_raw_btf(struct bk_source *source, struct bk_bytes bytes)
{
	source->btf = bytes;
	bk_file_fetch(&source->file);
	return NULL;
}

static const struct bk_layer layers[] = {
	{ BK_LAYER_BTF, is_raw_btf, .open = open_raw_btf },
	{ BK_LAYER_IMAGE, bk_elf_image_recognises, .unwrap = bk_elf_image_unwrap },
	{ BK_LAYER_ELF, bk_elf_recognises, .open = bk_elf_open },
	{ BK_LAYER_ARCHIVE, bk_archive_recognises, .unwrap = bk_archive_unwrap },
	{ BK_LAYER_COMPRESSION, bk_compression_recognises, .unwrap = bk_compression_unwrap },
	{ BK_LAYER_IMAGE, bk_image_recognises, .unwrap = bk_image_unwrap },
	{ BK_LAYER_SOMEWHERE, bk_unknown_image_recognises, .unwrap = bk_unknown_image_unwrap },
};

const struct bk_layer *bk_layer_of_start(struct bk_bytes bytes)
{
	for (size_t i = 0; i < sizeof(layers) / sizeof(*layers); i++)
		if (layers[i].kind != BK_LAYER_SOMEWHERE && layers[i].recognises(bytes))
			return &layers[i];
	return NULL;
}

const struct bk_layer *bk_layer_of(struct bk_bytes bytes)
{
	for (size_t i = 0; i < sizeof(layers) / sizeof(*layers); i++)
		if (layers[i].recognises(bytes))
			return &layers[i];
	return NULL;
}

uint64_t bk_stream_budget(uint64_t size_bytes)
{
	static const uint64_t least = 256 << 20;

	return size_bytes > least / 64 ? 64 * size_bytes : least;
}

uint64_t bk_unwrap_budget(uint64_t size_bytes)
{
	static const uint64_t most = 4ull << 30;
	const uint64_t budget = bk_stream_budget(size_bytes);

	return budget < most ? budget : most;
}

struct bk_error *bk_error_too_much(uint64_t most_bytes, uint64_t size_bytes)
{
	return bk_error_create(
		BK_ERR_UNSUPPORTED,
		"more than %llu MiB come out of %llu bytes: is it made to fill the memory?",
		(unsigned long long)most_bytes >> 20, (unsigned long long)size_bytes);
}

struct bk_error *bk_unwrap_set_place(struct bk_unwrap *unwrap, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&unwrap->place, format, args);
	va_end(args);
	if (length < 0) {
		unwrap->place = NULL;
		return bk_error_memory();
	}
	/* names of members may hold anything, also what a terminal obeys */
	for (char *c = unwrap->place; *c; c++) {
		const size_t size = bk_control_size(c);

		memset(c, '?', size);
	}
	return NULL;
}

static struct bk_error *unrecognised(struct bk_bytes bytes)
{
	char start[3 * 6 + 1] = "";

	if (!bytes.size)
		return bk_error_create(BK_ERR_NO_BTF, "empty");
	for (size_t i = 0; i < bytes.size && i < 6; i++)
		sprintf(start + 3 * i, " %02x", bytes.data[i]);
	return bk_error_create(BK_ERR_NO_BTF,
			       "neither BTF nor anything that holds it (it begins with%s)", start);
}

/* The way inwards: the bytes reached so far, and what was passed to get there. */
struct way {
	struct bk_unwrap unwrap;
	struct bk_bytes bytes;
	struct bk_buffer held; /* owns `bytes`; empty: the source's file does */
	char *places[BK_MOST_LAYERS];
	size_t depth;
};

static void way_deinit(struct way *way)
{
	bk_buffer_deinit(&way->unwrap.buffer);
	bk_buffer_deinit(&way->held);
	free(way->unwrap.place);
	free(way->unwrap.release);
	while (way->depth)
		free(way->places[--way->depth]);
}

/* Goes on to what was found inside; what only the outer layers needed is let go. */
static void enter(struct way *way, bool was_loose)
{
	struct bk_unwrap *unwrap = &way->unwrap;

	if (unwrap->buffer.data) {
		bk_file_deinit(&unwrap->source->file);
		bk_buffer_deinit(&way->held);
		way->held = unwrap->buffer;
		unwrap->budget_bytes -= unwrap->buffer.size;
	}
	if (was_loose)
		unwrap->is_loose = false;
	way->bytes = unwrap->inside;
	way->places[way->depth++] = unwrap->place;
	unwrap->buffer = (struct bk_buffer){ 0 };
	unwrap->inside = (struct bk_bytes){ 0 };
	unwrap->place = NULL;
}

static struct bk_error *go_inwards(struct way *way)
{
	for (;;) {
		const struct bk_layer *layer = bk_layer_of(way->bytes);
		const bool was_loose = way->unwrap.is_loose;

		if (!layer)
			return unrecognised(way->bytes);
		if (layer->open && way->unwrap.member)
			return bk_error_create(BK_ERR_NOT_FOUND,
					       "no archive, so it has no member '%s'",
					       way->unwrap.member);
		if (layer->open)
			return layer->open(way->unwrap.source, way->bytes);
		if (way->depth == BK_MOST_LAYERS)
			return bk_error_create(BK_ERR_UNSUPPORTED, "more than %d layers",
					       BK_MOST_LAYERS);
		BK_TRY(layer->unwrap(&way->unwrap, way->bytes));
		enter(way, was_loose);
	}
}

/* What a package says of itself counts where nothing inside it, which is closer to the BTF, tells. */
static struct bk_error *note_package(const struct bk_unwrap *unwrap)
{
	struct bk_bytes release = { (const uint8_t *)unwrap->release,
				    unwrap->release ? strlen(unwrap->release) : 0 };

	return bk_source_note(unwrap->source, release, unwrap->arch);
}

/* Adds the layers that were passed to the source's place. */
static struct bk_error *note_way(const struct way *way)
{
	struct bk_source *source = way->unwrap.source;

	for (size_t i = 0; i < way->depth; i++) {
		char *longer;

		if (asprintf(&longer, "%s: %s", source->where, way->places[i]) < 0)
			return bk_error_memory();
		free(source->where);
		source->where = longer;
	}
	return NULL;
}

struct bk_error *bk_layers_open(struct bk_source *source, struct bk_bytes bytes, const char *member)
{
	BK_AUTO(way_deinit)
	struct way way = {
		.unwrap = { .source = source,
			    .member = member,
			    .budget_bytes = bk_unwrap_budget(bytes.size) },
		.bytes = bytes,
	};
	struct bk_error *error = go_inwards(&way);

	if (!error)
		error = note_package(&way.unwrap);
	for (size_t i = way.depth; i--;)
		error = bk_error_in(error, "%s", way.places[i]);
	if (!error)
		error = note_way(&way);
	if (error)
		return error;
	source->buffer = way.held;
	way.held = (struct bk_buffer){ 0 };
	return NULL;
}
