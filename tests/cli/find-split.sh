# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Split BTF: its own types are searched, with the base's behind them.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" base.btf <<-end
	int int 4 32:1
	struct list_head 16 next:3:0 prev:3:64
	ptr - 2
	union - 4 number:1:0
end
"$mkbtf" -s base.btf split.btf <<-end
	struct device 40 list:2:0 -:4:128
	func_proto - 0 list:3
	func add 6 0
end
btfkit find --base base.btf '*' split.btf || exit
btfkit find --base base.btf --users list_head split.btf || exit
btfkit find --base base.btf device.list.prev split.btf || exit
btfkit find --base base.btf --json number split.btf || exit
btfkit find number split.btf
echo "without the base: $?"
echo 'several'
"$mkbtf" -s base.btf other.btf <<-end
	struct device 24 list:2:0 other:1:128
end
btfkit find --base base.btf '*' split.btf other.btf || exit
mkdir directory
cp other.btf directory
btfkit find --base base.btf other directory || exit
cp split.btf directory/a-module-of-a-longer-name.btf
btfkit find --base base.btf other directory || exit
# The base is read once for all of them, and told once where it is none.
btfkit find --base <(cat base.btf) 'device.*r' split.btf other.btf || exit
btfkit find --base missing.btf other split.btf other.btf
echo "no such base: $?"
btfkit find --base split.btf other split.btf other.btf
echo "a base that is split: $?"
