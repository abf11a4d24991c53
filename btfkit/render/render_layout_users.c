// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Users of records in lists. Each user is in one: in the first that fits. */
#include "btfkit/render/render_layout_users.h"

#include "btfkit/render/color.h"
#include "btfkit/render/render.h"

enum list { EMBEDDED_IN, POINTED_TO_BY, FUNCTIONS, CALLBACKS, OTHERS, LISTS };

static const struct {
	const char *title, *key;
} lists[LISTS] = {
	[EMBEDDED_IN] = { "embedded in", "embedded_in" },
	[POINTED_TO_BY] = { "pointed to by", "pointed_to_by" },
	[FUNCTIONS] = { "taken or returned by functions", "functions" },
	[CALLBACKS] = { "taken or returned by what members point to", "callbacks" },
	[OTHERS] = { "typedefs and variables", "others" },
};

static enum list list_of(const struct bk_find_hit *hit)
{
	if (hit->what == BK_FIND_FUNCTION)
		return FUNCTIONS;
	if (hit->what != BK_FIND_MEMBER)
		return OTHERS;
	if (hit->use & BK_USE_VALUE)
		return EMBEDDED_IN;
	return hit->use & BK_USE_POINTER ? POINTED_TO_BY : CALLBACKS;
}

/* The users of one list, borrowed from the others. */
static bool choose(struct bk_find_result *chosen, const struct bk_find_result *users,
		   enum list wanted)
{
	chosen->hits.count = 0;
	for (size_t i = 0; i < users->hits.count; i++)
		if (list_of(&users->hits.at[i]) == wanted &&
		    !bk_array_push(&chosen->hits, users->hits.at[i]))
			return false;
	return true;
}

static struct bk_error *put_lists(struct bk_sink *sink, const struct bk_find_result *users,
				  bool color, struct bk_find_result *chosen)
{
	const struct bk_find_report report = { .source = "", .result = chosen };

	for (int n = 0; n < LISTS; n++) {
		if (!choose(chosen, users, n))
			return bk_error_memory();
		if (!chosen->hits.count)
			continue;
		bk_puts(sink, color ? BK_COLOR_BOLD : "");
		bk_printf(sink, "/* %s: %zu */", lists[n].title, chosen->hits.count);
		bk_puts(sink, color ? BK_COLOR_NONE : "");
		bk_putc(sink, '\n');
		BK_TRY(bk_render_find_text(sink, &report, 1));
	}
	if (!users->hits.count)
		bk_puts(sink, "/* nothing uses it */\n");
	else if (users->truncated)
		bk_puts(sink, "/* and perhaps more */\n");
	return NULL;
}

struct bk_error *bk_render_layout_users_text(struct bk_sink *sink,
					     const struct bk_find_result *users, bool color)
{
	struct bk_find_result chosen = { .is_split = users->is_split };
	struct bk_error *error = put_lists(sink, users, color, &chosen);

	bk_array_deinit(&chosen.hits);
	return error;
}

static void put_hit(struct bk_json *json, const struct bk_find_hit *hit)
{
	bk_json_open(json, '{');
	if (hit->holder)
		bk_json_field_string(json, "type", hit->holder);
	bk_json_field_string(json, "name", hit->path);
	if (hit->holder)
		bk_json_field_u64(json, "offset_bits", hit->offset_bits);
	bk_json_field_bool(json, "by_value", hit->use & BK_USE_VALUE);
	bk_json_field_bool(json, "by_pointer", hit->use & BK_USE_POINTER);
	bk_json_field_bool(json, "takes", hit->use & BK_USE_PARAMETER);
	bk_json_field_bool(json, "returns", hit->use & BK_USE_RETURN);
	bk_json_close(json, '}');
}

void bk_render_layout_users_json(struct bk_json *json, const struct bk_find_result *users)
{
	bk_json_field_open(json, "users", '{');
	for (int n = 0; n < LISTS; n++) {
		bk_json_field_open(json, lists[n].key, '[');
		for (size_t i = 0; i < users->hits.count; i++)
			if (list_of(&users->hits.at[i]) == (enum list)n)
				put_hit(json, &users->hits.at[i]);
		bk_json_close(json, ']');
	}
	bk_json_close(json, '}');
}
