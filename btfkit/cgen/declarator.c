// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Spelling types in C.
 *
 * BTF writes a type from the outside in: a pointer to an array of constant ints is PTR -> ARRAY ->
 * CONST -> INT. C writes it inside out around the name: const int (*name)[3]. So the links are
 * collected down to the base, the base is written, then the links from the base outwards (what
 * stands left of the name), the name, and the links inwards again (what stands right of it).
 */
#include "btfkit/cgen/cgen.h"
#include "btfkit/cgen/scalar.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

/* Prototypes in parameters of prototypes: beyond this, C's readers and compilers give up. */
enum { DEEPEST_PROTO = 24 };

/* What no header writes is not known to be without circles; shown alone, it is shown so deep. */
enum { DEEPEST_SHOWN = 8 };

/* Anything but a plain name. */
static void put_odd_identifier(struct bk_cgen *cgen, struct bk_sink *sink, const char *name,
			       enum bk_name_class class, int keyword)
{
	size_t size = strlen(name);
	BK_AUTOFREE char *clean = NULL;

	if (class < BK_NAME_RESERVED) {
		cgen->needs.keywords[keyword] = true;
		if (bk_keywords[keyword].needs_alias)
			bk_puts(sink, "BTFKIT_NAME_");
		bk_put(sink, name, size);
		return;
	}
	clean = malloc(size + 3);
	if (!clean) {
		bk_sink_fail(sink, bk_error_memory());
		return;
	}
	bk_sanitize_name(clean, name, size);
	bk_puts(sink, clean);
}

void bk_put_identifier(struct bk_cgen *cgen, struct bk_sink *sink, const char *name)
{
	size_t size = strlen(name);
	int keyword;
	enum bk_name_class class = bk_identity_classify(cgen->identity, name, size, &keyword);

	if (__builtin_expect(class == BK_NAME_PLAIN && size <= BK_LONGEST_QUICK, 1))
		sink->at = bk_identity_append(cgen->identity,
					      bk_sink_reserve(sink, BK_LONGEST_QUICK + BK_SHORT),
					      name, size);
	else if (class == BK_NAME_PLAIN)
		bk_put(sink, name, size);
	else
		put_odd_identifier(cgen, sink, name, class, keyword);
}

/* The links of one type: indexes into cgen->chain, the outermost first, and what they end in. */
struct links {
	size_t first, count;
	uint32_t base;
	bool is_char; /* the base cannot stand here: `char` does in its place */
};

static const struct bk_type *link_at(const struct bk_cgen *cgen, const struct links *links,
				     size_t i)
{
	return bk_graph_type(cgen->graph, cgen->chain.at[links->first + i]);
}

/* Whether an array of it can be declared here. */
static bool is_complete(const struct bk_cgen *cgen, uint32_t id)
{
	uint32_t base = bk_identity_of(cgen->identity, cgen->records.values[id].base);
	const struct bk_type *t = bk_graph_type(cgen->graph, base);
	enum bk_kind kind = bk_kind(t);

	if (bk_kind_is_record(kind))
		return cgen->out_of_order || cgen->defined[base] ||
		       cgen->anon.fate[base] == BK_ANON_INLINE ||
		       (cgen->anon.fate[base] == BK_ANON_TYPEDEF &&
			(cgen->defined[cgen->anon.typedef_of[base]] ||
			 cgen->defining == cgen->anon.typedef_of[base]));
	return kind == BK_KIND_INT || kind == BK_KIND_FLOAT || kind == BK_KIND_PTR ||
	       bk_kind_is_enum(kind);
}

/* What C forbids, and only BTF that is not from C can have: arrays of functions and the like. */
static bool may_follow(const struct bk_cgen *cgen, enum bk_kind outer, uint32_t id)
{
	enum bk_kind kind = bk_kind(bk_graph_type(cgen->graph, bk_skip_typedefs(cgen->graph, id)));

	if (outer == BK_KIND_ARRAY)
		return is_complete(cgen, id);
	if (outer == BK_KIND_FUNC_PROTO)
		return kind != BK_KIND_ARRAY && kind != BK_KIND_FUNC_PROTO && kind != BK_KIND_FUNC;
	return true;
}

