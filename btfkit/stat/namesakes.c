// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which types share a name, which of those are equal, and which types say the same. */
#include "btfkit/stat/namesakes.h"

#include "btfkit/stat/repeated.h"

#define BIT(kind) (1u << BK_KIND_##kind)

/* Kinds whose namesakes are compared: by digests that are refined, and by their own content. */
static const uint32_t nominal_kinds =
	BIT(STRUCT) | BIT(UNION) | BIT(ENUM) | BIT(ENUM64) | BIT(TYPEDEF);
static const uint32_t plain_kinds = BIT(INT) | BIT(FLOAT) | BIT(FUNC);

typedef BK_ARRAY(uint32_t) id_list;

/* One type of a group, for sorting by what it is. */
struct bearer {
	struct bk_digest digest;
	uint32_t id;
};

struct finder {
	struct bk_namesakes *namesakes;
	struct bk_stat *stat;
	id_list ids; /* of a name */
	BK_ARRAY(struct bearer) bearers;
	uint64_t described,
		most; /* bytes that digests of functions take, so that there is an end */
};

/* The bearers of a name from `first` on; the kinds that two at least are of. False without memory. */
static bool collect(struct finder *finder, uint32_t first, uint32_t *shared)
{
	uint32_t seen = 0;

	finder->ids.count = 0;
	*shared = 0;
	for (uint32_t id = first; id; id = bk_names_next(finder->namesakes->names, id)) {
		uint32_t bit = 1u << bk_graph_kind(finder->stat->graph, id);

		*shared |= seen & bit;
		seen |= bit;
		if (!bk_array_push(&finder->ids, id))
			return false;
	}
	return true;
}

/*
 * Lists the own FWDs among the collected. The only complete type that a FWD may mean has it stand
 * for itself. False without memory.
 */
static bool settle_forwards(struct finder *finder)
{
	struct bk_namesakes *namesakes = finder->namesakes;
	const struct bk_graph *graph = finder->stat->graph;
	uint32_t first[2] = { 0 }, count[2] = { 0 }; /* of structs, of unions */

	for (size_t i = finder->ids.count; i-- > 0;) {
		enum bk_kind kind = bk_graph_kind(graph, finder->ids.at[i]);

		if (!bk_kind_is_record(kind))
			continue;
		first[kind == BK_KIND_UNION] = finder->ids.at[i];
		count[kind == BK_KIND_UNION]++;
	}
	for (size_t i = 0; i < finder->ids.count; i++) {
		uint32_t id = finder->ids.at[i];
		bool is_union = bk_kind_flag(bk_graph_type(graph, id));

		if (bk_graph_kind(graph, id) != BK_KIND_FWD)
			continue;
		if (count[is_union] == 1)
			namesakes->canon[id] = first[is_union];
		if (id >= graph->first_id &&
		    !bk_array_push(&namesakes->forwards,
				   (struct bk_forward){ id, first[is_union], first[!is_union] }))
			return false;
	}
	return true;
}

/* Lists a group, unless all of it is the base's. False without memory. */
static bool add_group(struct finder *finder, enum bk_kind kind)
{
	struct bk_namesakes *namesakes = finder->namesakes;
	const struct bk_graph *graph = finder->stat->graph;
	bool is_nominal = nominal_kinds >> kind & 1, is_own = false;
	struct bk_namesake group = { 0 };

	for (size_t i = 0; i < finder->ids.count; i++) {
		uint32_t id = finder->ids.at[i];

		if (bk_graph_kind(graph, id) != kind)
			continue;
		if (!group.count++)
			group.first = id;
		is_own |= id >= graph->first_id;
		/* those of the base count as well, where own types refer to them */
		if (is_nominal && !bk_array_push(&namesakes->digester.ambiguous,
						 (struct bk_ambiguous){ .id = id }))
			return false;
	}
	return !is_own || bk_array_push(&namesakes->groups, group);
}

static bool find_groups(struct finder *finder)
{
	struct bk_namesakes *namesakes = finder->namesakes;
	const struct bk_graph *graph = finder->stat->graph;
	const uint32_t kinds = nominal_kinds | plain_kinds;

	for (uint32_t id = 1; id < graph->count; id++) {
		uint32_t shared;

		/* without a name, or not indexed: it is the first, and nothing follows */
		if (!bk_names_is_first(namesakes->names, id) ||
		    (!bk_names_next(namesakes->names, id) &&
		     bk_graph_kind(graph, id) != BK_KIND_FWD))
			continue;
		if (!collect(finder, id, &shared) || !settle_forwards(finder))
			return false;
		for (enum bk_kind kind = BK_KIND_INT; (shared & kinds) >> kind; kind++)
			if (shared & kinds & 1u << kind && !add_group(finder, kind))
				return false;
	}
	return true;
}

static int by_id(const void *a, const void *b)
{
	uint32_t x = ((const struct bk_forward *)a)->id, y = ((const struct bk_forward *)b)->id;

	return (x > y) - (x < y);
}

static int by_first(const void *a, const void *b)
{
	uint32_t x = ((const struct bk_namesake *)a)->first;
	uint32_t y = ((const struct bk_namesake *)b)->first;

	return (x > y) - (x < y);
}

/* Orders what was found by ids, and refines the digests. */
static struct bk_error *compare_names(struct bk_namesakes *namesakes)
{
	struct bk_digester *digester = &namesakes->digester;
	struct bk_error *error;

