// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* From relocations and section names to the types and members they mean. */
#include "btfkit/diff/uses.h"

#include "btfkit/graph/access.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

/* A path is at most as long as the names in it; such as are longer are nobody's. */
enum { LONGEST_PATH = 4096 };

void bk_uses_init(struct bk_uses *uses)
{
	*uses = (struct bk_uses){ 0 };
}

void bk_uses_deinit(struct bk_uses *uses)
{
	bk_array_deinit(&uses->list);
	bk_arena_deinit(&uses->arena);
}

static int compare_uses(const struct bk_use *a, const struct bk_use *b)
{
	int order = (int)a->kind - (int)b->kind;

	if (!order)
		order = strcmp(a->name, b->name);
	return order ? order : strcmp(a->member, b->member);
}

static int by_name(const void *a, const void *b)
{
	return compare_uses(a, b);
}

/* The name without its flavor. */
static const char *essential_name(struct bk_uses *uses, const char *name)
{
	const char *flavor = strstr(name, "___");
	size_t size = flavor && flavor > name ? (size_t)(flavor - name) : strlen(name);
	char *copy = bk_arena_alloc(&uses->arena, size + 1);

	if (!copy)
		return NULL;
	snprintf(copy, size + 1, "%s", name);
	return copy;
}

static bool add(struct bk_uses *uses, enum bk_diff_kind kind, const char *name, const char *member)
{
	size_t size = strlen(member) + 1;
	char *copy = bk_arena_alloc(&uses->arena, size);
	struct bk_use use = { .kind = kind, .name = essential_name(uses, name), .member = copy };

	if (!copy || !use.name)
		return false;
	memcpy(copy, member, size);
	return bk_array_push(&uses->list, use);
}

/* The type whose own a member is, while an access is followed. */
struct holder {
	enum bk_diff_kind kind;
	const char *name;	 /* NULL: it has none */
	char path[LONGEST_PATH]; /* from there to where the access has come */
};

static enum bk_diff_kind kind_of(enum bk_kind kind)
{
	if (bk_kind_is_enum(kind))
		return BK_DIFF_ENUM;
	return kind == BK_KIND_UNION ? BK_DIFF_UNION : BK_DIFF_STRUCT;
}

/*
 * Goes from a type to the record or enumeration that it is. One that has a name, or is given one by
 * a typedef, is what members belong to from there on. Each typedef on the way is used, too.
 */
static bool enter(struct bk_uses *uses, const struct bk_graph *graph, uint32_t id,
		  struct holder *holder)
{
	const char *given = NULL;
	const struct bk_type *t;

	for (;;) {
		id = bk_skip_modifiers(graph, id);
		t = bk_graph_type(graph, id);
		if (bk_kind(t) != BK_KIND_TYPEDEF)
			break;
		given = bk_graph_name(graph, t);
		if (!add(uses, BK_DIFF_TYPEDEF, given, ""))
			return false;
		id = t->type_id;
	}
	if (!bk_kind_is_record(bk_kind(t)) && !bk_kind_is_enum(bk_kind(t)))
		return true;
	if (*bk_graph_name(graph, t)) {
		holder->kind = kind_of(bk_kind(t));
		holder->name = bk_graph_name(graph, t);
		*holder->path = '\0';
		return add(uses, holder->kind, holder->name, "");
	}
	if (given) {
		holder->kind = BK_DIFF_TYPEDEF;
		holder->name = given;
		*holder->path = '\0';
	}
	return true;
}

static bool add_member(struct bk_uses *uses, struct holder *holder, const char *name)
{
	size_t used = strlen(holder->path);

	if (used + strlen(name) + 2 > sizeof(holder->path))
		return true;
	snprintf(holder->path + used, sizeof(holder->path) - used, "%s%s", used ? "." : "", name);
	return !holder->name || add(uses, holder->kind, holder->name, holder->path);
}

static bool add_field(struct bk_uses *uses, const struct bk_graph *graph,
		      const struct bk_access *access)
{
	struct holder holder = { .name = NULL };
	uint32_t id = access->type_id;

	if (!enter(uses, graph, id, &holder))
		return false;
	for (uint32_t n = 1; n < access->count; n++) {
		const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));
		const struct bk_member *m;
		const char *name;

		if (bk_kind(t) == BK_KIND_ARRAY) {
			id = bk_array_info(t)->elem_type;
			if (n + 1 < access->count && !enter(uses, graph, id, &holder))
				return false;
			continue;
		}
		m = bk_members(t) + access->indexes[n];
		name = bk_graph_string(graph, m->name_off);
		id = m->type_id;
		if (*name && !add_member(uses, &holder, name))
			return false;
		/* what a member without a name holds is its holder's */
		if (*name && n + 1 < access->count && !enter(uses, graph, id, &holder))
			return false;
	}
	return true;
}

static bool add_enumerator(struct bk_uses *uses, const struct bk_graph *graph,
			   const struct bk_access *access)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, access->type_id));
	struct holder holder = { .name = NULL };

	if (!enter(uses, graph, access->type_id, &holder))
		return false;
	return add_member(uses, &holder,
			  bk_graph_string(graph, bk_enum_name_off(t, access->indexes[0])));
}

