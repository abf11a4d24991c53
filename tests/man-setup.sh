# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Makes, in the current directory, the files that the examples of the man pages and of README.md use.
# FIXTURES is set.
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

# A program that reads what that kernel calls otherwise
cat >state.bpf.c <<'end'
struct task_struct {
	int pid;
	unsigned int __state;
} __attribute__((preserve_access_index));

__attribute__((section("raw_tp"), used))
int on_switch(unsigned long long *context)
{
	struct task_struct *task = (void *)context[1];

	return task->__state != 0;
}
end
clang -target bpf -O2 -g -fdebug-compilation-dir=. -c state.bpf.c
mkdir kernels
ln vmlinux-5.4.btf kernels/5.4.0.btf
ln vmlinux-6.12.btf kernels/6.12.117.btf
ln -s "$FIXTURES" fixtures
cat >silent.bpf.c <<'end'
struct task_struct {
	int state;
} __attribute__((preserve_access_index));
static long (*const probe_read)(void *, unsigned int, const void *) = (void *)113;

__attribute__((section("raw_tp"), used))
int on_switch(unsigned long long *context)
{
	struct task_struct *task = (void *)context[1];
	int state;

	probe_read(&state, sizeof(state), &task->state);
	return state;
}
end
clang -target bpf -O2 -g -fdebug-compilation-dir=. -c silent.bpf.c

# What another machine's kernel is known by
"$FIXTURES/../tests/mkbtf" vmlinux-arm64.btf <<-end
	int long 8 64:1
	struct pt_regs 8 orig_x0:1:0
end

# A package of that kernel, with the image and the module
mkdir -p package/boot package/lib/modules/6.12.117/kernel
xz -0 -c vmlinux-6.12.btf >vmlinux.xz
"$FIXTURES/../tests/mkimage" bzimage vmlinux.xz package/boot/vmlinuz-6.12.117
echo 'int module;' | gcc -xc -c - -o module.o
objcopy --add-section .BTF=module.btf module.o my_device.ko
xz -c my_device.ko >package/lib/modules/6.12.117/kernel/my_device.ko.xz
"$FIXTURES/../tests/mkpackage" deb linux-image-6.12.117.deb linux-image-6.12.117 amd64 package 'xz -0'
tar -C package -cf modules.tar lib/modules/6.12.117/kernel/my_device.ko.xz
rm -r package vmlinux.xz module.o my_device.ko

# Two sources with a header between them; one has not all of its types
cat >item.h <<'end'
struct owner;
struct item {
	struct item *next;
	struct owner *owner;
};
end
cat >first.c <<'end'
#include "item.h"
struct item *skip(struct item *item)
{
	return item->next;
}
end
cat >second.c <<'end'
#include "item.h"
struct owner {
	long count;
	struct item *first;
};
int is_empty(struct owner *owner)
{
	return !owner->first;
}
end
