#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154,SC2016 # bats sets output, status and stderr; for the inner shell
# The demos that look at sockets: what one round of their traffic leaves, to the byte.

load ../lib
load demos

# in_cgroup NAME COMMAND: bash runs it in the demo's cgroup
in_cgroup() {
	bash -c 'echo $$ >"$0" && exec bash -c "$1"' "$(cgroup2)/mapctl-$1/cgroup.procs" "$2"
}

@test "tcp-rtt: each connection of the cgroup, its bytes with SYN and FIN; none from outside" {
	demo_start tcp-rtt
	same "$(mapctl -J dump "$DEMOS/tcp-rtt/stats" --hints |
		jq -c '.value | [.daddr, .dport, .closed, .bytes_acked, .bytes_received, .dumps >= 2, .min_rtt_us > 0]')" \
		'["127.77.0.9",7709,true,1002,3001,true,true]'
	bash -c 'exec 3<>/dev/tcp/127.77.0.9/7709'
	same "$(entries tcp-rtt/stats | wc -l)" 1
	# An open socket has an entry, and is not written down again before it is due
	live="exec 3<>/dev/tcp/127.77.0.9/7709; echo one >&3; echo two >&3
		mapctl -J lookup $DEMOS/tcp-rtt/next_dump key socket pid \$\$ fd 3 >&2
		mapctl -J dump $DEMOS/tcp-rtt/next_dump >&2
		mapctl -J dump $DEMOS/tcp-rtt/stats"
	run --separate-stderr in_cgroup tcp-rtt "$live"
	same "$(jq -c "select(.value.closed | not) | .value.dumps" <<<"$output")" 1
	same "$(jq -sc '.[1].key | [.family, .type, .remote, .state, .comm]' <<<"$stderr")" \
		'["inet","stream","127.77.0.9:7709","ESTABLISHED","bash"]'
	same "$(jq -sc '[.[].value] | unique | length' <<<"$stderr")" 1
	first=$(jq -s '.[0].value' <<<"$stderr")
	run --separate-stderr in_cgroup tcp-rtt "$live"
	[ "$(jq -s '.[0].value' <<<"$stderr")" -gt "$first" ]
	same "$(entries tcp-rtt/stats | wc -l)" 3
	stops tcp-rtt
}

@test "tcp-rtt: run shows the connections of each round" {
	run --separate-stderr mapctl -J demo run tcp-rtt --traffic --for 1
	[ "$status" = 0 ]
	same "$(jq -c '[.map, .value.bytes_acked]' <<<"$output")" '["stats",1002]'
	ran_without_trace tcp-rtt
}

@test "sock-redirect: what one end receives goes out at the other, to the byte" {
	demo_start sock-redirect
	same "$(entries sock-redirect/spliced)" \
		'{"key":7711,"value":{"calls":10,"bytes":1000}}
{"key":7712,"value":{"calls":10,"bytes":3000}}'
	run --separate-stderr mapctl -J dump "$DEMOS/sock-redirect/sockets" --types u32 u64
	[ "$status" = 0 ]
	same "$(jq -c '[.key, (.value | .local, .state, .pid, .comm)]' <<<"$output" | sort)" \
		"[7711,\"127.77.0.10:7711\",\"ESTABLISHED\",$DEMO_KEEPER,\"mapctl-demo\"]
[7712,\"127.77.0.10:7712\",\"ESTABLISHED\",$DEMO_KEEPER,\"mapctl-demo\"]"
	# Their other ends are the clients, held by the same process
	same "$(jq -r .value.remote <<<"$output" | sort)" "$(awk '$3 ~ /^0A004D7F:1E(1F|20)$/ && $4 == "01" {
		print substr($2, 10) }' /proc/net/tcp | while read -r port; do echo "127.0.0.1:$((16#$port))"; done | sort)"
	# Two connections, both ends of each held (06 are ended ones); nothing is unread
	same "$(find "/proc/$DEMO_KEEPER/fd" -lname 'socket:*' | wc -l)" 4
	same "$(awk '$2 ~ /^0A004D7F:/ && $4 != "06" { print $2, $4, $5 }' /proc/net/tcp | sort)" \
		'0A004D7F:1E1F 01 00000000:00000000
0A004D7F:1E20 01 00000000:00000000'
	# They leave the map as they are closed
	kill -KILL "$DEMO_KEEPER"
	timeout 10 sh -c 'while [ -e "/proc/$0" ]; do sleep 0.02; done' "$DEMO_KEEPER"
	run_ok mapctl -J dump "$DEMOS/sock-redirect/sockets" --types u32 u64
	same "$output" ''
	stops sock-redirect
}

@test "sock-redirect: run beside one that is started; each has its own sockets" {
	demo_start sock-redirect
	run --separate-stderr mapctl -J demo run sock-redirect --traffic --for 1
	[ "$status" = 0 ]
	same "$(jq -c '[.map, .key, .value.bytes]' <<<"$output" | sort)" '["spliced",7711,1000]
["spliced",7712,3000]'
	same "$(entries sock-redirect/spliced | jq -c .value.bytes)" $'1000\n3000'
	stops sock-redirect
}
