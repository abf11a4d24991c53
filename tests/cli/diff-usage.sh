# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Wrong options, operands, names and files: exit 2, one line that says what is wrong, and no output.
try() {
	btfkit diff "$@"
	echo "diff $*: $?"
}
"$FIXTURES/../tests/mkbtf" a.btf <<-end
	int int 4 32:1
	struct task_struct 4 a:1:0
end
head -c 40 a.btf >cut.btf
try
try a.btf
try a.btf a.btf a.btf
try --nope a.btf a.btf
try --html page --json a.btf a.btf
try --html nowhere/page a.btf a.btf
try --suggest task_struct --json a.btf a.btf
try --suggest task_struct --html page a.btf a.btf
try --suggest task_struct --summary a.btf a.btf
try --suggest task_strct a.btf a.btf
try --kind ptr a.btf a.btf
try --kind nope a.btf a.btf
try --impact bad a.btf a.btf
try --impact '' a.btf a.btf
try --type task_strct a.btf a.btf
try --type '' a.btf a.btf
try a.btf b.btf
try cut.btf a.btf
try -o out a.btf cut.btf
ls
btfkit diff -h
size=$(stat -c %s a.btf)
for ((cut = 0; cut < size; cut++)); do
	head -c $cut a.btf >cut.btf
	btfkit diff a.btf cut.btf >out 2>err
	[ $? -eq 2 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] || echo "cut at $cut"
done
