// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Results of many kernels put together. */
#include "btfkit/compat/summary.h"

#include <stdio.h>

static const char *copy(struct bk_compat_summary *summary, const char *text, bool *failed)
{
	const char *result = text ? bk_arena_copy(&summary->arena, text, strlen(text)) : NULL;

	*failed |= text && !result;
	return result;
}

/* The number of a text in a map, `next` where it is new; UINT32_MAX without memory. */
static uint32_t index_of(struct bk_compat_summary *summary, struct bk_strmap *map, const char *text,
			 uint32_t next, bool *is_new)
{
	uint32_t *value = bk_strmap_find(map, text);
	const char *key;
	bool failed = false;

	*is_new = !value;
	if (value)
		return *value;
	key = copy(summary, text, &failed);
	if (!failed)
		value = bk_strmap_insert(map, key, next, is_new);
	return value ? *value : UINT32_MAX;
}

bool bk_compat_summary_subject(struct bk_compat_summary *summary, const char *source,
			       uint32_t *index)
{
	bool is_new, failed = false;
	const char *name;

	*index = index_of(summary, &summary->subject_indexes, source,
			  (uint32_t)summary->subjects.count, &is_new);
	if (*index == UINT32_MAX || !is_new)
		return *index != UINT32_MAX;
	name = copy(summary, source, &failed);
	return !failed && bk_array_push(&summary->subjects, name);
}

static bool add_kernel(struct bk_compat_summary *summary, const struct bk_compat_kernel *kernel,
		       uint32_t *index)
{
	struct bk_compat_kernel own = { .is_passed_over = kernel->is_passed_over };
	bool is_new, failed = false;

	*index = index_of(summary, &summary->kernel_indexes, kernel->source,
			  (uint32_t)summary->kernels.count, &is_new);
	if (*index == UINT32_MAX || !is_new)
		return *index != UINT32_MAX;
	own.source = copy(summary, kernel->source, &failed);
	own.release = copy(summary, kernel->release, &failed);
	own.arch = copy(summary, kernel->arch, &failed);
	own.error = copy(summary, kernel->error, &failed);
	own.modules_error = copy(summary, kernel->modules_error, &failed);
	return !failed && bk_array_push(&summary->kernels, own) &&
	       bk_array_push(&summary->rows, (struct bk_compat_row){ 0 });
}

/* Of a kernel that comes twice with the same object the later result counts. */
static bool set_verdict(struct bk_compat_summary *summary, uint32_t kernel, uint32_t subject,
			enum bk_verdict verdict, bool is_on_modules)
{
	struct bk_compat_row *row = &summary->rows.at[kernel];
	const uint8_t bit = is_on_modules ? BK_ON_MODULES : 0;

	if (subject >= row->count) {
		uint32_t count = (uint32_t)summary->subjects.count;
		uint8_t *grown = realloc(row->verdicts, count);

		if (!grown)
			return false;
		memset(grown + row->count, BK_VERDICT_NONE, count - row->count);
		row->verdicts = grown;
		row->count = count;
	}
	if (row->verdicts[subject] != BK_VERDICT_NONE) {
		summary->counts[row->verdicts[subject] & ~BK_ON_MODULES]--;
		summary->on_modules -= row->verdicts[subject] / BK_ON_MODULES;
	}
	row->verdicts[subject] = (uint8_t)verdict | bit;
	summary->counts[verdict]++;
	summary->on_modules += is_on_modules;
	return true;
}

static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

