// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Puts a whole header together. */
#include "btfkit/header/vmlinux.h"

#include "btfkit/header/parts.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/*
 * Types are written by name, but their records lie in no order: what will be needed soon is asked
 * for ahead, or half of the time would be spent waiting for memory.
 */
static void fetch_ahead(const struct bk_graph *graph, const uint32_t *ids, size_t left)
{
	if (left > 8)
		__builtin_prefetch(bk_graph_type(graph, ids[8]));
	if (left > 4) {
		const struct bk_type *t = bk_graph_type(graph, ids[4]);

		__builtin_prefetch(bk_graph_name(graph, t));
		__builtin_prefetch((const char *)t + 64);
		__builtin_prefetch((const char *)t + 128);
	}
	if (left > 2 && bk_kind_is_record(bk_graph_kind(graph, ids[2]))) {
		const struct bk_type *t = bk_graph_type(graph, ids[2]);

		for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && n < 24; n++)
			__builtin_prefetch(bk_graph_string(graph, bk_members(t)[n].name_off));
	}
}

static void put_type_remark(const struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	const char *text = bk_remark_on_type(cgen->remarks, id);

	if (text)
		bk_printf(sink, "/* %s */\n", text);
}

static void put_types(struct bk_cgen *cgen, struct bk_sink *sink, const struct bk_order *order)
{
	for (size_t i = 0; i < order->enums.count; i++) {
		bk_putc(sink, '\n');
		put_type_remark(cgen, sink, order->enums.at[i]);
		bk_cgen_define(cgen, sink, order->enums.at[i]);
	}
	if (order->forwards.count)
		bk_putc(sink, '\n');
	for (size_t i = 0; i < order->forwards.count; i++) {
		bk_cgen_put_name(cgen, sink, order->forwards.at[i]);
		bk_puts(sink, ";\n");
	}
	for (size_t i = 0; i < order->types.count && !sink->error; i++) {
		fetch_ahead(cgen->graph, order->types.at + i, order->types.count - i);
		bk_putc(sink, '\n');
		put_type_remark(cgen, sink, order->types.at[i]);
		bk_cgen_define(cgen, sink, order->types.at[i]);
	}
}

/* Whether the header has what a line tells of: a trimmed one has little. */
static bool has_line(const struct bk_cgen *cgen, const struct bk_note_line *line)
{
	const char *space = strchr(line->name, ' ');
	uint32_t id = bk_identity_find(cgen->identity, space ? BK_SPACE_TAGS : BK_SPACE_TYPEDEFS,
				       space ? space + 1 : line->name);

	return id && bk_cgen_is_definable(cgen, id);
}

static void put_notes(struct bk_sink *sink, const struct bk_cgen *cgen,
		      const struct bk_notes *notes)
{
	bool has_title = false;

	if (!notes)
		return;
	if (notes->intro)
		bk_printf(sink, " *\n%s", notes->intro);
	for (size_t i = 0; i < notes->lines.count; i++) {
		const struct bk_note_line *line = &notes->lines.at[i];

		if (!has_line(cgen, line))
			continue;
		if (!has_title)
			bk_printf(sink, " *\n * %s:\n", notes->title);
		has_title = true;
		bk_printf(sink, " *   %s: %s\n", line->name, line->told);
	}
}

/* The comment tells what the types are, not from where: neither path nor date. */
static void put_provenance(struct bk_sink *sink, const struct bk_sink *body,
			   const struct bk_cgen *cgen, const struct bk_header_options *options)
{
	XXH128_hash_t digest = XXH3_128bits(body->start, body->at - body->start);

	bk_puts(sink,
		"/*\n * The kernel's types as C, made from its BTF by btfkit: do not edit.\n *\n");
	if (options->release)
		bk_printf(sink, " * kernel: %s%s%s\n", options->release, options->arch ? " " : "",
			  options->arch ? options->arch : "");
	bk_printf(sink, " * btfkit: %s\n * digest: %016llx%016llx (of the declarations below)\n",
		  options->version, (unsigned long long)digest.high64,
		  (unsigned long long)digest.low64);
	put_notes(sink, cgen, options->notes);
	bk_puts(sink, " */\n");
}

