// SPDX-License-Identifier: GPL-2.0-or-later
/* Where demos are attached: by section, to a socket on lo, to a cgroup, to a veth pair. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/demo_impl.h"
#include "bpf/mounts.h"

bool demo_has_cgroup(const struct demo *demo)
{
	for (const struct demo_hook *hook = demo->hooks; hook->program; hook++) {
		if (hook->place == PLACE_CGROUP)
			return true;
	}
	return demo->cgroup;
}

int demo_hold(struct demo_live *live, int fd)
{
	if (live->n_held == DEMO_HELD) {
		close(fd);
		return -EMFILE;
	}
	live->held[live->n_held++] = fd;
	return 0;
}

/*
 * The socket gets packets only once it is bound, and its program stands in front of it by then.
 * It is never read: what the program lets through is dropped when its queue is full.
 */
static int attach_lo(struct demo_live *live, const struct bpf_program *program)
{
	struct sockaddr_ll lo = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	int prog = bpf_program__fd(program);
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), rc = 0;

	if (fd < 0)
		return -errno;
	lo.sll_ifindex = (int)if_nametoindex("lo");
	if (!lo.sll_ifindex || setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &prog, sizeof(prog)) ||
	    bind(fd, (struct sockaddr *)&lo, sizeof(lo)))
		rc = -errno;
	if (!rc)
		return demo_hold(live, fd);
	close(fd);
	return rc;
}

int demo_cgroup_open(const struct demo *demo)
{
	BUF_CLEANUP struct buf path = {0};
	int fd, rc = demo_cgroup_path(demo, &path);

	if (rc)
		return rc;
	fd = open(buf_cstr(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int attach_cgroup(const struct demo *demo, const struct bpf_program *program,
			 struct bpf_link **link)
{
	int fd = demo_cgroup_open(demo), rc;

	if (fd < 0)
		return fd;
	*link = bpf_program__attach_cgroup(program, fd);
	rc = *link ? 0 : -errno;
	close(fd);
	return rc;
}

/* The first one to need the namespaces makes them. */
static int attach_netns(struct demo_live *live, enum netns_end end,
			const struct bpf_program *program, struct bpf_link **link)
{
	int rc = live->has_netns ? 0 : demo_netns_make(live);

	return rc ? rc : demo_netns_attach(live, end, program, link);
}

int demo_attach(struct demo_live *live, const struct demo_hook *hook,
		const struct bpf_program *program, struct bpf_link **link)
{
	*link = NULL;
	switch (hook->place) {
	case PLACE_LO:
		return attach_lo(live, program);
	case PLACE_CGROUP:
		return attach_cgroup(live->demo, program, link);
	case PLACE_NEAR:
		return attach_netns(live, NETNS_NEAR, program, link);
	case PLACE_FAR:
		return attach_netns(live, NETNS_FAR, program, link);
	case PLACE_PREPARED:
		return 0;
	case PLACE_SECTION:
		break;
	}
	*link = bpf_program__attach(program);
	return *link ? 0 : -errno;
}

/* The first cgroup2 mount that shows its root. */
static int take_cgroup2(void *arg, const struct mount *mount)
{
	struct buf *out = arg;

	if (strcmp(mount->type, "cgroup2"))
		return 0;
	buf_puts(out, mount->path);
	return 1;
}

int demo_cgroup_path(const struct demo *demo, struct buf *out)
{
	int rc = mounts_each(take_cgroup2, out);

	if (rc != 1)
		return rc ? rc : -ENOENT;
	buf_printf(out, "/mapctl-%s", demo->name);
	return 0;
}

int demo_cgroup_make(const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	int rc = demo_cgroup_path(demo, &path);

	if (rc && rc != -ENOENT)
		return fail(err, rc, "cannot look for a cgroup2 file system: %s", err_text(rc));
	if (rc) {
		fail_status(err, STATUS_REFUSED, -ENOENT,
			    "the demo \"%s\" needs a cgroup2 file system, and none is mounted",
			    demo->name);
		err_hint(err, "mount -t cgroup2 none /sys/fs/cgroup");
		return err->code;
	}
	if (!mkdir(buf_cstr(&path), 0755))
		return 0;
	if (errno == EEXIST)
		return demo_fail_exists(demo, err);
	return fail(err, -errno, "cannot make the cgroup \"%s\": %s", buf_cstr(&path),
		    err_text(-errno));
}

int demo_cgroup_remove(const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	int rc = demo_has_cgroup(demo) ? demo_cgroup_path(demo, &path) : -ENOENT;

	if (!rc && rmdir(buf_cstr(&path)))
		rc = -errno;
	if (!rc || rc == -ENOENT)
		return 0;
	fail(err, rc, "cannot remove the cgroup of the demo \"%s\": %s", demo->name, err_text(rc));
	if (rc == -EBUSY)
		err_hint(err,
			 "processes are still in it: end them or move them out, then: mapctl demo "
			 "stop %s",
			 demo->name);
	return rc;
}
