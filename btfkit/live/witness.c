// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What both witnesses have in common. */
#include "btfkit/live/witness.h"

#include <stdio.h>

static bool is_dump(const char *at)
{
	static const char *const dumps[] = { "<", "matching candidate", "non-matching candidate",
					     "substituting", "failed to relocate" };

	for (size_t i = 0; i < sizeof(dumps) / sizeof(*dumps); i++)
		if (strncmp(at, dumps[i], strlen(dumps[i])) == 0)
			return true;
	return false;
}

/* The first line about the last number that says why, and does not only show what it is about. */
bool bk_find_refused(const char *log, uint32_t *number, char reason[BK_REASON_SIZE])
{
	static const char word[] = "relo #";
	unsigned long last = 0;
	bool found = false, has_reason = false;

	for (const char *at = strstr(log, word); at; at = strstr(at + 1, word)) {
		char *end;
		unsigned long value = strtoul(at + sizeof(word) - 1, &end, 10);

		if (*end != ':' || value > UINT32_MAX)
			continue;
		end += 1 + strspn(end + 1, " ");
		has_reason &= found && value == last;
		if (!has_reason)
			snprintf(reason, BK_REASON_SIZE, "the relocation is refused");
		if (!has_reason && !is_dump(end)) {
			snprintf(reason, BK_REASON_SIZE, "%.*s", (int)strcspn(end, "\n"), end);
			has_reason = true;
		}
		last = value;
		found = true;
	}
	*number = (uint32_t)last;
	return found;
}

void bk_take_answers(const struct bk_questions *questions, uint32_t first, uint32_t end,
		     const struct bk_probe_answers *answers, struct bk_answer *to)
{
	bool exists = false;

	for (uint32_t n = first; n < end; n++) {
		const struct bk_question *question = &questions->all.at[n];
		struct bk_answer *answer = &to[question->asked];
		bool begins = n == first || questions->all.at[n - 1].asked != question->asked;

		if (begins)
			exists = answers->values[n - first] != 0;
		if (!begins && !exists)
			continue;
		answer->known |= 1U << question->kind;
		answer->values[question->kind] = answers->values[n - first];
	}
}

bool bk_questions_all(struct bk_questions *questions, const struct bk_asking *asking,
		      const struct bk_locals *locals, const struct bk_answer *to)
{
	questions->all.count = 0;
	for (uint32_t i = 0; i < asking->count; i++) {
		uint32_t kinds = locals->at[i].kinds;
		uint32_t without = to[i].refused | asking->asked[i].apart;

		if (kinds && !asking->asked[i].is_alone &&
		    !(without & 1U << bk_exists_kind(kinds)) &&
		    !bk_questions_add(questions, i, kinds & ~without))
			return false;
	}
	return true;
}

bool bk_next_apart(const struct bk_asking *asking, size_t *at, struct bk_asking *part,
		   uint32_t *kinds)
{
	while (*at < asking->count && !asking->asked[*at].apart && !asking->asked[*at].is_alone)
		++*at;
	if (*at == asking->count)
		return false;
	*part = *asking;
	part->asked += (*at)++;
	part->count = 1;
	*kinds = part->asked->apart;
	part->asked->apart = 0;
	part->asked->is_alone = false;
	return true;
}
