// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The members of a record in any of the kernels.
 *
 * A kernel's members are looked for by name, wherever in the record they lie: CO-RE does so, too. Those
 * that are not there are put behind the one that the kernel has before them.
 */
#include "btfkit/header/union.h"

#include "btfkit/graph/type_size.h"

/* Records without names in each other; C compilers take 63 levels. */
enum { DEEPEST = 64 };

static struct bk_union_record *create(struct bk_kernels *ks, struct bk_origin of, const char *name,
				      int depth);

static bool is_nameless_record(const struct bk_kernels *ks, struct bk_origin o)
{
	return bk_kind_is_record(bk_kind(bk_origin_type(ks, o))) &&
	       !*bk_identity_name(ks->list[o.kernel].identity, o.id);
}

/* A member of one kernel's. NULL: without memory, or it is but padding. */
static struct bk_union_member *create_member(struct bk_kernels *ks, struct bk_origin record,
					     uint32_t n, int depth, bool *ok)
{
	const struct bk_kernel *k = &ks->list[record.kernel];
	const struct bk_type *t = bk_origin_type(ks, record);
	const struct bk_member *m = bk_members(t) + n;
	struct bk_origin type = { record.kernel, m->type_id, record.flavored };
	struct bk_union_member *member = bk_arena_alloc(ks->arena, sizeof(*member));

	*ok = false;
	if (!member || depth > DEEPEST || !ks->members_left)
		return NULL;
	ks->members_left--;
	*member = (struct bk_union_member){ .name = bk_graph_string(k->graph, m->name_off),
					    .type = type,
					    .kernels = 1u << record.kernel,
					    .offset_bits = bk_member_offset_bits(t, m),
					    .width_bits = bk_member_bitfield_bits(t, m) };
	*ok = true;
	if (!*member->name) {
		type.id = bk_skip_typedefs(k->graph, type.id);
		if (!bk_kind_is_record(bk_kind(bk_origin_type(ks, type))))
			return NULL;
	}
	if (!*member->name || is_nameless_record(ks, type)) {
		member->inner = create(ks, type, "", depth + 1);
		if (!member->inner)
			*ok = false;
		else
			member->inner->is_flat = !*member->name;
	}
	return *ok ? member : NULL;
}

static void append(struct bk_union_record *record, struct bk_union_member *after,
		   struct bk_union_member *member)
{
	if (after) {
		member->next = after->next;
		after->next = member;
	} else {
		member->next = record->first;
		record->first = member;
	}
	if (!member->next)
		record->last = member;
}

static struct bk_union_record *create(struct bk_kernels *ks, struct bk_origin of, const char *name,
				      int depth)
{
	struct bk_union_record *record = bk_arena_alloc(ks->arena, sizeof(*record));
	const struct bk_type *t = bk_origin_type(ks, of);

	if (!record)
		return NULL;
	*record = (struct bk_union_record){
		.name = name, .is_union = bk_kind(t) == BK_KIND_UNION, .of = of, .is_like_one = true
	};
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		bool ok;
		struct bk_union_member *member = create_member(ks, of, n, depth, &ok);

		if (!ok)
			return NULL;
		if (member)
			append(record, record->last, member);
	}
	return record;
}

struct bk_union_record *bk_union_record_create(struct bk_kernels *ks, struct bk_origin of,
					       const char *name)
{
	return create(ks, of, name, 0);
}

/* The members that one name space has, by name. */
struct merging {
	struct bk_kernels *ks;
	struct bk_strmap index;
	struct holder {
		struct bk_union_member *member;
		struct bk_union_record *record; /* which it stands in */
	} * at;
	size_t count, room;
	struct holder last; /* found, or added */
	bool differs;
};

static bool note(struct merging *m, struct bk_union_record *record, struct bk_union_member *member)
{
	bool inserted;

	if (!bk_array_grow((void **)&m->at, &m->room, m->count, 1, sizeof(*m->at)))
		return false;
	m->at[m->count] = (struct holder){ member, record };
	return bk_strmap_insert(&m->index, member->name, (uint32_t)m->count++, &inserted);
}

