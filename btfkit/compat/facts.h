/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What of a kernel beside its types decides which instructions of an object are reached. */
#ifndef BK_COMPAT_FACTS_H
#define BK_COMPAT_FACTS_H

#include "btfkit/compat/verdict.h"
#include "btfkit/reach/object_unit.h"

struct bk_compat_facts;

/* For one object on one kernel. Externs are there or not by the kernel's BTF. */
struct bk_error *bk_compat_facts_create(const struct bk_compat_surveyed *kernel,
					const struct bk_object *object,
					struct bk_compat_facts **facts) BK_MUST_CHECK;

void bk_compat_facts_destroy(struct bk_compat_facts *facts);

/* Views of the facts, as long as they are there. */
struct bk_surroundings bk_compat_surroundings(const struct bk_compat_facts *facts);

/* The number in LINUX_KERNEL_VERSION by a release such as "6.12.117+deb12-amd64"; 0: it tells none. */
uint32_t bk_compat_version(const char *release);

#endif
