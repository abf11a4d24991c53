# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What is predicted of an object's programs, without loading them; files that are no objects, cut or not there.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct task 8 pid:1:0 tgid:1:32
end
ask() {
	btfkit probe --offline --source kernel.btf "$@" >out 2>err
	echo "probe $*: $?"
	cut -c1-120 out err
}
cp "$FIXTURES/core_kinds.bpfel.o" prog.o
ask prog.o | sed 's/predicted: fail: .*/predicted: fail: .../'
btfkit probe --json --offline --source kernel.btf prog.o |
	jq -c '.schema, (.objects[] | .object, .predicted, (.programs[] | [.section, .accepted, .predicted, .log]))'
ask ./nowhere
ask kernel.btf
ask prog.o task.pid
ask /dev/null
echo 'struct task' >text.o
ask text.o
gcc -xc -c -o native.o - <<<'int f(void) { return 0; }'
ask native.o
for size in 4 64 200 1000 3000 5000; do
	head -c $size prog.o >cut.o
	ask cut.o | head -n 1
done
