// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Walks a program's syntax tree for all that refers to vmlinux.h.
 *
 * A name that is mentioned must be there. A record must be complete where one of its members is
 * named, where a value of it stands (a variable, a member, `*p`, `p[i]`), where a pointer to it is
 * moved, under sizeof, and where the BTF of the object tells its size to others: in the definition
 * of a map, and behind the parameters of global functions, which the kernel verifies by themselves.
 */
#include "btfkit/header/usage.h"

#include "btfkit/header/reading.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct walk {
	const struct bk_clang *clang;
	struct bk_usage *usage;
	void *last_file;     /* asked about last, */
	bool last_is_header; /* and whether it was vmlinux.h */
	bool failed;	     /* without memory */
};

void bk_usage_deinit(struct bk_usage *usage)
{
	bk_array_deinit(&usage->list);
	for (int sort = 0; sort < BK_USAGE_SORTS; sort++)
		bk_strmap_deinit(&usage->index[sort]);
	bk_strmap_deinit(&usage->words);
	bk_arena_deinit(&usage->arena);
	*usage = (struct bk_usage){ 0 };
}

/* How much of a record is needed. */
enum extent { MENTIONED, COMPLETE, WHOLE };

static void use(struct walk *w, enum bk_usage_sort sort, const char *name, enum extent extent)
{
	struct bk_usage *usage = w->usage;
	uint32_t *at = bk_strmap_find(&usage->index[sort], name);
	bool inserted;

	if (!*name || w->failed)
		return;
	if (!at) {
		name = bk_arena_copy(&usage->arena, name, strlen(name));
		at = name ? bk_strmap_insert(&usage->index[sort], name, (uint32_t)usage->list.count,
					     &inserted)
			  : NULL;
		if (!at ||
		    !bk_array_push(&usage->list, (struct bk_used){ .sort = sort, .name = name })) {
			w->failed = true;
			return;
		}
	}
	usage->list.at[*at].complete |= extent >= COMPLETE;
	usage->list.at[*at].whole |= extent >= WHOLE;
}

/* Whether a declaration stands in vmlinux.h. */
static bool is_in_header(struct walk *w, bk_cx_cursor cursor)
{
	const struct bk_clang *clang = w->clang;
	unsigned int line, column, offset;
	void *file = NULL;

	clang->getExpansionLocation(clang->getCursorLocation(cursor), &file, &line, &column,
				    &offset);
	if (!file)
		return false;
	if (file != w->last_file) {
		bk_cx_string name = clang->getFileName(file);
		const char *text = clang->getCString(name);

		w->last_file = file;
		w->last_is_header = text && bk_reading_is_header(text);
		clang->disposeString(name);
	}
	return w->last_is_header;
}

static void use_cursor(struct walk *w, enum bk_usage_sort sort, bk_cx_cursor cursor,
		       enum extent extent)
{
	bk_cx_string name = w->clang->getCursorSpelling(cursor);
	const char *text = w->clang->getCString(name);

	if (text)
		use(w, sort, text, extent);
	w->clang->disposeString(name);
}

static bool is_record(int kind)
{
	return kind == BK_CX_STRUCT_DECL || kind == BK_CX_UNION_DECL;
}

/*
 * A record or enum of the header's: the cursor that names it, which for one without a name is that of
 * what it stands in. False if it is not the header's.
 */
static bool find_named(struct walk *w, bk_cx_cursor *cursor, enum extent *extent)
{
	bk_cx_cursor definition = w->clang->getCursorDefinition(*cursor);

	if (!w->clang->Cursor_isNull(definition))
		*cursor = definition;
	if (!is_in_header(w, *cursor))
		return false;
	while (w->clang->Cursor_isAnonymous(*cursor)) {
		bk_cx_cursor parent = w->clang->getCursorSemanticParent(*cursor);

		if (!is_record(parent.kind))
			break;
		*cursor = parent;
		if (*extent < COMPLETE)
			*extent = COMPLETE;
	}
	return true;
}

/*
 * What a record or enum is called: the text behind "struct " of its type's spelling, or all of it
 * where it has no tag and is spelled by its typedef. NULL where it has neither name.
 */
static const char *name_of(struct walk *w, bk_cx_string spelling, bool *is_typedef)
{
	const char *text = w->clang->getCString(spelling), *space;

	if (!text || strchr(text, '('))
		return NULL;
	space = strchr(text, ' ');
	*is_typedef = !space;
	return space ? space + 1 : text;
}