/* Whether spelling goes on behind the type. A typedef that is not known here is looked through. */
static bool is_link(const struct bk_cgen *cgen, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);
	enum bk_kind kind = bk_kind(t);

	if (kind == BK_KIND_TYPEDEF)
		return !(cgen->out_of_order || cgen->defined[id]) ||
		       bk_typedef_is_builtin(cgen->graph, t);
	return kind == BK_KIND_PTR || kind == BK_KIND_ARRAY || kind == BK_KIND_FUNC ||
	       kind == BK_KIND_FUNC_PROTO || bk_kind_is_modifier(kind);
}

/* Follows a type down to its base. False without memory; what was pushed stays pushed. */
static bool collect_links(struct bk_cgen *cgen, uint32_t id, struct links *links)
{
	enum bk_kind outer = BK_KIND_VOID; /* the last link that is no modifier */

	*links = (struct links){ .first = cgen->chain.count };
	for (;;) {
		const struct bk_type *t = bk_graph_type(cgen->graph, id);
		enum bk_kind kind = bk_kind(t);

		links->count = cgen->chain.count - links->first;
		links->is_char = !may_follow(cgen, outer, id);
		if (kind == BK_KIND_TYPEDEF)
			id = bk_identity_of(cgen->identity, id);
		if (kind == BK_KIND_FUNC_PROTO && cgen->anon.fate[id] == BK_ANON_OPAQUE)
			id = 0;
		if (links->is_char || id == 0 || !is_link(cgen, id))
			break;
		t = bk_graph_type(cgen->graph, id);
		if (kind == BK_KIND_PTR || kind == BK_KIND_ARRAY || kind == BK_KIND_FUNC_PROTO)
			outer = kind;
		if (kind != BK_KIND_FUNC && kind != BK_KIND_TYPEDEF &&
		    !bk_array_push(&cgen->chain, id))
			return false;
		id = kind == BK_KIND_ARRAY ? bk_array_info(t)->elem_type : t->type_id;
	}
	links->base = bk_identity_of(cgen->identity, id);
	return true;
}

/* The nearest link inside link i that is no modifier; VOID: it is the base. */
static enum bk_kind inner_kind(const struct bk_cgen *cgen, const struct links *links, size_t i)
{
	while (++i < links->count) {
		enum bk_kind kind = bk_kind(link_at(cgen, links, i));

		if (!bk_kind_is_modifier(kind))
			return kind;
	}
	return BK_KIND_VOID;
}

static bool is_declarator(enum bk_kind kind)
{
	return kind == BK_KIND_ARRAY || kind == BK_KIND_FUNC_PROTO;
}

static const char *qualifier(enum bk_kind kind)
{
	switch (kind) {
	case BK_KIND_CONST:
		return "const";
	case BK_KIND_VOLATILE:
		return "volatile";
	default:
		return "__restrict";
	}
}

/*
 * A tag is clang's, and stands behind what a pointer points to; elsewhere there is no way to write
 * it that all compilers take. True if something was written.
 */
static bool put_type_tag(struct bk_cgen *cgen, struct bk_sink *sink, const struct links *links,
			 size_t i)
{
	const struct bk_type *t = link_at(cgen, links, i);
	const char *text = bk_graph_name(cgen->graph, t);
	bool is_attribute = bk_kind_flag(t);

	while (i > 0 && bk_kind_is_modifier(bk_kind(link_at(cgen, links, i - 1))))
		i--;
	if (i == 0 || bk_kind(link_at(cgen, links, i - 1)) != BK_KIND_PTR)
		return false;
	if (text[strcspn(text, "\"\\\n\r")])
		return false;
	if (is_attribute)
		cgen->needs.attributes = true;
	else
		cgen->needs.type_tags = true;
	bk_puts(sink, is_attribute ? "BTFKIT_ATTRIBUTE(" : "BTFKIT_TYPE_TAG(\"");
	bk_puts(sink, text);
	bk_puts(sink, is_attribute ? ")" : "\")");
	return true;
}

/*
 * An enum of which no constant is known: a pointer can name it, a value of it needs its size, which
 * is known all the same.
 */
