/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * libclang, opened when it is first needed: it is large, and only headers made for programs need it.
 *
 * The declarations follow its C interface (clang-c/Index.h), which is stable from version to version;
 * there are no more of them than are used, so that nothing of it is needed to build btfkit.
 */
#ifndef BK_HEADER_CLANG_H
#define BK_HEADER_CLANG_H

#include "btfkit/base/error.h"

typedef struct {
	const void *data;
	unsigned int private_flags;
} bk_cx_string;

typedef struct {
	int kind; /* BK_CX_* */
	int xdata;
	const void *data[3];
} bk_cx_cursor;

typedef struct {
	int kind; /* BK_CX_TYPE_* */
	void *data[2];
} bk_cx_type;

typedef struct {
	const void *ptr_data[2];
	unsigned int int_data;
} bk_cx_location;

struct bk_cx_unsaved {
	const char *name, *contents;
	unsigned long size;
};

enum { BK_CX_MACROS = 0x1, BK_CX_KEEP_GOING = 0x200 }; /* options of a translation unit */
enum { BK_CX_CONTINUE = 1, BK_CX_RECURSE = 2 };
enum { BK_CX_ERROR = 3 }; /* severity of diagnostics from here on */
enum { BK_CX_LINKAGE_EXTERNAL = 4 };

/* Kinds of cursors. */
enum {
	BK_CX_STRUCT_DECL = 2,
	BK_CX_UNION_DECL = 3,
	BK_CX_ENUM_DECL = 5,
	BK_CX_FIELD_DECL = 6,
	BK_CX_ENUM_CONSTANT_DECL = 7,
	BK_CX_FUNCTION_DECL = 8,
	BK_CX_VAR_DECL = 9,
	BK_CX_PARM_DECL = 10,
	BK_CX_TYPEDEF_DECL = 20,
	BK_CX_TYPE_REF = 43,
	BK_CX_MEMBER_REF = 47,
	BK_CX_FIRST_EXPR = 100,
	BK_CX_DECL_REF_EXPR = 101,
	BK_CX_MEMBER_REF_EXPR = 102,
	BK_CX_UNARY_OPERATOR = 112,
	BK_CX_BINARY_OPERATOR = 114,
	BK_CX_COMPOUND_ASSIGNMENT = 115,
	BK_CX_GENERIC_EXPR = 122,
	BK_CX_INIT_LIST_EXPR = 119,
	BK_CX_UNARY_EXPR = 136, /* sizeof, _Alignof */
	BK_CX_LAST_EXPR = 199,
	BK_CX_MACRO_DEFINITION = 501,
};

/* Kinds of types. */
enum {
	BK_CX_TYPE_INT = 17,
	BK_CX_TYPE_POINTER = 101,
	BK_CX_TYPE_RECORD = 105,
	BK_CX_TYPE_FUNCTION = 111,
	BK_CX_TYPE_ARRAY = 112, /* of constant size, and the next four */
	BK_CX_TYPE_LAST_ARRAY = 115,
};

typedef void (*bk_cx_inclusion_visitor)(void *file, bk_cx_location *stack, unsigned int depth,
					void *context);
typedef int (*bk_cx_visitor)(bk_cx_cursor cursor, bk_cx_cursor parent, void *context);

/* X(result, name without "clang_", parameters) */
#define BK_CX_FUNCTIONS(X) \
	X(void *, createIndex, (int exclude, int display)) \
	X(void, disposeIndex, (void *index)) \
	X(int, parseTranslationUnit2, \
	  (void *index, const char *name, const char *const *args, int count, \
	   struct bk_cx_unsaved *unsaved, unsigned int unsaved_count, unsigned int options, \
	   void **unit)) \
	X(void, disposeTranslationUnit, (void *unit)) \
	X(unsigned int, getNumDiagnostics, (void *unit)) \
	X(void *, getDiagnostic, (void *unit, unsigned int index)) \
	X(int, getDiagnosticSeverity, (void *diagnostic)) \
	X(bk_cx_string, getDiagnosticSpelling, (void *diagnostic)) \
	X(bk_cx_string, formatDiagnostic, (void *diagnostic, unsigned int options)) \
	X(unsigned int, defaultDiagnosticDisplayOptions, (void)) \
	X(void, disposeDiagnostic, (void *diagnostic)) \
	X(bk_cx_string, getClangVersion, (void)) \
	X(const char *, getCString, (bk_cx_string string)) \
	X(void, disposeString, (bk_cx_string string)) \
	X(bk_cx_cursor, getTranslationUnitCursor, (void *unit)) \
	X(unsigned int, visitChildren, \
	  (bk_cx_cursor parent, bk_cx_visitor visitor, void *context)) \
	X(bk_cx_cursor, getCursorReferenced, (bk_cx_cursor cursor)) \
	X(bk_cx_cursor, getCursorDefinition, (bk_cx_cursor cursor)) \
	X(bk_cx_cursor, getCursorSemanticParent, (bk_cx_cursor cursor)) \
	X(int, getCursorLinkage, (bk_cx_cursor cursor)) \
	X(int, Cursor_isNull, (bk_cx_cursor cursor)) \
	X(unsigned int, Cursor_isAnonymous, (bk_cx_cursor cursor)) \
	X(unsigned int, isCursorDefinition, (bk_cx_cursor cursor)) \
	X(bk_cx_string, getCursorSpelling, (bk_cx_cursor cursor)) \
	X(bk_cx_location, getCursorLocation, (bk_cx_cursor cursor)) \
	X(void, getExpansionLocation, \
	  (bk_cx_location location, void **file, unsigned int *line, unsigned int *column, \
	   unsigned int *offset)) \
	X(bk_cx_string, getFileName, (void *file)) \
	X(const char *, getFileContents, (void *unit, void *file, size_t *size)) \
	X(void, getInclusions, (void *unit, bk_cx_inclusion_visitor visitor, void *context)) \
	X(bk_cx_type, getCursorType, (bk_cx_cursor cursor)) \
	X(bk_cx_type, getCanonicalType, (bk_cx_type type)) \
	X(bk_cx_type, getPointeeType, (bk_cx_type type)) \
	X(bk_cx_type, getArrayElementType, (bk_cx_type type)) \
	X(bk_cx_cursor, getTypeDeclaration, (bk_cx_type type)) \
	X(bk_cx_string, getTypeSpelling, (bk_cx_type type)) \
	X(unsigned int, equalTypes, (bk_cx_type a, bk_cx_type b))

struct bk_clang {
#define BK_CX_POINTER(result, name, parameters) result(*name) parameters;
	BK_CX_FUNCTIONS(BK_CX_POINTER)
#undef BK_CX_POINTER
};

/* Opens it, once in a process; it is never closed. Not safe while another thread opens it. */
struct bk_error *bk_clang_open(const struct bk_clang **clang) BK_MUST_CHECK;

/*
 * The directory of the headers that belong to the compiler (stddef.h, stdbool.h); NULL where it is not
 * found. libclang looks for it beside itself, which is the wrong place where a distribution keeps it
 * among the system's libraries, and heeds no -resource-dir.
 */
const char *bk_clang_headers(void);

#endif
