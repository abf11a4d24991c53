/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the name of a program's section says of it, by libbpf's conventions. */
#ifndef BK_NEEDS_SECTIONS_H
#define BK_NEEDS_SECTIONS_H

#include <stdbool.h>

/* What stands behind the prefix. */
enum bk_target_form {
	BK_TARGET_NONE,	      /* nothing that a kernel could lack */
	BK_TARGET_FUNCTION,   /* a function that must be in BTF: fentry */
	BK_TARGET_LSM,	      /* FUNC bpf_lsm_NAME */
	BK_TARGET_RAW,	      /* TYPEDEF btf_trace_NAME, when it is loaded: tp_btf */
	BK_TARGET_RAW_LATER,  /* the same, when it is attached: raw_tp */
	BK_TARGET_TRACEPOINT, /* CATEGORY/NAME */
	BK_TARGET_ITERATOR,   /* FUNC bpf_iter_NAME */
	BK_TARGET_PROBE,      /* a function, which BTF need not know: kprobe */
	BK_TARGET_SYSCALL,
	BK_TARGET_PROGRAM, /* another BPF program: freplace */
};

struct bk_section_form {
	const char *prefix;
	const char *prog_type;	 /* without BPF_PROG_TYPE_ */
	const char *attach_type; /* without BPF_; NULL: none */
	bool needs_attach_type;	 /* the kernel asks for it when the program is loaded */
	enum bk_target_form form;
};

/*
 * The form of a section's name (without a "?" in front), NULL: none that libbpf knows. *target is what
 * follows the prefix and its slash, NULL: nothing.
 */
const struct bk_section_form *bk_section_form(const char *section, const char **target);

#endif
