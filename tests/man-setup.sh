# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Makes, in the current directory, the files that the examples of the man pages use. FIXTURES is set.
set -eu

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux-6.12.btf

# A module of that kernel, by ids: 36 is its u32, 93 its struct list_head
"$FIXTURES/../tests/mkbtf" -s vmlinux-6.12.btf module.btf <<-end
	struct my_device 24 list:93:0 users:112770:128
	typedef my_count_t 36
end

cp "$FIXTURES/core_kinds.bpfel.o" program.o

cat >pid.bpf.c <<'end'
#include "vmlinux.h"

int pid_of(struct task_struct *task)
{
	return task->pid;
}
end
