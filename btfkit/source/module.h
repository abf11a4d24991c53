/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Modules of the running kernel, by name. */
#ifndef BK_SOURCE_MODULE_H
#define BK_SOURCE_MODULE_H

#include "btfkit/base/error.h"

/*
 * The file that shows the BTF of the loaded module `name` (`-` and `_` are the same, as for
 * modprobe(8)); the caller frees it. `sysfs` is where that is mounted: "/sys". Errors tell why there
 * is no such file: the module is not loaded (near names), is part of the kernel, or has no BTF.
 */
struct bk_error *bk_module_find(const char *sysfs, const char *name, char **path) BK_MUST_CHECK;

#endif
