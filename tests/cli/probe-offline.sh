# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What is predicted for another kernel: fields, bitfields, elements, types, enumerators, functions, absent ones.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	int char 1 8:0
	array - 0 2:1:16
	struct - 8 low:1:0 high:1:32
	struct,1 task 48 pid:1:0 flag:1:0x3000020 comm:3:64 :4:192 pair:4:256
	enum,1 color 4 RED:1 GREEN:-2
	enum64 wide 8 BLUE:0x10000000000
	typedef task_t 5
	union either 4 number:1:0
	struct task___old 4 x:1:0
end
btfkit probe --offline --source kernel.btf task.pid task.flag task.comm 'task.comm[3]' task.low task.pair.high \
	task_t.pid either.number 'enum color.GREEN' 'enum wide.BLUE' 'struct task' 'union either' 'typedef task_t' \
	'enum color' task___new.pid
echo "status $?"
btfkit probe --offline --source kernel.btf task.pidd 'struct tsk' 'enum color.BLACK' func:none 'task.comm[16]' \
	task.pid.x 'task.pid[0]' 'struct either'
echo "status $?"
btfkit probe --json --offline --source kernel.btf task.flag 'enum color.GREEN' 'enum wide.BLUE' task.none 'struct task' |
	jq -c '.schema, .kernel, .results[]'
btfkit probe --offline --source kernel.btf -o out --file - <<<'task.pid'
cat out

# Of the other byte order
"$FIXTURES/../tests/mkbtf" -b big.btf <<-end
	int int 4 32:1
	struct,1 task 16 pid:1:0 flag:1:0x3000020 more:1:0x5000023 last:1:64
	enum,1 color 4 RED:1 GREEN:-2
end
btfkit probe --offline --source big.btf task.pid task.flag task.more task.last 'enum color.GREEN' 'struct task' task.none
echo "status $?"
