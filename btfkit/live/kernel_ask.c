// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The kernel as a witness: it is handed instructions as the compiler left them, and the records that
 * say what is to be relocated.
 *
 * It looks at records only where function or line info comes along, and takes them since 5.17. All is
 * done by bpf(2), so that nothing of libbpf is in between: a BTF of local types, an array for the
 * answers, a program that is a load of the array's address, the questions, and an exit.
 */
#include "btfkit/live/run.h"
#include "btfkit/live/verifier_log.h"
#include "btfkit/live/witness.h"
#include "btfkit/source/bpf.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* Before 6.2 the log begins with some hundred bytes of each relocation, and ends where it is full. */
enum { LOG_SIZE = 8 << 20, MOST_REFUSALS = 64, HEAD_INSNS = 2, TAIL_INSNS = 2 };

/* struct bpf_core_relo of kernels and their headers since 5.17; own, for older headers. */
struct core_relo {
	uint32_t insn_off, type_id, access_str_off, kind;
};

struct asking_kernel {
	const struct bk_asking *asking;
	struct bk_locals locals;
	struct bk_questions questions;
	struct bk_answer *answers;
	uint32_t func_id;
	int btf_fd, map_fd;
	char *log;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static struct bk_error *refused(int status, const char *what, const char *log)
{
	return bk_log_explain(log, bk_error_system(-status, "%s", what));
}

static struct bk_error *load_btf(struct asking_kernel *a, struct bk_bytes btf)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.btf = (uintptr_t)btf.data;
	attr.btf_size = (uint32_t)btf.size;
	a->btf_fd = bk_bpf_system(BPF_BTF_LOAD, &attr);
	if (a->btf_fd >= 0)
		return NULL;
	attr.btf_log_buf = (uintptr_t)a->log;
	attr.btf_log_size = LOG_SIZE;
	attr.btf_log_level = 1;
	a->log[0] = '\0';
	a->btf_fd = bk_bpf_system(BPF_BTF_LOAD, &attr);
	return a->btf_fd >= 0 ? NULL
			      : refused(a->btf_fd, "the kernel refuses the local types", a->log);
}

static struct bk_error *create_map(struct asking_kernel *a)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = sizeof(uint32_t);
	attr.value_size = sizeof(struct bk_probe_answers);
	attr.max_entries = 1;
	memcpy(attr.map_name, "btfkit", 7);
	a->map_fd = bk_bpf_system(BPF_MAP_CREATE, &attr);
	return a->map_fd >= 0 ? NULL : bk_error_system(-a->map_fd, "the kernel makes no map");
}

/* Types of the locals, and of a function for the function info. */
static struct bk_error *make_btf(struct asking_kernel *a)
{
	const struct bk_asking *asking = a->asking;
	BK_AUTO(bk_encoder_deinit) struct bk_encoder encoder = { 0 };
	struct bk_bytes btf = { 0 };
	uint32_t proto;
	struct bk_error *error;

	BK_TRY(bk_locals_init(&a->locals, &encoder, asking->graph, asking->names, asking->asked,
			      asking->count));
	for (size_t i = 0; i < asking->count; i++)
		a->answers[i].local_id = a->locals.at[i].type_id;
	proto = bk_encoder_type(&encoder, "", BK_KIND_INFO(BK_KIND_FUNC_PROTO, 0), 0);
	a->func_id = bk_encoder_type(&encoder, BK_TEMPLATE_PROGRAM,
				     BK_KIND_INFO(BK_KIND_FUNC, BK_LINKAGE_GLOBAL), proto);
	BK_TRY(bk_encoder_finish(&encoder, &btf));
	error = load_btf(a, btf);
	free((void *)(uintptr_t)btf.data);
	return error;
}

