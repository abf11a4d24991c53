/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Which kernel a package is of, by its own description. */
#ifndef BK_SOURCE_PACKAGE_ORIGIN_H
#define BK_SOURCE_PACKAGE_ORIGIN_H

#include "btfkit/source/layer.h"
#include "btfkit/source/package.h"

/*
 * Notes in `unwrap` the release and the architecture that a package's name, version and architecture
 * tell: of linux-image-6.1.0-56-amd64, or kernel-core of 6.11.4 and 300.fc41. A description that
 * cannot be read tells nothing.
 */
struct bk_error *bk_package_origin(const struct bk_package *package, struct bk_unwrap *unwrap)
	BK_MUST_CHECK;

#endif
