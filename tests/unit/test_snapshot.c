// SPDX-License-Identifier: GPL-2.0-or-later
/* Snapshots: text to bytes and back, and readers of files that are cut, bent or made to harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "bpf/base64.h"
#include "bpf/snapshot_reader.h"
#include "bpf/uapi.h"

#include <sys/mman.h> /* behind the types of maps: it has a MAP_STACK of its own */

/* Last: it makes a macro of fail(). */
#include <cmocka.h>

/* ---- base64 --------------------------------------------------------------------------------- */

static void test_base64_of_rfc4648(void **state)
{
	static const char *const pairs[][2] = {
		{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xff\xfe\xfb", "//77"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		BUF_CLEANUP struct buf text = {0}, bytes = {0};

		base64_add(&text, pairs[i][0], strlen(pairs[i][0]));
		assert_string_equal(buf_cstr(&text), pairs[i][1]);
		assert_true(base64_read(&bytes, text.data, text.len));
		assert_string_equal(buf_cstr(&bytes), pairs[i][0]);
	}
}

static void test_base64_refuses(void **state)
{
	static const char *const bad[] = {"Z", "Zg", "Zg=", "Zg===", "====", "Z===", "Zh==", "Zm9=",
					  "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm9-", "=Zg=", "Zg=="
					  "Zm9v"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		BUF_CLEANUP struct buf bytes = {0};

		if (base64_read(&bytes, bad[i], strlen(bad[i])))
			fail_msg("\"%s\" was read", bad[i]);
	}
}

static void test_base64_of_any_bytes(void **state)
{
	unsigned char data[300];

	(void)state;
	for (size_t n = 0; n < sizeof(data); n++) {
		BUF_CLEANUP struct buf text = {0}, bytes = {0};

		data[n] = (unsigned char)(n * 37 + 11);
		base64_add(&text, data, n);
		assert_true(base64_read(&bytes, text.data, text.len));
		assert_int_equal(bytes.len, n);
		assert_memory_equal(n ? bytes.data : "", data, n);
	}
}

/* ---- the header ----------------------------------------------------------------------------- */

static struct snapshot typed(void)
{
	struct snapshot s = {
		.type = MAP_PERCPU_HASH,
		.flags = BPF_F_NO_PREALLOC | BPF_F_RDONLY_PROG | 1u << 30,
		.key_size = 4,
		.value_size = 5,
		.max_entries = 0xffffffff,
		.possible_cpus = 3,
		.name = strdup("a\"\\\xc3\xa4"),
		.key_type = strdup("u32"),
		.value_type = strdup("char[5]"),
		.btf_key_id = 0,
		.btf_value_id = 7,
	};

	buf_add(&s.btf, "\x9f\xeb\0\xff", 4);
	return s;
}

static void test_header_there_and_back(void **state)
{
	struct snapshot s = typed(), back = {0};
	BUF_CLEANUP struct buf line = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(snapshot_add_header(&s, &line, &err), 0);
	assert_int_equal(line.data[line.len - 1], '\n');
	assert_int_equal(snapshot_read_header(&back, line.data, line.len - 1, &err), 0);
	assert_int_equal(back.type, s.type);
	assert_int_equal(back.flags, s.flags);
	assert_int_equal(back.key_size, 4);
	assert_int_equal(back.value_size, 5);
	assert_int_equal(back.max_entries, 0xffffffff);
	assert_int_equal(back.possible_cpus, 3);
	assert_string_equal(back.name, s.name);
	assert_string_equal(back.key_type, "u32");
	assert_string_equal(back.value_type, "char[5]");
	assert_int_equal(back.btf.len, 4);
	assert_memory_equal(back.btf.data, s.btf.data, 4);
	assert_int_equal(back.btf_key_id, 0);
	assert_int_equal(back.btf_value_id, 7);
	assert_int_equal(snapshot_value_bytes(&back), 24);
	snapshot_free(&s);
	snapshot_free(&back);
}

/* ---- entries -------------------------------------------------------------------------------- */

static void test_entry_has_every_byte(void **state)
{
	const struct snapshot s = {
		.type = MAP_HASH, .key_size = 4, .value_size = 3, .max_entries = 1};
	const char line[] = "{\"key\":\"hex:007f80ff\",\"value\":\"hex:0a220d\"}\n";
	unsigned char key[4], value[3];
	BUF_CLEANUP struct buf out = {0};
	struct err err = {0};

	(void)state;
	snapshot_add_entry(&s, "\0\x7f\x80\xff", "\n\"\r", &out);
	assert_string_equal(buf_cstr(&out), line);
	assert_int_equal(snapshot_read_entry(&s, line, sizeof(line) - 2, key, value, &err), 0);
	assert_memory_equal(key, "\0\x7f\x80\xff", 4);
	assert_memory_equal(value, "\n\"\r", 3);
}

static void test_padding_of_cpus_is_zero(void **state)
{
	const struct snapshot s = {.type = MAP_PERCPU_ARRAY, .key_size = 4, .value_size = 3,
				   .max_entries = 2, .possible_cpus = 2};
	const unsigned char in[16] = {1, 2, 3, 0xee, 0xee, 0xee, 0xee, 0xee, 4, 5, 6, 0xee};
	const unsigned char zeroed[16] = {1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6};
	unsigned char value[16];
	BUF_CLEANUP struct buf out = {0};
	struct err err = {0};
	__u32 key = 1, index;

	(void)state;
	memset(value, 0xff, sizeof(value));
	snapshot_add_entry(&s, &key, in, &out);
	assert_int_equal(snapshot_read_entry(&s, out.data, out.len - 1, &index, value, &err), 0);
	assert_int_equal(index, 1);
	assert_memory_equal(value, zeroed, sizeof(value));
}

/* No line longer than snapshot_line_max() is read: none that is written may be. */
static void test_longest_line(void **state)
{
	const struct snapshot s = {.type = MAP_PERCPU_HASH, .key_size = 512, .value_size = 1,
				   .max_entries = 1, .possible_cpus = 1024};
	unsigned char key[512] = {0}, *value = calloc(1024, 8);
	BUF_CLEANUP struct buf out = {0};

	(void)state;
	snapshot_add_entry(&s, key, value, &out);
	assert_true(out.len <= snapshot_line_max(&s));
	free(value);
}

/* ---- files ---------------------------------------------------------------------------------- */

enum { ENTRIES = 300 };

/* A snapshot of ENTRIES entries: i to 3 i. */
static void make(struct buf *out)
{
	const struct snapshot s = {.type = MAP_HASH, .key_size = 4, .value_size = 4,
				   .max_entries = ENTRIES, .name = (char *)"made"};
	struct err err = {0};

	assert_int_equal(snapshot_add_header(&s, out, &err), 0);
	for (__u32 i = 0; i < ENTRIES; i++) {
		__u32 value = 3 * i;

		snapshot_add_entry(&s, &i, &value, out);
	}
	snapshot_add_end(ENTRIES,
			 (__u32)crc32(crc32(0, NULL, 0), (Bytef *)out->data, (uInt)out->len), out);
}

static int file_of(const void *data, size_t n)
{
	int fd = memfd_create("snapshot", 0);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, data, n, 0), n);
	return fd;
}

