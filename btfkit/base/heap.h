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
 * Asks for huge pages behind a large stretch of zeros from calloc() that will be used from its
 * start on. A hint, for a library, too.
 */
void bk_heap_huge(void *start, size_t size);

#endif