static bool note_all(struct merging *m, struct bk_union_record *record)
{
	bool ok = true;

	for (struct bk_union_member *member = record->first; member && ok; member = member->next)
		ok = *member->name ? note(m, record, member) : note_all(m, member->inner);
	return ok;
}

static bool add(struct bk_kernels *ks, struct bk_union_record *record, struct bk_origin o,
		int depth, bool *differs);

/* A member that is there: the same, or not. */
static bool meet(struct merging *m, struct bk_union_member *member, struct bk_origin type,
		 uint32_t width_bits, int depth)
{
	struct bk_kernels *ks = m->ks;
	bool differs = width_bits != member->width_bits;

	if (member->inner && is_nameless_record(ks, type)) {
		if (!add(ks, member->inner, type, depth + 1, &differs))
			return false;
	} else if (member->inner || !bk_kernels_agree(ks, member->type, type)) {
		differs = true;
	}
	if (differs)
		member->others |= 1u << type.kernel;
	else
		member->kernels |= 1u << type.kernel;
	m->differs |= differs;
	return true;
}

/* Goes through a kernel's members, those without a name as if theirs were the record's. */
static bool add_members(struct merging *m, struct bk_union_record *record, struct bk_origin o,
			int depth)
{
	struct bk_kernels *ks = m->ks;
	const struct bk_graph *graph = ks->list[o.kernel].graph;
	const struct bk_type *t = bk_origin_type(ks, o);
	bool ok = depth <= DEEPEST;

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++) {
		const struct bk_member *member = bk_members(t) + n;
		const char *name = bk_graph_string(graph, member->name_off);
		struct bk_origin type = { o.kernel, member->type_id, o.flavored };
		const uint32_t *at = bk_strmap_find(&m->index, name);
		struct bk_union_member *new;

		if (!*name) {
			type.id = bk_skip_typedefs(graph, type.id);
			if (bk_kind_is_record(bk_kind(bk_origin_type(ks, type))))
				ok = add_members(m, record, type, depth + 1);
			continue;
		}
		if (at && m->at) {
			m->last = m->at[*at];
			ok = meet(m, m->last.member, type, bk_member_bitfield_bits(t, member),
				  depth);
			continue;
		}
		new = create_member(ks, o, n, depth, &ok);
		if (!ok)
			return false;
		if (!m->last.record)
			m->last.record = record;
		append(m->last.record, m->last.member, new);
		m->last.record->is_like_one = record->is_like_one = false;
		m->last.member = new;
		ok = note(m, m->last.record, new);
	}
	return ok;
}

/* The kernel has the record as the first has it. */
static void mark_all(struct bk_union_record *record, uint32_t bit)
{
	for (struct bk_union_member *member = record->first; member; member = member->next) {
		member->kernels |= bit;
		if (member->inner)
			mark_all(member->inner, bit);
	}
}

/* Whether nothing was added to it, nor to what is inside of it. */
static bool is_like_one(const struct bk_union_record *record)
{
	bool is = record->is_like_one;

	for (struct bk_union_member *member = record->first; member && is; member = member->next)
		is = !member->inner || is_like_one(member->inner);
	return is;
}

static bool add(struct bk_kernels *ks, struct bk_union_record *record, struct bk_origin o,
		int depth, bool *differs)
{
	struct merging m = { .ks = ks };
	bool ok;

	if (record->is_union != (bk_kind(bk_origin_type(ks, o)) == BK_KIND_UNION)) {
		*differs = true;
		return true;
	}
	if (record->is_like_one && bk_kernels_same_record(ks, record->of, o)) {
		mark_all(record, 1u << o.kernel);
		return true;
	}
	ok = note_all(&m, record) && add_members(&m, record, o, depth);
	record->is_like_one = is_like_one(record);
	*differs |= m.differs;
	bk_strmap_deinit(&m.index);
	free(m.at);
	return ok;
}

bool bk_union_record_add(struct bk_kernels *ks, struct bk_union_record *record, struct bk_origin o,
			 bool *differs)
{
	*differs = false;
	return add(ks, record, o, 0, differs);
}
