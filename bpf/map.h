/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An open map: descriptor, info, full name, BTF and the layouts of key and value. */
#ifndef MAPCTL_BPF_MAP_H
#define MAPCTL_BPF_MAP_H

#include <linux/bpf.h>

#include "bpf/kernel.h"
#include "bpf/type.h"
#include "btf/layout.h"
#include "cli/err.h"

enum map_how { MAP_BY_BARE, MAP_BY_NAME, MAP_BY_ID, MAP_BY_PIN, MAP_BY_PID_FD };

/* Which map, as the user said it. Strings are borrowed. */
struct map_ref {
	enum map_how how;
	const char *word;   /* name, path, bare word */
	__u32 id;           /* MAP_BY_ID */
	__u32 pid, fd;      /* MAP_BY_PID_FD */
	const char *prog;   /* --prog: only maps this program (id or name) uses; NULL: any */
	__u32 of_pid;       /* --pid: only maps this process holds; 0: any */
	const char *under;  /* --under: only maps pinned below this directory; NULL: any */
	bool newest;        /* --newest: of several the one with the highest id; reading only */
};

/* Types given by the user instead of the map's own BTF. Strings are borrowed. */
struct map_types {
	const char *key, *value;  /* --types KEY VALUE: C text or names; NULL: the map's own */
	const char *btf;          /* --btf FILE, "id N", "prog REF" joined by a space; NULL: none */
	const char *const *hints; /* --as PATH=KIND, path starting with key. or value. or bare */
	size_t n_hints;
};

struct map {
	int fd;
	bool writable;
	struct bpf_map_info info;  /* zeroed, then filled by the kernel */
	const struct map_type *type;
	struct map_type type_scratch;
	char *name;                /* full where it could be found, else the kernel's */
	bool name_cut;             /* 15 bytes long and nothing says what was cut off */
	char *pin;                 /* the path it was opened by, or NULL */
	unsigned int n_cpus;       /* possible CPUs for per-CPU types, else 0 */
	__u32 value_stride;        /* bytes of one CPU's value: value_size, for per-CPU types
				      rounded up to 8 */
	__u32 key_bytes;           /* of a key as a walk gives it: key_size, unless described */
	__u32 value_bytes;         /* of a whole value: stride * CPUs, unless described */
	const struct described *described; /* set by map_describe(): keys or values stand for
					      kernel objects; NULL: they are the kernel's bytes */
	const struct btf *btf;     /* the map's; NULL: none. Owned by the kernel's cache */
	int btf_reason;            /* -errno when the map has BTF that could not be read */
	struct layout *key, *value; /* never NULL after map_open_types() */
	struct kernel *kernel;
	unsigned int holders; /* beside the first: see map_hold() */
};

enum { MAP_READ = 0, MAP_WRITE = 1 };

/*
 * Opens one map, read-only unless MAP_WRITE. Not found: -ENOENT (status 3). Several: ERR_AMBIGUOUS
 * with candidates. MAP_WRITE never guesses: no cut names. A pin that is a program or link, a path
 * off bpffs, a missing privilege: said in the message. `note` (may be NULL) gets a remark for the
 * user, such as a cut name that matched; empty: none.
 * Fills all but key and value. The caller frees with map_free(), which accepts NULL.
 */
int map_open(struct map **out, struct kernel *kernel, const struct map_ref *ref, unsigned int mode,
	     struct buf *note, struct err *err);
void map_free(struct map *map);

/* Another user of the open map: it lasts until each has called map_free(). */
static inline struct map *map_hold(struct map *map)
{
	map->holders++;
	return map;
}

/* From now on no process may write the map, for good; programs may. 0 or what fail() returned. */
int map_freeze(const struct map *map, struct err *err);

/* Takes over fd (also on error) and fills the rest as map_open() does. */
int map_from_fd(struct map **out, struct kernel *kernel, int fd, unsigned int mode,
		struct err *err);

/*
 * Compiles key and value: by `types` (NULL: none given), else the map's BTF, else by what the map
 * type implies (u32 keys of arrays, ids of objects), else bytes. BTF that does not fit is bytes and
 * a remark in `note`; types of the user that do not fit are ERR_USAGE.
 */
int map_open_types(struct map *map, const struct map_types *types, struct buf *note,
		   struct err *err);

/* True for .bss, .data, .rodata: one entry, its value's variables are the keys. */
bool map_is_datasec(const struct map *map);

/*
 * What --btf names: a file, `id N`, or `prog REF`. NULL: what fail() returned. Owned by the
 * kernel's cache.
 */
const struct btf *map_btf_source(struct kernel *kernel, const char *words, struct err *err);

/* struct bpf_map_info of a descriptor, zeroed before; the name ends with a NUL. 0 or -errno. */
int map_info_fd(int fd, struct bpf_map_info *info);

/*
 * The full name of a map whose kernel name is cut to 15 bytes: the variable of its BTF's .maps
 * section, else a pin's name. Adds it to out and returns true; false: not longer, or not known.
 */
bool map_full_name(const struct bpf_map_info *info, const struct btf *btf, const char *pin,
		   struct buf *out);

/*
 * Adds the full name of a map, or the kernel's where that is all there is. True: it is cut, or may
 * be, 15 bytes long with nothing that says how it goes on.
 */
bool map_name(const struct bpf_map_info *info, const struct btf *btf, const char *pin,
	      struct buf *out);

/*
 * Parses the MAP reference forms `name X`, `id N`, `pinned P`, `pid N fd M` or bare, for REF in
 * data and --btf; *used words were taken. ERR_USAGE.
 */
int map_ref_parse(const char *const *words, size_t n, size_t *used, struct map_ref *ref,
		  struct err *err);

#endif
