# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The README's snippets for make, CMake and meson: each builds the program, and again when it has to.
for tool in cmake meson ninja; do
	command -v $tool >/dev/null || { echo "$tool is missing" && exit 77; }
done
{
	# what stands indented behind <!-- build: FILE -->
	awk '/^<!-- build: / { file = $3; next } /^[^ ]/ { file = "" } file { sub(/^    /, ""); print > file }' \
		"$FIXTURES/../README.md"
	xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >kernel.btf
	printf '#include "vmlinux.h"\n#include "own.h"\nint pid_of(struct task_struct *task)\n{\n\treturn task->pid + OWN;\n}\n' >prog.bpf.c
	echo '#define OWN 1' >own.h
}
# whether it is made again after $2 was changed, by the builder that the rest is
changed() {
	local before
	before=$(stat -c %Y.%y "$1")
	sleep 0.01
	touch "$2"
	"${@:3}" >log 2>&1 || cat log
	[ "$before" = "$(stat -c %Y.%y "$1")" ] && echo "$2: as it was" || echo "$2: made again"
}
try() {
	local made=$1
	"${@:2}" >log 2>&1 || cat log
	file=$(btfkit dump --ext --json "$made/prog.bpf.o" | jq -r '.core_relo[].spec')
	echo "$file"
	changed "$made/prog.bpf.o" prog.bpf.c "${@:2}"
	changed "$made/prog.bpf.o" own.h "${@:2}"
	changed "$made/prog.bpf.o" kernel.btf "${@:2}"
	changed "$made/prog.bpf.o" log "${@:2}"
}
echo "== make"
try . make KERNEL=kernel.btf
rm -r gen prog.bpf.o
for generator in Ninja 'Unix Makefiles'; do
	echo "== cmake, $generator"
	rm -rf cmake
	cmake -G "$generator" -DKERNEL="$PWD/kernel.btf" -S . -B cmake >log || cat log
	try cmake cmake --build cmake
done
echo "== meson"
meson setup -Dkernel="$PWD/kernel.btf" meson >log || cat log
try meson ninja -C meson
