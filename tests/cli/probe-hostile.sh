# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Names that no program can have, deep paths, long lists, and control characters.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct odd<u8> 8 a-b:1:0 fine:1:32
	array - 0 1:1:0x7fffffff
	struct huge 4 all:3:0
	array - 0 3:1:0x7fffffff
	struct huger 4 all:5:0
	struct none 0
	typedef nothing 0
end
ask() {
	btfkit probe --offline --source kernel.btf "$@"
	echo "status $?"
}
ask 'struct odd<u8>'
ask 'huge.all[2147483646]' 'huge.all' none.x \
	'typedef nothing' 'nothing.x'
ask 'huger.all[5][7]'
ask $'bell\a.x\e[31m'
long=$(printf 'a%.0s' {1..5000})
ask "struct $long" | wc -c
ask "huge$(printf '.x%.0s' {1..2000})" | wc -l
for i in {1..5000}; do echo "huge.all[$i]"; done >list
ask --file list | cut -d' ' -f2- | uniq -c | sort -rn | sed 's/offset [0-9]*/offset N/' | sort | uniq -c