	if (namesakes->groups.count)
		qsort(namesakes->groups.at, namesakes->groups.count, sizeof(*namesakes->groups.at),
		      by_first);
	if (namesakes->forwards.count)
		qsort(namesakes->forwards.at, namesakes->forwards.count,
		      sizeof(*namesakes->forwards.at), by_id);
	if (!digester->ambiguous.count)
		return NULL;
	qsort(digester->ambiguous.at, digester->ambiguous.count, sizeof(*digester->ambiguous.at),
	      bk_ambiguous_by_id);
	error = bk_digest_refine(digester);
	if (!error || bk_error_code(error) != BK_ERR_UNSUPPORTED)
		return error;
	/* there are too many for it: a BTF that nobody's compiler made */
	namesakes->is_compared = false;
	bk_error_destroy(error);
	return NULL;
}

static int by_digest(const void *a, const void *b)
{
	const struct bearer *x = a, *y = b;
	int order = bk_digest_compare(x->digest, y->digest);

	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/* The bearers of a group with what they are. False without memory, or when it takes too long. */
static bool digest_group(struct finder *finder, const struct bk_namesake *group)
{
	struct bk_digester *digester = &finder->namesakes->digester;
	const struct bk_graph *graph = finder->stat->graph;
	enum bk_kind kind = bk_graph_kind(graph, group->first);

	finder->bearers.count = 0;
	for (uint32_t id = group->first; id; id = bk_names_next(finder->namesakes->names, id)) {
		struct bearer bearer = { .id = id };
		const struct bk_ambiguous *ambiguous;

		if (bk_graph_kind(graph, id) != kind)
			continue;
		ambiguous = bk_digest_find(digester, id);
		if (ambiguous) {
			bearer.digest = ambiguous->digest;
		} else {
			if (!bk_digest_type(digester, id, &bearer.digest))
				return false;
			finder->described += digester->buffer.count;
			if (finder->described > finder->most)
				return false;
		}
		if (!bk_array_push(&finder->bearers, bearer))
			return false;
	}
	return true;
}

/* Counts the different ones of a group; equal ones become one in canon. */
static void compare_group(struct finder *finder, struct bk_namesake *group)
{
	struct bearer *bearers = finder->bearers.at;
	uint32_t first_of_class = 0;

	if (finder->bearers.count)
		qsort(bearers, finder->bearers.count, sizeof(*bearers), by_digest);
	for (size_t i = 0; i < finder->bearers.count; i++) {
		uint32_t id = bearers[i].id;

		if (!i || bk_digest_compare(bearers[i - 1].digest, bearers[i].digest)) {
			group->unlike++;
			first_of_class = id;
			if (id != group->first && (!group->other || id < group->other))
				group->other = id;
		}
		finder->namesakes->canon[id] = first_of_class;
	}
}

static struct bk_error *compare_groups(struct finder *finder)
{
	struct bk_namesakes *namesakes = finder->namesakes;
	struct bk_stat *stat = finder->stat;

	finder->most = (64ull << 20) + 16 * (uint64_t)stat->graph->bytes.size;
	for (size_t i = 0; i < namesakes->groups.count; i++) {
		struct bk_namesake *group = &namesakes->groups.at[i];

		stat->shared_names++;
		stat->sharing_types += group->count;
		if (!namesakes->is_compared)
			continue;
		if (digest_group(finder, group))
			compare_group(finder, group);
		else if (finder->described > finder->most)
			namesakes->is_compared = false;
		else
			return bk_error_memory();
		stat->differing_names += group->unlike > 1;
	}
	stat->is_compared = namesakes->is_compared;
	if (!stat->is_compared)
		stat->differing_names = 0;
	return NULL;
}

static struct bk_error *find_namesakes(struct finder *finder)
{
	struct bk_namesakes *namesakes = finder->namesakes;
	const struct bk_graph *graph = finder->stat->graph;

	BK_TRY(bk_names_create_of(graph, nominal_kinds | plain_kinds | BIT(FWD),
				  &namesakes->names));
	namesakes->canon = reallocarray(NULL, graph->count, sizeof(*namesakes->canon));
	if (!namesakes->canon)
		return bk_error_memory();
	for (uint32_t id = 0; id < graph->count; id++)
		namesakes->canon[id] = id;
	namesakes->digester.graph = graph;
	namesakes->digester.canon = namesakes->canon;
	namesakes->is_compared = true;
	if (!find_groups(finder))
		return bk_error_memory();
	BK_TRY(compare_names(namesakes));
	return compare_groups(finder);
}

struct bk_error *bk_namesakes_init(struct bk_namesakes *namesakes, struct bk_stat *stat,
				   uint32_t top)
{
	struct finder finder = { .namesakes = namesakes, .stat = stat };
	struct bk_error *error;

	*namesakes = (struct bk_namesakes){ 0 };
	error = find_namesakes(&finder);
	bk_array_deinit(&finder.ids);
	bk_array_deinit(&finder.bearers);
	return error ? error : bk_stat_find_repeated(stat, namesakes, top);
}

void bk_namesakes_deinit(struct bk_namesakes *namesakes)
{
	bk_names_destroy(namesakes->names);
	free(namesakes->canon);
	bk_digester_deinit(&namesakes->digester);
	bk_array_deinit(&namesakes->groups);
	bk_array_deinit(&namesakes->forwards);
	bk_array_deinit(&namesakes->repeated);
}
