# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Nothing that is asked for is there; and what is not given, or is no object.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct outter 8 level:1:0
end
object=$FIXTURES/core_kinds.bpfel.o
btfkit min "$object" kernel.btf -o out.btf
echo "status $?"
[ ! -e out.btf ]
for arguments in "$object kernel.btf" "$object -o out.btf" 'kernel.btf -o out.btf' '-o out.btf' \
	"$object missing.btf -o out.btf" "$object kernel.btf -o /dev/full" "$object kernel.btf --json -o -"; do
	# shellcheck disable=SC2086 # they are several words
	btfkit min -q $arguments 2>&1
	echo "status $?"
done
[ ! -e out.btf ]
head -c 3000 "$object" >cut.o
btfkit min cut.o kernel.btf -o out.btf
echo "status $?"
