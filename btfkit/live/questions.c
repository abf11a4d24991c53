// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Copies the blocks of the pattern, one a question. */
#include "btfkit/live/questions.h"

enum bk_relo_kind bk_exists_kind(uint32_t kinds)
{
	if (kinds & 1U << BK_RELO_FIELD_EXISTS)
		return BK_RELO_FIELD_EXISTS;
	return kinds & 1U << BK_RELO_TYPE_EXISTS ? BK_RELO_TYPE_EXISTS : BK_RELO_ENUMVAL_EXISTS;
}

bool bk_questions_add(struct bk_questions *questions, uint32_t asked, uint32_t kinds)
{
	enum bk_relo_kind exists = bk_exists_kind(kinds);

	if (!bk_array_push(&questions->all, (struct bk_question){ asked, exists }))
		return false;
	for (uint32_t kind = 0; kind < BK_RELO_KIND_COUNT; kind++)
		if (kinds & 1U << kind && kind != exists &&
		    !bk_array_push(&questions->all,
				   (struct bk_question){ asked, (enum bk_relo_kind)kind }))
			return false;
	return true;
}

void bk_questions_deinit(struct bk_questions *questions)
{
	bk_array_deinit(&questions->all);
}

static bool is_first(const struct bk_questions *questions, uint32_t n)
{
	return !n || questions->all.at[n - 1].asked != questions->all.at[n].asked;
}

uint32_t bk_insns_end(const struct bk_questions *questions, uint32_t first)
{
	uint32_t count = (uint32_t)questions->all.count, end;

	if (count - first <= BK_PROBE_SLOTS)
		return count;
	for (end = first + BK_PROBE_SLOTS; !is_first(questions, end);)
		end--;
	return end;
}

/* Copies a block, with the value that the relocated instruction has before it is relocated. */
static bool put_block(struct bk_insns *code, const struct bk_template *template,
		      enum bk_relo_kind kind, int64_t value, uint32_t slot)
{
	const struct bk_template_block *block = &template->by_kind[kind];
	uint32_t count = block->end - block->first;
	struct bpf_insn *insns;

	if (!bk_array_reserve(&code->insns, count))
		return false;
	insns = code->insns.at + code->insns.count;
	memcpy(insns, template->insns + block->first, count * sizeof(*insns));
	code->insns.count += count;
	insns[0].imm = (int32_t)value;
	if (insns[0].code == (BPF_LD | BPF_IMM | BPF_DW))
		insns[1].imm = (int32_t)(value >> 32);
	insns[count - 1].off =
		(int16_t)(offsetof(struct bk_probe_answers, values) + 8 * (size_t)slot);
	code->answers_register = insns[count - 1].dst_reg;
	return true;
}

/* Has the jump at `jump`, over what does not exist, end here. */
static void land(struct bk_insns *code, uint32_t jump)
{
	code->insns.at[jump].off = (int16_t)(code->insns.count - jump - 1);
}

bool bk_insns_put(struct bk_insns *code, const struct bk_template *template,
		  const struct bk_locals *locals, const struct bk_questions *questions,
		  uint32_t first, uint32_t end)
{
	uint32_t jump = UINT32_MAX;

	for (uint32_t n = first; n < end; n++) {
		const struct bk_question *question = &questions->all.at[n];
		bool begins = n == first || is_first(questions, n);

		if (begins && jump != UINT32_MAX)
			land(code, jump);
		if (!bk_array_push(&code->relos,
				   (struct bk_insns_relo){ (uint32_t)code->insns.count, n }) ||
		    !put_block(code, template, question->kind,
			       locals->at[question->asked].values[question->kind], n - first))
			return false;
		if (!begins)
			continue;
		jump = (uint32_t)code->insns.count;
		if (!bk_array_push(
			    &code->insns,
			    (struct bpf_insn){ .code = BPF_JMP | BPF_JEQ | BPF_K,
					       .dst_reg = code->insns.at[jump - 1].src_reg }))
			return false;
	}
	if (jump != UINT32_MAX)
		land(code, jump);
	return true;
}

void bk_insns_deinit(struct bk_insns *code)
{
	bk_array_deinit(&code->insns);
	bk_array_deinit(&code->relos);
}
