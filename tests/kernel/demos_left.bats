#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154,SC2016 # bats sets output, status and stderr; for the inner shell
# Demos that end otherwise than by demo stop, or that two commands are at work on: nothing of them
# is left, and nobody takes what is alive for what a killed one has left.

load ../lib
load demos

teardown() {
	[ -z "${RUN:-}" ] || kill "$RUN" 2>/dev/null || true
	[ -z "${STOPPED:-}" ] || kill -KILL "$STOPPED" 2>/dev/null || true
	rm -rf "$DEMOS/hello-map/foreign"
	mapctl demo stop --all >/dev/null 2>&1 || true
}

# running NAME: what demo list says of it
running() {
	mapctl demo list -o name,running | awk -v name="$1" '$1 == name { print $2 }'
}

# demo_run WORDS…: `demo run` in the background as $RUN, its standard error in $RUN_ERR; it is attached
demo_run() {
	RUN_ERR=$BATS_TEST_TMPDIR/err
	# bats has SIGINT ignored in what it runs in the background
	env --default-signal=INT mapctl demo run "$@" >/dev/null 2>"$RUN_ERR" 3>&- 8>&- &
	RUN=$!
	timeout 10 sh -c 'until grep -q attached "$0"; do sleep 0.02; done' "$RUN_ERR"
}

# ends_well [SIGNAL]: the one in the background ends by it (INT), with 0
ends_well() {
	local pid=$RUN
	RUN=
	kill -"${1:-INT}" "$pid"
	wait "$pid"
}

@test "a start that runs out of descriptors, wherever, says so and leaves nothing" {
	DEMO=map-zoo DEMO_MAPS='' DEMO_KEEPER='' INTERFACES=$(interfaces)
	for ((n = 12; n < 100; n++)); do
		run --separate-stderr bash -c "ulimit -n $n && exec mapctl demo start map-zoo"
		[ "$status" != 0 ] || break
		[[ $stderr == *': Too many open files'* ]] || { echo "$n: $stderr"; return 1; }
		nothing_left
	done
	same "$status" 0
	[ "$n" -gt 24 ]
	stops map-zoo
}

@test "run that is ended in a round of its traffic ends that, too, before it removes the cgroup" {
	demo_run tcp-rtt --traffic
	procs=$(cgroup2)/mapctl-tcp-rtt/cgroup.procs
	# the process that makes a connection is there for some milliseconds every two seconds
	for _ in 1 2 3 4 5 6; do
		until read -r STOPPED <"$procs"; do :; done
		kill -STOP "$STOPPED" 2>/dev/null && grep -qx "$STOPPED" "$procs" && break
	done
	grep -qx "$STOPPED" "$procs"
	ends_well
	[ ! -e "/proc/$STOPPED" ]
	ran_without_trace tcp-rtt
}

@test "run ends well by SIGTERM, and when its terminal goes" {
	for signal in TERM HUP; do
		demo_run tcp-rtt --traffic
		ends_well $signal
		ran_without_trace tcp-rtt
	done
}

@test "run whose reader goes away ends by SIGPIPE, and leaves nothing" {
	run --separate-stderr bash -c 'timeout -s KILL 30 mapctl demo run tcp-rtt --traffic | head -n 1; exit "${PIPESTATUS[0]}"'
	same "$status" 141
	[[ $output == 'stats '* ]]
	ran_without_trace tcp-rtt
	run --separate-stderr timeout -s KILL 30 sh -c 'mapctl demo run tcp-rtt --traffic >/dev/full'
	same "$status" 1
	[[ $stderr == *'cannot write to standard output: No space left on device'* ]]
	ran_without_trace tcp-rtt
}

@test "run says that it cannot remove its cgroup, and demo stop does it later" {
	demo_run cgroup-gate
	gate=$(cgroup2)/mapctl-cgroup-gate
	sh -c 'echo $$ >"$0/cgroup.procs"; exec sleep 1000' "$gate" 3>&- 8>&- &
	STOPPED=$!
	until grep -qx $STOPPED "$gate/cgroup.procs"; do sleep 0.02; done
	run ! ends_well
	grep -q 'cannot remove the cgroup of the demo "cgroup-gate": Device or resource busy' "$RUN_ERR"
	same "$(running cgroup-gate)" left
	kill "$STOPPED"
	wait "$STOPPED" || true
	run_ok mapctl demo stop cgroup-gate
	[ ! -e "$gate" ]
}

@test "run whose traffic fails says why, and ends with 1" {
	run --separate-stderr timeout 30 setpriv --bounding-set=-setuid --inh-caps=-all \
		mapctl demo run hello-map --traffic
	same "$status" 1
	[[ $stderr == *'mapctl: demo run: cannot run /bin/true as user 5001: Operation not permitted'* ]]
	ran_without_trace hello-map
}

