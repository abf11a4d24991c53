// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Has libclang read a program, once and again until each vmlinux.h that it includes is the one in
 * memory: where the next is looked for is known only once the one before was found.
 */
#include "btfkit/header/reading.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char header_name[] = "vmlinux.h";

/* A directory that is nowhere but in libclang's memory, and has nothing but the header. */
#define HEADER_DIRECTORY "/btfkit-in-memory"

bool bk_reading_is_header(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash ? slash + 1 : path, header_name) == 0;
}

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The user's flags, with -target bpf unless they name a target, and the header's directory first. */
static bool collect_arguments(const struct bk_program *program, struct bk_reading *r)
{
	bool has_target = false, has_own = false;
	bool ok = bk_array_push(&r->args, "-I" HEADER_DIRECTORY);
	const char *own = bk_clang_headers();

	for (int i = 0; i < program->flag_count && ok; i++) {
		const char *flag = program->flags[i];

		has_target |= starts_with(flag, "-target") || starts_with(flag, "--target");
		has_own |= starts_with(flag, "-nostdinc") || starts_with(flag, "-nobuiltininc") ||
			   starts_with(flag, "-resource-dir");
		ok = bk_array_push(&r->args, flag);
	}
	if (!has_target)
		ok = ok && bk_array_push(&r->args, "-target") && bk_array_push(&r->args, "bpf");
	if (own && !has_own) /* behind the user's, where clang itself has them */
		ok = ok && bk_array_push(&r->args, "-isystem") && bk_array_push(&r->args, own);
	return ok;
}

void bk_reading_deinit(struct bk_reading *r)
{
	if (r->unit)
		r->clang->disposeTranslationUnit(r->unit);
	if (r->index)
		r->clang->disposeIndex(r->index);
	bk_arena_deinit(&r->arena);
	bk_array_deinit(&r->headers);
	bk_array_deinit(&r->files);
	bk_array_deinit(&r->args);
}

/* Has the header found there as well. */
static void place_at(struct bk_reading *r, const char *directory, size_t size, const char *name)
{
	struct bk_cx_unsaved placed = r->headers.at[0];
	char *path = bk_arena_alloc(&r->arena, size + strlen(name) + 1);

	if (path) {
		memcpy(path, directory, size);
		memcpy(path + size, name, strlen(name) + 1);
		for (size_t i = 0; i < r->headers.count; i++)
			if (strcmp(r->headers.at[i].name, path) == 0)
				return;
	}
	placed.name = path;
	if (!path || !bk_array_push(&r->headers, placed))
		r->failed = true;
	r->moved = true;
}

/* A quoted include looks beside the including file first, so the header is put there as well. */
static bool place_header(struct bk_reading *r, const struct bk_program *program, const char *header,
			 size_t size)
{
	const char *slash = strrchr(program->path, '/');

	if (!bk_array_push(&r->headers,
			   (struct bk_cx_unsaved){ HEADER_DIRECTORY "/vmlinux.h", header, size }))
		return false;
	if (slash)
		place_at(r, program->path, (size_t)(slash - program->path) + 1, header_name);
	else
		place_at(r, "./", 2, header_name);
	if (program->text &&
	    !bk_array_push(&r->headers, (struct bk_cx_unsaved){ program->path, program->text,
								strlen(program->text) }))
		return false;
	return !r->failed && collect_arguments(program, r);
}

static void note_file(void *file, bk_cx_location *stack, unsigned int depth, void *context)
{
	struct bk_reading *r = context;
	bk_cx_string spelling = r->clang->getFileName(file);
	const char *name = r->clang->getCString(spelling);

	(void)stack;
	(void)depth;
	if (name && bk_reading_is_header(name)) {
		r->includes_header = true;
		place_at(r, name, strlen(name), "");
	} else if (name) {
		name = bk_arena_copy(&r->arena, name, strlen(name));
		if (!name || !bk_array_push(&r->files, (struct bk_read_file){ file, name }))
			r->failed = true;
	}
	r->clang->disposeString(spelling);
}

/* "'../vmlinux.h' file not found": it is found from now on. */
static void note_missing(struct bk_reading *r, const char *message)
{
	const char *quote = *message == '\'' ? strchr(message + 1, '\'') : NULL;
	char *name;

	if (!quote || strcmp(quote, "' file not found") != 0)
		return;
	name = bk_arena_copy(&r->arena, message + 1, (size_t)(quote - message) - 1);
	if (!name)
		r->failed = true;
	else if (bk_reading_is_header(name))
		place_at(r, HEADER_DIRECTORY "/", strlen(HEADER_DIRECTORY "/"), name);
}

/* Notes which files were read. True: some vmlinux.h was not from memory, or not found; it will be. */
static bool note_files(struct bk_reading *r)
{
	const struct bk_clang *clang = r->clang;

	r->moved = r->includes_header = false;
	r->files.count = 0;
	clang->getInclusions(r->unit, note_file, r);
	for (unsigned int i = 0; i < clang->getNumDiagnostics(r->unit); i++) {
		void *diagnostic = clang->getDiagnostic(r->unit, i);
		bk_cx_string message = clang->getDiagnosticSpelling(diagnostic);

		if (clang->getCString(message))
			note_missing(r, clang->getCString(message));
		clang->disposeString(message);
		clang->disposeDiagnostic(diagnostic);
	}
	return r->moved && !r->failed;
}

struct bk_error *bk_reading_errors(const struct bk_reading *r, const char *path)
{
	const struct bk_clang *clang = r->clang;
	struct bk_error *error = NULL;

	for (unsigned int i = 0; i < clang->getNumDiagnostics(r->unit); i++) {
		void *diagnostic = clang->getDiagnostic(r->unit, i);

		if (clang->getDiagnosticSeverity(diagnostic) >= BK_CX_ERROR) {
			bk_cx_string line = clang->formatDiagnostic(
				diagnostic, clang->defaultDiagnosticDisplayOptions());

			if (!error)
				error = bk_error_create(BK_ERR_MALFORMED, "%s: it does not compile",
							path);
			error = bk_error_add_line(error, clang->getCString(line));
			clang->disposeString(line);
		}
		clang->disposeDiagnostic(diagnostic);
	}
	return error;
}

/* So often a program is read anew, with the header in a place more. */
enum { MOST_READINGS = 8 };

struct bk_error *bk_reading_init(struct bk_reading *r, const struct bk_program *program,
				 const char *header, size_t size, unsigned int options)
{
	int code;

	if (!program->text && access(program->path, R_OK) < 0)
		return bk_error_system(errno, "%s", program->path);
	if (!place_header(r, program, header, size))
		return bk_error_memory();
	r->index = r->clang->createIndex(0, 0);
	if (!r->index)
		return bk_error_memory();
	for (int round = 0; round == 0 || (round < MOST_READINGS && note_files(r)); round++) {
		if (r->unit)
			r->clang->disposeTranslationUnit(r->unit);
		r->unit = NULL;
		code = r->clang->parseTranslationUnit2(
			r->index, program->path, r->args.at, (int)r->args.count, r->headers.at,
			(unsigned int)r->headers.count, BK_CX_KEEP_GOING | options, &r->unit);
		if (code || !r->unit)
			return bk_error_create(BK_ERR_MALFORMED,
					       "%s: clang cannot read it (error %d)", program->path,
					       code);
	}
	return r->failed ? bk_error_memory() : NULL;
}
