#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The demos map-zoo and off-cpu: what their maps hold, to the entry and the wait.

load demos
load pins

# zoo MAP: its dump as JSON lines, sorted
zoo() {
	entries "map-zoo/$1"
}

# zoo_lookup MAP WORD...: the value
zoo_lookup() {
	mapctl -J lookup "$DEMOS/map-zoo/$1" "${@:2}" | jq -c .value
}

# zoo_has MAP: the first test sees to it that those are missing only which the kernel has not
zoo_has() {
	[ -e "$DEMOS/map-zoo/$1" ]
}

# kernel_lacks TYPE: knows its number but refuses to make a map of it, being built without
kernel_lacks() {
	local words
	case $1 in
	# registered through a link: from Linux 6.4 on
	struct_ops) ! grep -q ' bpf_struct_ops_link_create$' /proc/kallsyms; return ;;
	*cgroup_storage) words='key 8 value 4' ;;
	*_storage) words='key int value u32 flags no_prealloc' ;;
	arena) words='entries 1 flags mmapable' ;;
	insn_array) words='key 4 value 16 entries 1' ;;
	rhash) words='key 4 value 4 entries 1 flags no_prealloc' ;;
	stack_trace) words='key 4 value 8 entries 1' ;;
	user_ringbuf) words='entries 4096' ;;
	bloom_filter) words='value 4 entries 1' ;;
	*_array | *map | *hash) words='key 4 value 4 entries 1' ;;
	*) return 1 ;;
	esac
	# shellcheck disable=SC2086 # words
	mapctl create "$PINS/asked" type "$1" $words >/dev/null 2>&1 || return 0
	rm "$PINS/asked"
	return 1
}

@test "map-zoo: a map of every type the kernel knows, under its name" {
	demo_start map-zoo
	mapctl -r list --under "$DEMOS/map-zoo" -o type | sort >"$BATS_TEST_TMPDIR/types"
	find "$DEMOS/map-zoo" -mindepth 1 ! -name link -printf '%f\n' | sort >"$BATS_TEST_TMPDIR/pins"
	diff "$BATS_TEST_TMPDIR/types" "$BATS_TEST_TMPDIR/pins"
	known=$(mapctl -j doctor | jq -r '.[] | select(.check == "map types") | .detail')
	known=", ${known#*; not },"
	for type in $(mapctl -j demo info map-zoo | jq -r '.maps[].name'); do
		if [[ $known == *", $type,"* ]]; then
			run ! zoo_has "$type"
		elif zoo_has "$type"; then
			run ! kernel_lacks "$type"
		else
			kernel_lacks "$type" || { echo "there is no $type"; return 1; }
		fi
	done
	# the demo has all types that there are
	same "$(mapctl -j demo info map-zoo | jq -r '.maps[].name' | wc -l)" \
		"$(mapctl -j doctor | jq -r '.[] | select(.check == "map types") | .detail | capture("of (?<n>[0-9]+)").n')"
	stops map-zoo
}

@test "map-zoo: tables" {
	demo_start map-zoo
	two='{"key":1,"value":{"name":"spider","legs":8}}
{"key":2,"value":{"name":"cat","legs":4}}'
	same "$(zoo hash)" "$two"
	same "$(zoo lru_hash)" "$two"
	! zoo_has rhash || same "$(zoo rhash)" "$two"
	! zoo_has insn_array || same "$(zoo insn_array | grep '"key":1,')" \
		'{"key":1,"value":{"orig_off":2,"xlated_off":0,"jitted_off":0}}'
	same "$(zoo array | grep -v '"legs":0')" "$two"
	same "$(zoo array | wc -l)" 16
	same "$(zoo lpm_trie)" '{"key":{"prefixlen":32,"address":[127,0,0,1]},"value":{"name":"cat","legs":4}}
{"key":{"prefixlen":8,"address":[127,0,0,0]},"value":{"name":"spider","legs":8}}'
	for map in percpu_hash percpu_array lru_percpu_hash; do
		same "$(zoo "$map" | jq -c 'select(.key == 1) | .values | map(.value) | unique')" \
			'[{"name":"spider","legs":8}]'
	done
	[[ $(zoo stack_trace | jq -r '.value[].symbol') == bpf_prog_*_zoo_fill+0x*do_syscall_64+0x* ]]
	stops map-zoo
}

