/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Errors as values: what went wrong, and the chain of places in which it did.
 *
 * Every function that can fail returns a struct bk_error *, NULL meaning success. The caller owns
 * it: it is passed on, given a place with bk_error_in(), or ended with bk_error_destroy(). The text
 * reads from the outermost place inwards:
 *
 *	vmlinux.btf: .BTF+0x1f0: type 42: name offset 9999 past the string section (5000 bytes)
 */
#ifndef BK_BASE_ERROR_H
#define BK_BASE_ERROR_H

#include "btfkit/base/cleanup.h"

enum bk_code {
	BK_ERR_MEMORY,	    /* out of memory */
	BK_ERR_SYSTEM,	    /* the system refused: open, read, write, ... */
	BK_ERR_MALFORMED,   /* bytes that are not what they claim to be */
	BK_ERR_UNSUPPORTED, /* well-formed, but beyond what btfkit reads */
	BK_ERR_USAGE,	    /* the caller asked for something that makes no sense */
	BK_ERR_NOT_FOUND,   /* a name, id or section that is not there */
	BK_ERR_NO_BTF,	    /* an input that can be read, but nothing in it is BTF */
};

struct bk_error;

#define BK_MUST_CHECK	      __attribute__((warn_unused_result))
#define BK_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/*
 * A new error. Never NULL: without memory for the text it is the out-of-memory error instead. Control
 * characters in texts and places become `?`, so that names can be put in as they are.
 */
struct bk_error *bk_error_create(enum bk_code code, const char *format, ...) BK_PRINTF(2, 3);

/* The same with ": " and what the system says of errnum appended, as BK_ERR_SYSTEM (BK_ERR_MEMORY for ENOMEM). */
struct bk_error *bk_error_system(int errnum, const char *format, ...) BK_PRINTF(2, 3);

/* The one out-of-memory error; allocates nothing. */
struct bk_error *bk_error_memory(void);

/* Puts "place: " before the text of `error` and returns it; NULL stays NULL. */
struct bk_error *bk_error_in(struct bk_error *error, const char *format, ...) BK_PRINTF(2, 3)
	BK_MUST_CHECK;

/* Puts " (remark)" behind the text of `error` and returns it; NULL stays NULL. */
struct bk_error *bk_error_remark(struct bk_error *error, const char *format, ...) BK_PRINTF(2, 3)
	BK_MUST_CHECK;

/* Puts a line of its own behind the text of `error`: what another program said of its input. */
struct bk_error *bk_error_add_line(struct bk_error *error, const char *line) BK_MUST_CHECK;

enum bk_code bk_error_code(const struct bk_error *error);

/* The whole text, without a newline; valid as long as the error. */
const char *bk_error_text(const struct bk_error *error);

/* Ends an error; NULL is allowed. */
void bk_error_destroy(struct bk_error *error);

/* Returns from the calling function when `expression` is an error. */
#define BK_TRY(expression) \
	do { \
		struct bk_error *bk_try_error = (expression); \
		if (__builtin_expect(bk_try_error != NULL, 0)) \
			return bk_try_error; \
	} while (0)

#endif
