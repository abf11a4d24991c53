// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Archives over libarchive, from memory. */
#include "btfkit/source/members.h"

#include "btfkit/source/decompress.h"

#include <ctype.h>
#include <sys/stat.h>

enum { TAR_BLOCK = 512, TAR_SUM_AT = 148, TAR_SUM_BYTES = 8 };

/* Old archives have no magic, but all have the sum of the header's bytes, itself counted as blanks. */
static bool is_tar(struct bk_bytes bytes)
{
	unsigned sum = TAR_SUM_BYTES * ' ', stored = 0;
	size_t i;

	if (bytes.size < TAR_BLOCK || !bytes.data[0])
		return false;
	for (i = 0; i < TAR_BLOCK; i++)
		if (i < TAR_SUM_AT || i >= TAR_SUM_AT + TAR_SUM_BYTES)
			sum += bytes.data[i];
	for (i = TAR_SUM_AT; bytes.data[i] == ' '; i++)
		;
	for (; i < TAR_SUM_AT + TAR_SUM_BYTES && bytes.data[i] >= '0' && bytes.data[i] <= '7'; i++)
		stored = stored * 8 + (bytes.data[i] - '0');
	return sum == stored;
}

static bool is_cpio(struct bk_bytes bytes)
{
	return bytes.size >= 76 &&
	       (memcmp(bytes.data, "070701", 6) == 0 || memcmp(bytes.data, "070702", 6) == 0 ||
		memcmp(bytes.data, "070707", 6) == 0);
}

static bool is_zip(struct bk_bytes bytes)
{
	return bytes.size >= 30 && memcmp(bytes.data, "PK\3\4", 4) == 0;
}

const char *bk_members_format(struct bk_bytes bytes)
{
	const char *compression = bk_compression_of(bytes);
	uint8_t start[TAR_BLOCK];

	if (is_zip(bytes))
		return "zip";
	if (compression && strcmp(compression, "lzop") == 0)
		return NULL; /* not libarchive's: unwrapped first */
	if (compression) {
		bytes.size = bk_decompress_start(bytes, start, sizeof(start));
		bytes.data = start;
	}
	if (is_tar(bytes))
		return compression ? compression : "tar";
	if (is_cpio(bytes))
		return compression ? compression : "cpio";
	return NULL;
}

static struct bk_error *archive_error(const struct bk_members *members)
{
	return bk_error_create(BK_ERR_MALFORMED, "%s",
			       bk_libarchive_error(members->functions, members->archive));
}

static struct bk_error *open_memory(struct bk_members *members, struct bk_bytes bytes)
{
	const struct bk_libarchive *functions = members->functions;
	struct archive *archive = members->archive;

	if (bk_compression_of(bytes))
		BK_TRY(bk_compression_add_filter(functions, archive, bytes));
	if (functions->read_support_format_tar(archive) < ARCHIVE_WARN ||
	    functions->read_support_format_cpio(archive) < ARCHIVE_WARN ||
	    functions->read_support_format_zip(archive) < ARCHIVE_WARN ||
	    functions->read_open_memory(archive, bytes.data, bytes.size) < ARCHIVE_WARN)
		return archive_error(members);
	return NULL;
}

struct bk_error *bk_members_init(struct bk_members *members, struct bk_bytes bytes)
{
	struct bk_error *error;

	*members = (struct bk_members){ .size_bytes = bytes.size, .is_at_end = true };
	members->most_bytes = members->left_bytes = bk_stream_budget(bytes.size);
	BK_TRY(bk_libarchive_load(&members->functions));
	members->archive = members->functions->read_new();
	error = members->archive ? open_memory(members, bytes) : bk_error_memory();
	if (error)
		bk_members_deinit(members);
	return error;
}

static struct bk_error *take(struct bk_members *members, uint64_t size)
{
	if (size > members->left_bytes)
		return bk_error_too_much(members->most_bytes, members->size_bytes);
	members->left_bytes -= size;
	return NULL;
}

/* libarchive gives back what was stored; holes between are the reader's to fill. */
static struct bk_error *read_block(struct bk_members *members, const void **data, size_t *size,
				   uint64_t *offset)
{
	la_int64_t at = 0;
	int status;

	*size = 0;
	*offset = 0;
	status = members->functions->read_data_block(members->archive, data, size, &at);
	if (status == ARCHIVE_EOF)
		members->is_at_end = true;
	else if (status < ARCHIVE_WARN)
		return archive_error(members);
	*offset = at;
	return members->is_unsized ? take(members, *size) : NULL;
}

static struct bk_error *skip_unsized(struct bk_members *members)
{
	const void *data;
	uint64_t offset;
	size_t size;

	while (members->is_unsized && !members->is_at_end)
		BK_TRY(read_block(members, &data, &size, &offset));
	return NULL;
}

