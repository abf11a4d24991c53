/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Names of BTF as C identifiers.
 *
 * BTF names nearly always are C identifiers, but not always: Rust writes "Option<u8>", and what is
 * a fine name in C11 may be a keyword of C23 or C++. The first sort is rewritten, the second kept:
 * renaming would cut the tie to the kernel's name that CO-RE relocations need, so headers hide
 * such keywords behind macros in the languages that have them.
 */
#ifndef BK_CGEN_CNAME_H
#define BK_CGEN_CNAME_H

#include <stdbool.h>
#include <stddef.h>

enum bk_name_class {
	BK_NAME_PLAIN,	  /* an identifier in every language */
	BK_NAME_CXX,	  /* a keyword of C++ only */
	BK_NAME_C23,	  /* a keyword of C23, and of C++ perhaps */
	BK_NAME_RESERVED, /* a keyword of GNU C11 */
	BK_NAME_INVALID,  /* no identifier at all */
};

/* `keyword`, where not NULL, is set to the row of bk_keywords that matched, or -1. */
enum bk_name_class bk_classify_name(const char *name, size_t size, int *keyword);

/* C23's and C++'s keywords that GNU C11 allows as names; ends with a NULL word. */
struct bk_keyword {
	const char *word;
	bool c23, cxx;
	/*
	 * It cannot be hidden by a macro of its own name: `bool` is needed as a type as well, and
	 * C++ forbids macros named like its operators (`not`).
	 */
	bool needs_alias;
};

extern const struct bk_keyword bk_keywords[];

enum { BK_KEYWORDS_MAX = 128 }; /* more than there are */

/*
 * Writes an identifier made of `name` to `to` (size + 2 bytes): characters that cannot stand in one
 * become '_', a leading digit gets '_' before it, a reserved word '_' behind it.
 */
void bk_sanitize_name(char *to, const char *name, size_t size);

#endif
