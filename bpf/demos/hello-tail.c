// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo hello-tail: a program array by the number of the system call. */
#include <asm/unistd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bpf/demo_traffic.h"

#define TABLE "/sys/fs/bpf/mapctl/hello-tail/syscall"

static const struct demo_hook hooks[] = {
	{.program = "hello_raw_tp", .name = "raw tracepoint sys_enter"},
	{0},
};

static const char *const maps[] = {"syscall", "output", NULL};

#define IGNORE(name_) {"syscall", __NR_##name_, "ignore_opcode"}
#define TIMER(name_) {"syscall", __NR_##name_, "hello_timer"}

/* By name: the numbers are this architecture's. Ignored is what programs do all the time. */
static const struct demo_slot slots[] = {
	{"syscall", __NR_execve, "hello_exec"},
	TIMER(timer_create),
	TIMER(timer_settime),
	TIMER(timer_gettime),
	TIMER(timer_getoverrun),
	TIMER(timer_delete),
	IGNORE(read),
	IGNORE(write),
	IGNORE(readv),
	IGNORE(writev),
	IGNORE(pread64),
	IGNORE(pwrite64),
	IGNORE(openat),
	IGNORE(close),
	IGNORE(fcntl),
	IGNORE(ioctl),
	IGNORE(lseek),
	IGNORE(newfstatat),
	IGNORE(statx),
	IGNORE(getdents64),
	IGNORE(faccessat),
	IGNORE(readlinkat),
	IGNORE(mmap),
	IGNORE(munmap),
	IGNORE(mprotect),
	IGNORE(madvise),
	IGNORE(brk),
	IGNORE(futex),
	IGNORE(ppoll),
	IGNORE(pselect6),
	IGNORE(epoll_pwait),
	IGNORE(epoll_ctl),
	IGNORE(recvmsg),
	IGNORE(recvfrom),
	IGNORE(sendmsg),
	IGNORE(sendto),
	IGNORE(nanosleep),
	IGNORE(clock_nanosleep),
	IGNORE(clock_gettime),
	IGNORE(rt_sigaction),
	IGNORE(rt_sigprocmask),
	IGNORE(rt_sigreturn),
	IGNORE(getpid),
	IGNORE(bpf),
#ifdef __NR_poll /* not on architectures that began without the old calls */
	IGNORE(open),
	IGNORE(stat),
	IGNORE(lstat),
	IGNORE(access),
	IGNORE(readlink),
	IGNORE(poll),
	IGNORE(select),
	IGNORE(epoll_wait),
#endif
	{0},
};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " TABLE " | grep -v ignore",
	 .example = "key value\n"
		    " 59 130901 /* hello_exec */\n"
		    "222 130902 /* hello_timer */\n"
		    "223 130902 /* hello_timer */\n"
		    "224 130902 /* hello_timer */\n"
		    "225 130902 /* hello_timer */\n"
		    "226 130902 /* hello_timer */\n"},
	{.command =
		 "(sleep 1; setpriv --reuid 5004 /bin/true) & "
		 "mapctl events /sys/fs/bpf/mapctl/hello-tail/output --for 2s -o uid,syscall,message |\n"
		 "      grep '5004.*program'",
	 .example = "5004  59 \"Executing a program\"\n"},
	{.command = "mapctl demo stop hello-tail"},
	{0},
};

static int use_timer(const struct demo_live *live, unsigned int nth)
{
	const struct itimerspec never = {0};
	int id = 0;

	(void)live;
	(void)nth;
	if (setresuid(5004, 5004, 5004))
		return -errno;
	/* The calls themselves: glibc keeps count of its timers. */
	if (syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &id) ||
	    syscall(SYS_timer_settime, id, 0, &never, NULL) || syscall(SYS_timer_delete, id))
		return -errno;
	return 0;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	int rc = traffic_child(use_timer, live);

	if (rc)
		return fail(err, rc, "cannot use a timer as user 5004: %s", err_text(rc));
	return traffic_exec(5004, 2, err);
}

const struct demo demo_hello_tail = {
	.name = "hello-tail",
	.brief = "calls a program for each system call number",
	.about = "From \"Learning eBPF\", chapter 2: at every system call a program jumps\n"
		 "to the one in the slot of that number in the program array syscall:\n"
		 "hello_exec for execve, hello_timer for the five timer calls (222 to 226 on\n"
		 "x86-64), ignore_opcode for those that all programs make all the time. For\n"
		 "an empty slot the jump fails and the program goes on: \"Another syscall\".\n"
		 "The array has 500 slots; some notes to the book say 300, but today's tables\n"
		 "of system calls are longer. What they say goes through the ring buffer\n"
		 "output.",
	.object = "hello-tail",
	.hooks = hooks,
	.maps = maps,
	.slots = slots,
	.output = "output",
	.record = "event",
	.tries = tries,
	.traffic_about = "user 5004 makes, sets and deletes a timer, and two execves",
	.traffic = traffic,
};
