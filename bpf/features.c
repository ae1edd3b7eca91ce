// SPDX-License-Identifier: GPL-2.0-or-later
/* The doctor's checks: the kernel's configuration, this user's rights, the libraries in use. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/capability.h>

#include "bpf/caps.h"
#include "bpf/features.h"
#include "bpf/pin.h"
#include "bpf/probe.h"
#include "bpf/proc.h"
#include "bpf/type.h"

/* One doctor's visit. The first check whose callback ends it sets rc; the rest are skipped. */
struct visit {
	struct kernel *kernel;
	int (*each)(void *arg, const struct feature *feature);
	void *arg;
	const char *area;
	int rc;
};

static void tell(struct visit *visit, const char *name, enum feature_state state,
		 const char *detail, const char *mend)
{
	struct feature feature = {
		.area = visit->area,
		.name = name,
		.state = state,
		.detail = detail,
		.mend = state == FEATURE_OK ? NULL : mend,
	};

	if (!visit->rc)
		visit->rc = visit->each(visit->arg, &feature);
}

static void tell_if(struct visit *visit, const char *name, bool works, const char *yes,
		    const char *no, const char *mend)
{
	tell(visit, name, works ? FEATURE_OK : FEATURE_NO, works ? yes : no, mend);
}

/* The first line of a small file of /proc; false when it cannot be read. */
static bool read_line(const char *path, char *line, size_t n)
{
	if (proc_read(path, line, n) <= 0)
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static void check_release(struct visit *visit)
{
	BUF_CLEANUP struct buf text = {0};
	struct utsname name;

	if (uname(&name))
		return;
	buf_printf(&text, "%s %s, %u possible CPUs", name.release, name.machine,
		   kernel_possible_cpus(visit->kernel));
	tell(visit, "release", FEATURE_INFO, buf_cstr(&text), NULL);
}

static void check_btf(struct visit *visit)
{
	tell_if(visit, "BTF of the kernel", kernel_vmlinux(visit->kernel) != NULL,
		"kernel types can be named, probes can be loaded",
		"no /sys/kernel/btf/vmlinux: no entries and pids in list, no kernel types in create",
		"a kernel with CONFIG_DEBUG_INFO_BTF=y");
}

static void check_bpffs(struct visit *visit)
{
	tell_if(visit, "bpffs", pin_root_mounted(), "mounted at " PIN_ROOT,
		"not mounted at " PIN_ROOT ": nothing can be pinned there",
		"mapctl doctor --fix, or: mount -t bpf bpf " PIN_ROOT);
}

/* The kernel's own enum says what it knows; some types are configured out all the same. */
static void check_types(struct visit *visit)
{
	BUF_CLEANUP struct buf text = {0}, missing = {0};
	const struct map_type *type;
	unsigned int n = 0, known = 0;

	for (unsigned int i = 0; (type = type_at(i)); i++, n++) {
		if (kernel_has_map_type(visit->kernel, type->type)) {
			known++;
			continue;
		}
		buf_printf(&missing, "%s%s", missing.len ? ", " : "", type->name);
	}
	buf_printf(&text, "%u of %u", known, n);
	if (missing.len)
		buf_printf(&text, "; not %s", buf_cstr(&missing));
	tell(visit, "map types", FEATURE_INFO, buf_cstr(&text), NULL);
}

static int small_map(enum bpf_map_type type)
{
	int fd = bpf_map_create(type, "mapctl_doctor", 4, 8, 4, NULL);

	return fd < 0 ? -errno : fd;
}

static void check_batch(struct visit *visit)
{
	__u32 keys[4], token, n = 4;
	__u64 values[4];
	int fd = small_map(BPF_MAP_TYPE_ARRAY);
	bool works;

	if (fd < 0)
		return; /* check_create() says why */
	works = !bpf_map_lookup_batch(fd, NULL, &token, keys, values, &n, NULL) ||
		errno == ENOENT || errno == ENOSPC;
	close(fd);
	tell_if(visit, "batch operations", works, "a map is read 1,024 entries a call",
		"an entry a call: large dumps are slow", "Linux 5.6 or newer");
}

static void check_cpu_flag(struct visit *visit)
{
	bool works = kernel_has_f_cpu(visit->kernel);

	tell(visit, "writing one CPU's value", works ? FEATURE_OK : FEATURE_INFO,
	     works ? "BPF_F_CPU" : "update --cpu writes the other CPUs back as just read",
	     "Linux 6.19 or newer");
}

/* Tried, not read: kernels that know fentry may still refuse to attach it. */
static bool fentry_works(const struct btf *btf)
{
	static const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	struct bpf_prog_load_opts opts;
	__s32 id = btf ? btf__find_by_name_kind(btf, "bpf_fentry_test1", BTF_KIND_FUNC) : -1;
	int prog, link;

	if (id <= 0)
		return false;
	memset(&opts, 0, sizeof(opts)); /* LIBBPF_OPTS() is no ISO C to clang */
	opts.sz = sizeof(opts);
	opts.expected_attach_type = BPF_TRACE_FENTRY;
	opts.attach_btf_id = (__u32)id;
	prog = bpf_prog_load(BPF_PROG_TYPE_TRACING, "mapctl_doctor", "GPL", insns, 2, &opts);
	if (prog < 0)
		return false;
	link = bpf_raw_tracepoint_open(NULL, prog);
	if (link >= 0)
		close(link);
	close(prog);
	return link >= 0;
}

static void check_hooks(struct visit *visit)
{
	bool raw = libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_RAW_TRACEPOINT, NULL) > 0;
	bool kprobe = !access("/sys/bus/event_source/devices/kprobe/type", F_OK);
	bool fentry = fentry_works(kernel_vmlinux(visit->kernel));

	tell_if(visit, "raw tracepoints", raw, "demos attach by them", "no demo can attach by them",
		"CAP_BPF and CAP_PERFMON, or a kernel with CONFIG_BPF_EVENTS=y");
	tell(visit, "fentry", fentry ? FEATURE_OK : FEATURE_INFO,
	     fentry ? "tried: works" : "refused: demos take another hook",
	     "a kernel with CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y");
	tell(visit, "kprobes", kprobe ? FEATURE_OK : FEATURE_INFO,
	     kprobe ? "there" : "not configured: demos take another hook",
	     "a kernel with CONFIG_KPROBE_EVENTS=y");
}

