# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --for: only what a compiled program has relocated of the types that are different.
mkbtf=$FIXTURES/../tests/mkbtf
object=$FIXTURES/core_kinds.bpfel.o
kernel() {
	"$mkbtf" "$1" <<-end
		int int 4 32:1
		struct inner 8 first:1:0 unused:1:$2
		struct unused 4 a:1:$2
		enum color 4 RED:$2 BLUE:$3 OTHER:$2
		union either 8 a:1:$2 b:1:$3
		typedef inner_t 1
	end
}
kernel old.btf 32 1
kernel new.btf 64 2
btfkit diff --for "$object" old.btf new.btf
echo "=> $?"
btfkit diff --for "$object" --json old.btf new.btf | jq -c '.summary, .types[].name'
btfkit diff --for "$object" --for "$FIXTURES/core_kinds.bpfeb.o" --kind enum old.btf new.btf
echo "=> $?"
btfkit diff --for "$object" old.btf old.btf
echo "=> $?"
btfkit diff --for old.btf old.btf new.btf
echo "=> $?"
btfkit diff --for none.o old.btf new.btf
echo "=> $?"
