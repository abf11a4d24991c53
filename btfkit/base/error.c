// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Errors as values; the text is kept whole, places are put before it. */
#include "btfkit/base/error.h"

#include "btfkit/base/control.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct bk_error {
	enum bk_code code;
	char *text;
};

static char out_of_memory_text[] = "out of memory";
static struct bk_error out_of_memory = { BK_ERR_MEMORY, out_of_memory_text };

struct bk_error *bk_error_memory(void)
{
	return &out_of_memory;
}

/* Takes `text` over, also when it fails. */
static struct bk_error *wrap(enum bk_code code, char *text)
{
	struct bk_error *error = text ? malloc(sizeof(*error)) : NULL;

	if (!error) {
		free(text);
		return &out_of_memory;
	}
	error->code = code;
	error->text = text;
	return error;
}

/* Puts a `?` in place of each control character. */
static void tame(char *text)
{
	char *to = text;

	while (*text) {
		size_t control = bk_control_size(text);

		*to++ = control ? '?' : *text;
		text += control ? control : 1;
	}
	*to = '\0';
}

/* What is put into an error comes from files as well, and ends up on terminals. */
static BK_PRINTF(1, 0) char *format_text(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		return NULL;
	tame(text);
	return text;
}

struct bk_error *bk_error_create(enum bk_code code, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	return wrap(code, text);
}

struct bk_error *bk_error_system(int errnum, const char *format, ...)
{
	BK_AUTOFREE char *what = NULL;
	char *text, reason[128];
	va_list args;

	va_start(args, format);
	what = format_text(format, args);
	va_end(args);
	/* unlike strerror(), safe among threads */
	if (!what ||
	    asprintf(&text, "%s: %s", what, strerror_r(errnum, reason, sizeof(reason))) < 0)
		return &out_of_memory;
	return wrap(errnum == ENOMEM ? BK_ERR_MEMORY : BK_ERR_SYSTEM, text);
}

struct bk_error *bk_error_in(struct bk_error *error, const char *format, ...)
{
	BK_AUTOFREE char *place = NULL;
	char *text;
	va_list args;

	if (!error || error == &out_of_memory)
		return error;
	va_start(args, format);
	place = format_text(format, args);
	va_end(args);
	if (place && asprintf(&text, "%s: %s", place, error->text) >= 0) {
		free(error->text);
		error->text = text;
	}
	return error;
}

struct bk_error *bk_error_remark(struct bk_error *error, const char *format, ...)
{
	BK_AUTOFREE char *remark = NULL;
	char *text;
	va_list args;

	if (!error || error == &out_of_memory)
		return error;
	va_start(args, format);
	remark = format_text(format, args);
	va_end(args);
	if (remark && asprintf(&text, "%s (%s)", error->text, remark) >= 0) {
		free(error->text);
		error->text = text;
	}
	return error;
}

struct bk_error *bk_error_add_line(struct bk_error *error, const char *line)
{
	BK_AUTOFREE char *copy = NULL;
	char *text;

	if (!error || error == &out_of_memory)
		return error;
	copy = strdup(line);
	if (!copy)
		return error;
	tame(copy);
	if (asprintf(&text, "%s\n%s", error->text, copy) >= 0) {
		free(error->text);
		error->text = text;
	}
	return error;
}

enum bk_code bk_error_code(const struct bk_error *error)
{
	return error->code;
}

const char *bk_error_text(const struct bk_error *error)
{
	return error->text;
}

void bk_error_destroy(struct bk_error *error)
{
	if (!error || error == &out_of_memory)
		return;
	free(error->text);
	free(error);
}
