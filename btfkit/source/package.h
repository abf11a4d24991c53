/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The wrappings of packages: .deb, an ar archive of tarballs; .rpm, headers before a cpio archive. */
#ifndef BK_SOURCE_PACKAGE_H
#define BK_SOURCE_PACKAGE_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

#include <stdbool.h>

enum bk_package_kind { BK_PACKAGE_NONE, BK_PACKAGE_DEB, BK_PACKAGE_RPM };

/* Where a package's files are, and what it says of them. Views of the package's bytes. */
struct bk_package {
	enum bk_package_kind kind;
	struct bk_bytes payload; /* an archive, compressed or not */
	char part[17];		 /* what messages call it: "data.tar.xz" */
	struct bk_bytes control; /* of a .deb: the archive with its description; empty: none */
	struct bk_bytes name, version, release, arch; /* of an .rpm; empty: not told */
};

bool bk_deb_recognises(struct bk_bytes bytes);
bool bk_rpm_recognises(struct bk_bytes bytes);

/* Of bytes that are recognised. Errors begin with "deb: " or "rpm: ". */
struct bk_error *bk_deb_read(struct bk_bytes bytes, struct bk_package *package) BK_MUST_CHECK;
struct bk_error *bk_rpm_read(struct bk_bytes bytes, struct bk_package *package) BK_MUST_CHECK;

#endif
