// SPDX-License-Identifier: GPL-2.0-or-later
/* The programs that send records to a map, and how large those are. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/fd.h"
#include "bpf/inventory.h"
#include "bpf/record_impl.h"

/* A register as far as it can be followed backwards from a call. */
struct known {
	enum { UNSET, CONSTANT, MAP, OTHER } what;
	__u32 value;
};

/* One instruction before the call: what it says of the arguments that are not known yet. */
static void look_at(struct known regs[6], const struct bpf_insn *insn, __u32 map_id)
{
	struct known *reg = &regs[insn->dst_reg];

	if (insn->dst_reg < 1 || insn->dst_reg > 5 || reg->what != UNSET)
		return;
	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
		reg->what = insn->code == (BPF_LD | BPF_IMM | BPF_DW) &&
					    insn->src_reg == BPF_PSEUDO_MAP_FD &&
					    (__u32)insn->imm == map_id
				    ? MAP
				    : OTHER;
		break;
	case BPF_ALU:
	case BPF_ALU64:
		reg->what = BPF_OP(insn->code) == BPF_MOV && BPF_SRC(insn->code) == BPF_K ? CONSTANT
											   : OTHER;
		reg->value = (__u32)insn->imm;
		break;
	case BPF_LDX:
		reg->what = OTHER;
		break;
	}
}

/*
 * The helper's number has become an address, which not everybody may read: its arguments tell what
 * it is. bpf_perf_event_output(ctx, map, flags, data, size), bpf_ringbuf_reserve(map, size, flags),
 * bpf_ringbuf_output(map, data, size, flags). 0: none of these, or no constant.
 */
static __u32 size_of_call(const struct known regs[6], bool perf)
{
	if (perf)
		return regs[2].what == MAP && regs[5].what == CONSTANT ? regs[5].value : 0;
	if (regs[1].what != MAP || regs[3].what != CONSTANT)
		return 0;
	return regs[2].what == CONSTANT ? regs[2].value : regs[3].value;
}

static void add_size(struct sender *sender, __u32 size)
{
	if (!size || sender->n_sizes == sizeof(sender->sizes) / sizeof(sender->sizes[0]))
		return;
	for (size_t i = 0; i < sender->n_sizes; i++) {
		if (sender->sizes[i] == size)
			return;
	}
	sender->sizes[sender->n_sizes++] = size;
}

static bool is_call(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_CALL);
}

/* A call leaves no argument register as it was. */
void sender_scan(struct sender *sender, const struct bpf_insn *insns, size_t n, __u32 map_id,
		 bool perf)
{
	for (size_t i = 0; i < n; i++) {
		struct known regs[6] = {{UNSET, 0}};

		if (!is_call(&insns[i]))
			continue;
		for (size_t j = i; j-- > 0 && i - j <= 32 && !is_call(&insns[j]);)
			look_at(regs, &insns[j], map_id);
		add_size(sender, size_of_call(regs, perf));
	}
}

static int read_insns(int fd, struct bpf_insn **insns, __u32 *bytes, __u32 *btf_id)
{
	struct bpf_prog_info info = {0};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	*btf_id = info.btf_id;
	*bytes = info.xlated_prog_len;
	*insns = calloc(1, *bytes + 1u);
	if (!*insns)
		return -ENOMEM;
	memset(&info, 0, sizeof(info));
	info.xlated_prog_len = *bytes;
	info.xlated_prog_insns = (__u64)(uintptr_t)*insns;
	size = sizeof(info);
	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	/* The kernel shows no instructions to those who may not see them. */
	*bytes = info.xlated_prog_insns && info.xlated_prog_len <= *bytes ? *bytes : 0;
	return 0;
}

static void read_sender(struct sender *sender, const struct map *map, __u32 prog)
{
	int fd FD_CLEANUP = bpf_prog_get_fd_by_id(prog);
	struct bpf_insn *insns = NULL;
	__u32 bytes = 0, btf_id = 0;
	int reason;

	if (fd < 0)
		return;
	if (!read_insns(fd, &insns, &bytes, &btf_id)) {
		sender_scan(sender, insns, bytes / sizeof(*insns), map->info.id,
			    map->info.type == MAP_PERF_EVENT_ARRAY);
		sender->btf = kernel_btf(map->kernel, btf_id, &reason);
	}
	free(insns);
}

int senders_find(struct senders *senders, const struct map *map, struct err *err)
{
	struct inventory *inventory = NULL;
	struct err unreadable = {0};
	const struct inventory_map *row;

	/* Those who may not list programs go without. */
	if (inventory_new(&inventory, map->kernel, map->info.id, WANT_PROGRAMS, &unreadable) ||
	    !inventory->n_maps) {
		inventory_free(inventory);
		return 0;
	}
	row = &inventory->maps[0];
	senders->list = calloc(row->n_progs + 1, sizeof(*senders->list));
	for (size_t i = 0; senders->list && i < row->n_progs; i++) {
		struct sender *sender = &senders->list[senders->n++];

		sender->id = row->progs[i].id;
		memcpy(sender->name, row->progs[i].name, sizeof(sender->name));
		read_sender(sender, map, sender->id);
	}
	inventory_free(inventory);
	return senders->list ? 0 : fail_oom(err);
}

void senders_free(struct senders *senders)
{
	free(senders->list);
	memset(senders, 0, sizeof(*senders));
}