/* Reads all of it; the number of entries, or what fail() returned. */
static int read_entries(struct snapshot_reader *reader, struct err *err)
{
	const struct snapshot *s = snapshot_reader_header(reader);
	unsigned char *key = malloc(s->key_size), *value = malloc(snapshot_value_bytes(s));
	int n = 0, rc;

	assert_true(key && value);
	while ((rc = snapshot_reader_next(reader, key, value, err)) > 0)
		n++;
	free(key);
	free(value);
	return rc ? rc : n;
}

static int read_fd(int fd, struct err *err)
{
	struct snapshot_reader *reader = NULL;
	int rc = snapshot_reader_new(&reader, fd, err);

	if (!rc)
		rc = read_entries(reader, err);
	snapshot_reader_free(reader);
	return rc;
}

static int read_bytes(const void *data, size_t n)
{
	struct err err = {0};
	int fd = file_of(data, n), rc = read_fd(fd, &err);

	close(fd);
	if (rc < 0)
		assert_true(*err.msg);
	return rc;
}

static void read_twice(int fd)
{
	struct snapshot_reader *reader = NULL;
	struct err err = {0};

	assert_int_equal(snapshot_reader_new(&reader, fd, &err), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(read_entries(reader, &err), ENTRIES);
		assert_int_equal(snapshot_reader_rewind(reader, &err), 0);
	}
	snapshot_reader_free(reader);
}

static void test_read_again(void **state)
{
	BUF_CLEANUP struct buf text = {0};
	int fd, ends[2];

	(void)state;
	make(&text);
	fd = file_of(text.data, text.len);
	read_twice(fd);
	close(fd);
	assert_true(text.len < 65536); /* what a pipe holds */
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text.data, text.len), text.len);
	close(ends[1]);
	read_twice(ends[0]);
	close(ends[0]);
}

