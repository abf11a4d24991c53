# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A directory stands for the files in it; what holds no BTF there is passed over, and told.
mkdir -p objects/deep empty
"$FIXTURES/../tests/mkbtf" objects/a.btf <<-end
	int int 4 32:1
end
"$FIXTURES/../tests/mkbtf" objects/deep/b.btf <<-end
	ptr - 2
	int int 4 32:1
end
printf 'int i;\n' | gcc -xc -c - -o objects/none.o
btfkit dedup --json -o out.btf objects | jq -c '[.inputs, .types]'
btfkit dump out.btf
btfkit dedup -q -o out.btf objects
echo 'nothing in it'
btfkit dedup -o none.btf empty
echo "status $?"
rm objects/a.btf objects/deep/b.btf
btfkit dedup -o none.btf objects
echo "status $?"
btfkit dedup -o none.btf objects/none.o
echo "status $?"
[ ! -e none.btf ]
