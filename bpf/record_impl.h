/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of finding record types share. */
#ifndef MAPCTL_BPF_RECORD_IMPL_H
#define MAPCTL_BPF_RECORD_IMPL_H

#include "bpf/record.h"

/* A program that sends records to the map, as far as it can be read. */
struct sender {
	__u32 id;
	char name[16];
	const struct btf *btf; /* NULL: none */
	__u32 sizes[16];       /* constant sizes in its calls, each once */
	size_t n_sizes;
};

struct senders {
	struct sender *list;
	size_t n;
};

/* record_sender.c: zero it first. Programs that cannot be read are left out. */
int senders_find(struct senders *senders, const struct map *map, struct err *err);
void senders_free(struct senders *senders);

/* Adds the sizes that calls with this map have in n translated instructions. */
struct bpf_insn;
void sender_scan(struct sender *sender, const struct bpf_insn *insns, size_t n, __u32 map_id,
		 bool perf);

/* record.c: adds a type of `btf`. */
int records_add(struct records *records, const struct map *map, const struct btf *btf, __u32 id,
		const char *name, struct err *err);

/* record_guess.c: by size; `given` is the BTF of --btf or NULL. */
int records_guess(struct records *records, const struct map *map, const struct senders *senders,
		  const struct btf *given, struct buf *notes, struct err *err);

#endif
