// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel objects that stand as keys or values: words to descriptors, ids to names. */
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <unistd.h>
#include <bpf/bpf.h>

#include "bpf/cgroup.h"
#include "bpf/fd.h"
#include "bpf/map_impl.h"
#include "bpf/object_impl.h"
#include "bpf/owner.h"
#include "btf/parse.h"

static const struct {
	enum object_kind kind;
	const char *word; /* introduces the object; may be left out */
	const char *forms;
} objects[] = {
	{OBJECT_MAP, "map", "map NAME, map id N, or map pinned PATH"},
	{OBJECT_PROG, "prog", "prog NAME, prog id N, or prog pinned PATH"},
	{OBJECT_PERF_EVENT, NULL, "fd N, or pid N fd M"},
	{OBJECT_CGROUP, "cgroup", "cgroup PATH"},
	{OBJECT_SOCKET, "socket", "socket pid N fd M, or fd N"},
	{OBJECT_XSK, "socket", "socket pid N fd M, or fd N"},
	{OBJECT_TASK, "pid", "pid N"},
	{OBJECT_INODE, "file", "file PATH"},
	{OBJECT_DEVICE, "ifname", "ifname NAME, or ifname NAME prog REF"},
};

enum {
	N_OBJECTS = sizeof(objects) / sizeof(objects[0])
};

const char *object_word(enum object_kind kind)
{
	for (size_t i = 0; i < N_OBJECTS; i++) {
		if (objects[i].kind == kind)
			return objects[i].word;
	}
	return NULL;
}

static int object_usage(enum object_kind kind, const char *what, struct err *err)
{
	fail(err, ERR_USAGE, "%s: these words name no object of the kind that is wanted", what);
	for (size_t i = 0; i < N_OBJECTS; i++) {
		if (objects[i].kind == kind)
			err_hint(err, "say %s", objects[i].forms);
	}
	return ERR_USAGE;
}

int object_no_more(const char *const *words, size_t n, const char *what, struct err *err)
{
	return n ? fail(err, ERR_USAGE, "%s: \"%s\" is one word too many", what, words[0]) : 0;
}

static int open_map(struct kernel *kernel, const char *const *words, size_t n, const char *what,
		    struct err *err)
{
	struct buf note BUF_CLEANUP = {0};
	struct map *map = NULL;
	struct map_ref ref;
	size_t used;
	int rc = map_ref_parse(words, n, &used, &ref, err);

	if (!rc)
		rc = object_no_more(words + used, n - used, what, err);
	if (!rc)
		rc = map_open(&map, kernel, &ref, MAP_READ, &note, err);
	/* A guess is fit for reading, not for a value that programs will follow. */
	if (!rc && note.len)
		rc = fail(err, ERR_USAGE, "\"%s\" may be cut from a longer name: say id %u",
			  ref.word, map->info.id);
	if (!rc)
		rc = fd_take(&map->fd);
	map_free(map);
	return rc;
}

/* O_PATH is all that the kernel wants to find an inode: it neither waits nor wakes a device. */
static int open_inode(const char *path, struct err *err)
{
	int fd = open(path, O_PATH | O_CLOEXEC);

	return fd >= 0 ? fd : fail(err, -errno, "cannot open \"%s\": %s", path, err_text(-errno));
}

static bool fd_fits(enum object_kind kind, int fd)
{
	switch (kind) {
	case OBJECT_MAP:
		return fd_is_map(fd);
	case OBJECT_PROG:
		return fd_is_prog(fd);
	case OBJECT_SOCKET:
	case OBJECT_XSK:
		return fd_is_socket(fd);
	default:
		return true; /* the kernel looks closer */
	}
}

static int keep_fitting(enum object_kind kind, int fd, const char *what, struct err *err)
{
	if (fd < 0 || fd_fits(kind, fd))
		return fd;
	fail(err, -EINVAL, "%s: the descriptor is %s", what, fd_what(fd));
	close(fd);
	return err->code;
}

static int parse_number(const char *word, const char *what, __u32 *out, struct err *err)
{
	__u64 number;
	int rc = parse_u64(word, what, 0, 0x7fffffff, &number, err);

	*out = rc ? 0 : (__u32)number;
	return rc;
}

