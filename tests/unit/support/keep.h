/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Memory that tests take and never give back, so that they need no cleanup.
 *
 * What is kept, and what it points to, stays reachable: a leak checker reports leaks of the tested
 * code only. Each test is a process of its own and ends soon.
 */
#ifndef BK_TEST_KEEP_H
#define BK_TEST_KEEP_H

#include <stddef.h>

/* Keeps malloc()ed memory until the process ends, and returns it; NULL ends the test. */
void *keep(void *memory);

/* `size` bytes of zeros. Exactly that many: a sanitizer sees the first byte behind them. */
void *keep_zeros(size_t size);

/* A copy of exactly `size` bytes. */
void *keep_copy(const void *bytes, size_t size);

char *keep_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