static void put_enum_forward(struct bk_cgen *cgen, struct bk_sink *sink, const struct links *links,
			     const struct bk_type *t)
{
	size_t inner = links->count;

	while (inner > 0 && bk_kind_is_modifier(bk_kind(link_at(cgen, links, inner - 1))))
		inner--;
	if (inner > 0 && bk_kind(link_at(cgen, links, inner - 1)) == BK_KIND_PTR &&
	    !bk_graph_is_anonymous(cgen->graph, links->base))
		bk_cgen_put_name(cgen, sink, links->base);
	else
		bk_puts(sink, bk_unsigned_spelling(8 * t->size));
}

static void put_scalar(struct bk_cgen *cgen, struct bk_sink *sink, const struct bk_type *t)
{
	struct bk_scalar scalar = bk_scalar_of(cgen->graph, t);

	if (scalar.spelling)
		bk_puts(sink, scalar.spelling);
	else
		bk_printf(sink, "struct { unsigned char bytes[%u]; } __attribute__((aligned(%u)))",
			  t->size, scalar.align);
}

static void put_base(struct bk_cgen *cgen, struct bk_sink *sink, const struct links *links,
		     int indent)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, links->base);
	enum bk_kind kind = bk_kind(t);
	bool is_inline = cgen->anon.fate[links->base] == BK_ANON_INLINE ||
			 (cgen->out_of_order && indent < DEEPEST_SHOWN &&
			  cgen->anon.fate[links->base] == BK_ANON_UNUSED &&
			  !*bk_identity_name(cgen->identity, links->base)) ||
			 (cgen->defining && cgen->anon.fate[links->base] == BK_ANON_TYPEDEF &&
			  cgen->anon.typedef_of[links->base] == cgen->defining);

	if (links->is_char) {
		bk_puts(sink, "char");
	} else if (kind == BK_KIND_INT || kind == BK_KIND_FLOAT) {
		put_scalar(cgen, sink, t);
	} else if (bk_kind_is_enum(kind) && !bk_vlen(t)) {
		put_enum_forward(cgen, sink, links, t);
	} else if (bk_kind_is_record(kind) && is_inline) {
		bk_puts(sink, kind == BK_KIND_UNION ? "union " : "struct ");
		bk_put_record_body(cgen, sink, links->base, indent);
	} else if (bk_kind_is_enum(kind) && is_inline) {
		bk_puts(sink, "enum ");
		bk_put_enum_body(cgen, sink, links->base, indent);
	} else if (kind == BK_KIND_TYPEDEF || kind == BK_KIND_FWD || bk_kind_is_record(kind) ||
		   bk_kind_is_enum(kind)) {
		bk_cgen_put_name(cgen, sink, links->base);
	} else {
		bk_puts(sink, "void");
	}
}

/* Qualifiers of the base stand before it, where they mean anything. */
static void put_base_qualifiers(struct bk_cgen *cgen, struct bk_sink *sink,
				const struct links *links)
{
	const struct bk_type *resolved =
		bk_graph_type(cgen->graph, bk_skip_typedefs(cgen->graph, links->base));
	bool done[BK_KIND_COUNT] = { false };

	if (bk_kind(resolved) == BK_KIND_FUNC_PROTO || bk_kind(resolved) == BK_KIND_FUNC)
		return;
	for (size_t i = links->count; i-- > 0;) {
		enum bk_kind kind = bk_kind(link_at(cgen, links, i));

		if (!bk_kind_is_modifier(kind))
			return;
		if (done[kind] || (kind == BK_KIND_RESTRICT && bk_kind(resolved) != BK_KIND_PTR))
			continue;
		if (kind == BK_KIND_TYPE_TAG)
			continue;
		done[kind] = true;
		bk_puts(sink, qualifier(kind));
		bk_putc(sink, ' ');
	}
}

/*
 * Whether a qualifier of a pointer should be written: BTF may have it twice in a row, and restrict
 * on a pointer to a function, which C refuses.
 */
