// SPDX-License-Identifier: GPL-2.0-or-later
/* What demos make to have something to count: processes of other users, packets on loopback. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/demo_traffic.h"

#define MAX_PAYLOAD 1400

/* The child's status as an errno: they fit into its eight bits. */
int traffic_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
}

/* In a child, where the starter's blocked signals must not stay blocked. */
static void unblock_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void exec_true(uid_t uid)
{
	char *const argv[] = {"true", NULL}, *const envp[] = {NULL};

	unblock_signals();
	if (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
		_exit(errno);
	execve("/bin/true", argv, envp);
	_exit(errno);
}

int traffic_exec(uid_t uid, unsigned int times, struct err *err)
{
	int rc = 0;

	while (!rc && times--) {
		pid_t pid = fork();

		if (!pid)
			exec_true(uid);
		rc = pid < 0 ? -errno : traffic_wait(pid);
	}
	return rc ? fail(err, rc, "cannot run /bin/true as user %u: %s", uid, err_text(rc)) : 0;
}

int traffic_execs(const struct traffic_execs *users, struct err *err)
{
	int rc = 0;

	for (; !rc && users->times; users++)
		rc = traffic_exec(users->uid, users->times, err);
	return rc;
}

static pid_t child_start(int (*work)(const struct demo_live *live, unsigned int nth),
			 const struct demo_live *live, unsigned int nth)
{
	pid_t pid = fork();

	if (pid)
		return pid < 0 ? -errno : pid;
	unblock_signals();
	_exit(-work(live, nth));
}

int traffic_children(int (*work)(const struct demo_live *live, unsigned int nth),
		     const struct demo_live *live, unsigned int n)
{
	pid_t pids[8];
	int first = 0;

	n = n < 8 ? n : 8;
	for (unsigned int i = 0; i < n; i++)
		pids[i] = child_start(work, live, i);
	for (unsigned int i = 0; i < n; i++) {
		int rc = pids[i] < 0 ? pids[i] : traffic_wait(pids[i]);

		first = first ? first : rc;
	}
	return first;
}

int traffic_child(int (*work)(const struct demo_live *live, unsigned int nth),
		  const struct demo_live *live)
{
	return traffic_children(work, live, 1);
}

pid_t traffic_fork(int (*work)(const struct demo_live *live, unsigned int nth),
		   const struct demo_live *live)
{
	return child_start(work, live, 0);
}

bool traffic_ended(pid_t pid)
{
	siginfo_t ended = {0};

	return waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) || ended.si_pid;
}

int traffic_while(int (*work)(const struct demo_live *live, unsigned int nth),
		  int (*meanwhile)(const struct demo_live *live), const struct demo_live *live)
{
	pid_t pid = traffic_fork(work, live);
	int rc = 0, child;

	if (pid < 0)
		return pid;
	while (!rc && !traffic_ended(pid))
		rc = meanwhile(live);
	child = traffic_wait(pid);
	return rc ? rc : child;
}

int traffic_getppid(uid_t uid, unsigned int times)
{
	if (setresuid(uid, uid, uid))
		return -errno;
	while (times--)
		syscall(SYS_getppid);
	return 0;
}

void traffic_choose_cpu(unsigned int nth)
{
	cpu_set_t may, one;

	CPU_ZERO(&one);
	if (sched_getaffinity(0, sizeof(may), &may))
		return;
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &may) || nth--)
			continue;
		CPU_SET(cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
		return;
	}
}

static int join_cgroup(const struct demo *demo)
{
	BUF_CLEANUP struct buf path = {0};
	int fd, rc = demo_cgroup_path(demo, &path);

	if (rc)
		return rc;
	buf_puts(&path, "/cgroup.procs");
	fd = open(buf_cstr(&path), O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = write(fd, "0", 1) == 1 ? 0 : -errno;
	close(fd);
	return rc;
}

int traffic_child_in_cgroup(int (*work)(const struct demo_live *live, unsigned int nth),
			    const struct demo_live *live, struct err *err)
{
	pid_t pid = fork();
	int rc;

	if (!pid) {
		unblock_signals();
		rc = join_cgroup(live->demo);
		_exit(-(rc ? rc : work(live, 0)));
	}
	rc = pid < 0 ? -errno : traffic_wait(pid);
	return rc ? fail(err, rc, "cannot make traffic in the cgroup: %s", err_text(rc)) : 0;
}

/* An error has no pointers but candidates, and traffic none of those. */
static _Noreturn void make_rounds(const struct demo_live *live, int failed)
{
	struct err err = {0};

	unblock_signals();
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!live->demo->traffic(live, &err))
		sleep(2);
	_exit(write(failed, &err, sizeof(err)) != sizeof(err));
}

/* What the child starts becomes a child of this process when it ends, to be waited for as well. */
int traffic_begin(struct traffic *traffic, const struct demo_live *live, struct err *err)
{
	int failed[2];
	pid_t pid;

	if (pipe2(failed, O_CLOEXEC))
		return fail(err, -errno, "cannot make a pipe: %s", err_text(-errno));
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (!pid)
		make_rounds(live, failed[1]);
	close(failed[1]);
	if (pid < 0) {
		close(failed[0]);
		return fail(err, -errno, "cannot fork: %s", err_text(-errno));
	}
	setpgid(pid, pid); /* whoever comes first: it must have its group before traffic_end() */
	*traffic = (struct traffic){.pid = pid, .failed = failed[0]};
	return 0;
}

int traffic_failure(const struct traffic *traffic, struct err *err)
{
	if (read(traffic->failed, err, sizeof(*err)) == sizeof(*err))
		return err->code;
	return fail(err, -EIO, "the process that makes the traffic was killed");
}

void traffic_end(struct traffic *traffic)
{
	if (!traffic->pid)
		return;
	kill(-traffic->pid, SIGKILL);
	while (waitpid(-traffic->pid, NULL, 0) > 0 || errno == EINTR)
		;
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	close(traffic->failed);
	*traffic = (struct traffic){0};
}

int traffic_packet(__u32 to, unsigned int proto, unsigned int payload)
{
	static const char zeroes[MAX_PAYLOAD];
	struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct sockaddr_in dest = {.sin_family = AF_INET, .sin_addr = {htonl(to)}};
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, (int)proto), rc = 0;

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&from, sizeof(from)) ||
	    sendto(fd, zeroes, payload < MAX_PAYLOAD ? payload : MAX_PAYLOAD, 0,
		   (struct sockaddr *)&dest, sizeof(dest)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

static int send_packets(const struct traffic_packets *packets)
{
	int rc = 0;

	for (unsigned int i = 0; !rc && i < packets->times; i++)
		rc = traffic_packet(packets->to, packets->proto, packets->payload);
	return rc;
}

int traffic_packets(const struct traffic_packets *packets, struct err *err)
{
	for (; packets->times; packets++) {
		struct in_addr to = {htonl(packets->to)};
		char text[INET_ADDRSTRLEN];
		int rc = send_packets(packets);

		if (rc)
			return fail(err, rc, "cannot send packets to %s: %s",
				    inet_ntop(AF_INET, &to, text, sizeof(text)), err_text(rc));
	}
	return 0;
}
