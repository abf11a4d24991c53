/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * BTF on disk, once it is in host byte order: header, type records, and the one table of kinds.
 *
 * Source: Documentation/bpf/btf.rst and include/uapi/linux/btf.h of the kernel. The header and
 * info word are those of kernel 7.1; all before it fit into them. Our own definitions, because a
 * system's <linux/btf.h> may be years older than the BTF it is asked to read.
 */
#ifndef BK_FORMAT_BTF_H
#define BK_FORMAT_BTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BK_BTF_MAGIC = 0xeb9f,
	BK_BTF_VERSION = 1,
	BK_BTF_HEADER_MIN = 24,	   /* up to str_len */
	BK_BTF_HEADER_LAYOUT = 32, /* with layout_off and layout_len: kernel 7.1 */
};

enum bk_kind {
	BK_KIND_VOID = 0, /* type id 0 only */
	BK_KIND_INT = 1,
	BK_KIND_PTR = 2,
	BK_KIND_ARRAY = 3,
	BK_KIND_STRUCT = 4,
	BK_KIND_UNION = 5,
	BK_KIND_ENUM = 6,
	BK_KIND_FWD = 7,
	BK_KIND_TYPEDEF = 8,
	BK_KIND_VOLATILE = 9,
	BK_KIND_CONST = 10,
	BK_KIND_RESTRICT = 11,
	BK_KIND_FUNC = 12,
	BK_KIND_FUNC_PROTO = 13,
	BK_KIND_VAR = 14,
	BK_KIND_DATASEC = 15,
	BK_KIND_FLOAT = 16,
	BK_KIND_DECL_TAG = 17,
	BK_KIND_TYPE_TAG = 18,
	BK_KIND_ENUM64 = 19,
	BK_KIND_COUNT = 20,
	BK_KIND_MAX = 127, /* what the info word can hold */
};

/* Every record begins so; what follows depends on the kind. */
struct bk_type {
	uint32_t name_off;
	uint32_t info;
	union {
		uint32_t size; /* bytes: INT STRUCT UNION ENUM ENUM64 FLOAT DATASEC */
		uint32_t
			type_id; /* PTR TYPEDEF VOLATILE CONST RESTRICT FUNC FUNC_PROTO VAR *_TAG */
	};
};

/* vlen had 16 bits and the kind 5 before kernel 7.1; the bits between were zero. */
static inline uint32_t bk_vlen(const struct bk_type *t)
{
	return t->info & 0xffffff;
}

static inline enum bk_kind bk_kind(const struct bk_type *t)
{
	return (enum bk_kind)(t->info >> 24 & 0x7f);
}

static inline bool bk_kind_flag(const struct bk_type *t)
{
	return t->info >> 31;
}

struct bk_array {
	uint32_t elem_type, index_type, nelems;
};

struct bk_member {
	uint32_t name_off, type_id;
	uint32_t offset; /* bits; with kind_flag the bitfield size stands in the top 8 bits */
};

struct bk_enum {
	uint32_t name_off;
	int32_t value;
};

struct bk_enum64 {
	uint32_t name_off, value_lo32, value_hi32;
};

struct bk_param {
	uint32_t name_off, type_id;
};

struct bk_secinfo {
	uint32_t type_id, offset, size; /* bytes */
};

/* What follows a record's first 12 bytes. Only for records of that kind. */
static inline const void *bk_tail(const struct bk_type *t)
{
	return t + 1;
}

/* INT: encoding 24-27, bits_offset 16-23, bits 0-7. */
static inline uint32_t bk_int_word(const struct bk_type *t)
{
	return *(const uint32_t *)bk_tail(t);
}

enum { BK_INT_SIGNED = 1, BK_INT_CHAR = 2, BK_INT_BOOL = 4 };

static inline uint32_t bk_int_encoding(const struct bk_type *t)
{
	return bk_int_word(t) >> 24 & 0x0f;
}

static inline uint32_t bk_int_bits_offset(const struct bk_type *t)
{
	return bk_int_word(t) >> 16 & 0xff;
}

static inline uint32_t bk_int_bits(const struct bk_type *t)
{
	return bk_int_word(t) & 0xff;
}

static inline const struct bk_array *bk_array_info(const struct bk_type *t)
{
	return bk_tail(t);
}

