// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Orders types by name, and depth first by what must be known before each. */
#include "btfkit/header/order.h"

/* Sorting by name, fast: the first eight bytes as a number decide nearly always. */
struct key {
	uint64_t prefix;
	const char *name;
	uint32_t rank; /* among equal names */
	uint32_t id;
};

typedef BK_ARRAY(struct key) keys;

static struct key make_key(const char *name, uint32_t rank, uint32_t id)
{
	struct key key = { .name = name, .rank = rank, .id = id };

	for (size_t i = 0; i < 8 && name[i]; i++)
		key.prefix |= (uint64_t)(unsigned char)name[i] << (56 - 8 * i);
	return key;
}

static int by_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int names;

	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	names = strcmp(x->name, y->name);
	return names ? names : (x->rank > y->rank) - (x->rank < y->rank);
}

/* Anonymous enums that begin with the same constant: by what follows. */
static int by_key_and_content(const void *a, const void *b, void *graph)
{
	const struct key *x = a, *y = b;
	const struct bk_type *s = bk_graph_type(graph, x->id), *t = bk_graph_type(graph, y->id);
	int order = by_key(a, b);

	for (uint32_t n = 0; !order && n < bk_vlen(s) && n < bk_vlen(t); n++) {
		int64_t v = bk_enum_value(s, n), w = bk_enum_value(t, n);

		order = strcmp(bk_graph_string(graph, bk_enum_name_off(s, n)),
			       bk_graph_string(graph, bk_enum_name_off(t, n)));
		if (!order)
			order = (v > w) - (v < w);
	}
	if (!order)
		order = (s->info > t->info) - (s->info < t->info);
	return order ? order : (s->size > t->size) - (s->size < t->size);
}

enum { PREFIX_BYTES = 8 };

/* How often each byte stands in each place of the prefixes. */
typedef size_t histograms[PREFIX_BYTES][256];

static void count_bytes(const keys *list, histograms counts)
{
	memset(counts, 0, sizeof(histograms));
	for (size_t i = 0; i < list->count; i++)
		for (int byte = 0; byte < PREFIX_BYTES; byte++)
			counts[byte][list->at[i].prefix >> 8 * byte & 0xff]++;
}

/* One pass of a radix sort: by the byte of the prefix that is `byte` bytes up. */
static void sort_by_byte(const struct key *from, struct key *to, size_t count, size_t at[256],
			 int byte)
{
	size_t sum = 0;

	for (int value = 0; value < 256; value++) {
		size_t size = at[value];

		at[value] = sum;
		sum += size;
	}
	for (size_t i = 0; i < count; i++)
		to[at[from[i].prefix >> 8 * byte & 0xff]++] = from[i];
}

/* Of keys with one prefix: few, nearly always. */
static void sort_alike(struct key *at, size_t count)
{
	if (count > 16) {
		qsort(at, count, sizeof(*at), by_key);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		struct key key = at[i];
		size_t place = i;

		for (; place > 0 && by_key(&at[place - 1], &key) > 0; place--)
			at[place] = at[place - 1];
		at[place] = key;
	}
}

/* By prefix, a byte at a time from the last; then what begins alike by comparison. */
static bool sort_keys(keys *list)
{
	BK_AUTOFREE struct key *other = reallocarray(NULL, list->count + 1, sizeof(*other));
	histograms counts;

	if (!other)
		return false;
	count_bytes(list, counts);
	for (int byte = 0; byte < PREFIX_BYTES; byte += 2) {
		sort_by_byte(list->at, other, list->count, counts[byte], byte);
		sort_by_byte(other, list->at, list->count, counts[byte + 1], byte + 1);
	}
	for (size_t i = 0, end; i < list->count; i = end) {
		for (end = i + 1; end < list->count && list->at[end].prefix == list->at[i].prefix;)
			end++;
		if (end - i > 1)
			sort_alike(list->at + i, end - i);
	}
	return true;
}

/* Marks a need that a declaration meets. Ids have at most 29 bits: 4 GiB / 12 bytes. */
static const uint32_t DECLARE = 1u << 31;

struct frame {
	uint32_t id;
	size_t first, next, end; /* what it needs: a stretch of `needs` */
};

