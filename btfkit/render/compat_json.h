/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What all JSON of compat has in common. Inside render/ only. */
#ifndef BK_RENDER_COMPAT_JSON_H
#define BK_RENDER_COMPAT_JSON_H

#include "btfkit/base/json.h"
#include "btfkit/compat/summary.h"

#define bk_compat_schema "btfkit.compat/1"

/* A key with a text, null for NULL. */
void bk_compat_put_text(struct bk_json *json, const char *key, const char *text);

/* A key with a list of texts. */
void bk_compat_put_texts(struct bk_json *json, const char *key, const char *const *texts,
			 size_t count);

/* The keys of a kernel and of a finding that are the same wherever they stand. */
void bk_compat_put_kernel(struct bk_json *json, const struct bk_compat_kernel *kernel);
void bk_compat_put_finding(struct bk_json *json, const struct bk_compat_finding *finding);

/* The keys "kernels" and "passed_over". */
void bk_compat_put_kernels(struct bk_json *json, const struct bk_compat_kernel *const *kernels,
			   size_t count);

#endif