/* `fd N`: one that this program was started with. */
static int open_own_fd(const char *word, struct err *err)
{
	__u32 number;
	int rc = parse_number(word, "fd", &number, err), fd;

	if (rc)
		return rc;
	fd = fcntl((int)number, F_DUPFD_CLOEXEC, 3);
	if (fd >= 0)
		return fd;
	return fail_status(err, STATUS_ABSENT, -errno, "descriptor %u: %s", number,
			   err_text(-errno));
}

static int open_pid_fd(const char *const *words, struct err *err)
{
	__u32 pid, number;
	int rc = parse_number(words[1], "pid", &pid, err);

	if (!rc)
		rc = parse_number(words[3], "fd", &number, err);
	return rc ? rc : fd_of_process(pid, number, err);
}

static int open_task(const char *word, struct err *err)
{
	__u32 pid;
	int rc = parse_number(word, "pid", &pid, err);

	return rc ? rc : fd_thread(pid, err);
}

/* What is left when the introducing word is gone. */
static int open_rest(struct kernel *kernel, enum object_kind kind, const char *const *words,
		     size_t n, const char *what, struct err *err)
{
	if (kind == OBJECT_MAP && n)
		return open_map(kernel, words, n, what, err);
	if (kind == OBJECT_PROG && n)
		return object_open_prog(kernel, words, n, what, err);
	if (n != 1)
		return object_usage(kind, what, err);
	switch (kind) {
	case OBJECT_CGROUP:
		return cgroup_open(words[0], err);
	case OBJECT_INODE:
		return open_inode(words[0], err);
	case OBJECT_TASK:
		return open_task(words[0], err);
	default:
		return object_usage(kind, what, err);
	}
}

static bool is_pid_fd(const char *const *words, size_t n)
{
	return n == 4 && !strcmp(words[0], "pid") && !strcmp(words[2], "fd");
}

size_t object_introducer(enum object_kind kind, const char *const *words, size_t n)
{
	const char *word = object_word(kind);

	return n > 1 && word && !strcmp(words[0], word) && !is_pid_fd(words, n);
}

static int open_printed(struct kernel *kernel, enum object_kind kind, const char *word,
			const char *what, struct err *err)
{
	char number[sizeof("4294967295")];
	const char *by_id[] = {"id", number};
	__u32 id;
	int rc = object_read_printed(word, what, &id, err);

	if (rc)
		return rc;
	snprintf(number, sizeof(number), "%u", id);
	return open_rest(kernel, kind, by_id, 2, what, err);
}

int object_open(struct kernel *kernel, enum object_kind kind, const char *const *words, size_t n,
		const char *what, struct err *err)
{
	size_t skip = object_introducer(kind, words, n);

	words += skip;
	n -= skip;
	if (n == 2 && !strcmp(words[0], "fd"))
		return keep_fitting(kind, open_own_fd(words[1], err), what, err);
	if (is_pid_fd(words, n))
		return keep_fitting(kind, open_pid_fd(words, err), what, err);
	if (n == 1 && (kind == OBJECT_MAP || kind == OBJECT_PROG) && object_is_printed(words[0]))
		return open_printed(kernel, kind, words[0], what, err);
	if (n == 1 && owner_known(kind) && words[0][0] == '{')
		return owner_open_printed(kind, words[0], what, err);
	return open_rest(kernel, kind, words, n, what, err);
}

bool object_words(enum object_kind kind, const char *const *words, size_t n)
{
	static const char *const refs[] = {"name", "id", "pinned"};
	const char *word = object_word(kind);

	if (kind == OBJECT_NONE || n < 2)
		return false;
	if (word && !strcmp(words[0], word))
		return true;
	if (kind == OBJECT_DEVICE)
		return false;
	if (!strcmp(words[0], "fd") || !strcmp(words[0], "pid"))
		return true;
	for (size_t i = 0; i < 3 && (kind == OBJECT_MAP || kind == OBJECT_PROG); i++) {
		if (!strcmp(words[0], refs[i]))
			return true;
	}
	return false;
}
