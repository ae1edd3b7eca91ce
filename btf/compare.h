/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order in which people expect values: numbers by size, text and bytes as memcmp() has it. */
#ifndef MAPCTL_BTF_COMPARE_H
#define MAPCTL_BTF_COMPARE_H

#include "btf/layout.h"

/*
 * Compares two objects of layout->size bytes leaf by leaf: less than, equal to or more than 0. NaNs
 * come last.
 */
int layout_compare(const struct layout *layout, const void *a, const void *b);

/*
 * The same of what is at one place of two objects; what stands behind the end of a text is no
 * matter.
 */
int layout_compare_place(const struct layout *layout, struct place place, const void *a,
			 const void *b);

/* Texts in so many bytes each, which end at a NUL or there. */
int compare_text(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
