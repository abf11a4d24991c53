// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Kernel configurations. In an image they are a gzip stream between two marks (kernel/configs.c). */
#include "btfkit/needs/config.h"

#include "btfkit/base/arena.h"
#include "btfkit/base/strmap.h"

#include <zlib.h>

enum {
	LONGEST_LINE = 65536,
	LARGEST_TEXT = 16 << 20,
};

struct bk_config {
	struct bk_arena arena;
	struct bk_strmap values; /* by name: an index of `texts` */
	const char **texts;
	uint32_t count, room;
};

static bool add(struct bk_config *config, const char *line, size_t size, size_t equals)
{
	char *text = bk_arena_copy(&config->arena, line, size);
	bool inserted;

	if (!text)
		return false;
	if (config->count == config->room) {
		uint32_t room = config->room ? 2 * config->room : 4096;
		const char **texts = reallocarray(config->texts, room, sizeof(*texts));

		if (!texts)
			return false;
		config->texts = texts;
		config->room = room;
	}
	text[equals] = '\0';
	config->texts[config->count] = text + equals + 1;
	return bk_strmap_insert(&config->values, text, config->count++, &inserted);
}

static bool add_line(struct bk_config *config, const char *line, size_t size)
{
	const char *equals;

	if (size && line[size - 1] == '\r')
		size--;
	if (size < 8 || size > LONGEST_LINE || memcmp(line, "CONFIG_", 7) != 0)
		return true;
	equals = memchr(line, '=', size);
	return !equals || add(config, line, size, (size_t)(equals - line));
}

struct bk_error *bk_config_create(struct bk_bytes text, struct bk_config **config)
{
	struct bk_config *made = calloc(1, sizeof(*made));
	const char *at = (const char *)text.data, *end = at + text.size;
	bool ok = made;

	while (ok && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		ok = add_line(made, at, (size_t)(stop - at));
		at = stop + 1;
	}
	if (!ok) {
		bk_config_destroy(made);
		return bk_error_memory();
	}
	if (!made->count) {
		bk_config_destroy(made);
		return bk_error_create(BK_ERR_MALFORMED,
				       "no kernel configuration: no CONFIG_ line");
	}
	*config = made;
	return NULL;
}

void bk_config_destroy(struct bk_config *config)
{
	if (!config)
		return;
	bk_arena_deinit(&config->arena);
	bk_strmap_deinit(&config->values);
	free(config->texts);
	free(config);
}

const char *bk_config_value(const struct bk_config *config, const char *name)
{
	const uint32_t *index = bk_strmap_find(&config->values, name);

	return index ? config->texts[*index] : NULL;
}

/* Unpacks a gzip stream; *size is what came out, of a damaged one as far as it goes. */
static struct bk_error *unpack(struct bk_bytes packed, uint8_t **text, size_t *size)
{
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)packed.data };
	size_t room = 1 << 20;
	int status = Z_OK;

	stream.avail_in = packed.size < UINT32_MAX ? (uInt)packed.size : UINT32_MAX;
	*size = 0;
	*text = malloc(room);
	if (!*text || inflateInit2(&stream, 15 + 16) != Z_OK)
		return bk_error_memory();
	while (status == Z_OK && *size < LARGEST_TEXT) {
		if (*size == room) {
			uint8_t *more = realloc(*text, 2 * room);

			if (!more)
				break;
			*text = more;
			room *= 2;
		}
		stream.next_out = *text + *size;
		stream.avail_out = (uInt)(room - *size);
		status = inflate(&stream, Z_NO_FLUSH);
		*size = room - stream.avail_out;
		if (status == Z_OK && stream.avail_out && !stream.avail_in)
			break;
	}
	inflateEnd(&stream);
	return NULL;
}

struct bk_error *bk_config_extract(struct bk_bytes image, struct bk_config **config)
{
	static const char start[] = "IKCFG_ST\x1f\x8b\x08";
	const uint8_t *at = memmem(image.data, image.size, start, sizeof(start) - 1);
	BK_AUTOFREE uint8_t *text = NULL;
	struct bk_error *error;
	size_t size = 0;

	*config = NULL;
	if (!at)
		return NULL;
	at += 8;
	BK_TRY(unpack((struct bk_bytes){ at, (size_t)(image.data + image.size - at) }, &text,
		      &size));
	error = bk_config_create((struct bk_bytes){ text, size }, config);
	return bk_error_in(error, "IKCONFIG");
}