static inline const struct bk_member *bk_members(const struct bk_type *t)
{
	return bk_tail(t);
}

/* A member's place: bits from the start of its struct. */
static inline uint32_t bk_member_offset_bits(const struct bk_type *t, const struct bk_member *m)
{
	return bk_kind_flag(t) ? m->offset & 0xffffff : m->offset;
}

/* A bitfield's width in bits; 0: not marked as a bitfield in the member itself. */
static inline uint32_t bk_member_bitfield_bits(const struct bk_type *t, const struct bk_member *m)
{
	return bk_kind_flag(t) ? m->offset >> 24 : 0;
}

static inline const struct bk_enum *bk_enums(const struct bk_type *t)
{
	return bk_tail(t);
}

static inline const struct bk_enum64 *bk_enum64s(const struct bk_type *t)
{
	return bk_tail(t);
}

static inline uint64_t bk_enum64_value(const struct bk_enum64 *e)
{
	return (uint64_t)e->value_hi32 << 32 | e->value_lo32;
}

/* The n-th enumerator of an ENUM or ENUM64, its value widened by the sign the kind_flag tells. */
static inline int64_t bk_enum_value(const struct bk_type *t, uint32_t n)
{
	if (bk_kind(t) == BK_KIND_ENUM64)
		return (int64_t)bk_enum64_value(bk_enum64s(t) + n);
	return bk_kind_flag(t) ? bk_enums(t)[n].value : (int64_t)(uint32_t)bk_enums(t)[n].value;
}

static inline uint32_t bk_enum_name_off(const struct bk_type *t, uint32_t n)
{
	return bk_kind(t) == BK_KIND_ENUM64 ? bk_enum64s(t)[n].name_off : bk_enums(t)[n].name_off;
}

static inline const struct bk_param *bk_params(const struct bk_type *t)
{
	return bk_tail(t);
}

static inline const struct bk_secinfo *bk_secinfos(const struct bk_type *t)
{
	return bk_tail(t);
}

/* FUNC (in its vlen) and VAR (in the word behind it). */
enum { BK_LINKAGE_STATIC = 0, BK_LINKAGE_GLOBAL = 1, BK_LINKAGE_EXTERN = 2 };

static inline uint32_t bk_var_linkage(const struct bk_type *t)
{
	return *(const uint32_t *)bk_tail(t);
}

/* DECL_TAG: the member or parameter that is meant, -1 for the declaration itself. */
static inline int32_t bk_decl_tag_component(const struct bk_type *t)
{
	return *(const int32_t *)bk_tail(t);
}

/* One row of the table of kinds: all that a walk over records must know of a kind. */
struct bk_kind_info {
	const char *name;    /* as bpftool spells it */
	uint8_t tail_size;   /* bytes once behind the record's 12 */
	uint8_t elem_size;   /* bytes for each of vlen elements */
	bool refers;	     /* size_or_type is a type id */
	bool sized;	     /* size_or_type is a size in bytes */
	bool flag_has_sense; /* kind_flag means something */
};

extern const struct bk_kind_info bk_kind_table[BK_KIND_COUNT];

/* The name of a kind; "UNKNOWN" for what is past the table. */
static inline const char *bk_kind_name(enum bk_kind kind)
{
	return kind < BK_KIND_COUNT ? bk_kind_table[kind].name : "UNKNOWN";
}

/* The kind of that name in any case ("struct", "ENUM64"), BK_KIND_COUNT if there is none. */
enum bk_kind bk_kind_by_name(const char *name);

static inline bool bk_kind_is_record(enum bk_kind kind)
{
	return kind == BK_KIND_STRUCT || kind == BK_KIND_UNION;
}

static inline bool bk_kind_is_enum(enum bk_kind kind)
{
	return kind == BK_KIND_ENUM || kind == BK_KIND_ENUM64;
}

/* CONST, VOLATILE, RESTRICT and TYPE_TAG: they change nothing about a type's bytes. */
static inline bool bk_kind_is_modifier(enum bk_kind kind)
{
	return kind == BK_KIND_CONST || kind == BK_KIND_VOLATILE || kind == BK_KIND_RESTRICT ||
	       kind == BK_KIND_TYPE_TAG;
}

#endif
