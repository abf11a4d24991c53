/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A look at a file's first bytes, for commands that sort what they are given before they open it. */
#ifndef BK_SOURCE_PEEK_H
#define BK_SOURCE_PEEK_H

enum bk_peek {
	BK_PEEK_OBJECT,	 /* a BPF object: ELF of machine BPF, either byte order */
	BK_PEEK_MODULE,	 /* a kernel module: other ELF to be linked, or split BTF */
	BK_PEEK_UNKNOWN, /* nothing that begins as anything does that is known to hold BTF */
	BK_PEEK_OTHER,	 /* something else, or not to be read: opening it will tell */
	BK_PEEK_INSIDE, /* compressed and small, or no file of that name: what is inside must be seen */
};

/*
 * "-" is standard input: a pipe is read to its end, and from then on a file in its place, so that it can
 * be opened as often as is asked for.
 */
enum bk_peek bk_source_peek(const char *spec);

#endif
