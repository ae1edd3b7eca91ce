#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Hints: numbers and bytes in a form of their own, in tables and, with --hints, in JSON; and --as.

load pins
load ../values

# case_hint 'C type' 'bytes in hex' 'in a table' 'in JSON' 'in JSON with --hints'
# All three forms, and the table's without hints, are read back to the same bytes.
case_hint() {
	case_bytes "$1" "$2" "$3" "$4" &&
		json_value a --hints && same "$output" "$5" && returns_bytes "$5" &&
		run_ok mapctl --no-hints lookup "$PINS/a" 0 -o value --no-header && returns_bytes "$output" &&
		return
	echo "in the case of: $1, $2"
	return 1
}

@test "addresses of IPv4, by type and by name" {
	case_hint 'struct { __be32 x; }' 0a000001 '{x: 10.0.0.1}' '{"x":167772161}' '{"x":"10.0.0.1"}'
	case_hint 'struct { u32 saddr; }' 0a000001 '{saddr: 10.0.0.1}' '{"saddr":16777226}' '{"saddr":"10.0.0.1"}'
	case_hint 'struct { u32 src_ip; u32 addr; u32 address; }' 0a000001ffffffff00000000 \
		'{src_ip: 10.0.0.1, addr: 255.255.255.255, address: 0.0.0.0}' \
		'{"src_ip":16777226,"addr":4294967295,"address":0}' \
		'{"src_ip":"10.0.0.1","addr":"255.255.255.255","address":"0.0.0.0"}'
	case_hint 'struct { struct in_addr a; }' 0a000001 '{a: 10.0.0.1}' '{"a":{"s_addr":167772161}}' '{"a":"10.0.0.1"}'
	# other names stay numbers
	case_hint 'struct { u32 ship; }' 0a000001 '{ship: 16777226}' '{"ship":16777226}' '{"ship":16777226}'
}

@test "addresses of IPv6, by type and by name" {
	one=20010db8000000000000000000000001
	numbers='[32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1]'
	case_hint 'struct { u8 saddr[16]; }' $one '{saddr: 2001:db8::1}' "{\"saddr\":$numbers}" '{"saddr":"2001:db8::1"}'
	case_hint 'struct { __be32 w[4]; }' $one '{w: 2001:db8::1}' '{"w":[536939960,0,0,1]}' '{"w":"2001:db8::1"}'
	case_hint 'struct { struct in6_addr a; }' $one '{a: 2001:db8::1}' \
		"{\"a\":{\"in6_u\":{\"u6_addr8\":$numbers,\"u6_addr16\":[8193,3512,0,0,0,0,0,1],\"u6_addr32\":[536939960,0,0,1]}}}" \
		'{"a":"2001:db8::1"}'
	case_hint 'struct { union { __be32 v4; u8 v6[16]; } addr; }' $one '{addr: 2001:db8::1}' \
		"{\"addr\":{\"v4\":536939960,\"v6\":$numbers}}" '{"addr":"2001:db8::1"}'
}

@test "MAC addresses" {
	case_hint 'struct { u8 mac[6]; }' 0200000000fe '{mac: 02:00:00:00:00:fe}' \
		'{"mac":[2,0,0,0,0,254]}' '{"mac":"02:00:00:00:00:fe"}'
	case_hint 'struct { u8 six[6]; }' 0200000000fe '{six: [2, 0, 0, 0, 0, 254]}' \
		'{"six":[2,0,0,0,0,254]}' '{"six":[2,0,0,0,0,254]}'
}

@test "protocols are named, unknown ones are numbers" {
	case_hint 'struct { u8 proto; u8 protocol; u8 nexthdr; }' 06113a '{proto: tcp, protocol: udp, nexthdr: ipv6-icmp}' \
		'{"proto":6,"protocol":17,"nexthdr":58}' '{"proto":"tcp","protocol":"udp","nexthdr":"ipv6-icmp"}'
	case_hint 'struct { u8 proto; }' fd '{proto: 253}' '{"proto":253}' '{"proto":253}'
	case_hint 'struct { __be16 proto; }' 0800 '{proto: 2048}' '{"proto":2048}' '{"proto":2048}'
}

@test "interfaces, times and users stand behind the number as a comment" {
	case_hint 'struct { u32 ifindex; }' 01000000 '{ifindex: 1 /* lo */}' '{"ifindex":1}' '{"ifindex":1}'
	case_hint 'struct { u32 uid; }' 00000000 '{uid: 0 /* root */}' '{"uid":0}' '{"uid":0}'
	case_hint 'struct { u64 lat_ns; }' e803000000000000 '{lat_ns: 1000 /* 1 µs */}' '{"lat_ns":1000}' '{"lat_ns":1000}'
	case_hint 'struct { u64 lat_ns; }' 00e40b5402000000 '{lat_ns: 10000000000 /* 10 s */}' \
		'{"lat_ns":10000000000}' '{"lat_ns":10000000000}'
}

