# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Packages and archives: which member is taken, how one is named, what is said where none can be.
mkpackage=$FIXTURES/../tests/mkpackage
"$FIXTURES/../tests/mkbtf" a.btf <<-end
	int int 4 32:1
	struct kernel_a 4 a:1:0
end
"$FIXTURES/../tests/mkbtf" b.btf <<-end
	int int 4 32:1
	struct kernel_b 4 b:1:0
end
echo 'int module;' | gcc -xc -c - -o module.o
echo 'int _start;' | gcc -xc -nostdlib -static - -o program 2>/dev/null
objcopy --add-section .BTF=b.btf module.o module.ko
objcopy --add-section .BTF=a.btf program vmlinux

# Which of the structs is there
which() {
	btfkit dump --type 'struct kernel_*' "$@" | sed "s/.*'\(kernel_.\)'.*/\1/;q"
}

mkdir -p deb/boot deb/lib/modules/6.1.0-9-amd64/kernel
cp program deb/lib/program
xz -c module.ko >deb/lib/modules/6.1.0-9-amd64/kernel/module.ko.xz
cp module.ko deb/lib/modules/6.1.0-9-amd64/kernel/other.ko
cp vmlinux deb/boot/vmlinux-6.1.0-9-amd64
ln -s boot/vmlinux-6.1.0-9-amd64 deb/vmlinux
ln -s ../lib/modules/6.1.0-9-amd64/kernel/module.ko.xz deb/boot/module.ko.xz
ln -s loop deb/loop
ln -s nowhere deb/dangling
for compressor in xz gzip 'zstd -q' cat; do
	"$mkpackage" deb a.deb linux-image-6.1.0-9-amd64 amd64 deb "$compressor"
	which a.deb
done
"$mkpackage" rpm a.rpm kernel-6.1.0-9.fc41 x86_64 deb 'zstd -q'
which a.rpm
which - <a.rpm
tar -C deb -czf a.tgz .
tar -C deb --format=v7 -cf a.tar .
tar -C deb --format=pax -cf a.pax .
(cd deb && find . | cpio --quiet -oH newc >../a.cpio && zip -qry ../a.zip .)
lzop -q a.tar -o a.tar.lzo
for file in a.tgz a.tar a.pax a.cpio a.zip a.tar.lzo; do
	which $file
done

echo Members:
which a.deb:lib/modules/6.1.0-9-amd64/kernel/module.ko.xz
which a.deb:./lib/modules/6.1.0-9-amd64/kernel/other.ko
which a.rpm:/lib/modules/6.1.0-9-amd64/kernel/other.ko
which a.deb:vmlinux
which a.tgz:boot/module.ko.xz
which -- -:boot/module.ko.xz <a.tgz
which a.deb:dangling
which a.deb:loop
which a.deb:boot
which a.deb:boot/vmlinuz
which a.deb:lib/program
which a.btf:member
which missing:member
cp a.btf name:with:colons && which name:with:colons
tar -cf outer.tar a.deb a.rpm
which outer.tar
which outer.tar:a.rpm
which outer.tar:a.rpm:boot/module.ko.xz
which outer.tar:a.rpm:nothing
tar --force-local -cf name:of:archive a.btf && which name:of:archive:a.btf

echo BTFHub:
tar -cJf kernel.btf.tar.xz ./a.btf && which kernel.btf.tar.xz
tar -cf two.tar a.btf b.btf && which two.tar
mkdir sysfs && cp a.btf sysfs/ext4 && cp b.btf sysfs/vmlinux && cp a.btf sysfs/xfs && tar -cf sysfs.tar sysfs && which sysfs.tar
tar -cf with-kernel.tar b.btf vmlinux && which with-kernel.tar

echo Several:
mkdir boot && cp vmlinux boot/vmlinux-1 && objcopy --add-section .BTF=b.btf program boot/vmlinux-2
tar --sort=name -cf kernels.tar boot && which kernels.tar
which kernels.tar:boot/vmlinux-2
mkdir modules && for i in 1 2 3; do cp module.ko modules/$i.ko; done && tar --sort=name -cf modules.tar modules && which modules.tar
which modules.tar:modules/2.ko
tar -cf one.tar module.ko && which one.tar
tar -cf none.tar program && which none.tar
tar -cf empty.tar -T /dev/null && which empty.tar
tar -P -cf names.tar --transform 's,^,../,' a.btf && which names.tar:../a.btf
printf 'no archive' >$'boot/\e[31m' && tar -cf odd.tar $'boot/\e[31m' vmlinux && which odd.tar
mv vmlinux $'\e[31m' && tar -cf odd.tar $'\e[31m' && which -v odd.tar 2>&1 | sed 's/ (.*)//' && which $'odd.tar:\e[31m:x' 2>&1 | cat -v

echo Release:
mkdir raw && cp a.btf raw && "$mkpackage" deb raw.deb linux-image-6.1.0-9-amd64 amd64 raw && btfkit header raw.deb | grep 6.1
"$mkpackage" rpm raw.rpm kernel-6.1.0-9.fc41 aarch64 raw gzip && btfkit header raw.rpm | grep 6.1
