// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Every kind in all its variants. The numbers behind are the ids when the zoo stands alone. */
#include "tests/unit/support/zoo.h"

struct scalars {
	uint32_t t_int, t_uint, t_char, t_ptr;
};

static struct scalars add_scalars(struct build *b)
{
	struct scalars s;

	s.t_int = build_int(b, "int", 4, BK_INT_SIGNED);	     /* 1 */
	s.t_uint = build_int(b, "unsigned int", 4, 0);		     /* 2 */
	s.t_char = build_int(b, "char", 1, BK_INT_CHAR);	     /* 3 */
	build_int(b, "_Bool", 1, BK_INT_BOOL);			     /* 4 */
	build_int_bits(b, "old_bits", 4, 0, 3, 5);		     /* 5 */
	build_int(b, "signed char", 1, BK_INT_SIGNED | BK_INT_CHAR); /* 6 */
	build_int(b, "long int", 8, BK_INT_SIGNED);		     /* 7 */
	build_float(b, "double", 8);				     /* 8 */
	s.t_ptr = build_ptr(b, 0);				     /* 9 */
	return s;
}

static void add_records(struct build *b, struct scalars s)
{
	uint32_t array = build_array(b, s.t_char, s.t_uint, 16); /* 10 */
	uint32_t list_head = build_struct(b, "list_head", 16);	 /* 11 */
	uint32_t anon;

	build_member(b, "next", build_next_id(b), 0);
	build_member(b, "prev", build_next_id(b), 64);
	build_ptr(b, list_head);      /* 12 */
	anon = build_union(b, "", 8); /* 13 */
	build_member(b, "pointer", s.t_ptr, 0);
	build_member(b, "number", s.t_int, 0);
	build_struct(b, "task", 48); /* 14 */
	build_member(b, "list", list_head, 0);
	build_member(b, "", anon, 128);
	build_bitfield(b, "flag", s.t_uint, 192, 1);
	build_bitfield(b, "level", s.t_int, 193, 31);
	build_member(b, "comm", array, 224);
	build_array(b, array, s.t_uint, 0); /* 15 */
	build_struct(b, "empty", 0);	    /* 16 */
	build_fwd_struct(b, "page");	    /* 17 */
	build_fwd_union(b, "thread_union"); /* 18 */
}

static void add_enums(struct build *b)
{
	build_enum(b, "color", 4, 0); /* 19 */
	build_value(b, "RED", 0);
	build_value(b, "GREEN", 4294967295);
	build_enum(b, "sign", 4, BK_INT_SIGNED); /* 20 */
	build_value(b, "MINUS", -1);
	build_value(b, "PLUS", 1);
	build_enum(b, "", 1, 0);       /* 21 */
	build_enum64(b, "wide", 8, 0); /* 22 */
	build_value(b, "LARGEST", (int64_t)UINT64_MAX);
	build_enum64(b, "wide_sign", 8, BK_INT_SIGNED); /* 23 */
	build_value(b, "SMALLEST", INT64_MIN);
	build_value(b, "ONE_TOO_WIDE", 4294967296);
}

static void add_functions(struct build *b, struct scalars s)
{
	uint32_t chars = build_ptr(b, build_const(b, s.t_char)); /* 24 25 */
	uint32_t format = build_restrict(b, chars);		 /* 26 */
	uint32_t proto = build_proto(b, s.t_int);		 /* 27 */

	build_param(b, "format", format);
	build_varargs(b);
	build_func(b, "printk", proto, BK_LINKAGE_GLOBAL);	      /* 28 */
	build_func(b, "start", build_proto(b, 0), BK_LINKAGE_STATIC); /* 29 30 */
	build_func(b, "bpf_kfunc", proto, BK_LINKAGE_EXTERN);	      /* 31 */
	build_typedef(b, "printer", build_ptr(b, proto));	      /* 32 33 */
}

static void add_variables(struct build *b, struct scalars s)
{
	uint32_t t_volatile = build_volatile(b, s.t_int);			   /* 34 */
	uint32_t jiffies = build_var(b, "jiffies", t_volatile, BK_LINKAGE_GLOBAL); /* 35 */
	uint32_t count = build_var(b, "count", s.t_uint, BK_LINKAGE_STATIC);	   /* 36 */
	uint32_t outside = build_var(b, "outside", s.t_int, BK_LINKAGE_EXTERN);	   /* 37 */

	build_datasec(b, ".data", 12); /* 38 */
	build_secinfo(b, jiffies, 0, 4);
	build_secinfo(b, count, 4, 4);
	build_secinfo(b, outside, 8, 4);
	build_datasec(b, ".bss", 0); /* 39 */
}

static void add_tags(struct build *b, uint32_t task, uint32_t a_typedef, struct scalars s)
{
	build_decl_tag(b, "on_struct", task, -1);      /* 40 */
	build_decl_tag(b, "on_member", task, 4);       /* 41 */
	build_decl_tag(b, "attribute", a_typedef, -1); /* 42 */
	build_kind_flag(b);
	build_ptr(b, build_type_tag(b, "rcu", build_type_tag(b, "user", s.t_int))); /* 43 44 45 */
	build_type_tag(b, "address_space(1)", s.t_int);				    /* 46 */
	build_kind_flag(b);
}

struct build *zoo(struct build *b)
{
	uint32_t before = build_next_id(b) - 1;
	struct scalars s = add_scalars(b);

	add_records(b, s);
	add_enums(b);
	add_functions(b, s);
	add_variables(b, s);
	add_tags(b, before + 14, before + 33, s);
	return b;
}
