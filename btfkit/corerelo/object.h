/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A BPF object file: its functions and their instructions, maps, global data, externs, and the
 * records of .BTF.ext sorted to the functions they belong to.
 *
 * All numbers are in the byte order of this machine, whatever the object's. Functions, maps, data,
 * and externs are told by their index in the object's arrays. Names and texts are the object's.
 *
 * What bk_object_create() returns is sound: every function's instructions lie inside its section, every
 * index is one of an existing thing, every record belongs to an instruction of its function, a
 * load of 64 bits is never cut at its function's end where a relocation wants it. It is not checked
 * that a kernel would take it.
 */
#ifndef BK_CORERELO_OBJECT_H
#define BK_CORERELO_OBJECT_H

#include "btfkit/corerelo/insn.h"
#include "btfkit/graph/ext_graph.h"
#include "btfkit/source/source.h"

enum { BK_NOTHING = UINT32_MAX }; /* the index that is none */

/*
 * A program or a subprogram: one STT_FUNC symbol.
 *
 * As libbpf sees it, functions of .text are subprograms unless there is but one function at all, all
 * others are programs. A global function is verified by itself, so what its callers know does not
 * help it; hidden visibility makes it static. Functions whose instructions another one covers
 * (weak ones that the linker dropped) are not kept.
 */
struct bk_function {
	const char *name;
	const char *section; /* "fentry/do_unlinkat", "?kprobe/x", ".text" */
	uint32_t section_index;
	uint32_t section_insn; /* where it begins in its section, in instructions */
	uint32_t first_insn;   /* in bk_object.insns */
	uint32_t insn_count;
	uint32_t btf_id;  /* of its FUNC, 0: no BTF tells */
	bool is_program;  /* not a subprogram */
	bool is_optional; /* in a section "?...": loaded only when the loader asks for it */
	bool is_global, is_weak;
	uint32_t first_reference, reference_count; /* in bk_object.references, by instruction */
	uint32_t first_line, line_count;	   /* in bk_object.lines, by instruction */
	uint32_t first_by_insn, relocation_count;  /* in bk_object.relocations_by_insn */
};

/* What an instruction refers to. */
enum bk_reference_kind {
	BK_REF_MAP,	 /* LOAD_IMM64: the map `index` */
	BK_REF_DATA,	 /* LOAD_IMM64: the address `offset` in the data section `index` */
	BK_REF_KCONFIG,	 /* LOAD_IMM64: the address of the extern `index`, a value of .kconfig */
	BK_REF_KSYM,	 /* LOAD_IMM64: the address of the extern `index` in the kernel */
	BK_REF_FUNCTION, /* LOAD_IMM64: the address of the function `index`, for a callback */
	BK_REF_CALL,	 /* CALL: the function `index`, `offset` instructions into it (0) */
	BK_REF_KFUNC,	 /* CALL: the extern `index`, a function of the kernel */
	BK_REF_UNKNOWN,	 /* a symbol of no such sort */
};

/*
 * An instruction's reference, made by an ELF relocation or, for calls inside a section, by the
 * instruction itself.
 */
struct bk_reference {
	uint32_t insn; /* in its function */
	enum bk_reference_kind kind;
	uint32_t index; /* BK_NOTHING for BK_REF_UNKNOWN */
	int64_t offset;
	const char *symbol; /* "" where it has no name */
};

/* A map of .maps or, with `type` BK_MAP_STRUCT_OPS, a variable of a section .struct_ops*. */
struct bk_map {
	const char *name;
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_bytes, value_bytes, max_entries, flags, numa_node, pinning;
	uint64_t extra;
	uint32_t key_type_id, value_type_id; /* 0: not told */
	uint32_t btf_id;		     /* the struct that defines it */
	uint32_t inner;			     /* in bk_object.inner_maps; BK_NOTHING: none */
	uint32_t section_index;
	uint64_t offset; /* in that section */
	uint64_t bytes;	 /* of the variable in that section */
};

enum { BK_MAP_STRUCT_OPS = 26 };

/* A section of global variables. */
struct bk_data {
	const char *name; /* ".rodata", ".data.x", ".bss" */
	uint32_t section_index;
	struct bk_bytes bytes; /* as in the file, in the object's byte order; empty for .bss */
	uint64_t size_bytes;
	bool is_read_only; /* .rodata*: constants to the verifier */
	uint32_t btf_id;   /* its DATASEC, 0: none */
};

