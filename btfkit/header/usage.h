/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a BPF program uses of a vmlinux.h, found by reading the program with libclang.
 *
 * The header is given to libclang in memory, under the name vmlinux.h, wherever the program, or a
 * header of its own, includes one of that name.
 */
#ifndef BK_HEADER_USAGE_H
#define BK_HEADER_USAGE_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/depfile.h"
#include "btfkit/base/error.h"
#include "btfkit/base/strmap.h"
#include "btfkit/cgen/elsewhere.h"

/* The name spaces of C that a header's names live in. */
enum bk_usage_sort {
	BK_USED_TAG,
	BK_USED_TYPEDEF,
	BK_USED_ENUMERATOR,
	BK_USED_FUNCTION,
	BK_USED_MEMBER, /* "task_struct.pid"; of a record that only a typedef names, ".atomic_t.counter" */
};

enum { BK_USAGE_SORTS = 5 };

struct bk_used {
	enum bk_usage_sort sort;
	bool complete; /* of a tag: its members or its size are asked for */
	bool whole;    /* of a tag or typedef: all members count, by their order */
	const char *name;
};

struct bk_usage {
	BK_ARRAY(struct bk_used) list; /* each name once */
	struct bk_strmap index[BK_USAGE_SORTS];
	bool numbers; /* ids of types in the object's BTF are asked for: they are in its instructions */
	bool words_count;	/* a type was named where libclang does not show it */
	struct bk_strmap words; /* of the programs' texts: BK_WORD_* */
	bool includes_header;	/* some program does */
	struct bk_arena arena;
};

void bk_usage_deinit(struct bk_usage *usage);

/* A program and how to compile it. */
struct bk_program {
	const char *path;
	struct bk_depfile *files; /* gets the files that are read; NULL: nobody asks */
	const char *text;	  /* what stands in it, if it is no file; NULL: it is one */
	const char *const *flags; /* the user's, for clang */
	int flag_count;
};

/*
 * Adds what the program uses of `header` (NUL-terminated, `size` bytes without it) to `usage`. Errors
 * of the program's own are clang's diagnostics.
 */
struct bk_error *bk_usage_read(struct bk_usage *usage, const struct bk_program *program,
			       const char *header, size_t size) BK_MUST_CHECK;

/*
 * Adds all types and constants that the program and the headers that it includes define, but for
 * those of vmlinux.h, of which there is nothing but a `header` that stands for it. Errors in the
 * program matter only if that is "": else it is known to lack that header's types.
 */
struct bk_error *bk_usage_read_definitions(struct bk_elsewhere *elsewhere,
					   const struct bk_program *program, const char *header)
	BK_MUST_CHECK;

/* Adds the words of a program's text, but for comments and strings. False without memory. */
bool bk_usage_add_words(struct bk_usage *usage, const char *text, size_t size);

enum { BK_WORD_PLAIN = 1, BK_WORD_TAG = 2 };

/* Whether it compiles with another header, a trimmed one; errors as above. */
struct bk_error *bk_usage_check(const struct bk_program *program, const char *header, size_t size)
	BK_MUST_CHECK;

#endif
