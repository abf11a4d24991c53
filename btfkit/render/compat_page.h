/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What stands before and behind the data in the page of `compat --html`. Inside render/ only. */
#ifndef BK_RENDER_COMPAT_PAGE_H
#define BK_RENDER_COMPAT_PAGE_H

extern const char bk_compat_page_head[], bk_compat_page_tail[];

#endif
