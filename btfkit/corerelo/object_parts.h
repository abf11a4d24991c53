/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the files that put an object together share; not for others. */
#ifndef BK_CORERELO_OBJECT_PARTS_H
#define BK_CORERELO_OBJECT_PARTS_H

#include "btfkit/corerelo/elf64.h"
#include "btfkit/corerelo/object.h"

struct bk_object_parts {
	struct bk_elf elf;
};

/* In this order: each asks what those before it made. */
struct bk_error *bk_object_add_functions(struct bk_object *object) BK_MUST_CHECK;
struct bk_error *bk_object_add_data(struct bk_object *object) BK_MUST_CHECK;
struct bk_error *bk_object_add_maps(struct bk_object *object) BK_MUST_CHECK;
struct bk_error *bk_object_add_externs(struct bk_object *object) BK_MUST_CHECK;
struct bk_error *bk_object_add_references(struct bk_object *object) BK_MUST_CHECK;
struct bk_error *bk_object_add_records(struct bk_object *object) BK_MUST_CHECK;

static inline const struct bk_elf *bk_object_elf(const struct bk_object *object)
{
	return &object->parts->elf;
}

/* The function that has the instruction of that index in its section, BK_NOTHING: none. */
uint32_t bk_object_function_at(const struct bk_object *object, uint32_t section_index,
			       uint64_t section_insn);

static inline bool bk_section_is_code(const struct bk_elf_section *section)
{
	return section->type == SHT_PROGBITS && section->flags & SHF_EXECINSTR;
}

/* The variable's struct, without the typedefs and modifiers around it; 0: it is none. */
uint32_t bk_map_definition(const struct bk_graph *graph, uint32_t type_id);

#endif