static void check_setting(struct visit *visit, const char *name, const char *path,
			  const char *const *meanings, size_t n)
{
	BUF_CLEANUP struct buf text = {0};
	char line[64];
	size_t value;

	if (!read_line(path, line, sizeof(line)))
		return;
	value = (size_t)strtoul(line, NULL, 10);
	buf_printf(&text, "%s", line);
	if (value < n)
		buf_printf(&text, ": %s", meanings[value]);
	tell(visit, name, FEATURE_INFO, buf_cstr(&text), NULL);
}

static void check_settings(struct visit *visit)
{
	static const char *const unprivileged[] = {
		"any user may load some programs",
		"only with CAP_BPF or CAP_SYS_ADMIN, until reboot",
		"only with CAP_BPF or CAP_SYS_ADMIN",
	};
	static const char *const jit[] = {"programs are interpreted", "on", "on, with debugging"};

	check_setting(visit, "unprivileged_bpf_disabled",
		      "/proc/sys/kernel/unprivileged_bpf_disabled", unprivileged, 3);
	check_setting(visit, "JIT", "/proc/sys/net/core/bpf_jit_enable", jit, 3);
}

static bool may(int cap)
{
	return caps_has(CAP_SYS_ADMIN) || caps_has(cap);
}

static void check_rights(struct visit *visit)
{
	tell_if(visit, "maps by id and name", caps_has(CAP_SYS_ADMIN), "CAP_SYS_ADMIN is there",
		"without CAP_SYS_ADMIN only pins can be opened", "run as root, or use pinned PATH");
	tell_if(visit, "network programs", may(CAP_NET_ADMIN), "CAP_NET_ADMIN is there",
		"without CAP_NET_ADMIN demos that look at packets don't start", "run as root");
}

static void check_create(struct visit *visit)
{
	int fd = small_map(BPF_MAP_TYPE_HASH);

	tell_if(visit, "creating maps", fd >= 0, "tried: works", err_text(fd),
		may(CAP_BPF) ? "the kernel's security policy refuses it"
			     : "run as root, or with CAP_BPF");
	if (fd >= 0)
		close(fd);
}

static void check_probe(struct visit *visit)
{
	struct probe *probe = NULL;
	struct err err = {0};
	int rc = probe_open(&probe, "inventory", &err);

	if (!rc)
		rc = probe_want(probe, "maps", &err);
	if (!rc)
		rc = probe_load(probe, &err);
	tell_if(visit, "probes", !rc, "tried: list shows entries and pids", err.msg,
		err.hint[0] ? err.hint : "run as root, or with CAP_BPF and CAP_PERFMON");
	err_clear(&err);
	probe_free(probe);
}

static void check_ptrace(struct visit *visit)
{
	char line[16];
	bool yama = read_line("/proc/sys/kernel/yama/ptrace_scope", line, sizeof(line));

	tell_if(visit, "--syscalls", !yama || *line != '3', "a process may trace its child",
		"ptrace is switched off (kernel.yama.ptrace_scope = 3)",
		"reboot without that setting");
}

static void check_build(struct visit *visit)
{
	BUF_CLEANUP struct buf text = {0};

	tell(visit, "mapctl", FEATURE_INFO, MAPCTL_VERSION, NULL);
	buf_printf(&text, "%s, built against %d.%d", libbpf_version_string(), LIBBPF_MAJOR_VERSION,
		   LIBBPF_MINOR_VERSION);
	tell(visit, "libbpf", FEATURE_INFO, buf_cstr(&text), NULL);
}

int features_each(struct kernel *kernel, int (*each)(void *arg, const struct feature *feature),
		  void *arg)
{
	struct visit visit = {.kernel = kernel, .each = each, .arg = arg, .area = "kernel"};

	check_release(&visit);
	check_btf(&visit);
	check_bpffs(&visit);
	check_types(&visit);
	check_batch(&visit);
	check_cpu_flag(&visit);
	check_hooks(&visit);
	check_settings(&visit);
	visit.area = "user";
	check_rights(&visit);
	check_create(&visit);
	check_probe(&visit);
	check_ptrace(&visit);
	visit.area = "build";
	check_build(&visit);
	return visit.rc;
}
