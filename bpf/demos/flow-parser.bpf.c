// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts flows on loopback, a program per header, by tail calls: sockex3 of samples/bpf. */
#include <linux/ipv6.h>

#include "bpf/demos/packet.h"

#define IP_OFFSET 0x1fff /* of iphdr.frag_off: this is not the first fragment */
#define MPLS_BOTTOM 0x100 /* of an MPLS label, in host order */

/* The slots of jmp_table; sockex3 leaves 0 empty, too. */
enum parser { PARSE_VLAN = 1, PARSE_MPLS, PARSE_IP, PARSE_IPV6 };

struct flow_key_record {
	__be32 src;
	__be32 dst;
	__be16 sport;
	__be16 dport;
	__u32 proto;
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 8);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} jmp_table SEC(".maps");

/* Larger than in sockex3: the demo conntrack makes 3000 flows, which may have come first. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, struct flow_key_record);
	__type(value, struct pair);
} hash_map SEC(".maps");

/* What the programs hand on to each other: the flow as far as it is known. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct flow_key_record);
} percpu_map SEC(".maps");

static __always_inline struct flow_key_record *flow_begun(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&percpu_map, &zero);
}

/* Where the next header begins goes along in the packet's control block. */
static __always_inline __u32 offset(const struct __sk_buff *skb)
{
	return skb->cb[0];
}

/* Calls do not return, but where the slot is empty: then the packet is not counted. */
static __always_inline void parse_type(struct __sk_buff *skb, __u32 at, __be16 type)
{
	skb->cb[0] = at;
	switch (bpf_ntohs(type)) {
	case ETH_P_8021Q:
	case ETH_P_8021AD:
		bpf_tail_call(skb, &jmp_table, PARSE_VLAN);
		break;
	case ETH_P_MPLS_UC:
	case ETH_P_MPLS_MC:
		bpf_tail_call(skb, &jmp_table, PARSE_MPLS);
		break;
	case ETH_P_IP:
		bpf_tail_call(skb, &jmp_table, PARSE_IP);
		break;
	case ETH_P_IPV6:
		bpf_tail_call(skb, &jmp_table, PARSE_IPV6);
		break;
	}
}

/* The last header: of other protocols than these two the ports are 0. */
static __always_inline void flow_end(const struct __sk_buff *skb, struct flow_key_record *flow,
				     __u32 at, __u8 proto, bool first)
{
	struct flow_key_record key = {.src = flow->src, .dst = flow->dst, .proto = proto};
	__be16 ports[2];

	if (first && (proto == IPPROTO_TCP || proto == IPPROTO_UDP) &&
	    !bpf_skb_load_bytes(skb, at, ports, sizeof(ports))) {
		key.sport = ports[0];
		key.dport = ports[1];
	}
	*flow = key;
	count_packet(&hash_map, &key, skb->len);
}

static __always_inline void parse_proto(struct __sk_buff *skb, struct flow_key_record *flow,
					__u32 at, __u8 proto)
{
	skb->cb[0] = at;
	if (proto == IPPROTO_IPIP)
		bpf_tail_call(skb, &jmp_table, PARSE_IP);
	else if (proto == IPPROTO_IPV6)
		bpf_tail_call(skb, &jmp_table, PARSE_IPV6);
	else
		flow_end(skb, flow, at, proto, true);
}

SEC("socket")
int parse_ethernet(struct __sk_buff *skb)
{
	__be16 type;

	if (is_outgoing(skb) &&
	    !bpf_skb_load_bytes(skb, offsetof(struct ethhdr, h_proto), &type, sizeof(type)))
		parse_type(skb, ETH_HLEN, type);
	return 0;
}

SEC("socket")
int parse_vlan(struct __sk_buff *skb)
{
	__be16 tag[2]; /* its number, the type of what follows */

	if (!bpf_skb_load_bytes(skb, offset(skb), tag, sizeof(tag)))
		parse_type(skb, offset(skb) + sizeof(tag), tag[1]);
	return 0;
}

/* Behind the last label nothing but the first nibble tells what follows. */
SEC("socket")
int parse_mpls(struct __sk_buff *skb)
{
	__u32 at = offset(skb);
	__be32 label;
	__u8 version;

	if (bpf_skb_load_bytes(skb, at, &label, sizeof(label)) ||
	    bpf_skb_load_bytes(skb, at + sizeof(label), &version, sizeof(version)))
		return 0;
	if (!(bpf_ntohl(label) & MPLS_BOTTOM))
		parse_type(skb, at + sizeof(label), bpf_htons(ETH_P_MPLS_UC));
	else if (version >> 4 == 4)
		parse_type(skb, at + sizeof(label), bpf_htons(ETH_P_IP));
	else if (version >> 4 == 6)
		parse_type(skb, at + sizeof(label), bpf_htons(ETH_P_IPV6));
	return 0;
}

SEC("socket")
int parse_ip(struct __sk_buff *skb)
{
	struct flow_key_record *flow = flow_begun();
	__u32 at = offset(skb);
	struct iphdr ip;

	if (!flow || bpf_skb_load_bytes(skb, at, &ip, sizeof(ip)))
		return 0;
	flow->src = ip.saddr;
	flow->dst = ip.daddr;
	at += ip.ihl * 4;
	if (ip.frag_off & bpf_htons(IP_OFFSET))
		flow_end(skb, flow, at, ip.protocol, false);
	else
		parse_proto(skb, flow, at, ip.protocol);
	return 0;
}

/* As sockex3 does: the words of an address, combined into one. */
static __always_inline __be32 fold(const struct in6_addr *address)
{
	const __be32 *words = address->in6_u.u6_addr32;

	return words[0] ^ words[1] ^ words[2] ^ words[3];
}

SEC("socket")
int parse_ipv6(struct __sk_buff *skb)
{
	struct flow_key_record *flow = flow_begun();
	__u32 at = offset(skb);
	struct ipv6hdr ip;

	if (!flow || bpf_skb_load_bytes(skb, at, &ip, sizeof(ip)))
		return 0;
	flow->src = fold(&ip.saddr);
	flow->dst = fold(&ip.daddr);
	parse_proto(skb, flow, at + sizeof(ip), ip.nexthdr);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
