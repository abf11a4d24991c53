# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What is predicted of one program: its own relocations and those of what it calls, its own type and helpers, not
# those of its neighbours.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct task 8 pid:1:0 tgid:1:32
	enum bpf_prog_type 4 BPF_PROG_TYPE_RAW_TRACEPOINT:17 BPF_PROG_TYPE_SCHED_CLS:3
	enum bpf_func_id 4 BPF_FUNC_unspec:0 BPF_FUNC_get_current_task:35
end
cat >program.c <<'end'
#define SEC(name) __attribute__((section(name), used))
struct task___g {
	int pid, never;
} __attribute__((preserve_access_index));
static void *(*const current)(void) = (void *)35;
static int (*const newer)(void) = (void *)36;
static __attribute__((noinline)) int read_never(struct task___g *task)
{
	asm volatile("" : "+r"(task));
	return __builtin_preserve_field_info(task->never, 0);
}
SEC("raw_tp/x") int well(void *context) { return !current(); }
SEC("raw_tp/x") int calls(void *context) { return read_never(current()); }
SEC("raw_tp/x") int asks(void *context)
{
	struct task___g *task = current();

	return __builtin_preserve_field_info(task->never, 2) ? read_never(task) : 0;
}
SEC("raw_tp/x") int calls_newer(void *context) { return newer(); }
SEC("syscall") int is_newer(void *context) { return 0; }
SEC("?tc") int if_asked_for(void *context) { return 0; }
char LICENSE[] SEC("license") = "GPL";
end
clang -target bpf -O2 -g -c program.c -o program.o
btfkit probe --offline --source kernel.btf program.o

# Before 6.8 all global functions are verified, but only of what is loaded
cat >global.c <<'end'
#define SEC(name) __attribute__((section(name), used))
struct task___g {
	int pid, never;
} __attribute__((preserve_access_index));
static void *(*const current)(void) = (void *)35;
__attribute__((noinline)) int read_never(struct task___g *task)
{
	asm volatile("" : "+r"(task));
	return __builtin_preserve_field_info(task->never, 0);
}
SEC("raw_tp/x") int calls(void *context)
{
	struct task___g *task = current();

	return __builtin_preserve_field_info(task->never, 2) ? read_never(task) : 0;
}
SEC("raw_tp/x") int well(void *context) { return !current(); }
char LICENSE[] SEC("license") = "GPL";
end
clang -target bpf -O2 -g -c global.c -o global.o
"$FIXTURES/../tests/mkimage" bzimage kernel.btf vmlinuz-6.1
btfkit probe --offline --source kernel.btf global.o
btfkit probe --offline --source vmlinuz-6.1 global.o
