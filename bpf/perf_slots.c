// SPDX-License-Identifier: GPL-2.0-or-later
/* Which slots of a perf event array are whose, and the end of a buffer's time. */
#include <sys/ioctl.h>

#include <bpf/bpf.h>

#include "bpf/perf_impl.h"

struct perf_cpu *perf_cpu_of(const struct perf *perf, __u32 index)
{
	for (size_t i = 0; i < perf->n; i++) {
		struct perf_cpu *cpu = &perf->cpus[i];

		if (!cpu->retired && cpu->cpu == (int)index)
			return cpu;
	}
	return NULL;
}

size_t perf_claim(struct perf *perf, struct readers *readers)
{
	size_t others = 0, all = readers->n_slots;

	for (size_t i = 0; i < perf->n; i++)
		perf->cpus[i].there = false;
	for (size_t i = 0; i < all; i++) {
		const struct reader_slot *slot = &readers->slots[i];
		struct perf_cpu *cpu = perf_cpu_of(perf, slot->index);

		if (cpu)
			cpu->there = cpu->own ? slot->mine : slot->file == cpu->file;
		if (!cpu || !cpu->own || !cpu->there)
			readers->slots[others++] = *slot;
	}
	readers->n_slots = others;
	return all - others;
}

void perf_cpu_retire(struct perf_cpu *cpu)
{
	if (cpu->retired)
		return;
	if (cpu->own)
		ioctl(cpu->fd, PERF_EVENT_IOC_DISABLE, 0);
	cpu->upto = perf_head(cpu);
	cpu->retired = true;
}

void perf_stop(struct perf *perf)
{
	for (size_t i = 0; i < perf->n; i++)
		perf_cpu_retire(&perf->cpus[i]);
}

/* This process holds what is in a slot because it follows it, and not because it filled it. */
static bool is_followed(const struct perf *perf, const struct reader_slot *slot)
{
	for (size_t i = 0; i < perf->n; i++) {
		if (!perf->cpus[i].own && perf->cpus[i].file == slot->file)
			return true;
	}
	return false;
}

void perf_give_back(const struct perf *perf, int map_fd, const struct readers *readers)
{
	for (size_t i = 0; i < perf->n; i++) {
		__u32 index = (__u32)perf->cpus[i].cpu;
		const struct reader_slot *slot = readers_slot(readers, index);

		if (perf->cpus[i].own && slot && slot->mine && !is_followed(perf, slot))
			bpf_map_delete_elem(map_fd, &index);
	}
}

int perf_wait_fd(const struct perf *perf)
{
	for (size_t i = 0; i < perf->n; i++) {
		if (!perf->cpus[i].own)
			return -1;
	}
	return perf->epoll;
}