struct work {
	const struct bk_cgen *cgen;
	struct bk_order *order;
	uint8_t *known; /* by id: BK_KNOWN_* */
	uint8_t *open;	/* by id: it was entered */
	BK_ARRAY(uint32_t) needs;
	BK_ARRAY(struct frame) stack;
	keys forwards;
	struct bk_needs ask;
};

static bool note_need(void *context, uint32_t id, bool complete)
{
	struct work *w = context;

	return bk_array_push(&w->needs, complete ? id : id | DECLARE);
}

static bool declare_ahead(struct work *w, uint32_t id)
{
	if (w->known[id] || bk_kind(bk_graph_type(w->cgen->graph, id)) == BK_KIND_TYPEDEF)
		return true;
	w->known[id] = BK_KNOWN_DECLARED;
	return bk_array_push(&w->forwards,
			     make_key(bk_identity_name(w->cgen->identity, id), 0, id));
}

static bool enter(struct work *w, uint32_t id)
{
	size_t first = w->needs.count;

	w->open[id] = true;
	if (!bk_cgen_for_each_need(w->cgen, id, &w->ask))
		return false;
	return bk_array_push(&w->stack, (struct frame){ id, first, first, w->needs.count });
}

/* All it needs is written, but for what lies on a circle with it: that is declared ahead. */
static bool leave(struct work *w, const struct frame *frame)
{
	uint32_t id = frame->id;

	for (size_t i = frame->first; i < frame->end; i++) {
		uint32_t need = w->needs.at[i] & ~DECLARE;

		if (!(w->needs.at[i] & DECLARE) && w->known[need] < BK_KNOWN_DEFINED)
			w->order->has_circles = true;
		if (need != id && !declare_ahead(w, need))
			return false;
	}
	w->known[id] = BK_KNOWN_DEFINED;
	w->needs.count = frame->first;
	return bk_array_push(&w->order->types, id);
}

static bool write_after_needs(struct work *w, uint32_t root)
{
	if (w->open[root])
		return true;
	if (!enter(w, root))
		return false;
	while (w->stack.count) {
		struct frame *top = &w->stack.at[w->stack.count - 1];

		if (top->next < top->end) {
			uint32_t need = w->needs.at[top->next++];

			if (!(need & DECLARE) && !w->open[need] && !enter(w, need))
				return false;
			continue;
		}
		if (!leave(w, top))
			return false;
		w->stack.count--;
	}
	return true;
}

/* struct and union before typedef, as one mostly names the other. */
static bool collect_types(const struct bk_cgen *cgen, keys *list)
{
	for (struct bk_ids ids = bk_ids_of(cgen->graph, BK_KINDS_RECORD | 1u << BK_KIND_TYPEDEF);
	     bk_ids_next(&ids);) {
		enum bk_kind kind = bk_graph_kind(cgen->graph, ids.id);

		if (bk_cgen_is_definable(cgen, ids.id) &&
		    !bk_array_push(
			    list, make_key(bk_identity_name(cgen->identity, ids.id), kind, ids.id)))
			return false;
	}
	return sort_keys(list);
}

/* Tags that no definition needs, but a program may: a pointer to one as a parameter is a use. */
static bool declare_rest(struct work *w)
{
	bool ok = true;

	for (struct bk_ids ids = bk_ids_of(w->cgen->graph, 1u << BK_KIND_FWD);
	     ok && bk_ids_next(&ids);)
		if (bk_identity_of(w->cgen->identity, ids.id) == ids.id)
			ok = declare_ahead(w, ids.id);
	return ok;
}

static bool order_types(struct work *w, const uint32_t *functions, size_t count)
{
	keys list = { 0 };
	bool ok = collect_types(w->cgen, &list);

	for (size_t i = 0; i < list.count && ok; i++)
		ok = write_after_needs(w, list.at[i].id);
	for (size_t i = 0; i < count && ok; i++)
		ok = bk_cgen_for_each_need(w->cgen, functions[i], &w->ask);
	for (size_t i = 0; i < w->needs.count && ok; i++)
		ok = declare_ahead(w, w->needs.at[i] & ~DECLARE);
	ok = ok && (!w->cgen->all_tags || declare_rest(w));
	bk_array_deinit(&list);
	ok = ok && sort_keys(&w->forwards);
	for (size_t i = 0; i < w->forwards.count && ok; i++)
		ok = bk_array_push(&w->order->forwards, w->forwards.at[i].id);
	return ok;
}

