/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of literals with the bytes that they mean, or the message that they get. */
#ifndef MAPCTL_TESTS_UNIT_PARSE_CHECK_H
#define MAPCTL_TESTS_UNIT_PARSE_CHECK_H

#include "tests/unit/typed.h"

#include <stdlib.h>

#include "btf/parse.h"

/* ---- the world that the parser asks ---------------------------------------------------------- */

static inline int fake_read_file(void *self, const char *path, struct buf *out, struct err *err)
{
	(void)self;
	(void)err;
	if (!strcmp(path, "/f/number"))
		buf_puts(out, "{\n  a: 1, /* from a file */\n  b: 2\n}\n");
	else if (!strcmp(path, "-"))
		buf_puts(out, "Hello\n");
	else if (!strcmp(path, "/f/nul"))
		buf_add(out, "1\0", 2);
	else
		out->oom = true;
	return 0;
}

static inline int fake_proto_number(void *self, const char *name)
{
	(void)self;
	return !strcmp(name, "tcp") ? 6 : !strcmp(name, "large") ? 300 : -1;
}

static inline __u32 fake_ifindex(void *self, const char *name)
{
	(void)self;
	return !strcmp(name, "eth0") ? 2 : 0;
}

static const struct resolver resolver = {
	.read_file = fake_read_file,
	.proto_number = fake_proto_number,
	.ifindex = fake_ifindex,
};

static const struct parse as_value = {.what = "value", .resolver = &resolver};
static const struct parse as_key = {.what = "key", .require_fields = true, .resolver = &resolver};

/* ---- tables of cases ------------------------------------------------------------------------- */

struct good {
	const char *type, *text, *hex;
};

struct bad {
	const char *type, *text, *msg;
	const char *hint; /* part of it, or NULL */
};

static inline void assert_hex(const char *text, const void *data, size_t size, const char *hex)
{
	BUF_CLEANUP struct buf got = {0};

	buf_hex_bytes(&got, data, size);
	if (strcmp(buf_cstr(&got), hex))
		fail_msg("%s: %s, not %s", text, buf_cstr(&got), hex);
}

static inline void check_good(const struct parse *parse, const struct good *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct layout *layout = typed_layout(cases[i].type, 0);
		unsigned char *data = malloc(layout->size);
		struct err err = {0};

		memset(data, 0xa5, layout->size);
		if (parse_value(layout, cases[i].text, parse, data, &err))
			fail_msg("%s: %s: %s", cases[i].type, cases[i].text, err.msg);
		assert_hex(cases[i].text, data, layout->size, cases[i].hex);
		free(data);
		layout_free(layout);
	}
}

static inline void check_bad(const struct parse *parse, const struct bad *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct layout *layout = typed_layout(cases[i].type, 0);
		unsigned char *data = calloc(1, layout->size);
		struct err err = {0};
		int ret = parse_value(layout, cases[i].text, parse, data, &err);

		if (ret != ERR_USAGE)
			fail_msg("%s: %s: returned %d", cases[i].type, cases[i].text, ret);
		assert_string_equal(err.msg, cases[i].msg);
		assert_int_equal(err.code, ret);
		if (cases[i].hint && !strstr(err.hint, cases[i].hint))
			fail_msg("%s: hint \"%s\"", err.msg, err.hint);
		free(data);
		layout_free(layout);
	}
}

#define GOOD(parse, ...)                                                    \
	do {                                                                \
		static const struct good cases[] = {__VA_ARGS__};           \
		check_good(parse, cases, sizeof(cases) / sizeof(cases[0])); \
	} while (0)
#define BAD(parse, ...)                                                    \
	do {                                                               \
		static const struct bad cases[] = {__VA_ARGS__};           \
		check_bad(parse, cases, sizeof(cases) / sizeof(cases[0])); \
	} while (0)

#endif
