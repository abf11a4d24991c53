// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What libbpf does where `btfkit dedup` is measured and tested against it:
 *
 *	libbpf_merge merge OUT IN...	adds all to one BTF, deduplicates that and writes it
 *	libbpf_merge load IN		ends with 0 if the running kernel takes it
 *
 * Not part of the build, which does without libbpf: gcc scripts/libbpf_merge.c -lbpf
 */
#include <bpf/btf.h>
#include <stdio.h>
#include <string.h>

static int write_btf(const struct btf *btf, const char *path)
{
	unsigned int size;
	const void *bytes = btf__raw_data(btf, &size);
	FILE *out = fopen(path, "w");

	if (!out || !bytes)
		return 2;
	return fwrite(bytes, 1, size, out) != size || fclose(out) ? 2 : 0;
}

static int merge(const char *path, char **inputs, int count)
{
	struct btf *all, *one;

	if (count == 1) {
		all = btf__parse(inputs[0], NULL);
	} else {
		all = btf__new_empty();
		for (int i = 0; all && i < count; i++) {
			one = btf__parse(inputs[i], NULL);
			if (!one || btf__add_btf(all, one) < 0)
				return 2;
			btf__free(one);
		}
	}
	if (!all || btf__dedup(all, NULL))
		return 2;
	return write_btf(all, path);
}

int main(int argc, char **argv)
{
	struct btf *btf;

	if (argc > 3 && !strcmp(argv[1], "merge"))
		return merge(argv[2], argv + 3, argc - 3);
	if (argc != 3 || strcmp(argv[1], "load"))
		return 2;
	btf = btf__parse_raw(argv[2]);
	return !btf || btf__load_into_kernel(btf) < 0;
}
