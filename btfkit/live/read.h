/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Reading fields of tasks through relocated offsets: what a program that relies on them would see.
 *
 * A path may go through pointers, `task_struct.real_parent.tgid`; each pointer begins a new hop, whose
 * offset is a relocation of its own.
 */
#ifndef BK_LIVE_READ_H
#define BK_LIVE_READ_H

#include "btfkit/base/sink.h"
#include "btfkit/graph/expression.h"
#include "btfkit/live/answers.h"

#include <linux/bpf.h>

/* A field to be read, as resolved in the kernel's types. */
struct bk_read {
	char *text;				  /* as it was written */
	struct bk_expression hops[BK_PROBE_HOPS]; /* the last is the field itself */
	uint32_t hop_count;
	uint32_t type_id; /* of the field */
	bool is_text;	  /* a char *: what it points to is read */
	/*
	 * What user space knows of this process, for comparison; NULL: it does not, as in a
	 * namespace that numbers processes in its own way.
	 */
	char *known;
	const char *known_by; /* "getpid()" */
};

/* What was read of one task. */
struct bk_read_value {
	int64_t status; /* 0, -errno, or -BK_PROBE_NULL: a pointer on the way is NULL */
	uint32_t size;	/* bytes */
	bool is_bitfield;
	uint32_t left, right; /* shifts of a bitfield in 64 bits */
	uint8_t bytes[BK_PROBE_READ_MOST];
};

struct bk_read_task {
	int32_t pid, tgid;
	char comm[17];
	struct bk_read_value *values; /* one for each that is read */
};

struct bk_reads {
	BK_ARRAY(struct bk_read) all;
	struct bk_read_value *values;	     /* of this process */
	BK_ARRAY(struct bk_read_task) tasks; /* of all tasks, where they were asked for */
};

/* Adds a path, which begins with task_struct. Not there: BK_ERR_NOT_FOUND, with the reason. */
struct bk_error *bk_reads_add(struct bk_reads *reads, const struct bk_graph *graph,
			      const char *text) BK_MUST_CHECK;

/* Reads all of this process or, with `tasks`, of each task there is; by programs of type `as`. */
struct bk_error *bk_reads_do(struct bk_reads *reads, const struct bk_graph *graph,
			     enum bpf_prog_type as, bool tasks) BK_MUST_CHECK;

/* Puts a value as its type wants it: a number, an enumerator, text, an address, else bytes. */
void bk_read_put(const struct bk_graph *graph, const struct bk_read *read,
		 const struct bk_read_value *value, struct bk_sink *sink);

/* Whether a value of this process is another than user space knows it to be. */
struct bk_error *bk_reads_compare(const struct bk_reads *reads, const struct bk_graph *graph,
				  bool *differs) BK_MUST_CHECK;

void bk_reads_deinit(struct bk_reads *reads);

#endif
