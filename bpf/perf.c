// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads records out of perf buffers, as the kernel's ABI has them. */
#include <stdlib.h>
#include <unistd.h>

#include "bpf/perf_impl.h"

#include <sys/mman.h> /* behind bpf/type.h: its MAP_STACK is another */

struct perf *perf_new(size_t n, bool own)
{
	struct perf *perf = calloc(1, sizeof(*perf));

	if (!perf)
		return NULL;
	perf->cpus = calloc(n + 1, sizeof(*perf->cpus));
	perf->page_size = (size_t)sysconf(_SC_PAGESIZE);
	perf->own = own;
	perf->epoll = -1;
	if (!perf->cpus) {
		free(perf);
		return NULL;
	}
	return perf;
}

void perf_free(struct perf *perf)
{
	if (!perf)
		return;
	for (size_t i = 0; i < perf->n; i++) {
		if (perf->cpus[i].page)
			munmap(perf->cpus[i].page, perf->page_size + perf->cpus[i].size);
		if (perf->cpus[i].fd >= 0)
			close(perf->cpus[i].fd);
	}
	if (perf->epoll >= 0)
		close(perf->epoll);
	free(perf->cpus);
	free(perf->copy);
	free(perf);
}

int perf_map_cpu(const struct perf *perf, struct perf_cpu *cpu, size_t size, bool writable)
{
	int rights = writable ? PROT_READ | PROT_WRITE : PROT_READ;
	void *pages = mmap(NULL, perf->page_size + size, rights, MAP_SHARED, cpu->fd, 0);

	if (pages == MAP_FAILED)
		return -errno;
	cpu->page = pages;
	cpu->data = (const char *)pages + perf->page_size;
	cpu->size = size;
	return 0;
}

void perf_copy(const struct perf_cpu *cpu, __u64 at, void *to, size_t n)
{
	size_t from = at & (cpu->size - 1), first = n;

	if (first > cpu->size - from)
		first = cpu->size - from;
	memcpy(to, cpu->data + from, first);
	memcpy((char *)to + first, cpu->data, n - first);
}

/* Bytes of a sample before its raw data, -1 where they can't be told. */
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
	if (perf->own)
		memcpy(&event->time, perf->copy + sizeof(struct perf_event_header), 8);
	return 1;
}

/* struct { header; u64 id; u64 lost; … } */
static int read_lost(const struct perf *perf, size_t size, struct event *event)
{
	if (size < sizeof(struct perf_event_header) + 16)
		return -EPROTO;
	memcpy(&event->lost, perf->copy + sizeof(struct perf_event_header) + 8, 8);
	return event->lost ? 1 : 0;
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

static void advance(const struct perf *perf, struct perf_cpu *cpu, size_t size)
{
	cpu->at += size;
	if (perf->own)
		__atomic_store_n(&cpu->page->data_tail, cpu->at, __ATOMIC_RELEASE);
}

static int decode(const struct perf *perf, const struct perf_cpu *cpu,
		  const struct perf_event_header *header, struct event *event)
{
	if (header->type == PERF_RECORD_SAMPLE)
		return read_sample(perf, cpu, header->size, event);
	return header->type == PERF_RECORD_LOST ? read_lost(perf, header->size, event) : 0;
}

/* 1: a record; 0: none; records of other kinds are passed over. */
static int next_of(struct perf *perf, struct perf_cpu *cpu, struct event *event)
{
	struct perf_event_header header;
	int rc = 0;

	while (!rc && cpu->at < perf_head(cpu)) {
		*event = (struct event){.cpu = cpu->cpu, .consumed = cpu->at < cpu->live};
		perf_copy(cpu, cpu->at, &header, sizeof(header));
		if (!perf->own && is_lapped(cpu))
			return skip_lapped(cpu, event);
		if (header.size < sizeof(header) || header.size % 8 || header.size > cpu->size)
			return -EPROTO;
		rc = take_record(perf, cpu, header.size);
		if (rc)
			return rc;
		if (!perf->own && is_lapped(cpu))
			return skip_lapped(cpu, event);
		rc = decode(perf, cpu, &header, event);
		advance(perf, cpu, header.size);
	}
	return rc;
}

int perf_next(struct perf *perf, struct event *event)
{
	for (size_t i = 0; i < perf->n; i++) {
		int rc = next_of(perf, &perf->cpus[perf->next], event);

		if (rc)
			return rc;
		perf->next = (perf->next + 1) % perf->n;
	}
	return 0;
}

int perf_wait_fd(const struct perf *perf)
{
	return perf->epoll;
}
