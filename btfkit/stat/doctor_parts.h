/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The parts of the doctor: the rules, and what they are written with.
 *
 * A rule is a row of bk_rules in doctor_rules.c and a function there that looks for what the row is
 * about: it counts, gives examples, and says in a message what was found.
 */
#ifndef BK_STAT_DOCTOR_PARTS_H
#define BK_STAT_DOCTOR_PARTS_H

#include "btfkit/base/sink.h"
#include "btfkit/cgen/cname.h"
#include "btfkit/graph/ids.h"
#include "btfkit/stat/doctor.h"

enum { BK_DOCTOR_LONGEST_NAME = 600 }; /* bytes of which it is known that kernels refuse them */

struct bk_doctor {
	struct bk_stat *stat;
	const struct bk_graph *graph;
	const struct bk_stat_options *options;
	struct bk_namesakes *namesakes;
	const struct bk_string_use *strings;
	struct bk_plain_map plain; /* of the strings */
	struct bk_sink text;	   /* an example being written, in memory */
};

struct bk_rule {
	const char *name;
	enum bk_severity severity; /* which a rule may change for what it has found */
	/* Fills in the finding. One with a count of 0 is dropped, whatever else it says. */
	struct bk_error *(*look)(struct bk_doctor *d, struct bk_finding *finding);
	const char *means; /* of struct bk_finding */
};

/* Ends with a row without a name. */
extern const struct bk_rule bk_rules[];

/* Sets the message of a finding: 255 bytes at most. */
struct bk_error *bk_doctor_say(struct bk_doctor *d, struct bk_finding *finding, const char *format,
			       ...) BK_PRINTF(3, 4) BK_MUST_CHECK;

/* "s" for all numbers but one. */
const char *bk_plural(uint64_t count);

/* Whether a finding has fewer examples than may be shown. */
bool bk_doctor_wants_example(const struct bk_doctor *d, const struct bk_finding *finding);

/*
 * Examples: what is put into d->text between these two is the text of one, which is about type `id`
 * (0: about none). Long ones are cut.
 */
void bk_doctor_begin_example(struct bk_doctor *d);
struct bk_error *bk_doctor_end_example(struct bk_doctor *d, struct bk_finding *finding, uint32_t id)
	BK_MUST_CHECK;

/* Puts how a type is called in examples: as C does, or by kind and name; and its id. */
void bk_doctor_put_type(struct bk_doctor *d, uint32_t id);

/* Counts a type, and gives it as an example unless there are enough. */
struct bk_error *bk_doctor_count_type(struct bk_doctor *d, struct bk_finding *finding, uint32_t id)
	BK_MUST_CHECK;

/*
 * Counts all own types of `kinds`, a set as in ids.h, for which `is_odd` holds: kind after kind,
 * ascending in each.
 */
struct bk_error *bk_doctor_count_types(struct bk_doctor *d, struct bk_finding *finding,
				       uint32_t kinds,
				       bool (*is_odd)(const struct bk_doctor *d, uint32_t id))
	BK_MUST_CHECK;

#endif
