#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every demo: what its traffic leaves in its maps, that its page tells the truth, and that nothing
# is left of it.

load ../lib
load demos

@test "every page is complete, and every name of a demo finds it" {
	for demo in $(mapctl -r demo list -o name); do
		run_ok mapctl -j demo info "$demo"
		conforms demo-info <<<"$output"
		same "$(json .name)" "\"$demo\""
		for also in $(jq -r '.also[]' <<<"$output"); do
			same "$(mapctl -j demo info "$also" | jq -r .name)" "$demo"
		done
		run_ok mapctl demo info "$demo"
		# 80 columns are enough; commands, and one map of a long type, are as long as they are
		[ "$(grep -vE '^  (\$|percpu_cgroup_storage:) ' <<<"$output" | wc -L)" -lt 80 ]
	done
}

@test "the page tells a map's type, key, value and size apart, as list does" {
	same "$(mapctl -j demo info hello-ring | jq -c '.maps[]')" \
		'{"name":"config","type":"hash","key_type":"__u32","value_type":"struct user_msg_t","max_entries":10240}
{"name":"output","type":"ringbuf","max_entries":65536}'
	run_ok mapctl demo info hello-ring
	[[ $output == *'
maps:
  config: hash, __u32 -> struct user_msg_t, 10240 entries
  output: ringbuf, 65536 bytes
'* ]]
}

@test "the commands of every page print what the page says, after one round of traffic" {
	for demo in $(mapctl -r demo list -o name); do
		demo_start "$demo"
		maps_as_said "$demo"
		page_is_true "$demo"
		mapctl demo stop --all
		nothing_left
	done
}

@test "the pages of demos at system calls are true, too, while others run" {
	demos='hello hello-map hello-buffer hello-tail hello-ring exec-log percpu-counter map-in-map
		perf-vs-ring cgroup-gate trace-output'
	for demo in $demos; do
		mapctl demo start "$demo" --traffic >/dev/null
	done
	for demo in $demos; do
		page_is_true "$demo"
	done
}

@test "start --traffic and stop leave nothing, twice in a row" {
	for demo in $(mapctl -r demo list -o name); do
		for _ in 1 2; do
			demo_start "$demo"
			same "$(mapctl -j demo list | jq ".[] | select(.name == \"$demo\") | .running")" true
			refuses_start "$demo"
			run_ok mapctl demo stop "$demo"
			nothing_left
		done
	done
}

@test "stop --all stops all, and needs none" {
	demo_start hello-config
	run_ok mapctl -j demo stop --all
	same "$output" '{"changed":1}'
	run_ok mapctl -j demo stop --all
	same "$output" '{"changed":0}'
	run_fails 2 'stop either one demo or --all' mapctl demo stop
	run_fails 2 'stop either one demo or --all' mapctl demo stop hello-config --all
	nothing_left
}

@test "hello: a line for each of two execves" {
	same "$(records hello 5003 | jq -c '[.command, .text]')" '["mapctl","Hello World!"]
["mapctl","Hello World!"]'
	ran_without_trace hello
}

@test "hello-map: execves by user, and no count of what came after its end" {
	demo_start hello-map
	same "$(entries hello-map/counter_table | grep 500)" '{"key":5001,"value":3}
{"key":5002,"value":2}'
	run_ok mapctl -J lookup "$DEMOS/hello-map/counter_table" 0
	before=$(json .value)
	for _ in 1 2 3 4 5; do /bin/true; done
	run_ok mapctl -J lookup "$DEMOS/hello-map/counter_table" 0
	[ "$(json .value)" -ge $((before + 6)) ]
}

@test "percpu-counter: all calls per CPU, not more in the hash" {
	demo_start percpu-counter
	run_ok mapctl -J lookup "$DEMOS/percpu-counter/percpu_counts" 5001 --cpu sum
	same "$output" '{"key":5001,"value":500000}'
	run_ok mapctl -J lookup "$DEMOS/percpu-counter/percpu_counts" 5001
	same "$(json '[.values[] | select(.value > 0) | .value] | add')" 500000
	run_ok mapctl -J lookup "$DEMOS/percpu-counter/hash_counts" 5001
	[ "$(json .value)" -le 500000 ]
	[ "$(json .value)" -ge 250000 ]
}

@test "hello-buffer: a record for each of three execves" {
	same "$(records hello-buffer 5005 | jq -c '[.uid, .command, .message]')" '[5005,"mapctl","Hello World"]
[5005,"mapctl","Hello World"]
[5005,"mapctl","Hello World"]'
	ran_without_trace hello-buffer
}

@test "hello-config: the message of the user, or one for all" {
	same "$(records hello-config 501 | jq -c '[.command, .message]')" '["mapctl","Hi user 501!"]'
	same "$(records hello-config 502 | jq -c '[.command, .message]')" '["mapctl","Hello World"]'
	ran_without_trace hello-config
}

@test "hello-tail: the program in the slot of each call; others fall through" {
	same "$(records hello-tail 5004 | jq -r .message | grep -v Another)" 'Creating a timer
Some other timer operation
Deleting a timer
Executing a program
Executing a program'
	demo_start hello-tail
	run_ok mapctl -J dump "$DEMOS/hello-tail/syscall"
	same "$(jq -s -c 'map(select(.value.name == "hello_exec")) | length' <<<"$output")" 1
	same "$(jq -s -c 'map(select(.value.name == "hello_timer")) | length' <<<"$output")" 5
	run_ok mapctl -J list --under "$DEMOS/hello-tail" -o name,max
	same "$(jq -c 'select(.name == "syscall") | .max_entries' <<<"$output")" 500
}

@test "hello-ring: the message of the user, in the order of their calls" {
	same "$(mapctl -J demo run hello-ring --traffic --for 1 2>/dev/null |
		jq -r '.value | select(.uid == 501 or .uid == 502) | .message')" 'Hi user 501!
Hello World'
	demo_start hello-ring
	same "$(entries hello-ring/config)" '{"key":0,"value":{"message":"Hey root!"}}
{"key":501,"value":{"message":"Hi user 501!"}}'
}

@test "exec-log: the file of each program; the heap holds the last one" {
	same "$(mapctl -J demo run exec-log --traffic --for 1 2>/dev/null |
		jq -c '.value | select(.filename == "/bin/true") | [.comm, .filename]' | head -n 3)" \
		'["true","/bin/true"]
["true","/bin/true"]
["true","/bin/true"]'
	demo_start exec-log
	run_ok mapctl -J dump "$DEMOS/exec-log/heap"
	same "$(jq -c '[.values[].value.filename | select(endswith("mapctl"))] | length > 0' <<<"$output")" true
}

