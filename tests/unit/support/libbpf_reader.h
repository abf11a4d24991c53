/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What libbpf reads of a BPF object, without a kernel: the judge of objects that btfkit makes.
 */
#ifndef BK_TEST_LIBBPF_READER_H
#define BK_TEST_LIBBPF_READER_H

#include "btfkit/base/bytes.h"

/*
 * The CO-RE relocations that lie in a program, a line each in the order of instructions:
 *
 *	field_exists 0:0:1 4 task.se.load	(4: BTF_KIND_STRUCT)
 *
 * kept; NULL where libbpf is not there, which is said. libbpf not taking the object fails the test.
 */
const char *libbpf_relocations(struct bk_bytes object, const char *program);

#endif
