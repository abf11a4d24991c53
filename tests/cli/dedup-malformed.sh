# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# One malformed source of several: it is named, and nothing is written.
"$FIXTURES/../tests/mkbtf" good.btf <<-end
	int int 4 32:1
	struct node 4 value:1:0
end
try() {
	"$FIXTURES/../tests/mkbtf" "$1.btf"
	btfkit dedup -o out good.btf "$1.btf" good.btf
	echo "$1: $?"
}
try dangling <<-end
	int int 4 32:1
	ptr - 3
end
try no-prototype <<-end
	int int 4 32:1
	func f 1 1
end
try pointer-to-variable <<-end
	int int 4 32:1
	var v 1 1
	ptr - 2
end
try no-variable <<-end
	int int 4 32:1
	datasec .data 4 1:0:4
end
try holds-itself <<-end
	int int 4 32:1
	struct outer 8 a:1:0 inner:3:32
	typedef inner_t 4
	array - 0 2:1:1
end
try endless <<-end
	typedef t 2
	ptr - 1
end
try unknown-kind <<-end
	kind 99 x 0
end
try unknown-but-laid-out <<-end
	layout 0:0 4:0 0:0 12:0 0:12 0:12 0:8 0:0 0:0 0:0 0:0 0:0 0:0 0:8 4:0 0:12 0:0 4:0 0:0 0:12 0:0
	kind 20 x 0
end
for size in 0 10 24 30 60 65; do
	head -c "$size" good.btf >cut.btf
	btfkit dedup -o out good.btf cut.btf
	echo "cut at $size: $?"
done
btfkit dedup -o out good.btf nowhere.btf
echo "missing: $?"
btfkit dedup -o nowhere/out good.btf
echo "no directory: $?"
btfkit dedup -q -o /dev/full good.btf
echo "full: $?"
[ ! -e out ]
