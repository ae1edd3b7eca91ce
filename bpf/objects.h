/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF objects that the build embeds in the program. */
#ifndef MAPCTL_BPF_OBJECTS_H
#define MAPCTL_BPF_OBJECTS_H

#include <stddef.h>

/* An ELF object as clang wrote it, for bpf_object__open_mem(). Lives as long as the program. */
struct bpf_image {
	const char *name; /* its file's name without .bpf.c: "inventory", "hello-config" */
	const char *start, *end;
};

static inline size_t bpf_image_size(const struct bpf_image *image)
{
	return (size_t)(image->end - image->start);
}

/* By name; NULL: there is no such object. */
const struct bpf_image *bpf_image(const char *name);

#endif
