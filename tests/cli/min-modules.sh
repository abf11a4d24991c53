# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Types that only modules have go into the same file; relocations come to what they come to with both.
mkbtf=$FIXTURES/../tests/mkbtf
command -v clang >/dev/null || { echo 'no clang'; exit 77; }
for name in READS ASKS; do
	clang -target bpfel -O2 -g -D$name -fdebug-compilation-dir=. -c -o "${name,,}.o" \
		"$FIXTURES/src/compat_modules.bpf.c" || exit
done
mkdir -p tree/boot tree/lib/modules/6.9.0-1 tree/more
"$mkbtf" tree/boot/vmlinux-6.9.0-1 <<-end
	int int 4 32:1
	int long 8 64:1
	struct task 8 pid:1:0 status:1:32
end
# types of modules begin at 4
"$mkbtf" -s tree/boot/vmlinux-6.9.0-1 tree/lib/modules/6.9.0-1/one.ko <<-end
	struct junk 4 of:1:0
	struct other 16 flags:2:64
	struct conn 24 -:7:32
	struct - 20 status:1:0 rest:4:32
end
"$mkbtf" -s tree/boot/vmlinux-6.9.0-1 tree/lib/modules/6.9.0-1/two.ko <<-end
	struct conn___old 96 long:2:0 status:1:64
end
"$mkbtf" -s tree/boot/vmlinux-6.9.0-1 three <<-end
	struct conn 8 status:1:32
end
relocations() {
	jq -c '.results[].relocations[] | [.program, .spec, .status, .target]'
}
echo 'of a directory'
btfkit min -o out reads.o asks.o tree
echo "status $?"
find out -type f
btfkit min asks.o tree -o asks.btf && btfkit dump asks.btf
btfkit compat --json asks.o tree --modules tree/lib/modules | relocations >whole
btfkit compat --json asks.o asks.btf | relocations | cmp - whole && cat whole
echo 'ambiguous ones stay so'
btfkit min -q reads.o tree -o reads.btf
echo "status $?"
btfkit compat --json reads.o reads.btf | relocations
echo 'one that is named'
btfkit min reads.o asks.o tree/boot/vmlinux-6.9.0-1 --modules tree/lib/modules/6.9.0-1/one.ko -o both.btf
btfkit dump both.btf
btfkit min reads.o tree/boot/vmlinux-6.9.0-1 --modules three -o three.btf --json | jq -c '.results[] | .modules, .types'
btfkit compat --json reads.o three.btf | relocations
echo 'none'
btfkit min --no-modules asks.o tree -o none.btf
echo "status $?"
btfkit min asks.o tree --modules nowhere -o none.btf
echo "status $?"
btfkit min asks.o tree/boot/vmlinux-6.9.0-1 three -o none.btf
echo "status $?"
head -c 40 three >short
btfkit min asks.o tree/boot/vmlinux-6.9.0-1 --modules short -o none.btf
echo "status $?"
