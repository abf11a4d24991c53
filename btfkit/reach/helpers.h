/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The kernel's helpers: what they return, what memory they write, which callback they call.
 *
 * Facts from include/uapi/linux/bpf.h and the prototypes of Linux 6.18 (struct bpf_func_proto).
 */
#ifndef BK_REACH_HELPERS_H
#define BK_REACH_HELPERS_H

#include <stdbool.h>
#include <stdint.h>

enum bk_helper_return {
	BK_RETURNS_NUMBER,
	BK_RETURNS_SMALL,   /* a number from 0 up to a limit of that kernel's */
	BK_RETURNS_SIZE,    /* at most the size of what it writes, or an error */
	BK_RETURNS_MEMORY,  /* NULL, or a pointer to what holds no pointers of the kernel's */
	BK_RETURNS_OBJECT,  /* NULL, or a pointer to one of the kernel's objects */
	BK_RETURNS_POINTER, /* never NULL */
	BK_RETURNS_TRUSTED, /* the same of an object, which verifiers before 6.4 do not know */
	BK_RETURNS_ANYTHING,
};

enum bk_helper_callback {
	BK_CALLS_NOTHING,
	BK_CALLS_LOOP,	/* as often as the first argument says */
	BK_CALLS_EACH,	/* no one knows how often */
	BK_CALLS_LATER, /* when the program has ended */
};

struct bk_helper {
	uint16_t number; /* in enum bpf_func_id */
	uint8_t returns;
	uint8_t writes;	     /* the argument (1 to 5) behind which it writes; 0: none */
	uint8_t size_at;     /* the argument that tells how much, 0: */
	uint8_t size_bytes;  /* that many; 0: unknown */
	uint8_t calls;	     /* enum bk_helper_callback */
	uint8_t callback_at; /* the argument that is it, */
	uint8_t context_at;  /* the one that it is given, */
	uint8_t given_as;    /* and as which of its own arguments */
};

/* NULL: a helper that returns a number and writes nowhere, of those up to BK_HELPERS_KNOWN. */
const struct bk_helper *bk_helper_find(int32_t number);

/* Whether that argument (1 to 5) points to memory; of helpers that are not known any does. */
bool bk_helper_takes_memory(int32_t number, int argument);

enum { BK_HELPERS_KNOWN = 211 }; /* up to bpf_cgrp_storage_delete; no more are made */

#endif
