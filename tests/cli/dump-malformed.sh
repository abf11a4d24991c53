# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Types that cannot be: refused with the place, and nothing printed.
try() {
	"$FIXTURES/../tests/mkbtf" "$1.btf"
	btfkit dump -o out "$1.btf"
	echo "$1: $?"
}
try dangling <<-end
	int int 4 32:1
	ptr - 3
end
try return-type <<-end
	func_proto - 9
end
try parameter <<-end
	func_proto - 0 a:9
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
printf 'int int 4 32:1\n' | "$FIXTURES/../tests/mkbtf" name-offset.btf
printf '\377' | dd of=name-offset.btf bs=1 seek=24 conv=notrunc status=none
btfkit dump name-offset.btf
echo "name-offset: $?"
[ ! -e out ]
