// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Answers to expressions, a line each. */
#include "btfkit/render/render_probe.h"

#include "btfkit/base/control.h"

static const char *const names[BK_WITNESSES] = { "predicted", "libbpf", "kernel" };

void bk_put_visible(struct bk_sink *sink, const char *text)
{
	while (*text) {
		size_t size = bk_control_size(text);

		bk_putc(sink, size ? '?' : *text);
		text += size ? size : 1;
	}
}

static void put_place(struct bk_sink *sink, const struct bk_witness *witness)
{
	bk_printf(sink, "  offset %llu", (unsigned long long)(witness->offset_bits / 8));
	if (witness->is_bitfield)
		bk_printf(sink, " bit %u", (unsigned int)(witness->offset_bits % 8));
}

static void put_size(struct bk_sink *sink, const struct bk_witness *witness)
{
	if (witness->is_bitfield)
		bk_printf(sink, "  size %llu bit%s", (unsigned long long)witness->size_bits,
			  witness->size_bits == 1 ? "" : "s");
	else
		bk_printf(sink, "  size %llu", (unsigned long long)(witness->size_bits / 8));
}

/* What one of them says: `  offset 2432  size 4  signed`. */
static void put_witness(struct bk_sink *sink, const struct bk_witness *witness, bool is_signed)
{
	if (!witness->is_known) {
		bk_puts(sink, "  not known");
		return;
	}
	if (!witness->exists) {
		bk_puts(sink, "  absent");
		return;
	}
	if (witness->has_offset)
		put_place(sink, witness);
	if (witness->has_size)
		put_size(sink, witness);
	if (witness->has_sign && witness->is_signed)
		bk_puts(sink, "  signed");
	if (witness->has_value) {
		bk_puts(sink, "  value ");
		if (is_signed)
			bk_put_i64(sink, (int64_t)witness->value);
		else
			bk_put_u64(sink, witness->value);
	}
	if (!witness->has_offset && !witness->has_size && !witness->has_value)
		bk_puts(sink, "  exists");
}

static void put_known(struct bk_sink *sink, const struct bk_probed *probed)
{
	const char *separator = "  [";

	for (int i = 0; i < BK_WITNESSES; i++) {
		if (!probed->witnesses[i].is_known)
			continue;
		bk_puts(sink, separator);
		bk_puts(sink, names[i]);
		separator = ", ";
	}
	if (separator[0] == ',')
		bk_putc(sink, ']');
}

static void put_attach(struct bk_sink *sink, const struct bk_probed *probed)
{
	for (int way = 0; probed->attach && way < BK_ATTACH_WAYS; way++) {
		const struct bk_attach_way *found = &probed->attach->ways[way];

		bk_printf(sink, "\t%-6s  %s", bk_attach_way_name(way),
			  found->is_possible ? "possible" : "not possible: ");
		if (!found->is_possible)
			bk_put_visible(sink, found->reason);
		bk_putc(sink, '\n');
	}
}

static void put_result(struct bk_sink *sink, const struct bk_probed *probed)
{
	bk_put_visible(sink, probed->expression.text);
	if (probed->agree) {
		put_witness(sink, &probed->witnesses[BK_WITNESS_PREDICTED],
			    probed->place.is_signed);
		put_known(sink, probed);
		if (probed->module)
			bk_printf(sink, "  in module %s", probed->module->name);
		if (probed->why)
			bk_printf(sink, "  %s", probed->why);
		bk_putc(sink, '\n');
		put_attach(sink, probed);
		return;
	}
	bk_puts(sink, "  the witnesses disagree\n");
	for (int i = 0; i < BK_WITNESSES; i++) {
		bk_printf(sink, "\t%-9s", names[i]);
		put_witness(sink, &probed->witnesses[i], probed->place.is_signed);
		if (*probed->witnesses[i].reason) {
			bk_puts(sink, "  ");
			bk_put_visible(sink, probed->witnesses[i].reason);
		}
		bk_putc(sink, '\n');
	}
}

void bk_render_probe_text(struct bk_sink *sink, const struct bk_probe *probe)
{
	for (size_t i = 0; i < probe->results.count; i++)
		put_result(sink, &probe->results.at[i]);
}
