// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What both witnesses have in common. */
#include "btfkit/live/witness.h"

#include <stdio.h>

/* Behind the number, and before the dump of what was being relocated. */
static void cut_reason(const char *at, char reason[BK_REASON_SIZE])
{
	size_t size = strcspn(at, "\n");

	if (size >= BK_REASON_SIZE)
		size = BK_REASON_SIZE - 1;
	memcpy(reason, at, size);
	reason[size] = '\0';
}

bool bk_find_refused(const char *log, uint32_t *number, char reason[BK_REASON_SIZE])
{
	static const char word[] = "relo #";
	unsigned long last = 0;
	bool found = false;

	for (const char *at = strstr(log, word); at; at = strstr(at + 1, word)) {
		char *end;
		unsigned long value = strtoul(at + sizeof(word) - 1, &end, 10);

		if (*end != ':' || value > UINT32_MAX)
			continue;
		/* the first line of the last number tells why, the last one only that */
		if (!found || value != last || strstr(reason, "substituting") ||
		    strstr(reason, "matching candidate"))
			cut_reason(end + 1 + strspn(end + 1, " "), reason);
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

		if (kinds && !(to[i].refused & 1U << bk_exists_kind(kinds)) &&
		    !bk_questions_add(questions, i, kinds & ~to[i].refused))
			return false;
	}
	return true;
}