/* Locales that cannot spell a name have it NULL by the first function. */
static struct bk_error *set_name(struct bk_members *members, struct archive_entry *entry)
{
	const char *name = members->functions->entry_pathname(entry);
	size_t length;

	if (!name)
		name = members->functions->entry_pathname_utf8(entry);
	if (!name)
		name = "?";
	while (*name == '/' || (name[0] == '.' && name[1] == '/'))
		name++;
	length = strlen(name);
	while (length && name[length - 1] == '/')
		length--;
	free(members->name);
	members->name = strndup(name, length);
	return members->name ? NULL : bk_error_memory();
}

/* Takes "." and ".." out of a path, in place; what leads out of the archive stays at its root. */
static void resolve_dots(char *path)
{
	char *to = path;

	for (const char *from = path; *from;) {
		const size_t length = strcspn(from, "/");

		if (length == 2 && from[0] == '.' && from[1] == '.') {
			while (to > path && *--to != '/')
				;
		} else if (length && !(length == 1 && *from == '.')) {
			if (to > path)
				*to++ = '/';
			memmove(to, from, length);
			to += length;
		}
		from += length;
		from += *from == '/';
	}
	*to = '\0';
}

/* A symbolic link's target is told from where the link is, a hard link's from the archive's root. */
static struct bk_error *set_target(struct bk_members *members, struct bk_member *member,
				   struct archive_entry *entry)
{
	const char *target = members->functions->entry_hardlink(entry);
	const char *slash = strrchr(member->name, '/');
	size_t directory = 0;

	if (!target) {
		target = members->functions->entry_symlink(entry);
		if (target && *target != '/' && slash)
			directory = slash + 1 - member->name;
	}
	free(members->target);
	members->target = NULL;
	if (asprintf(&members->target, "%.*s%s", (int)directory, member->name,
		     target ? target : "") < 0) {
		members->target = NULL;
		return bk_error_memory();
	}
	resolve_dots(members->target);
	member->target = members->target;
	return NULL;
}

static enum bk_member_type type_of(const struct bk_libarchive *functions,
				   struct archive_entry *entry)
{
	if (functions->entry_hardlink(entry))
		return BK_MEMBER_LINK;
	switch (functions->entry_filetype(entry)) {
	case S_IFREG:
		return BK_MEMBER_FILE;
	case S_IFLNK:
		return BK_MEMBER_LINK;
	case S_IFDIR:
		return BK_MEMBER_DIRECTORY;
	default:
		return BK_MEMBER_OTHER;
	}
}

struct bk_error *bk_members_next(struct bk_members *members, struct bk_member *member)
{
	const struct bk_libarchive *functions = members->functions;
	struct archive_entry *entry;
	int status;

	*member = (struct bk_member){ 0 };
	BK_TRY(skip_unsized(members));
	do /* what is no header is stepped over */
		status = functions->read_next_header(members->archive, &entry);
	while (status == ARCHIVE_RETRY);
	if (status == ARCHIVE_EOF)
		return NULL;
	if (status < ARCHIVE_WARN)
		return archive_error(members);
	BK_TRY(set_name(members, entry));
	member->name = members->name;
	member->type = type_of(functions, entry);
	members->is_at_end = false;
	members->is_unsized = !functions->entry_size_is_set(entry);
	member->size_bytes =
		members->is_unsized ? UINT64_MAX : (uint64_t)functions->entry_size(entry);
	if (!members->is_unsized)
		BK_TRY(take(members, member->size_bytes));
	return member->type == BK_MEMBER_LINK ? set_target(members, member, entry) : NULL;
}

/* Fills a hole before `offset` with zeros, up to `size` bytes in all. */
static struct bk_error *fill_hole(struct bk_buffer *out, uint64_t offset, size_t size)
{
	const size_t end = offset < size ? offset : size;

	if (end <= out->size)
		return NULL;
	BK_TRY(bk_buffer_reserve(out, end - out->size));
	memset(out->data + out->size, 0, end - out->size);
	out->size = end;
	return NULL;
}

struct bk_error *bk_members_read(struct bk_members *members, struct bk_buffer *out, size_t size)
{
	while (!members->is_at_end && out->size < size) {
		const void *data;
		uint64_t offset;
		size_t got;

		BK_TRY(read_block(members, &data, &got, &offset));
		if (!got)
			continue;
		BK_TRY(fill_hole(out, offset, size));
		BK_TRY(bk_buffer_append(out, data, got));
	}
	return NULL;
}

void bk_members_deinit(struct bk_members *members)
{
	if (members->archive)
		members->functions->read_free(members->archive);
	free(members->name);
	free(members->target);
	*members = (struct bk_members){ 0 };
}
