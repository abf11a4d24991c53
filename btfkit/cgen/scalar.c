// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* How scalars are spelled in C so that they have BTF's size. */
#include "btfkit/cgen/scalar.h"

struct known_scalar {
	const char *name, *spelling;
	uint32_t size, align; /* bytes */
	bool is_float;
};

/* Names that gcc, clang and pahole give to C's types, where size and name agree on bpf. */
static const struct known_scalar known_scalars[] = {
	{ "char", "char", 1, 1, false },
	{ "signed char", "signed char", 1, 1, false },
	{ "unsigned char", "unsigned char", 1, 1, false },
	{ "_Bool", "_Bool", 1, 1, false },
	{ "bool", "_Bool", 1, 1, false },
	{ "short", "short", 2, 2, false },
	{ "short int", "short", 2, 2, false },
	{ "unsigned short", "unsigned short", 2, 2, false },
	{ "short unsigned int", "unsigned short", 2, 2, false },
	{ "int", "int", 4, 4, false },
	{ "unsigned int", "unsigned int", 4, 4, false },
	{ "long", "long", 8, 8, false },
	{ "long int", "long", 8, 8, false },
	{ "unsigned long", "unsigned long", 8, 8, false },
	{ "long unsigned int", "unsigned long", 8, 8, false },
	{ "long long", "long long", 8, 8, false },
	{ "long long int", "long long", 8, 8, false },
	{ "unsigned long long", "unsigned long long", 8, 8, false },
	{ "long long unsigned int", "unsigned long long", 8, 8, false },
	{ "__int128", "__int128", 16, 16, false },
	{ "__int128 unsigned", "unsigned __int128", 16, 16, false },
	{ "unsigned __int128", "unsigned __int128", 16, 16, false },
	{ "float", "float", 4, 4, true },
	{ "double", "double", 8, 8, true },
	{ "complex float", "_Complex float", 8, 4, true },
	{ "_Complex float", "_Complex float", 8, 4, true },
	{ "complex double", "_Complex double", 16, 8, true },
	{ "_Complex double", "_Complex double", 16, 8, true },
};

static struct bk_scalar int_by_size(const struct bk_type *t)
{
	bool is_signed = bk_int_encoding(t) & BK_INT_SIGNED;

	switch (t->size) {
	case 1:
		if (bk_int_encoding(t) & BK_INT_BOOL)
			return (struct bk_scalar){ "_Bool", 1 };
		return (struct bk_scalar){ is_signed ? "signed char" : "unsigned char", 1 };
	case 2:
		return (struct bk_scalar){ is_signed ? "short" : "unsigned short", 2 };
	case 4:
		return (struct bk_scalar){ is_signed ? "int" : "unsigned int", 4 };
	case 8:
		return (struct bk_scalar){ is_signed ? "long long" : "unsigned long long", 8 };
	case 16:
		return (struct bk_scalar){ is_signed ? "__int128" : "unsigned __int128", 16 };
	default:
		return (struct bk_scalar){ NULL, 1 };
	}
}

/* `long double` has 8 bytes on bpf, whatever it has on the kernel's machine. */
static struct bk_scalar float_by_size(const struct bk_type *t)
{
	switch (t->size) {
	case 4:
		return (struct bk_scalar){ "float", 4 };
	case 8:
		return (struct bk_scalar){ "double", 8 };
	case 12:
		return (struct bk_scalar){ NULL, 4 };
	default:
		return (struct bk_scalar){ NULL, t->size && t->size % 16 == 0 ? 16 : 1 };
	}
}

struct bk_scalar bk_scalar_of(const struct bk_graph *graph, const struct bk_type *t)
{
	bool is_float = bk_kind(t) == BK_KIND_FLOAT;
	const char *name = bk_graph_name(graph, t);

	for (size_t i = 0; i < sizeof(known_scalars) / sizeof(*known_scalars); i++) {
		const struct known_scalar *known = &known_scalars[i];

		if (known->size == t->size && known->is_float == is_float &&
		    strcmp(known->name, name) == 0)
			return (struct bk_scalar){ known->spelling, known->align };
	}
	return is_float ? float_by_size(t) : int_by_size(t);
}

const char *bk_unsigned_spelling(uint32_t bits)
{
	switch (bits) {
	case 8:
		return "unsigned char";
	case 16:
		return "unsigned short";
	case 32:
		return "unsigned int";
	default:
		return "unsigned long long";
	}
}
