// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Listing and reading loaded BTF. */
#include "btfkit/source/loaded.h"

#include "btfkit/base/array.h"

#include <errno.h>

static enum bk_loaded_kind kind_of(const struct bk_bpf_info *btf)
{
	if (!btf->is_kernel)
		return BK_LOADED_PROGRAM;
	return strcmp(btf->name, "vmlinux") == 0 ? BK_LOADED_KERNEL : BK_LOADED_MODULE;
}

/* ---- as a list ---- */

struct lists {
	BK_ARRAY(struct bk_loaded_btf) btfs;
	BK_ARRAY(struct bk_loaded_holder) holders;
};

static bool add_btf(struct lists *lists, uint32_t id, const struct bk_bpf_info *info)
{
	struct bk_loaded_btf btf = { .id = id,
				     .kind = kind_of(info),
				     .size_bytes = info->size_bytes };

	memcpy(btf.name, info->name, sizeof(btf.name));
	return bk_array_push(&lists->btfs, btf);
}

static bool add_holder(struct lists *lists, enum bk_bpf_object what, uint32_t id,
		       const struct bk_bpf_info *info)
{
	struct bk_loaded_holder holder = { .btf_id = info->btf_id, .what = what, .id = id };

	memcpy(holder.name, info->name, sizeof(holder.name) - 1);
	return bk_array_push(&lists->holders, holder);
}

static struct bk_error *list(bk_bpf_call *call, enum bk_bpf_object what, struct lists *lists)
{
	uint32_t id = 0;

	for (;;) {
		struct bk_bpf_info info;
		bool is_there, is_added = true;

		BK_TRY(bk_bpf_next_id(call, what, id, &id));
		if (!id)
			return NULL;
		BK_TRY(bk_bpf_get(call, what, id, &info, NULL, &is_there));
		if (is_there && what == BK_BPF_BTF)
			is_added = add_btf(lists, id, &info);
		else if (is_there && info.btf_id)
			is_added = add_holder(lists, what, id, &info);
		if (!is_added)
			return bk_error_memory();
	}
}

static int compare_holders(const void *left, const void *right)
{
	const struct bk_loaded_holder *a = left, *b = right;

	if (a->btf_id != b->btf_id)
		return a->btf_id < b->btf_id ? -1 : 1;
	if (a->what != b->what)
		return a->what < b->what ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* Both lists are sorted by the BTF's ids. A holder whose BTF came too late for the list has none. */
static void assign_holders(struct bk_loaded *loaded, size_t holder_count)
{
	size_t at = 0;

	for (size_t i = 0; i < loaded->count; i++) {
		struct bk_loaded_btf *btf = &loaded->btfs[i];
		size_t first;

		while (at < holder_count && loaded->holders[at].btf_id < btf->id)
			at++;
		first = at;
		while (at < holder_count && loaded->holders[at].btf_id == btf->id)
			at++;
		btf->holders = at > first ? loaded->holders + first : NULL;
		btf->holder_count = at - first;
	}
}

struct bk_error *bk_loaded_create(bk_bpf_call *call, struct bk_loaded **result)
{
	struct bk_loaded *loaded = calloc(1, sizeof(*loaded));
	struct lists lists = { 0 };
	struct bk_error *error = NULL;

	*result = NULL;
	if (!loaded)
		return bk_error_memory();
	for (enum bk_bpf_object what = BK_BPF_BTF; what <= BK_BPF_MAP && !error; what++)
		error = list(call, what, &lists);
	loaded->btfs = lists.btfs.at;
	loaded->count = lists.btfs.count;
	loaded->holders = lists.holders.at;
	if (error) {
		bk_loaded_destroy(loaded);
		return error;
	}
	if (lists.holders.count)
		qsort(loaded->holders, lists.holders.count, sizeof(*loaded->holders),
		      compare_holders);
	assign_holders(loaded, lists.holders.count);
	*result = loaded;
	return NULL;
}

void bk_loaded_destroy(struct bk_loaded *loaded)
{
	if (!loaded)
		return;
	free(loaded->btfs);
	free(loaded->holders);
	free(loaded);
}

/* ---- as a source ---- */

static const struct prefix {
	const char *text;
	enum bk_bpf_object what;
} prefixes[] = {
	{ "id:", BK_BPF_BTF },
	{ "prog:", BK_BPF_PROGRAM },
	{ "map:", BK_BPF_MAP },
};

/* The row of a source's prefix, and what stands behind the colon; NULL: it has none of them. */
static const struct prefix *prefix_of(const char *spec, const char **number)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		size_t size = strlen(prefixes[i].text);

		*number = spec + size;
		if (strncmp(spec, prefixes[i].text, size) == 0)
			return &prefixes[i];
	}
	return NULL;
}

bool bk_loaded_is_spec(const char *spec)
{
	const char *number;

	return prefix_of(spec, &number) != NULL;
}

static bool parse_id(const char *text, uint32_t *id)
{
	unsigned long long value;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoull(text, &end, 10);
	*id = (uint32_t)value;
	return !errno && !*end && value > 0 && value <= UINT32_MAX;
}

/* The BTF that a program or map was loaded with. */
static struct bk_error *btf_of(bk_bpf_call *call, enum bk_bpf_object what, uint32_t *id)
{
	struct bk_bpf_info info;
	bool is_there;

	BK_TRY(bk_bpf_get(call, what, *id, &info, NULL, &is_there));
	if (!is_there)
		return bk_error_create(BK_ERR_NOT_FOUND, "no %s of that id is loaded",
				       bk_bpf_object_name(what));
	if (!info.btf_id)
		return bk_error_create(BK_ERR_NOT_FOUND, "the %s '%s' was loaded without BTF",
				       bk_bpf_object_name(what), info.name);
	*id = info.btf_id;
	return NULL;
}

struct bk_error *bk_loaded_read(bk_bpf_call *call, const char *spec, struct bk_buffer *buffer,
				enum bk_loaded_kind *kind)
{
	const char *number = NULL;
	const struct prefix *prefix = prefix_of(spec, &number);
	struct bk_bpf_info info;
	bool is_there;
	uint32_t id;

	if (!prefix || !parse_id(number, &id))
		return bk_error_create(BK_ERR_USAGE,
				       "'%s' is no id (a file of that name would be ./%s)",
				       prefix ? number : spec, spec);
	if (prefix->what != BK_BPF_BTF)
		BK_TRY(btf_of(call, prefix->what, &id));
	BK_TRY(bk_bpf_get(call, BK_BPF_BTF, id, &info, buffer, &is_there));
	if (!is_there)
		return bk_error_create(BK_ERR_NOT_FOUND,
				       "no BTF of that id is loaded (see btfkit stat --loaded)");
	*kind = kind_of(&info);
	return NULL;
}
