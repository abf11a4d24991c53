# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Each compression around a file, told by content; several around each other; cut ones; garbage behind.
"$FIXTURES/../tests/mkbtf" plain <"$FIXTURES/../tests/zoo.txt"
btfkit dump plain >wanted || exit
gzip -c plain >a.gzip
xz -c plain >a.xz
xz -c --format=lzma plain >a.lzma
xz -c --check=none plain >a.xz-unchecked
zstd -qc plain >a.zstd
zstd -qc --no-check <plain >a.zstd-streamed
lz4 -qc plain >a.lz4
lz4 -qcl plain >a.lz4-legacy
lz4 -qc -BX --no-frame-crc plain >a.lz4-summed
bzip2 -c plain >a.bzip2
lzop -qc plain >a.lzop
lzop -qc -1 <plain >a.lzop-1
lzop -qc -9 --crc32 plain >a.lzop-crc
head -c 300 /dev/urandom | cat plain - | lzop -qc >a.lzop-random
xz -c plain | zstd -qc | gzip -c | bzip2 -c >a.nested
{ head -c 99 plain | gzip -c && tail -c +100 plain | gzip -c; } >a.gzip-twice
for file in a.*; do
	btfkit dump "$file" | cmp - wanted && echo "$file"
done
btfkit dump - <a.xz | cmp - wanted
for file in a.*; do
	for percent in 50 67 90; do
		head -c $(($(stat -c %s "$file") * percent / 100)) "$file" >part
		btfkit dump part >out 2>err
		[ $? -eq 2 ] && [ ! -s out ] && grep -q "^btfkit: part: [a-z0-9]*: " err ||
			echo "$file cut to $percent%: $(<err)"
	done
done
# Magics before what no such stream begins with
printf '\x1f\x8b\x08\xff\0\0\0\0 and so on, and so on' >odd.gzip
printf '\x04\x22\x4d\x18\0\0\0\0 and so on, and so on' >odd.lz4
btfkit dump odd.gzip || echo "odd.gzip: $?"
btfkit dump odd.lz4 || echo "odd.lz4: $?"
# Another checksum than that of what comes out
for file in a.gzip a.gzip-twice a.bzip2 a.zstd; do
	{ head -c -8 "$file" && printf '\0\0\0\0' && tail -c 4 "$file"; } >part
	btfkit dump part >out 2>err
	[ $? -eq 2 ] && [ ! -s out ] && grep -q "^btfkit: part: [a-z0-9]*: " err || echo "$file with another checksum: $(<err)"
done
{ head -c -8 a.gzip && printf '\0\0\0\0' && tail -c 4 a.gzip; } >wrong.gz
btfkit dump wrong.gz || echo "wrong.gz: $?"
head -c 200 a.xz >cut.xz
btfkit dump cut.xz || echo "cut.xz: $?"
head -c 200 a.zstd >cut.zst
btfkit dump cut.zst || echo "cut.zst: $?"
