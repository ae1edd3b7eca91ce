// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Snapshots as anybody may write them: read to the end or to what is wrong, and twice. The first
 * byte says what follows: e for lines that get the end they need, else all of a file. Built by
 * `make fuzz`.
 */
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "bpf/snapshot_reader.h"
#include "tests/fuzz/must.h"

#include <sys/mman.h> /* behind the types of maps: it has a MAP_STACK of its own */

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum {
	BYTES_MAX = 1 << 20 /* what a header may ask for here */
};

/*
 * Entries, or what fail() returned; an entry that is read prints as one that is read to the same.
 */
static int read_entries(struct snapshot_reader *reader, struct err *err)
{
	const struct snapshot *s = snapshot_reader_header(reader);
	size_t n = snapshot_value_bytes(s);
	unsigned char *key = malloc(s->key_size), *value = malloc(2 * n);
	int entries = 0, rc;

	MUST(key && value);
	while ((rc = snapshot_reader_next(reader, key, value, err)) > 0) {
		BUF_CLEANUP struct buf line = {0};

		snapshot_add_entry(s, key, value, &line);
		MUST(line.len <= snapshot_line_max(s));
		MUST(!snapshot_read_entry(s, line.data, line.len - 1, key, value + n, err));
		MUST(!memcmp(value, value + n, n));
		entries++;
	}
	free(key);
	free(value);
	return rc ? rc : entries;
}

static void check_header(const struct snapshot *s)
{
	BUF_CLEANUP struct buf line = {0};
	struct snapshot again = {0};
	struct err err = {0};

	MUST(!snapshot_add_header(s, &line, &err));
	MUST(!snapshot_read_header(&again, line.data, line.len - 1, &err));
	MUST(again.type == s->type && again.flags == s->flags && again.key_size == s->key_size);
	MUST(again.btf.len == s->btf.len);
	MUST(!s->btf.len || !memcmp(again.btf.data, s->btf.data, s->btf.len));
	snapshot_free(&again);
}

static void read_file(int fd)
{
	struct snapshot_reader *reader = NULL;
	struct err err = {0};
	int rc = snapshot_reader_new(&reader, fd, &err), entries;
	const struct snapshot *s = rc ? NULL : snapshot_reader_header(reader);

	if (s && s->key_size + snapshot_value_bytes(s) <= BYTES_MAX) {
		check_header(s);
		entries = read_entries(reader, &err);
		MUST(entries >= 0 || err.msg[0]);
		if (entries >= 0) {
			MUST(!snapshot_reader_rewind(reader, &err));
			MUST(read_entries(reader, &err) == entries);
		}
	}
	MUST(!rc || (err.code == rc && err.msg[0]));
	snapshot_reader_free(reader);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	BUF_CLEANUP struct buf text = {0};
	int fd = memfd_create("snapshot", 0);

	MUST(fd >= 0);
	if (size)
		buf_add(&text, data + 1, size - 1);
	if (size && *data == 'e') {
		size_t lines = buf_lines(&text);
		uLong crc = crc32(crc32(0, NULL, 0), (const Bytef *)text.data, (uInt)text.len);

		snapshot_add_end(lines ? lines - 1 : 0, (__u32)crc, &text);
	}
	MUST(pwrite(fd, text.data, text.len, 0) == (ssize_t)text.len);
	read_file(fd);
	close(fd);
	return 0;
}
