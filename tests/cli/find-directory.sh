# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A directory stands for the files in it, sorted; what holds no BTF there is passed over, what is faulty is not.
mkbtf=$FIXTURES/../tests/mkbtf
mkdir -p kernels/old/empty
for name in kernels/b kernels/a.btf kernels/old/z; do
	printf 'int int 4 32:1\nstruct task 4 pid:1:0\n' | "$mkbtf" $name
done
xz kernels/b
echo text >kernels/README
: >kernels/empty
ln -s .. kernels/old/up
find_task() {
	btfkit find task "$@"
	echo "= $?"
}
find_task kernels
find_task -q kernels/old kernels/b.xz
find_task kernels/README
find_task kernels/old/empty
mkdir texts && cp kernels/README texts && find_task texts
head -c 30 kernels/a.btf >kernels/cut && find_task -q kernels
