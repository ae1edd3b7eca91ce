// SPDX-License-Identifier: GPL-2.0-or-later
/* What this process may do, and how a refusal is told. */
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/caps.h"

static const char *const cap_names[] = {
	"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID",
	"CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK",
	"CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE",
	"CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE",
	"CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
	"CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG",
	"CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF",
	"CAP_CHECKPOINT_RESTORE",
};

/* Kernel headers older than 5.8 do not have these. */
enum { PERFMON = 38, BPF = 39, LAST_NAMED = 40 };

#define BIT(cap) (1ULL << (cap))

static const struct {
	__u64 needs;
	const char *hint; /* what works without it, or who decides */
} ops[] = {
	[OP_BY_ID] = {BIT(CAP_SYS_ADMIN),
		      "a map that is pinned can be named by its path without it: PATH below "
		      "/sys/fs/bpf"},
	[OP_CREATE] = {BIT(BPF), "maps that are there already, and pinned, can be read without it"},
	[OP_LOAD] = {BIT(BPF) | BIT(PERFMON), "pinned maps can be read without any program"},
	[OP_NET] = {BIT(BPF) | BIT(CAP_NET_ADMIN), "pinned maps can be read without any program"},
	[OP_PACKET] = {BIT(BPF) | BIT(CAP_NET_RAW), "pinned maps can be read without any program"},
	[OP_NETNS] = {BIT(BPF) | BIT(CAP_NET_ADMIN) | BIT(CAP_SYS_ADMIN),
		      "pinned maps can be read without any program"},
	[OP_PIN] = {0, "the file modes of the pin and of its directory decide, as for any file"},
	[OP_ACCESS] = {0, "a map that is frozen, or was opened for reading, takes no writes"},
	[OP_MOUNT] = {BIT(CAP_SYS_ADMIN), "ask root for: mount -t bpf bpf /sys/fs/bpf"},
	[OP_PTRACE] = {BIT(CAP_SYS_PTRACE),
		       "the map's id, name or pin works without another process' descriptor"},
};

__u64 caps_effective(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};

	if (syscall(SYS_capget, &header, data))
		return 0;
	return (__u64)data[1].effective << 32 | data[0].effective;
}

bool caps_has(int cap)
{
	return cap >= 0 && cap < 64 && (caps_effective() & BIT(cap));
}

const char *caps_name(int cap)
{
	_Static_assert(sizeof(cap_names) / sizeof(cap_names[0]) == LAST_NAMED + 1,
		       "one name for each capability");
	return cap >= 0 && cap <= LAST_NAMED ? cap_names[cap] : NULL;
}

/*
 * bpf(2) takes CAP_SYS_ADMIN for CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN. Neither does ptrace, nor
 * rtnetlink for the last.
 */
static __u64 caps_missing(enum bpf_op op, __u64 have)
{
	if (op != OP_PTRACE && have & BIT(CAP_SYS_ADMIN))
		have |= BIT(BPF) | BIT(PERFMON) | (op == OP_NETNS ? 0 : BIT(CAP_NET_ADMIN));
	return ops[op].needs & ~have;
}

__u64 caps_lacking(enum bpf_op op)
{
	return caps_missing(op, caps_effective());
}

bool caps_allow(enum bpf_op op)
{
	return !caps_lacking(op);
}

void caps_list(__u64 caps, struct buf *out)
{
	for (int cap = 0; cap <= LAST_NAMED; cap++) {
		if (caps & BIT(cap))
			buf_printf(out, "%s%s", out->len ? " and " : "", caps_name(cap));
	}
}

static int fail_refused(struct err *err, enum bpf_op op, int code, const char *what)
{
	BUF_CLEANUP struct buf list = {0};
	__u64 missing = caps_lacking(op);

	caps_list(missing, &list);
	if (missing)
		fail(err, code, "%s: %s (%s missing)", what, err_text(code), buf_cstr(&list));
	else if (ops[op].needs)
		return fail(err, code, "%s: refused by this kernel: %s", what, err_text(code));
	else
		fail(err, code, "%s: %s", what, err_text(code));
	err_hint(err, "%s", ops[op].hint);
	return code;
}

int fail_op(struct err *err, enum bpf_op op, int code, const char *fmt, ...)
{
	char what[sizeof(err->msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (code == -EPERM || code == -EACCES)
		return fail_refused(err, op, code, what);
	return fail(err, code, "%s: %s", what, err_text(code));
}
