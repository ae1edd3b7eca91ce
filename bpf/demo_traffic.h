/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What demos make to have something to count: processes of other users, packets on loopback. */
#ifndef MAPCTL_BPF_DEMO_TRAFFIC_H
#define MAPCTL_BPF_DEMO_TRAFFIC_H

#include "bpf/demo_impl.h"

/* So many execve()s of /bin/true, one after the other, as user (and group) uid. */
int traffic_exec(uid_t uid, unsigned int times, struct err *err);

/* The same of several users, one after the other; ends with 0 times. */
struct traffic_execs {
	uid_t uid;
	unsigned int times;
};

int traffic_execs(const struct traffic_execs *users, struct err *err);

/*
 * Calls work() in a child process and waits for it: for what must not be done to this one, as
 * joining a cgroup or changing the user. What work() returns, or -EIO if the child was killed.
 */
int traffic_child(int (*work)(const struct demo_live *live, unsigned int nth),
		  const struct demo_live *live);

/* traffic_child() for `n` children (at most 8) at once, 0 to n - 1; the first error of any. */
int traffic_children(int (*work)(const struct demo_live *live, unsigned int nth),
		     const struct demo_live *live, unsigned int n);

/*
 * traffic_child(), and meanwhile() over and over in this process until the child has ended. The
 * first error of either.
 */
int traffic_while(int (*work)(const struct demo_live *live, unsigned int nth),
		  int (*meanwhile)(const struct demo_live *live), const struct demo_live *live);

/* The halves of traffic_child(): its pid or -errno; whether it has ended; what it returned. */
pid_t traffic_fork(int (*work)(const struct demo_live *live, unsigned int nth),
		   const struct demo_live *live);
bool traffic_ended(pid_t pid);
int traffic_wait(pid_t pid);

/* In a child: makes it user (not group) uid, and calls getppid so many times. 0 or -errno. */
int traffic_getppid(uid_t uid, unsigned int times);

/* Keeps this process on the nth of the CPUs that it may use, if there are so many. */
void traffic_choose_cpu(unsigned int nth);

/* traffic_child() that joins the demo's cgroup first. */
int traffic_child_in_cgroup(int (*work)(const struct demo_live *live, unsigned int nth),
			    const struct demo_live *live, struct err *err);

/* A demo's traffic that a child process makes. Zeroed: none. */
struct traffic {
	pid_t pid; /* it leads a process group of its own */
	int failed; /* readable once a round has failed: then traffic_failure() tells why */
};

/* Makes a round every two seconds, until traffic_end(), which returns when all of it has ended. */
int traffic_begin(struct traffic *traffic, const struct demo_live *live, struct err *err);
int traffic_failure(const struct traffic *traffic, struct err *err);
void traffic_end(struct traffic *traffic);

/*
 * One IPv4 packet from 127.0.0.1 to `to` (host order), of protocol `proto` and with so many bytes
 * of payload behind its header of 20. 0 or -errno.
 */
int traffic_packet(__u32 to, unsigned int proto, unsigned int payload);

/* So many of each, one after the other; ends with 0 times. 0 or what fail() returned. */
struct traffic_packets {
	__u32 to;
	unsigned int proto, payload, times;
};

int traffic_packets(const struct traffic_packets *packets, struct err *err);

#endif