static bool add_relocation(struct bk_uses *uses, const struct bk_graph *graph,
			   const struct bk_ext_record *r)
{
	struct holder holder = { .name = NULL };
	struct bk_access access;
	struct bk_error *error = bk_access_init(&access, graph, r->relo.kind, r->relo.type_id,
						bk_graph_string(graph, r->relo.access_off));

	bk_error_destroy(error);
	if (error || access.kind == BK_RELO_TYPE_ID_LOCAL)
		return true;
	if (bk_relo_is_field(access.kind))
		return add_field(uses, graph, &access);
	if (bk_relo_is_enumval(access.kind))
		return add_enumerator(uses, graph, &access);
	if (!enter(uses, graph, access.type_id, &holder))
		return false;
	return access.kind != BK_RELO_TYPE_MATCHES || !holder.name ||
	       add(uses, holder.kind, holder.name, "*");
}

/* What a program is attached to, by its section: "?fentry/do_unlinkat", "kprobe/vfs_read+8". */
bool bk_uses_add_section(struct bk_uses *uses, const char *section)
{
	static const struct {
		const char *prefix, *before; /* what stands before the name in the kernel */
		enum bk_diff_kind kind;
	} places[] = {
		{ "fentry", "", BK_DIFF_FUNC },
		{ "fentry.s", "", BK_DIFF_FUNC },
		{ "fexit", "", BK_DIFF_FUNC },
		{ "fexit.s", "", BK_DIFF_FUNC },
		{ "fmod_ret", "", BK_DIFF_FUNC },
		{ "fmod_ret.s", "", BK_DIFF_FUNC },
		{ "kprobe", "", BK_DIFF_FUNC },
		{ "kretprobe", "", BK_DIFF_FUNC },
		{ "lsm", "bpf_lsm_", BK_DIFF_FUNC },
		{ "lsm.s", "bpf_lsm_", BK_DIFF_FUNC },
		{ "tp_btf", "btf_trace_", BK_DIFF_TYPEDEF },
	};
	const char *slash;
	char name[512];

	section += *section == '?';
	slash = strchr(section, '/');
	for (size_t i = 0; slash && i < sizeof(places) / sizeof(*places); i++) {
		size_t size = (size_t)(slash - section);

		if (strlen(places[i].prefix) != size ||
		    memcmp(places[i].prefix, section, size) != 0)
			continue;
		snprintf(name, sizeof(name), "%s%.*s", places[i].before,
			 (int)strcspn(slash + 1, "+"), slash + 1);
		return add(uses, places[i].kind, name, "");
	}
	return true;
}

static bool add_all(struct bk_uses *uses, const struct bk_ext_graph *ext)
{
	for (size_t s = 0; s < ext->sections.count; s++) {
		const struct bk_ext_section *section = &ext->sections.at[s];

		if (!bk_uses_add_section(uses, section->name))
			return false;
		for (size_t i = 0; i < section->parts[BK_EXT_CORE_RELO].count; i++)
			if (!add_relocation(uses, ext->graph,
					    &section->parts[BK_EXT_CORE_RELO].at[i]))
				return false;
	}
	return true;
}

bool bk_uses_add_name(struct bk_uses *uses, enum bk_diff_kind kind, const char *name,
		      const char *member)
{
	return add(uses, kind, name, "") && (!*member || add(uses, kind, name, member));
}

void bk_uses_sort(struct bk_uses *uses)
{
	size_t kept = 0;

	if (uses->list.count)
		qsort(uses->list.at, uses->list.count, sizeof(*uses->list.at), by_name);
	for (size_t i = 0; i < uses->list.count; i++)
		if (!i || compare_uses(&uses->list.at[i], &uses->list.at[kept - 1]) != 0)
			uses->list.at[kept++] = uses->list.at[i];
	uses->list.count = kept;
}

struct bk_error *bk_uses_add(struct bk_uses *uses, const struct bk_ext_graph *ext)
{
	if (!add_all(uses, ext))
		return bk_error_memory();
	bk_uses_sort(uses);
	return NULL;
}

/* The first use that is not before this one. */
static const struct bk_use *find(const struct bk_uses *uses, const struct bk_use *wanted)
{
	size_t low = 0, high = uses->list.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_uses(&uses->list.at[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < uses->list.count ? &uses->list.at[low] : NULL;
}

bool bk_uses_has_type(const struct bk_uses *uses, enum bk_diff_kind kind, const char *name)
{
	const struct bk_use wanted = { .kind = kind, .name = name, .member = "" };
	const struct bk_use *found = find(uses, &wanted);

	return found && found->kind == kind && strcmp(found->name, name) == 0;
}

static bool has(const struct bk_uses *uses, enum bk_diff_kind kind, const char *name,
		const char *member)
{
	const struct bk_use wanted = { .kind = kind, .name = name, .member = member };
	const struct bk_use *found = find(uses, &wanted);

	return found && compare_uses(found, &wanted) == 0;
}

/* Whether ".part" is used of each part of a path. */
static bool has_parts(const struct bk_uses *uses, enum bk_diff_kind kind, const char *name,
		      const char *path)
{
	char part[LONGEST_PATH];

	for (;;) {
		size_t size = strcspn(path, ".");

		if (size + 2 > sizeof(part))
			return false;
		snprintf(part, sizeof(part), ".%.*s", (int)size, path);
		if (!has(uses, kind, name, part))
			return false;
		if (!path[size])
			return true;
		path += size + 1;
	}
}

bool bk_uses_has(const struct bk_uses *uses, enum bk_diff_kind kind, const char *name,
		 const char *member)
{
	return has(uses, kind, name, member) || has(uses, kind, name, "*") ||
	       has_parts(uses, kind, name, member);
}
