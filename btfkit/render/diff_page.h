/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The HTML, CSS and JavaScript around the data of a diff's page. Inside render/ only. */
#ifndef BK_RENDER_DIFF_PAGE_H
#define BK_RENDER_DIFF_PAGE_H

/* Data stand between: <script type="application/json" id="diff">, and id="outlines". */
extern const char bk_diff_page_head[], bk_diff_page_tail[];

#endif
