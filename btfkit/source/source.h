/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * From what the user wrote to BTF bytes: opens the file, then asks layer after layer what the
 * bytes are until one of them is BTF. Content decides, never a file's name.
 *
 * A new container (a compression, a kernel image, a package) is one row in the table of layers of
 * layer.c and one file beside elf.c.
 */
#ifndef BK_SOURCE_SOURCE_H
#define BK_SOURCE_SOURCE_H

#include "btfkit/source/buffer.h"
#include "btfkit/source/file.h"

#define BK_RUNNING_KERNEL "/sys/kernel/btf/vmlinux"

struct bk_source {
	char *name;  /* as the user wrote it */
	char *where; /* the same, and the layers around the BTF: "a.deb: data.tar.xz: ..." */
	struct bk_file file;	  /* these two own the bytes that the views below show */
	struct bk_buffer buffer;  /* what was unwrapped */
	struct bk_bytes btf;	  /* .BTF; never empty */
	struct bk_bytes btf_ext;  /* .BTF.ext, empty: none */
	struct bk_bytes btf_base; /* .BTF.base, empty: none */
	bool is_running;	  /* the running kernel's BTF, or that of a module in it */
	bool is_running_module;	  /* whose base is BK_RUNNING_KERNEL */
	bool is_bpf_object;	  /* ELF of machine BPF */
	struct bk_bytes elf;	  /* the whole ELF file, where it is a BPF object; else empty */
	char *release;		  /* of the kernel, NULL where unknown */
	char *arch;		  /* as in `uname -m`, NULL where unknown */
	bool holds_modules; /* the package or archive it came from seems to hold modules, too */
	struct bk_buffer config; /* the .config beside the kernel in its package; else empty */
};

/*
 * Opens `spec`: a path, or ARCHIVE:MEMBER where there is no file of the whole name. "-" is standard
 * input, NULL the running kernel's BTF. What begins with module:, id:, prog: or map: names BTF that is
 * loaded into the running kernel, and no file. Errors begin with the source's name; BK_ERR_NO_BTF is
 * what was read to its end and holds none.
 */
struct bk_error *bk_source_create(const char *spec, struct bk_source **source) BK_MUST_CHECK;

/* The same from bytes, which are copied, and what messages call them. */
struct bk_error *bk_source_create_of(const char *name, struct bk_bytes bytes,
				     struct bk_source **source) BK_MUST_CHECK;

void bk_source_destroy(struct bk_source *source);
BK_DEFINE_AUTO(bk_source_auto, struct bk_source, bk_source_destroy)

/*
 * How much of a spec names a file: all of it, or what stands before the colon and the member of an
 * archive. 0: it names no file.
 */
size_t bk_source_file_length(const char *spec);

/* Notes what a layer knows of the kernel; what is empty or NULL, or known already, is passed over. */
struct bk_error *bk_source_note(struct bk_source *source, struct bk_bytes release, const char *arch)
	BK_MUST_CHECK;

#endif
