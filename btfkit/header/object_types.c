// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Matches the types of an object with those of a kernel by name. */
#include "btfkit/header/object_types.h"

#include "btfkit/base/array.h"
#include "btfkit/base/strmap.h"
#include "btfkit/graph/access.h"
#include "btfkit/graph/essential.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

/* A member that a relocation names, of a record of the object's that has a name. */
struct named_member {
	uint32_t record;
	const char *name;
};

struct matcher {
	struct bk_trim *trim;
	const struct bk_graph *kernel, *object;
	const struct bk_names *names;
	uint8_t *relocated; /* by id of the object: a relocation goes through it */
	BK_ARRAY(struct named_member) members;
};

/* ENUM and ENUM64 are one to CO-RE. */
static enum bk_kind kind_of(const struct bk_type *t)
{
	return bk_kind(t) == BK_KIND_ENUM64 ? BK_KIND_ENUM : bk_kind(t);
}

/* A FWD is of the kind that it declares. */
static bool is_kind(const struct bk_type *t, const struct bk_type *of)
{
	if (bk_kind(of) == BK_KIND_FWD)
		return bk_kind(t) == (bk_kind_flag(of) ? BK_KIND_UNION : BK_KIND_STRUCT);
	return kind_of(t) == kind_of(of);
}

static struct bk_error *keep(struct matcher *m, uint32_t id, bool complete)
{
	if (complete ? bk_trim_define(m->trim, id, 0) : bk_trim_declare(m->trim, id))
		return NULL;
	return bk_error_memory();
}

/* A record of the kernel's, and of its members those that matter: relocated ones, else all. */
static struct bk_error *keep_record(struct matcher *m, uint32_t record, uint32_t of)
{
	bool found;

	if (!m->relocated[of] && !bk_trim_keep_members(m->trim, record))
		return bk_error_memory();
	for (size_t i = 0; i < m->members.count; i++)
		if (m->members.at[i].record == of &&
		    !bk_trim_keep_member(m->trim, record, m->members.at[i].name, &found))
			return bk_error_memory();
	return keep(m, record, true);
}

static struct bk_error *keep_type(struct matcher *m, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(m->object, id);
	const char *name = bk_graph_name(m->object, t);
	BK_AUTOFREE char *stem = strndup(name, bk_essential_size(name));

	if (!stem)
		return bk_error_memory();
	for (uint32_t other = bk_names_first(m->names, stem); other;
	     other = bk_names_next(m->names, other)) {
		const struct bk_type *u = bk_graph_type(m->kernel, other);

		if (!is_kind(u, t))
			continue;
		if (bk_kind(t) == BK_KIND_FWD)
			BK_TRY(keep(m, other, false));
		else if (bk_kind_is_record(bk_kind(t)) && (m->relocated[id] || u->size == t->size))
			BK_TRY(keep_record(m, other, id));
		else if (m->relocated[id] || bk_kind(t) == BK_KIND_TYPEDEF || u->size == t->size)
			BK_TRY(keep(m, other, true));
	}
	return NULL;
}

/* All records and enums that a relocation names on its way. */
static bool mark_access(struct matcher *m, const struct bk_access *access)
{
	uint32_t id = access->type_id, record = 0;

	m->relocated[bk_skip_typedefs(m->object, id)] = m->relocated[id] = true;
	for (uint32_t i = 1; i < access->count; i++) {
		const struct bk_type *t;

		id = bk_skip_typedefs(m->object, id);
		t = bk_graph_type(m->object, id);
		if (bk_kind_is_record(bk_kind(t))) {
			const struct bk_member *member = bk_members(t) + access->indexes[i];
			const char *name = bk_graph_string(m->object, member->name_off);

			record = *bk_graph_name(m->object, t) ? id : record;
			if (*name && record &&
			    !bk_array_push(&m->members, (struct named_member){ record, name }))
				return false;
			id = member->type_id;
		} else if (bk_kind(t) == BK_KIND_ARRAY)
			id = bk_array_info(t)->elem_type;
		else
			return true;
		m->relocated[bk_skip_typedefs(m->object, id)] = true;
	}
	return true;
}