/* The trouble that is like this one; its texts are copied where it is new. */
static struct bk_compat_trouble *find_trouble(struct bk_compat_summary *summary,
					      const struct bk_compat_trouble *wanted)
{
	BK_AUTOFREE char *key = NULL;
	struct bk_compat_trouble own = *wanted;
	bool is_new, failed = false;
	uint32_t index;

	if (asprintf(&key, "%u\1%d\1%s\1%s\1%s\1%s\1%s", wanted->subject, (int)wanted->severity,
		     wanted->title, or_nothing(wanted->kind), wanted->status,
		     or_nothing(wanted->reason), or_nothing(wanted->note)) < 0) {
		key = NULL;
		return NULL;
	}
	index = index_of(summary, &summary->trouble_indexes, key, (uint32_t)summary->troubles.count,
			 &is_new);
	if (index == UINT32_MAX || !is_new)
		return index == UINT32_MAX ? NULL : &summary->troubles.at[index];
	own.title = copy(summary, wanted->title, &failed);
	own.kind = copy(summary, wanted->kind, &failed);
	own.status = copy(summary, wanted->status, &failed);
	own.reason = copy(summary, wanted->reason, &failed);
	own.note = copy(summary, wanted->note, &failed);
	if (failed || !bk_array_push(&summary->troubles, own))
		return NULL;
	return &summary->troubles.at[index];
}

static bool add_place(struct bk_compat_summary *summary, struct bk_compat_trouble *trouble,
		      const char *place)
{
	BK_AUTOFREE char *key = NULL;
	bool is_new, failed = false;
	const char *own;

	if (asprintf(&key, "%zu\1%s", (size_t)(trouble - summary->troubles.at), place) < 0) {
		key = NULL;
		return false;
	}
	if (index_of(summary, &summary->place_indexes, key, 0, &is_new) == UINT32_MAX)
		return false;
	if (!is_new)
		return true;
	own = copy(summary, place, &failed);
	return !failed && bk_array_push(&trouble->places, own);
}

static bool add_trouble(struct bk_compat_summary *summary, uint32_t kernel,
			const struct bk_compat_trouble *wanted, const char *place)
{
	struct bk_compat_trouble *trouble = find_trouble(summary, wanted);
	size_t count;

	if (!trouble || (place && !add_place(summary, trouble, place)))
		return false;
	count = trouble->kernels.count;
	if (count && trouble->kernels.at[count - 1] == kernel)
		return true;
	return bk_array_push(&trouble->kernels, kernel);
}

static const char *note_of(const struct bk_compat_relo *relo)
{
	switch (relo->live) {
	case BK_LIVE_NO:
		return "cannot be reached";
	case BK_LIVE_YES:
		return relo->status == BK_RELO_POISONED ? "can be reached" : NULL;
	case BK_LIVE_UNKNOWN:
		return relo->doubt ? relo->doubt : "whether it can be reached is not known";
	default:
		return NULL;
	}
}

static bool add_relo(struct bk_compat_summary *summary, uint32_t kernel, uint32_t subject,
		     const struct bk_compat_relo *relo)
{
	const struct bk_compat_site *site = relo->site;
	const struct bk_compat_trouble trouble = {
		.subject = subject,
		.severity = relo->live == BK_LIVE_NO ? BK_VERDICT_GUARDED : BK_VERDICT_FAIL,
		.title = site->spec,
		.kind = site->kind,
		.status = bk_relo_status_name(relo->status),
		.reason = relo->reason,
		.note = note_of(relo),
	};
	BK_AUTOFREE char *place = NULL;
	int size;

	if (site->file)
		size = asprintf(&place, "%s:%u in %s", site->file, site->line, site->program);
	else
		size = asprintf(&place, "instruction %u of %s", site->insn, site->program);
	if (size < 0) {
		place = NULL;
		return false;
	}
	return add_trouble(summary, kernel, &trouble, place);
}

static bool add_need(struct bk_compat_summary *summary, uint32_t kernel, uint32_t subject,
		     const struct bk_compat_need *need, bool is_attach)
{
	struct bk_compat_trouble trouble = {
		.subject = subject,
		.severity = BK_VERDICT_FAIL,
		.status = need->status,
		.reason = need->reason,
	};
	BK_AUTOFREE char *title = NULL, *place = NULL;

	if (asprintf(&title, "%s %s", is_attach ? "attach to" : need->what, need->name) < 0) {
		title = NULL;
		return false;
	}
	if (is_attach && asprintf(&place, "program %s", need->what) < 0) {
		place = NULL;
		return false;
	}
	trouble.title = title;
	return add_trouble(summary, kernel, &trouble, place);
}