static const char if_cxx[] = "#ifdef __cplusplus\n";
static const char if_c23_or_cxx[] = "#if defined(__cplusplus) || (defined(__STDC_VERSION__) && "
				    "__STDC_VERSION__ > 201710L)\n";

/*
 * Names that are keywords of C23 or C++ get an underscore behind them in those languages, by macros
 * that are defined for the length of the header; elsewhere they are what CO-RE needs them to be.
 */
static void put_keyword_macros(struct bk_sink *sink, const struct bk_cgen *cgen, bool define)
{
	for (int i = 0; bk_keywords[i].word; i++) {
		const struct bk_keyword *k = &bk_keywords[i];
		const char *prefix = k->needs_alias ? "BTFKIT_NAME_" : "";

		if (!cgen->needs.keywords[i])
			continue;
		if (!define && k->needs_alias) {
			bk_printf(sink, "#undef BTFKIT_NAME_%s\n", k->word);
			continue;
		}
		bk_puts(sink, k->c23 ? if_c23_or_cxx : if_cxx);
		if (define)
			bk_printf(sink, "#define %s%s %s_\n", prefix, k->word, k->word);
		else
			bk_printf(sink, "#undef %s\n", k->word);
		if (define && k->needs_alias)
			bk_printf(sink, "#else\n#define BTFKIT_NAME_%s %s\n", k->word, k->word);
		bk_puts(sink, "#endif\n");
	}
}

static void put_prelude(struct bk_sink *sink, const struct bk_cgen *cgen)
{
	bk_puts(sink,
		"#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n"
		"#ifdef __cplusplus\nextern \"C\" {\n#ifndef _Bool\n#define _Bool bool\n#endif\n#endif\n"
		"#ifndef __has_attribute\n#define __has_attribute(x) 0\n#endif\n");
	if (cgen->needs.type_tags)
		bk_puts(sink, "#if __has_attribute(btf_type_tag)\n"
			      "#define BTFKIT_TYPE_TAG(tag) __attribute__((btf_type_tag(tag)))\n"
			      "#else\n"
			      "#define BTFKIT_TYPE_TAG(tag)\n"
			      "#endif\n");
	if (cgen->needs.attributes)
		bk_puts(sink, "#if defined(__clang__) && defined(__bpf__)\n"
			      "#define BTFKIT_ATTRIBUTE(attribute) __attribute__((attribute))\n"
			      "#else\n"
			      "#define BTFKIT_ATTRIBUTE(attribute)\n"
			      "#endif\n");
	if (cgen->needs.empty) /* clang warns whether or not there is an array of no elements */
		bk_puts(sink, "#ifdef __cplusplus\n#define BTFKIT_EMPTY char __empty[0];\n"
			      "#ifdef __clang__\n#pragma clang diagnostic push\n"
			      "#pragma clang diagnostic ignored \"-Wextern-c-compat\"\n#endif\n"
			      "#else\n#define BTFKIT_EMPTY\n#endif\n");
	put_keyword_macros(sink, cgen, true);
	if (!cgen->needs.records) /* clang warns of a pragma that covers nothing */
		return;
	bk_puts(sink,
		"\n#if defined(__bpf__) && defined(__clang__) && !defined(__cplusplus) && !defined(BPF_NO_PRESERVE_ACCESS_INDEX)\n"
		"#pragma clang attribute push(__attribute__((preserve_access_index)), "
		"apply_to = record)\n"
		"#endif\n");
}

static void put_epilogue(struct bk_sink *sink, const struct bk_cgen *cgen)
{
	bk_putc(sink, '\n');
	put_keyword_macros(sink, cgen, false);
	if (cgen->needs.empty)
		bk_puts(sink,
			"#undef BTFKIT_EMPTY\n#if defined(__cplusplus) && defined(__clang__)\n"
			"#pragma clang diagnostic pop\n#endif\n");
	bk_puts(sink, "#ifdef __cplusplus\n}\n#endif\n#endif /* __VMLINUX_H__ */\n");
}