static void use_tag(struct walk *w, bk_cx_cursor cursor, enum extent extent)
{
	bk_cx_string spelling;
	const char *name;
	bool is_typedef;

	if (!find_named(w, &cursor, &extent))
		return;
	spelling = w->clang->getTypeSpelling(w->clang->getCursorType(cursor));
	name = name_of(w, spelling, &is_typedef);
	if (name)
		use(w, is_typedef ? BK_USED_TYPEDEF : BK_USED_TAG, name,
		    is_typedef && extent < COMPLETE ? COMPLETE : extent);
	w->clang->disposeString(spelling);
}

/* A member that is named, and with it its record. */
static void use_member(struct walk *w, bk_cx_cursor field)
{
	bk_cx_cursor record = w->clang->getCursorSemanticParent(field);
	enum extent extent = COMPLETE;
	bk_cx_string outer, inner;
	bool is_typedef;
	const char *name;
	char *path = NULL;

	use_tag(w, record, COMPLETE);
	if (!find_named(w, &record, &extent))
		return;
	outer = w->clang->getTypeSpelling(w->clang->getCursorType(record));
	inner = w->clang->getCursorSpelling(field);
	name = name_of(w, outer, &is_typedef);
	if (name && asprintf(&path, "%s%s.%s", is_typedef ? "." : "", name,
			     w->clang->getCString(inner)) < 0) {
		path = NULL;
		w->failed = true;
	}
	if (path)
		use(w, BK_USED_MEMBER, path, MENTIONED);
	free(path);
	w->clang->disposeString(outer);
	w->clang->disposeString(inner);
}

/* If a value of the type is, or is an array of, a record's: that record. */
static void use_value(struct walk *w, bk_cx_type type, enum extent extent)
{
	type = w->clang->getCanonicalType(type);
	while (type.kind >= BK_CX_TYPE_ARRAY && type.kind <= BK_CX_TYPE_LAST_ARRAY)
		type = w->clang->getCanonicalType(w->clang->getArrayElementType(type));
	if (type.kind == BK_CX_TYPE_RECORD)
		use_tag(w, w->clang->getTypeDeclaration(type), extent);
}

static void use_pointee(struct walk *w, bk_cx_type type, enum extent extent)
{
	type = w->clang->getCanonicalType(type);
	if (type.kind == BK_CX_TYPE_POINTER)
		use_value(w, w->clang->getPointeeType(type), extent);
}

static int use_pointee_of_field(bk_cx_cursor cursor, bk_cx_cursor parent, void *context)
{
	struct walk *w = context;

	(void)parent;
	if (cursor.kind == BK_CX_FIELD_DECL)
		use_pointee(w, w->clang->getCursorType(cursor), WHOLE);
	return BK_CX_CONTINUE;
}

/* The key and value of a map are the pointees of members of a struct that only the variable has. */
static void use_variable(struct walk *w, bk_cx_cursor cursor)
{
	bk_cx_type type = w->clang->getCanonicalType(w->clang->getCursorType(cursor));

	use_value(w, type, COMPLETE);
	while (type.kind >= BK_CX_TYPE_ARRAY && type.kind <= BK_CX_TYPE_LAST_ARRAY)
		type = w->clang->getCanonicalType(w->clang->getArrayElementType(type));
	if (type.kind == BK_CX_TYPE_RECORD &&
	    w->clang->getCursorLinkage(cursor) == BK_CX_LINKAGE_EXTERNAL &&
	    !is_in_header(w, w->clang->getTypeDeclaration(type)))
		w->clang->visitChildren(w->clang->getTypeDeclaration(type), use_pointee_of_field,
					w);
}

static bool is_called(struct walk *w, bk_cx_cursor cursor, const char *name)
{
	bk_cx_string spelling = w->clang->getCursorSpelling(cursor);
	const char *text = w->clang->getCString(spelling);
	bool is = text && strcmp(text, name) == 0;

	w->clang->disposeString(spelling);
	return is;
}

static void use_declared(struct walk *w, bk_cx_cursor cursor)
{
	if (w->clang->Cursor_isNull(cursor))
		return;
	switch (cursor.kind) {
	case BK_CX_STRUCT_DECL:
	case BK_CX_UNION_DECL:
	case BK_CX_ENUM_DECL:
		use_tag(w, cursor, MENTIONED);
		break;
	case BK_CX_TYPEDEF_DECL:
		if (is_in_header(w, cursor))
			use_cursor(w, BK_USED_TYPEDEF, cursor, MENTIONED);
		break;
	case BK_CX_FIELD_DECL:
		use_member(w, cursor);
		break;
	case BK_CX_ENUM_CONSTANT_DECL:
		if (is_in_header(w, cursor))
			use_cursor(w, BK_USED_ENUMERATOR, cursor, MENTIONED);
		break;
	case BK_CX_FUNCTION_DECL:
		if (is_in_header(w, cursor))
			use_cursor(w, BK_USED_FUNCTION, cursor, MENTIONED);
		else if (is_called(w, cursor, "__builtin_btf_type_id"))
			w->usage->numbers = true;
		break;
	default:
		break;
	}
}