/* Of an object that cannot be read, or of the other byte order; kernels are told elsewhere. */
static bool add_error(struct bk_compat_summary *summary, uint32_t kernel,
		      const struct bk_compat_result *result)
{
	const struct bk_compat_trouble trouble = {
		.subject = result->subject,
		.severity = result->verdict,
		.title = result->verdict == BK_VERDICT_ERROR ? "not read" : "not relocated",
		.status = bk_verdict_name(result->verdict),
		.reason = result->error,
	};

	return summary->kernels.at[kernel].error || add_trouble(summary, kernel, &trouble, NULL);
}

/* ---- lint ---- */

bool bk_compat_is_odd(const struct bk_compat_finding *finding)
{
	if (finding->is_trouble || finding->values.count > 1)
		return true;
	return finding->own && strcmp(finding->own, finding->values.at[0].text) != 0;
}

static struct bk_compat_finding *find_finding(struct bk_compat_summary *summary, uint32_t subject,
					      const struct bk_compat_fact *fact)
{
	BK_AUTOFREE char *key = NULL;
	struct bk_compat_finding own = { .subject = subject, .is_trouble = fact->is_trouble };
	bool is_new, failed = false;
	uint32_t index;

	if (asprintf(&key, "%u\1%s\1%s", subject, fact->what, fact->title) < 0) {
		key = NULL;
		return NULL;
	}
	index = index_of(summary, &summary->finding_indexes, key, (uint32_t)summary->findings.count,
			 &is_new);
	if (index == UINT32_MAX || !is_new)
		return index == UINT32_MAX ? NULL : &summary->findings.at[index];
	own.what = copy(summary, fact->what, &failed);
	own.title = copy(summary, fact->title, &failed);
	own.own = copy(summary, fact->own, &failed);
	if (failed || !bk_array_push(&summary->findings, own))
		return NULL;
	return &summary->findings.at[index];
}

static struct bk_compat_value *find_value(struct bk_compat_summary *summary,
					  struct bk_compat_finding *finding, const char *text)
{
	struct bk_compat_value own = { 0 };
	bool failed = false;

	for (size_t i = 0; i < finding->values.count; i++)
		if (strcmp(finding->values.at[i].text, text) == 0)
			return &finding->values.at[i];
	own.text = copy(summary, text, &failed);
	if (failed || !bk_array_push(&finding->values, own))
		return NULL;
	return &finding->values.at[finding->values.count - 1];
}

static bool add_fact(struct bk_compat_summary *summary, uint32_t kernel, uint32_t subject,
		     const struct bk_compat_fact *fact)
{
	struct bk_compat_finding *finding = find_finding(summary, subject, fact);
	struct bk_compat_value *value = finding ? find_value(summary, finding, fact->value) : NULL;
	bool is_known = false, failed = false;
	const char *place;

	if (!value)
		return false;
	for (size_t i = 0; i < finding->places.count && !is_known; i++)
		is_known = strcmp(finding->places.at[i], fact->place) == 0;
	place = is_known ? NULL : copy(summary, fact->place, &failed);
	if (failed || (place && !bk_array_push(&finding->places, place)))
		return false;
	if (value->kernels.count && value->kernels.at[value->kernels.count - 1] == kernel)
		return true;
	return bk_array_push(&value->kernels, kernel);
}

/* A module that has to be loaded is worth a word, but is no trouble. */
static bool add_module(struct bk_compat_summary *summary, uint32_t kernel, uint32_t subject,
		       const struct bk_compat_module *module)
{
	struct bk_compat_trouble trouble = {
		.subject = subject,
		.severity = BK_VERDICT_OK,
		.status = "has to be loaded",
		.reason = module->has,
	};
	BK_AUTOFREE char *title = NULL;

	if (asprintf(&title, "module %s", module->name) < 0) {
		title = NULL;
		return false;
	}
	trouble.title = title;
	return add_trouble(summary, kernel, &trouble, NULL);
}

static bool rests_on_modules(const struct bk_compat_result *result)
{
	if (result->verdict != BK_VERDICT_OK && result->verdict != BK_VERDICT_GUARDED)
		return false;
	for (size_t i = 0; i < result->modules.count; i++)
		if (!result->modules.at[i].is_loaded)
			return true;
	return false;
}

