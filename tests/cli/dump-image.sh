# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Kernel images of each shape around raw BTF and around an ELF file, as they are and compressed; an image in
# another; images in a compressed file.
"$FIXTURES/../tests/mkbtf" plain <"$FIXTURES/../tests/zoo.txt"
btfkit dump plain >wanted || exit
printf 'const char banner[] = "Linux version 6.1.0-test (someone)";' | gcc -xc -c - -o elf
objcopy --add-section .BTF=plain elf
try() {
	btfkit dump "$1" | cmp - wanted && echo "$1"
}
for inner in plain elf; do
	gzip -nc $inner >$inner.gzip
	xz -c $inner >$inner.xz
	xz -c --format=lzma $inner >$inner.lzma
	zstd -qc <$inner >$inner.zstd
	lz4 -qcl $inner >$inner.lz4
	bzip2 -c $inner >$inner.bzip2
	lzop -qc $inner >$inner.lzop
	for format in bzimage zboot arm64 arm s390 uki; do
		for file in "$inner" "$inner".*; do
			"$FIXTURES/../tests/mkimage" $format "$file" "$format-$file"
			try "$format-$file"
		done
	done
done
"$FIXTURES/../tests/mkimage" arm64 plain Image
xz -c Image >Image.xz
"$FIXTURES/../tests/mkimage" zboot Image.xz nested-zboot
"$FIXTURES/../tests/mkimage" uki bzimage-elf.xz nested-uki
gzip -c nested-uki >nested-uki.gzip
try Image.xz
try nested-zboot
try nested-uki
try nested-uki.gzip
# ELF files that wrap a compressed kernel; one that has BTF of its own is not looked into further
"$FIXTURES/../tests/mkimage" elf elf.xz elf-elf.xz
"$FIXTURES/../tests/mkimage" elf plain.gzip elf-plain.gzip
try elf-elf.xz
try elf-plain.gzip
"$FIXTURES/../tests/mkbtf" other <<<'int other 4 32:1'
objcopy --add-section .BTF=other elf-elf.xz elf-other
btfkit dump elf-other
# Bytes that no header tells anything of
{ echo 'boot code' && cat plain && echo 'more code'; } >unknown-plain
{ echo 'boot code' && xz -c elf && echo 'more code'; } >unknown-xz
try unknown-plain
try unknown-xz