/* What an operator has for operands: whether a pointer of them is moved. */
struct operands {
	const struct bk_clang *clang;
	bk_cx_type result, pointer; /* the operator's; the last operand that is a pointer */
	int pointers, count;
};

static int note_operand(bk_cx_cursor cursor, bk_cx_cursor parent, void *context)
{
	struct operands *o = context;
	bk_cx_type type = o->clang->getCanonicalType(o->clang->getCursorType(cursor));

	(void)parent;
	o->count++;
	if (type.kind == BK_CX_TYPE_POINTER) {
		o->pointers++;
		o->pointer = type;
	}
	return BK_CX_CONTINUE;
}

/*
 * p + n, p += n, p - q, p++: pointers that are moved need their step. Assignments and comparisons,
 * which have two pointers and no difference for a result, do not.
 */
static void use_operator(struct walk *w, bk_cx_cursor cursor)
{
	const struct bk_clang *clang = w->clang;
	struct operands o = { .clang = clang,
			      .result = clang->getCanonicalType(clang->getCursorType(cursor)) };

	clang->visitChildren(cursor, note_operand, &o);
	if (!o.pointers)
		return;
	if (cursor.kind == BK_CX_UNARY_OPERATOR) {
		if (!clang->equalTypes(o.result, o.pointer))
			return;
	} else if (o.pointers == 2) {
		if (o.result.kind == BK_CX_TYPE_POINTER || o.result.kind == BK_CX_TYPE_INT)
			return;
	}
	use_pointee(w, o.pointer, COMPLETE);
}

static int use_parameter(bk_cx_cursor cursor, bk_cx_cursor parent, void *context)
{
	struct walk *w = context;

	(void)parent;
	if (cursor.kind == BK_CX_PARM_DECL)
		use_pointee(w, w->clang->getCursorType(cursor), COMPLETE);
	return BK_CX_CONTINUE;
}

static int visit(bk_cx_cursor cursor, bk_cx_cursor parent, void *context)
{
	struct walk *w = context;
	const struct bk_clang *clang = w->clang;

	switch (cursor.kind) {
	case BK_CX_TYPE_REF: {
		bk_cx_cursor declared = clang->getCursorReferenced(cursor);

		use_declared(w, declared);
		if (parent.kind == BK_CX_UNARY_EXPR)
			use_value(w, clang->getCursorType(declared), COMPLETE);
		break;
	}
	case BK_CX_MEMBER_REF:
	case BK_CX_MEMBER_REF_EXPR:
	case BK_CX_DECL_REF_EXPR:
		use_declared(w, clang->getCursorReferenced(cursor));
		break;
	case BK_CX_VAR_DECL:
		use_variable(w, cursor);
		break;
	case BK_CX_FIELD_DECL:
	case BK_CX_PARM_DECL:
		use_value(w, clang->getCursorType(cursor), COMPLETE);
		break;
	case BK_CX_FUNCTION_DECL:
		if (clang->isCursorDefinition(cursor) &&
		    clang->getCursorLinkage(cursor) == BK_CX_LINKAGE_EXTERNAL)
			clang->visitChildren(cursor, use_parameter, w);
		break;
	case BK_CX_GENERIC_EXPR: /* the types that are matched with are not shown */
		w->usage->words_count = true;
		break;
	case BK_CX_UNARY_OPERATOR:
	case BK_CX_BINARY_OPERATOR:
	case BK_CX_COMPOUND_ASSIGNMENT:
		use_operator(w, cursor);
		break;
	default:
		break;
	}
	if (cursor.kind >= BK_CX_FIRST_EXPR && cursor.kind <= BK_CX_LAST_EXPR)
		use_value(w, clang->getCursorType(cursor),
			  cursor.kind == BK_CX_INIT_LIST_EXPR ? WHOLE : COMPLETE);
	return BK_CX_RECURSE;
}

/* The header's own declarations are not looked into. */
static int visit_top(bk_cx_cursor cursor, bk_cx_cursor parent, void *context)
{
	if (is_in_header(context, cursor))
		return BK_CX_CONTINUE;
	return visit(cursor, parent, context);
}

static bool note_files(const struct bk_program *program, const struct bk_reading *r)
{
	bool ok = true;

	for (size_t i = 0; program->files && i < r->files.count && ok; i++)
		if (!program->text || strcmp(r->files.at[i].name, program->path) != 0)
			ok = bk_depfile_add(program->files, r->files.at[i].name);
	return ok;
}

