# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Beside other headers: what those define is left out, types, constants and macros alike.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
include=-I/usr/include/$(uname -m)-linux-gnu
cat >own.h <<-end
	#define PIDTYPE_PID 7
	struct list_head { struct list_head *next, *prev; };
	typedef struct { int counter; } atomic_t;
	enum { PIDTYPE_TGID = 8, PIDTYPE_PGID, PIDTYPE_SID, PIDTYPE_MAX };
end
compiles() {
	clang -target bpf "$include" -Wall -Werror -fsyntax-only -I. "$1" && echo "$1: compiles"
}
btfkit header --beside own.h -o vmlinux.h vmlinux.btf
printf '#include "own.h"\n#include "vmlinux.h"\n' >own.c
compiles own.c
grep -c '^struct list_head {\|^} atomic_t;' vmlinux.h
grep -A 2 '^enum pid_type {' vmlinux.h
btfkit header --beside linux/bpf.h,linux/tcp.h,linux/types.h -o vmlinux.h vmlinux.btf -- "$include" -target bpf
printf '#include <linux/%s.h>\n' bpf tcp types >system.c
echo '#include "vmlinux.h"' >>system.c
compiles system.c

echo "== found out from the program"
cat >program.bpf.c <<-end
	#include <linux/bpf.h>
	#include <linux/tcp.h>
	#include "own.h"
	#include "vmlinux.h"
	int f(struct xdp_md *x, struct tcphdr *t, struct task_struct *p) { return t->source + p->pid + PIDTYPE_SID; }
end
btfkit header --for program.bpf.c -o vmlinux.h vmlinux.btf -- "$include"
compiles program.bpf.c
grep -c '^struct \(task_struct\|tcphdr\|xdp_md\) {' vmlinux.h

echo "== errors"
btfkit header --beside nowhere.h vmlinux.btf >/dev/null || echo "$?"
