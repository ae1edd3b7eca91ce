// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the records of a perf buffer that its owner has read but that were not overwritten yet. */
#include <stdlib.h>

#include "bpf/perf_impl.h"

/* The bytes of the record at `at` if its header is one that the kernel writes, else 0. */
static size_t plausible(const struct perf_cpu *cpu, __u64 at)
{
	struct perf_event_header header;

	perf_copy(cpu, at, &header, sizeof(header));
	if (header.size < sizeof(header) || header.size % 8 || header.size > cpu->size)
		return 0;
	if (header.type == 0 || header.type > PERF_RECORD_TEXT_POKE)
		return 0;
	return header.size;
}

/*
 * From the owner's position backwards: a position is good when its record ends at a good one. One
 * pass, whatever the buffer holds.
 */
int perf_find_history(struct perf_cpu *cpu)
{
	__u64 end = cpu->live, head = perf_head(cpu) + perf_margin(cpu);
	__u64 start = head > cpu->size ? head - cpu->size : 0;
	size_t n = end > start ? (size_t)(end - start) / 8 : 0;
	unsigned char *good;

	if (!n || n > cpu->size / 8) /* the position is the owner's to write: anything */
		return 0;
	good = calloc(n + 1, 1);
	if (!good)
		return -ENOMEM;
	good[n] = 1;
	for (size_t i = n; i-- > 0;) {
		size_t words = plausible(cpu, end - (n - i) * 8) / 8;

		good[i] = words && words <= n - i && good[i + words];
		if (good[i])
			cpu->at = end - (n - i) * 8;
	}
	free(good);
	return 0;
}
