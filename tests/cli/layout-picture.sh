# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --map and --svg: members, gaps, bitfields and overlapping members; huge records; names that are markup.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	int long 8 64:1
	int char 1 8:2
	array - 0 3:1:200
	struct,1 sample 88 a:3:0 flag:1:32:3 level:1:40:4 b:2:64 bits:1:128:3 more:1:131:13 long_array:2:192:0 union_:6:256 :7:320 last:1:512:0 tail:3:640:0
	union - 8 x:1:0 y:2:0
	union - 16 in_a:1:0 :8:0
	struct - 16 in_b:2:0 in_c:2:64
	struct large 300 first:1:0 big:4:32 end:1:2368
	union either 8 number:2:0 byte:3:0 :11:0
	struct - 8 half:1:0 other:1:32
	struct empty 0
	struct </svg><b>"&' 16 <script>:1:0 a&b:2:64
	array - 0 2:1:536870911
	struct vast 4294967288 a:14:0
	typedef named 8
	struct shuffled 16 second:2:64 first:1:0 third:1:32
end
for type in sample large 'union either' empty vast named shuffled '*svg*'; do
	btfkit layout --map --type "$type" kernel.btf || exit
done
echo '== cache lines'
btfkit layout --map --cacheline 32 sample kernel.btf || exit
btfkit layout --map --cacheline 96 large kernel.btf || exit
btfkit layout --map --cacheline 8 large kernel.btf || exit
btfkit layout --map --cacheline 101 large kernel.btf || exit
echo '== with others'
btfkit layout --map --reorganize sample kernel.btf | head -n 3
btfkit layout --map --sort size --top 2 kernel.btf | grep '^[a-z]'
btfkit layout --map --color always shuffled kernel.btf | sed 's/\x1b/ESC/g'

# Each tag that is opened is closed, in order, and nothing else is markup
well_formed() {
	awk 'BEGIN { RS = "<" }
		NR == 1 { bad = $0 != ""; next }
		!/^\/?[a-z]+( [a-zA-Z-]+="[^"<]*")*\/?>/ { bad = 1 }
		{ text = $0; gsub(/&(lt|gt|amp|quot);/, "", text); if (text ~ /&/) bad = 1 }
		/^\// { name = substr($0, 2, index($0, ">") - 2); if (stack[depth--] != name) bad = 1; next }
		/^[^>]*\/>/ { next }
		{ split($0, word, /[ >]/); stack[++depth] = word[1] }
		END { print bad || depth ? "not well-formed" : "well-formed" }' "$1"
}
echo '== svg'
btfkit layout --svg all.svg --type '*' kernel.btf || exit
well_formed all.svg
echo '<svg><a></svg>' >bad.svg
well_formed bad.svg
btfkit layout --svg - sample kernel.btf || exit
grep -c 'script' all.svg
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit layout --svg kernel.svg --type 'struct [a-c]*' vmlinux.btf
well_formed kernel.svg
