// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What takes the place of libbpf_*.c in a build without BPF programs. */
#include "btfkit/live/attach.h"
#include "btfkit/live/bundled.h"
#include "btfkit/live/read.h"
#include "btfkit/live/trial.h"
#include "btfkit/live/witness.h"

static struct bk_error *unbundled(void)
{
	return bk_error_create(BK_ERR_UNSUPPORTED,
			       "this btfkit was built without its BPF programs: building them "
			       "takes clang, bpftool and the headers of libbpf 1.1 or newer");
}

struct bk_error *bk_bundled(struct bk_bytes *object)
{
	(void)object;
	return unbundled();
}

struct bk_error *bk_ask_libbpf(const struct bk_asking *asking, struct bk_answer *answers)
{
	(void)asking;
	(void)answers;
	return unbundled();
}

struct bk_error *bk_reads_do(struct bk_reads *reads, const struct bk_graph *graph,
			     enum bpf_prog_type as, bool tasks)
{
	(void)as;
	(void)reads;
	(void)graph;
	(void)tasks;
	return unbundled();
}

struct bk_error *bk_libbpf_find_functions(const struct bk_attach_function *functions, size_t count,
					  bool *exist)
{
	(void)functions;
	(void)count;
	(void)exist;
	return unbundled();
}

struct bk_error *bk_trial_load(struct bk_trial *trial, struct bk_bytes object)
{
	(void)trial;
	(void)object;
	return unbundled();
}
