// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding BTF in whatever the user names. */
#include "btfkit/source/source.h"

#include "btfkit/source/elf.h"

#include <stdio.h>
#include <sys/utsname.h>

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
	return NULL;
}

/*
 * The layers, asked in this order. One that recognises the bytes fills in the source's BTF. (A
 * compressed or packed layer will instead unwrap the bytes and have the table asked again.)
 */
static const struct layer {
	bool (*recognises)(struct bk_bytes bytes);
	struct bk_error *(*open)(struct bk_source *source, struct bk_bytes bytes);
} layers[] = {
	{ is_raw_btf, open_raw_btf },
	{ bk_elf_recognises, bk_elf_open },
};

static struct bk_error *unrecognised(struct bk_bytes bytes)
{
	char start[3 * 6 + 1] = "";

	if (!bytes.size)
		return bk_error_create(BK_ERR_MALFORMED, "empty");
	for (size_t i = 0; i < bytes.size && i < 6; i++)
		sprintf(start + 3 * i, " %02x", bytes.data[i]);
	return bk_error_create(BK_ERR_UNSUPPORTED,
			       "neither raw BTF nor an ELF file (it begins with%s)", start);
}

static struct bk_error *open_layers(struct bk_source *source)
{
	struct bk_bytes bytes = source->file.bytes;

	for (size_t i = 0; i < sizeof(layers) / sizeof(*layers); i++)
		if (layers[i].recognises(bytes))
			return layers[i].open(source, bytes);
	return unrecognised(bytes);
}

static const char *name_in_sysfs(const struct bk_source *source)
{
	static const char directory[] = "/sys/kernel/btf/";

	if (strncmp(source->name, directory, sizeof(directory) - 1) != 0)
		return NULL;
	return source->name + sizeof(directory) - 1;
}

bool bk_source_is_running_module(const struct bk_source *source)
{
	const char *name = name_in_sysfs(source);

	return name && strcmp(name, "vmlinux") != 0;
}

/* BTF from sysfs is the running kernel's, so uname tells whose it is. */
static struct bk_error *ask_running_kernel(struct bk_source *source)
{
	struct utsname uts;

	if (!name_in_sysfs(source) || uname(&uts) < 0)
		return NULL;
	source->release = strdup(uts.release);
	source->arch = strdup(uts.machine);
	return source->release && source->arch ? NULL : bk_error_memory();
}

struct bk_error *bk_source_create(const char *spec, struct bk_source **result)
{
	struct bk_source *source = calloc(1, sizeof(*source));
	bool is_standard_input;
	struct bk_error *error;

	*result = NULL;
	if (!source)
		return bk_error_memory();
	is_standard_input = spec && strcmp(spec, "-") == 0;
	source->name = strdup(is_standard_input ? "standard input"
			      : spec		? spec
						: BK_RUNNING_KERNEL);
	if (!source->name) {
		bk_source_destroy(source);
		return bk_error_memory();
	}
	error = bk_file_init(&source->file, is_standard_input ? "/dev/stdin" : source->name);
	if (!error)
		error = open_layers(source);
	if (!error)
		error = ask_running_kernel(source);
	if (error) {
		error = bk_error_in(error, "%s", source->name);
		bk_source_destroy(source);
		return error;
	}
	*result = source;
	return NULL;
}

void bk_source_destroy(struct bk_source *source)
{
	if (!source)
		return;
	bk_file_deinit(&source->file);
	free(source->name);
	free(source->release);
	free(source->arch);
	free(source);
}
