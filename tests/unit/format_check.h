/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes to text in each form, against what is expected. */
#ifndef MAPCTL_TESTS_FORMAT_CHECK_H
#define MAPCTL_TESTS_FORMAT_CHECK_H

#include "tests/unit/btf_make.h"

static const struct form text = {.syntax = SYNTAX_TEXT};
static const struct form json = {.syntax = SYNTAX_JSON};

static inline void check(const struct layout *layout, const void *data, const struct form *form,
			 const char *expected)
{
	BUF_CLEANUP struct buf out = {0};

	layout_format(layout, data, form, &out);
	assert_string_equal(buf_cstr(&out), expected);
}

/* Formats data as a type in both syntaxes. */
static inline void shows(struct types *t, int type, const void *data, size_t size,
			 const char *as_text, const char *as_json)
{
	struct layout *layout = layout_ok(t, type, (__u32)size);

	check(layout, data, &text, as_text);
	check(layout, data, &json, as_json);
	layout_free(layout);
}

#define BYTES(...)     ((const __u8[]){__VA_ARGS__}), sizeof((const __u8[]){__VA_ARGS__})
#define VALUE(type, v) (&(const type){v}), sizeof(type)
#define SAME(s)        s, s

#endif
