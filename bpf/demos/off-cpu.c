// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo off-cpu: who waits for whom, and where. */
#include <sys/prctl.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/demo_traffic.h"
#include "bpf/ksyms.h"
#include "bpf/proc.h"

#define PINS "/sys/fs/bpf/mapctl/off-cpu/"

#define MAX_FRAMES 64
#define WAITS      20
#define MAX_LOOKS  2000 /* half a millisecond apart, at whether the waiter is asleep */

/* As the program has them. */
struct wait {
	char waker[16], target[16];
	int waker_stack, target_stack;
};

struct total {
	__u64 us, times;
};

static const struct demo_hook hooks[] = {
	{.program = "note_waker", .name = "raw tracepoint sched_waking", .link = "waking"},
	{.program = "note_switch", .name = "raw tracepoint sched_switch", .link = "switch"},
	{0},
};

static const char *const also[] = {"offwaketime", NULL};
static const char *const maps[] = {"counts", "start", "wokeby", "stackmap", NULL};

static const struct demo_try tries[] = {
	{.command =
		 "mapctl dump " PINS "counts | grep 'waker .*target\\|mapctl-waker.*mapctl-waiter'",
	 .example =
		 "waker           target            waker_stack target_stack     us times\n"
		 "\"mapctl-waker\"  \"mapctl-waiter\"          2551         2240 101512    20\n"},
	{.command = "mapctl dump " PINS "start | head -n 3",
	 .example = "  key                     time_ns stack\n"
		    "   10 15102560285662 /* 4h 11m */   360\n"
		    "   14 15102576106286 /* 4h 11m */  2711\n"},
	{.command = "mapctl dump " PINS "stackmap | head -n 2 | cut -c 1-70",
	 .example = " key value\n"
		    " 360 [bpf_prog_309a5647b0dd42c1_note_switch+0x91, bpf_trace_run4+0xfc,\n"},
	{.command = "mapctl demo run off-cpu --traffic --for 1s | "
		    "sed -n 's/;.*;/;...;/; /waiter.*waker/p'",
	 .example = "mapctl-waiter;...;mapctl-waker 101512\n"},
	{.command = "mapctl demo stop off-cpu"},
	{0},
};

static _Noreturn void wait_for_all(int fd)
{
	char byte;

	prctl(PR_SET_NAME, "mapctl-waiter");
	for (int i = 0; i < WAITS; i++) {
		if (read(fd, &byte, 1) != 1)
			_exit(EIO);
	}
	_exit(0);
}

static bool is_asleep(pid_t pid)
{
	char path[32], text[512];
	const char *behind_name;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (proc_read(path, text, sizeof(text)) < 0)
		return false;
	behind_name = strrchr(text, ')');
	return behind_name && !strncmp(behind_name, ") S", 3);
}

/* Each time the waiter has waited for five milliseconds: on a busy machine it is late to begin. */
static int wake_all(int fd, pid_t waiter)
{
	prctl(PR_SET_NAME, "mapctl-waker");
	for (int i = 0; i < WAITS; i++) {
		for (int looks = 0; looks < MAX_LOOKS && !is_asleep(waiter); looks++)
			usleep(500);
		usleep(5000);
		if (write(fd, "", 1) != 1)
			return -errno;
	}
	return 0;
}

static int wait_and_wake(const struct demo_live *live, unsigned int nth)
{
	int ends[2], rc, waiter;
	pid_t pid;

	(void)live;
	(void)nth;
	if (pipe(ends))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		close(ends[1]);
		wait_for_all(ends[0]);
	}
	close(ends[0]);
	rc = wake_all(ends[1], pid);
	close(ends[1]);
	waiter = traffic_wait(pid);
	return rc ? rc : waiter;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	int rc = traffic_child(wait_and_wake, live);

	return rc ? fail(err, rc, "cannot make two processes wait: %s", err_text(rc)) : 0;
}

struct folding {
	int stacks; /* stackmap */
	struct ksyms ksyms;
	struct buf line;
};

