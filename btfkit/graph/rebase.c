// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Writing split BTF anew for another base.
 *
 * The result is BTF again, which the one constructor of graphs then checks like any other: nothing
 * that comes of a lying .BTF.base gets around it. Its records keep their places, so that messages
 * name the same offsets. Behind its strings stand those of the distilled base: names may be taken
 * from there (a member called like a type of the kernel), and need not be looked for in the base.
 */
#include "btfkit/graph/rebase.h"

#include "btfkit/format/header.h"
#include "btfkit/graph/distilled.h"
#include "btfkit/graph/words.h"

struct rebaser {
	const struct bk_graph *split, *base;
	uint32_t *ids;		       /* of the base, by ids of the distilled base */
	uint32_t strings_at;	       /* where its own strings begin on the new base */
	uint32_t distilled_strings_at; /* and where those of the distilled base stand behind them */
};

static uint32_t new_id(const struct rebaser *r, uint32_t id)
{
	uint32_t first = bk_graph_first_id(r->split);

	return id < first ? r->ids[id] : id - first + bk_graph_count(r->base);
}

/* The distilled base's first string, the empty one, is left out: it is what offset 0 means. */
static uint32_t new_name(const struct rebaser *r, uint32_t name_off)
{
	uint32_t first = r->split->first_string;

	if (!name_off)
		return 0;
	return name_off < first ? r->distilled_strings_at + name_off - 1
				: r->strings_at + name_off - first;
}

static void move_id(void *context, uint32_t *id)
{
	*id = new_id(context, *id);
}

static void move_name(void *context, uint32_t *name_off)
{
	*name_off = new_name(context, *name_off);
}

static struct bk_error *rewrite_records(struct rebaser *r, uint8_t *types)
{
	const struct bk_graph *split = r->split;

	for (uint32_t id = bk_graph_first_id(split); id < bk_graph_count(split); id++) {
		enum bk_kind kind = bk_graph_kind(split, id);

		if (kind >= BK_KIND_COUNT)
			return bk_error_create(
				BK_ERR_UNSUPPORTED,
				".BTF+0x%x: type %u: what it refers to is not known, "
				"as its kind (%u) is not",
				bk_graph_offset(split, id), id, kind);
		bk_record_visit((void *)(types + split->offsets[id - bk_graph_first_id(split)]),
				move_name, move_id, r);
	}
	return NULL;
}

/* The size of the type section, which the graph does not keep. */
static struct bk_error *types_size(const struct bk_graph *graph, uint32_t *size)
{
	struct bk_btf_header header;

	BK_TRY(bk_btf_header_read(graph->bytes, &header));
	*size = (uint32_t)header.types.size;
	return NULL;
}

static struct bk_error *write_anew(struct rebaser *r, uint8_t **result, size_t *result_size)
{
	const struct bk_graph *split = r->split;
	struct bk_bytes taken = split->base->strings; /* the first of which is the empty one */
	uint64_t strings = split->strings.size + taken.size - 1;
	uint32_t header, types;
	uint8_t *bytes, *at;

	BK_TRY(types_size(split, &types));
	r->strings_at = r->base->first_string + (uint32_t)r->base->strings.size;
	r->distilled_strings_at = r->strings_at + (uint32_t)split->strings.size;
	if (r->strings_at + strings > UINT32_MAX)
		return bk_error_create(BK_ERR_MALFORMED,
				       "more than 4 GiB of strings with the base");
	/* as long as it takes for the records to stand where they stood; aligned in any case */
	header = (split->types_at + 3) & ~3u;
	*result_size = (size_t)header + types + strings;
	*result = bytes = malloc(*result_size);
	if (!bytes)
		return bk_error_memory();
	bk_btf_header_write(bytes, header, types, (uint32_t)strings);
	at = bytes + header;
	memcpy(at, split->types, types);
	BK_TRY(rewrite_records(r, at));
	at += types;
	memcpy(at, split->strings.data, split->strings.size);
	memcpy(at + split->strings.size, taken.data + 1, taken.size - 1);
	return NULL;
}

struct bk_error *bk_graph_rebase(const struct bk_graph *split, const struct bk_graph *base,
				 struct bk_graph **result)
{
	struct rebaser r = { .split = split, .base = base };
	BK_AUTOFREE uint32_t *ids = NULL;
	BK_AUTOFREE uint8_t *bytes = NULL;
	size_t size = 0;

	*result = NULL;
	BK_TRY(bk_distilled_match(split, base, &ids));
	r.ids = ids;
	BK_TRY(write_anew(&r, &bytes, &size));
	BK_TRY(bk_graph_create((struct bk_bytes){ bytes, size }, base, result));
	(*result)->owned = bytes; /* in host order and aligned: it has made no copy of its own */
	bytes = NULL;
	return NULL;
}
