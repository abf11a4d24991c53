# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What is loaded: the running kernel's own BTF at least, first of all, and of the size that it has.
btfkit stat --loaded >list 2>err || { echo "not told what is loaded: $(tail -n 1 err)"; exit 77; }
[ -r /sys/kernel/btf/vmlinux ] || { echo 'the kernel has no BTF'; exit 77; }
size=$(wc -c </sys/kernel/btf/vmlinux)
head -n 2 list | sed "s/\b$size\b/SIZE/; s/  */ /g"
btfkit stat --loaded --json | jq -c "[.schema, (.loaded[0] | .id, .kind, .name, .size_bytes == $size)]"
for try in {1..20}; do # others may load and unload meanwhile
	btfkit stat --loaded >list
	[ "$(btfkit stat --loaded --json | jq '.loaded | length')" -eq "$(tail -n +2 list | wc -l)" ] && break
	[ "$try" -lt 20 ] || echo 'text and JSON do not agree'
done
btfkit stat --json id:1 | jq '.btf_bytes' | cmp - <(echo "$size")
