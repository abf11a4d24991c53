/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * libbtfkit: BTF, the type format of the Linux kernel, read from wherever it lies.
 *
 *	struct btfkit_btf *btf;
 *	char *error = btfkit_open(NULL, NULL, &btf);		the running kernel's
 *	if (error) { fprintf(stderr, "%s\n", error); free(error); return 2; }
 *	uint32_t id = btfkit_find(btf, "struct", "task_struct");
 *	printf("%llu bytes\n", (unsigned long long)btfkit_size_bytes(btf, id));
 *	btfkit_close(btf);
 *
 * Functions that can fail return NULL for success, else a text that says what is wrong and where,
 * which the caller frees. The library neither prints nor exits. What btfkit_open() returns is
 * checked throughout and immutable: any number of threads may read it. It may be a view of the file
 * itself, which must not be written to or cut short until btfkit_close(): replace files instead.
 */
#ifndef BTFKIT_H
#define BTFKIT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct btfkit_btf;

/* "0.1.0" */
const char *btfkit_version(void);

/*
 * Opens a source as btfkit(1) describes them: a path of raw BTF, an ELF file, a kernel image, a
 * package or archive, compressed or not; "linux.deb:boot/vmlinuz-6.1" for a member of one, "-" for
 * standard input, "module:NAME" and the like, NULL for the running kernel. `base` is the source of the
 * base where split BTF (a module's) is opened that cannot find it by itself, or is to be put onto
 * another kernel; else NULL.
 */
char *btfkit_open(const char *source, const char *base, struct btfkit_btf **btf);

void btfkit_close(struct btfkit_btf *btf);

/* Type ids run from 0 (void) to this minus 1, those of a base included. */
uint32_t btfkit_type_count(const struct btfkit_btf *btf);

/* The first id that is not the base's; 1 where there is none. */
uint32_t btfkit_first_own_id(const struct btfkit_btf *btf);

/*
 * The first type of that name: `kind` is "struct", "union", "enum", "typedef", "func" or any other
 * kind in BTF's words, in any case. 0 where there is none.
 */
uint32_t btfkit_find(const struct btfkit_btf *btf, const char *kind, const char *name);

/* A type's kind ("STRUCT") and name ("" for none); valid until btfkit_close(). NULL: no such id. */
const char *btfkit_kind(const struct btfkit_btf *btf, uint32_t id);
const char *btfkit_name(const struct btfkit_btf *btf, uint32_t id);

/* The bytes a value of the type takes; 0 for what has none, and for ids that do not exist. */
uint64_t btfkit_size_bytes(const struct btfkit_btf *btf, uint32_t id);

/* Write to a file descriptor what `btfkit dump`, `btfkit dump --json` and `btfkit header` write. */
char *btfkit_write_raw(const struct btfkit_btf *btf, int fd);
char *btfkit_write_json(const struct btfkit_btf *btf, int fd);
char *btfkit_write_header(const struct btfkit_btf *btf, int fd);

#ifdef __cplusplus
}
#endif

#endif
