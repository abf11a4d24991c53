// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Kernel configurations. In an image they are a gzip stream between two marks (kernel/configs.c). */
#include "btfkit/needs/config.h"

#include "btfkit/base/arena.h"
#include "btfkit/base/strmap.h"
#include "btfkit/source/decompress.h"
#include "btfkit/source/file.h"

#include <stdio.h>
#include <string.h>

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

struct bk_error *bk_config_extract(struct bk_bytes image, struct bk_config **config)
{
	static const char start[] = "IKCFG_ST\x1f\x8b\x08";
	const uint8_t *at = memmem(image.data, image.size, start, sizeof(start) - 1);
	BK_AUTO(bk_buffer_deinit) struct bk_buffer text = { 0 };
	struct bk_bytes packed;

	*config = NULL;
	if (!at)
		return NULL;
	packed = (struct bk_bytes){ at + 8, (size_t)(image.data + image.size - at) - 8 };
	BK_TRY(bk_error_in(bk_decompress_loose(packed, LARGEST_TEXT, &text), "IKCONFIG"));
	return bk_error_in(bk_config_create(bk_buffer_bytes(&text), config), "IKCONFIG");
}

struct bk_error *bk_config_open(const char *path, struct bk_config **config)
{
	BK_AUTO(bk_file_deinit) struct bk_file file = { 0 };
	BK_AUTO(bk_buffer_deinit) struct bk_buffer text = { 0 };
	struct bk_error *error = bk_file_init(&file, path);

	if (!error && bk_compression_of(file.bytes)) {
		error = bk_decompress(file.bytes, LARGEST_TEXT, &text);
		if (!error)
			error = bk_config_create(bk_buffer_bytes(&text), config);
	} else if (!error) {
		error = bk_config_create(file.bytes, config);
	}
	return bk_error_in(error, "%s", path);
}

/* What is damaged, or not there, is not known: the types of the kernel are still good. */
static struct bk_error *unless_memory(struct bk_error *error)
{
	if (!error || bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	bk_error_destroy(error);
	return NULL;
}

/* Bytes that are nothing but BTF need not be searched. */
static bool may_hold_config(const struct bk_source *source, struct bk_bytes bytes)
{
	return bytes.size && source->btf.size < bytes.size;
}

/* Where libbpf looks, in its order. */
static struct bk_error *open_running(const struct bk_source *source, struct bk_config **config)
{
	BK_AUTOFREE char *path = NULL;

	if (source->release && asprintf(&path, "/boot/config-%s", source->release) < 0) {
		path = NULL;
		return bk_error_memory();
	}
	if (path)
		BK_TRY(unless_memory(bk_config_open(path, config)));
	return *config ? NULL : unless_memory(bk_config_open("/proc/config.gz", config));
}

struct bk_error *bk_config_of_source(const struct bk_source *source, struct bk_config **config)
{
	*config = NULL;
	if (source->config.size)
		BK_TRY(unless_memory(bk_config_create(bk_buffer_bytes(&source->config), config)));
	else if (source->is_running)
		BK_TRY(open_running(source, config));
	if (!*config && may_hold_config(source, bk_buffer_bytes(&source->buffer)))
		BK_TRY(unless_memory(bk_config_extract(bk_buffer_bytes(&source->buffer), config)));
	if (!*config && may_hold_config(source, source->file.bytes))
		BK_TRY(unless_memory(bk_config_extract(source->file.bytes, config)));
	return NULL;
}
