# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The BTF of a program that is loaded, asked for by its own id, by the program's and by its map's.
for tool in bpftool clang unshare; do
	command -v $tool >/dev/null || { echo "no $tool"; exit 77; }
done
unshare -m true 2>/dev/null || { echo 'no right to mount'; exit 77; }
cat >program.c <<-end
	struct value { int count; long sum; };
	struct {
		int (*type)[1]; /* BPF_MAP_TYPE_HASH */
		int *key;
		struct value *value;
		int (*max_entries)[8];
	} counts __attribute__((section(".maps"), used));
	__attribute__((section("socket"), used)) int on_packet(void *context)
	{
		int key = 1;
		struct value *value = ((void *(*)(void *, const void *))1)(&counts, &key);

		return value ? value->count : 0;
	}
	char _license[] __attribute__((section("license"), used)) = "Dual BSD/GPL";
end
clang -g -O2 -target bpf -c program.c -o program.o || exit
# shellcheck disable=SC2016
unshare -m bash -c '
	mkdir bpf && mount -t bpf none bpf && bpftool prog load program.o bpf/program >refused 2>&1 || {
		echo "no right to load a program: $(tail -n 1 refused)"
		exit 77
	}
	id_of() { sed -n "s/.*\"$1\":\[*\([0-9]*\).*/\1/p" program.json; }
	bpftool -j prog show pinned bpf/program >program.json
	prog=$(id_of id) map=$(id_of map_ids) id=$(id_of btf_id)
	btfkit dump --type "struct value" --format c "prog:$prog" || exit
	btfkit dump --type on_packet --json "prog:$prog" | sed "s/\"id\":[0-9]*/\"id\":N/; s/_id\":[0-9]*/_id\":N/"
	btfkit dump "prog:$prog" >by_prog || exit
	bpftool btf dump prog id "$prog" | grep -c . | cmp - <(grep -c . by_prog)
	btfkit dump "map:$map" | cmp - by_prog
	btfkit dump "id:$id" | cmp - by_prog
	btfkit header "id:$id" | grep "^ \* kernel:" # that would be another one
	btfkit stat --loaded | sed -n "s/^ *$id  *program *[0-9]*  prog $prog /ID program BYTES  prog N /; s/map $map /map N /p"
	[ -r /sys/kernel/btf/vmlinux ] || exit 0
	btfkit dump id:1 | cmp - <(btfkit dump)
'
