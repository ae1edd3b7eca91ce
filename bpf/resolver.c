// SPDX-License-Identifier: GPL-2.0-or-later
/* What btf/ asks of this machine: files, the time, names of interfaces, programs, functions … */
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bpf/cgroup.h"
#include "bpf/ksyms.h"
#include "bpf/object.h"

enum {
	FILE_MAX = 256 << 20,
	CACHE_SLOTS = 256,
	CGROUP_SLOTS = 64,
	NAME_MAX_SHOWN = 128
};

enum name_kind {
	NAME_FREE,
	NAME_IFINDEX,
	NAME_UID,
	NAME_PROTO,
	NAME_PROG,
	NAME_MAP
};

/* Names already asked for: a dump asks the same few again for each entry. "" is "no name". */
struct name_slot {
	enum name_kind kind;
	__u32 number;
	char name[NAME_MAX_SHOWN];
};

struct cgroup_slot {
	__u64 id;
	char path[256];
};

struct machine {
	struct resolver resolver;
	struct kernel *kernel;
	struct name_slot names[CACHE_SLOTS];
	struct cgroup_slot cgroups[CGROUP_SLOTS];
	struct buf stdin_text;
	bool stdin_read;
	struct ksyms ksyms;
	bool asked_ksyms;
};

static int read_all(int fd, const char *path, struct buf *out, struct err *err)
{
	size_t start = out->len;

	for (;;) {
		char *room = buf_room(out, 65536);
		ssize_t n;

		if (!room)
			return fail_oom(err);
		n = read(fd, room, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(err, -errno, "cannot read \"%s\": %s", path, err_text(-errno));
		if (n == 0)
			return 0;
		out->len += (size_t)n;
		if (out->len - start > FILE_MAX)
			return fail(err, -EFBIG, "\"%s\" is larger than %d MiB", path,
				    FILE_MAX >> 20);
	}
}

/* It can be read once only, but asked for again: for each CPU's value that a field is set in. */
static int read_stdin(struct machine *machine, struct buf *out, struct err *err)
{
	int rc = 0;

	if (!machine->stdin_read)
		rc = read_all(STDIN_FILENO, "standard input", &machine->stdin_text, err);
	machine->stdin_read = !rc;
	buf_add(out, machine->stdin_text.data, machine->stdin_text.len);
	return rc;
}

static int machine_read_file(void *self, const char *path, struct buf *out, struct err *err)
{
	int fd, rc;

	if (!strcmp(path, "-"))
		return read_stdin(self, out, err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	/* not 3, which says that the key is absent */
	if (fd < 0)
		return fail_status(err, STATUS_REFUSED, -errno, "cannot open \"%s\": %s", path,
				   err_text(-errno));
	rc = read_all(fd, path, out, err);
	close(fd);
	return rc;
}

static const struct btf *machine_vmlinux(void *self)
{
	return kernel_vmlinux(((struct machine *)self)->kernel);
}

static void lookup_user(__u32 uid, char *name, size_t size)
{
	struct passwd entry, *found = NULL;
	char memory[4096];

	if (!getpwuid_r(uid, &entry, memory, sizeof(memory), &found) && found)
		strncat(name, entry.pw_name, size - 1);
}

/* So common that a machine without /etc/protocols should know them too. */
static const struct {
	__u8 number;
	const char *name;
} protocols[] = {
	{1, "icmp"},      {2, "igmp"},         {4, "ipencap"}, {6, "tcp"},    {17, "udp"},
	{41, "ipv6"},     {47, "gre"},         {50, "esp"},    {51, "ah"},    {58, "ipv6-icmp"},
	{89, "ospf"},     {103, "pim"},        {112, "vrrp"},  {115, "l2tp"}, {132, "sctp"},
	{136, "udplite"}, {137, "mpls-in-ip"},
};

enum {
	N_PROTOCOLS = sizeof(protocols) / sizeof(protocols[0])
};

static void lookup_proto(__u32 proto, char *name, size_t size)
{
	struct protoent *found;

	for (size_t i = 0; i < N_PROTOCOLS; i++) {
		if (protocols[i].number == proto) {
			strncat(name, protocols[i].name, size - 1);
			return;
		}
	}
	/* musl has no getprotobynumber_r(), and one thread alone resolves */
	found = proto < 256 ? getprotobynumber((int)proto) : NULL;
	if (found)
		strncat(name, found->p_name, size - 1);
}

static void lookup_interface(__u32 ifindex, char *name, size_t size)
{
	char ifname[IF_NAMESIZE];

	if (if_indextoname(ifindex, ifname))
		strncat(name, ifname, size - 1);
}

static void lookup_object(struct machine *machine, enum object_kind kind, __u32 id, char *name,
			  size_t size)
{
	BUF_CLEANUP struct buf found = {0};

	if (object_name(machine->kernel, kind, id, &found))
		strncat(name, buf_cstr(&found), size - 1);
}

static void lookup_name(struct machine *machine, enum name_kind kind, __u32 number, char *name,
			size_t size)
{
	switch (kind) {
	case NAME_IFINDEX:
		lookup_interface(number, name, size);
		break;
	case NAME_UID:
		lookup_user(number, name, size);
		break;
	case NAME_PROTO:
		lookup_proto(number, name, size);
		break;
	case NAME_PROG:
		lookup_object(machine, OBJECT_PROG, number, name, size);
		break;
	case NAME_MAP:
		lookup_object(machine, OBJECT_MAP, number, name, size);
		break;
	case NAME_FREE:
		break;
	}
}

static bool name_of(struct machine *machine, enum name_kind kind, __u32 number, struct buf *out)
{
	struct name_slot *slot = &machine->names[(number * 8 + kind) % CACHE_SLOTS];

	if (slot->kind != kind || slot->number != number) {
		slot->kind = kind;
		slot->number = number;
		slot->name[0] = '\0';
		lookup_name(machine, kind, number, slot->name, sizeof(slot->name));
	}
	buf_puts(out, slot->name);
	return slot->name[0];
}

static bool machine_ifname(void *self, __u32 ifindex, struct buf *out)
{
	return name_of(self, NAME_IFINDEX, ifindex, out);
}

static bool machine_user_name(void *self, __u32 uid, struct buf *out)
{
	return name_of(self, NAME_UID, uid, out);
}

static bool machine_proto_name(void *self, __u32 proto, struct buf *out)
{
	return name_of(self, NAME_PROTO, proto, out);
}

static bool machine_prog_name(void *self, __u32 id, struct buf *out)
{
	return name_of(self, NAME_PROG, id, out);
}

static bool machine_map_name(void *self, __u32 id, struct buf *out)
{
	return name_of(self, NAME_MAP, id, out);
}

static bool machine_cgroup_path(void *self, __u64 id, struct buf *out)
{
	struct machine *machine = self;
	struct cgroup_slot *slot = &machine->cgroups[id % CGROUP_SLOTS];

	if (slot->id != id) {
		BUF_CLEANUP struct buf path = {0};

		slot->id = id;
		slot->path[0] = '\0';
		if (cgroup_path_by_id(id, &path) && path.len < sizeof(slot->path))
			memcpy(slot->path, buf_cstr(&path), path.len + 1);
	}
	buf_puts(out, slot->path);
	return slot->path[0];
}

/* What cannot be read has no names. */
static const struct ksyms *machine_ksyms(struct machine *machine)
{
	struct err ignored = {0};

	if (!machine->asked_ksyms)
		ksyms_read(&machine->ksyms, &ignored);
	machine->asked_ksyms = true;
	err_clear(&ignored);
	return &machine->ksyms;
}

static bool machine_symbol(void *self, __u64 address, struct buf *out)
{
	__u64 offset;
	const char *name = ksyms_find(machine_ksyms(self), address, &offset);

	if (name)
		buf_printf(out, "%s+0x%llx", name, (unsigned long long)offset);
	return name;
}

static bool machine_symbol_address(void *self, const char *name, __u64 *address)
{
	*address = ksyms_address(machine_ksyms(self), name);
	return *address;
}

static __u32 machine_ifindex(void *self, const char *name)
{
	(void)self;
	return if_nametoindex(name);
}

static int machine_proto_number(void *self, const char *name)
{
	struct protoent *found;

	(void)self;
	for (size_t i = 0; i < N_PROTOCOLS; i++) {
		if (!strcmp(protocols[i].name, name))
			return protocols[i].number;
	}
	found = getprotobyname(name);
	return found ? found->p_proto : -1;
}

static s128 clock_ns(clockid_t clock)
{
	struct timespec now = {0};

	clock_gettime(clock, &now);
	return (s128)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* CLOCK_MONOTONIC stands still while the machine sleeps: times before the last sleep are off. */
static bool machine_ktime(void *self, __u64 ns, struct buf *out)
{
	s128 wall = (s128)ns + clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
	s128 limit = (s128)253402300799 * 1000000000; /* the end of the year 9999 */
	struct tm tm;
	char text[64];
	time_t seconds;

	(void)self;
	if (!ns || wall < 0 || wall > limit)
		return false;
	seconds = (time_t)(wall / 1000000000);
	if (!localtime_r(&seconds, &tm) || !strftime(text, sizeof(text), "%F %T", &tm))
		return false;
	buf_puts(out, text);
	return true;
}

struct resolver *resolver_new(struct kernel *kernel)
{
	struct machine *machine = calloc(1, sizeof(*machine));

	if (!machine)
		return NULL;
	machine->kernel = kernel;
	machine->resolver = (struct resolver){
		.self = machine,
		.read_file = machine_read_file,
		.vmlinux = machine_vmlinux,
		.ifname = machine_ifname,
		.ifindex = machine_ifindex,
		.user_name = machine_user_name,
		.proto_name = machine_proto_name,
		.proto_number = machine_proto_number,
		.prog_name = machine_prog_name,
		.map_name = machine_map_name,
		.cgroup_path = machine_cgroup_path,
		.symbol = machine_symbol,
		.symbol_address = machine_symbol_address,
		.ktime = machine_ktime,
	};
	return &machine->resolver;
}

void resolver_free(struct resolver *resolver)
{
	struct machine *machine = resolver ? resolver->self : NULL;

	if (machine) {
		buf_free(&machine->stdin_text);
		ksyms_free(&machine->ksyms);
	}
	free(machine);
}
