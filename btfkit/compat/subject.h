/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A BPF object that kernels are asked about: opened once, and what all results on it have in common. */
#ifndef BK_COMPAT_SUBJECT_H
#define BK_COMPAT_SUBJECT_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/corerelo/object.h"

/* A relocation, as results tell of it. */
struct bk_compat_site {
	const char *program; /* the function's name */
	const char *section;
	uint32_t insn;	  /* in the function */
	const char *kind; /* "field_byte_offset" */
	const char *access, *spec;
	const char *file; /* NULL: no line is known */
	uint32_t line;
	uint32_t alike; /* the first relocation that asks for the same, which may be this one */
};

/* Only the source is there of an object that cannot be read, or that is known from results alone. */
struct bk_compat_subject {
	char *source;
	char *error;	 /* why it cannot be read; NULL */
	bool has_no_btf; /* that is why */
	struct bk_source *file;
	struct bk_object *object;
	struct bk_compat_site *sites; /* one for each of the object's relocations */
	struct bk_arena arena;
};

/*
 * Opens an object. What is wrong with it is noted in `error` and is not an error; there is always
 * something to deinit.
 */
struct bk_error *bk_compat_subject_init(struct bk_compat_subject *subject, const char *spec)
	BK_MUST_CHECK;

void bk_compat_subject_deinit(struct bk_compat_subject *subject);

#endif