/* What is between the tracepoint and the program is the demo's own. */
static bool is_own(const char *name)
{
	return !strncmp(name, "bpf_", 4) || !strncmp(name, "__bpf_", 6) ||
	       !strncmp(name, "__traceiter_", 12);
}

static void add_frame(struct folding *folding, __u64 address)
{
	const char *name = ksyms_find(&folding->ksyms, address, NULL);

	if (!name)
		buf_printf(&folding->line, ";0x%llx", (unsigned long long)address);
	else if (!is_own(name))
		buf_printf(&folding->line, ";%s", name);
}

/* With a blocked task its innermost frame comes last, with its waker first: they meet. */
static void add_stack(struct folding *folding, int stack, bool innermost_first)
{
	__u64 frames[MAX_FRAMES] = {0};
	size_t n = 0;

	if (stack < 0 || bpf_map_lookup_elem(folding->stacks, &stack, frames))
		return;
	while (n < MAX_FRAMES && frames[n])
		n++;
	for (size_t i = 0; i < n; i++)
		add_frame(folding, frames[innermost_first ? i : n - 1 - i]);
}

static void add_name(struct folding *folding, const char *name, size_t size)
{
	for (size_t i = 0; i < size && name[i]; i++)
		buf_putc(&folding->line, name[i] == ';' ? ':' : name[i]);
}

static int fold(struct folding *folding, const struct wait *wait)
{
	buf_reset(&folding->line);
	add_name(folding, wait->target, sizeof(wait->target));
	add_stack(folding, wait->target_stack, false);
	buf_puts(&folding->line, ";--");
	add_stack(folding, wait->waker_stack, true);
	buf_putc(&folding->line, ';');
	add_name(folding, wait->waker, sizeof(wait->waker));
	return folding->line.oom ? -ENOMEM : 0;
}

static int fold_all(struct folding *folding, int counts,
		    void (*event)(void *arg, const struct demo_event *event), void *arg)
{
	struct wait key, *before = NULL;
	struct total total;
	int rc = 0;

	while (!rc && !bpf_map_get_next_key(counts, before, &key)) {
		before = &key;
		if (bpf_map_lookup_elem(counts, &key, &total))
			continue;
		rc = fold(folding, &key);
		if (!rc)
			event(arg, &(struct demo_event){.stack = buf_cstr(&folding->line),
							.weight = total.us,
							.cpu = -1});
	}
	return rc;
}

static int summary(const struct demo_live *live,
		   void (*event)(void *arg, const struct demo_event *event), void *arg,
		   struct err *err)
{
	struct folding folding = {
		.stacks = bpf_object__find_map_fd_by_name(live->object, "stackmap"),
	};
	int rc = ksyms_read(&folding.ksyms, err);

	if (!rc &&
	    fold_all(&folding, bpf_object__find_map_fd_by_name(live->object, "counts"), event, arg))
		rc = fail_oom(err);
	ksyms_free(&folding.ksyms);
	buf_free(&folding.line);
	return rc;
}

const struct demo demo_off_cpu = {
	.name = "off-cpu",
	.also = also,
	.brief = "how long tasks wait, where, and who wakes them",
	.about = "After offwaketime of the kernel's samples. When a task stops running\n"
		 "because it waits, start has the time and its stack in the kernel; when\n"
		 "another wakes it, wokeby has the name and stack of that one; when it runs\n"
		 "again, counts has the time between, by both names and stacks. Stacks are\n"
		 "keys in stackmap, which has their frames: those in the kernel only, not\n"
		 "those of the program that called it. mapctl dump shows the functions. At\n"
		 "its end mapctl demo run off-cpu prints folded stacks: the waiting task,\n"
		 "its frames, --, those of its waker, the waker and the microseconds.\n"
		 "flamegraph.pl draws them.",
	.object = "off-cpu",
	.hooks = hooks,
	.maps = maps,
	.tries = tries,
	.traffic_about = "mapctl-waiter reads a pipe 20 times, mapctl-waker writes to it",
	.traffic = traffic,
	.summary = summary,
};
