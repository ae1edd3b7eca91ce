// SPDX-License-Identifier: GPL-2.0-or-later
/* Gets at perf buffers: own ones put into an array's slots, or those of another reader. */
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/fd.h"
#include "bpf/perf_impl.h"

enum { OWN_PAGES = 128 };

static int open_event(struct perf_cpu *cpu, unsigned int number)
{
	struct perf_event_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = PERF_TYPE_SOFTWARE;
	attr.config = PERF_COUNT_SW_BPF_OUTPUT;
	attr.sample_type = PERF_SAMPLE_RAW | PERF_SAMPLE_TIME;
	attr.sample_period = 1;
	attr.wakeup_events = 1;
	attr.use_clockid = 1;
	attr.clockid = CLOCK_MONOTONIC;
	cpu->cpu = (int)number;
	cpu->sample_type = attr.sample_type;
	cpu->fd = (int)syscall(__NR_perf_event_open, &attr, -1, (int)number, -1,
			       PERF_FLAG_FD_CLOEXEC);
	return cpu->fd < 0 ? -errno : 0;
}

static int take_slot(struct perf *perf, struct perf_cpu *cpu, int map_fd)
{
	struct epoll_event ready = {.events = EPOLLIN};
	__u32 slot = (__u32)cpu->cpu;
	int rc = perf_map_cpu(perf, cpu, OWN_PAGES * perf->page_size, true);

	if (!rc && ioctl(cpu->fd, PERF_EVENT_IOC_ENABLE, 0))
		rc = -errno;
	if (!rc && epoll_ctl(perf->epoll, EPOLL_CTL_ADD, cpu->fd, &ready))
		rc = -errno;
	if (!rc && bpf_map_update_elem(map_fd, &slot, &cpu->fd, BPF_ANY))
		rc = -errno;
	return rc;
}

static int take_slots(struct perf *perf, int map_fd, __u32 n, struct err *err)
{
	perf->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (perf->epoll < 0)
		return fail(err, -errno, "can't wait for records: %s", err_text(-errno));
	for (__u32 i = 0; i < n; i++) {
		struct perf_cpu *cpu = &perf->cpus[perf->n];
		int rc = open_event(cpu, i);

		if (rc == -ENODEV)
			continue; /* offline */
		if (rc == -EINVAL && perf->n)
			break; /* no CPU of this number is possible */
		if (rc)
			return fail_op(err, OP_LOAD, rc, "can't open a perf buffer on CPU %u", i);
		perf->n++;
		rc = take_slot(perf, cpu, map_fd);
		if (rc)
			return fail_op(err, OP_LOAD, rc, "can't use a perf buffer on CPU %u", i);
	}
	return 0;
}

int perf_take(struct perf **out, int map_fd, __u32 max_entries, struct err *err)
{
	struct perf *perf = perf_new(max_entries, true);
	int rc;

	*out = NULL;
	if (!perf)
		return fail_oom(err);
	rc = take_slots(perf, map_fd, max_entries, err);
	if (rc) {
		perf_free(perf);
		return rc;
	}
	*out = perf;
	return 0;
}

/* 1: followed; 0: it can't be. */
static int follow_slot(struct perf *perf, const struct reader_slot *slot, bool history,
		       struct err *err)
{
	struct perf_cpu *cpu = &perf->cpus[perf->n];
	int rc;

	if (!slot->pid || !slot->data_pages || slot->data_pages > 1u << 20 ||
	    (slot->data_pages & (slot->data_pages - 1)))
		return 0;
	cpu->fd = fd_of_process(slot->pid, slot->fd, err);
	if (cpu->fd < 0)
		return 0;
	cpu->cpu = (int)slot->index;
	cpu->sample_type = slot->sample_type;
	rc = perf_map_cpu(perf, cpu, slot->data_pages * perf->page_size, false);
	if (rc) {
		fail_op(err, OP_LOAD, rc, "can't map the perf buffer of process %u", slot->pid);
		close(cpu->fd);
		return 0;
	}
	perf->n++;
	cpu->at = cpu->live = perf_tail(cpu);
	return history && perf_find_history(cpu) ? fail_oom(err) : 1;
}

int perf_follow(struct perf **out, const struct readers *readers, bool history, size_t *followed,
		struct err *err)
{
	struct perf *perf = perf_new(readers->n_slots, false);
	int rc = 0;

	*out = NULL;
	*followed = 0;
	if (!perf)
		return fail_oom(err);
	for (size_t i = 0; i < readers->n_slots && rc >= 0; i++)
		rc = follow_slot(perf, &readers->slots[i], history, err);
	*followed = perf->n;
	if (rc >= 0 && perf->n) {
		err_clear(err);
		*out = perf;
		return 0;
	}
	perf_free(perf);
	if (rc >= 0 && !err->code)
		rc = fail(err, -ENODATA, "no process has the perf buffers in the slots mapped");
	return err->code;
}
