/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * .BTF.ext on disk: which function, source line and CO-RE relocation an instruction belongs to.
 *
 * The section is a header and three parts. A part is the size of its records, then for each ELF
 * section of the object a block: the section's name, the number of records, the records.
 *
 * Here is checked all that the bytes alone can tell: that the parts, blocks and records lie inside
 * them. Ids and string offsets belong to the .BTF beside it, which is not known here; they are
 * checked, and the records put in order, by bk_ext_graph_create() (graph/ext_graph.h). Use that.
 *
 * Source: struct btf_ext_header and struct btf_ext_info_sec of libbpf, struct bpf_func_info,
 * bpf_line_info and bpf_core_relo of the kernel's include/uapi/linux/bpf.h.
 */
#ifndef BK_FORMAT_EXT_H
#define BK_FORMAT_EXT_H

#include "btfkit/base/array.h"
#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

/* The parts, in the order in which the header tells where they are. */
enum bk_ext_part { BK_EXT_FUNC_INFO, BK_EXT_LINE_INFO, BK_EXT_CORE_RELO, BK_EXT_PARTS };

/* enum bpf_core_relo_kind of the kernel: what a relocated instruction wants to know. */
enum bk_relo_kind {
	BK_RELO_FIELD_BYTE_OFFSET = 0,
	BK_RELO_FIELD_BYTE_SIZE = 1,
	BK_RELO_FIELD_EXISTS = 2,
	BK_RELO_FIELD_SIGNED = 3,
	BK_RELO_FIELD_LSHIFT_U64 = 4,
	BK_RELO_FIELD_RSHIFT_U64 = 5,
	BK_RELO_TYPE_ID_LOCAL = 6,
	BK_RELO_TYPE_ID_TARGET = 7,
	BK_RELO_TYPE_EXISTS = 8,
	BK_RELO_TYPE_SIZE = 9,
	BK_RELO_ENUMVAL_EXISTS = 10,
	BK_RELO_ENUMVAL_VALUE = 11,
	BK_RELO_TYPE_MATCHES = 12,
	BK_RELO_KIND_COUNT = 13,
};

/* One record of any part, in host byte order. */
struct bk_ext_record {
	uint32_t section_name_off; /* of the ELF section that holds the instruction */
	uint32_t at;		   /* where the record stands in .BTF.ext, in bytes, for messages */
	uint32_t insn_off;	   /* the instruction: bytes from the start of that section */
	union {
		struct {
			uint32_t type_id; /* a FUNC */
		} func;
		struct {
			uint32_t file_name_off, text_off; /* the source file; the line itself */
			uint32_t line, column;
		} line;
		struct {
			uint32_t type_id;    /* the root that the access starts from */
			uint32_t access_off; /* the access string, such as "0:1:2" */
			uint32_t kind;	     /* enum bk_relo_kind, or a number still unknown */
		} relo;
	};
};

struct bk_ext {
	BK_ARRAY(struct bk_ext_record) parts[BK_EXT_PARTS]; /* in the order of the file */
};

/*
 * Reads .BTF.ext of either byte order. Nothing points into `bytes` afterwards; after an error there
 * is nothing to deinit. Errors begin with the place: ".BTF.ext+0x58: core_relo: ...".
 */
struct bk_error *bk_ext_init(struct bk_ext *ext, struct bk_bytes bytes) BK_MUST_CHECK;

void bk_ext_deinit(struct bk_ext *ext);

/* Puts the place before an error: `at` bytes into .BTF.ext, in that part of it. */
struct bk_error *bk_ext_error_in(struct bk_error *error, enum bk_ext_part part, size_t at)
	BK_MUST_CHECK;

/* "field_byte_offset": the kernel's name without prefix in lower case; NULL: an unknown kind. */
const char *bk_relo_kind_name(uint32_t kind);

/* The kinds fall into three groups, which read the access string differently. */
static inline bool bk_relo_is_field(uint32_t kind)
{
	return kind <= BK_RELO_FIELD_RSHIFT_U64;
}

static inline bool bk_relo_is_type(uint32_t kind)
{
	return (kind >= BK_RELO_TYPE_ID_LOCAL && kind <= BK_RELO_TYPE_SIZE) ||
	       kind == BK_RELO_TYPE_MATCHES;
}

static inline bool bk_relo_is_enumval(uint32_t kind)
{
	return kind == BK_RELO_ENUMVAL_EXISTS || kind == BK_RELO_ENUMVAL_VALUE;
}

#endif