@test "cgroup-gate: calls inside and outside; a shell that moves in" {
	demo_start cgroup-gate
	last=$DEMOS/cgroup-gate/last
	same "$(mapctl -J lookup "$last" 1 | jq -c '.value | [.comm, .calls]')" '["mapctl",5]'
	[ "$(mapctl -J lookup "$last" 0 | jq .value.calls)" -ge 1 ]
	gate=$(cgroup2)/mapctl-cgroup-gate
	sh -c 'echo $$ >"$0/cgroup.procs"; exec bash -c :' "$gate"
	same "$(mapctl -J lookup "$last" 1 | jq -c '.value | [.comm, .calls > 5]')" '["bash",true]'

	# a process in it keeps it: said, and the next try stops it
	sh -c 'echo $$ >"$0/cgroup.procs"; exec sleep 1000' "$gate" 3>&- 8>&- &
	until grep -qx $! "$gate/cgroup.procs"; do sleep 0.02; done
	run_fails 1 'cannot remove the cgroup of the demo "cgroup-gate"' mapctl demo stop cgroup-gate
	kill $!
	wait $! || true
	run_ok mapctl demo stop cgroup-gate
	nothing_left
}

@test "map-in-map: no call is lost while the map is swapped" {
	demo_start map-in-map
	same "$(entries map-in-map/user_5007)" '{"key":0,"value":300000}'
	a=$(mapctl -J lookup "$DEMOS/map-in-map/counts_a" 0 | jq .value)
	b=$(mapctl -J lookup "$DEMOS/map-in-map/counts_b" 0 | jq .value)
	same $((a + b)) 300000
	same "$(entries map-in-map/current | jq -c '[.key, .value.name]')" '[0,"counts_b"]'
	same "$(entries map-in-map/by_user | jq -c .value.name)" '"user_5007"'
}

