// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prog NAME PIN [MAP…]: pins a socket filter that refers to the maps pinned at MAP, prints its id.
 */
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

enum {
	MAPS_MAX = 16
};

static int die(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char **argv)
{
	struct bpf_insn insns[2 * MAPS_MAX + 2];
	struct bpf_prog_info info = {0};
	__u32 len = sizeof(info);
	size_t n = 0;
	int fd;

	if (argc < 3 || argc > MAPS_MAX + 3)
		return 2;
	memset(insns, 0, sizeof(insns));
	for (int i = 3; i < argc; i++, n += 2) {
		fd = bpf_obj_get(argv[i]);
		if (fd < 0)
			return die(argv[i]);
		insns[n].code = BPF_LD | BPF_DW | BPF_IMM;
		insns[n].dst_reg = BPF_REG_1;
		insns[n].src_reg = BPF_PSEUDO_MAP_FD;
		insns[n].imm = fd;
	}
	insns[n++].code = BPF_ALU64 | BPF_MOV | BPF_K; /* r0 = 0 */
	insns[n++].code = BPF_JMP | BPF_EXIT;
	fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, argv[1], "GPL", insns, n, NULL);
	if (fd < 0)
		return die("prog_load");
	if (bpf_obj_pin(fd, argv[2]) || bpf_obj_get_info_by_fd(fd, &info, &len))
		return die(argv[2]);
	printf("%u\n", info.id);
	return 0;
}
