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
