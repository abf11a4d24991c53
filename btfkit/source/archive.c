// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Finding the one member of an archive that matters, while the archive streams by.
 *
 * A package holds one kernel, so it is read no further than to that: of a .deb of 100 MB, nine tenths
 * of which are modules, a tenth is decompressed. Other archives are read to their end, as there may be
 * a second kernel.
 */
#include "btfkit/source/archive.h"

#include "btfkit/source/candidate.h"
#include "btfkit/source/elf.h"
#include "btfkit/source/members.h"
#include "btfkit/source/package_origin.h"

/* How much of a member is read to tell what it is; and what is too short for a kernel. */
enum { START_BYTES = 4096, LEAST_KERNEL_BYTES = 256 << 10, MOST_LINKS = 8 };
enum { MOST_CONFIG_BYTES = 4 << 20 };

struct search {
	struct bk_unwrap *unwrap;
	struct bk_package package;
	struct bk_members members;
	struct bk_choice choice;
	size_t count;	  /* of members so far */
	bool has_unknown; /* members large enough for a kernel, which no row knows */
};

static void search_deinit(struct search *search)
{
	bk_members_deinit(&search->members);
	bk_choice_deinit(&search->choice);
}

bool bk_archive_recognises(struct bk_bytes bytes)
{
	return bk_deb_recognises(bytes) || bk_rpm_recognises(bytes) || bk_members_format(bytes);
}

struct bk_error *bk_archive_open_package(struct bk_package *package, struct bk_bytes bytes)
{
	const char *format;

	if (bk_deb_recognises(bytes))
		return bk_deb_read(bytes, package);
	if (bk_rpm_recognises(bytes))
		return bk_rpm_read(bytes, package);
	*package = (struct bk_package){ .payload = bytes };
	format = bk_members_format(bytes);
	memcpy(package->part, format, strlen(format) + 1);
	return NULL;
}

static struct bk_error *read_member(struct search *search, struct bk_buffer *buffer, size_t size)
{
	const uint64_t most = search->unwrap->budget_bytes;

	BK_TRY(bk_members_read(&search->members, buffer, size < most ? size : most + 1));
	if (buffer->size > most)
		return bk_error_too_much(most, search->package.payload.size);
	return NULL;
}

/* Members as they are named here: data.tar.xz: boot/vmlinuz */
static struct bk_error *set_place(const struct search *search, const char *name)
{
	if (search->package.kind == BK_PACKAGE_DEB)
		return bk_unwrap_set_place(search->unwrap, "%s: %s", search->package.part, name);
	return bk_unwrap_set_place(search->unwrap, "%s", name);
}

/* ---- a member that was asked for ---- */

/*
 * Whether `name` is the wanted one, or the beginning of it up to a colon, behind which the member of
 * an archive in the archive stands.
 */
static bool is_wanted(const char *name, const char *wanted, const char **rest)
{
	const size_t length = strlen(name);

	while (*wanted == '/' || (wanted[0] == '.' && wanted[1] == '/'))
		wanted++;
	if (!length || strncmp(name, wanted, length) != 0)
		return false;
	*rest = wanted[length] == ':' ? wanted + length + 1 : NULL;
	return !wanted[length] || wanted[length] == ':';
}

/* Steps to the wanted member. A name of NULL: it is not there. */
static struct bk_error *step_to(struct search *search, const char *wanted, const char **rest,
				struct bk_member *member)
{
	BK_TRY(bk_members_init(&search->members, search->package.payload));
	search->count = 0;
	do {
		BK_TRY(bk_members_next(&search->members, member));
		search->count++;
	} while (member->name && !is_wanted(member->name, wanted, rest));
	return NULL;
}

static struct bk_error *no_member(const struct search *search, const char *wanted)
{
	return bk_error_create(BK_ERR_NOT_FOUND, "no member '%s' among the %zu", wanted,
			       search->count - 1);
}

/* Follows links, each of which means to go through the archive again. */
static struct bk_error *find_file(struct search *search, struct bk_member *member)
{
	BK_AUTOFREE char *target = NULL;
	const char *wanted = search->unwrap->member, *rest = NULL, *ignored;

