// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Short names of kernels, and what is said of those that cannot be asked. */
#include "btfkit/render/compat_labels.h"

#include "btfkit/render/spelling.h"

#include <stdio.h>

/* How many names are put before the rest is only counted. */
enum { MOST_NAMED = 8 };

/* How many bytes all sources share, up to and with a slash; not that of the root alone. */
static size_t shared_directory(const struct bk_compat_kernel *kernels, size_t count)
{
	const char *first = count ? kernels[0].source : "";
	size_t size = strlen(first);

	if (count < 2)
		return 0;
	for (size_t i = 1; i < count; i++) {
		const char *source = kernels[i].source;
		size_t n = 0;

		while (n < size && first[n] == source[n])
			n++;
		size = n;
	}
	while (size && first[size - 1] != '/')
		size--;
	return size > 1 ? size : 0;
}

static const char *label_of(struct bk_compat_labels *labels, const struct bk_compat_kernel *kernel,
			    size_t skipped)
{
	const char *name = kernel->source + skipped, *release = kernel->release;
	size_t room = strlen(name) + (release ? strlen(release) : 0) + sizeof(" ()");
	char *label = bk_arena_alloc(&labels->arena, room);

	if (label && release && !strstr(name, release))
		snprintf(label, room, "%s (%s)", name, release);
	else if (label)
		snprintf(label, room, "%s", name);
	return label;
}

struct bk_error *bk_compat_labels_init(struct bk_compat_labels *labels,
				       const struct bk_compat_kernel *kernels, size_t count)
{
	size_t skipped = shared_directory(kernels, count);

	*labels = (struct bk_compat_labels){
		.kernels = kernels,
		.count = count,
		.at = calloc(count + 1, sizeof(*labels->at)),
	};
	if (!labels->at)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++) {
		labels->asked += !kernels[i].error;
		labels->at[i] = label_of(labels, &kernels[i], skipped);
		if (labels->at[i])
			continue;
		bk_compat_labels_deinit(labels);
		return bk_error_memory();
	}
	return NULL;
}

void bk_compat_labels_deinit(struct bk_compat_labels *labels)
{
	free(labels->at);
	bk_arena_deinit(&labels->arena);
	*labels = (struct bk_compat_labels){ 0 };
}

void bk_put_kernels(struct bk_sink *sink, const struct bk_compat_labels *labels, const bool *is_set)
{
	size_t count = 0, named = 0;

	for (size_t i = 0; i < labels->count; i++)
		count += is_set[i];
	if (count == labels->asked && count > 1) {
		bk_printf(sink, "all %zu kernels", count);
		return;
	}
	for (size_t i = 0; i < labels->count && named < MOST_NAMED; i++) {
		if (!is_set[i])
			continue;
		bk_puts(sink, named++ ? ", " : "");
		bk_put_line_text(sink, labels->at[i]);
	}
	if (count > named)
		bk_printf(sink, " and %zu more", count - named);
}

/* An error's text without the source's name before it, which the label tells. */
static const char *reason_of(const struct bk_compat_kernel *kernel)
{
	size_t size = strlen(kernel->source);

	if (strncmp(kernel->error, kernel->source, size) == 0 && kernel->error[size] == ':')
		return kernel->error + size + 2;
	return kernel->error;
}

/* What the bytes of one file are, behind the reason why it is none, would keep equal reasons apart. */
static size_t reason_size(const char *reason)
{
	const char *bytes = strstr(reason, " (it begins with");

	return bytes ? (size_t)(bytes - reason) : strlen(reason);
}

static bool is_same_reason(const char *a, const char *b)
{
	return reason_size(a) == reason_size(b) && strncmp(a, b, reason_size(a)) == 0;
}

static void put_reason(struct bk_sink *sink, const char *reason)
{
	char text[1000];

	snprintf(text, sizeof(text), "%.*s", (int)reason_size(reason), reason);
	bk_put_line_text(sink, text);
}

/* Those that are passed over or not, the same reason once. */
static struct bk_error *put_group(struct bk_sink *sink, const struct bk_compat_labels *labels,
				  bool is_passed_over)
{
	BK_AUTOFREE bool *done = calloc(labels->count + 1, sizeof(*done));
	BK_AUTOFREE bool *same = calloc(labels->count + 1, sizeof(*same));
	bool is_first = true;

	if (!done || !same)
		return bk_error_memory();
	for (size_t i = 0; i < labels->count; i++) {
		const struct bk_compat_kernel *kernel = &labels->kernels[i];

		if (done[i] || !kernel->error || kernel->is_passed_over != is_passed_over)
			continue;
		if (is_first)
			bk_puts(sink,
				is_passed_over ? "\nwithout BTF, passed over\n" : "\nnot read\n");
		is_first = false;
		memset(same, 0, labels->count * sizeof(*same));
		for (size_t n = i; n < labels->count; n++) {
			const struct bk_compat_kernel *other = &labels->kernels[n];

			same[n] = other->error && other->is_passed_over == is_passed_over &&
				  is_same_reason(reason_of(other), reason_of(kernel));
			done[n] |= same[n];
		}
		bk_puts(sink, "  ");
		put_reason(sink, reason_of(kernel));
		bk_puts(sink, ": ");
		bk_put_kernels(sink, labels, same);
		bk_putc(sink, '\n');
	}
	return NULL;
}

struct bk_error *bk_put_unread(struct bk_sink *sink, const struct bk_compat_labels *labels)
{
	BK_TRY(put_group(sink, labels, false));
	return put_group(sink, labels, true);
}