static const char pop_attribute[] =
	"\n#if defined(__bpf__) && defined(__clang__) && !defined(__cplusplus) && !defined(BPF_NO_PRESERVE_ACCESS_INDEX)\n"
	"#pragma clang attribute pop\n"
	"#endif\n";

/* Says how many types had to be left out because nobody knows how to write their kind. */
static void put_unknown_kinds(struct bk_sink *sink, const struct bk_graph *graph)
{
	uint32_t counts[BK_KIND_MAX + 1] = { 0 };

	for (struct bk_ids ids = bk_ids_of(graph, 1u << BK_KIND_COUNT); bk_ids_next(&ids);)
		counts[bk_graph_kind(graph, ids.id)]++;
	for (uint32_t kind = BK_KIND_COUNT; kind <= BK_KIND_MAX; kind++)
		if (counts[kind])
			bk_printf(
				sink,
				"/* left out: %u type%s of kind %u, which btfkit does not know */\n",
				counts[kind], counts[kind] == 1 ? "" : "s", kind);
}

static struct bk_error *write_header(struct bk_sink *sink, struct bk_sink *body,
				     struct bk_cgen *cgen, const struct bk_kfuncs *kfuncs,
				     const struct bk_header_options *options)
{
	BK_AUTO(bk_order_deinit) struct bk_order order = { 0 };

	BK_TRY(bk_order_init(&order, cgen, kfuncs->ids.at, kfuncs->ids.count));
	cgen->has_circles = order.has_circles;
	put_types(cgen, body, &order);
	if (cgen->needs.records)
		bk_puts(body, pop_attribute);
	bk_header_put_kfuncs(cgen, body, kfuncs);
	if (options->asserts)
		bk_header_put_asserts(cgen, body, &order);
	BK_TRY(bk_sink_finish(body));
	put_provenance(sink, body, cgen, options);
	put_prelude(sink, cgen);
	put_unknown_kinds(sink, cgen->graph);
	bk_put(sink, body->start, body->at - body->start);
	put_epilogue(sink, cgen);
	return NULL;
}

/* Types of other headers are spelled as if they had been written already. */
static void leave_out(struct bk_cgen *cgen, const struct bk_elsewhere *elsewhere)
{
	cgen->elsewhere = elsewhere;
	if (!elsewhere)
		return;
	for (struct bk_ids ids = bk_ids_of(cgen->graph, BK_KINDS_IN_NAME_SPACES);
	     bk_ids_next(&ids);)
		if (bk_cgen_is_elsewhere(cgen, ids.id))
			cgen->defined[ids.id] = true;
}

struct bk_error *bk_header_write(struct bk_sink *sink, const struct bk_graph *graph,
				 const struct bk_header_options *options)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	BK_AUTO(bk_cgen_auto) struct bk_cgen *cgen = NULL;
	BK_AUTO(bk_kfuncs_deinit) struct bk_kfuncs kfuncs = { 0 };
	BK_AUTO(bk_sink_deinit) struct bk_sink body = { .fd = -1 };

	BK_TRY(bk_names_create_of(graph, BK_CGEN_KINDS, &names));
	if (!options->no_kfuncs)
		BK_TRY(bk_kfuncs_init(&kfuncs, graph));
	BK_TRY(bk_cgen_create(graph, names, kfuncs.ids.at, kfuncs.ids.count, options->given_log2,
			      &cgen));
	cgen->all_tags = options->all_tags;
	cgen->lacks_signs |= options->lacks_signs;
	cgen->remarks = options->remarks;
	leave_out(cgen, options->elsewhere);
	bk_sink_init_memory(&body, bk_header_limit(graph));
	bk_sink_expect(&body, graph->bytes.size / 8 * 5); /* of kernels it is 0.51 to 0.55 */
	return write_header(sink, &body, cgen, &kfuncs, options);
}
