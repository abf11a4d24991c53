// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The doctor's rules: their functions, and the table of them at the end. */
#include "btfkit/stat/doctor_parts.h"

#include "btfkit/stat/difference.h"

/* What C has names for, and kernels look at the names of. */
static const uint32_t declared_kinds =
	BK_KINDS_RECORD | BK_KINDS_ENUM | 1u << BK_KIND_TYPEDEF | 1u << BK_KIND_FWD;

static bool has_kind(const struct bk_doctor *d, enum bk_kind kind)
{
	return d->stat->kinds[kind].count != 0;
}

/* Whether it is a kernel, and not a module, an object or a part of one. */
static bool is_kernel(const struct bk_doctor *d)
{
	return !d->graph->base && has_kind(d, BK_KIND_FUNC) &&
	       bk_names_find(d->namesakes->names, BK_KIND_STRUCT, "task_struct");
}

/* Whether the kernel's release is known to be at least that. */
static bool is_release(const struct bk_doctor *d, unsigned long major, unsigned long minor)
{
	unsigned long has_major, has_minor = 0;
	char *end;

	if (!d->options->release)
		return false;
	has_major = strtoul(d->options->release, &end, 10);
	if (*end == '.')
		has_minor = strtoul(end + 1, NULL, 10);
	return has_major > major || (has_major == major && has_minor >= minor);
}

/* ---- the header and the sections ---- */

static struct bk_error *look_at_header(struct bk_doctor *d, struct bk_finding *finding)
{
	const struct bk_btf_header *header = &d->stat->header;
	uint32_t known = BK_BTF_HEADER_MIN;

	if (header->header_size >= BK_BTF_HEADER_LAYOUT)
		known = BK_BTF_HEADER_LAYOUT;
	finding->count = header->header_size - known;
	if (header->has_unknown_bytes)
		finding->severity = BK_SEVERITY_ERROR;
	return bk_doctor_say(d, finding, "%llu header byte%s past those that are known, %s",
			     (unsigned long long)finding->count, bk_plural(finding->count),
			     header->has_unknown_bytes ? "not all of them zero" : "all zero");
}

static struct bk_error *look_for_layouts(struct bk_doctor *d, struct bk_finding *finding)
{
	finding->count = d->stat->header.layouts.size / 4;
	return bk_doctor_say(d, finding,
			     "a layout section tells the record sizes of kinds 0 to %llu",
			     (unsigned long long)finding->count - 1);
}

static struct bk_error *look_at_layouts(struct bk_doctor *d, struct bk_finding *finding)
{
	const struct bk_bytes layouts = d->stat->header.layouts;

