// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What libbpf does where `btfkit dedup` is measured and tested against it:
 *
 *	libbpf_merge merge OUT IN...	adds all to one BTF, deduplicates that and writes it
 *	libbpf_merge load IN		ends with 0 if the running kernel takes it
 *	libbpf_merge distill OUT BASE SPLIT	writes it to OUT on a distilled base, OUT.base
 *	libbpf_merge relocate OUT BASE SPLIT	puts what was distilled so, SPLIT and SPLIT.base, onto BASE
 *
 * It ends with 3 where the libbpf that runs cannot do that: before 1.5 it cannot distill.
 *
 * Not part of the build, which does without libbpf: gcc scripts/libbpf_merge.c -lbpf
 */
#include <bpf/btf.h>
#include <dlfcn.h>
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

static struct btf *parse_base_of(const char *path)
{
	char name[4096];

	snprintf(name, sizeof(name), "%s.base", path);
	return btf__parse(name, NULL);
}

static int distill(const char *out, const char *base_path, const char *split_path)
{
	int (*distill_base)(const struct btf *, struct btf **, struct btf **) = NULL;
	struct btf *base = btf__parse(base_path, NULL), *new_base, *new_split;
	struct btf *split = base ? btf__parse_split(split_path, base) : NULL;
	char name[4096];

	*(void **)&distill_base = dlsym(NULL, "btf__distill_base");
	if (!distill_base)
		return 3;
	if (!split || distill_base(split, &new_base, &new_split))
		return 2;
	snprintf(name, sizeof(name), "%s.base", out);
	return write_btf(new_base, name) || write_btf(new_split, out);
}

static int relocate(const char *out, const char *base_path, const char *split_path)
{
	int (*relocate_to)(struct btf *, const struct btf *) = NULL;
	struct btf *base = btf__parse(base_path, NULL), *distilled = parse_base_of(split_path);
	struct btf *split = distilled ? btf__parse_split(split_path, distilled) : NULL;

	*(void **)&relocate_to = dlsym(NULL, "btf__relocate");
	if (!relocate_to)
		return 3;
	if (!base || !split || relocate_to(split, base))
		return 2;
	return write_btf(split, out);
}

static int load(const char *path)
{
	struct btf *btf = btf__parse_raw(path);

	return !btf || btf__load_into_kernel(btf) < 0;
}

int main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "merge"))
		return merge(argv[2], argv + 3, argc - 3);
	if (argc == 5 && !strcmp(argv[1], "distill"))
		return distill(argv[2], argv[3], argv[4]);
	if (argc == 5 && !strcmp(argv[1], "relocate"))
		return relocate(argv[2], argv[3], argv[4]);
	if (argc == 3 && !strcmp(argv[1], "load"))
		return load(argv[2]);
	return 2;
}
