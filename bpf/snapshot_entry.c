// SPDX-License-Identifier: GPL-2.0-or-later
/* The lines of a snapshot between its first and its last: an entry each, to the byte. */
#include <stdint.h>

#include "bpf/snapshot.h"

/* ---- writing -------------------------------------------------------------------------------- */

static void add_bytes(struct buf *out, const void *data, size_t n)
{
	buf_add(out, "\"hex:", 5);
	buf_hex_bytes(out, data, n);
	buf_putc(out, '"');
}

static void add_values(const struct snapshot *snapshot, const unsigned char *value, struct buf *out)
{
	size_t stride = snapshot_value_bytes(snapshot) / snapshot->possible_cpus;

	for (__u32 cpu = 0; cpu < snapshot->possible_cpus; cpu++) {
		if (cpu)
			buf_putc(out, ',');
		add_bytes(out, value + cpu * stride, snapshot->value_size);
	}
}

void snapshot_add_entry(const struct snapshot *snapshot, const void *key, const void *value,
			struct buf *out)
{
	buf_add(out, "{\"key\":", 7);
	add_bytes(out, key, snapshot->key_size);
	if (snapshot_is_percpu(snapshot)) {
		buf_add(out, ",\"values\":[", 11);
		add_values(snapshot, value, out);
		buf_add(out, "]}\n", 3);
		return;
	}
	buf_add(out, ",\"value\":", 9);
	add_bytes(out, value, snapshot->value_size);
	buf_add(out, "}\n", 2);
}

/* ---- reading -------------------------------------------------------------------------------- */

/* What is left of the line. */
struct cursor {
	const char *at, *end;
};

static void skip_blanks(struct cursor *c)
{
	while (c->at < c->end && (*c->at == ' ' || *c->at == '\t' || *c->at == '\r'))
		c->at++;
}

static bool take(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	skip_blanks(c);
	if ((size_t)(c->end - c->at) < n || memcmp(c->at, text, n))
		return false;
	c->at += n;
	return true;
}

static bool take_name(struct cursor *c, const char *name)
{
	return take(c, name) && take(c, ":");
}

/* Digits of either case, as `hex:` takes them elsewhere; 0xff for all else. */
static unsigned int digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (unsigned int)(c - 'A' + 10);
	return 0xff;
}

/* All n bytes are read though one is none: they are no fewer. */
static bool read_hex(const char *text, unsigned char *out, size_t n)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		wrong |= (high | low) & 0xf0;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return !wrong;
}

static int take_bytes(struct cursor *c, const char *what, void *out, size_t size, struct err *err)
{
	const char *text, *quote;

	if (!take(c, "\"hex:"))
		return fail(err, -EBADMSG, "the %s is no \"hex:…\"", what);
	text = c->at;
	quote = memchr(text, '"', (size_t)(c->end - text));
	if (!quote)
		return fail(err, -EBADMSG, "the %s has no end", what);
	c->at = quote + 1;
	if ((size_t)(quote - text) != 2 * size)
		return fail(err, -EBADMSG, "the %s has %zu hex digits, not %zu", what,
			    (size_t)(quote - text), 2 * size);
	if (!read_hex(text, out, size))
		return fail(err, -EBADMSG, "the %s is not hex", what);
	return 0;
}

static int take_values(struct cursor *c, const struct snapshot *snapshot, unsigned char *out,
		       struct err *err)
{
	size_t stride = snapshot_value_bytes(snapshot) / snapshot->possible_cpus;
	int rc = 0;

	memset(out, 0, snapshot_value_bytes(snapshot)); /* what pads a CPU's value */
	for (__u32 cpu = 0; !rc && cpu < snapshot->possible_cpus; cpu++) {
		if (!take(c, cpu ? "," : "["))
			return fail(err, -EBADMSG, "it has values of %u CPUs, not %u", cpu,
				    snapshot->possible_cpus);
		rc = take_bytes(c, "value", out + cpu * stride, snapshot->value_size, err);
	}
	if (!rc && !take(c, "]"))
		return fail(err, -EBADMSG, "it has values of more than %u CPUs",
			    snapshot->possible_cpus);
	return rc;
}

static int take_value(struct cursor *c, const struct snapshot *snapshot, void *value,
		      struct err *err)
{
	bool percpu = snapshot_is_percpu(snapshot);

	if (!take(c, ",") || !take_name(c, percpu ? "\"values\"" : "\"value\""))
		return fail(err, -EBADMSG, "no \"%s\" follows the key",
			    percpu ? "values" : "value");
	if (percpu)
		return take_values(c, snapshot, value, err);
	return take_bytes(c, "value", value, snapshot->value_size, err);
}

/* What the kernel would say no more than EINVAL or E2BIG of. */
static int check_key(const struct snapshot *snapshot, const void *key, struct err *err)
{
	enum snapshot_class class = snapshot_class(snapshot->type);
	__u32 first;

	if (class == SNAPSHOT_HASH || class == SNAPSHOT_PERCPU_HASH)
		return 0;
	memcpy(&first, key, sizeof(first));
	if (class == SNAPSHOT_LPM) {
		__u32 most = (snapshot->key_size - (__u32)sizeof(first)) * 8;

		return first <= most ? 0
				     : fail(err, -EBADMSG, "the prefix length %u is beyond %u",
					    first, most);
	}
	if (first < snapshot->max_entries)
		return 0;
	return fail(err, -EBADMSG, "the index %u is not below max_entries, %u", first,
		    snapshot->max_entries);
}

int snapshot_read_entry(const struct snapshot *snapshot, const char *line, size_t n, void *key,
			void *value, struct err *err)
{
	struct cursor c = {line, line + n};
	int rc;

	if (!take(&c, "{") || !take_name(&c, "\"key\""))
		return fail(err, -EBADMSG, "it is no entry: {\"key\":…,\"%s\":…}",
			    snapshot_is_percpu(snapshot) ? "values" : "value");
	rc = take_bytes(&c, "key", key, snapshot->key_size, err);
	if (!rc)
		rc = take_value(&c, snapshot, value, err);
	if (rc)
		return rc;
	if (!take(&c, "}"))
		return fail(err, -EBADMSG, "the entry has no end");
	skip_blanks(&c);
	if (c.at != c.end)
		return fail(err, -EBADMSG, "something stands behind the entry");
	return check_key(snapshot, key, err);
}
