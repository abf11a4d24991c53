// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Looking into kernel images: where a header tells the payload, at that; else for a BTF as it is,
 * and else into the compressed streams that stand in the image, one after the other.
 */
#include "btfkit/source/image_layer.h"

#include "btfkit/source/banner.h"
#include "btfkit/source/btf_scan.h"
#include "btfkit/source/decompress.h"
#include "btfkit/source/elf.h"
#include "btfkit/source/image.h"
#include "btfkit/source/stream_scan.h"

enum { MOST_STREAMS = 64 }; /* that are looked into, of one image */

/* Out of a stream with the kernel comes more than this part of the image: else it is no matter. */
static const size_t least_part = 16;

/* What becomes of the streams of an image. */
struct search {
	struct bk_unwrap *unwrap;
	struct bk_bytes image;
	const char *format;	/* of the image */
	uint64_t budget_bytes;	/* for what still may come out of them */
	struct bk_error *error; /* of the stream out of which most came; NULL: none was one */
	size_t most_bytes;	/* that came out of it */
};

static void search_deinit(struct search *search)
{
	bk_error_destroy(search->error);
}

static struct bk_error *note_banner(struct bk_source *source, struct bk_bytes bytes)
{
	if (source->release)
		return NULL;
	return bk_source_note(source, bk_banner_find(bytes), NULL);
}

/* Whether there is BTF in what came out of a stream; then it is the result. */
static struct bk_error *look_into(struct search *search, struct bk_buffer *buffer)
{
	struct bk_bytes bytes = bk_buffer_bytes(buffer), inside = bytes;

	if (bk_elf_recognises(bytes)) {
		struct bk_source probe = { 0 };
		struct bk_error *error = bk_elf_open(&probe, bytes);

		free(probe.release);
		free(probe.arch);
		BK_TRY(error);
	} else {
		BK_TRY(bk_btf_scan(bytes, &inside));
		BK_TRY(note_banner(search->unwrap->source, bytes));
	}
	search->unwrap->inside = inside;
	search->unwrap->buffer = *buffer;
	*buffer = (struct bk_buffer){ 0 };
	return NULL;
}

/* Keeps why there is no BTF in a stream, where most came out of it so far. */
static void keep_error(struct search *search, struct bk_error *error, size_t at, size_t came_out)
{
	search->budget_bytes -= came_out < search->budget_bytes ? came_out : search->budget_bytes;
	if (came_out <= search->most_bytes || came_out < search->image.size / least_part) {
		bk_error_destroy(error);
		return;
	}
	bk_error_destroy(search->error);
	search->error = bk_error_in(error, "at 0x%zx", at);
	search->most_bytes = came_out;
}

/* Sets the results where the stream at that offset holds BTF. */
static struct bk_error *try_stream(struct search *search, size_t at)
{
	struct bk_bytes rest = { search->image.data + at, search->image.size - at };
	const char *compression = bk_compression_of(rest);
	BK_AUTO(bk_buffer_deinit) struct bk_buffer buffer = { 0 };
	struct bk_error *error;
	size_t came_out;

	error = bk_decompress_loose(rest, search->budget_bytes, &buffer);
	came_out = buffer.size;
	if (!error)
		error = bk_error_in(look_into(search, &buffer), "%s", compression);
	if (!error)
		return bk_unwrap_set_place(search->unwrap, "%s: at 0x%zx: %s", search->format, at,
					   compression);
	if (bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	keep_error(search, error, at, came_out);
	return NULL;
}

/*
 * Most of what seems to be a stream is none, or is something else: the kernel's configuration, an
 * initial file system. So what fails is passed over, and told only when nothing else was found.
 */
static struct bk_error *search_streams(struct search *search)
{
	size_t at = 0;

	for (int i = 0; i < MOST_STREAMS && search->budget_bytes; i++, at++) {
		at = bk_stream_scan(search->image, at);
		if (at == search->image.size)
			break;
		BK_TRY(try_stream(search, at));
		if (search->unwrap->inside.size)
			break;
	}
	return NULL;
}

/* The error that tells best why nothing was found; `error` is that of the image as it is. */
static struct bk_error *not_found(struct search *search, struct bk_error *error)
{
	if (search->error) {
		bk_error_destroy(error);
		error = search->error;
		search->error = NULL;
	}
	return bk_error_in(error, "%s", search->format);
}

static struct bk_error *search_image(struct bk_unwrap *unwrap, struct bk_bytes bytes,
				     const char *format)
{
	BK_AUTO(search_deinit)
	struct search search = { .unwrap = unwrap,
				 .image = bytes,
				 .format = format,
				 .budget_bytes = unwrap->budget_bytes };
	struct bk_error *error = bk_btf_scan(bytes, &unwrap->inside), *failed;

	if (!error) {
		BK_TRY(note_banner(unwrap->source, bytes));
		return bk_unwrap_set_place(unwrap, "%s", format);
	}
	if (bk_error_code(error) != BK_ERR_NO_BTF)
		return not_found(&search, error);
	failed = search_streams(&search);
	if (!failed && !unwrap->inside.size)
		return not_found(&search, error);
	bk_error_destroy(error);
	return failed;
}

struct bk_error *bk_image_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes)
{
	struct bk_image image;

	BK_TRY(bk_image_read(bytes, &image));
	BK_TRY(bk_source_note(unwrap->source, image.release, image.arch));
	if (!image.payload.size)
		return search_image(unwrap, bytes, image.format);
	unwrap->inside = image.payload;
	/* x86 has the size of the kernel behind the stream. */
	unwrap->is_loose = bk_compression_recognises(image.payload);
	return bk_unwrap_set_place(unwrap, "%s", image.format);
}

bool bk_elf_image_recognises(struct bk_bytes bytes)
{
	struct bk_bytes section;

	return bk_elf_find_section(bytes, bk_compression_recognises, &section);
}

struct bk_error *bk_elf_image_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes)
{
	/* It was found before, so libelf had the memory for it then. */
	if (!bk_elf_find_section(bytes, bk_compression_recognises, &unwrap->inside))
		return bk_error_memory();
	unwrap->is_loose = true;
	return bk_unwrap_set_place(unwrap, "ELF image");
}

bool bk_unknown_image_recognises(struct bk_bytes bytes)
{
	struct bk_bytes btf;
	struct bk_error *error = bk_btf_scan(bytes, &btf);
	bool holds = !error || bk_error_code(error) != BK_ERR_NO_BTF;

	bk_error_destroy(error);
	return holds || bk_stream_scan(bytes, 0) < bytes.size;
}

struct bk_error *bk_unknown_image_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes)
{
	return search_image(unwrap, bytes, "image");
}
