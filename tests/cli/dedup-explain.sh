# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --explain: why several types of a name are left, in which sources they are, and where they differ first.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" a.btf <<-end
	int int 4 32:1
	struct task 16 state:1:0 mm:3:64
	ptr - 4
	struct mm 8 users:1:0 count:1:32
	typedef task_t 2
end
"$mkbtf" b.btf <<-end
	int int 4 32:1
	struct task 16 state:1:0 mm:3:64
	ptr - 4
	struct mm 12 users:1:0 lock:1:32 count:1:64
	typedef task_t 2
	enum color 4 RED:1
end
cp a.btf c.btf
btfkit dedup --explain task --explain 'enum color' a.btf b.btf c.btf || exit
echo 'with an output, all figures'
btfkit dedup -o out.btf --explain mm a.btf b.btf | sed 's/[0-9.]* seconds.*/TIME/'
btfkit dump --kind STRUCT out.btf
echo 'all'
btfkit dedup -q -o out.btf --explain-all a.btf b.btf c.btf
btfkit dedup --explain-all a.btf c.btf
echo 'JSON'
btfkit dedup --json --explain task a.btf b.btf | jq -c '.explained, .roots'
echo 'on a base'
btfkit dedup --base a.btf --explain 'struct *' b.btf
echo 'errors'
btfkit dedup --explain tsk a.btf b.btf
echo "status $?"
btfkit dedup --explain-all --explain task a.btf
echo "status $?"
btfkit dedup --explain task -o - a.btf
echo "status $?"