@test "map-zoo: maps of objects" {
	demo_start map-zoo
	same "$(zoo prog_array | jq -c '[.key, .value.name]')" '[1,"zoo_fill"]'
	same "$(zoo array_of_maps | jq -c '[.key, .value.name]')" '[0,"array"]'
	same "$(zoo hash_of_maps | jq -c .value.name)" '"hash"'
	lo='{"key":1,"value":{"ifindex":1,"name":"lo"}}'
	same "$(zoo devmap)" "$lo"
	same "$(mapctl -J dump "$DEMOS/map-zoo/devmap_hash" 2>/dev/null)" "$lo"
	same "$(zoo cpumap)" '{"key":0,"value":64}'
	for map in sockmap sockhash reuseport_sockarray; do
		same "$(zoo "$map" | jq -c '.value | [.family, .type, .state, .cookie > 0, .pid]')" \
			"[\"inet\",\"dgram\",\"CLOSE\",true,$DEMO_KEEPER]"
	done
	! zoo_has struct_ops || same "$(zoo struct_ops | jq -c '[.value.common.state, .value.data.name]')" \
		'["BPF_STRUCT_OPS_STATE_READY","mapctl_zoo"]'
	! zoo_has struct_ops || same "$(zoo struct_ops | jq -c '.value.data | [.ssthresh.name, .undo_cwnd.name, .cong_avoid.name]')" \
		'["zoo_ssthresh","zoo_undo_cwnd","zoo_cong_avoid"]'
	run ! grep mapctl_zoo /proc/sys/net/ipv4/tcp_available_congestion_control
	stops map-zoo
}

@test "map-zoo: storages, and what has no keys" {
	demo_start map-zoo
	same "$(zoo cgroup_storage | jq -c .value)" 3
	same "$(mapctl dump "$DEMOS/map-zoo/cgroup_storage" --no-header | cut -d' ' -f2-4)" \
		'/* /mapctl-map-zoo */'
	same "$(zoo percpu_cgroup_storage | jq -c '.values | map(.value) | add')" 3
	cat='{"name":"cat","legs":4}'
	same "$(zoo sk_storage | jq -c '[.key.family, .key.pid, .value]')" "[\"inet\",$DEMO_KEEPER,$cat]"
	same "$(zoo_lookup task_storage key pid 1)" "$cat"
	# only with the BPF LSM have inodes room for it
	if mapctl update "$DEMOS/map-zoo/inode_storage" key file /dev/null value '{legs: 1}'; then
		same "$(zoo_lookup inode_storage key file /)" "$cat"
	fi
	! zoo_has cgrp_storage ||
		same "$(zoo_lookup cgrp_storage key cgroup "$(cgroup2)/mapctl-map-zoo")" "$cat"
	same "$(mapctl -J peek "$DEMOS/map-zoo/queue" | jq -r .value)" hex:01000000
	same "$(mapctl -J peek "$DEMOS/map-zoo/stack" | jq -r .value)" hex:03000000
	run_ok mapctl lookup "$DEMOS/map-zoo/bloom_filter" 3
	run_fails 3 "" mapctl lookup "$DEMOS/map-zoo/bloom_filter" 77
	same "$(mapctl -J events "$DEMOS/map-zoo/ringbuf" --count 3 2>/dev/null | jq -c .value)" \
		'{"name":"ant","legs":6}
{"name":"ant","legs":8}
{"name":"ant","legs":10}'
	stops map-zoo
}

@test "off-cpu: each of 20 waits for another process, with the stacks of both" {
	demo_start off-cpu
	waits=$(mapctl -J dump "$DEMOS/off-cpu/counts" |
		jq -c 'select(.key.target == "mapctl-waiter" and .key.waker == "mapctl-waker")')
	same "$(jq -s 'map(.value.times) | add' <<<"$waits")" 20
	# of nearly five milliseconds at least
	[ "$(jq -s 'map(.value.us) | add' <<<"$waits")" -ge 80000 ]
	# both stacks are in stackmap, and are addresses of the kernel
	for id in $(jq '.key.waker_stack, .key.target_stack' <<<"$waits"); do
		[ "$id" -ge 0 ]
		run_ok mapctl -J lookup "$DEMOS/off-cpu/stackmap" "$id"
		[[ $(jq -r '.value[].symbol' <<<"$output") == *@(schedule|try_to_wake_up)+0x* ]]
	done
	stops off-cpu
}

@test "off-cpu: run ends with folded stacks, by the names of the kernel's functions" {
	run --separate-stderr mapctl demo run off-cpu --traffic --for 1
	[ "$status" = 0 ]
	folded=$(grep -E '^mapctl-waiter;.*;--;.*;mapctl-waker [0-9]+$' <<<"$output" | head -n 1)
	[[ $folded == *';vfs_read;'*'pipe_read;'*'schedule;'*';--;try_to_wake_up;'*'pipe_write;vfs_write;'* ]]
	[[ $folded != *bpf* ]]
	# nothing else is on standard output: flamegraph.pl takes it as it is
	run ! grep -vE '^[^;]+(;[^;]+)+ [0-9]+$' <<<"$output"
	run --separate-stderr mapctl -J demo run off-cpu --traffic --for 1
	same "$(jq -c 'select(.stack | startswith("mapctl-waiter;")) | keys' <<<"$output" | sort -u)" '["stack","us"]'
	ran_without_trace off-cpu
}
