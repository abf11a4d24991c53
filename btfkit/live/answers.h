/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the bundled BPF programs and the command say to each other, in memory that both read.
 *
 * Included by bpf/probe.bpf.c, where the kernel's types come from vmlinux.h, so it defines none and
 * names none but the two below.
 */
#ifndef BK_LIVE_ANSWERS_H
#define BK_LIVE_ANSWERS_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

enum {
	BK_PROBE_SLOTS = 3600,	    /* answers of one program: their offsets fit into 15 bits */
	BK_PROBE_RING_SIZE = 65536, /* bytes: one message and then some */
	BK_PROBE_READS = 24,	    /* fields read in one run */
	BK_PROBE_HOPS = 8,	    /* pointers followed to a field, and the field itself */
	BK_PROBE_READ_MOST = 256,   /* bytes of a field */
	BK_PROBE_NULL = 1000,	    /* as a status, negative: a pointer on the way is NULL */
};

/* What a program has found: a value a question. Of what is not there, the rest is not set. */
struct bk_probe_answers {
	__u64 values[BK_PROBE_SLOTS];
};

/* A field to be read: which offsets lead there, each a value of struct bk_probe_answers. */
struct bk_probe_read {
	__u32 hops;
	__u32 offsets[BK_PROBE_HOPS]; /* indexes of values; the last is that of the field */
	__u32 size;		      /* the index of its size in bytes */
	__u32 is_string;	      /* what is read is a pointer to text */
};

/* What was read. */
struct bk_probe_found {
	__s64 status; /* 0, or -errno */
	__u8 bytes[BK_PROBE_READ_MOST];
};

/* One task of the iterator; struct bk_probe_found follows for each read. */
struct bk_probe_task {
	__s32 pid, tgid;
	char comm[16];
};

#endif