@test "run of a demo without records: the entries that have changed" {
	run --separate-stderr mapctl -J demo run hello-map --traffic --for 1500ms
	[ "$status" = 0 ]
	same "$(grep -E '"key":500[12]' <<<"$output" | sort)" '{"map":"counter_table","key":5001,"value":3}
{"map":"counter_table","key":5002,"value":2}'
	run --separate-stderr mapctl -J demo run percpu-counter --traffic --for 1
	same "$(jq -c 'select(.map == "percpu_counts" and .key == 5001) | .values | map(.value) | add' <<<"$output" | tail -n 1)" 500000
	run --separate-stderr mapctl demo run hello-map --traffic --for 1
	[[ $output == *'counter_table 5001: 3'* ]]
	ran_without_trace hello-map
}

@test "run of every demo with its traffic ends in time with 0 and leaves nothing" {
	for demo in $(mapctl -r demo list -o name); do
		run --separate-stderr timeout 60 mapctl -J demo run "$demo" --traffic --for 1
		[ "$status" = 0 ] || { echo "$demo: $status $stderr"; return 1; }
		jq -c . <<<"$output" >/dev/null
		ran_without_trace "$demo"
	done
}

@test "perf-vs-ring: no event but is received or lost, and the ring is in better order" {
	demo_start perf-vs-ring
	run_ok mapctl -J dump "$DEMOS/perf-vs-ring/results"
	same "$(jq -c 'select(.key == "RING") | .value | .received + .lost' <<<"$output")" 40000
	[ "$(jq 'select(.key == "PERF") | .value | .received + .lost' <<<"$output")" -le 40000 ]
	same "$(jq -s -c '[.[] | select(.value.received > 0 and .value.wakeups > 0) | .key] | sort' <<<"$output")" '["PERF","RING"]'
	[ "$(nproc)" = 1 ] ||
		jq -es '(map({(.key): .value.out_of_order}) | add) as $late | $late.RING < $late.PERF' <<<"$output"
}

@test "trace-output: a record for every write of its traffic, and for no other" {
	run --separate-stderr mapctl -J demo run trace-output --traffic --for 1
	[[ $stderr == *'1000 records, 0 lost'* ]]
	same "$(jq -c '.value.cookie' <<<"$output" | sort | uniq -c | tr -s ' ')" ' 1000 305419896'
}

# limited WORDS…: without the right to load programs
limited() {
	setpriv --bounding-set=-bpf,-sys_admin,-perfmon --inh-caps=-bpf,-sys_admin,-perfmon "$@"
}

@test "a start that fails leaves nothing, whatever the demo had made by then" {
	for demo in $(mapctl -r demo list -o name); do
		INTERFACES=$(interfaces)
		run_fails 1 CAP_ limited mapctl demo start "$demo" --traffic
		DEMO=$demo DEMO_MAPS='' DEMO_KEEPER=''
		nothing_left
	done
}

@test "a start that is killed leaves only what stop removes" {
	for demo in hello-map cgroup-gate proto-bytes percpu-counter; do
		INTERFACES=$(interfaces) DEMO=$demo DEMO_KEEPER=''
		mapctl demo start "$demo" --traffic >/dev/null 3>&- 8>&- &
		until [ -e "$DEMOS/$demo" ]; do :; done
		kill -KILL $! 2>/dev/null || true # it may be that fast
		wait $! 2>/dev/null || true
		DEMO_MAPS=$(demo_maps "$demo")
		run_ok mapctl demo stop "$demo"
		nothing_left
	done
}