static bool is_first_of_run(const struct bk_cgen *cgen, const struct links *links, size_t i)
{
	enum bk_kind kind = bk_kind(link_at(cgen, links, i));
	size_t pointer = i + 1;

	for (; bk_kind_is_modifier(bk_kind(link_at(cgen, links, pointer))); pointer++)
		if (bk_kind(link_at(cgen, links, pointer)) == kind)
			return false;
	return kind != BK_KIND_RESTRICT || inner_kind(cgen, links, pointer) != BK_KIND_FUNC_PROTO;
}

/* Stars, and qualifiers and tags between them. True if a name must keep a distance. */
static bool put_left(struct bk_cgen *cgen, struct bk_sink *sink, const struct links *links)
{
	bool is_word = false; /* the last thing written */

	for (size_t i = links->count; i-- > 0;) {
		enum bk_kind kind = bk_kind(link_at(cgen, links, i));
		enum bk_kind inner = inner_kind(cgen, links, i);

		if (kind == BK_KIND_PTR) {
			if (is_word)
				bk_putc(sink, ' ');
			bk_puts(sink, is_declarator(inner) ? "(*" : "*");
			is_word = false;
		} else if (kind == BK_KIND_TYPE_TAG) {
			is_word |= put_type_tag(cgen, sink, links, i);
		} else if (bk_kind_is_modifier(kind) && inner == BK_KIND_PTR &&
			   is_first_of_run(cgen, links, i)) {
			if (is_word)
				bk_putc(sink, ' ');
			bk_puts(sink, qualifier(kind));
			is_word = true;
		}
	}
	return is_word;
}

/* A parameter's name inside its list would hide a type of the same name. */
static bool hides_typedef(const struct bk_cgen *cgen, const char *name, size_t size)
{
	return bk_filter_may_have(cgen->typedef_names, name, size) &&
	       bk_names_find(cgen->names, BK_KIND_TYPEDEF, name);
}

/* One parameter. void is nothing C can pass; only BTF that is not from C has it. */
static void put_parameter(struct bk_cgen *cgen, struct bk_sink *sink, const struct bk_param *p,
			  bool repeats)
{
	const char *name = repeats ? "" : bk_graph_string(cgen->graph, p->name_off);
	uint32_t type = bk_skip_typedefs(cgen->graph, p->type_id);
	size_t size = strlen(name);
	BK_AUTOFREE char *other = NULL;

	if (size && hides_typedef(cgen, name, size)) {
		if (asprintf(&other, "%s_", name) < 0) {
			other = NULL;
			bk_sink_fail(sink, bk_error_memory());
		}
		name = other ? other : name;
	}
	if (type == 0)
		bk_puts(sink, "void *");
	else if (other || !(size ? bk_put_quickly(cgen, sink, p->type_id, name, size)
				 : bk_put_type_quickly(cgen, sink, p->type_id)))
		bk_cgen_declare(cgen, sink, p->type_id, name, 0);
}

/*
 * Whether parameter n has a name that one before it has: no C has that. Nor hundreds of them. `seen`
 * gathers a bit for each name, which tells nearly always that it is new.
 */
static bool repeats_name(const struct bk_graph *graph, const struct bk_param *p, uint32_t n,
			 uint64_t *seen)
{
	const char *name = bk_graph_string(graph, p[n].name_off);
	uint64_t bit = 1ull << (unsigned char)(name[0] + 7 * (*name ? name[1] : 0)) % 64;
	bool may_repeat = *seen & bit;

	*seen |= bit;
	if (n > 64)
		return true;
	for (uint32_t i = 0; i < n && *name && may_repeat; i++)
		if (strcmp(bk_graph_string(graph, p[i].name_off), name) == 0)
			return true;
	return false;
}

static void put_parameters(struct bk_cgen *cgen, struct bk_sink *sink, const struct bk_type *proto)
{
	const struct bk_param *p = bk_params(proto);
	uint32_t count = bk_vlen(proto);
	uint64_t seen = 0;

	bk_putc(sink, '(');
	if (cgen->nesting == DEEPEST_PROTO || !count) {
		bk_puts(sink, count ? "/* nested too deep */)" : "void)");
		return;
	}
	cgen->nesting++;
	for (uint32_t n = 0; n < count; n++) {
		if (n)
			bk_puts(sink, ", ");
		if (n + 1 == count && !p[n].type_id) /* variable arguments */
			bk_puts(sink, n ? "..." : "");
		else
			put_parameter(cgen, sink, p + n, repeats_name(cgen->graph, p, n, &seen));
	}
	cgen->nesting--;
	bk_putc(sink, ')');
}