enum bk_extern_kind { BK_EXTERN_KCONFIG, BK_EXTERN_KSYM, BK_EXTERN_KFUNC };

/* What the object wants from outside: a variable of .kconfig, or a symbol of the kernel. */
struct bk_extern {
	enum bk_extern_kind kind;
	const char *name;
	uint32_t btf_id;  /* the VAR or FUNC */
	uint32_t type_id; /* the variable's type, or the FUNC_PROTO; 0 (void): address only */
	bool is_weak;	  /* may be missing: it is 0 then */
};

/* One record of .BTF.ext's CO-RE relocations. */
struct bk_core_relo {
	uint32_t function;
	uint32_t insn;	  /* in that function */
	uint32_t kind;	  /* enum bk_relo_kind, or a number still unknown */
	uint32_t type_id; /* the root type, in the object's graph */
	const char *access;
	uint32_t number; /* in its section, as libbpf's log counts: "relo #3" */
};

/* An instruction's source line; it holds until the next one's. */
struct bk_line {
	uint32_t insn; /* in its function */
	uint32_t line, column;
	const char *file, *text;
};

/* A pointer in a section other than programs: map-in-map values, struct_ops' functions. */
struct bk_pointer {
	uint32_t section_index;
	uint64_t offset; /* bytes */
	bool to_map;	 /* else to a function */
	uint32_t index;
};

/* A call of a helper, as the compiler wrote it. */
struct bk_helper_call {
	uint32_t function, insn;
	int32_t number;
};

struct bk_object {
	struct bk_graph *graph;
	struct bk_ext_graph *ext; /* NULL: no .BTF.ext */
	bool is_big_endian;
	const char *license;	 /* "" where there is none */
	uint32_t kernel_version; /* of the section "version", 0: none */
	BK_ARRAY(struct bk_insn) insns;
	BK_ARRAY(struct bk_function) functions; /* by section, then by place */
	BK_ARRAY(struct bk_reference) references;
	BK_ARRAY(struct bk_helper_call) helper_calls; /* by place */
	BK_ARRAY(struct bk_line) lines;
	/* In libbpf's order, which counts: see relocate.h. Those of functions dropped are left out. */
	BK_ARRAY(struct bk_core_relo) relocations;
	BK_ARRAY(uint32_t) relocations_by_insn; /* function by function, by instruction */
	BK_ARRAY(struct bk_map) maps;
	BK_ARRAY(struct bk_map) inner_maps;
	BK_ARRAY(struct bk_data) data;
	BK_ARRAY(struct bk_extern) externs;
	BK_ARRAY(struct bk_pointer) pointers;
	struct bk_object_parts *parts; /* what only its constructor knows */
};

/* Whether the source is a BPF object (an ELF file of machine BPF), and no kernel. */
static inline bool bk_source_is_object(const struct bk_source *source)
{
	return source->is_bpf_object;
}

/*
 * Reads the object file of these bytes, which must outlive it. Errors name the place in the ELF
 * file. What is damaged in a single relocation record is that relocation's trouble (see relocate.h),
 * not an error here.
 */
struct bk_error *bk_object_create(struct bk_bytes elf, struct bk_object **object) BK_MUST_CHECK;

/* The same of a source that is an object; the source must outlive it. Errors begin with its name. */
struct bk_error *bk_object_open(const struct bk_source *source, struct bk_object **object)
	BK_MUST_CHECK;

void bk_object_destroy(struct bk_object *object);
BK_DEFINE_AUTO(bk_object_auto, struct bk_object, bk_object_destroy)

static inline const struct bk_insn *bk_function_insns(const struct bk_object *object,
						      const struct bk_function *function)
{
	return object->insns.at + function->first_insn;
}

/* The reference of an instruction of that function, NULL: none. */
const struct bk_reference *bk_object_reference(const struct bk_object *object, uint32_t function,
					       uint32_t insn);

/* The source line of an instruction of that function, NULL: not told. */
const struct bk_line *bk_object_line(const struct bk_object *object, uint32_t function,
				     uint32_t insn);

/* The function of that name, BK_NOTHING: none. */
uint32_t bk_object_function(const struct bk_object *object, const char *name);

#endif
