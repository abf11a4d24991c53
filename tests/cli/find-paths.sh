# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# TYPE.MEMBER: a name or a glob for each part, through members without a name and arrays.
"$FIXTURES/../tests/mkbtf" a.btf <<-end
	int int 4 32:1
	struct point 8 x:1:0 y:1:32
	array - 0 2:1:4
	struct - 8 low:1:0 high:1:32
	union - 8 whole:2:0 -:4:0
	struct,1 shape 56 -:5:0:0 centre:2:64:0 corners:3:128:0 flag:1:384:3 next:8:448:0
	typedef shape_t 6
	ptr - 6
	struct - 4 only:1:0
	typedef plain_t 9
end
for pattern in shape.high shape.whole.y shape.corners.x 'shape.corners[].y' 'shape.*' '*.*.x' 'struct sh*.fl*' \
	shape_t.flag plain_t.only 'typedef *.l*' low only; do
	echo "find '$pattern'"
	btfkit find "$pattern" a.btf || exit
done