static bool add_result(struct bk_compat_summary *summary, uint32_t kernel,
		       const struct bk_compat_result *result)
{
	uint32_t subject = result->subject;

	if (!set_verdict(summary, kernel, subject, result->verdict, rests_on_modules(result)))
		return false;
	for (size_t i = 0; i < result->modules.count; i++)
		if (!result->modules.at[i].is_loaded &&
		    !add_module(summary, kernel, subject, &result->modules.at[i]))
			return false;
	if (result->error && !add_error(summary, kernel, result))
		return false;
	for (size_t i = 0; i < result->relocations.count; i++)
		if (result->relocations.at[i].status != BK_RELO_RESOLVED &&
		    !add_relo(summary, kernel, subject, &result->relocations.at[i]))
			return false;
	for (size_t i = 0; i < result->attach.count; i++)
		if (result->attach.at[i].is_failing &&
		    !add_need(summary, kernel, subject, &result->attach.at[i], true))
			return false;
	for (size_t i = 0; i < result->requires.count; i++)
		if (result->requires.at[i].is_failing &&
		    !add_need(summary, kernel, subject, &result->requires.at[i], false))
			return false;
	for (size_t i = 0; i < result->facts.count; i++)
		if (!add_fact(summary, kernel, subject, &result->facts.at[i]))
			return false;
	return true;
}

struct bk_error *bk_compat_summary_add(struct bk_compat_summary *summary,
				       const struct bk_compat_answer *answer)
{
	uint32_t kernel;

	if (!add_kernel(summary, &answer->kernel, &kernel))
		return bk_error_memory();
	for (size_t i = 0; i < answer->results.count; i++) {
		if (!add_result(summary, kernel, &answer->results.at[i]))
			return bk_error_memory();
	}
	return NULL;
}

/* Of equals the one that was found first, which its first kernel and place tell. */
static int order_troubles(const void *left, const void *right)
{
	const struct bk_compat_trouble *a = left, *b = right;
	int order;

	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	if (a->kernels.count != b->kernels.count)
		return a->kernels.count > b->kernels.count ? -1 : 1;
	order = strcmp(a->title, b->title);
	if (!order)
		order = strcmp(or_nothing(a->kind), or_nothing(b->kind));
	if (!order)
		order = strcmp(or_nothing(a->reason), or_nothing(b->reason));
	return order ? order : strcmp(or_nothing(a->note), or_nothing(b->note));
}

void bk_compat_summary_sort(struct bk_compat_summary *summary)
{
	if (summary->troubles.count)
		qsort(summary->troubles.at, summary->troubles.count, sizeof(*summary->troubles.at),
		      order_troubles);
}

void bk_compat_summary_deinit(struct bk_compat_summary *summary)
{
	for (size_t i = 0; i < summary->rows.count; i++)
		free(summary->rows.at[i].verdicts);
	for (size_t i = 0; i < summary->troubles.count; i++) {
		bk_array_deinit(&summary->troubles.at[i].places);
		bk_array_deinit(&summary->troubles.at[i].kernels);
	}
	for (size_t i = 0; i < summary->findings.count; i++) {
		struct bk_compat_finding *finding = &summary->findings.at[i];

		for (size_t n = 0; n < finding->values.count; n++)
			bk_array_deinit(&finding->values.at[n].kernels);
		bk_array_deinit(&finding->values);
		bk_array_deinit(&finding->places);
	}
	bk_array_deinit(&summary->findings);
	bk_array_deinit(&summary->subjects);
	bk_array_deinit(&summary->kernels);
	bk_array_deinit(&summary->rows);
	bk_array_deinit(&summary->troubles);
	bk_strmap_deinit(&summary->subject_indexes);
	bk_strmap_deinit(&summary->kernel_indexes);
	bk_strmap_deinit(&summary->trouble_indexes);
	bk_strmap_deinit(&summary->place_indexes);
	bk_strmap_deinit(&summary->finding_indexes);
	bk_arena_deinit(&summary->arena);
	*summary = (struct bk_compat_summary){ 0 };
}