/* What is known of the program beside its syntax tree. */
static bool note_reading(struct bk_usage *usage, const struct bk_program *program,
			 const struct bk_reading *r)
{
	bool ok = true;

	usage->includes_header |= r->includes_header;
	for (size_t i = 0; i < r->files.count && ok; i++) {
		const struct bk_read_file *file = &r->files.at[i];
		size_t size = 0;
		const char *text = r->clang->getFileContents(r->unit, file->file, &size);

		ok = !text || bk_usage_add_words(usage, text, size);
	}
	return ok && note_files(program, r);
}

struct bk_error *bk_usage_read(struct bk_usage *usage, const struct bk_program *program,
			       const char *header, size_t size)
{
	struct walk w = { .usage = usage };
	struct bk_reading r = { 0 };
	struct bk_error *error;

	BK_TRY(bk_clang_open(&r.clang));
	w.clang = r.clang;
	error = bk_reading_init(&r, program, header, size, 0);
	if (!error)
		error = bk_reading_errors(&r, program->path);
	if (!error)
		w.clang->visitChildren(w.clang->getTranslationUnitCursor(r.unit), visit_top, &w);
	if (!error && (w.failed || !note_reading(usage, program, &r)))
		error = bk_error_memory();
	bk_reading_deinit(&r);
	return error;
}

struct bk_error *bk_usage_check(const struct bk_program *program, const char *header, size_t size)
{
	struct bk_reading r = { 0 };
	struct bk_error *error;

	BK_TRY(bk_clang_open(&r.clang));
	error = bk_reading_init(&r, program, header, size, 0);
	if (!error)
		error = bk_reading_errors(&r, program->path);
	bk_reading_deinit(&r);
	return error;
}

/* ---- what other headers define ---- */

struct collection {
	struct walk walk; /* for is_in_header() */
	struct bk_elsewhere *elsewhere;
};

static void collect_name(struct collection *c, struct bk_strmap *names, bk_cx_cursor cursor)
{
	bk_cx_string name = c->walk.clang->getCursorSpelling(cursor);
	const char *text = c->walk.clang->getCString(name);

	if (text && !strpbrk(text, " (") && !bk_elsewhere_add(c->elsewhere, names, text))
		c->walk.failed = true;
	c->walk.clang->disposeString(name);
}

static int collect(bk_cx_cursor cursor, bk_cx_cursor parent, void *context)
{
	struct collection *c = context;
	bool is_enum = cursor.kind == BK_CX_ENUM_DECL;

	(void)parent;
	if (is_in_header(&c->walk, cursor))
		return BK_CX_CONTINUE;
	/* a macro may hide a constant of its name, and mostly stands for it */
	if (cursor.kind == BK_CX_ENUM_CONSTANT_DECL || cursor.kind == BK_CX_MACRO_DEFINITION)
		collect_name(c, &c->elsewhere->enumerators, cursor);
	if (cursor.kind == BK_CX_TYPEDEF_DECL)
		collect_name(c, &c->elsewhere->typedefs, cursor);
	if ((is_enum || is_record(cursor.kind)) && c->walk.clang->isCursorDefinition(cursor) &&
	    !c->walk.clang->Cursor_isAnonymous(cursor))
		collect_name(c, &c->elsewhere->tags, cursor);
	/* C has what is defined inside of records, typedefs and variables outside of them, too */
	return is_enum || is_record(cursor.kind) || cursor.kind == BK_CX_TYPEDEF_DECL ||
			       cursor.kind == BK_CX_VAR_DECL || cursor.kind == BK_CX_FIELD_DECL
		       ? BK_CX_RECURSE
		       : BK_CX_CONTINUE;
}

struct bk_error *bk_usage_read_definitions(struct bk_elsewhere *elsewhere,
					   const struct bk_program *program, const char *header)
{
	struct collection c = { .elsewhere = elsewhere };
	struct bk_reading r = { 0 };
	struct bk_error *error;

	BK_TRY(bk_clang_open(&r.clang));
	c.walk.clang = r.clang;
	error = bk_reading_init(&r, program, header, strlen(header), BK_CX_MACROS);
	if (!error && !header[0]) /* nothing is missing, then */
		error = bk_reading_errors(&r, program->path);
	if (!error)
		r.clang->visitChildren(r.clang->getTranslationUnitCursor(r.unit), collect, &c);
	if (!error && (c.walk.failed || !note_files(program, &r)))
		error = bk_error_memory();
	bk_reading_deinit(&r);
	return error;
}
