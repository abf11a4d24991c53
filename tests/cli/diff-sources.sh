# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Sides of different machines, and modules, whose base may be another on either side.
mkbtf=$FIXTURES/../tests/mkbtf
list='int long 4 32:1
struct list 8 next:3:0 prev:3:32
ptr - 2'
echo "$list" | "$mkbtf" little.btf
echo "$list" | "$mkbtf" -b big.btf
"$mkbtf" wide.btf <<-end
	int long 8 64:1
	struct list 16 next:3:0 prev:3:64
	ptr - 2
end
try() {
	btfkit diff "$@"
	echo "=> $?"
}
try little.btf big.btf
try big.btf wide.btf
"$mkbtf" -s little.btf old.ko <<-end
	struct mine 12 list:2:0 users:1:64
end
"$mkbtf" -s wide.btf new.ko <<-end
	struct mine 24 list:2:0 users:1:128
	struct more 8 one:1:0
end
try --base little.btf --new-base wide.btf old.ko new.ko
try --base little.btf old.ko old.ko
try old.ko new.ko
