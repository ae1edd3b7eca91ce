// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Conditions as anybody may type them, compiled for an entry with a field of each kind and asked of
 * it. The first byte fills the entry. Built by `make fuzz`, and by tests/unit/test_fuzz_expr.c,
 * which only replays.
 */
#include <stdio.h>
#include <stdlib.h>

#include <bpf/btf.h>

#include "btf/ctype.h"
#include "btf/expr.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const char *const types[] = {
	[SIDE_KEY] = "struct { __be32 saddr; u16 port : 9; s8 low; u8 proto; u8 mac[6]; }",
	[SIDE_VALUE] =
		"struct { u64 packets; s32 delta; char comm[16]; double load; float f; _Bool up;"
		" struct { u8 a; u32 b; } in[2]; enum { IDLE, BUSY = 5 } state; u128 wide;"
		" s128 deep; union { u32 x; u8 y[4]; }; }",
};

static struct layout *make_layout(const char *type)
{
	struct btf *btf = btf__new_empty();
	struct layout *layout = NULL;
	struct err err = {0};
	int id = ctype_compile(btf, type, "value", NULL, NULL, &err);

	MUST(id > 0);
	MUST(!layout_new(&layout, btf, (__u32)id, (__u32)btf__resolve_size(btf, (__u32)id), &err));
	btf__free(btf);
	return layout;
}

static int find(const void *arg, const char *name, enum side *side, struct place *place,
		struct err *err)
{
	struct layout *const *layouts = arg;

	*side = SIDE_KEY;
	if (!layout_find(layouts[SIDE_KEY], name, "key", place, err))
		return 0;
	*side = SIDE_VALUE;
	return layout_find(layouts[SIDE_VALUE], strcmp(name, "value") ? name : "", "value", place,
			   err);
}

static void ask(struct layout *layouts[2], const char *text, unsigned char fill)
{
	const struct expr_scope scope = {.layouts = {layouts[0], layouts[1]}, .find = find,
					 .arg = layouts, .copies = 1};
	void *key = malloc(layouts[SIDE_KEY]->size), *value = malloc(layouts[SIDE_VALUE]->size);
	struct expr *expr = NULL;
	struct err err = {0};
	int rc;

	MUST(key && value);
	memset(key, fill, layouts[SIDE_KEY]->size);
	memset(value, fill, layouts[SIDE_VALUE]->size);
	rc = expr_new(&expr, text, &scope, &err);
	MUST(rc == 0 || (rc == ERR_USAGE && err.msg[0]));
	if (!rc)
		MUST(expr_eval(expr, key, value) <= EXPR_UNDEFINED);
	expr_free(expr);
	err_clear(&err);
	free(key);
	free(value);
}

static void take_apart(const char *text)
{
	struct expr_tail tail;

	expr_end(text, &tail);
	MUST(tail.start <= strlen(text));
	MUST(!tail.beside ||
	     (tail.beside >= text && tail.beside + tail.n_beside <= text + tail.start));
	MUST(expr_arity(&text, 1) == 1);
	expr_compares(&text, 1);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct layout *layouts[2] = {make_layout(types[SIDE_KEY]), make_layout(types[SIDE_VALUE])};
	/* of exactly its size: what reads beyond it is seen */
	char *text = size ? malloc(size) : NULL;

	if (text) {
		memcpy(text, data + 1, size - 1);
		text[size - 1] = '\0';
		if (!strchr(text, '@')) /* no files are read here */
			ask(layouts, text, data[0]);
		take_apart(text);
	}
	free(text);
	layout_free(layouts[SIDE_KEY]);
	layout_free(layouts[SIDE_VALUE]);
	return 0;
}
