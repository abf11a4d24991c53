# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Kernel images that are cut, lie or hold no BTF, or two of them.
"$FIXTURES/../tests/mkbtf" plain <"$FIXTURES/../tests/zoo.txt"
xz -c --check=crc32 plain >plain.xz
mkimage() {
	"$FIXTURES/../tests/mkimage" "$@"
}
# Writes the bytes $3 (escapes of printf) at the offset $2 of the file $1
patch() {
	printf %b "$3" | dd of="$1" bs=1 seek=$(($2)) conv=notrunc status=none
}
try() {
	btfkit dump "$1"
	echo "$1: $?"
}

mkimage bzimage plain bzimage
for size in $((0x210)) $((0x400)) $((0x400 + 500)); do
	head -c $((size)) bzimage >bzimage-cut-$size
	try bzimage-cut-$size
done
patch bzimage 0x24c '\xff\xff\xff\xff'
try bzimage
patch bzimage 0x24c '\0\0\0\0'
try bzimage

mkimage zboot plain.xz zboot
head -c 40 zboot >zboot-cut
try zboot-cut
head -c 600 zboot >zboot-cut
try zboot-cut
patch zboot 12 '\x64\0\0\0'
try zboot
patch zboot 8 '\0\0\0\0'
try zboot # it holds itself, and so on

mkimage uki plain uki
patch uki 134 '\xff\xff'
try uki

# Two of a size: the first, the second, and both in a stream
cat plain plain >two
mkimage arm64 two two-arm64
try two-arm64
xz -c two >two.xz
mkimage arm two.xz two-arm
try two-arm
mkimage bzimage two.xz two-bzimage # raw BTF, with something behind it
btfkit dump two-bzimage | cmp - <(btfkit dump plain)
{ echo boot && cat two; } >two-unknown
try two-unknown

# None: nothing at all, other streams, a stream that is cut
seq 1000 >numbers
mkimage s390 numbers none-s390
try none-s390
xz -c numbers >numbers.xz
gzip -nc numbers >numbers.gz
cat numbers.xz numbers.gz >both
mkimage arm both none-arm
try none-arm
echo 'no kernel is that small' | gzip -nc >small.gz
mkimage s390 small.gz small-s390
try small-s390
mkimage bzimage numbers none-bzimage
try none-bzimage
mkimage bzimage numbers.gz none-bzimage.gz
try none-bzimage.gz
seq 100000 | gzip -nc | head -c 100000 >cut.gz
mkimage arm cut.gz cut-arm
try cut-arm
printf 'int i;' | gcc -xc -c - -o no-btf.o
gzip -nc no-btf.o >no-btf.gz
mkimage bzimage no-btf.gz no-btf-bzimage
try no-btf-bzimage
mkimage arm64 no-btf.gz no-btf-arm64
try no-btf-arm64

# 260 MiB of nothing
head -c 260M /dev/zero | gzip -nc >bomb
mkimage arm bomb bomb-arm
try bomb-arm
mkimage zboot bomb bomb-zboot
try bomb-zboot
