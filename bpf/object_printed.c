// SPDX-License-Identifier: GPL-2.0-or-later
/* What a dump prints for a program or map in a slot, read back: {"id": 7, "name": "x"}. */
#include <bpf/btf.h>

#include "bpf/object_impl.h"
#include "btf/ctype.h"
#include "btf/parse.h"

/* The name only tells a reader who it was: names are not unique, ids are. */
struct printed {
	__u32 id;
	char name[64];
};

static const char printed_text[] = "struct { u32 id; char name[64]; }";

static int printed_layout(struct layout **out, const char *text, struct err *err)
{
	struct btf *btf = btf__new_empty();
	int id = btf ? ctype_compile(btf, text, "value", NULL, NULL, err) : fail_oom(err);
	int rc = id < 0 ? id : layout_new(out, btf, (__u32)id, sizeof(struct printed), err);

	btf__free(btf);
	return rc;
}

bool object_is_printed(const char *word)
{
	return *word == '{' || (*word >= '0' && *word <= '9' && strstr(word, "/*"));
}

int object_read_printed(const char *word, const char *what, __u32 *id, struct err *err)
{
	struct parse parse = {.what = what};
	struct printed printed = {0};
	struct layout *layout = NULL;
	int rc = *word == '{' ? printed_layout(&layout, printed_text, err)
			      : layout_new_u32(&layout, err);

	if (!rc)
		rc = parse_value(layout, word, &parse, &printed, err);
	layout_free(layout);
	if (!rc && !printed.id)
		rc = fail(err, ERR_USAGE, "%s: \"%s\" gives no id", what, word);
	*id = printed.id;
	return rc;
}