static void test_changed_meanwhile(void **state)
{
	BUF_CLEANUP struct buf text = {0};
	struct snapshot_reader *reader;
	struct err err = {0};
	int fd;

	(void)state;
	make(&text);
	fd = file_of(text.data, text.len);
	assert_int_equal(snapshot_reader_new(&reader, fd, &err), 0);
	assert_int_equal(read_entries(reader, &err), ENTRIES);
	assert_int_equal(pwrite(fd, "5", 1, (off_t)text.len - 50), 1);
	/* by its time, which has a resolution, or else by its checksum */
	if (!snapshot_reader_rewind(reader, &err))
		assert_int_equal(read_entries(reader, &err), -EBADMSG);
	assert_int_equal(err.code, -EBADMSG);
	assert_int_equal(pwrite(fd, "N", 1, 40), 1);
	assert_int_equal(snapshot_reader_rewind(reader, &err), -EBADMSG);
	assert_string_equal(err.msg, "it has changed while it was read");
	snapshot_reader_free(reader);
	close(fd);
}

/* Only the line's end behind the last line may be missing. */
static void test_cut_anywhere(void **state)
{
	BUF_CLEANUP struct buf text = {0};

	(void)state;
	make(&text);
	for (size_t n = 0; n + 1 < text.len; n++) {
		int rc = read_bytes(text.data, n);

		if (rc != -EBADMSG)
			fail_msg("cut at %zu of %zu: %d", n, text.len, rc);
	}
	assert_int_equal(read_bytes(text.data, text.len - 1), ENTRIES);
	assert_int_equal(read_bytes(text.data, text.len), ENTRIES);
}

/* A bit that is no other spelling of the same is always found. */
static void test_bent_anywhere(void **state)
{
	BUF_CLEANUP struct buf text = {0};

	(void)state;
	make(&text);
	for (size_t at = 0; at < text.len; at++) {
		char right = text.data[at];
		int rc;

		text.data[at] = (char)(right ^ 1 << at % 8);
		rc = read_bytes(text.data, text.len);
		if (rc >= 0)
			fail_msg("byte %zu of %zu: '%c' as '%c' was read", at, text.len, right,
				 text.data[at]);
		text.data[at] = right;
	}
}