	BK_TRY(step_to(search, wanted, &rest, member));
	for (int links = 0; member->name && member->type == BK_MEMBER_LINK; links++) {
		if (links == MOST_LINKS)
			return bk_error_create(BK_ERR_MALFORMED,
					       "%s: more than %d links, one to the next", wanted,
					       MOST_LINKS);
		free(target);
		target = strdup(member->target);
		if (!target)
			return bk_error_memory();
		bk_members_deinit(&search->members);
		BK_TRY(step_to(search, target, &ignored, member));
		if (!member->name)
			return bk_error_create(BK_ERR_NOT_FOUND,
					       "%s: a link to '%s', which is not in the archive",
					       wanted, target);
	}
	if (!member->name)
		return no_member(search, wanted);
	if (member->type != BK_MEMBER_FILE)
		return bk_error_create(BK_ERR_USAGE, "%s: %s", wanted,
				       member->type == BK_MEMBER_DIRECTORY ? "a directory"
									   : "not a regular file");
	search->unwrap->member = rest;
	return NULL;
}

static struct bk_error *take_wanted(struct search *search)
{
	struct bk_unwrap *unwrap = search->unwrap;
	struct bk_member member;

	unwrap->source->holds_modules = search->package.kind != BK_PACKAGE_NONE;
	BK_TRY(find_file(search, &member));
	BK_TRY(set_place(search, member.name));
	return bk_error_in(read_member(search, &unwrap->buffer, SIZE_MAX), "%s", member.name);
}

/* ---- the best member ---- */

/* Programs and libraries are of the same type as kernels, but have no BTF. */
static bool has_btf(struct bk_bytes bytes)
{
	struct bk_source probe = { 0 };
	struct bk_error *error = bk_elf_open(&probe, bytes);
	const bool has = !error;

	bk_error_destroy(error);
	free(probe.release);
	free(probe.arch);
	return has;
}

static bool may_be_kernel(const struct bk_member *member)
{
	return member->type == BK_MEMBER_FILE && member->size_bytes >= LEAST_KERNEL_BYTES;
}

/* boot/config-6.1.0-56-amd64, lib/modules/6.17.1-300.fc43.x86_64/config: the first there is counts. */
static bool is_config(const struct search *search, const struct bk_member *member)
{
	const char *slash = strrchr(member->name, '/');
	const char *name = slash ? slash + 1 : member->name;

	return search->package.kind && !search->unwrap->source->config.size &&
	       strncmp(name, "config", 6) == 0 && (!name[6] || name[6] == '-') &&
	       member->size_bytes <= MOST_CONFIG_BYTES;
}

static struct bk_error *take_config(struct search *search)
{
	struct bk_buffer *config = &search->unwrap->source->config;

	return read_member(search, config, MOST_CONFIG_BYTES);
}

static struct bk_error *consider(struct search *search, const struct bk_member *member)
{
	BK_AUTO(bk_buffer_deinit) struct bk_buffer buffer = { 0 };
	enum bk_rank rank;

	if (is_config(search, member))
		return take_config(search);
	BK_TRY(read_member(search, &buffer, START_BYTES));
	rank = bk_rank_of(bk_buffer_bytes(&buffer));
	if (rank == BK_RANK_OBJECT || search->package.kind ||
	    (rank == BK_RANK_BTF && search->choice.rank == BK_RANK_BTF))
		search->unwrap->source->holds_modules = true;
	if (rank == BK_RANK_VMLINUX || bk_choice_wants(&search->choice, rank, member->name))
		BK_TRY(read_member(search, &buffer, SIZE_MAX));
	if (rank == BK_RANK_VMLINUX && bk_elf_recognises(bk_buffer_bytes(&buffer)) &&
	    !has_btf(bk_buffer_bytes(&buffer)))
		return NULL;
	if (rank)
		return bk_choice_consider(&search->choice, rank, member->name, &buffer);
	search->has_unknown |=
		may_be_kernel(member) && !bk_layer_of_start(bk_buffer_bytes(&buffer));
	return NULL;
}

