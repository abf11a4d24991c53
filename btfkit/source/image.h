/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Kernel images as boot loaders take them: what their headers tell, and what they wrap. */
#ifndef BK_SOURCE_IMAGE_H
#define BK_SOURCE_IMAGE_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

struct bk_image {
	const char *format;	 /* "bzImage", ...: for messages */
	const char *arch;	 /* as in `uname -m`; NULL: not told */
	struct bk_bytes release; /* of the kernel; empty: not told */
	struct bk_bytes payload; /* the kernel inside; empty: it stands somewhere in the image */
};

/* Whether the bytes begin as one of the images does that have a header of their own. */
bool bk_image_recognises(struct bk_bytes bytes);

/* Reads the header of bytes that are recognised. The views point into `bytes`. */
struct bk_error *bk_image_read(struct bk_bytes bytes, struct bk_image *image) BK_MUST_CHECK;

#endif
