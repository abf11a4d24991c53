# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --users: by value, by pointer, as parameter, as return value; one record away.
"$FIXTURES/../tests/mkbtf" a.btf <<-end
	int int 4 32:1
	struct page 8 count:1:0
	ptr - 2
	ptr - 3
	array - 0 2:1:4
	func_proto - 3 page:3 order:1
	ptr - 6
	typedef page_fn 7
	struct folio 80 page:2:0 pages:5:64 fn:8:320 all:4:384 -:10:448 number:1:512
	union - 8 first:3:0 second:1:0
	struct holder 80 folio:9:0
	func alloc 6 0
	func_proto - 1 folio:14
	ptr - 9
	func other 13 0
	var zero_page 2 1
	typedef page_t 2
	struct uses_typedef 8 page:17:0
	fwd hidden 0
	ptr - 19
	struct opaque 8 hidden:20:0
end
for type in page 'struct page' page_t 'fol*' hidden page_fn; do
	echo "--users '$type'"
	btfkit find --users "$type" a.btf || exit
done
echo 'members only'
btfkit find --users page --in members a.btf || exit
btfkit find --users page --in functions --json a.btf
