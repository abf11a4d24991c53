/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The members of an archive (tar, cpio or zip, compressed or not) one after another, as they stream
 * by: what is not read is skipped, and nothing is kept.
 */
#ifndef BK_SOURCE_MEMBERS_H
#define BK_SOURCE_MEMBERS_H

#include "btfkit/source/buffer.h"
#include "btfkit/source/libarchive.h"

enum bk_member_type { BK_MEMBER_FILE, BK_MEMBER_LINK, BK_MEMBER_DIRECTORY, BK_MEMBER_OTHER };

/* Valid until the next call. */
struct bk_member {
	const char
		*name; /* without "./" and "/" before it, "/" behind it; NULL: there are no more */
	enum bk_member_type type;
	const char *target;  /* of a link: the name of what it stands for, within the archive */
	uint64_t size_bytes; /* of a file; UINT64_MAX: not told beforehand */
};

struct bk_members {
	const struct bk_libarchive *functions;
	struct archive *archive;
	char *name, *target;		 /* of the present member */
	uint64_t most_bytes, left_bytes; /* how much may come out, read or skipped */
	uint64_t size_bytes;		 /* of the archive */
	bool is_unsized;		 /* the present member's size is not told beforehand */
	bool is_at_end;			 /* of the present member */
};

/* "tar", "cpio", "zip", or the compression (but lzop) around one of them; NULL: no archive. */
const char *bk_members_format(struct bk_bytes bytes);

/* Of bytes that have a format. Errors of these do not name the archive. */
struct bk_error *bk_members_init(struct bk_members *members, struct bk_bytes bytes) BK_MUST_CHECK;
struct bk_error *bk_members_next(struct bk_members *members, struct bk_member *member)
	BK_MUST_CHECK;

/*
 * Appends the member's bytes to `out`, empty at its beginning, until that holds `size` or a little
 * more, or to the member's end.
 */
struct bk_error *bk_members_read(struct bk_members *members, struct bk_buffer *out, size_t size)
	BK_MUST_CHECK;

void bk_members_deinit(struct bk_members *members);

#endif
