// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* .BTF.ext as text, grouped by ELF section, and as JSON. */
#include "btfkit/base/json.h"
#include "btfkit/graph/access.h"
#include "btfkit/render/render.h"
#include "btfkit/render/spelling.h"

/* The name of a relocation kind, or its number in `number` where it has none. */
static const char *kind_text(uint32_t kind, char number[static 11])
{
	const char *name = bk_relo_kind_name(kind);

	if (name)
		return name;
	*bk_format_u64(number, kind) = '\0';
	return number;
}

static const char *string(const struct bk_ext_graph *ext, uint32_t offset)
{
	return bk_graph_string(ext->graph, offset);
}

static const struct bk_type *func_of(const struct bk_ext_graph *ext, const struct bk_ext_record *r)
{
	return bk_graph_type(ext->graph, r->func.type_id);
}

/* Spells what a relocation accesses; false, and nothing put, where that does not resolve. */
static bool spell_access(struct bk_sink *sink, const struct bk_ext_graph *ext,
			 const struct bk_ext_record *r)
{
	struct bk_access access;
	struct bk_error *error = bk_access_init(&access, ext->graph, r->relo.kind, r->relo.type_id,
						string(ext, r->relo.access_off));

	if (!error)
		bk_access_spell(&access, ext->graph, sink);
	bk_error_destroy(error);
	return !error;
}

static void put_func(struct bk_sink *sink, const struct bk_ext_graph *ext,
		     const struct bk_ext_record *r)
{
	const struct bk_type *func = func_of(ext, r);

	bk_printf(sink, "  %6u  ", r->insn_off);
	bk_put_line_text(sink, bk_spell_name(ext->graph, func->name_off));
	bk_printf(sink, "  (type %u, prototype %u)\n", r->func.type_id, func->type_id);
}

static void put_line(struct bk_sink *sink, const struct bk_ext_graph *ext,
		     const struct bk_ext_record *r)
{
	const char *text = string(ext, r->line.text_off);

	text += strspn(text, " \t");
	bk_printf(sink, "  %6u  ", r->insn_off);
	bk_put_line_text(sink, string(ext, r->line.file_name_off));
	bk_printf(sink, ":%u:%u", r->line.line, r->line.column);
	if (*text)
		bk_puts(sink, "  ");
	bk_put_line_text(sink, text);
	bk_putc(sink, '\n');
}

/* `scratch` is a memory sink, for what must be whole before it can be made harmless or escaped. */
static void put_relo(struct bk_sink *sink, const struct bk_ext_graph *ext,
		     const struct bk_ext_record *r, struct bk_sink *scratch)
{
	const char *access = string(ext, r->relo.access_off);
	char number[11];

	bk_printf(sink, "  %6u  %-17s  ", r->insn_off, kind_text(r->relo.kind, number));
	scratch->at = scratch->start;
	if (spell_access(scratch, ext, r)) {
		bk_putc(scratch, '\0');
		bk_put_line_text(sink, scratch->start);
	} else {
		bk_put_line_text(sink, access);
		bk_puts(sink, " (does not resolve)");
	}
	bk_printf(sink, "  (type %u, access ", r->relo.type_id);
	bk_put_line_text(sink, access);
	bk_puts(sink, ")\n");
}

static void put_part(struct bk_sink *sink, const struct bk_ext_graph *ext, enum bk_ext_part part,
		     const struct bk_ext_section *section, struct bk_sink *scratch)
{
	static const char *const headings[BK_EXT_PARTS] = {
		[BK_EXT_FUNC_INFO] = "functions\n",
		[BK_EXT_LINE_INFO] = "lines\n",
		[BK_EXT_CORE_RELO] = "relocations\n",
	};

	if (section->parts[part].count)
		bk_puts(sink, headings[part]);
	for (size_t i = 0; i < section->parts[part].count; i++) {
		const struct bk_ext_record *r = &section->parts[part].at[i];

		if (part == BK_EXT_FUNC_INFO)
			put_func(sink, ext, r);
		else if (part == BK_EXT_LINE_INFO)
			put_line(sink, ext, r);
		else
			put_relo(sink, ext, r, scratch);
	}
}

