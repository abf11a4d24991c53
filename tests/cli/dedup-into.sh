# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --into: the BTF becomes a section of an ELF file, of either class and byte order, without moving the others.
mkbtf=$FIXTURES/../tests/mkbtf
sections() {
	readelf -SW "$1" | sed -n 's/^ *\[ *\([0-9]*\)\] \([^ ]*\) .*/\1 \2/p'
}

"$mkbtf" types.btf <<-end
	int int 4 32:1
	struct node 16 next:3:0 value:1:64
	ptr - 2
end
printf 'int main(void)\n{\n\treturn 0;\n}\n' | gcc -xc -c - -o plain.o
chmod 640 plain.o
btfkit dedup -q --into plain.o -o new.o types.btf || exit
btfkit dump new.o
cmp <(sections new.o) <(sections plain.o && echo "$(sections plain.o | wc -l) .BTF") && echo 'one more section'
gcc new.o -o new && ./new && echo 'links and runs'
objcopy --remove-section .BTF new.o without.o
cmp <(objdump -drs without.o | tail -n +4) <(objdump -drs plain.o | tail -n +4) && echo 'all else as it was'
echo 'in place, twice'
cp -p new.o place.o
btfkit dedup -q --into place.o types.btf
cmp new.o place.o && echo same
printf 'struct a { int b; } a;\n' | gcc -gbtf -xc -c - -o other.o
btfkit dedup -q --into place.o place.o other.o
btfkit dump place.o | grep '^\['
echo 'a program, also without names to spare'
strip new
btfkit dedup -q --into new types.btf && ./new && btfkit dump new | grep -c '^\['
echo 'the order of bytes is the file'"'"'s'
objcopy -I binary -O elf32-big types.btf big.o
btfkit dedup -q --into big.o types.btf || exit
readelf -h big.o | grep -E 'Class|Data:' | tr -s ' '
btfkit dedup -q -o - big.o | od -An -tx1 -N4
btfkit dump big.o | grep -c '^\['
echo 'errors'
btfkit dedup --into types.btf types.btf
echo "status $?"
btfkit dedup --into none.o types.btf
echo "status $?"
btfkit dedup --into new.o --byte-order big types.btf
echo "status $?"
objcopy --add-section .BTF.ext=types.btf new.o ext.o
btfkit dedup --into ext.o types.btf
echo "status $?"
objcopy --set-section-flags .BTF=alloc new.o loaded.o
btfkit dedup --into loaded.o types.btf
echo "status $?"
echo 'cut anywhere, it is refused and stays as it is'
size=$(stat -c %s new.o) refused=0
for ((n = 0; n < size; n += 37)); do
	head -c "$n" new.o >cut.o
	cp cut.o before.o
	btfkit dedup -q --into cut.o types.btf 2>/dev/null
	[ $? -eq 2 ] && cmp -s cut.o before.o && refused=$((refused + 1))
done
[ $refused -eq $(((size + 36) / 37)) ] && echo 'all of them'