/* The instructions around the questions. */
static bool frame(struct bk_insns *insns, const struct bk_insns *asking, int map_fd)
{
	const struct bpf_insn head[HEAD_INSNS] = {
		{ .code = BPF_LD | BPF_IMM | BPF_DW,
		  .dst_reg = (uint8_t)(asking->answers_register & 0xf),
		  .src_reg = BPF_PSEUDO_MAP_VALUE,
		  .imm = map_fd },
	};
	const struct bpf_insn tail[TAIL_INSNS] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	for (size_t i = 0; i < HEAD_INSNS; i++)
		if (!bk_array_push(&insns->insns, head[i]))
			return false;
	for (size_t i = 0; i < asking->insns.count; i++)
		if (!bk_array_push(&insns->insns, asking->insns.at[i]))
			return false;
	return bk_array_push(&insns->insns, tail[0]) && bk_array_push(&insns->insns, tail[1]);
}

/* By the layout of the system call in 5.17: headers of a build may be older. */
static void set_relos(union bpf_attr *attr, const struct core_relo *relos, size_t count)
{
	enum { RELO_COUNT_AT = 116, RELOS_AT = 128, RELO_SIZE_AT = 136 };
	uint32_t relo_count = (uint32_t)count, size = sizeof(*relos);
	uint64_t address = (uintptr_t)relos;

	_Static_assert(sizeof(*attr) >= RELO_SIZE_AT + sizeof(size), "headers of Linux 5.17");
	memcpy((char *)attr + RELO_COUNT_AT, &relo_count, sizeof(relo_count));
	memcpy((char *)attr + RELOS_AT, &address, sizeof(address));
	memcpy((char *)attr + RELO_SIZE_AT, &size, sizeof(size));
}

static int load(const struct asking_kernel *a, const struct bk_insns *insns,
		const struct core_relo *relos, size_t relo_count, bool with_log)
{
	struct bpf_func_info func = { .type_id = a->func_id };
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = a->asking->as;
	attr.insns = (uintptr_t)insns->insns.at;
	attr.insn_cnt = (uint32_t)insns->insns.count;
	attr.license = (uintptr_t) "Dual BSD/GPL";
	if (a->asking->as == BPF_PROG_TYPE_SYSCALL)
		attr.prog_flags = BPF_F_SLEEPABLE;
	memcpy(attr.prog_name, "btfkit_probe", 13);
	attr.prog_btf_fd = (uint32_t)a->btf_fd;
	attr.func_info = (uintptr_t)&func;
	attr.func_info_cnt = 1;
	attr.func_info_rec_size = sizeof(func);
	set_relos(&attr, relos, relo_count);
	if (with_log) {
		attr.log_buf = (uintptr_t)a->log;
		attr.log_size = LOG_SIZE;
		attr.log_level = 1;
		a->log[0] = '\0';
	}
	return bk_bpf_system(BPF_PROG_LOAD, &attr);
}

/* Marks the question that the log says was refused; false: it says nothing of the kind. */
static bool note_refused(struct asking_kernel *a, uint32_t first, uint32_t end)
{
	char reason[BK_REASON_SIZE];
	const struct bk_question *question;
	struct bk_answer *answer;
	uint32_t number;

	if (!bk_find_refused(a->log, &number, reason) || number >= end - first)
		return false;
	question = &a->questions.all.at[first + number];
	answer = &a->answers[question->asked];
	if (answer->refused & 1U << question->kind)
		return false;
	if (!answer->refused)
		memcpy(answer->reason, reason, sizeof(reason));
	answer->refused |= 1U << question->kind;
	return true;
}

static struct bk_error *read_answers(struct asking_kernel *a, uint32_t first, uint32_t end)
{
	BK_AUTOFREE struct bk_probe_answers *answers = calloc(1, sizeof(*answers));
	union bpf_attr attr;
	uint32_t key = 0;
	int status;

	if (!answers)
		return bk_error_memory();
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)a->map_fd;
	attr.key = (uintptr_t)&key;
	attr.value = (uintptr_t)answers;
	status = bk_bpf_system(BPF_MAP_LOOKUP_ELEM, &attr);
	if (status < 0)
		return bk_error_system(-status, "the answers cannot be read");
	bk_take_answers(&a->questions, first, end, answers, a->answers);
	return NULL;
}

