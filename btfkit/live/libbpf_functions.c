// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* libbpf as a witness of functions: those that it would find to attach to. */
#include "btfkit/live/attach.h"
#include "btfkit/live/libbpf.h"

#include <errno.h>

struct bk_error *bk_libbpf_find_functions(const char *const *names, size_t count, bool *exist)
{
	const struct bk_libbpf *libbpf;
	struct btf *btf;

	BK_TRY(bk_libbpf_load(&libbpf));
	btf = libbpf->btf__load_vmlinux_btf_();
	if (!btf)
		return bk_error_system(errno, "libbpf cannot read the kernel's BTF");
	for (size_t i = 0; i < count; i++)
		exist[i] = libbpf->btf__find_by_name_kind_(btf, names[i], BTF_KIND_FUNC) > 0;
	libbpf->btf__free_(btf);
	return NULL;
}
