/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of ctype share. */
#ifndef MAPCTL_TESTS_UNIT_CTYPE_HELPER_H
#define MAPCTL_TESTS_UNIT_CTYPE_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>

#include "btf/ctype.h"

#include <cmocka.h> /* last: its fail() is a macro */

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static inline int compile_err(struct btf *btf, const char *text, const struct btf *source,
			      const struct resolver *resolver, struct err *err)
{
	memset(err, 0, sizeof(*err));
	return ctype_compile(btf, text, "value", source, resolver, err);
}

/* The id of a type that must compile. */
static inline __u32 compile(struct btf *btf, const char *text)
{
	struct err err;
	int id = compile_err(btf, text, NULL, NULL, &err);

	if (id <= 0)
		fail_msg("%s: %s", text, err.msg);
	return (__u32)id;
}

static inline const struct btf *vmlinux_is_self(void *self)
{
	return self;
}

#endif