@test "LPM keys are prefixes, other fields are kept" {
	mapctl create "$PINS/lpm" type lpm_trie flags no_prealloc entries 8 \
		key 'struct { u32 prefixlen; __be32 addr; }' value u32
	run_ok mapctl update "$PINS/lpm" 10.0.0.0/8 1
	run_ok mapctl update "$PINS/lpm" '{prefixlen: 32, addr: 10.1.2.3}' 2
	run_ok mapctl update "$PINS/lpm" 0.0.0.0/0 3
	run_ok mapctl dump "$PINS/lpm" --no-header
	same "$(sed 's/  */ /' <<<"$output" | sort)" '0.0.0.0/0 3
10.0.0.0/8 1
10.1.2.3/32 2'
	same "$(helper elem get "$PINS/lpm" 080000000a000000)" 01000000
	run_ok mapctl -J dump "$PINS/lpm"
	same "$(sort <<<"$output" | tail -1)" '{"key":{"prefixlen":8,"addr":167772160},"value":1}'
	run_ok mapctl -J --hints lookup "$PINS/lpm" 10.0.0.0/8
	same "$output" '{"key":"10.0.0.0/8","value":1}'
	run_fails 2 '"33" is out of range (0..32)' mapctl update "$PINS/lpm" 10.0.0.0/33 1
}

@test "LPM keys of IPv6 and with a field in front" {
	mapctl create "$PINS/lpm6" type lpm_trie flags no_prealloc entries 8 \
		key 'struct { u32 prefixlen; u32 zone; u8 addr[16]; }' value u32
	run_ok mapctl update "$PINS/lpm6" '{zone: 7, addr: 2001:db8::/32}' 1
	run_ok mapctl -r dump "$PINS/lpm6" --keys
	same "$output" '{zone: 7, addr: 2001:db8::/32}'
	run_ok mapctl -J dump "$PINS/lpm6" --keys
	same "$output" '{"key":{"prefixlen":64,"zone":7,"addr":[32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,0]}}'
	run_ok mapctl -r lookup "$PINS/lpm6" '{zone: 7, addr: 2001:db8::/32}'
	same "$output" 1
}

@test "a decl tag decides over the name" {
	mkdir "$PINS/object"
	helper load "$BUILD/tests/helpers/types.bpf.o" "$PINS/object"
	table='{peer: 10.0.0.1, saddr: 1, card: 02:00:00:00:00:01, wait: 1500 /* 1.5 µs */, next: tcp, mask: 0xff, note: "hey"}'
	run_ok mapctl update "$PINS/object/tagged" 0 "$table"
	run_ok mapctl lookup "$PINS/object/tagged" 0 -o value --no-header
	same "$output" "$table"
	same "$(helper elem get "$PINS/object/tagged" 00000000 | cut -c 1-28)" 0a00000101000000020000000001
	run_ok mapctl -J lookup "$PINS/object/tagged" 0
	same "$(json '.value | del(.note)')" \
		'{"peer":16777226,"saddr":1,"card":[2,0,0,0,0,1],"wait":1500,"next":6,"mask":255}'
	# and --as over both
	run_ok mapctl -r lookup "$PINS/object/tagged" 0 -o peer --as value.peer=none
	same "$output" 16777226
	run_ok mapctl -r lookup "$PINS/object/tagged" 0 -o saddr --as saddr=ipv4
	same "$output" 1.0.0.0
	rm -r "$PINS/object"
}

@test "--as gives any fitting field a form" {
	mapctl create "$PINS/as" type array key u32 entries 1 \
		value 'struct { u32 a; u8 b[6]; u64 c; u8 d; u32 e; u8 f[4]; u64 g; u32 saddr; u8 h[16]; }'
	run_ok mapctl update "$PINS/as" 0 --as a=ipv4 --as b=mac --as d=proto --as saddr=none \
		a=10.0.0.1 b=02:00:00:00:00:01 c=1500 d=udp e=1 'f="hey"' g=255 saddr=5 'h=[0xfe,0x80,0,0,0,0,0,0,0,0,0,0,0,0,0,9]'
	run_ok mapctl lookup "$PINS/as" 0 -o value --no-header --as a=ipv4 --as b=mac --as c=ns --as d=proto \
		--as e=ifindex --as f=text --as g=hex --as saddr=none --as h=ipv6
	same "$output" '{a: 10.0.0.1, b: 02:00:00:00:00:01, c: 1500 /* 1.5 µs */, d: udp, e: 1 /* lo */, f: "hey", g: 0xff, saddr: 5, h: fe80::9}'
	run_ok mapctl lookup "$PINS/as" 0 -o e --no-header --as e=uid
	same "$output" 1' /* daemon */'
}

@test "--as refuses unknown hints, unknown fields and forms that don't fit" {
	mapctl create "$PINS/unfit" type array key u32 entries 1 value 'struct { u32 a; u8 b; }'
	run_fails 2 'unknown hint "colour"' mapctl dump "$PINS/unfit" --as a=colour
	run_fails 2 '"c"' mapctl dump "$PINS/unfit" --as c=ipv4
	run_fails 2 '"mac" is no form for "a"' mapctl dump "$PINS/unfit" --as a=mac
	run_fails 2 '"ipv4"' mapctl dump "$PINS/unfit" --as ipv4
}
