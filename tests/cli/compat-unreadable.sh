# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What cannot be read does not keep the rest from being answered: objects and kernels that are cut, stripped,
# of the other byte order, without BTF, not there; lines that are no results.
mkbtf=$FIXTURES/../tests/mkbtf
command -v clang >/dev/null || { echo 'no clang'; exit 77; }
mkdir kernels
printf '%s\n' 'int int 4 32:1' 'int unsigned 4 32:0' 'struct task 8 pid:1:32 __state:2:0' >types
"$mkbtf" kernels/le.btf <types
"$mkbtf" -b kernels/be.btf <types
echo 'no BTF' >kernels/README
cp "$FIXTURES/src/compat_states.bpf.c" .
for order in el eb; do
	clang -target bpf$order -O2 -g -DBARE -fdebug-compilation-dir=. -c -o bare-$order.o compat_states.bpf.c || exit
done
clang -target bpfel -O2 -DBARE -c -o stripped.o compat_states.bpf.c
# without its CO-RE relocations: a section of another name is none
sed 's/\.BTF\.ext/.BTF.txe/' bare-el.o >noext.o
head -c 3000 "$FIXTURES/core_kinds.bpfel.o" >cut.o
head -c 40 kernels/le.btf >cut.btf
echo 'byte orders'
btfkit compat bare-el.o bare-eb.o kernels
echo "status $?"
echo 'cut, stripped and missing'
btfkit compat cut.o stripped.o noext.o bare-el.o kernels/le.btf cut.btf nowhere.btf
echo "status $?"
echo 'as JSON'
btfkit compat -q --json stripped.o bare-el.o cut.btf kernels/le.btf 2>/dev/null |
	jq -c '.kernels, .summary, (.results[] | del(.relocations))'
echo 'a stripped object in a directory'
mkdir objects && cp stripped.o bare-el.o objects
btfkit compat objects kernels/le.btf
echo "status $?"
echo 'compressed'
xz -k bare-el.o && xz -k kernels/le.btf
btfkit compat kernels/le.btf.xz bare-el.o.xz
echo "status $?"
echo 'no results'
btfkit compat --json-lines bare-el.o kernels/le.btf >good.jsonl
head -c 100 good.jsonl >cut.jsonl
sed 's/"verdict":"[a-z]*"/"verdict":"maybe"/' good.jsonl >verdict.jsonl
echo '{"schema":"btfkit.find/1"}' >schema.jsonl
echo '{"schema":"btfkit.compat/1"}' >empty.jsonl
btfkit compat --json-lines --expr task.pid kernels/le.btf >expr.jsonl
for file in cut verdict schema empty expr none; do
	cat good.jsonl $file.jsonl 2>/dev/null >both.jsonl
	[ $file != none ] || rm both.jsonl
	btfkit compat --join both.jsonl
	echo "status $?"
done
