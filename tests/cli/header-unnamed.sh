# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Unions without a name that hold each other twice, forty deep: refused, not copied 2^40 times.
make_kernel() {
	local n
	echo 'int int 4 32:1'
	echo 'union - 4 x:1:0'
	for n in {2..40}; do
		echo "union - 4 -:$n:0 -:$n:0"
	done
	echo "struct top 8 $1:1:0 -:41:32"
}
make_kernel a >a.txt
make_kernel b >b.txt
"$FIXTURES/../tests/mkbtf" 5.1.btf <a.txt
"$FIXTURES/../tests/mkbtf" 5.2.btf <b.txt
btfkit header 5.1.btf 5.2.btf
echo "header: $?"
btfkit diff --suggest top 5.1.btf 5.2.btf >suggestion
echo "diff --suggest: $?"