static __u32 next_random(__u32 *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Some bytes others, some doubled, some gone, and a checksum that is right all the same. */
static void mangle(struct buf *out, const struct buf *text, __u32 *seed)
{
	static const char spices[] = "{}[]\":,0123456789abcdef-.eE+\\\n\t \0\xff\x80";
	size_t from = 0;

	for (__u32 n = 1 + next_random(seed) % 4; n; n--) {
		size_t at = from + next_random(seed) % (text->len - from);

		buf_add(out, text->data + from, at - from);
		buf_putc(out, spices[next_random(seed) % sizeof(spices)]);
		from = at + next_random(seed) % 3;
		from = from < text->len ? from : text->len - 1;
	}
	buf_add(out, text->data + from, text->len - from);
}

static void test_mangled(void **state)
{
	BUF_CLEANUP struct buf text = {0};
	struct snapshot s = typed();
	struct err err = {0};
	__u32 seed = 7;

	(void)state;
	assert_int_equal(snapshot_add_header(&s, &text, &err), 0);
	snapshot_add_entry(&s, "abcd", "123456781234567812345678", &text);
	for (int i = 0; i < 20000; i++) {
		BUF_CLEANUP struct buf bad = {0};

		mangle(&bad, &text, &seed);
		snapshot_add_end(
			1, (__u32)crc32(crc32(0, NULL, 0), (Bytef *)bad.data, (uInt)bad.len), &bad);
		read_bytes(bad.data, bad.len);
	}
	snapshot_free(&s);
}

/* Headers, each before no entry and a right end. */
static void check_header(const char *header, const char *message)
{
	BUF_CLEANUP struct buf text = {0};
	struct err err = {0};
	int fd, rc;

	buf_printf(&text, "%s\n", header);
	snapshot_add_end(0, (__u32)crc32(crc32(0, NULL, 0), (Bytef *)text.data, (uInt)text.len),
			 &text);
	fd = file_of(text.data, text.len);
	rc = read_fd(fd, &err);
	close(fd);
	if (message ? rc >= 0 || !strstr(err.msg, message) : rc)
		fail_msg("%s: %d, %s", header, rc, err.msg);
}

#define ORDER (htole16(1) == 1 ? "little" : "big")

/* A header whose map has these members beside name and flags. */
static void check_map(const char *members, const char *more, const char *message)
{
	BUF_CLEANUP struct buf text = {0};

	buf_printf(
		&text,
		"{\"mapctl\":1,\"byte_order\":\"%s\",\"map\":{\"name\":\"x\",\"flags\":[],%s}%s}",
		ORDER, members, more);
	check_header(buf_cstr(&text), message);
}

#define HASH "\"type\":\"hash\",\"key_size\":4,\"value_size\":4,\"max_entries\":1"

static void test_headers(void **state)
{
	(void)state;
	check_map(HASH, "", NULL);
	check_map(HASH, ",\"possible_cpus\":0", NULL);
	check_map(HASH, ",\"btf\":\"AAAA\",\"btf_key_type_id\":0,\"btf_value_type_id\":1", NULL);
	check_map(HASH, ",\"possible_cpus\":-1", "\"possible_cpus\" is missing, or is not");
	check_map(HASH, ",\"btf\":\"\"", "\"btf\" is missing, or is not base64");
	check_map(HASH, ",\"btf\":\"AAAA\"", "\"btf_key_type_id\" is missing");
	check_map(HASH ",\"name\":\"y\"", "", "does not begin with the header"); /* twice */
	check_map("\"type\":\"hash\",\"key_size\":4,\"value_size\":4294967295,\"max_entries\":1",
		  "", "larger than any kernel takes");
	check_map("\"type\":\"hash\",\"key_size\":4294967295,\"value_size\":1,\"max_entries\":1",
		  "", "larger than any kernel takes");
	check_map(
		"\"type\":\"hash\",\"key_size\":4,\"value_size\":99999999999999999999,\"max_entries\":1",
		"", "does not begin with the header");
	check_map("\"type\":\"percpu_hash\",\"key_size\":4,\"value_size\":4,\"max_entries\":1", "",
		  "\"possible_cpus\" is missing");
	check_map("\"type\":\"percpu_hash\",\"key_size\":4,\"value_size\":4,\"max_entries\":1",
		  ",\"possible_cpus\":4294967295", "larger than any kernel takes");
	check_map(
		"\"type\":\"percpu_hash\",\"key_size\":4,\"value_size\":1073741816,\"max_entries\":1",
		",\"possible_cpus\":8", "larger than any kernel takes");
	check_map("\"type\":\"array\",\"key_size\":3,\"value_size\":4,\"max_entries\":1", "",
		  "keys of an array have 4 bytes, not 3");
	check_map("\"type\":\"lpm_trie\",\"key_size\":4,\"value_size\":4,\"max_entries\":1", "",
		  "keys of an lpm_trie have 5 to 260 bytes, not 4");
	check_map("\"type\":\"lpm_trie\",\"key_size\":261,\"value_size\":4,\"max_entries\":1", "",
		  "not 261");
	check_map("\"type\":\"queue\",\"key_size\":4,\"value_size\":4,\"max_entries\":1", "",
		  "maps of type queue cannot be restored");
	check_map("\"type\":\"4294967295\",\"key_size\":4,\"value_size\":4,\"max_entries\":1", "",
		  "cannot be restored");
	check_map("\"type\":7,\"key_size\":4,\"value_size\":4,\"max_entries\":1", "",
		  "\"type\" is missing");
	check_map("\"key_type\":5," HASH, "", "\"key_type\" is missing, or is not text");
	check_header("", "does not begin");
	check_header("[]", "\"mapctl\" is missing");
	check_header("null", "does not begin");
	check_header("{\"mapctl\":2}", "a snapshot of version 2");
	check_header("{\"mapctl\":true}", "\"mapctl\" is missing");
	check_header("{\"mapctl\":1,\"byte_order\":\"\\u0000\"}", "does not begin");
}

static void test_nested_without_end(void **state)
{
	BUF_CLEANUP struct buf text = {0};

	(void)state;
	buf_puts(&text, "{\"mapctl\":");
	buf_pad(&text, '[', 1000000);
	assert_int_equal(read_bytes(text.data, text.len), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64_of_rfc4648),
		cmocka_unit_test(test_base64_refuses),
		cmocka_unit_test(test_base64_of_any_bytes),
		cmocka_unit_test(test_header_there_and_back),
		cmocka_unit_test(test_entry_has_every_byte),
		cmocka_unit_test(test_padding_of_cpus_is_zero),
		cmocka_unit_test(test_longest_line),
		cmocka_unit_test(test_read_again),
		cmocka_unit_test(test_changed_meanwhile),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_bent_anywhere),
		cmocka_unit_test(test_mangled),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_nested_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