static struct bk_error *load_and_run(struct asking_kernel *a, uint32_t first, uint32_t end,
				     const struct bk_insns *program, const struct core_relo *relos,
				     bool *again)
{
	int fd = load(a, program, relos, end - first, false);
	struct bk_error *error;

	if (fd < 0)
		fd = load(a, program, relos, end - first, true);
	if (fd < 0) {
		*again = note_refused(a, first, end);
		return *again ? NULL : refused(fd, "the kernel refuses the probe", a->log);
	}
	error = bk_run_program(fd, a->asking->as);
	close(fd);
	return error ? error : read_answers(a, first, end);
}

static struct bk_error *ask_part(struct asking_kernel *a, uint32_t first, uint32_t end, bool *again)
{
	BK_AUTO(bk_insns_deinit) struct bk_insns asking = { 0 };
	BK_AUTO(bk_insns_deinit) struct bk_insns program = { 0 };
	BK_AUTOFREE struct core_relo *relos = calloc(end - first + 1, sizeof(*relos));

	if (!relos ||
	    !bk_insns_put(&asking, a->asking->template, &a->locals, &a->questions, first, end) ||
	    !frame(&program, &asking, a->map_fd))
		return bk_error_memory();
	for (size_t i = 0; i < asking.relos.count; i++) {
		const struct bk_question *question =
			&a->questions.all.at[asking.relos.at[i].question];
		const struct bk_local *local = &a->locals.at[question->asked];

		relos[i] = (struct core_relo){
			.insn_off = (HEAD_INSNS + asking.relos.at[i].insn) * 8,
			.type_id = local->type_id,
			.access_str_off = local->access_off,
			.kind = question->kind,
		};
	}
	return load_and_run(a, first, end, &program, relos, again);
}

/* All programs; what was refused is left out in further rounds. */
static struct bk_error *ask_all(struct asking_kernel *a)
{
	bool again = true;

	for (int round = 0; again; round++) {
		uint32_t count;

		again = false;
		if (round == MOST_REFUSALS)
			return bk_error_create(BK_ERR_UNSUPPORTED,
					       "the kernel refuses too many relocations");
		if (!bk_questions_all(&a->questions, a->asking, &a->locals, a->answers))
			return bk_error_memory();
		count = (uint32_t)a->questions.all.count;
		for (uint32_t first = 0; first < count && !again;) {
			uint32_t end = bk_insns_end(&a->questions, first);

			BK_TRY(ask_part(a, first, end, &again));
			first = end;
		}
	}
	return NULL;
}

/* Of what is refused as predicted one kind is enough to know it by; others are found one by one. */
static struct bk_error *ask_alone(struct asking_kernel *a, uint32_t index, uint32_t predicted)
{
	struct bk_answer *answer = &a->answers[index];
	uint32_t kinds = a->locals.at[index].kinds;
	bool again = true;

	while (again && !(answer->refused & 1U << bk_exists_kind(kinds))) {
		a->questions.all.count = 0;
		if (!bk_questions_add(&a->questions, index, kinds & ~answer->refused))
			return bk_error_memory();
		again = false;
		BK_TRY(ask_part(a, 0, (uint32_t)a->questions.all.count, &again));
		if (again)
			answer->refused |= predicted;
	}
	return NULL;
}

static struct bk_error *ask_apart(struct asking_kernel *a)
{
	struct bk_asking part;
	uint32_t kinds;

	for (size_t at = 0; bk_next_apart(a->asking, &at, &part, &kinds);)
		if (a->locals.at[part.asked - a->asking->asked].kinds)
			BK_TRY(ask_alone(a, (uint32_t)(part.asked - a->asking->asked), kinds));
	return NULL;
}

struct bk_error *bk_ask_kernel(const struct bk_asking *asking, struct bk_answer *answers)
{
	BK_AUTOFREE char *log = calloc(1, LOG_SIZE);
	struct asking_kernel a = {
		.asking = asking, .answers = answers, .btf_fd = -1, .map_fd = -1, .log = log
	};
	struct bk_error *error;

	if (!log)
		return bk_error_memory();
	error = make_btf(&a);
	if (!error)
		error = create_map(&a);
	if (!error)
		error = ask_all(&a);
	if (!error)
		error = ask_apart(&a);
	close_fd(&a.btf_fd);
	close_fd(&a.map_fd);
	bk_questions_deinit(&a.questions);
	bk_locals_deinit(&a.locals);
	return error;
}
