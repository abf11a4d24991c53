// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* libbpf as a witness of functions: those that it would find to attach to. */
#include "btfkit/live/attach.h"
#include "btfkit/live/libbpf.h"

#include <errno.h>

/* A module's BTF has that of the kernel proper below it. */
static bool is_function(const struct bk_libbpf *libbpf, struct btf *kernel,
			const struct bk_attach_function *function)
{
	struct btf *btf = kernel;
	bool exists;

	if (function->module)
		btf = libbpf->btf__load_module_btf_(function->module, kernel);
	exists = btf && libbpf->btf__find_by_name_kind_(btf, function->name, BTF_KIND_FUNC) > 0;
	if (btf != kernel)
		libbpf->btf__free_(btf);
	return exists;
}

struct bk_error *bk_libbpf_find_functions(const struct bk_attach_function *functions, size_t count,
					  bool *exist)
{
	const struct bk_libbpf *libbpf;
	struct btf *btf;

	BK_TRY(bk_libbpf_load(&libbpf));
	btf = libbpf->btf__load_vmlinux_btf_();
	if (!btf)
		return bk_error_system(errno, "libbpf cannot read the kernel's BTF");
	for (size_t i = 0; i < count; i++)
		exist[i] = is_function(libbpf, btf, &functions[i]);
	libbpf->btf__free_(btf);
	return NULL;
}
