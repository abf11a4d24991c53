# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Bombs, layers without end, archives that are cut, empty or lie about their sizes: a clear error, soon.
"$FIXTURES/../tests/mkbtf" a.btf <"$FIXTURES/../tests/zoo.txt"
try() {
	timeout 60 btfkit dump "$1" >out 2>err || echo "$1: $? $(wc -c <out)"
	sed -E 's/ [0-9]{4,5} / N /g' err >&2 # tar stores times, so sizes differ
}
echo Bombs: >&2
head -c 300M /dev/zero | zstd -qc >bomb.zst # 28 KB
try bomb.zst
head -c 300M /dev/zero | lz4 -qc | lz4 -qc >bomb.lz4.lz4
try bomb.lz4.lz4
gzip -c bomb.zst | xz -c >bomb.nested
try bomb.nested
truncate -s 1T sparse && tar -Scf sparse.tar sparse && try sparse.tar
head -c 300M /dev/zero >zeros && tar -c zeros a.btf | zstd -qc >skipped.tar.zst && try skipped.tar.zst
rm -f zeros sparse
cp a.btf layers && for ((i = 0; i < 10; i++)); do gzip -c layers >next && mv next layers; done
btfkit dump layers | cmp - <(btfkit dump a.btf)
gzip -c layers >layers-11 && try layers-11

echo Lies: >&2
mkdir boot && cp "$FIXTURES/core_kinds.bpfel.o" boot/object.o
"$FIXTURES/../tests/mkpackage" deb a.deb linux-image-1 amd64 . gzip
head -c 100 a.deb >cut-1.deb && try cut-1.deb
head -c $(($(stat -c %s a.deb) - 100)) a.deb >cut-2.deb && try cut-2.deb
printf '!<arch>\n%-16s%-12s%-6s%-6s%-8s%-10s`\n2.0\n' debian-binary 0 0 0 100644 4 >no-data.deb && try no-data.deb
{ cat no-data.deb && printf '%-60s' 'no member'; } >garbage.deb && try garbage.deb
{ cat no-data.deb && printf '%-16s%-12s%-6s%-6s%-8s%-10s`\n' data.tar.xz 0 0 0 100644 9999999999; } >long.deb && try long.deb
{ cat no-data.deb && printf '%-16s%-12s%-6s%-6s%-8s%-10s`\nno tar' data.tar.xz 0 0 0 100644 6; } >no-tar.deb && try no-tar.deb
"$FIXTURES/../tests/mkpackage" rpm a.rpm kernel-1-1 x86_64 boot gzip
head -c 50 a.rpm >cut-1.rpm && try cut-1.rpm
head -c 110 a.rpm >cut-2.rpm && try cut-2.rpm
head -c 160 a.rpm >cut-3.rpm && try cut-3.rpm
head -c 230 a.rpm >cut-4.rpm && try cut-4.rpm
head -c $(($(stat -c %s a.rpm) - 100)) a.rpm >cut-5.rpm && try cut-5.rpm
tar -cf a.tar boot/object.o && head -c 2000 a.tar >cut.tar && try cut.tar
xz -c a.tar | head -c 600 >cut.tar.xz && try cut.tar.xz
tar -cf bad-btf.tar --transform 's/.*/vmlinux/' a.btf && printf '\7' | dd of=bad-btf.tar bs=1 seek=514 conv=notrunc status=none && try bad-btf.tar

echo Places: >&2
mkdir directory && try directory
try directory:a.btf
try a.tar:
try :a.tar
mkfifo fifo && (head -c 100 a.deb >fifo &) && try fifo
[ "$(id -u)" -eq 0 ] || { cp a.btf unreadable && chmod 0 unreadable && try unreadable 2>/dev/null; }
true
