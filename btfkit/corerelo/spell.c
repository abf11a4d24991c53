// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Relocations as source code would spell them. */
#include "btfkit/corerelo/spec.h"

#include "btfkit/graph/type_name.h"

static void spell_step(const struct bk_step *step, const char *dot, struct bk_sink *sink)
{
	if (step->name)
		bk_printf(sink, "%s%s", dot, step->name);
	else
		bk_printf(sink, "[%u]", step->index);
}

/* `((T *)p)->a.b[3]`, `((T *)p)[2].a`, and `(*(T *)p)[3]` of an array that has a name. */
static void spell_field(const struct bk_spec *spec, struct bk_sink *sink)
{
	const bool is_array = spec->count > 1 && !spec->steps[1].name && !spec->steps[0].index;
	const bool is_whole = spec->count == 1 && !spec->steps[0].index;

	bk_puts(sink, is_array ? "(*(" : is_whole ? "*(" : "((");
	bk_type_name(spec->graph, spec->root_id, sink);
	bk_puts(sink, is_whole ? " *)p" : " *)p)");
	if (spec->steps[0].index)
		spell_step(spec->steps, "", sink);
	for (uint32_t i = 1; i < spec->count; i++)
		spell_step(spec->steps + i, i == 1 && !spec->steps[0].index ? "->" : ".", sink);
}

void bk_relo_spell(const struct bk_object *object, uint32_t number, struct bk_sink *sink)
{
	const struct bk_core_relo *relo = object->relocations.at + number;
	struct bk_spec spec;
	const enum bk_relo_cause cause = bk_spec_parse(&spec, object->graph, relo);

	if (!cause && bk_relo_is_field(relo->kind)) {
		spell_field(&spec, sink);
		return;
	}
	bk_type_name(object->graph, relo->type_id, sink);
	if (cause)
		bk_printf(sink, " + %s", relo->access);
	else if (bk_relo_is_enumval(relo->kind))
		bk_printf(sink, ".%s", spec.steps[0].name);
}
