/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that make a layout share: its strings, names, hints and cover. */
#ifndef MAPCTL_BTF_LAYOUT_IMPL_H
#define MAPCTL_BTF_LAYOUT_IMPL_H

#include "btf/layout.h"

/* HINT_NONE when the word is none. */
enum layout_hint hint_by_name(const char *name);

/*
 * Gives every field without a hint what its type and name suggest, and drops hints that do not fit.
 */
void layout_guess_hints(struct layout *layout);

/* Fills layout->cover. 0 or -ENOMEM. */
int layout_make_cover(struct layout *layout);

/* A copy that lives as long as the layout; NULL when out of memory. */
const char *layout_string(struct layout *layout, const char *s, size_t n);

/* Compiles a type as fields[0] and what follows; the caller frees the layout when it fails. */
int layout_compile(struct layout *layout, const struct btf *btf, __u32 type_id, struct err *err);

/* The C name of a type as layout_field.type has it. */
void layout_type_name(const struct btf *btf, __u32 type_id, struct buf *out);

/* Fills name, json and text of a field. 0 or -ENOMEM. */
int layout_set_name(struct layout *layout, struct layout_field *field, const char *name);

/* True if a name can be typed without quotes. */
bool name_is_word(const char *name);

#endif