/* Whether the enum is written by itself, not inside something else. */
static bool is_free_enum(const struct bk_cgen *cgen, uint32_t id)
{
	if (bk_identity_of(cgen->identity, id) != id || bk_cgen_is_elsewhere(cgen, id))
		return false;
	return *bk_identity_name(cgen->identity, id) || cgen->anon.fate[id] == BK_ANON_UNUSED;
}

static bool order_enums(const struct bk_cgen *cgen, struct bk_order *order)
{
	keys named = { 0 }, anonymous = { 0 };
	bool ok = true;

	for (struct bk_ids ids = bk_ids_of(cgen->graph, BK_KINDS_ENUM); ok && bk_ids_next(&ids);) {
		uint32_t id = ids.id;
		const struct bk_type *t = bk_graph_type(cgen->graph, id);
		const char *name;

		if (!is_free_enum(cgen, id))
			continue;
		name = bk_identity_name(cgen->identity, id);
		if (*name)
			ok = bk_array_push(&named, make_key(name, 0, id));
		else if (bk_vlen(t))
			ok = bk_array_push(
				&anonymous,
				make_key(bk_graph_string(cgen->graph, bk_enum_name_off(t, 0)), 0,
					 id));
	}
	ok = ok && sort_keys(&named);
	if (anonymous.count)
		qsort_r(anonymous.at, anonymous.count, sizeof(*anonymous.at), by_key_and_content,
			(void *)(uintptr_t)cgen->graph);
	for (size_t i = 0; i < named.count && ok; i++)
		ok = bk_array_push(&order->enums, named.at[i].id);
	for (size_t i = 0; i < anonymous.count && ok; i++)
		ok = bk_array_push(&order->enums, anonymous.at[i].id);
	bk_array_deinit(&named);
	bk_array_deinit(&anonymous);
	return ok;
}

/* What other headers define is there before all else. */
static void mark_elsewhere(struct work *w)
{
	if (!w->cgen->elsewhere)
		return;
	for (struct bk_ids ids = bk_ids_of(w->cgen->graph, BK_KINDS_IN_NAME_SPACES);
	     bk_ids_next(&ids);)
		if (bk_cgen_is_elsewhere(w->cgen, ids.id)) {
			w->known[ids.id] = BK_KNOWN_DEFINED;
			w->open[ids.id] = true;
		}
}

struct bk_error *bk_order_init(struct bk_order *order, const struct bk_cgen *cgen,
			       const uint32_t *functions, size_t count)
{
	struct work w = { .cgen = cgen, .order = order };
	BK_AUTOFREE uint8_t *settled = NULL;
	bool ok;

	*order = (struct bk_order){ 0 };
	w.known = calloc(cgen->graph->count, sizeof(*w.known));
	w.open = calloc(cgen->graph->count, sizeof(*w.open));
	settled = calloc(cgen->graph->count, sizeof(*settled));
	w.ask = (struct bk_needs){
		.known = w.known, .report = note_need, .context = &w, .settled = settled
	};
	/* a graph of which each type mentions a thousand others is no kernel's */
	w.ask.steps_left = ((uint64_t)cgen->graph->count << 10) + (1 << 24);
	if (w.known && w.open)
		mark_elsewhere(&w);
	ok = w.known && w.open && settled && order_enums(cgen, order) &&
	     order_types(&w, functions, count);
	free(w.known);
	free(w.open);
	bk_array_deinit(&w.needs);
	bk_array_deinit(&w.stack);
	bk_array_deinit(&w.forwards);
	if (ok)
		return NULL;
	bk_order_deinit(order);
	if (w.ask.exhausted)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "its types mention each other too often for a header");
	return bk_error_memory();
}

void bk_order_deinit(struct bk_order *order)
{
	bk_array_deinit(&order->enums);
	bk_array_deinit(&order->forwards);
	bk_array_deinit(&order->types);
}
