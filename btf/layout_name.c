// SPDX-License-Identifier: GPL-2.0-or-later
/* The names of a layout: of fields in both syntaxes, and of types in C. */
#include <bpf/btf.h>

#include "btf/ctype.h"
#include "btf/layout_impl.h"

enum {
	DEPTH_MAX = 64
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool name_is_word(const char *name)
{
	if (!is_letter(*name))
		return false;
	while (is_letter(*name) || (*name >= '0' && *name <= '9'))
		name++;
	return !*name;
}

static void add_text_key(struct buf *out, const char *name)
{
	if (name_is_word(name))
		buf_puts(out, name);
	else
		buf_quoted(out, name, strlen(name));
	buf_puts(out, ": ");
}

static const char *keep(struct layout *layout, struct buf *buf)
{
	return buf->oom ? NULL : layout_string(layout, buf->data, buf->len);
}

int layout_set_name(struct layout *layout, struct layout_field *field, const char *name)
{
	BUF_CLEANUP struct buf safe = {0}, key = {0};

	field->name = field->json = field->text = "";
	if (!*name)
		return 0;
	buf_escaped(&safe, name, strlen(name));
	field->name = keep(layout, &safe);
	if (!field->name)
		return -ENOMEM;
	buf_json(&key, field->name);
	buf_putc(&key, ':');
	field->json_len = (__u32)key.len;
	field->json = keep(layout, &key);
	buf_reset(&key);
	add_text_key(&key, field->name);
	field->text_len = (__u32)key.len;
	field->text = keep(layout, &key);
	return field->json && field->text ? 0 : -ENOMEM;
}

static void add_base_name(const struct btf *btf, const struct btf_type *t, struct buf *out)
{
	const char *name = btf__name_by_offset(btf, t->name_off);
	const char *tag = ctype_keyword(t);

	if (btf_is_void(t) || btf_is_func_proto(t))
		name = "void";
	if (!name)
		name = "";
	if (*tag)
		buf_puts(out, tag);
	if (*tag && *name)
		buf_putc(out, ' ');
	buf_escaped(out, name, strlen(name));
}

/*
 * Typedefs hide structs, enums and pointers behind names that say less: only numbers keep theirs.
 */
static const struct btf_type *skip_typedefs(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_type *end = t;

	for (int i = 0; i < DEPTH_MAX && end && (btf_is_typedef(end) || btf_is_mod(end)); i++)
		end = btf__type_by_id(btf, end->type);
	return end && (btf_is_int(end) || btf_is_float(end)) ? t : end;
}

void layout_type_name(const struct btf *btf, __u32 type_id, struct buf *out)
{
	const struct btf_type *t = btf__type_by_id(btf, type_id);
	unsigned int stars = 0;

	for (int i = 0; i < DEPTH_MAX && t; i++) {
		if (!stars)
			t = skip_typedefs(btf, t);
		if (!t)
			break;
		if (btf_is_array(t))
			t = btf__type_by_id(btf, btf_array(t)->type);
		else if (btf_is_ptr(t) && ++stars)
			t = btf__type_by_id(btf, t->type);
		else if (btf_is_mod(t) || btf_is_var(t))
			t = btf__type_by_id(btf, t->type);
		else
			break;
	}
	if (t)
		add_base_name(btf, t, out);
	if (stars) {
		buf_putc(out, ' ');
		buf_pad(out, '*', stars);
	}
}
