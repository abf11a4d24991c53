# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# module:NAME, in a sysfs of its own, with a small kernel and a module of that.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" vmlinux <<-end
	int int 4 32:1
	struct task 16
	ptr - 2
end
"$mkbtf" -s vmlinux my_module <<-end
	struct state 24 owner:3:0 task:2:64
end
unshare -m true 2>/dev/null || { echo 'no right to mount'; exit 77; }
# shellcheck disable=SC2016
unshare -m bash -c '
	mount -t tmpfs none /sys/kernel/btf || { echo "no right to mount over sysfs"; exit 77; }
	cp vmlinux my_module /sys/kernel/btf
	for name in my_module my-module my_modul other vmlinux a/b; do
		btfkit dump "module:$name"
		echo "$name: $?"
	done
	btfkit dump -v --type "struct state" --format c module:my-module 2>&1 | sed "s| of $(uname -r) ($(uname -m))||"
	btfkit dump --base vmlinux module:my_module | cmp - <(btfkit dump /sys/kernel/btf/my_module)
'
