#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every demo: what its traffic leaves in its maps, that its page tells the truth, and that nothing
# is left of it.

load ../lib
load demos

setup_file() {
	kernel_or_skip
}

setup() {
	mapctl demo stop --all >/dev/null 2>&1 || true
	demos_before
}

teardown() {
	mapctl demo stop --all >/dev/null 2>&1 || true
}

@test "every page is complete, and every name of a demo finds it" {
	for demo in $(mapctl -r demo list -o name); do
		run_ok mapctl -j demo info "$demo"
		conforms demo-info <<<"$output"
		same "$(json .name)" "\"$demo\""
		for also in $(jq -r '.also[]' <<<"$output"); do
			same "$(mapctl -j demo info "$also" | jq -r .name)" "$demo"
		done
		run_ok mapctl demo info "$demo"
		[ "$(wc -L <<<"${output#*$'\n'}")" -le 100 ]
	done
}

@test "the commands of every page print what the page says, after one round of traffic" {
	for demo in $(mapctl -r demo list -o name); do
		demo_start "$demo"
		page_is_true "$demo"
		mapctl demo stop --all
		nothing_left
	done
}

@test "start --traffic and stop leave nothing, twice in a row" {
	for demo in $(mapctl -r demo list -o name); do
		for _ in 1 2; do
			demo_start "$demo"
			same "$(mapctl -j demo list | jq -r '.[] | select(.running) | .name')" "$demo"
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
	same "$(records hello 5001 | jq -c '[.command, .text]')" '["mapctl","Hello World!"]
["mapctl","Hello World!"]'
	nothing_left
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
	same "$(records hello-buffer 5001 | jq -c '[.uid, .command, .message]')" '[5001,"mapctl","Hello World"]
[5001,"mapctl","Hello World"]
[5001,"mapctl","Hello World"]'
	nothing_left
}

@test "hello-config: the message of the user, or one for all" {
	same "$(records hello-config 501 | jq -c '[.command, .message]')" '["mapctl","Hi user 501!"]'
	same "$(records hello-config 502 | jq -c '[.command, .message]')" '["mapctl","Hello World"]'
	nothing_left
}