/* To the end, or to the kernel of a package. */
static struct bk_error *look_at_all(struct search *search)
{
	struct bk_member member;

	for (;;) {
		BK_TRY(bk_members_next(&search->members, &member));
		if (!member.name)
			return NULL;
		search->count++;
		if (member.type != BK_MEMBER_FILE)
			continue;
		BK_TRY(bk_error_in(consider(search, &member), "%s", member.name));
		if (search->package.kind && bk_rank_is_kernel(search->choice.rank))
			return NULL;
	}
}

/* Has a layer unwrap what may be something else; then there are no results. */
static struct bk_error *try_unwrap(struct bk_unwrap *unwrap, const struct bk_layer *layer,
				   struct bk_bytes bytes)
{
	struct bk_error *error = layer->unwrap(unwrap, bytes);

	if (!error)
		return NULL;
	bk_buffer_deinit(&unwrap->buffer);
	free(unwrap->place);
	unwrap->place = NULL;
	unwrap->inside = (struct bk_bytes){ 0 };
	if (bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	bk_error_destroy(error);
	return NULL;
}

/* Whether a member that no header tells of holds a kernel; then it is the result. */
static struct bk_error *look_inside(struct search *search, const char *name)
{
	BK_AUTO(bk_buffer_deinit) struct bk_buffer buffer = { 0 };
	struct bk_unwrap *unwrap = search->unwrap;
	const struct bk_layer *layer;

	BK_TRY(read_member(search, &buffer, START_BYTES));
	if (bk_layer_of_start(bk_buffer_bytes(&buffer)))
		return NULL;
	BK_TRY(read_member(search, &buffer, SIZE_MAX));
	layer = bk_layer_of(bk_buffer_bytes(&buffer));
	if (!layer || !layer->unwrap)
		return NULL;
	BK_TRY(try_unwrap(unwrap, layer, bk_buffer_bytes(&buffer)));
	if (!unwrap->inside.size)
		return NULL;
	/* what was found may be a part of the member */
	if (!unwrap->buffer.data) {
		unwrap->buffer = buffer;
		buffer = (struct bk_buffer){ 0 };
	}
	free(unwrap->place);
	unwrap->place = NULL;
	return set_place(search, name);
}

/*
 * Once more through the archive, for kernels that no header tells of. That is not done the first time
 * as it means to search and to decompress whatever is large.
 */
static struct bk_error *look_closer(struct search *search)
{
	struct bk_member member;

	bk_members_deinit(&search->members);
	BK_TRY(bk_members_init(&search->members, search->package.payload));
	while (!search->unwrap->inside.size) {
		BK_TRY(bk_members_next(&search->members, &member));
		if (!member.name)
			break;
		if (may_be_kernel(&member))
			BK_TRY(bk_error_in(look_inside(search, member.name), "%s", member.name));
	}
	return NULL;
}

static struct bk_error *take_best(struct search *search)
{
	const char *archive = search->unwrap->source->name;
	struct bk_choice *choice = &search->choice;

	BK_TRY(bk_members_init(&search->members, search->package.payload));
	BK_TRY(look_at_all(search));
	if (choice->rank < BK_RANK_BTF && search->has_unknown) {
		BK_TRY(look_closer(search));
		if (search->unwrap->inside.size)
			return NULL;
	}
	BK_TRY(bk_choice_check(choice, strcmp(archive, "standard input") ? archive : "-"));
	BK_TRY(set_place(search, choice->name));
	if (choice->rank == BK_RANK_BTF)
		BK_TRY(bk_package_origin(&search->package, search->unwrap));
	search->unwrap->buffer = choice->buffer;
	choice->buffer = (struct bk_buffer){ 0 };
	return NULL;
}

struct bk_error *bk_archive_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes)
{
	BK_AUTO(search_deinit) struct search search = { .unwrap = unwrap };

	BK_TRY(bk_archive_open_package(&search.package, bytes));
	BK_TRY(bk_error_in(unwrap->member ? take_wanted(&search) : take_best(&search), "%s",
			   search.package.part));
	if (!unwrap->inside.size)
		unwrap->inside = bk_buffer_bytes(&unwrap->buffer);
	return NULL;
}
