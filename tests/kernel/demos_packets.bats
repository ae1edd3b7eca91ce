#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The demos that look at packets: what one round of their traffic leaves in their maps, to the
# packet and the byte.

load ../lib
load demos

@test "proto-bytes: bytes by protocol, with their headers" {
	demo_start proto-bytes
	same "$(entries proto-bytes/my_map | jq -c 'select(.key >= 253)')" '{"key":253,"value":300}
{"key":254,"value":400}
{"key":255,"value":0}'
	same "$(entries proto-bytes/my_map | wc -l)" 256
	stops proto-bytes
}

@test "dst-flows: packets and bytes by destination" {
	demo_start dst-flows
	same "$(mapctl -J dump "$DEMOS/dst-flows/hash_map" --hints | grep '"127\.77\.' | sort)" \
		'{"key":"127.77.0.1","value":{"packets":3,"bytes":300}}
{"key":"127.77.0.2","value":{"packets":2,"bytes":400}}'
	stops dst-flows
}

@test "flow-parser: flows behind each kind of header" {
	demo_start flow-parser
	same "$(mapctl dump "$DEMOS/flow-parser/hash_map" --csv --hints | grep -E '^(127.77.1|253)' | sort)" \
		'127.77.1.1,127.77.1.2,1001,53,udp,3,300
127.77.1.1,127.77.1.3,1001,80,tcp,2,200
127.77.1.1,127.77.1.4,1001,53,udp,1,100
127.77.1.1,127.77.1.5,1001,53,udp,1,100
253.119.0.1,253.119.0.2,1001,53,udp,1,100'
	same "$(mapctl -J dump "$DEMOS/flow-parser/jmp_table" | jq -c .key)" $'1\n2\n3\n4'
	stops flow-parser
}

@test "conntrack: the longest prefix decides; new connections push out old ones, not the busy one" {
	demo_start conntrack
	same "$(mapctl -J dump "$DEMOS/conntrack/policy" --hints | sort)" \
		'{"key":"127.78.0.0/16","value":{"verdict":"TRACK","packets":3300}}
{"key":"127.78.2.0/24","value":{"verdict":"IGNORE","packets":5}}
{"key":"127.78.2.9/32","value":{"verdict":"TRACK","packets":4}}'
	same "$(mapctl -J dump "$DEMOS/conntrack/hosts" --cpu sum --hints | sort)" \
		'{"key":"127.78.0.1","value":{"packets":3300,"bytes":330000}}
{"key":"127.78.2.9","value":{"packets":4,"bytes":400}}'
	mapctl -J dump "$DEMOS/conntrack/conntrack" >"$BATS_TEST_TMPDIR/tracked"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/tracked")" -gt 512 ]
	[ "$(wc -l <"$BATS_TEST_TMPDIR/tracked")" -le 1024 ]
	# Among them the busy one, whole, the last of the others, and mostly the last 1000
	jq -ces 'map(select(.value.packets > 1)) | sort | map([.key.sport, .value.packets, .value.bytes])
		== [[1001, 300, 30000], [1002, 4, 400]]' "$BATS_TEST_TMPDIR/tracked"
	jq -ces 'map(.key.sport) | max == 13000 and (map(select(. > 12000)) | length) * 2 > length' \
		"$BATS_TEST_TMPDIR/tracked"
	stops conntrack
}

@test "the demos on lo that run at once see each other's traffic, and their pages are true all the same" {
	lo='proto-bytes dst-flows flow-parser conntrack tcp-rtt sock-redirect'
	for order in "$lo" "$(tr ' ' '\n' <<<"$lo" | tac | xargs)"; do
		for demo in $order; do
			mapctl demo start "$demo" --traffic >/dev/null
		done
		for demo in $lo; do
			page_is_true "$demo"
		done
	done
	mapctl demo list -o name,running | run ! grep -w yes
}

@test "ip-tracker: both directions in one entry, on a network that nobody else sees" {
	demo_start ip-tracker
	same "$(mapctl -J dump "$DEMOS/ip-tracker/tracker_map" --hints)" '{"key":{"src_ip":"10.77.0.1","dest_ip":"10.77.0.2"},"value":{"tx_cnt":5,"rx_cnt":3,"tx_bytes":500,"rx_bytes":600}}'
	same "$(interfaces)" "$INTERFACES"
	# The process that stays behind holds both namespaces, and is not in them
	same "$(find "/proc/$DEMO_KEEPER/fd" -lname 'net:*' | wc -l)" 2
	same "$(readlink "/proc/$DEMO_KEEPER/ns/net")" "$(readlink /proc/self/ns/net)"
	stops ip-tracker
}

# starts_without CAPABILITIES NAME: `demo start` as root without these ("net_raw")
starts_without() {
	setpriv --bounding-set="-$1" --inh-caps=-all mapctl demo start "$2"
}

@test "a missing capability is named, and nothing is left" {
	DEMO=proto-bytes DEMO_MAPS='' DEMO_KEEPER='' INTERFACES=$(interfaces)
	run_fails 1 'cannot start the demo "proto-bytes": Operation not permitted (CAP_NET_RAW missing)' \
		starts_without net_raw proto-bytes
	nothing_left
	DEMO=ip-tracker
	run_fails 1 'Operation not permitted (CAP_SYS_ADMIN missing)' starts_without sys_admin ip-tracker
	run_fails 1 'Operation not permitted (CAP_NET_ADMIN missing)' starts_without net_admin ip-tracker
	nothing_left
}

@test "a demo needs its keeper: killed, it does not run, and stop clears up" {
	for demo in proto-bytes ip-tracker; do
		demo_start $demo
		kill -KILL "$DEMO_KEEPER"
		timeout 10 sh -c 'while [ -e "/proc/$0" ]; do sleep 0.02; done' "$DEMO_KEEPER"
		same "$(mapctl -J demo list | jq -c "select(.name == \"$demo\") | [.running, .left]")" \
			'[false,true]'
		same "$(mapctl demo list -o name,running | awk -v d=$demo '$1 == d { print $2 }')" left
		run_fails 1 "an earlier demo \"$demo\" has left something" mapctl demo start $demo
		stops $demo
	done
}
