// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Ranking the members of an archive. */
#include "btfkit/source/candidate.h"

#include "btfkit/base/sink.h"
#include "btfkit/source/decompress.h"
#include "btfkit/source/layer.h"

#include <elf.h>
#include <stdio.h>

/* Relocatable files are modules, or for BPF; what else is run may be a kernel. */
static enum bk_rank elf_rank(struct bk_bytes start)
{
	uint16_t type;

	if (start.size < sizeof(Elf32_Ehdr))
		return BK_RANK_NONE;
	type = start.data[EI_DATA] == ELFDATA2MSB ? bk_load16_be(start.data + EI_NIDENT)
						  : bk_load16_le(start.data + EI_NIDENT);
	if (type == ET_REL)
		return BK_RANK_OBJECT;
	return type == ET_EXEC || type == ET_DYN ? BK_RANK_VMLINUX : BK_RANK_NONE;
}

static enum bk_rank rank_of(struct bk_bytes start, int depth)
{
	const struct bk_layer *layer = bk_layer_of_start(start);
	uint8_t inside[4096];

	if (!layer)
		return BK_RANK_NONE;
	switch (layer->kind) {
	case BK_LAYER_BTF:
		return BK_RANK_BTF;
	case BK_LAYER_ELF:
		return elf_rank(start);
	case BK_LAYER_IMAGE:
		return BK_RANK_IMAGE;
	case BK_LAYER_ARCHIVE:
		return BK_RANK_ARCHIVE;
	case BK_LAYER_COMPRESSION:
	case BK_LAYER_SOMEWHERE:
		break;
	}
	if (depth == 3)
		return BK_RANK_NONE;
	start.size = bk_decompress_start(start, inside, sizeof(inside));
	start.data = inside;
	return rank_of(start, depth + 1);
}

enum bk_rank bk_rank_of(struct bk_bytes start)
{
	return rank_of(start, 0);
}

static const char *base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

/*
 * Whether two kernels are one in two forms, as boot/vmlinuz-6.1.0 and lib/debug/vmlinux-6.1.0 are, or
 * vmlinuz and vmlinux in one directory: then it does not matter which is taken.
 */
static bool is_same_kernel(const char *one, const char *other)
{
	const char *release = strchr(base_name(one), '-');
	const char *other_release = strchr(base_name(other), '-');
	const size_t directory = base_name(one) - one;

	if (release || other_release)
		return release && other_release && strcmp(release, other_release) == 0;
	return directory == (size_t)(base_name(other) - other) &&
	       strncmp(one, other, directory) == 0;
}

static bool is_named_vmlinux(const char *name)
{
	return strncmp(base_name(name), "vmlinux", 7) == 0;
}

/* Of the raw BTFs that /sys/kernel/btf has, one is the kernel's, and the others go on where it ends. */
static bool is_kernel_among_modules(const struct bk_choice *choice, enum bk_rank rank,
				    const char *name)
{
	return rank == BK_RANK_BTF && choice->rank == BK_RANK_BTF && is_named_vmlinux(name) &&
	       !is_named_vmlinux(choice->name);
}

static bool is_beaten_by_name(const struct bk_choice *choice, enum bk_rank rank, const char *name)
{
	return rank == BK_RANK_BTF && choice->rank == BK_RANK_BTF && !is_named_vmlinux(name) &&
	       is_named_vmlinux(choice->name);
}

bool bk_choice_wants(const struct bk_choice *choice, enum bk_rank rank, const char *name)
{
	return rank > choice->rank || is_kernel_among_modules(choice, rank, name);
}

static struct bk_error *add_rival(struct bk_choice *choice, const char *name)
{
	if (choice->rivals < BK_RIVALS_NAMED) {
		char *copy = strdup(name);

		if (!copy)
			return bk_error_memory();
		choice->rival_names[choice->rivals] = copy;
	}
	choice->rivals++;
	return NULL;
}

static void drop_rivals(struct bk_choice *choice)
{
	for (size_t i = 0; i < choice->rivals && i < BK_RIVALS_NAMED; i++)
		free(choice->rival_names[i]);
	choice->rivals = 0;
}

static struct bk_error *take(struct bk_choice *choice, enum bk_rank rank, const char *name,
			     struct bk_buffer *buffer)
{
	char *copy = strdup(name);

	if (!copy)
		return bk_error_memory();
	free(choice->name);
	bk_buffer_deinit(&choice->buffer);
	choice->rank = rank;
	choice->name = copy;
	choice->buffer = *buffer;
	*buffer = (struct bk_buffer){ 0 };
	return NULL;
}

struct bk_error *bk_choice_consider(struct bk_choice *choice, enum bk_rank rank, const char *name,
				    struct bk_buffer *buffer)
{
	const bool are_kernels = bk_rank_is_kernel(rank) && bk_rank_is_kernel(choice->rank);

	if (bk_choice_wants(choice, rank, name)) {
		if (are_kernels && !is_same_kernel(name, choice->name))
			BK_TRY(add_rival(choice, choice->name));
		else if (!are_kernels)
			drop_rivals(choice);
		return take(choice, rank, name, buffer);
	}
	if (are_kernels)
		return is_same_kernel(name, choice->name) ? NULL : add_rival(choice, name);
	if (rank < choice->rank || is_beaten_by_name(choice, rank, name))
		return NULL;
	return add_rival(choice, name);
}

static void list_names(struct bk_sink *sink, const struct bk_choice *choice)
{
	bk_puts(sink, choice->name);
	for (size_t i = 0; i < choice->rivals && i < BK_RIVALS_NAMED; i++) {
		bk_puts(sink, ", ");
		bk_puts(sink, choice->rival_names[i]);
	}
	if (choice->rivals > BK_RIVALS_NAMED)
		bk_printf(sink, " and %zu more", choice->rivals - BK_RIVALS_NAMED);
}

static struct bk_error *several(const struct bk_choice *choice, const char *archive)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;

	bk_sink_init_memory(&sink, 1 << 20);
	if (bk_rank_is_kernel(choice->rank))
		bk_puts(&sink, "several kernels: ");
	else if (choice->rank == BK_RANK_OBJECT)
		bk_printf(&sink, "no kernel with BTF, but %zu modules or objects",
			  choice->rivals + 1);
	else
		bk_printf(&sink,
			  "several %s: ", choice->rank == BK_RANK_BTF ? "BTFs" : "archives in it");
	if (choice->rank != BK_RANK_OBJECT)
		list_names(&sink, choice);
	bk_printf(&sink, "; name one: %s:%s", archive, choice->name);
	bk_putc(&sink, '\0');
	BK_TRY(bk_sink_finish(&sink));
	return bk_error_create(BK_ERR_USAGE, "%s", sink.start);
}

struct bk_error *bk_choice_check(const struct bk_choice *choice, const char *archive)
{
	if (!choice->rank)
		return bk_error_create(BK_ERR_NO_BTF, "no kernel, module or BTF in it");
	return choice->rivals ? several(choice, archive) : NULL;
}

void bk_choice_deinit(struct bk_choice *choice)
{
	drop_rivals(choice);
	free(choice->name);
	bk_buffer_deinit(&choice->buffer);
	*choice = (struct bk_choice){ 0 };
}
