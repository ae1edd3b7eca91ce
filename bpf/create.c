// SPDX-License-Identifier: GPL-2.0-or-later
/* Making a map: the kernel's calls, and what its refusals mean. */
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/create_impl.h"
#include "bpf/fd.h"

static void create_free(struct create *create)
{
	btf__free(create->btf);
	fd_cleanup(&create->blob_fd);
}

static bool is_typed(const struct create *create)
{
	return create->btf || create->blob_fd >= 0;
}

/* Going on without BTF, which the map can do without. */
static void drop_btf(struct create *create, struct buf *note)
{
	create_free(create);
	create->btf = NULL;
	create->blob_fd = -1;
	create->key_id = 0;
	create->value_id = 0;
	if (note)
		buf_printf(note,
			   "made without types, which the kernel does not take for maps of type %s",
			   create->type->name);
}

static bool has_kind(const struct btf *btf, __u32 kind)
{
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		if (btf_kind(btf__type_by_id(btf, id)) == kind)
			return true;
	}
	return false;
}

/* What the kernel's EINVAL is most likely about. */
static const char *load_hint(const struct btf *btf)
{
	if (has_kind(btf, BTF_KIND_FLOAT))
		return "float and double need Linux 5.13";
	if (has_kind(btf, BTF_KIND_ENUM64))
		return "enums beyond 32 bits need Linux 6.0";
	return "beside a bpf_spin_lock or bpf_timer the kernel takes no bitfield that begins within "
	       "a byte";
}

/* The kernel alone looks at what is in it: it may come from anywhere. */
static int load_blob(struct create *create, struct err *err)
{
	const struct map_blob *blob = create->spec->blob;
	int fd = bpf_btf_load(blob->data, blob->size, NULL);

	if (fd < 0) {
		fail_op(err, OP_CREATE, fd, "cannot load the BTF of key and value");
		if (fd == -EINVAL)
			err_hint(err, "it is broken, or of a newer kernel than this one");
		return fd;
	}
	create->blob_fd = fd;
	create->key_id = (int)blob->key_id;
	create->value_id = (int)blob->value_id;
	return 0;
}

static int load_btf(struct create *create, struct err *err)
{
	int code;

	if (create->spec->blob)
		return load_blob(create, err);
	if (!create->btf)
		return 0;
	code = btf__load_into_kernel(create->btf);
	if (!code)
		return 0;
	fail_op(err, OP_CREATE, code, "cannot load the BTF of key and value");
	if (code == -EINVAL)
		err_hint(err, "%s", load_hint(create->btf));
	return code;
}

static int create_call(const struct create *create)
{
	const struct map_spec *spec = create->spec;
	struct bpf_map_create_opts opts;

	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.map_flags = spec->flags;
	opts.map_extra = spec->extra;
	opts.map_ifindex = spec->ifindex;
	if (spec->inner_fd >= 0)
		opts.inner_map_fd = (__u32)spec->inner_fd;
	if (is_typed(create)) {
		opts.btf_fd = (__u32)(create->btf ? btf__fd(create->btf) : create->blob_fd);
		opts.btf_key_type_id = (__u32)create->key_id;
		opts.btf_value_type_id = (__u32)create->value_id;
	}
	return bpf_map_create(create->type->type, spec->name, create->key_size, create->value_size,
			      spec->max_entries, &opts);
}

/* What was asked for, and what the type takes. */
static int explain_invalid(const struct create *create, struct kernel *kernel, struct err *err)
{
	const struct map_spec *spec = create->spec;
	BUF_CLEANUP struct buf asked = {0}, flags = {0}, key = {0}, value = {0};

	if (!kernel_has_map_type(kernel, create->type->type)) {
		fail(err, -EINVAL, "this kernel does not know maps of type %s", create->type->name);
		err_hint(err, "`doctor` names the types that it knows");
		return err->code;
	}
	map_flags_format(spec->flags, &asked);
	fail(err, -EINVAL,
	     "the kernel refuses this %s map: key %u bytes, value %u bytes, entries %u, flags %s",
	     create->type->name, create->key_size, create->value_size, spec->max_entries,
	     asked.len ? buf_cstr(&asked) : "none");
	if (spec->blob) {
		err_hint(err, "the types in its BTF may not be those of its key and value");
		return err->code;
	}
	if (!create->rule) {
		err_hint(err, "it may want other sizes or flags");
		return err->code;
	}
	create_size_text(create->rule->key, &key);
	create_size_text(create->rule->value, &value);
	map_flags_format(create->rule->flags, &flags);
	err_hint(err, "%s takes: key %s, value %s, flags %s%s",
		 create->type->name, buf_cstr(&key), buf_cstr(&value),
		 flags.len ? buf_cstr(&flags) : "none",
		 create->type->type == MAP_STACK_TRACE
			 ? "; kernel.perf_event_max_stack limits the frames of its value"
			 : "");
	return err->code;
}

static int explain_size(const struct create *create, int code, struct err *err)
{
	fail(err, code, "%s this %s map: key %u bytes, value %u bytes, entries %u",
	     code == -ENOMEM ? "the kernel has no memory for"
			     : "the kernel allows no map as large as",
	     create->type->name, create->key_size, create->value_size, create->spec->max_entries);
	if (create->rule && create->rule->too_big)
		err_hint(err, "%s", create->rule->too_big);
	return err->code;
}

static bool wants_net_admin(__u32 type)
{
	switch (type) {
	case MAP_DEVMAP:
	case MAP_DEVMAP_HASH:
	case MAP_SOCKMAP:
	case MAP_SOCKHASH:
	case MAP_XSKMAP:
		return true;
	}
	return false;
}

static int explain(const struct create *create, struct kernel *kernel, int code, struct err *err)
{
	switch (code) {
	case -EINVAL:
		return explain_invalid(create, kernel, err);
	case -E2BIG:
	case -ENOMEM:
		return explain_size(create, code, err);
	case -EOPNOTSUPP:
		fail(err, code, "the kernel refuses this %s map", create->type->name);
		err_hint(err, "%s",
			 is_typed(create) ? "its value may hold a field, such as a bpf_spin_lock, "
					    "that maps of this type cannot have"
					  : "this kernel or its architecture cannot do it");
		return code;
	}
	return fail_op(err, wants_net_admin(create->type->type) ? OP_NET : OP_CREATE, code,
		       "cannot create a map of type %s", create->type->name);
}

static int create_map(struct create *create, struct kernel *kernel, struct buf *note,
		      struct err *err)
{
	int fd = load_btf(create, err);

	if (fd < 0)
		return fd;
	fd = create_call(create);
	if (fd == -ENOTSUPP && is_typed(create)) {
		drop_btf(create, note);
		fd = create_call(create);
	}
	return fd < 0 ? explain(create, kernel, fd, err) : fd;
}

int map_create(struct kernel *kernel, const struct map_spec *spec, bool dry_run, struct buf *note,
	       struct err *err)
{
	struct map_type scratch;
	__attribute__((cleanup(create_free))) struct create create = {
		.spec = spec,
		.type = type_get(spec->type, &scratch),
		.rule = create_rule(spec->type),
		.blob_fd = -1,
	};
	int code = create_check_words(&create, err);

	if (!code)
		code = create_types(&create, kernel, err);
	if (!code)
		code = create_check_sizes(&create, err);
	if (code)
		return code;
	if (create.btf && !(create.type->can & TYPE_BTF))
		drop_btf(&create, note);
	return dry_run ? 0 : create_map(&create, kernel, note, err);
}
