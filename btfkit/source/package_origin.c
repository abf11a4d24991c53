// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading the control file of a .deb, and the tags of an .rpm. */
#include "btfkit/source/package_origin.h"

#include "btfkit/source/banner.h"
#include "btfkit/source/members.h"

#include <stdio.h>

/* What distributions call the architectures, where it is not what `uname -m` says. */
static const struct {
	const char *package, *uname;
} names[] = {
	{ "amd64", "x86_64" },	  { "x86_64", "x86_64" },	{ "i386", "i686" },
	{ "i686", "i686" },	  { "arm64", "aarch64" },	{ "aarch64", "aarch64" },
	{ "armhf", "arm" },	  { "armel", "arm" },		{ "armv7hl", "arm" },
	{ "ppc64el", "ppc64le" }, { "ppc64le", "ppc64le" },	{ "s390x", "s390x" },
	{ "riscv64", "riscv64" }, { "loong64", "loongarch64" }, { "mips64el", "mips64" },
};

static const char *uname_of(struct bk_bytes arch)
{
	for (size_t i = 0; arch.size && i < sizeof(names) / sizeof(*names); i++)
		if (arch.size == strlen(names[i].package) &&
		    memcmp(arch.data, names[i].package, arch.size) == 0)
			return names[i].uname;
	return NULL;
}

/* The value of a field, of lines "Field: value". */
static struct bk_bytes field_of(struct bk_bytes text, const char *field)
{
	const size_t length = strlen(field);

	while (text.size) {
		const uint8_t *newline = memchr(text.data, '\n', text.size);
		const size_t size = newline ? (size_t)(newline - text.data) : text.size;

		if (size >= length && memcmp(text.data, field, length) == 0)
			return (struct bk_bytes){ text.data + length, size - length };
		if (!newline)
			break;
		text.data += size + 1;
		text.size -= size + 1;
	}
	return (struct bk_bytes){ 0 };
}

/* linux-image-6.1.0-56-amd64, linux-image-unsigned-6.8.0-45-generic: from the first digit on */
static struct bk_bytes release_in_name(struct bk_bytes name)
{
	static const char prefix[] = "linux-";

	if (name.size < sizeof(prefix) || memcmp(name.data, prefix, sizeof(prefix) - 1) != 0)
		return (struct bk_bytes){ 0 };
	while (name.size && (name.data[0] < '0' || name.data[0] > '9')) {
		name.data++;
		name.size--;
	}
	return bk_release_whole(name);
}

static struct bk_error *note(struct bk_unwrap *unwrap, struct bk_bytes release,
			     struct bk_bytes arch)
{
	if (uname_of(arch))
		unwrap->arch = uname_of(arch);
	if (!release.size)
		return NULL;
	free(unwrap->release);
	unwrap->release = strndup((const char *)release.data, release.size);
	return unwrap->release ? NULL : bk_error_memory();
}

/* Its beginning is enough: the fields that are wanted stand first. */
static struct bk_error *read_control(struct bk_bytes archive, struct bk_buffer *text)
{
	BK_AUTO(bk_members_deinit) struct bk_members members = { 0 };
	struct bk_member member;

	if (!bk_members_format(archive))
		return NULL;
	BK_TRY(bk_members_init(&members, archive));
	do
		BK_TRY(bk_members_next(&members, &member));
	while (member.name && strcmp(member.name, "control") != 0);
	return member.name ? bk_members_read(&members, text, 1 << 16) : NULL;
}

static struct bk_error *deb_origin(const struct bk_package *package, struct bk_unwrap *unwrap)
{
	BK_AUTO(bk_buffer_deinit) struct bk_buffer text = { 0 };
	struct bk_error *error = read_control(package->control, &text);

	if (error && bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	bk_error_destroy(error);
	return note(unwrap, release_in_name(field_of(bk_buffer_bytes(&text), "Package: ")),
		    field_of(bk_buffer_bytes(&text), "Architecture: "));
}

/* What uname tells of a kernel from an rpm: 6.11.4-300.fc41.x86_64 */
static struct bk_error *rpm_origin(const struct bk_package *package, struct bk_unwrap *unwrap)
{
	BK_AUTOFREE char *release = NULL;
	struct bk_bytes whole = { 0 };

	if (package->name.size >= 6 && memcmp(package->name.data, "kernel", 6) == 0) {
		if (asprintf(&release, "%.*s-%.*s.%.*s", (int)package->version.size,
			     (const char *)package->version.data, (int)package->release.size,
			     (const char *)package->release.data, (int)package->arch.size,
			     (const char *)package->arch.data) < 0) {
			release = NULL;
			return bk_error_memory();
		}
		whole = bk_release_whole(
			(struct bk_bytes){ (const uint8_t *)release, strlen(release) });
	}
	return note(unwrap, whole, package->arch);
}

struct bk_error *bk_package_origin(const struct bk_package *package, struct bk_unwrap *unwrap)
{
	switch (package->kind) {
	case BK_PACKAGE_DEB:
		return deb_origin(package, unwrap);
	case BK_PACKAGE_RPM:
		return rpm_origin(package, unwrap);
	case BK_PACKAGE_NONE:
		break;
	}
	return NULL;
}
