/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Packages (.deb, .rpm) and archives (tar, cpio, zip, compressed or not) as a row of the table of
 * layers: what is inside is the member that was asked for, or the best candidate.
 *
 * Names of members are only ever compared and printed, never used as paths.
 */
#ifndef BK_SOURCE_ARCHIVE_H
#define BK_SOURCE_ARCHIVE_H

#include "btfkit/source/layer.h"
#include "btfkit/source/package.h"

bool bk_archive_recognises(struct bk_bytes bytes);
struct bk_error *bk_archive_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes) BK_MUST_CHECK;

/* Where the files of what is recognised are; of an archive that is no package, the archive itself. */
struct bk_error *bk_archive_open_package(struct bk_package *package, struct bk_bytes bytes)
	BK_MUST_CHECK;

#endif
