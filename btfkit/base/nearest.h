/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The names a user may have meant, for messages.
 *
 *	bk_nearest_init(&nearest, "nftables");
 *	for (...)
 *		bk_nearest_offer(&nearest, name);
 *	"no module 'nftables'%s", bk_nearest_text(&nearest)	 -> ... (near: nf_tables)
 */
#ifndef BK_BASE_NEAREST_H
#define BK_BASE_NEAREST_H

#include <stddef.h>
#include <stdint.h>

enum { BK_LONGEST_NEAR_NAME = 127, BK_MOST_NEAREST = 4 };

struct bk_nearest {
	const char *wanted;
	const char *bare; /* `wanted` behind its first underscores */
	size_t bare_size; /* without its last ones */
	uint64_t letters; /* that `wanted` is made of: a bit (1 << c % 64) each */
	uint64_t bare_letters;
	size_t size;	    /* of `wanted` */
	unsigned int limit; /* edits that are few enough: a third of the name, 3 at most */
	struct bk_near_name {
		const char *name;
		unsigned int distance;
	} found[BK_MOST_NEAREST]; /* the nearest first, of equals the one that was offered first */
	size_t count;
	char text[BK_MOST_NEAREST * (BK_LONGEST_NEAR_NAME + 2) + 16];
};

/*
 * `wanted`, and the names that are offered, are borrowed. Near is also what is the same but for
 * underscores around it, and what has all of `wanted` in it.
 */
void bk_nearest_init(struct bk_nearest *nearest, const char *wanted);
void bk_nearest_offer(struct bk_nearest *nearest, const char *name);

/* A name that is offered often, measured once. */
struct bk_measured_name {
	const char *name;
	uint64_t letters;
	size_t size;
};

struct bk_measured_name bk_measure_name(const char *name);
void bk_nearest_offer_measured(struct bk_nearest *nearest, const struct bk_measured_name *name);

/* " (near: one, two)", "" where there are none; valid as long as `nearest`. */
const char *bk_nearest_text(struct bk_nearest *nearest);

/* How many insertions, deletions, replacements and swaps make `b` of `a`; `limit` + 1 if more. */
unsigned int bk_edit_distance(const char *a, const char *b, unsigned int limit);

#endif