/*
 * Access strings that lead nowhere are the loader's trouble: the header is made of the others. A
 * local type's id is asked of the object's own types.
 */
static bool mark_relocation(struct matcher *m, const struct bk_ext_record *record)
{
	struct bk_access access;
	struct bk_error *error;
	bool ok = true;

	if (record->relo.kind == BK_RELO_TYPE_ID_LOCAL)
		return true;
	error = bk_access_init(&access, m->object, record->relo.kind, record->relo.type_id,
			       bk_graph_string(m->object, record->relo.access_off));
	if (!error)
		ok = mark_access(m, &access);
	bk_error_destroy(error);
	return ok;
}

static bool mark_relocated(struct matcher *m, const struct bk_ext_graph *ext)
{
	bool ok = true;

	for (size_t s = 0; s < ext->sections.count; s++) {
		const struct bk_ext_section *section = &ext->sections.at[s];

		for (size_t i = 0; i < section->parts[BK_EXT_CORE_RELO].count && ok; i++)
			ok = mark_relocation(m, &section->parts[BK_EXT_CORE_RELO].at[i]);
	}
	return ok;
}

/* Functions that the object only declares are the kernel's. */
static struct bk_error *keep_functions(struct matcher *m)
{
	BK_AUTO(bk_strmap_deinit) struct bk_strmap wanted = BK_STRMAP_INIT;
	bool inserted;

	for (struct bk_ids ids = bk_ids_of(m->object, 1u << BK_KIND_FUNC); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(m->object, ids.id);

		if (bk_vlen(t) == BK_LINKAGE_EXTERN &&
		    !bk_strmap_insert(&wanted, bk_graph_name(m->object, t), 0, &inserted))
			return bk_error_memory();
	}
	if (!wanted.count)
		return NULL;
	for (struct bk_ids ids = bk_ids_of(m->kernel, 1u << BK_KIND_FUNC); bk_ids_next(&ids);)
		if (bk_strmap_find(&wanted,
				   bk_graph_name(m->kernel, bk_graph_type(m->kernel, ids.id))))
			BK_TRY(keep(m, ids.id, true));
	return NULL;
}

/*
 * What libbpf's bpf_helpers.h needs, which nearly every program includes, and the constants that maps
 * are defined with: an object does not tell either.
 */
static struct bk_error *keep_customary(struct matcher *m)
{
	static const char *const names[] = {
		"__u8",	 "__u16",  "__u32",  "__u64",  "__s8",	 "__s16",	 "__s32",
		"__s64", "__be16", "__be32", "__be64", "__wsum", "bpf_map_type",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (uint32_t id = bk_names_first(m->names, names[i]); id;
		     id = bk_names_next(m->names, id))
			BK_TRY(keep(m, id, true));
	return NULL;
}

static struct bk_error *keep_all(struct matcher *m, const struct bk_ext_graph *ext)
{
	const uint32_t kinds =
		BK_KINDS_RECORD | BK_KINDS_ENUM | 1u << BK_KIND_FWD | 1u << BK_KIND_TYPEDEF;

	if (ext && !mark_relocated(m, ext))
		return bk_error_memory();
	for (struct bk_ids ids = bk_ids_of(m->object, kinds); bk_ids_next(&ids);)
		if (*bk_graph_name(m->object, bk_graph_type(m->object, ids.id)))
			BK_TRY(keep_type(m, ids.id));
	BK_TRY(keep_customary(m));
	return keep_functions(m);
}

struct bk_error *bk_object_keep(struct bk_trim *trim, const struct bk_graph *kernel,
				const struct bk_names *names, const struct bk_graph *object,
				const struct bk_ext_graph *ext)
{
	struct matcher m = { .trim = trim, .kernel = kernel, .object = object, .names = names };
	struct bk_error *error;

	m.relocated = calloc(object->count, sizeof(*m.relocated));
	error = m.relocated ? keep_all(&m, ext) : bk_error_memory();
	free(m.relocated);
	bk_array_deinit(&m.members);
	return error;
}
