# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Trouble that no relocation reports: sizes and signs behind addresses, values that differ, constants in the
# source, loads at fixed offsets.
mkbtf=$FIXTURES/../tests/mkbtf
command -v clang >/dev/null || { echo 'no clang'; exit 77; }
cat >silent.bpf.c <<'end'
#define SEC(name) __attribute__((section(name), used))
#define CORE	  __attribute__((preserve_access_index))

struct task {
	int pid;
	long __state;
	int on_rq;
	char name;
	signed char level;
	unsigned int flags, same;
} CORE;

struct baked {
	char before[8];
	unsigned int state;
	struct baked *next;
};

enum states { RUNS = 1, SLEEPS = 2, WAITS = 3 };

static long (*const probe_read)(void *, unsigned int, const void *) = (void *)113;

SEC("tp_btf/switch")
int silent(unsigned long long *context)
{
	struct task *task = (void *)context[0];
	struct baked *baked = (void *)context[1];
	long state;
	int on_rq;
	char name;
	signed char level;

	probe_read(&state, sizeof(state), &task->__state);
	probe_read(&on_rq, sizeof(on_rq), &task->on_rq);
	probe_read(&name, sizeof(name), &task->name);
	probe_read(&level, sizeof(level), &task->level);
	if (level > 2)
		return task->flags / 3 + task->same;
	if (state == SLEEPS)
		return baked->next->state;
	if (on_rq + name == RUNS)
		return 1;
	return task->pid + __builtin_preserve_enum_value(*(enum states *)WAITS, 1);
}

char LICENSE[] SEC("license") = "GPL";
end
clang -target bpfel -O2 -g -fdebug-compilation-dir=. -c silent.bpf.c || exit
kernel() {
	"$mkbtf" "$1" <<-end
		int int 4 32:1
		int byte 1 8:0
		int char 1 8:$4
		int long 8 64:1
		ptr - 6
		struct task 64 pid:1:0 __state:$2:64 on_rq:1:128 name:3:192 state:1:$3 next:5:128 level:$6:200 flags:$7:256 same:12:288
		enum states 4 RUNS:1 SLEEPS:$5 WAITS:$5
		ptr - 0
		func_proto - 0 __data:8 task:5 prev:5
		ptr - 9
		typedef btf_trace_switch 10
		int unsigned 4 32:0
		int schar 1 8:1
	end
}
kernel old.btf 4 64 1 2 13 12
kernel new.btf 1 160 0 4 2 1
btfkit compat --lint silent.bpf.o old.btf new.btf
echo "status $?"
echo 'on one kernel alone'
btfkit compat --lint silent.bpf.o old.btf
echo 'JSON'
btfkit compat --lint --json silent.bpf.o old.btf new.btf | jq -c '.lint[]'
echo 'joined'
btfkit compat --lint --json-lines silent.bpf.o old.btf >one
btfkit compat --lint --json-lines silent.bpf.o new.btf >two
btfkit compat --lint silent.bpf.o old.btf new.btf | cmp - <(btfkit compat --join one two) && echo 'the same report'
