/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * BTF as a test writes it: a call a type in the order of their ids, a call a member.
 *
 *	struct build *b = build_new();
 *	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);	 (type 1)
 *	uint32_t node = build_struct(b, "node", 16);		 (type 2)
 *	build_member(b, "value", t_int, 0);
 *	build_member(b, "next", build_next_id(b), 64);		 (refers forward, to type 3)
 *	build_ptr(b, node);					 (type 3)
 *	expect_raw(b, "[1] INT 'int' size=4 ...");		 (see expect.h)
 *
 * Every call that makes a type returns its id. Members, values, parameters and section entries
 * belong to the type made last. Sizes are in bytes, member offsets in bits; the name "" is no name,
 * the type 0 is void. Equal names are stored once, as in BTF that comes from a compiler.
 *
 * Nothing is checked: whatever was asked for is written, which is how hostile BTF is made. A
 * builder and what comes from it live until the process ends and need no cleanup.
 */
#ifndef BK_TEST_BUILD_H
#define BK_TEST_BUILD_H

#include "btfkit/base/bytes.h"
#include "btfkit/format/btf.h"

struct build;

struct build *build_new(void);

/* Split BTF that continues the ids and strings of `base`, which takes no more types from then on. */
struct build *build_split(struct build *base);

/* The builder that was given to build_split(), NULL: not split. */
struct build *build_base(const struct build *b);

/* The bytes as they are now: a copy of exact size, aligned for words. */
struct bk_bytes build_bytes(const struct build *b);

/* The id that the next type will have. */
uint32_t build_next_id(const struct build *b);

/* ---- types, in the order of their kinds ---- */

/* encoding: 0 or BK_INT_SIGNED, BK_INT_CHAR, BK_INT_BOOL. */
uint32_t build_int(struct build *b, const char *name, uint32_t size, uint32_t encoding);
/* An INT of fewer bits than its bytes hold, as old encoders wrote for bitfields. */
uint32_t build_int_bits(struct build *b, const char *name, uint32_t size, uint32_t encoding,
			uint32_t bits_offset, uint32_t bits);
uint32_t build_ptr(struct build *b, uint32_t type);
uint32_t build_array(struct build *b, uint32_t elem_type, uint32_t index_type, uint32_t nelems);

uint32_t build_struct(struct build *b, const char *name, uint32_t size);
uint32_t build_union(struct build *b, const char *name, uint32_t size);
void build_member(struct build *b, const char *name, uint32_t type, uint32_t offset_bits);
/* Also gives the struct its kind_flag; members before and after are understood by it as well. */
void build_bitfield(struct build *b, const char *name, uint32_t type, uint32_t offset_bits,
		    uint32_t width_bits);

/* encoding: 0 or BK_INT_SIGNED. */
uint32_t build_enum(struct build *b, const char *name, uint32_t size, uint32_t encoding);
uint32_t build_enum64(struct build *b, const char *name, uint32_t size, uint32_t encoding);
void build_value(struct build *b, const char *name, int64_t value);

uint32_t build_fwd_struct(struct build *b, const char *name);
uint32_t build_fwd_union(struct build *b, const char *name);
uint32_t build_typedef(struct build *b, const char *name, uint32_t type);
uint32_t build_volatile(struct build *b, uint32_t type);
uint32_t build_const(struct build *b, uint32_t type);
uint32_t build_restrict(struct build *b, uint32_t type);

/* linkage: BK_LINKAGE_STATIC, BK_LINKAGE_GLOBAL, BK_LINKAGE_EXTERN */
uint32_t build_func(struct build *b, const char *name, uint32_t proto, uint32_t linkage);
uint32_t build_proto(struct build *b, uint32_t return_type);
void build_param(struct build *b, const char *name, uint32_t type);
void build_varargs(struct build *b); /* "...": the last parameter */

uint32_t build_var(struct build *b, const char *name, uint32_t type, uint32_t linkage);
uint32_t build_datasec(struct build *b, const char *name, uint32_t size);
void build_secinfo(struct build *b, uint32_t var, uint32_t offset, uint32_t size);

uint32_t build_float(struct build *b, const char *name, uint32_t size);
/* component: the member's or parameter's index, -1 for the declaration itself. */
uint32_t build_decl_tag(struct build *b, const char *name, uint32_t type, int32_t component);
uint32_t build_type_tag(struct build *b, const char *name, uint32_t type);

/* Sets the kind_flag of the type made last: for tags, that they are plain attributes. */
void build_kind_flag(struct build *b);

/* ---- what no compiler writes ---- */

/* A record of any kind, without elements and with kind_flag 0. */
uint32_t build_record(struct build *b, uint32_t kind, const char *name, uint32_t size_or_type);

/* Appends a word to the record made last; its vlen stays what it is. */
void build_word(struct build *b, uint32_t word);

/* Overwrites a word of the record of `id`: one of these, or BUILD_TAIL + n for what follows. */
enum { BUILD_NAME = 0, BUILD_INFO = 1, BUILD_SIZE = 2, BUILD_TYPE = 2, BUILD_TAIL = 3 };
void build_patch(struct build *b, uint32_t id, uint32_t word, uint32_t value);

/* The info word that says so. */
uint32_t build_info(uint32_t kind, uint32_t vlen, bool kind_flag);

/* ---- strings, header and layout section ---- */

/* The offset of `text` in the strings: for patches, and for .BTF.ext. */
uint32_t build_string(struct build *b, const char *text);

/* Makes these bytes the string section; names used before keep the offsets they got. */
void build_strings_raw(struct build *b, const void *bytes, size_t size);

/* Writes in the byte order that is not this machine's. */
void build_swap(struct build *b);

/* Writes a header of that size: 24 (the default), 32 with the layout section's place, or more. */
void build_header_size(struct build *b, uint32_t size);

/* Overwrites a word, or a byte, of the header, `at` bytes from its start. */
enum {
	BUILD_HDR_VERSION = 2, /* a byte */
	BUILD_HDR_FLAGS = 3,   /* a byte */
	BUILD_HDR_LEN = 4,
	BUILD_HDR_TYPE_OFF = 8,
	BUILD_HDR_TYPE_LEN = 12,
	BUILD_HDR_STR_OFF = 16,
	BUILD_HDR_STR_LEN = 20,
	BUILD_HDR_LAYOUT_OFF = 24,
	BUILD_HDR_LAYOUT_LEN = 28,
};
void build_header_word(struct build *b, uint32_t at, uint32_t value);
void build_header_byte(struct build *b, uint32_t at, uint8_t value);

/* Adds a layout section with the rows of kinds 0 to 19. The header grows to 32 bytes with it. */
void build_layouts(struct build *b);

/* Sets the row of one kind; rows between are zero. Adds the section too. */
void build_layout(struct build *b, uint32_t kind, uint8_t info_size, uint8_t elem_size);

#endif
