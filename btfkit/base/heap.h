/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A heap for programs that take some megabytes, use them once and end. */
#ifndef BK_BASE_HEAP_H
#define BK_BASE_HEAP_H

#include <stddef.h>

/*
 * Makes malloc() keep what it has got, and the kernel give it out in huge pages where it can. Of a
 * run of 30 ms on a kernel's BTF, a third would else go into page faults of 4 KiB each. Only a
 * hint: where nothing of it works, nothing is worse. For a program to call, not for a library.
 */
void bk_heap_prepare(void);

/*
 * The same, also after it, with so many bytes in huge pages as the program will surely use: each such
 * page is memory in use as soon as one byte of it is.
 */
void bk_heap_prepare_huge(size_t most_huge);

/*
 * Zeros that take memory only as far as they are used, which should be from their start on; large ones
 * in huge pages where there are such. NULL: without memory. For a library, too.
 */
void *bk_zeros_create(size_t size);

/* `size` as it was asked for. */
void bk_zeros_destroy(void *zeros, size_t size);

#endif
