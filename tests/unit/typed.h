/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layouts from C text, for the tests of what reads and writes values. */
#ifndef MAPCTL_TESTS_UNIT_TYPED_H
#define MAPCTL_TESTS_UNIT_TYPED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <bpf/btf.h>

#include "btf/ctype.h"
#include "btf/layout.h"

/* Behind cli/err.h: cmocka has a macro fail() */
#include <cmocka.h>

/* The layout of a C type for an object of `size` bytes; 0: as large as the type. */
static inline struct layout *typed_layout(const char *type, __u32 size)
{
	struct btf *btf = btf__new_empty();
	struct layout *layout = NULL;
	struct err err = {0};
	int id;

	assert_non_null(btf);
	id = ctype_compile(btf, type, "value", NULL, NULL, &err);
	if (id < 0)
		fail_msg("%s: %s", type, err.msg);
	if (!size)
		size = (__u32)btf__resolve_size(btf, (__u32)id);
	if (layout_new(&layout, btf, (__u32)id, size, &err))
		fail_msg("%s: %s", type, err.msg);
	btf__free(btf);
	return layout;
}

/* The same of what C text has no words for: the last type that `add` adds. */
static inline struct layout *typed_layout_of(void (*add)(struct btf *btf), __u32 size)
{
	struct btf *btf = btf__new_empty();
	struct layout *layout = NULL;
	struct err err = {0};

	assert_non_null(btf);
	add(btf);
	if (layout_new(&layout, btf, btf__type_cnt(btf) - 1, size, &err))
		fail_msg("%s", err.msg);
	btf__free(btf);
	return layout;
}

#endif