struct bk_error *bk_render_ext_text(struct bk_sink *sink, const struct bk_ext_graph *ext)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink scratch;

	bk_sink_init_memory(&scratch, SIZE_MAX);
	for (size_t s = 0; s < ext->sections.count; s++) {
		const struct bk_ext_section *section = &ext->sections.at[s];

		bk_puts(sink, s ? "\nsection " : "section ");
		bk_put_line_text(sink, section->name);
		bk_putc(sink, '\n');
		for (enum bk_ext_part part = BK_EXT_FUNC_INFO; part < BK_EXT_PARTS; part++)
			put_part(sink, ext, part, section, &scratch);
	}
	return bk_sink_finish(&scratch);
}

/* Unknown is null, and a compiler that does not know a text leaves it empty. */
static void field_text(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	if (*text)
		bk_json_string(json, text);
	else
		bk_json_null(json);
}

static void func_fields(struct bk_json *json, const struct bk_ext_graph *ext,
			const struct bk_ext_record *r)
{
	bk_json_field_u64(json, "type_id", r->func.type_id);
	bk_json_field_string(json, "name", bk_graph_name(ext->graph, func_of(ext, r)));
}

static void line_fields(struct bk_json *json, const struct bk_ext_graph *ext,
			const struct bk_ext_record *r)
{
	field_text(json, "file", string(ext, r->line.file_name_off));
	bk_json_field_u64(json, "line", r->line.line);
	bk_json_field_u64(json, "col", r->line.column);
	field_text(json, "source", string(ext, r->line.text_off));
}

static void relo_fields(struct bk_json *json, const struct bk_ext_graph *ext,
			const struct bk_ext_record *r, struct bk_sink *scratch)
{
	char number[11];

	bk_json_field_string(json, "kind", kind_text(r->relo.kind, number));
	bk_json_field_u64(json, "type_id", r->relo.type_id);
	bk_json_field_string(json, "access", string(ext, r->relo.access_off));
	bk_json_key(json, "spec");
	scratch->at = scratch->start;
	if (spell_access(scratch, ext, r)) {
		bk_putc(scratch, '\0');
		bk_json_string(json, scratch->start);
	} else {
		bk_json_null(json);
	}
}

static void put_json_part(struct bk_json *json, const struct bk_ext_graph *ext,
			  enum bk_ext_part part, struct bk_sink *scratch)
{
	static const char *const keys[BK_EXT_PARTS] = {
		[BK_EXT_FUNC_INFO] = "func_info",
		[BK_EXT_LINE_INFO] = "line_info",
		[BK_EXT_CORE_RELO] = "core_relo",
	};

	bk_json_field_open(json, keys[part], '[');
	for (size_t s = 0; s < ext->sections.count; s++) {
		const struct bk_ext_section *section = &ext->sections.at[s];

		for (size_t i = 0; i < section->parts[part].count; i++) {
			const struct bk_ext_record *r = &section->parts[part].at[i];

			bk_json_open(json, '{');
			bk_json_field_string(json, "section", section->name);
			bk_json_field_u64(json, "insn_off", r->insn_off);
			if (part == BK_EXT_FUNC_INFO)
				func_fields(json, ext, r);
			else if (part == BK_EXT_LINE_INFO)
				line_fields(json, ext, r);
			else
				relo_fields(json, ext, r, scratch);
			bk_json_close(json, '}');
		}
	}
	bk_json_close(json, ']');
}

struct bk_error *bk_render_ext_json(struct bk_sink *sink, const struct bk_ext_graph *ext)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink scratch;
	struct bk_json json = { .sink = sink };

	bk_sink_init_memory(&scratch, SIZE_MAX);
	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.dump/1");
	for (enum bk_ext_part part = BK_EXT_FUNC_INFO; part < BK_EXT_PARTS; part++)
		put_json_part(&json, ext, part, &scratch);
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
	return bk_sink_finish(&scratch);
}
