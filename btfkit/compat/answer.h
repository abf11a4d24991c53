/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What is known of one kernel after it was asked: results, for text, JSON and pages to be made of.
 *
 * An answer owns all of its texts and refers to nothing of the kernel, which is closed before the next
 * one is opened.
 */
#ifndef BK_COMPAT_ANSWER_H
#define BK_COMPAT_ANSWER_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/compat/subject.h"
#include "btfkit/corerelo/relocate.h"
#include "btfkit/graph/expression.h"

/* Where an expression is in a kernel. */
struct bk_compat_place {
	bool exists;
	const char *reason; /* why not; NULL where it exists, or was not asked for */
	struct bk_expression_place at;
	const char *type; /* as C spells it: of a field, a typedef, a function; NULL: it has none */
	const char *module; /* that has it; NULL: the kernel proper does, or nobody */
};

/* In the order of how bad they are. */
enum bk_verdict {
	BK_VERDICT_NONE,    /* not asked */
	BK_VERDICT_OK,	    /* everything resolves, everything is there */
	BK_VERDICT_GUARDED, /* something is poisoned, and none of it can be reached */
	BK_VERDICT_FAIL,    /* it would not load, or nobody can tell that it would */
	BK_VERDICT_ERROR,   /* the object or the kernel cannot be read */
	BK_VERDICTS,
};

/* "ok", "guarded", "fail", "error"; "none". */
const char *bk_verdict_name(enum bk_verdict verdict);

/* Whether a poisoned instruction can be reached. */
enum bk_compat_live { BK_LIVE_NOT_ASKED, BK_LIVE_NO, BK_LIVE_YES, BK_LIVE_UNKNOWN };

struct bk_compat_relo {
	const struct bk_compat_site *site;
	enum bk_relo_status status;
	enum bk_compat_live live; /* of what is poisoned */
	const char *reason;	  /* of what is not resolved; else NULL */
	const char *doubt;	  /* why it is not known whether it is live; NULL */
	bool has_local, has_target;
	uint64_t local, target;
	uint32_t mem_bytes[2]; /* old and new width of a load or store that changes it; else 0 */
	const char *module;    /* that has the type; NULL: the kernel proper does, or nobody */
};

/* A program's attach target, or what else the kernel must have. */
struct bk_compat_need {
	const char *what;   /* of an attach target: the program; else "helper", "kconfig", ... */
	const char *name;   /* of the target, the helper, the option */
	const char *status; /* "present", "missing", ... */
	const char *reason; /* NULL: there is nothing more to say */
	const char *module; /* that has it; NULL: the kernel proper does, or nobody */
	bool is_failing;    /* without it the object does not load */
};

/* A module that has something the object needs and vmlinux has not: it has to be loaded. */
struct bk_compat_module {
	const char *name;
	const char *has; /* "kfunc bpf_ct_release, struct nf_conn" */
	bool is_loaded;	 /* it is, in the running kernel */
};

/* With --lint: something that may differ from kernel to kernel; see lint.h. */
struct bk_compat_fact {
	const char *what;  /* "field", "sign", "value", "offset", "constant" */
	const char *title; /* of which field, enumerator, load */
	const char *place; /* "prog.bpf.c:12 in handle_exec" */
	const char *value; /* on this kernel */
	const char *own;   /* by the object's types; NULL: that does not count */
	bool is_trouble;   /* whatever it is elsewhere */
};

/* One object on one kernel. */
struct bk_compat_result {
	uint32_t subject; /* the index of the object */
	enum bk_verdict verdict;
	const char *error; /* why it could not be relocated at all; NULL */
	BK_ARRAY(struct bk_compat_relo) relocations;
	BK_ARRAY(struct bk_compat_need) attach, requires;
	BK_ARRAY(struct bk_compat_fact) facts;
	BK_ARRAY(struct bk_compat_module) modules;
};

struct bk_compat_kernel {
	const char *source;	    /* as it was named, or found in a directory */
	const char *release, *arch; /* NULL: not known */
	const char *error;	    /* why it could not be read; NULL */
	bool is_passed_over;	    /* a file of a directory, which holds no BTF */
	const char *modules_error;  /* why its modules could not be looked through; NULL */
};

struct bk_compat_answer {
	struct bk_arena arena;
	struct bk_compat_kernel kernel;
	struct bk_compat_place *places; /* one for each expression; NULL after an error */
	BK_ARRAY(struct bk_compat_result) results; /* in the order of objects */
};

/* NULL without memory. */
struct bk_compat_answer *bk_compat_answer_create(const char *source);

/* Ends the results there are. */
void bk_compat_answer_clear(struct bk_compat_answer *answer);

void bk_compat_answer_destroy(struct bk_compat_answer *answer);
BK_DEFINE_AUTO(bk_compat_answer_auto, struct bk_compat_answer, bk_compat_answer_destroy)

/* A copy that is the answer's; NULL for NULL. Without memory *failed is set. */
const char *bk_compat_copy(struct bk_compat_answer *answer, const char *text, bool *failed);

/* Ends one result, of which nothing is left. */
void bk_compat_result_deinit(struct bk_compat_result *result);

/* Looks for one expression. */
struct bk_error *bk_compat_place_one(struct bk_compat_answer *answer, const struct bk_graph *graph,
				     const struct bk_expression *expression,
				     struct bk_compat_place *place) BK_MUST_CHECK;

/* Looks for the expressions in a kernel. */
struct bk_error *bk_compat_place_all(struct bk_compat_answer *answer, const struct bk_graph *graph,
				     const struct bk_expression *expressions, size_t count)
	BK_MUST_CHECK;

#endif
