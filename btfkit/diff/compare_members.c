// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The members of two records.
 *
 * Members of one path are one member. Of those that only one side has, some are the same under
 * another name: first those that kept the last part of their path and their type, so that they went
 * into a member, or came out of one; then those that lie at the same place with the same type; then
 * those that lie as far behind the same member as before, which may have moved. Only where there is
 * but one on either side that fits is it taken for the same, so nothing depends on the order in
 * which they are looked at, nor on which graph is the old one.
 */
#include "btfkit/diff/compare.h"

/* A member that one side lacks. */
struct loner {
	const struct bk_outline_member *member;
	uint64_t key;  /* what another one must have to be the same */
	uint32_t side; /* 0: the old one's */
	bool is_paired;
};

/* A member that both sides have, at its place on one side. */
struct anchor {
	const char *path;
	uint64_t offset_bits;
};

struct anchors {
	BK_ARRAY(struct anchor) list;
};

struct pairing {
	struct bk_comparison *c;
	const struct bk_outline *new_outline;
	BK_ARRAY(struct loner) loners;
	struct anchors anchors[2];
};

static const struct bk_diff_member absent;

static bool same_type(struct bk_comparison *c, const struct bk_outline_member *a,
		      const struct bk_outline_member *b)
{
	if (a->is_opened && b->is_opened)
		return bk_compare_names(c, a->member.type_id, b->member.type_id);
	return bk_compare_spelling(c, a->member.type_id, b->member.type_id);
}

static uint32_t find_differences(struct bk_comparison *c, const struct bk_outline_member *a,
				 const struct bk_outline_member *b)
{
	const struct bk_diff_member *old = &a->member, *new = &b->member;
	uint32_t what = 0;

	if (!same_type(c, a, b))
		what |= BK_MEMBER_RETYPED;
	if (old->width_bits != new->width_bits ||
	    (what & BK_MEMBER_RETYPED && old->size_bits != new->size_bits))
		what |= BK_MEMBER_RESIZED;
	if (old->offset_bits != new->offset_bits)
		what |= BK_MEMBER_MOVED;
	if (what && bk_signs_differ(c, old->type_id, new->type_id))
		what |= BK_MEMBER_RESIGNED;
	return what;
}

/* What a program that names it so finds on the new side: a member of a type that has a name by now. */
static struct bk_error *judge_gone(struct pairing *p, struct bk_member_change *change)
{
	struct bk_comparison *c = p->c;
	struct bk_member_change other = *change;
	bool found;

	if (!strchr(change->old.path, '.'))
		return NULL;
	BK_TRY(bk_outline_follow(p->new_outline, c->graphs[1], change->old.path, &c->diff->arena,
				 &c->opened_left, &other.new, &found));
	if (!found)
		return NULL;
	other.what = BK_MEMBER_MOVED;
	if (!bk_compare_spelling(c, other.old.type_id, other.new.type_id))
		other.what |= BK_MEMBER_RETYPED;
	change->impact = bk_impact_of_member(c, &other);
	return NULL;
}

static struct bk_error *add_change(struct pairing *p, uint32_t what,
				   const struct bk_diff_member *old,
				   const struct bk_diff_member *new)
{
	struct bk_member_change change = { .what = what, .old = *old, .new = *new };

	if (!what)
		return NULL;
	change.impact = bk_impact_of_member(p->c, &change);
	if (what == BK_MEMBER_MOVED && change.impact > BK_IMPACT_RELOCATED)
		change.what |= BK_MEMBER_REDEFINED;
	if (what & (BK_MEMBER_REMOVED | BK_MEMBER_RENAMED))
		BK_TRY(judge_gone(p, &change));
	if (!bk_array_push(&p->c->diff->members, change))
		return bk_error_memory();
	return NULL;
}

