// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a command as a traced process and prints the bpf() calls that it makes. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/syscalls.h"

#define TRACE_OPTIONS \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_EXITKILL)

/* A traced thread, and the call that it is in. */
struct tracee {
	pid_t tid;
	bool in_call;
	struct syscalls_call call;
	struct buf line;
};

struct trace {
	struct syscalls_process *process;
	struct tracee *tracees;
	size_t n_tracees;
	__u32 arch; /* the command's own: other architectures have other numbers for bpf() */
};

static void write_line(struct buf *line)
{
	const char *p;

	buf_putc(line, '\n');
	if (line->oom)
		return;
	p = line->data;
	for (size_t left = line->len; left;) {
		ssize_t n = write(STDERR_FILENO, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		p += n;
		left -= (size_t)n;
	}
}

static struct tracee *tracee_get(struct trace *trace, pid_t tid)
{
	struct tracee *tracees;

	for (size_t i = 0; i < trace->n_tracees; i++) {
		if (trace->tracees[i].tid == tid)
			return &trace->tracees[i];
	}
	tracees = reallocarray(trace->tracees, trace->n_tracees + 1, sizeof(*tracees));
	if (!tracees)
		return NULL;
	trace->tracees = tracees;
	tracees += trace->n_tracees++;
	memset(tracees, 0, sizeof(*tracees));
	tracees->tid = tid;
	return tracees;
}

static void tracee_forget(struct trace *trace, pid_t tid)
{
	for (size_t i = 0; i < trace->n_tracees; i++) {
		if (trace->tracees[i].tid != tid)
			continue;
		buf_free(&trace->tracees[i].line);
		trace->tracees[i] = trace->tracees[--trace->n_tracees];
		return;
	}
}

static void call_enters(struct trace *trace, struct tracee *tracee, const __u64 *args)
{
	const struct syscalls_caller *caller = syscalls_process_at(trace->process, tracee->tid);

	tracee->in_call = true;
	buf_reset(&tracee->line);
	if (syscalls_read(caller, (__u32)args[0], args[1], (__u32)args[2], &tracee->call))
		syscalls_format(&tracee->call, caller, &tracee->line);
	else
		buf_printf(&tracee->line, "bpf(%u, %#llx, %u)", (__u32)args[0],
			   (unsigned long long)args[1], (__u32)args[2]);
}

static void call_returns(struct trace *trace, struct tracee *tracee, long ret)
{
	tracee->in_call = false;
	syscalls_format_result(&tracee->call, syscalls_process_at(trace->process, tracee->tid), ret,
			       &tracee->line);
	write_line(&tracee->line);
}

static void syscall_stop(struct trace *trace, pid_t tid)
{
	struct tracee *tracee = tracee_get(trace, tid);
	struct __ptrace_syscall_info info;
	__u64 args[3];

	if (!tracee || ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) <= 0)
		return;
	if (!trace->arch)
		trace->arch = info.arch;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT && tracee->in_call) {
		call_returns(trace, tracee, (long)info.exit.rval);
	} else if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == SYS_bpf &&
		   info.arch == trace->arch) {
		for (int i = 0; i < 3; i++)
			args[i] = info.entry.args[i];
		call_enters(trace, tracee, args);
	}
}

/* A thread has stopped: looks at why, and lets it run on. */
static void thread_stopped(struct trace *trace, pid_t tid, int status)
{
	int sig = WSTOPSIG(status), event = status >> 16;

	if (sig == (SIGTRAP | 0x80)) {
		syscall_stop(trace, tid);
		sig = 0;
	} else if (event == PTRACE_EVENT_STOP && sig != SIGTRAP) {
		/* Stopped by job control: it stays so until SIGCONT. */
		ptrace(PTRACE_LISTEN, tid, NULL, NULL);
		return;
	} else if (event) {
		tracee_get(trace, tid);
		sig = 0;
	}
	ptrace(PTRACE_SYSCALL, tid, NULL, (void *)(long)sig);
}

/* Until the command itself ends, with its exit status. */
static int trace_loop(struct trace *trace, pid_t child)
{
	for (;;) {
		int status;
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0)
			return STATUS_REFUSED;
		if (WIFSTOPPED(status)) {
			thread_stopped(trace, tid, status);
			continue;
		}
		tracee_forget(trace, tid);
		if (tid == child)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
}

/* What the command left running goes on untraced, instead of dying with this process. */
static void trace_release(struct trace *trace)
{
	int status;

	for (size_t i = 0; i < trace->n_tracees; i++) {
		pid_t tid = trace->tracees[i].tid;
		bool stopped = !ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) &&
			       waitpid(tid, &status, __WALL) == tid && WIFSTOPPED(status);

		if (stopped)
			ptrace(PTRACE_DETACH, tid, NULL, NULL);
		buf_free(&trace->tracees[i].line);
	}
	free(trace->tracees);
}

/* Starts the process; it waits for a byte before it calls child(). */
static pid_t child_start(int (*child)(void *arg), void *arg, int *go)
{
	int ends[2];
	pid_t pid;
	char byte;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		close(ends[1]);
		if (read(ends[0], &byte, 1) != 1)
			_exit(STATUS_REFUSED);
		close(ends[0]);
		_exit(child(arg));
	}
	close(ends[0]);
	if (pid < 0)
		close(ends[1]);
	*go = ends[1];
	return pid;
}

static int fail_trace(struct err *err, int code)
{
	fail_op(err, OP_PTRACE, code, "cannot trace mapctl's own bpf() calls");
	if (code == -EPERM && !*err->hint)
		err_hint(err,
			 "another tracer (strace -f, gdb) or the setting kernel.yama.ptrace_scope "
			 "may forbid it; without --syscalls the command works");
	return code;
}

/* Takes hold of the waiting child before it does anything, and lets it go. */
static int trace_begin(pid_t child, int go, struct err *err)
{
	int code = 0;

	if (ptrace(PTRACE_SEIZE, child, NULL, (void *)TRACE_OPTIONS) ||
	    ptrace(PTRACE_INTERRUPT, child, NULL, NULL) || write(go, "", 1) != 1)
		code = -errno;
	close(go);
	if (!code)
		return 0;
	kill(child, SIGKILL);
	waitpid(child, NULL, __WALL);
	return fail_trace(err, code);
}

/* The terminal sends both of these to the child as well, whose status is what counts. */
static int trace_undisturbed(struct trace *trace, pid_t child, int go, struct err *err)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, on_int, on_quit;
	int rc;

	sigaction(SIGINT, &ignore, &on_int);
	sigaction(SIGQUIT, &ignore, &on_quit);
	rc = trace_begin(child, go, err);
	if (!rc)
		rc = trace_loop(trace, child);
	trace_release(trace);
	sigaction(SIGINT, &on_int, NULL);
	sigaction(SIGQUIT, &on_quit, NULL);
	return rc;
}

int syscalls_trace(int (*child)(void *arg), void *arg, struct err *err)
{
	struct trace trace = {0};
	struct kernel *kernel;
	int rc = kernel_new(&kernel, err), go;
	pid_t pid;

	if (rc)
		return rc;
	rc = syscalls_process_new(&trace.process, kernel, err);
	if (!rc) {
		pid = child_start(child, arg, &go);
		rc = pid < 0 ? fail_trace(err, -errno) : trace_undisturbed(&trace, pid, go, err);
	}
	syscalls_process_free(trace.process);
	kernel_free(kernel);
	return rc;
}
