// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo sock-redirect: two local sockets spliced in the kernel. */
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/demo_tcp.h"
#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/sock-redirect/"

#define ADDRESS "127.77.0.10"
#define ROUND_TRIPS 10

/* The two ends that are spliced, each with a client at its other end. */
#define ENDS 2
static const __u32 ports[ENDS] = {7711, 7712};

static const struct demo_hook hooks[] = {
	{"splice", "stream verdict on a sockhash", NULL, PLACE_PREPARED},
	{0},
};

static const char *const also[] = {"sockmap", NULL};
static const char *const maps[] = {"sockets", "spliced", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " PINS "sockets --types u32 u64 -o key,remote,cookie,pid,comm",
	 .example = " key remote            cookie   pid comm\n"
		    "7711 \"127.0.0.1:36548\" 142425 16569 \"mapctl-demo\"\n"
		    "7712 \"127.0.0.1:37156\" 142424 16569 \"mapctl-demo\"\n"},
	{.command = "mapctl dump " PINS "sockets --types u32 u64 -o key,local,state",
	 .output = " key local              state\n"
		   "7711 \"127.77.0.10:7711\" ESTABLISHED\n"
		   "7712 \"127.77.0.10:7712\" ESTABLISHED\n"},
	{.command = "mapctl dump " PINS "spliced",
	 .output = " key calls bytes\n"
		   "7711    10  1000\n"
		   "7712    10  3000\n"},
	{.command = "mapctl demo stop sock-redirect"},
	{0},
};

/* Puts the accepted end of a new connection into the map, and holds both of its ends. */
static int add_end(struct demo_live *live, int map, int end)
{
	int listener = tcp_listen(ADDRESS, ports[end]);
	int client = listener < 0 ? listener : tcp_connect(ADDRESS, ports[end]);
	int accepted = client < 0 ? client : tcp_accept(listener, client);
	__u64 value = (__u64)accepted;
	int rc = client < 0 ? client : demo_hold(live, client);

	if (listener >= 0)
		close(listener);
	if (!rc)
		rc = accepted < 0 ? accepted : demo_hold(live, accepted);
	return rc ? rc : bpf_map_update_elem(map, &ports[end], &value, BPF_NOEXIST);
}

/* The program first: sockets take it along when they come into the map. */
static int prepare(struct demo_live *live, struct err *err)
{
	const struct bpf_program *program =
		bpf_object__find_program_by_name(live->object, "splice");
	int map = bpf_object__find_map_fd_by_name(live->object, "sockets");
	int rc = bpf_prog_attach(bpf_program__fd(program), map, BPF_SK_SKB_STREAM_VERDICT, 0);

	if (rc)
		return fail_op(err, OP_NET, rc, "cannot attach to the map \"sockets\"");
	for (int end = 0; !rc && end < ENDS; end++)
		rc = add_end(live, map, end);
	return rc ? fail_op(err, OP_NET, rc, "cannot put a connection into \"sockets\"") : 0;
}

/* Held are a client and its end of the splice for each. */
static int traffic(const struct demo_live *live, struct err *err)
{
	int left = live->held[0], right = live->held[2], rc = 0;

	for (int i = 0; !rc && i < ROUND_TRIPS; i++) {
		rc = tcp_pass(left, right, 100);
		rc = rc ? rc : tcp_pass(right, left, 300);
	}
	return rc ? fail(err, rc, "cannot send through the sockets: %s", err_text(rc)) : 0;
}

const struct demo demo_sock_redirect = {
	.name = "sock-redirect",
	.also = also,
	.brief = "splices two sockets in the kernel",
	.about = "The way of proxies that let the kernel carry the data: two connections on\n"
		 "127.77.0.10 have one end each in the sockhash sockets, under its port, 7711\n"
		 "and 7712. A stream verdict program on that map takes what either of the two\n"
		 "receives and sends it out by the other: what the client of one writes comes\n"
		 "out at the client of the other, and no process reads or writes in between.\n"
		 "spliced counts how often and how much, by the port that it came in at. All\n"
		 "four ends are held by the process that stays behind, the keeper in mapctl\n"
		 "demo list, and as pid in a dump of sockets; a socket that is closed leaves\n"
		 "the map by itself. --types tells what the keys are: such maps have no BTF.",
	.object = "sock-redirect",
	.hooks = hooks,
	.maps = maps,
	.prepare = prepare,
	.tries = tries,
	.traffic_about = "ten times 100 bytes from the left client to the right, 300 back",
	.traffic = traffic,
};
