# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What `diff --suggest` writes, with each function in a program that the running kernel loads, once
# relocated against the BTF of the old kernel and once against that of the new one.
running=/sys/kernel/btf/vmlinux
cat >loader.c <<'end'
#include <stdarg.h>
#include <bpf/libbpf.h>
#include <stdio.h>

static int put(enum libbpf_print_level level, const char *format, va_list args)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, args) : 0;
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = argv[argc - 1]);
	struct bpf_object *object;
	struct bpf_program *program;

	libbpf_set_print(put);
	object = bpf_object__open_file(argv[1], &options);
	if (!object)
		return 1;
	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, bpf_program__name(program)[0] == '_');
	return bpf_object__load(object) != 0;
}
end
echo 'int main(void) { return 0; }' >none.c
clang -target bpf -O2 -g -c none.c -o none.o 2>error || { echo 'skip suggestions: no clang for BPF'; exit; }
cc loader.c -o loader -lbpf 2>error || { echo 'skip suggestions: no libbpf to build with'; exit; }
[ -r $running ] || { echo "skip suggestions: no $running"; exit; }
./loader none.o $running 2>error || { echo "skip suggestions: no BPF is loaded here: $(tail -n 1 error)"; exit; }

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >old.btf
cat $running >new.btf
btfkit header -o old.h old.btf
btfkit header -o new.h new.btf

# A program for each function of a suggestion
callers() {
	sed -n '/^static __always_inline/{
		/(const/!s/(unsigned long long otherwise)\|(long long otherwise)/(7)/
		s/(void)$/()/
		s/(const [^,)]*/((void *)1/
		s/, unsigned long \*size)/, \&size)/
		s/, [^,&]*\*otherwise)/, (void *)0)/
		s/, [^,&]*otherwise)/, 7)/
		s/^static __always_inline [^(]*[ *]\([a-zA-Z0-9_]*\)\((.*)\)$/\1\2/p
	}' | awk '{ printf "SEC(\"kprobe/vfs_read\") int _%d(void *c) { unsigned long size = 0; " \
		"long v = (long)%s; bpf_printk(\"%%d\", v + size); return 0; }\n", NR, $0 }'
}

# compile HEADER BODY OBJECT
compile() {
	{
		printf '#include "%s"\n' "$1"
		printf '#include <bpf/bpf_%s.h>\n' helpers core_read tracing
		cat "$2"
		echo 'char LICENSE[] SEC("license") = "GPL";'
	} >prog.bpf.c
	clang -target bpf -D__TARGET_ARCH_x86 -O2 -g -Wall -Werror -I. -c prog.bpf.c -o "$3" 2>error
}

for types in 'struct task_struct' 'struct inode' 'struct sk_buff' 'struct page' 'struct bio' 'enum bpf_*' \
	'union bpf_attr'; do
	btfkit diff --suggest "$types" old.btf new.btf >suggested.h
	[ $? -eq 1 ] || { echo "skip $types: no differences"; continue; }
	callers <suggested.h >callers.h
	count=$(grep -c . callers.h)
	[ "$count" -eq "$(grep -c '^static __always_inline' suggested.h)" ] || echo "not ok callers, $types: $count"
	cat suggested.h callers.h >body
	for header in old new; do
		if ! compile $header.h body prog.o; then
			echo "not ok $types compiles with $header.h: $(head -n 1 error)"
			continue
		fi
		for kernel in old new; do
			if ./loader prog.o $kernel.btf 2>error; then
				echo "ok $types, by $header.h, loads with $kernel.btf: $count programs"
			else
				echo "not ok $types, by $header.h, loads with $kernel.btf: $(head -n 1 error)"
			fi
		done
	done
done

# What is not guarded must not load, or all of the above would say nothing
cat >body <<'end'
struct task_struct___no { int no_such_member; } __attribute__((preserve_access_index));
SEC("kprobe/vfs_read") int _1(void *c)
{
	struct task_struct___no *p = (void *)1;
	return BPF_CORE_READ(p, no_such_member);
}
end
compile old.h body prog.o
if ./loader prog.o old.btf 2>error; then
	echo 'not ok a read without a guard does not load: it did'
else
	echo 'ok a read without a guard does not load'
fi
