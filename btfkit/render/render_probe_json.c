// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Answers to expressions as JSON. */
#include "btfkit/render/render_probe.h"

static void field_text(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	if (text)
		bk_json_string(json, text);
	else
		bk_json_null(json);
}

/* A number that may not fit into a double is a string. */
static void put_value(struct bk_json *json, uint64_t value, bool is_signed)
{
	char text[24] = "-";
	bool is_negative = is_signed && (int64_t)value < 0;

	*bk_format_u64(text + is_negative, is_negative ? -value : value) = '\0';
	bk_json_field_string(json, "value", text);
}

static void put_witness(struct bk_json *json, const char *key, const struct bk_witness *witness,
			bool is_signed)
{
	bk_json_key(json, key);
	if (!witness->is_known) {
		bk_json_null(json);
		return;
	}
	bk_json_open(json, '{');
	bk_json_field_bool(json, "exists", witness->exists);
	if (witness->has_offset)
		bk_json_field_u64(json, "offset_bits", witness->offset_bits);
	if (witness->has_size)
		bk_json_field_u64(json, "size_bits", witness->size_bits);
	if (witness->has_sign)
		bk_json_field_bool(json, "signed", witness->is_signed);
	if (witness->has_value)
		put_value(json, witness->value, is_signed);
	if (witness->has_id)
		bk_json_field_u64(json, "type_id", witness->type_id);
	if (witness->has_matches)
		bk_json_field_bool(json, "matches", witness->matches);
	bk_json_close(json, '}');
}

static void put_attach(struct bk_json *json, const struct bk_attach *attach)
{
	bk_json_field_open(json, "attach", '[');
	for (int way = 0; way < BK_ATTACH_WAYS; way++) {
		const struct bk_attach_way *found = &attach->ways[way];

		bk_json_open(json, '{');
		bk_json_field_string(json, "how", bk_attach_way_name(way));
		bk_json_field_bool(json, "possible", found->is_possible);
		field_text(json, "reason", found->is_possible ? NULL : found->reason);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

void bk_probe_json_begin(struct bk_json *json, const struct bk_probe_kernel *kernel,
			 const char *list)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, "schema", "btfkit.probe/1");
	bk_json_field_open(json, "kernel", '{');
	field_text(json, "release", kernel->release);
	field_text(json, "arch", kernel->arch);
	bk_json_close(json, '}');
	bk_json_field_open(json, list, '[');
}

void bk_render_probe_json(struct bk_sink *sink, const struct bk_probe *probe,
			  const struct bk_probe_kernel *kernel)
{
	struct bk_json json = { .sink = sink };

	bk_probe_json_begin(&json, kernel, "results");
	for (size_t i = 0; i < probe->results.count; i++) {
		const struct bk_probed *probed = &probe->results.at[i];
		const struct bk_witness *witnesses = probed->witnesses;
		bool is_signed = probed->place.is_signed;

		bk_json_open(&json, '{');
		bk_json_field_string(&json, "expr", probed->expression.text);
		bk_json_field_string(&json, "kind",
				     bk_expression_kind_name(probed->expression.kind));
		put_witness(&json, "predicted", &witnesses[BK_WITNESS_PREDICTED], is_signed);
		put_witness(&json, "libbpf", &witnesses[BK_WITNESS_LIBBPF], is_signed);
		put_witness(&json, "kernel", &witnesses[BK_WITNESS_KERNEL], is_signed);
		bk_json_field_bool(&json, "agree", probed->agree);
		field_text(&json, "why", probed->why);
		field_text(&json, "module", probed->module ? probed->module->name : NULL);
		if (probed->attach)
			put_attach(&json, probed->attach);
		bk_json_close(&json, '}');
	}
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
