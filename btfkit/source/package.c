// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Stepping through an ar archive, and through the two headers of an rpm. */
#include "btfkit/source/package.h"

static const char ar_magic[] = "!<arch>\n";

enum { AR_MAGIC_BYTES = sizeof(ar_magic) - 1, AR_HEADER_BYTES = 60 };

bool bk_deb_recognises(struct bk_bytes bytes)
{
	static const char first[] = "debian-binary";

	return bytes.size >= AR_MAGIC_BYTES + AR_HEADER_BYTES &&
	       memcmp(bytes.data, ar_magic, AR_MAGIC_BYTES) == 0 &&
	       memcmp(bytes.data + AR_MAGIC_BYTES, first, sizeof(first) - 1) == 0;
}

struct ar_member {
	char name[17];
	struct bk_bytes bytes;
};

/* A decimal number, padded with blanks. */
static bool ar_number(const uint8_t *digits, size_t count, uint64_t *number)
{
	size_t i = 0;

	for (*number = 0; i < count && digits[i] >= '0' && digits[i] <= '9'; i++)
		*number = 10 * *number + (digits[i] - '0');
	return i > 0;
}

/* The member whose header is at `at`, which moves behind it. */
static struct bk_error *ar_next(struct bk_bytes bytes, size_t *at, struct ar_member *member)
{
	const uint8_t *header = bytes.data + *at;
	size_t length = 16;
	uint64_t size;

	if (bytes.size - *at < AR_HEADER_BYTES)
		return bk_error_create(BK_ERR_MALFORMED, "cut off inside a member's header");
	if (memcmp(header + 58, "`\n", 2) != 0 || !ar_number(header + 48, 10, &size))
		return bk_error_create(BK_ERR_MALFORMED, "no member's header at byte %zu", *at);
	while (length && (header[length - 1] == ' ' || header[length - 1] == '/'))
		length--;
	*member = (struct ar_member){ 0 };
	for (size_t i = 0; i < length; i++)
		member->name[i] = header[i] > ' ' && header[i] < 0x7f ? (char)header[i] : '?';
	if (!bk_bytes_part(bytes, *at + AR_HEADER_BYTES, size, &member->bytes))
		return bk_error_create(
			BK_ERR_MALFORMED, "%s: cut off: %llu bytes, of which %zu are there",
			member->name, (unsigned long long)size, bytes.size - *at - AR_HEADER_BYTES);
	*at += AR_HEADER_BYTES + size;
	*at += *at % 2 && *at < bytes.size;
	return NULL;
}

static bool is_tar_of(const char *name, const char *what)
{
	const size_t length = strlen(what);

	return strncmp(name, what, length) == 0 && (!name[length] || name[length] == '.');
}

struct bk_error *bk_deb_read(struct bk_bytes bytes, struct bk_package *package)
{
	size_t at = AR_MAGIC_BYTES;
	struct ar_member member = { 0 };

	*package = (struct bk_package){ .kind = BK_PACKAGE_DEB };
	while (at < bytes.size) {
		BK_TRY(bk_error_in(ar_next(bytes, &at, &member), "deb"));
		if (is_tar_of(member.name, "control.tar"))
			package->control = member.bytes;
		if (!is_tar_of(member.name, "data.tar"))
			continue;
		package->payload = member.bytes;
		memcpy(package->part, member.name, sizeof(package->part));
		return NULL;
	}
	return bk_error_create(BK_ERR_MALFORMED, "deb: no data.tar in it");
}

/*
 * An rpm is a lead of 96 bytes, two headers, and the payload. A header has a count of entries and the
 * size of its store, 16 bytes for each entry (tag, type, offset in the store, count), and the store.
 * The first, with signatures, is padded to 8 bytes.
 */
enum { RPM_LEAD_BYTES = 96, RPM_HEADER_BYTES = 16, RPM_ENTRY_BYTES = 16 };
enum { RPM_STRING = 6 };
enum { RPM_NAME = 1000, RPM_VERSION = 1001, RPM_RELEASE = 1002, RPM_ARCH = 1022 };

bool bk_rpm_recognises(struct bk_bytes bytes)
{
	return bytes.size >= RPM_LEAD_BYTES && memcmp(bytes.data, "\xed\xab\xee\xdb", 4) == 0;
}

struct rpm_header {
	struct bk_bytes entries, store;
};

/* The header at `at`, which moves behind it. */
static bool rpm_next(struct bk_bytes bytes, uint64_t *at, struct rpm_header *header)
{
	struct bk_bytes start;

	if (!bk_bytes_part(bytes, *at, RPM_HEADER_BYTES, &start) ||
	    memcmp(start.data, "\x8e\xad\xe8\x01", 4) != 0)
		return false;
	*at += RPM_HEADER_BYTES;
	if (!bk_bytes_part(bytes, *at, (uint64_t)RPM_ENTRY_BYTES * bk_load32_be(start.data + 8),
			   &header->entries))
		return false;
	*at += header->entries.size;
	if (!bk_bytes_part(bytes, *at, bk_load32_be(start.data + 12), &header->store))
		return false;
	*at += header->store.size;
	return true;
}

/* The text of a tag; empty where there is none. */
static struct bk_bytes rpm_text(const struct rpm_header *header, uint32_t tag)
{
	struct bk_bytes text = { 0 };

	for (size_t at = 0; at < header->entries.size; at += RPM_ENTRY_BYTES) {
		const uint8_t *entry = header->entries.data + at;
		const uint32_t offset = bk_load32_be(entry + 8);

		if (bk_load32_be(entry) != tag || bk_load32_be(entry + 4) != RPM_STRING ||
		    offset >= header->store.size)
			continue;
		text.data = header->store.data + offset;
		text.size = strnlen((const char *)text.data, header->store.size - offset);
		break;
	}
	return text;
}

struct bk_error *bk_rpm_read(struct bk_bytes bytes, struct bk_package *package)
{
	struct rpm_header header;
	uint64_t at = RPM_LEAD_BYTES;

	*package = (struct bk_package){ .kind = BK_PACKAGE_RPM, .part = "rpm" };
	if (!rpm_next(bytes, &at, &header))
		return bk_error_create(BK_ERR_MALFORMED,
				       "rpm: no header of signatures, or cut off in it");
	at = (at + 7) / 8 * 8;
	if (!rpm_next(bytes, &at, &header))
		return bk_error_create(BK_ERR_MALFORMED,
				       "rpm: no header at byte %llu, or cut off in it",
				       (unsigned long long)at);
	package->name = rpm_text(&header, RPM_NAME);
	package->version = rpm_text(&header, RPM_VERSION);
	package->release = rpm_text(&header, RPM_RELEASE);
	package->arch = rpm_text(&header, RPM_ARCH);
	if (!bk_bytes_part(bytes, at, bytes.size - at, &package->payload) || !package->payload.size)
		return bk_error_create(BK_ERR_MALFORMED, "rpm: cut off before its files");
	return NULL;
}