static void put_right(struct bk_cgen *cgen, struct bk_sink *sink, const struct links *links)
{
	for (size_t i = 0; i < links->count; i++) {
		const struct bk_type *t = link_at(cgen, links, i);

		if (bk_kind(t) == BK_KIND_PTR) {
			if (is_declarator(inner_kind(cgen, links, i)))
				bk_putc(sink, ')');
		} else if (bk_kind(t) == BK_KIND_ARRAY) {
			bk_putc(sink, '[');
			bk_put_u64(sink, bk_array_info(t)->nelems);
			bk_putc(sink, ']');
		} else if (bk_kind(t) == BK_KIND_FUNC_PROTO) {
			put_parameters(cgen, sink, t);
		}
	}
}

/* Whether anything stands between the base and the end: a name, a star, a bracket. */
static bool has_declarator(const struct bk_cgen *cgen, const struct links *links, const char *name)
{
	for (size_t i = 0; i < links->count && !*name; i++)
		if (!bk_kind_is_modifier(bk_kind(link_at(cgen, links, i))))
			return true;
	return *name != '\0';
}

/* Whether the text of a base is a word or two, which can be written anywhere from now on. */
static bool is_simple_base(const struct bk_cgen *cgen, uint32_t id)
{
	enum bk_kind kind = bk_graph_kind(cgen->graph, id);

	if (cgen->anon.fate[id] == BK_ANON_INLINE || cgen->anon.fate[id] == BK_ANON_TYPEDEF)
		return false;
	if (kind != BK_KIND_INT && !*bk_identity_name(cgen->identity, id))
		return false;
	if (kind == BK_KIND_TYPEDEF)
		return !is_link(cgen, id);
	if (bk_kind_is_enum(kind))
		return bk_vlen(bk_graph_type(cgen->graph, id)) != 0;
	return kind == BK_KIND_INT || bk_kind_is_record(kind) || kind == BK_KIND_FWD;
}

/* Of such texts, in bytes: longer names are hostile, and a thousand pointers could go to one. */
enum { LONGEST_KEPT = 512 };

/*
 * What nearly all members are declared with is [const] base [stars]. Such a text is written once,
 * up to where a name can follow, and kept. Of size 0 for all other types.
 */
static struct bk_text simple_text(struct bk_cgen *cgen, uint32_t id)
{
	const struct bk_text none = { 0 };
	struct bk_sink *pool = &cgen->text_pool;
	uint32_t *kept = &cgen->texts[id], stars = 0;
	bool is_const = false;
	uint16_t size = 0;
	size_t at;

	if (*kept || pool->error)
		return bk_text_at(cgen, *kept);
	for (; bk_graph_kind(cgen->graph, id) == BK_KIND_PTR && stars < 8; stars++)
		id = bk_graph_type(cgen->graph, id)->type_id;
	if (bk_graph_kind(cgen->graph, id) == BK_KIND_CONST) {
		id = bk_graph_type(cgen->graph, id)->type_id;
		is_const = true;
	}
	if (is_const && cgen->records.values[id].sort == BK_VALUE_NONE)
		return none; /* perhaps a function */
	id = bk_identity_of(cgen->identity, id);
	if (!is_simple_base(cgen, id))
		return none;
	bk_put(pool, (const char *)&size, sizeof(size));
	at = (size_t)(pool->at - pool->start);
	if (is_const)
		bk_puts(pool, "const ");
	if (bk_graph_kind(cgen->graph, id) == BK_KIND_INT)
		put_scalar(cgen, pool, bk_graph_type(cgen->graph, id));
	else
		bk_cgen_put_name(cgen, pool, id);
	bk_putc(pool, ' ');
	while (stars--)
		bk_putc(pool, '*');
	(void)bk_sink_reserve(pool, BK_SHORT); /* see bk_put_quickly() */
	if (pool->error) {		       /* with it went all texts there were */
		memset(cgen->texts, 0, cgen->graph->count * sizeof(*cgen->texts));
		return none;
	}
	if ((size_t)(pool->at - pool->start) - at > LONGEST_KEPT) {
		pool->at = pool->start + at - sizeof(size);
		return none;
	}
	size = (uint16_t)((size_t)(pool->at - pool->start) - at);
	memcpy(pool->start + at - sizeof(size), &size, sizeof(size));
	*kept = (uint32_t)at;
	return bk_text_at(cgen, *kept);
}

