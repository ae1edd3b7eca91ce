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
#include "bpf/probes/readers.h"

#include <sys/mman.h> /* behind bpf/type.h: its MAP_STACK is another */

enum { OWN_PAGES = 128 };

int perf_new(struct perf **out, struct err *err)
{
	struct perf *perf = calloc(1, sizeof(*perf));

	*out = perf;
	if (!perf)
		return fail_oom(err);
	perf->page_size = (size_t)sysconf(_SC_PAGESIZE);
	perf->epoll = -1;
	return 0;
}

static void cpu_close(const struct perf *perf, struct perf_cpu *cpu)
{
	if (cpu->page)
		munmap(cpu->page, perf->page_size + cpu->size);
	if (cpu->fd >= 0)
		close(cpu->fd);
}

void perf_free(struct perf *perf)
{
	if (!perf)
		return;
	for (size_t i = 0; i < perf->n; i++)
		cpu_close(perf, &perf->cpus[i]);
	if (perf->epoll >= 0)
		close(perf->epoll);
	free(perf->cpus);
	free(perf->copy);
	free(perf);
}

/* What is in one is handed out before it is given up: that is done when the next ones retire. */
void perf_retire(struct perf *perf)
{
	size_t n = 0;

	for (size_t i = 0; i < perf->n; i++) {
		struct perf_cpu *cpu = &perf->cpus[i];

		if (cpu->retired && cpu->at >= cpu->upto) {
			cpu_close(perf, cpu);
			continue;
		}
		if (!cpu->retired && !cpu->there)
			perf_cpu_retire(cpu);
		perf->cpus[n++] = *cpu;
	}
	perf->n = n;
	perf->next = 0;
}

static int map_cpu(const struct perf *perf, struct perf_cpu *cpu, size_t size)
{
	int rights = cpu->own ? PROT_READ | PROT_WRITE : PROT_READ;
	void *pages = mmap(NULL, perf->page_size + size, rights, MAP_SHARED, cpu->fd, 0);

	if (pages == MAP_FAILED)
		return -errno;
	cpu->page = pages;
	cpu->data = (const char *)pages + perf->page_size;
	cpu->size = size;
	return 0;
}

/* Adds a buffer whose descriptor is open, and which perf_free() closes from now on. */
static int add_cpu(struct perf *perf, struct perf_cpu *cpu, size_t size)
{
	struct perf_cpu *grown = reallocarray(perf->cpus, perf->n + 1, sizeof(*grown));
	int rc = grown ? map_cpu(perf, cpu, size) : -ENOMEM;

	perf->cpus = grown ? grown : perf->cpus;
	if (rc) {
		cpu_close(perf, cpu);
		return rc;
	}
	perf->cpus[perf->n++] = *cpu;
	return 0;
}

/* `lost`: the kernel shall count what is lost, which it does since 6.0. */
static int open_event(struct perf_cpu *cpu, unsigned int number, bool lost)
{
	struct perf_event_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = PERF_TYPE_SOFTWARE;
	attr.config = PERF_COUNT_SW_BPF_OUTPUT;
	attr.sample_type = PERF_SAMPLE_RAW | PERF_SAMPLE_TIME;
	attr.read_format = lost ? PERF_FORMAT_LOST : 0;
	attr.sample_period = 1;
	attr.wakeup_events = 1;
	attr.use_clockid = 1;
	attr.clockid = CLOCK_MONOTONIC;
	*cpu = (struct perf_cpu){.own = true, .cpu = (int)number, .sample_type = attr.sample_type};
	cpu->fd = (int)syscall(__NR_perf_event_open, &attr, -1, (int)number, -1,
			       PERF_FLAG_FD_CLOEXEC);
	return cpu->fd < 0 ? -errno : 0;
}

static int take_slot(struct perf *perf, struct perf_cpu *cpu, int map_fd)
{
	struct epoll_event ready = {.events = EPOLLIN};
	__u32 slot = (__u32)cpu->cpu;
	int rc = add_cpu(perf, cpu, OWN_PAGES * perf->page_size);

	if (rc)
		return rc;
	if (ioctl(cpu->fd, PERF_EVENT_IOC_ENABLE, 0) ||
	    epoll_ctl(perf->epoll, EPOLL_CTL_ADD, cpu->fd, &ready) ||
	    bpf_map_update_elem(map_fd, &slot, &cpu->fd, BPF_ANY))
		return -errno;
	return 0;
}

/* Whether a slot is left as it is: another's, or this one's already. */
static bool is_taken(const struct perf *perf, const struct readers *readers, __u32 index)
{
	if (perf_cpu_of(perf, index))
		return true;
	if (!readers || !readers->n_slots)
		return false;
	return index >= PROBE_SLOTS || readers_slot(readers, index);
}

/* 1: taken; 0: there is no such CPU, or it is offline; -errno. */
static int take_cpu(struct perf *perf, int map_fd, __u32 number, bool *last, struct err *err)
{
	struct perf_cpu cpu;
	int rc = open_event(&cpu, number, true);

	if (rc == -EINVAL)
		rc = open_event(&cpu, number, false);
	*last = rc == -EINVAL && number > 0;
	if (rc == -ENODEV || *last)
		return 0;
	if (rc)
		return fail_op(err, OP_LOAD, rc, "cannot open a perf buffer on CPU %u", number);
	rc = take_slot(perf, &cpu, map_fd);
	return rc ? fail_op(err, OP_LOAD, rc, "cannot use a perf buffer on CPU %u", number) : 1;
}

int perf_take(struct perf *perf, int map_fd, __u32 max_entries, const struct readers *readers,
	      struct err *err)
{
	bool last = false;
	int taken = 0;

	if (perf->epoll < 0)
		perf->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (perf->epoll < 0)
		return fail(err, -errno, "cannot wait for records: %s", err_text(-errno));
	for (__u32 i = 0; i < max_entries && !last; i++) {
		int rc = is_taken(perf, readers, i) ? 0 : take_cpu(perf, map_fd, i, &last, err);

		if (rc < 0)
			return rc;
		taken += rc;
	}
	return taken;
}

/* 0: followed; else it cannot be. */
static int follow_slot(struct perf *perf, const struct reader_slot *slot, bool history,
		       struct err *err)
{
	struct perf_cpu cpu = {
		.cpu = (int)slot->index,
		.file = slot->file,
		.sample_type = slot->sample_type,
	};
	struct perf_cpu *added;
	int rc;

	if (!slot->pid || !slot->data_pages || slot->data_pages > 1u << 20 ||
	    (slot->data_pages & (slot->data_pages - 1)))
		return fail(err, -ENODATA, "no process has the perf buffers in the slots mapped");
	cpu.fd = fd_of_process(slot->pid, slot->fd, err);
	if (cpu.fd < 0)
		return cpu.fd;
	rc = add_cpu(perf, &cpu, slot->data_pages * perf->page_size);
	if (rc)
		return fail_op(err, OP_LOAD, rc, "cannot map the perf buffer of process %u",
			       slot->pid);
	added = &perf->cpus[perf->n - 1];
	added->at = added->live = perf_tail(added);
	return history && perf_find_history(added) ? fail_oom(err) : 0;
}

int perf_follow(struct perf *perf, const struct readers *readers, bool history, struct err *err)
{
	int missed = 0;

	for (size_t i = 0; i < readers->n_slots; i++) {
		int rc = perf_cpu_of(perf, readers->slots[i].index)
				 ? 0
				 : follow_slot(perf, &readers->slots[i], history, err);

		if (rc == -ENOMEM)
			return rc;
		missed += rc != 0;
	}
	return missed;
}
