# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# BTF inside ELF, as the compilers of this machine write it.
cat >pair.c <<-end
	struct pair { int a; int b : 3, c : 5; struct pair *next; };
	int sum(struct pair *pair) { return pair->a + pair->b + pair->c; }
end
# Without ids, which are the compiler's choice
pair() {
	btfkit dump --type 'struct pair' --type sum "$1" | sed 's/^\[[0-9]*\] //; s/type_id=[0-9]*/type_id=N/' | sort
}
gcc -gbtf -c pair.c -o gcc.o || { echo 'this gcc writes no BTF'; exit 77; }
pair gcc.o >gcc
for target in bpfel bpfeb; do
	clang -target $target -O2 -g -c pair.c -o $target.o || { echo 'no clang for BPF'; exit 77; }
	pair $target.o >$target
done
cat bpfel
cmp bpfel bpfeb
sed 's/linkage=static/linkage=global/' gcc | cmp - bpfel # gcc 12 calls every function static
