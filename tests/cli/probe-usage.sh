# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Wrong options, expressions and lists: exit 2, one line that says what is wrong.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct task 8 pid:1:0 tgid:1:32
end
try() {
	btfkit probe "$@"
	echo "probe $*: $?"
}
try
try --nope
try --file
try --file nowhere
try --source kernel.btf task.pid
try --as nonsense task.pid
try --offline --source nowhere task.pid
try --offline --source kernel.btf ''
try --offline --source kernel.btf 'task.'
try --offline --source kernel.btf 'task.pid['
try --offline --source kernel.btf 'task.pid[99999999999]'
try --offline --source kernel.btf 'task..pid'
try --offline --source kernel.btf func:
printf 'task.pid\n# a remark\n\ntask.\n' >list
try --offline --source kernel.btf --file list
printf 'task.pid\0x\n' >list
try --offline --source kernel.btf --file list
printf '# nothing\n' >list
try --offline --source kernel.btf --file list
try --tasks
try --read task.pid task.pid
try --self-test task.pid
try --offline --source kernel.btf --read task.pid
try --offline --source kernel.btf --self-test
