// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The one table of kinds. */
#include "btfkit/format/btf.h"

#include <strings.h>

const struct bk_kind_info bk_kind_table[BK_KIND_COUNT] = {
	[BK_KIND_VOID] = { .name = "VOID" },
	[BK_KIND_INT] = { "INT", .tail_size = 4, .sized = true },
	[BK_KIND_PTR] = { "PTR", .refers = true },
	[BK_KIND_ARRAY] = { "ARRAY", .tail_size = sizeof(struct bk_array) },
	[BK_KIND_STRUCT] = { "STRUCT", .elem_size = sizeof(struct bk_member), .sized = true,
			     .flag_has_sense = true },
	[BK_KIND_UNION] = { "UNION", .elem_size = sizeof(struct bk_member), .sized = true,
			    .flag_has_sense = true },
	[BK_KIND_ENUM] = { "ENUM", .elem_size = sizeof(struct bk_enum), .sized = true,
			   .flag_has_sense = true },
	[BK_KIND_FWD] = { "FWD", .flag_has_sense = true },
	[BK_KIND_TYPEDEF] = { "TYPEDEF", .refers = true },
	[BK_KIND_VOLATILE] = { "VOLATILE", .refers = true },
	[BK_KIND_CONST] = { "CONST", .refers = true },
	[BK_KIND_RESTRICT] = { "RESTRICT", .refers = true },
	/* FUNC keeps its linkage where others keep a count: there are no elements */
	[BK_KIND_FUNC] = { "FUNC", .refers = true },
	[BK_KIND_FUNC_PROTO] = { "FUNC_PROTO", .elem_size = sizeof(struct bk_param),
				 .refers = true },
	[BK_KIND_VAR] = { "VAR", .tail_size = 4, .refers = true },
	[BK_KIND_DATASEC] = { "DATASEC", .elem_size = sizeof(struct bk_secinfo), .sized = true },
	[BK_KIND_FLOAT] = { "FLOAT", .sized = true },
	[BK_KIND_DECL_TAG] = { "DECL_TAG", .tail_size = 4, .refers = true, .flag_has_sense = true },
	[BK_KIND_TYPE_TAG] = { "TYPE_TAG", .refers = true, .flag_has_sense = true },
	[BK_KIND_ENUM64] = { "ENUM64", .elem_size = sizeof(struct bk_enum64), .sized = true,
			     .flag_has_sense = true },
};

enum bk_kind bk_kind_by_name(const char *name)
{
	enum bk_kind kind = BK_KIND_INT;

	while (kind < BK_KIND_COUNT && strcasecmp(name, bk_kind_table[kind].name) != 0)
		kind++;
	return kind;
}
