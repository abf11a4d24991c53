# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Many kernels at once: files named like them, a module with its base, what holds no BTF or is damaged.
mkbtf=$FIXTURES/../tests/mkbtf
object=$FIXTURES/core_kinds.bpfel.o
mkdir -p hub/ubuntu/20.04 more
"$mkbtf" hub/ubuntu/20.04/5.4.0-generic.btf <<-end
	int int 4 32:1
	struct inner 8 first:1:32
end
tar -C hub/ubuntu/20.04 -cJf hub/ubuntu/20.04/5.8.0-generic.btf.tar.xz 5.4.0-generic.btf
xz -k hub/ubuntu/20.04/5.4.0-generic.btf
mv hub/ubuntu/20.04/5.4.0-generic.btf.xz hub/5.5.btf.xz
echo 'no BTF' >hub/readme
"$mkbtf" more/base.btf <<-end
	int int 4 32:1
	struct inner 8 first:1:0
end
"$mkbtf" -s more/base.btf more/module.btf <<-end
	struct outer 8 level:1:0
	struct inner 16 first:1:96
end
btfkit min "$object" hub -o out/ -q
echo "status $?"
find out -type f | sort
echo 'a module, which has what its base has not'
btfkit min -q "$object" more/module.btf --base more/base.btf -o module.btf && btfkit dump module.btf
echo 'one cannot be read, the others are served'
head -c 30 more/base.btf >more/cut.btf
rm more/module.btf
btfkit min -q more "$object" -o two --json | jq -c '.objects, .results[]'
btfkit min -q more "$object" -o two 2>/dev/null
echo "status $?"
find two -type f | sort
echo 'two of one name'
mkdir other
cp more/base.btf other
btfkit min -q "$object" more/base.btf other/base.btf -o both
echo "status $?"
[ ! -e both ]
