// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads records out of perf buffers, as the kernel's ABI has them. */
#include <stdlib.h>
#include <unistd.h>

#include "bpf/perf_impl.h"


void perf_copy(const struct perf_cpu *cpu, __u64 at, void *to, size_t n)
{
	size_t from = at & (cpu->size - 1), first = n;

	if (first > cpu->size - from)
		first = cpu->size - from;
	memcpy(to, cpu->data + from, first);
	memcpy((char *)to + first, cpu->data, n - first);
}

/* Bytes of a sample before its raw data, -1 where they cannot be told. */
static int raw_offset(__u64 sample_type)
{
	static const __u64 words = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID |
				   PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR | PERF_SAMPLE_ID |
				   PERF_SAMPLE_STREAM_ID | PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD;
	static const __u64 unsized = PERF_SAMPLE_READ | PERF_SAMPLE_CALLCHAIN;

	if ((sample_type & unsized) || !(sample_type & PERF_SAMPLE_RAW))
		return -1;
	return 8 * __builtin_popcountll(sample_type & words);
}

/* Own buffers have PERF_SAMPLE_TIME by CLOCK_MONOTONIC; others' clocks are not known. */
static int read_sample(const struct perf *perf, const struct perf_cpu *cpu, size_t size,
		       struct event *event)
{
	int offset = raw_offset(cpu->sample_type);
	size_t at = sizeof(struct perf_event_header) + (size_t)offset;
	__u32 raw;

	if (offset < 0 || at + sizeof(raw) > size)
		return -EPROTO;
	memcpy(&raw, perf->copy + at, sizeof(raw));
	at += sizeof(raw);
	if (raw > size - at)
		return -EPROTO;
	event->data = perf->copy + at;
	event->size = raw;
	if (cpu->own)
		memcpy(&event->time, perf->copy + sizeof(struct perf_event_header), 8);
	return 1;
}

/* struct { header; u64 id; u64 lost; … } */
static int read_lost(const struct perf *perf, struct perf_cpu *cpu, size_t size,
		     struct event *event)
{
	if (size < sizeof(struct perf_event_header) + 16)
		return -EPROTO;
	memcpy(&event->lost, perf->copy + sizeof(struct perf_event_header) + 8, 8);
	cpu->lost += event->lost;
	return event->lost ? 1 : 0;
}

/* The kernel tells of what is lost with the next record that finds room: at the end it is asked. */
static int ask_lost(struct perf_cpu *cpu, struct event *event)
{
	struct {
		__u64 value, lost; /* PERF_FORMAT_LOST, 6.0 */
	} count;

	if (!cpu->own || !cpu->retired ||
	    read(cpu->fd, &count, sizeof(count)) != sizeof(count) || count.lost <= cpu->lost)
		return 0;
	*event = (struct event){.cpu = cpu->cpu, .lost = count.lost - cpu->lost};
	cpu->lost = count.lost;
	return 1;
}

/*
 * Followed buffers: what the owner has yet to read stays, behind that the kernel writes, and only
 * tells so when it is done: hence a margin for the record that it may be at.
 */
static bool is_lapped(const struct perf_cpu *cpu)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return cpu->at < perf_tail(cpu) &&
	       perf_head(cpu) + perf_margin(cpu) > cpu->at + cpu->size;
}

/* Where a record begins is known at the owner's position. */
static int skip_lapped(struct perf_cpu *cpu, struct event *event)
{
	__u64 from = cpu->at > cpu->live ? cpu->at : cpu->live;

	cpu->at = perf_tail(cpu);
	event->lost_bytes = cpu->at > from ? cpu->at - from : 0;
	return event->lost_bytes ? 1 : 0;
}

static int take_record(struct perf *perf, struct perf_cpu *cpu, size_t size)
{
	if (size > perf->copy_size) {
		char *grown = realloc(perf->copy, size);

		if (!grown)
			return -ENOMEM;
		perf->copy = grown;
		perf->copy_size = size;
	}
	perf_copy(cpu, cpu->at, perf->copy, size);
	return 0;
}

static void advance(struct perf_cpu *cpu, size_t size)
{
	cpu->at += size;
	if (cpu->own)
		__atomic_store_n(&cpu->page->data_tail, cpu->at, __ATOMIC_RELEASE);
}

static int decode(const struct perf *perf, struct perf_cpu *cpu,
		  const struct perf_event_header *header, struct event *event)
{
	if (header->type == PERF_RECORD_SAMPLE)
		return read_sample(perf, cpu, header->size, event);
	return header->type == PERF_RECORD_LOST ? read_lost(perf, cpu, header->size, event) : 0;
}

/* 1: a record; 0: its turn is over; records of other kinds are passed over. */
static int next_of(struct perf *perf, struct perf_cpu *cpu, struct event *event)
{
	struct perf_event_header header;
	int rc = 0;

	while (!rc && cpu->at < cpu->upto) {
		*event = (struct event){.cpu = cpu->cpu, .consumed = cpu->at < cpu->live};
		perf_copy(cpu, cpu->at, &header, sizeof(header));
		if (!cpu->own && is_lapped(cpu))
			return skip_lapped(cpu, event);
		if (header.size < sizeof(header) || header.size % 8 || header.size > cpu->size)
			return -EPROTO;
		rc = take_record(perf, cpu, header.size);
		if (rc)
			return rc;
		if (!cpu->own && is_lapped(cpu))
			return skip_lapped(cpu, event);
		rc = decode(perf, cpu, &header, event);
		advance(cpu, header.size);
	}
	return rc ? rc : ask_lost(cpu, event);
}

static struct perf_cpu *next_turn(struct perf *perf)
{
	struct perf_cpu *cpu;

	perf->next = (perf->next + 1) % perf->n;
	cpu = &perf->cpus[perf->next];
	if (!cpu->retired)
		cpu->upto = perf_head(cpu);
	return cpu;
}

int perf_next(struct perf *perf, struct event *event)
{
	int rc = perf->n ? next_of(perf, &perf->cpus[perf->next], event) : 0;

	for (size_t i = 0; !rc && i < perf->n; i++)
		rc = next_of(perf, next_turn(perf), event);
	return rc;
}
