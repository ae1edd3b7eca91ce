/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes as text of RFC 4648, with its padding. */
#ifndef MAPCTL_BPF_BASE64_H
#define MAPCTL_BPF_BASE64_H

#include "cli/buf.h"

void base64_add(struct buf *out, const void *data, size_t n);

/* Adds what the text stands for; false: it is not base64, or not as base64_add() writes it. */
bool base64_read(struct buf *out, const char *text, size_t n);

#endif
