# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Any allocation may fail: that is exit 2 with a message, without a result left half-written.
cp "$FIXTURES/core_kinds.bpfel.o" "$FIXTURES/core_kinds.bpfeb.o" .
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
"$FIXTURES/../tests/mkbtf" -s zoo.btf split.btf <<-end
	struct own 16 a:1:0 next:2:64
	typedef mine 27
end
head -c 300 zoo.btf >cut.btf
"$FIXTURES/../tests/mkbtf" distilled.btf <<-end
	int int 4 32:1
	struct node 16
end
"$FIXTURES/../tests/mkbtf" -s distilled.btf moved.btf <<-end
	struct own 32 a:1:0 node:2:64
end
printf 'int i;\n' | gcc -xc -c - -o empty.o
objcopy --add-section .BTF=moved.btf --add-section .BTF.base=distilled.btf empty.o moved.ko
xz -c zoo.btf >zoo.xz
"$FIXTURES/../tests/mkimage" arm zoo.xz image
"$FIXTURES/../tests/mkimage" bzimage zoo.xz bzimage
ln -s header.h link
lzop -qc zoo.btf >zoo.lzo
zstd -qc zoo.xz >zoo.zst
mkdir raw boot && cp zoo.btf raw/vmlinux && ln -s vmlinux raw/link && cp cut.btf zoo.btf boot
"$FIXTURES/../tests/mkpackage" deb raw.deb linux-image-6.1.0-9-amd64 amd64 raw
"$FIXTURES/../tests/mkpackage" rpm raw.rpm kernel-6.1.0-9 s390x raw gzip
tar -cf several.tar boot
starve() {
	"$BUILD/tests/starve" "$@"
}
starve dedup -q -o merged.btf zoo.btf core_kinds.bpfeb.o zoo.btf
starve dedup --json --base zoo.btf -o merged.btf split.btf zoo.btf
starve dedup --explain-all zoo.btf core_kinds.bpfel.o zoo.btf
starve dedup -q --sort -o merged.btf cut.btf
starve dump --type 'n*' --kind struct --id 1-9 zoo.btf
starve dump --json core_kinds.bpfeb.o
starve dump --ext core_kinds.bpfel.o
starve dump --ext --json core_kinds.bpfel.o
starve dump --format c --type node -o out.c zoo.btf
starve dump --base zoo.btf split.btf
starve dump --base zoo.btf moved.ko
starve dump --base moved.btf moved.ko
starve dump --base distilled.btf split.btf
starve dump module:../none
starve dump --type nod zoo.btf
starve dump split.btf
starve find 'n*.*' zoo.btf core_kinds.bpfel.o
starve find --json -E 'e$' zoo.btf core_kinds.bpfel.o
starve find --users int zoo.btf
starve find nodd zoo.btf
starve find node.nex zoo.btf
starve find 'nod*' cut.btf zoo.btf
starve layout --expand '*' core_kinds.bpfel.o
starve layout --json --sort size zoo.btf
starve layout --reorganize '*' core_kinds.bpfel.o
starve layout nod zoo.btf
starve probe --offline --source zoo.btf node.next 'enum color' node.nod 'struct node' func:none
starve probe --json --offline --source zoo.btf node.next
starve probe --offline --source zoo.btf core_kinds.bpfel.o
starve diff zoo.btf core_kinds.bpfel.o
starve diff --json core_kinds.bpfel.o zoo.btf
starve diff --type nod zoo.btf zoo.btf
starve diff --html page.html zoo.btf core_kinds.bpfel.o
starve diff --for core_kinds.bpfel.o zoo.btf core_kinds.bpfel.o
starve dump cut.btf
starve compat -j 1 core_kinds.bpfel.o zoo.btf cut.btf
starve compat -j 1 --json core_kinds.bpfel.o core_kinds.bpfeb.o zoo.btf
starve compat -j 1 --html page.html core_kinds.bpfel.o zoo.btf
printf '{"schema":"btfkit.compat/1","object":"a.o","kernel":"k","verdict":"fail","relocations":[{"status":"poisoned"}]}\n' >a.jsonl
starve compat --join a.jsonl
printf '%s\n' 'int int 4 32:1' 'struct inner 8 first:1:32' | "$FIXTURES/../tests/mkbtf" inner.btf
starve min -q core_kinds.bpfel.o inner.btf -o min.btf
starve compat -j 1 --expr node.next --expr nod zoo.btf cut.btf
starve compat -j 1 --json --expr "struct node" --expr "enum a.b" zoo.btf
starve header --asserts zoo.btf
starve header core_kinds.bpfeb.o
starve header -o link --base zoo.btf split.btf
cp zoo.btf zoo-2.btf
starve header -o link zoo.btf zoo-2.btf
starve dump image
starve header bzimage
starve stat zoo.btf
starve stat --json --base zoo.btf split.btf
starve stat core_kinds.bpfel.o
starve dump zoo.lzo
starve dump zoo.zst
starve header raw.deb
starve header raw.rpm
starve dump raw.deb:link
starve dump several.tar