static const char *last_part(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

static uint64_t type_print(struct pairing *p, const struct loner *l)
{
	return bk_fingerprint_type(&p->c->prints[l->side], l->member->member.type_id);
}

static uint64_t leaf_key(struct pairing *p, const struct loner *l)
{
	return bk_fingerprint_mix(
		bk_fingerprint_name(last_part(l->member->member.path)),
		bk_fingerprint_mix(l->member->member.width_bits, type_print(p, l)));
}

/* A stretch of the record, from `anchor` on, and what is there. */
static uint64_t stretch_key(struct pairing *p, const struct loner *l, const char *anchor,
			    uint64_t distance_bits)
{
	uint64_t key = bk_fingerprint_mix(bk_fingerprint_name(anchor), distance_bits);

	return bk_fingerprint_mix(bk_fingerprint_mix(key, l->member->member.width_bits),
				  type_print(p, l));
}

static uint64_t place_key(struct pairing *p, const struct loner *l)
{
	return stretch_key(p, l, "", l->member->member.offset_bits);
}

/* The last member at or before that place which the other side has, too; NULL: there is none. */
static const struct anchor *anchor_of(const struct pairing *p, const struct loner *l)
{
	const struct anchors *anchors = &p->anchors[l->side];
	size_t low = 0, high = anchors->list.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (anchors->list.at[middle].offset_bits <= l->member->member.offset_bits)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &anchors->list.at[low - 1] : NULL;
}

static uint64_t distance_key(struct pairing *p, const struct loner *l)
{
	const struct anchor *anchor = anchor_of(p, l);

	if (!anchor)
		return place_key(p, l);
	return stretch_key(p, l, anchor->path, l->member->member.offset_bits - anchor->offset_bits);
}

/* Of one key, those of the old side come first. */
static int by_key(const void *a, const void *b)
{
	const struct loner *x = a, *y = b;

	if (x->is_paired != y->is_paired)
		return x->is_paired - y->is_paired;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (int)x->side - (int)y->side;
}

static uint32_t renaming(const struct bk_diff_member *old, const struct bk_diff_member *new)
{
	bool nested = strchr(old->path, '.') || strchr(new->path, '.');
	bool same_leaf = strcmp(last_part(old->path), last_part(new->path)) == 0;

	return BK_MEMBER_RENAMED | (nested && same_leaf ? BK_MEMBER_NESTED : 0) |
	       (old->offset_bits != new->offset_bits ? BK_MEMBER_MOVED : 0);
}

/* Pairs loners of one key where each side has exactly one. */
static struct bk_error *pair_by(struct pairing *p,
				uint64_t (*key)(struct pairing *p, const struct loner *l))
{
	size_t end;

	for (size_t i = 0; i < p->loners.count; i++)
		p->loners.at[i].key = key(p, &p->loners.at[i]);
	if (p->loners.count)
		qsort(p->loners.at, p->loners.count, sizeof(*p->loners.at), by_key);
	for (size_t i = 0; i < p->loners.count && !p->loners.at[i].is_paired; i = end) {
		struct loner *old = &p->loners.at[i], *new = old + 1;

		for (end = i + 1; end < p->loners.count && !p->loners.at[end].is_paired &&
				  p->loners.at[end].key == old->key;)
			end++;
		if (end - i != 2 || old->side || !new->side)
			continue;
		old->is_paired = new->is_paired = true;
		BK_TRY(add_change(p, renaming(&old->member->member, &new->member->member),
				  &old->member->member, &new->member->member));
	}
	return NULL;
}

static struct bk_error *add_loners(struct pairing *p)
{
	for (size_t i = 0; i < p->loners.count; i++) {
		const struct loner *l = &p->loners.at[i];
		const struct bk_diff_member *m = &l->member->member;

		if (l->is_paired)
			continue;
		BK_TRY(add_change(p, l->side ? BK_MEMBER_ADDED : BK_MEMBER_REMOVED,
				  l->side ? &absent : m, l->side ? m : &absent));
	}
	return NULL;
}

static bool add_loner(struct pairing *p, const struct bk_outline_member *member, uint32_t side)
{
	return bk_array_push(&p->loners, (struct loner){ .member = member, .side = side });
}

static bool add_anchor(struct anchors *anchors, const struct bk_diff_member *m)
{
	return bk_array_push(&anchors->list, (struct anchor){ m->path, m->offset_bits });
}

static struct bk_error *add_common(struct pairing *p, const struct bk_outline_member *a,
				   const struct bk_outline_member *b)
{
	if (!add_anchor(&p->anchors[0], &a->member) || !add_anchor(&p->anchors[1], &b->member))
		return bk_error_memory();
	return add_change(p, find_differences(p->c, a, b), &a->member, &b->member);
}

static int by_offset(const void *a, const void *b)
{
	const struct anchor *x = a, *y = b;

	if (x->offset_bits != y->offset_bits)
		return x->offset_bits < y->offset_bits ? -1 : 1;
	return strcmp(x->path, y->path);
}

static void sort_anchors(struct anchors *anchors)
{
	if (anchors->list.count)
		qsort(anchors->list.at, anchors->list.count, sizeof(*anchors->list.at), by_offset);
}

/* Goes through both outlines, which are sorted by path. */
static struct bk_error *merge(struct pairing *p, const struct bk_outline *old,
			      const struct bk_outline *new)
{
	size_t i = 0, j = 0;

	while (i < old->members.count || j < new->members.count) {
		const struct bk_outline_member *a = old->members.at + i, *b = new->members.at + j;
		int order = i == old->members.count   ? 1
			    : j == new->members.count ? -1
						      : strcmp(a->member.path, b->member.path);

		if (order == 0)
			BK_TRY(add_common(p, a, b));
		else if (!add_loner(p, order < 0 ? a : b, order > 0))
			return bk_error_memory();
		i += order <= 0;
		j += order >= 0;
	}
	return NULL;
}

static uint64_t place(const struct bk_member_change *change)
{
	return change->new.path ? change->new.offset_bits : change->old.offset_bits;
}

/* By the place in the new type, or else the old one; what went comes before what came. */
static int by_place(const void *a, const void *b)
{
	const struct bk_member_change *x = a, *y = b;
	const char *name_x = x->old.path ? x->old.path : x->new.path;
	const char *name_y = y->old.path ? y->old.path : y->new.path;
	int order;

	if (place(x) != place(y))
		return place(x) < place(y) ? -1 : 1;
	if (!x->new.path != !y->new.path)
		return x->new.path ? 1 : -1;
	order = strcmp(name_x, name_y);
	return order ? order : (int)x->what - (int)y->what;
}

static struct bk_error *compare(struct pairing *p, const struct bk_outline *old,
				const struct bk_outline *new)
{
	struct bk_diff *diff = p->c->diff;
	size_t first = diff->members.count;

	p->new_outline = new;
	BK_TRY(merge(p, old, new));
	sort_anchors(&p->anchors[0]);
	sort_anchors(&p->anchors[1]);
	BK_TRY(pair_by(p, leaf_key));
	BK_TRY(pair_by(p, place_key));
	BK_TRY(pair_by(p, distance_key));
	BK_TRY(add_loners(p));
	if (diff->members.count > first)
		qsort(diff->members.at + first, diff->members.count - first,
		      sizeof(*diff->members.at), by_place);
	return NULL;
}

static bool keep_outline(struct bk_diff *diff, const struct bk_outline *outline)
{
	if (!bk_array_reserve(&diff->outlines, outline->members.count))
		return false;
	for (size_t i = 0; i < outline->members.count; i++)
		diff->outlines.at[diff->outlines.count++] = outline->members.at[i].member;
	return true;
}

struct bk_error *bk_compare_members(struct bk_comparison *c, uint32_t old_record,
				    uint32_t new_record, struct bk_type_diff *type)
{
	BK_AUTO(bk_outline_deinit) struct bk_outline old = { 0 }, new = { 0 };
	struct pairing p = { .c = c };
	struct bk_error *error;

	BK_TRY(bk_outline_init(&old, c->graphs[0], old_record, &c->diff->arena, &c->opened_left));
	BK_TRY(bk_outline_init(&new, c->graphs[1], new_record, &c->diff->arena, &c->opened_left));
	error = compare(&p, &old, &new);
	if (!error && c->keep_outlines) {
		type->outline_counts[0] = (uint32_t)old.members.count;
		type->outline_counts[1] = (uint32_t) new.members.count;
		if (!keep_outline(c->diff, &old) || !keep_outline(c->diff, &new))
			error = bk_error_memory();
	}
	bk_array_deinit(&p.loners);
	bk_array_deinit(&p.anchors[0].list);
	bk_array_deinit(&p.anchors[1].list);
	return error;
}
