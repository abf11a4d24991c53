# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Sources that name what is loaded, where nothing is: no such ids, or no right to ask for them.
: >id:5 && : >prog && : >map:
for spec in id:x id: prog:-1 map:0x10 id:4294967296 id:4294967295 prog:4294967295 map:4294967295; do
	btfkit dump "$spec" 2>&1 | sed 's/: bpf: .*/: REFUSED/; s/: no .* of that id is loaded.*/: REFUSED/'
done
btfkit dump ./id:5 2>&1
btfkit dump prog 2>&1