@test "one in the foreground is not taken for what a killed one has left" {
	demo_run tcp-rtt
	same "$(running tcp-rtt)" no
	run_fails 3 'the demo "tcp-rtt" is not running' mapctl demo stop tcp-rtt
	run_ok mapctl demo stop --all
	for command in start run; do
		run_fails 1 'the demo "tcp-rtt" runs in the foreground' mapctl demo $command tcp-rtt
	done
	[ -e "$(cgroup2)/mapctl-tcp-rtt" ]
	ends_well
	ran_without_trace tcp-rtt
}

@test "one that is just being started is neither running nor left, and cannot be stopped" {
	mapctl demo start percpu-counter --traffic >/dev/null 3>&- 8>&- &
	RUN=$!
	until [ -e "$DEMOS/percpu-counter/link" ]; do :; done
	kill -STOP $RUN
	same "$(running percpu-counter)" no
	run_fails 1 'the demo "percpu-counter" is just being started' mapctl demo start percpu-counter
	run_fails 1 'the demo "percpu-counter" is just being started' mapctl demo stop percpu-counter
	run_fails 1 'is just being started' mapctl demo stop percpu-counter --dry-run
	run_ok mapctl demo stop --all
	kill -CONT $RUN
	wait $RUN
	RUN=
	same "$(running percpu-counter)" yes
	run_ok mapctl demo stop percpu-counter
}

@test "stop --all stops the others, too, when one cannot be stopped" {
	mapctl demo start cgroup-gate >/dev/null
	mapctl demo start map-in-map >/dev/null
	gate=$(cgroup2)/mapctl-cgroup-gate
	sh -c 'echo $$ >"$0/cgroup.procs"; exec sleep 1000' "$gate" 3>&- 8>&- &
	STOPPED=$!
	until grep -qx $STOPPED "$gate/cgroup.procs"; do sleep 0.02; done
	run_fails 1 'cannot remove the cgroup of the demo "cgroup-gate"' mapctl demo stop --all
	same "$(running cgroup-gate) $(running map-in-map)" 'yes no'
	# and it still does
	calls=$(mapctl -r lookup "$DEMOS/cgroup-gate/last" 0 -o calls)
	bash -c :
	[ "$(mapctl -r lookup "$DEMOS/cgroup-gate/last" 0 -o calls)" -gt "$calls" ]
	kill "$STOPPED"
	wait "$STOPPED" || true
	run_ok mapctl -j demo stop --all
	same "$output" '{"changed":1}'
}

# in_the_way PATH COMMAND: start and stop name it, and what gets it out of the way
in_the_way() {
	for words in '' --dry-run; do
		# shellcheck disable=SC2086 # no word or one
		run_fails 1 "\"$1\" is in the way of the demo \"hello-map\"" mapctl demo start hello-map $words
		[[ $stderr == *"hint: \"$1\" is not the demo's: $2"* ]]
		# shellcheck disable=SC2086
		run_fails 3 'the demo "hello-map" is not running' mapctl demo stop hello-map $words
		[[ $stderr == *"hint: \"$1\" is not the demo's: $2"* ]]
	done
	same "$(running hello-map)" no
}

@test "what others have put where a demo has its pins is named, and stays" {
	pins=$DEMOS/hello-map
	rm -rf "$pins"
	mkdir -p "$pins"
	mapctl create "$pins/foreign" type array key u32 value u32 entries 1
	in_the_way "$pins/foreign" "mapctl unpin $pins/foreign"
	run_ok mapctl unpin "$pins/foreign" --yes
	mkdir "$pins"/$'d\e[31mir'
	in_the_way "$pins/d\\x1b[31mir" 'mv '
	rmdir "$pins"/*
	# the empty directory is as good as the demo's
	same "$(running hello-map)" left
	run_ok mapctl demo stop hello-map
	[ ! -e "$pins" ]
	mkdir -p "$DEMOS"
	mapctl create "$pins" type array key u32 value u32 entries 1 name foreign
	in_the_way "$pins" "mapctl unpin $pins"
	rm "$pins"
}

@test "stop removes what is the demo's, and says what stays" {
	pins=$DEMOS/hello-map
	mapctl demo start hello-map >/dev/null
	mapctl create "$pins/foreign" type array key u32 value u32 entries 1
	run_fails 1 'the demo "hello-map" is already running' mapctl demo start hello-map
	run --separate-stderr mapctl demo stop hello-map
	same "$status $output" '0 '
	same "$stderr" "mapctl: note: \"$pins/foreign\" is not the demo's and stays; it is in the way of the next start"
	same "$(ls "$pins")" foreign
	in_the_way "$pins/foreign" "mapctl unpin $pins/foreign"
	rm -r "$pins"
	run_ok mapctl demo stop --all
}
