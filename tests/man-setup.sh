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

# The part of an older kernel's BTF that an example asks for
"$FIXTURES/../tests/mkbtf" vmlinux-5.4.btf <<-end
	int long 8 64:1
	volatile - 1
	struct task_struct 9216 state:2:128
end
