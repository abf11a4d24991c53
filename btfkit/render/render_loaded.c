// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The list of loaded BTF as text and JSON. */
#include "btfkit/base/json.h"
#include "btfkit/render/render.h"

static const char *const kinds[] = { [BK_LOADED_KERNEL] = "kernel",
				     [BK_LOADED_MODULE] = "module",
				     [BK_LOADED_PROGRAM] = "program" };

void bk_render_loaded_text(struct bk_sink *sink, const struct bk_loaded *loaded)
{
	bk_printf(sink, "%6s  %-7s  %9s  %s\n", "id", "kind", "bytes", "name, holders");
	for (size_t i = 0; i < loaded->count; i++) {
		const struct bk_loaded_btf *btf = &loaded->btfs[i];
		const char *separator = *btf->name ? ", " : "";

		bk_printf(sink, "%6u  %-7s  %9u  %s", btf->id, kinds[btf->kind], btf->size_bytes,
			  btf->name);
		for (size_t n = 0; n < btf->holder_count; n++) {
			const struct bk_loaded_holder *holder = &btf->holders[n];

			bk_printf(sink, "%s%s %u%s%s", separator,
				  holder->what == BK_BPF_MAP ? "map" : "prog", holder->id,
				  *holder->name ? " " : "", holder->name);
			separator = ", ";
		}
		if (!*separator)
			bk_putc(sink, '-'); /* only a file descriptor keeps it */
		bk_putc(sink, '\n');
	}
}

static void put_name(struct bk_json *json, const char *name)
{
	bk_json_key(json, "name");
	if (*name)
		bk_json_string(json, name);
	else
		bk_json_null(json);
}

static void put_holders(struct bk_json *json, const char *key, const struct bk_loaded_btf *btf,
			enum bk_bpf_object what)
{
	bk_json_field_open(json, key, '[');
	for (size_t n = 0; n < btf->holder_count; n++) {
		if (btf->holders[n].what != what)
			continue;
		bk_json_open(json, '{');
		bk_json_field_u64(json, "id", btf->holders[n].id);
		put_name(json, btf->holders[n].name);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

void bk_render_loaded_json(struct bk_sink *sink, const struct bk_loaded *loaded)
{
	struct bk_json json = { .sink = sink };

	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.stat/1");
	bk_json_field_open(&json, "loaded", '[');
	for (size_t i = 0; i < loaded->count; i++) {
		const struct bk_loaded_btf *btf = &loaded->btfs[i];

		bk_json_open(&json, '{');
		bk_json_field_u64(&json, "id", btf->id);
		put_name(&json, btf->name);
		bk_json_field_string(&json, "kind", kinds[btf->kind]);
		bk_json_field_u64(&json, "size_bytes", btf->size_bytes);
		put_holders(&json, "programs", btf, BK_BPF_PROGRAM);
		put_holders(&json, "maps", btf, BK_BPF_MAP);
		bk_json_close(&json, '}');
	}
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