	for (uint32_t kind = BK_KIND_INT; kind < BK_KIND_COUNT; kind++) {
		const struct bk_kind_info *info = &bk_kind_table[kind];
		struct bk_bytes row;

		if (!bk_bytes_part(layouts, 4ull * kind, 4, &row) ||
		    (row.data[0] == info->tail_size && row.data[1] == info->elem_size))
			continue;
		finding->count++;
		if (!bk_doctor_wants_example(d, finding))
			continue;
		bk_doctor_begin_example(d);
		bk_printf(&d->text, "%s: %u and %u bytes, not %u and %u", info->name, row.data[0],
			  row.data[1], info->tail_size, info->elem_size);
		BK_TRY(bk_doctor_end_example(d, finding, 0));
	}
	return bk_doctor_say(d, finding, "the layout section has %llu known kind%s wrong",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static struct bk_error *look_outside(struct bk_doctor *d, struct bk_finding *finding)
{
	const struct bk_btf_header *header = &d->stat->header;
	uint64_t behind = d->graph->bytes.size - header->size;

	finding->count = d->stat->outside_bytes;
	return bk_doctor_say(d, finding,
			     "%llu byte%s belong to no section, %llu of them behind the last one",
			     (unsigned long long)finding->count, bk_plural(finding->count),
			     (unsigned long long)behind);
}

static struct bk_error *look_for_types(struct bk_doctor *d, struct bk_finding *finding)
{
	finding->count = d->stat->types.count == 0;
	return bk_doctor_say(d, finding, "there are no types%s",
			     d->graph->base ? " but the base's" : "");
}

/* For what all types of the kinds asked for are. */
static bool is_any(const struct bk_doctor *d, uint32_t id)
{
	(void)d;
	(void)id;
	return true;
}

static struct bk_error *look_for_unknown_kinds(struct bk_doctor *d, struct bk_finding *finding)
{
	BK_TRY(bk_doctor_count_types(d, finding, 1u << BK_KIND_COUNT, is_any));
	return bk_doctor_say(d, finding, "%llu type%s of a kind that btfkit does not know",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static struct bk_error *look_at_order(struct bk_doctor *d, struct bk_finding *finding)
{
	if (d->stat->types.count < 2)
		return NULL;
	finding->count = 1;
	return bk_doctor_say(d, finding,
			     d->stat->is_sorted
				     ? "types are sorted: those without a name first, then by name"
				     : "types are not sorted by name");
}

/* ---- types ---- */

static bool is_cut_enum(const struct bk_doctor *d, uint32_t id)
{
	return bk_graph_type(d->graph, id)->size == 8;
}

static struct bk_error *look_for_cut_enums(struct bk_doctor *d, struct bk_finding *finding)
{
	BK_TRY(bk_doctor_count_types(d, finding, 1u << BK_KIND_ENUM, is_cut_enum));
	return bk_doctor_say(d, finding, "%llu ENUM%s of 8 bytes, whose values have 32 bits",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

/* A value that is negative, unless it is a large one. */
static bool has_high_value(const struct bk_doctor *d, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(d->graph, id);

	for (uint32_t n = 0; n < bk_vlen(t); n++)
		/* errno values and the like: flags such as 1 << 31 are left alone */
		if (bk_enums(t)[n].value < 0 && bk_enums(t)[n].value >= -4096)
			return true;
	return false;
}

static bool has_signed_enum(const struct bk_doctor *d, enum bk_kind kind)
{
	const uint32_t *ids;
	uint32_t count = bk_own_ids(d->graph, kind, &ids);

	for (uint32_t i = 0; i < count; i++)
		if (bk_kind_flag(bk_graph_type(d->graph, ids[i])))
			return true;
	return false;
}

static struct bk_error *look_for_signs(struct bk_doctor *d, struct bk_finding *finding)
{
	/* a few enums may well have such values; in all of a kernel's some are signed */
	if (!is_kernel(d) || has_signed_enum(d, BK_KIND_ENUM) || has_signed_enum(d, BK_KIND_ENUM64))
		return NULL;
	BK_TRY(bk_doctor_count_types(d, finding, 1u << BK_KIND_ENUM, has_high_value));
	return bk_doctor_say(d, finding,
			     "no enum is marked signed, but %llu seem%s to have negative values",
			     (unsigned long long)finding->count, finding->count == 1 ? "s" : "");
}

static struct bk_error *look_for_kfuncs(struct bk_doctor *d, struct bk_finding *finding)
{
	bool has_wq = bk_names_find(d->namesakes->names, BK_KIND_FUNC, "bpf_wq_init") != 0;

	if (d->stat->kfuncs || !is_kernel(d) ||
	    !(d->options->release ? is_release(d, 6, 10) : has_wq))
		return NULL;
	finding->count = 1;
	if (d->options->release)
		return bk_doctor_say(
			d, finding, "%s marks a kfunc, though kernel %.64s is new enough",
			has_kind(d, BK_KIND_DECL_TAG) ? "no DECL_TAG" : "there is no DECL_TAG that",
			d->options->release);
	return bk_doctor_say(
		d, finding,
		"%s marks a kfunc, though the kernel has bpf_wq_init, which is new enough",
		has_kind(d, BK_KIND_DECL_TAG) ? "no DECL_TAG" : "there is no DECL_TAG that");
}

static struct bk_error *look_for_type_tags(struct bk_doctor *d, struct bk_finding *finding)
{
	finding->count = is_kernel(d) && !has_kind(d, BK_KIND_TYPE_TAG);
	return bk_doctor_say(
		d, finding,
		"there is no TYPE_TAG: pointers are not marked __user, __rcu, __percpu");
}

static struct bk_error *look_for_forwards(struct bk_doctor *d, struct bk_finding *finding)
{
	for (size_t i = 0; i < d->namesakes->forwards.count; i++) {
		struct bk_forward forward = d->namesakes->forwards.at[i];

		if (forward.complete)
			continue;
		finding->count++;
		if (!bk_doctor_wants_example(d, finding))
			continue;
		bk_doctor_begin_example(d);
		bk_doctor_put_type(d, forward.id);
		if (forward.other) {
			bk_puts(&d->text, ", but there is ");
			bk_doctor_put_type(d, forward.other);
		}
		BK_TRY(bk_doctor_end_example(d, finding, forward.id));
	}
	return bk_doctor_say(d, finding, "%llu FWD%s of a name that no complete type here has",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static struct bk_error *look_for_kept_forwards(struct bk_doctor *d, struct bk_finding *finding)
{
	for (size_t i = 0; i < d->namesakes->forwards.count; i++)
		if (d->namesakes->forwards.at[i].complete)
			BK_TRY(bk_doctor_count_type(d, finding, d->namesakes->forwards.at[i].id));
	return bk_doctor_say(d, finding, "%llu FWD%s beside a complete type of the name",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static bool has_number(const struct bk_doctor *d, uint32_t id)
{
	return bk_graph_type(d->graph, id)->size != 0;
}

static struct bk_error *look_at_forward_words(struct bk_doctor *d, struct bk_finding *finding)
{
	BK_TRY(bk_doctor_count_types(d, finding, 1u << BK_KIND_FWD, has_number));
	return bk_doctor_say(d, finding, "%llu FWD%s with a number where there must be zero",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static bool is_oddly_encoded(const struct bk_doctor *d, uint32_t id)
{
	uint32_t encoding = bk_int_encoding(bk_graph_type(d->graph, id));

	return (encoding & (encoding - 1)) != 0 || encoding > BK_INT_BOOL;
}

static struct bk_error *look_at_encodings(struct bk_doctor *d, struct bk_finding *finding)
{
	BK_TRY(bk_doctor_count_types(d, finding, 1u << BK_KIND_INT, is_oddly_encoded));
	return bk_doctor_say(d, finding,
			     "%llu INT%s with several encodings at once, or one that is not known",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static bool has_no_index(const struct bk_doctor *d, uint32_t id)
{
	return bk_array_info(bk_graph_type(d->graph, id))->index_type == 0;
}

static struct bk_error *look_at_indexes(struct bk_doctor *d, struct bk_finding *finding)
{
	BK_TRY(bk_doctor_count_types(d, finding, 1u << BK_KIND_ARRAY, has_no_index));
	return bk_doctor_say(d, finding, "%llu ARRAY%s without a type of the index",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static bool is_named(const struct bk_doctor *d, uint32_t id)
{
	return *bk_graph_name(d->graph, bk_graph_type(d->graph, id)) != '\0';
}

static struct bk_error *look_for_needless_names(struct bk_doctor *d, struct bk_finding *finding)
{
	const uint32_t kinds = 1u << BK_KIND_PTR | 1u << BK_KIND_ARRAY | 1u << BK_KIND_CONST |
			       1u << BK_KIND_VOLATILE | 1u << BK_KIND_RESTRICT |
			       1u << BK_KIND_FUNC_PROTO;

	BK_TRY(bk_doctor_count_types(d, finding, kinds, is_named));
	return bk_doctor_say(
		d, finding,
		"%llu name%s of pointers, arrays, qualifiers or prototypes, which have none",
		(unsigned long long)finding->count, bk_plural(finding->count));
}

static bool is_longly_named(const struct bk_doctor *d, uint32_t id)
{
	return strnlen(bk_graph_name(d->graph, bk_graph_type(d->graph, id)),
		       BK_DOCTOR_LONGEST_NAME) == BK_DOCTOR_LONGEST_NAME;
}

static struct bk_error *look_for_long_names(struct bk_doctor *d, struct bk_finding *finding)
{
	if (d->strings->longest >= BK_DOCTOR_LONGEST_NAME)
		BK_TRY(bk_doctor_count_types(
			d, finding, declared_kinds | 1u << BK_KIND_FUNC | 1u << BK_KIND_VAR,
			is_longly_named));
	return bk_doctor_say(d, finding, "%llu type%s with a name of %d bytes and more",
			     (unsigned long long)finding->count, bk_plural(finding->count),
			     BK_DOCTOR_LONGEST_NAME);
}

static bool is_oddly_named(const struct bk_doctor *d, uint32_t id)
{
	const char *name = bk_graph_name(d->graph, bk_graph_type(d->graph, id));
	size_t size = strnlen(name, BK_DOCTOR_LONGEST_NAME); /* megabytes, for many types */

	return !bk_plain_map_has(&d->plain, name, size) && size &&
	       bk_classify_name(name, size, NULL) == BK_NAME_INVALID;
}

static struct bk_error *look_for_odd_names(struct bk_doctor *d, struct bk_finding *finding)
{
	BK_TRY(bk_doctor_count_types(d, finding, declared_kinds, is_oddly_named));
	return bk_doctor_say(d, finding, "%llu type%s of a name that is no identifier in C",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

/* ---- types of one name, and of one content ---- */

static struct bk_error *give_difference(struct bk_doctor *d, struct bk_finding *finding,
					const struct bk_namesake *group)
{
	bk_doctor_begin_example(d);
	bk_doctor_put_type(d, group->first);
	bk_printf(&d->text, " and [%u]", group->other);
	if (d->graph->base && group->first < d->graph->first_id)
		bk_puts(&d->text, ", the first of them the base's");
	bk_puts(&d->text, ": ");
	BK_TRY(bk_difference_put(&d->namesakes->digester, group->first, group->other, &d->text));
	return bk_doctor_end_example(d, finding, group->first);
}

static struct bk_error *look_at_namesakes(struct bk_doctor *d, struct bk_finding *finding,
					  bool functions)
{
	const struct bk_namesakes *namesakes = d->namesakes;

	if (!namesakes->is_compared)
		return NULL;
	for (size_t i = 0; i < namesakes->groups.count; i++) {
		const struct bk_namesake *group = &namesakes->groups.at[i];

		if (!group->other ||
		    (bk_graph_kind(d->graph, group->first) == BK_KIND_FUNC) != functions)
			continue;
		finding->count++;
		if (bk_doctor_wants_example(d, finding))
			BK_TRY(give_difference(d, finding, group));
	}
	return NULL;
}

static struct bk_error *look_at_types(struct bk_doctor *d, struct bk_finding *finding)
{
	BK_TRY(look_at_namesakes(d, finding, false));
	return bk_doctor_say(d, finding, "%llu name%s of several types that differ",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static struct bk_error *look_at_functions(struct bk_doctor *d, struct bk_finding *finding)
{
	BK_TRY(look_at_namesakes(d, finding, true));
	return bk_doctor_say(d, finding, "%llu name%s of several functions that differ",
			     (unsigned long long)finding->count, bk_plural(finding->count));
}

static struct bk_error *look_at_patience(struct bk_doctor *d, struct bk_finding *finding)
{
	finding->count = d->namesakes->is_compared ? 0 : d->stat->shared_names;
	return bk_doctor_say(
		d, finding, "the types of %llu shared name%s were not compared: there are too many",
		(unsigned long long)finding->count, bk_plural(finding->count));
}

static struct bk_error *look_for_repeated_types(struct bk_doctor *d, struct bk_finding *finding)
{
	const struct bk_namesakes *namesakes = d->namesakes;

	for (size_t i = 0; i < namesakes->repeated.count && bk_doctor_wants_example(d, finding);
	     i++) {
		struct bk_repeated repeated = namesakes->repeated.at[i];

		bk_doctor_begin_example(d);
		bk_doctor_put_type(d, repeated.id);
		bk_printf(&d->text, " is [%u] again", repeated.of);
		if (repeated.of < d->graph->first_id)
			bk_puts(&d->text, ", which is the base's");
		BK_TRY(bk_doctor_end_example(d, finding, repeated.id));
	}
	finding->count = d->stat->repeated_types.count;
	return bk_doctor_say(d, finding, "%llu type%s that say%s the same as another (%llu bytes)",
			     (unsigned long long)finding->count, bk_plural(finding->count),
			     finding->count == 1 ? "s" : "",
			     (unsigned long long)d->stat->repeated_types.bytes);
}

/* ---- strings ---- */

static struct bk_error *give_strings(struct bk_doctor *d, struct bk_finding *finding,
				     const struct bk_string_list *list,
				     const struct bk_tally *tally)
{
	for (size_t i = 0; i < list->count && bk_doctor_wants_example(d, finding); i++) {
		bk_doctor_begin_example(d);
		bk_printf(&d->text, "'%s'", (const char *)d->graph->strings.data + list->at[i]);
		BK_TRY(bk_doctor_end_example(d, finding, 0));
	}
	finding->count = tally->count;
	return NULL;
}

static struct bk_error *look_for_unused_strings(struct bk_doctor *d, struct bk_finding *finding)
{
	const struct bk_tally *tally = &d->stat->unreferenced_strings;

	BK_TRY(give_strings(d, finding, &d->strings->unreferenced, tally));
	return bk_doctor_say(d, finding, "%llu string%s that nothing refers to (%llu bytes)",
			     (unsigned long long)tally->count, bk_plural(tally->count),
			     (unsigned long long)tally->bytes);
}

static struct bk_error *look_for_repeated_strings(struct bk_doctor *d, struct bk_finding *finding)
{
	const struct bk_tally *tally = &d->stat->repeated_strings;

	BK_TRY(give_strings(d, finding, &d->strings->repeated, tally));
	return bk_doctor_say(
		d, finding, "%llu string%s that stand%s in the section more than once (%llu bytes)",
		(unsigned long long)tally->count, bk_plural(tally->count),
		tally->count == 1 ? "s" : "", (unsigned long long)tally->bytes);
}

/* Where the knowledge is from: kernel/bpf/btf.c, libbpf's CHANGES, scripts/Makefile.btf, dwarves. */
const struct bk_rule bk_rules[] = {
	{ "header-bytes", BK_SEVERITY_NOTE, look_at_header,
	  "A newer encoder wrote them; kernels take them only if all are zero." },
	{ "layout-section", BK_SEVERITY_NOTE, look_for_layouts,
	  "Readers can step over kinds that they do not know; kernels before 7.1 refuse it." },
	{ "layout-wrong", BK_SEVERITY_ERROR, look_at_layouts,
	  "Readers that believe it read other types, or none." },
	{ "outside-bytes", BK_SEVERITY_ERROR, look_outside,
	  "Kernels refuse BTF with bytes that belong to no section." },
	{ "no-types", BK_SEVERITY_WARNING, look_for_types, "There is nothing to be had from it." },
	{ "unknown-kind", BK_SEVERITY_WARNING, look_for_unknown_kinds,
	  "The encoder is newer than btfkit: such types are stepped over, and left out of headers." },
	{ "order", BK_SEVERITY_NOTE, look_at_order,
	  "Readers may bisect sorted types by name; others they search from the first to the last." },
	{ "enum64-cut", BK_SEVERITY_WARNING, look_for_cut_enums,
	  "pahole before 1.24 cuts values to their low 32 bits: those past that are wrong." },
	{ "enum-signs", BK_SEVERITY_WARNING, look_for_signs,
	  "pahole before 1.24 does not tell signs: -1 is read as 4294967295." },
	{ "kfuncs-untagged", BK_SEVERITY_WARNING, look_for_kfuncs,
	  "From 6.10 on kernels have the tags if pahole 1.27 or later built the BTF: headers have no "
	  "prototypes of kfuncs, and from 7.0 on those with implicit arguments fail to load." },
	{ "type-tags-missing", BK_SEVERITY_NOTE, look_for_type_tags,
	  "The kernel's compiler had no attribute btf_type_tag: the verifier takes these pointers for "
	  "others." },
	{ "fwd-unresolved", BK_SEVERITY_NOTE, look_for_forwards,
	  "Pointers to them can be passed on, but members and sizes are not known." },
	{ "fwd-kept", BK_SEVERITY_NOTE, look_for_kept_forwards,
	  "Deduplication could not tell that they are the same, mostly because there are several." },
	{ "fwd-number", BK_SEVERITY_ERROR, look_at_forward_words,
	  "gcc 12 writes it; kernels refuse it, and libbpf keeps equal ones apart." },
	{ "int-encoding", BK_SEVERITY_ERROR, look_at_encodings,
	  "gcc 12 writes it for signed char; kernels refuse it." },
	{ "array-index", BK_SEVERITY_ERROR, look_at_indexes,
	  "gcc writes it for arrays without a length; kernels refuse it." },
	{ "names-needless", BK_SEVERITY_ERROR, look_for_needless_names,
	  "Some compilers (of Rust) write them; kernels refuse it." },
	{ "names-long", BK_SEVERITY_ERROR, look_for_long_names, "Kernels refuse such names." },
	{ "names-odd", BK_SEVERITY_NOTE, look_for_odd_names,
	  "C cannot spell them (Rust's, mostly): in headers they have other names." },
	{ "types-differ", BK_SEVERITY_WARNING, look_at_types,
	  "CO-RE relocations by such a name fail where the types disagree; in headers all but one "
	  "are renamed." },
	{ "functions-differ", BK_SEVERITY_NOTE, look_at_functions,
	  "Programs that attach by such a name get one of them, with the arguments of that one." },
	{ "not-compared", BK_SEVERITY_NOTE, look_at_patience,
	  "Whether they differ is not known; no compiler makes such BTF." },
	{ "types-repeated", BK_SEVERITY_NOTE, look_for_repeated_types,
	  "It is larger than needed: deduplicated BTF has each type once." },
	{ "strings-unreferenced", BK_SEVERITY_NOTE, look_for_unused_strings,
	  "It is larger than needed: what they named was removed." },
	{ "strings-repeated", BK_SEVERITY_NOTE, look_for_repeated_strings,
	  "It is larger than needed, and readers that compare names by offset miss equal ones." },
	{ 0 },
};
