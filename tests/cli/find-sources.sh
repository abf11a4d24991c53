# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Several sources: which have it, where and of what type; what cannot be read is told, and is exit 2.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" old.btf <<-end
	int long 8 64:1
	struct task 16 state:1:0 flags:1:64
end
"$mkbtf" new.btf <<-end
	int int 4 32:0
	struct task 8 flags:1:0 __state:1:32
	volatile - 1
	enum states 4 RUNS:1
end
"$mkbtf" newest.btf <<-end
	int int 4 32:0
	volatile - 1
	struct task 8 flags:1:0 __state:2:32
	enum states 4 RUNS:2
end
btfkit find task.__state old.btf new.btf newest.btf || exit
echo 'several hits'
btfkit find '*s*' old.btf new.btf newest.btf || exit
echo 'users'
btfkit find --users int old.btf new.btf newest.btf || exit
echo 'none'
btfkit find nothing old.btf new.btf
echo "status $?"
echo 'one that is not there'
head -c 30 new.btf >cut.btf
btfkit find task.__state nowhere.btf new.btf cut.btf
echo "status $?"
btfkit find --json -o out.json task.__state nowhere.btf new.btf
echo "status $?"
cat out.json
