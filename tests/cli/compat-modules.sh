# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What only a kernel's modules have: beside it in a directory, in its package, given by --modules.
mkbtf=$FIXTURES/../tests/mkbtf
command -v clang >/dev/null || { echo 'no clang'; exit 77; }
for name in READS ASKS CALLS; do
	clang -target bpfel -O2 -g -D$name -fdebug-compilation-dir=. -c -o "${name,,}.o" \
		"$FIXTURES/src/compat_modules.bpf.c" || exit
done
root=root/lib/modules/6.9.0-1 boot=root/boot
mkdir -p $root/kernel/net $boot
"$mkbtf" vmlinux <<-end
	int int 4 32:1
	func_proto - 1 key:1
	func shared 2 1
	struct task 8 pid:1:0
	int long 8 64:1
end
# types of modules begin at 6
"$mkbtf" -s vmlinux two <<-end
	func shared 2 1
	struct conn 16 status:1:64
end
"$mkbtf" -s vmlinux one <<-end
	struct conn 16 -:7:32
	struct - 4 status:1:0
	func conn_find 2 1
	func conn_open 2 0
end
"$mkbtf" -s vmlinux three <<-end
	struct conn___old 12 status:1:64
	struct other 8 flags:5:0
end
"$mkbtf" -s vmlinux four <<-end
	struct nothing 4 of:1:0
end
cp vmlinux $boot/vmlinux-6.9.0-1
cp two $root/kernel/net/net-two.ko
echo 'no module' >$root/modules.dep

echo 'beside it in a directory; -q'
btfkit compat -q reads.o asks.o calls.o root | sed '/^without/,/^$/d'
echo "status ${PIPESTATUS[0]}"
echo 'of an installed kernel, whose package tells the release'
printf '2.0\n' >debian-binary
printf 'Package: linux-image-6.9.0-1\nVersion: 6.9.0-1\nArchitecture: amd64\n' >control
tar -cf control.tar ./control
tar -C root -cJf data.tar.xz ./boot ./lib
ar rc linux.deb debian-binary control.tar data.tar.xz
btfkit compat --json reads.o linux.deb |
	jq -c '.kernels[], (.results[] | .modules, (.relocations[] | [.spec, .status, .target, .module]))'
btfkit compat --no-modules reads.o linux.deb | head -n 7
btfkit compat reads.o linux.deb:boot/vmlinux-6.9.0-1 | tail -n 1

echo 'given: a file, several, a directory with one for the release, an archive'
btfkit compat calls.o vmlinux --modules one --modules $root/kernel/net/net-two.ko
echo "status $?"
mkdir -p all/6.9.0-1 && cp one all/6.9.0-1/one.ko
btfkit compat reads.o linux.deb --modules all | tail -n 5
btfkit compat reads.o vmlinux --modules all | tail -n 1
xz -k one && mkdir nested && mv one.xz nested/one.ko.xz && tar -czf modules.tar.gz nested
btfkit compat --json calls.o vmlinux --modules modules.tar.gz |
	jq -c '.results[] | .verdict, .modules, .attach, (.requires[] | select(.what == "kfunc"))'
echo 'beside the kernel, as header takes them'
btfkit compat reads.o two vmlinux | tail -n 1
btfkit compat reads.o two --base vmlinux | head -n 2
echo 'of several that have it: they agree, or not'
btfkit compat reads.o vmlinux two three | tail -n 6
btfkit compat reads.o vmlinux one two
echo "status $?"
echo 'what is only asked for needs no module; where they are named they are looked at'
btfkit compat --json asks.o vmlinux three | jq -c '.results[] | .verdict, .modules'
btfkit compat --json asks.o vmlinux --modules three | jq -c '.results[] | .verdict, .modules'
echo 'in none of them'
btfkit compat reads.o calls.o vmlinux four
echo "status $?"
echo 'expressions'
btfkit compat --expr conn.status --expr func:conn_open --expr conn.gone --expr task.status vmlinux one three
echo "status $?"
btfkit compat --expr conn.status --json vmlinux one | jq -c '.results[] | [.offset_bits, .module]'
btfkit compat --no-modules --expr conn.status vmlinux one | head -n 2
echo 'lines, joined again'
rm $root/modules.dep
btfkit compat --json-lines reads.o asks.o calls.o root >lines
btfkit compat reads.o asks.o calls.o root | cmp - <(btfkit compat --join lines) && echo 'the same report'
btfkit compat --join --json-lines lines | cmp - lines && echo 'the same lines'
btfkit compat --expr conn.status --json-lines vmlinux one >lines
btfkit compat --expr conn.status vmlinux one | cmp - <(btfkit compat --join lines) && echo 'the same places'
btfkit compat --join --json-lines lines | cmp - lines && echo 'the same lines'
echo 'a page'
btfkit compat --html page.html reads.o vmlinux one >text
grep -o '"rows":\["[^]]*\]' page.html
grep -o '"title":"module one"[^}]*' page.html
echo 'faulty ones'
head -c 60 one >cut.ko
{ head -c 80 one; yes | head -c 4000; } >odd.ko
btfkit compat reads.o vmlinux --modules cut.ko | tail -n 1
btfkit compat reads.o vmlinux --modules odd.ko | tail -n 1
btfkit compat reads.o vmlinux cut.ko two | tail -n 1
head -c 700 linux.deb >cut.deb
btfkit compat reads.o vmlinux --modules cut.deb 2>&1
echo "status $?"
"$mkbtf" longer <<-end
	int a_longer_name 4 32:1
end
btfkit compat reads.o longer two 2>&1 | tail -n 1
btfkit compat reads.o vmlinux --modules nowhere 2>&1
echo "status $?"
btfkit compat reads.o vmlinux --modules one --no-modules 2>&1
echo "status $?"
