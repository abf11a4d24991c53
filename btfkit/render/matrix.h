/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A table of short cells that fits a width: columns have their names above them where there is room,
 * else numbers and a legend; then cells shrink to one sign each; then the columns go into several
 * tables, one below the other. Rows whose name is too long lose its middle.
 */
#ifndef BK_RENDER_MATRIX_H
#define BK_RENDER_MATRIX_H

#include "btfkit/base/sink.h"

#include <stdbool.h>

struct bk_matrix_cell {
	char sign;	   /* all there is of it where room is short */
	char text[48];	   /* behind the sign, "": nothing */
	const char *color; /* NULL: none */
};

struct bk_matrix {
	const char *corner;	    /* above the rows' names */
	const char *const *rows;    /* their names */
	const char *const *columns; /* likewise */
	size_t row_count, column_count;
	struct bk_matrix_cell (*cell)(const void *context, size_t row, size_t column);
	const void *context;
	size_t width; /* of a line, in columns; 0: any */
	bool color;
};

/* Control characters in names become `?`. */
void bk_render_matrix(struct bk_sink *sink, const struct bk_matrix *matrix);

/* Puts a name into at most `width` columns, its middle replaced by `...` where it is longer. */
void bk_put_shortened(struct bk_sink *sink, const char *name, size_t width);

#endif
