/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * libarchive, loaded when first needed: it draws in libraries for XML and Unicode that would make each
 * start of the program, also on a plain BTF, slower than the work itself.
 */
#ifndef BK_SOURCE_LIBARCHIVE_H
#define BK_SOURCE_LIBARCHIVE_H

#include "btfkit/base/error.h"

#include <archive.h>
#include <archive_entry.h>

/* What is used of it, without the prefix archive_. */
/* clang-format off */
#define BK_LIBARCHIVE_FUNCTIONS(use) \
	use(read_new) \
	use(read_free) \
	use(read_open_memory) \
	use(read_next_header) \
	use(read_data_block) \
	use(read_support_filter_gzip) \
	use(read_support_filter_xz) \
	use(read_support_filter_lzma) \
	use(read_support_filter_bzip2) \
	use(read_support_filter_zstd) \
	use(read_support_filter_lz4) \
	use(read_support_format_raw) \
	use(read_support_format_empty) \
	use(read_support_format_tar) \
	use(read_support_format_cpio) \
	use(read_support_format_zip) \
	use(filter_code) \
	use(entry_pathname) \
	use(entry_pathname_utf8) \
	use(entry_filetype) \
	use(entry_size) \
	use(entry_size_is_set) \
	use(entry_symlink) \
	use(entry_hardlink) \
	use(error_string)
/* clang-format on */

struct bk_libarchive {
#define BK_LIBARCHIVE_FIELD(name) __typeof__(archive_##name) *name;
	BK_LIBARCHIVE_FUNCTIONS(BK_LIBARCHIVE_FIELD)
#undef BK_LIBARCHIVE_FIELD
};

/* The functions, valid for good; an error says that the library is missing, or too old. */
struct bk_error *bk_libarchive_load(const struct bk_libarchive **functions) BK_MUST_CHECK;

/* What it says of its last failure, never NULL. */
const char *bk_libarchive_error(const struct bk_libarchive *functions, struct archive *archive);

#endif
