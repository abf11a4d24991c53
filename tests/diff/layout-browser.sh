# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The pictures of `layout --svg` in a real browser: it takes them for XML and draws blocks to scale.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
[ "$browser" ] || { echo 'skip browser: no chromium'; exit; }

"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	int long 8 64:1
	struct odd<&>" 24 a:1:0 b:2:64 </svg>:1:128
	struct,1 bits 8 x:1:0:3 y:1:3:29
end
btfkit layout --svg picture.svg --type '*' kernel.btf

# Where each block is once it is drawn, as the browser says, in a page around the picture
{
	echo '<body style="margin: 0">'
	cat picture.svg
	cat <<-'end'
		<pre id="places"></pre>
		<script>
		places.textContent = [...document.querySelectorAll('rect')].map(r => {
			const b = r.getBoundingClientRect();
			return [r.getAttribute('class'), b.left - 76, b.width, r.textContent].join('|');
		}).join('\n');
		</script>
	end
} >page.html
show() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --virtual-time-budget=5000 --dump-dom \
		"file://$PWD/$1" 2>error
}
if ! show page.html >page.txt || [ ! -s page.txt ]; then
	echo "skip browser: $browser does not run here: $(tail -n 1 error)"
	exit
fi
sed -n '/<pre id="places">/,/<\/pre>/{s/<[^>]*>//g; p}' page.txt >got
cat >wanted <<'end'
a|0|4.5|int x:3  offset 0, 3 bits
b|4.5|43.5|int y:29  offset 0:3, 29 bits
gap|48|48|padding  offset 4, 4 bytes
a|0|48|int a  offset 0, 4 bytes
gap|48|48|hole  offset 4, 4 bytes
b|96|96|long b  offset 8, 8 bytes
a|192|48|int &lt;/svg&gt;  offset 16, 4 bytes
gap|240|48|padding  offset 20, 4 bytes
end
if diff wanted got >difference; then
	echo 'ok blocks are drawn to scale'
else
	echo "not ok blocks are drawn to scale: $(sed -n 2p difference)"
fi

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit layout --svg kernel.svg --type 'task_struct' --type 'sk_buff' --type 'union bpf_attr' vmlinux.btf
show kernel.svg >kernel.txt
if grep -q parsererror kernel.txt; then
	echo 'not ok a kernel'"'"'s types are a document: parsererror'
elif [ "$(grep -o '<rect ' kernel.txt | wc -l)" -eq "$(grep -o '<rect ' kernel.svg | wc -l)" ]; then
	echo "ok a kernel's types are a document"
else
	echo "not ok a kernel's types are a document: $(grep -o '<rect ' kernel.txt | wc -l) blocks"
fi
