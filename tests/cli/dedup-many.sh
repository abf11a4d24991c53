# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Thousands of sources of every sort, in several threads: the same bytes as in one.
mkbtf=$FIXTURES/../tests/mkbtf
mkdir many
for ((n = 0; n < 40; n++)); do
	"$mkbtf" "many/$n.btf" <<-end
		int int 4 32:1
		struct shared 16 next:3:0 value:1:64
		ptr - 2
		struct own_$((n % 20)) 4 value:1:0
	end
done
for ((n = 40; n < 2000; n++)); do
	ln "many/$((n % 40)).btf" "many/$n.btf"
done
printf 'struct shared { struct shared *next; int value; } shared;\n' | gcc -gbtf -xc -c - -o many/object.o
zstd -q many/7.btf -o many/packed.zst
tar -cf many/archive.tar --transform 's/8.btf/types.btf/' many/8.btf
btfkit dedup --json -o one.btf -j 1 many | jq -c '[(.inputs | length), .types]'
btfkit dedup --json -o four.btf -j 4 many | jq -c '[(.inputs | length), .types]'
cmp one.btf four.btf && echo same
echo 'an error is that of the first faulty source, whichever thread was quicker'
head -c 50 many/3.btf >many/1000-cut.btf
head -c 50 many/3.btf >many/2-cut.btf
for jobs in 1 4; do
	btfkit dedup -o none.btf -j $jobs many
	echo "status $?"
done
btfkit dedup -o none.btf -j 0 many
echo "status $?"
[ ! -e none.btf ] && echo 'nothing written'
