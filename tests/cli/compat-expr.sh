# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Expressions in several kernels: where they are, of what type, why not; as text, JSON and lines of JSON.
mkbtf=$FIXTURES/../tests/mkbtf
mkdir kernels kernels/old
"$mkbtf" kernels/old/5.4.btf <<-end
	int long 8 64:1
	volatile - 1
	struct task 16 state:2:0 flags:1:64
	enum states 4 RUNS:1
	enum states 4 RUNS:2
	func_proto - 1 task:7
	ptr - 3
	func wake 6 0
end
"$mkbtf" kernels/6.1.btf <<-end
	int int 4 32:1
	array - 0 1:1:4
	union - 4 low:1:0 -:4:0
	struct - 4 high:1:0
	struct,1 task 32 flags:1:0:0 __state:1:32:0 slots:2:64:0 -:3:192:0 on:1:227:1
	typedef task_t 5
	enum64,1 states 8 RUNS:-1 SLEEPS:5000000000
	fwd hidden 0
end
cp kernels/6.1.btf kernels/6.2.btf
echo 'no BTF' >kernels/README
head -c 40 kernels/6.1.btf >kernels/cut.btf
ask() {
	btfkit compat --expr task.__state --expr task_t.high --expr 'task.slots[2]' --expr task.on \
		--expr 'enum states.RUNS' --expr 'enum states.SLEEPS' --expr func:wake --expr 'struct hidden' \
		--expr task_t --expr task.slots.x --expr 'task.slots[4]' "$@"
}
ask kernels
echo "status $?"
ask kernels -j 3 >again 2>/dev/null
ask kernels -j 1 2>/dev/null | cmp - again && echo 'the same with any number of jobs'
ask -q -o wide.txt kernels/6.1.btf kernels/old/5.4.btf
echo "status $?"
head -n 3 wide.txt
echo json
ask --json kernels/6.1.btf kernels/old
echo 'json lines'
ask --json-lines -q kernels | sed -n '1p;5p;$p'
echo 'all there'
btfkit compat --color=always --expr task.__state kernels/6.1.btf kernels/6.2.btf
echo "status $?"
echo 'a long name takes what the columns leave of a line'
cp kernels/6.1.btf linux-image-6.1.0-53-cloud-amd64_6.1.187-1_amd64.btf
btfkit compat --expr task linux-image-6.1.0-53-cloud-amd64_6.1.187-1_amd64.btf | head -n 2
