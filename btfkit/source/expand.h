/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Directories as sources, for commands that take several: a directory stands for every regular file
 * below it, sorted by their paths as bytes.
 *
 *	BK_AUTO(bk_specs_deinit) struct bk_specs specs = { 0 };
 *	for each argument: BK_TRY(bk_specs_add(&specs, argument));
 *	for each of specs.at:
 *		error = open specs.at[i].text
 *		if (specs.at[i].is_found && bk_error_code(error) == BK_ERR_NO_BTF) note it, go on
 */
#ifndef BK_SOURCE_EXPAND_H
#define BK_SOURCE_EXPAND_H

#include "btfkit/base/array.h"
#include "btfkit/base/error.h"
#include "btfkit/source/peek.h"

struct bk_spec {
	char *text;    /* as bk_source_create() takes it */
	bool is_found; /* in a directory: the user has not named it, so it need not hold BTF */
	size_t directory_size; /* then: how much of `text` is the directory that was given; else 0 */
	bool is_peeked;
	enum bk_peek peek; /* where it is */
};

struct bk_specs {
	struct bk_spec *at;
	size_t count, room;
};

/*
 * Adds `text`, or the files in it where it is a directory. Symbolic links in a directory are passed
 * over, so that no file comes twice and nothing goes round in circles; so is what is no regular file.
 * A directory that cannot be read is an error, and BK_ERR_NO_BTF one without files.
 */
struct bk_error *bk_specs_add(struct bk_specs *specs, const char *text) BK_MUST_CHECK;

/* bk_source_peek() of it, done once. */
enum bk_peek bk_spec_peek(struct bk_spec *spec);

void bk_specs_deinit(struct bk_specs *specs);

#endif