/* Behind each text, BK_SHORT bytes of the pool can be read. */
static inline void put_text(struct bk_sink *sink, struct bk_text text)
{
	sink->at = bk_append_short(bk_sink_reserve(sink, LONGEST_KEPT + BK_SHORT), text.start,
				   text.size);
}

struct bk_text bk_simple_text(struct bk_cgen *cgen, uint32_t id, uint32_t *element)
{
	while (bk_graph_kind(cgen->graph, id) == BK_KIND_ARRAY) {
		*element = bk_array_info(bk_graph_type(cgen->graph, id))->elem_type;
		id = *element;
		if (bk_graph_kind(cgen->graph, id) != BK_KIND_ARRAY && !is_complete(cgen, id))
			return (struct bk_text){ 0 };
	}
	*element = id;
	return simple_text(cgen, id);
}

void bk_put_dimensions(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, uint32_t element)
{
	while (id != element) {
		const struct bk_array *array = bk_array_info(bk_graph_type(cgen->graph, id));

		bk_putc(sink, '[');
		bk_put_u64(sink, array->nelems);
		bk_putc(sink, ']');
		id = array->elem_type;
	}
}

/* The quick way for members of such types and for arrays of them. False: not such. */
static bool declare_simply(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id,
			   const char *name)
{
	uint32_t element;
	struct bk_text text = bk_simple_text(cgen, id, &element);

	if (cgen->text_pool.error)
		bk_sink_fail(sink, bk_error_memory());
	if (!text.size || (id != element && !*name))
		return false;
	put_text(sink, text);
	if (!*name) {
		sink->at -= text.start[text.size - 1] == ' ';
		return true;
	}
	bk_put_identifier(cgen, sink, name);
	bk_put_dimensions(cgen, sink, id, element);
	return true;
}

/* The same for pointers to functions, which come next in number. */
static bool declare_callback(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id,
			     const char *name)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);
	struct bk_text text = { 0 };

	if (bk_kind(t) != BK_KIND_PTR || !*name ||
	    bk_graph_kind(cgen->graph, t->type_id) != BK_KIND_FUNC_PROTO ||
	    cgen->anon.fate[t->type_id] == BK_ANON_OPAQUE)
		return false;
	t = bk_graph_type(cgen->graph, t->type_id);
	if (t->type_id && (bk_graph_kind(cgen->graph, t->type_id) == BK_KIND_ARRAY ||
			   !may_follow(cgen, BK_KIND_FUNC_PROTO, t->type_id)))
		return false;
	if (t->type_id)
		text = simple_text(cgen, t->type_id);
	if (t->type_id && !text.size)
		return false;
	if (text.size)
		put_text(sink, text);
	else
		bk_put(sink, "void ", 5);
	bk_put(sink, "(*", 2);
	bk_put_identifier(cgen, sink, name);
	bk_putc(sink, ')');
	put_parameters(cgen, sink, t);
	return true;
}

void bk_cgen_declare(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id, const char *name,
		     int indent)
{
	size_t first = cgen->chain.count;
	struct links links;

	if (declare_simply(cgen, sink, id, name) || declare_callback(cgen, sink, id, name))
		return;
	if (collect_links(cgen, id, &links)) {
		put_base_qualifiers(cgen, sink, &links);
		put_base(cgen, sink, &links, indent);
		if (has_declarator(cgen, &links, name))
			bk_putc(sink, ' ');
		if (put_left(cgen, sink, &links) && *name)
			bk_putc(sink, ' ');
		if (*name)
			bk_put_identifier(cgen, sink, name);
		put_right(cgen, sink, &links);
	} else {
		bk_sink_fail(sink, bk_error_memory());
	}
	cgen->chain.count = first;
}
