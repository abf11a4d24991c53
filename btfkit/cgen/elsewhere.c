// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Three sets of names. */
#include "btfkit/cgen/elsewhere.h"

#include <string.h>

bool bk_elsewhere_add(struct bk_elsewhere *elsewhere, struct bk_strmap *names, const char *name)
{
	bool inserted;

	if (!*name || bk_strmap_find(names, name))
		return true;
	name = bk_arena_copy(&elsewhere->arena, name, strlen(name));
	return name && bk_strmap_insert(names, name, 0, &inserted);
}

static bool add_names(struct bk_elsewhere *elsewhere, struct bk_strmap *to,
		      const struct bk_strmap *from)
{
	bool ok = true;

	for (uint32_t i = 0; i < from->room && ok; i++)
		if (from->slots[i].key)
			ok = bk_elsewhere_add(elsewhere, to, from->slots[i].key);
	return ok;
}

bool bk_elsewhere_add_all(struct bk_elsewhere *elsewhere, const struct bk_elsewhere *other)
{
	return !other || (add_names(elsewhere, &elsewhere->tags, &other->tags) &&
			  add_names(elsewhere, &elsewhere->typedefs, &other->typedefs) &&
			  add_names(elsewhere, &elsewhere->enumerators, &other->enumerators));
}

void bk_elsewhere_deinit(struct bk_elsewhere *elsewhere)
{
	bk_strmap_deinit(&elsewhere->tags);
	bk_strmap_deinit(&elsewhere->typedefs);
	bk_strmap_deinit(&elsewhere->enumerators);
	bk_arena_deinit(&elsewhere->arena);
	*elsewhere = (struct bk_elsewhere){ 0 };
}
