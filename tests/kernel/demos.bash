# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests of demos share: starting one, its entries, and what must not be left.
# shellcheck shell=bash disable=SC2034,SC2154

DEMOS=/sys/fs/bpf/mapctl

# One test of demos at a time, whatever else runs here: they look at all demos of the machine.
demos_lock() {
	exec 8>/run/lock/mapctl-demos-test
	flock 8
}

# A file with a directory of its own loads pins behind this, whose setup_file takes the place.
setup_file() {
	kernel_or_skip
}

setup() {
	demos_lock
	mapctl demo stop --all >/dev/null 2>&1 || true
}

teardown() {
	mapctl demo stop --all >/dev/null 2>&1 || true
}

cgroup2() {
	awk '{ for (i = 7; $i != "-"; i++); if ($(i + 1) == "cgroup2") { print $5; exit } }' /proc/self/mountinfo
}

# Interfaces of this network namespace
interfaces() {
	ls /sys/class/net
}

# Ids of a demo's maps. Not of program arrays: one that somebody opens by id just when its last user
# has gone is cleared twice, and 6.18 then never frees it; any `list` on this machine may do that.
demo_maps() {
	mapctl -j list --under "$DEMOS/$1" | jq '.[] | select(.type != "prog_array") | .id'
}

# demo_start NAME: starts it with a round of traffic, and remembers what is its
demo_start() {
	DEMO=$1
	INTERFACES=$(interfaces)
	run --separate-stderr mapctl demo start "$1" --traffic
	[ "$status" = 0 ] || { printf '%s\n' "$output" "$stderr"; return 1; }
	DEMO_MAPS=$(demo_maps "$1")
	DEMO_KEEPER=$(mapctl -j demo list | jq -r ".[] | select(.name == \"$1\") | .keeper // empty")
}

# No pin, state, process, interface, cgroup or map of the demo started last; and so no program,
# which would hold its maps. They are freed after a grace period of the kernel's.
nothing_left() {
	[ ! -e "$DEMOS/$DEMO" ]
	[ ! -e "/run/mapctl/$DEMO" ]
	[ ! -e "$(cgroup2)/mapctl-$DEMO" ]
	# ended, and taken notice of by its new parent
	[ -z "$DEMO_KEEPER" ] ||
		timeout 10 sh -c 'while [ -e "/proc/$0" ]; do sleep 0.02; done' "$DEMO_KEEPER"
	same "$(interfaces)" "$INTERFACES"
	# shellcheck disable=SC2086 # ids are words
	"$BUILD/tests/helpers/gone" ${DEMO_MAPS:-}
}

# stops NAME: and nothing is left
stops() {
	run_ok mapctl demo stop "$1"
	nothing_left
}

refuses_start() {
	run_fails 1 "the demo \"$1\" is already running" mapctl demo start "$1"
}

# entries NAME/MAP: its dump as JSON lines, sorted
entries() {
	mapctl -J dump "$DEMOS/$1" | sort
}

# shape NAME: what stays of an example: numbers, times and addresses become N, how columns are filled up
# is left out. Of some demos more differs each time.
shape() {
	local more=
	case $1 in
	# time_ns as people read it; the stacks of whoever waits
	off-cpu) more='s,/\*[^*]*\*/,TIME,; s/\[.*/STACK/' ;;
	# where programs are, and who calls
	cgroup-gate) more='s/"[^"]*"/NAME/g' ;;
	# the names of both CPUs may be the same, and are their sum's then
	exec-log) more='s/"[^"]*"/NAME/g; s/( sum +[0-9]+ +)- +-$/\1NAME NAME/' ;;
	# the one that is in the slot now
	map-in-map) more='s/counts_[ab]/counts_X/' ;;
	map-zoo) more='s/\[.*/STACK/' ;;
	esac
	# how many lines there are of one shape depends on CPUs, users and how long a second is
	sed -E "$more; s/[0-9]+([.:][0-9]+)*/N/g; s/ +/ /g; s/^ | \$//g" | awk '!seen[$0]++'
}

# maps_as_said NAME: those that are pinned are as `demo info` has them, where it tells
maps_as_said() {
	mapctl -j list --under "$DEMOS/$1" |
		jq -e --argjson said "$(mapctl -j demo info "$1" | jq .maps)" 'length > 0 and all(.[];
			. as $map | $said[] | select(.name == $map.name) |
			.type == $map.type and (.max_entries // $map.max_entries) == $map.max_entries)'
}

# page_is_true NAME: runs the commands that `demo info` shows, on a terminal as its reader does, and
# compares what it says they print; notes are not shown there
page_is_true() {
	local try command wanted
	while IFS= read -r try <&9; do
		command=$(jq -r .command <<<"$try")
		wanted=$(jq -r '.output // .example // ""' <<<"$try")
		in_terminal 80 "{ $command
			} 2>$BATS_TEST_TMPDIR/notes" 9<&- </dev/null
		[ "$status" = 0 ] || { echo "$command: $output"; cat "$BATS_TEST_TMPDIR/notes"; return 1; }
		jq -e 'has("output") or has("example")' <<<"$try" >/dev/null || continue
		if jq -e .example <<<"$try" >/dev/null; then
			output=$(shape "$1" <<<"$output")
			wanted=$(shape "$1" <<<"$wanted")
		fi
		same "$output" "$wanted" || { echo "$command"; return 1; }
	done 9< <(mapctl -j demo info "$1" | jq -c '.try[]')
}

# records NAME UID: what `demo run` shows of one round of traffic by that user, as JSON lines
records() {
	mapctl -J demo run "$1" --traffic --for 1 2>/dev/null | jq -c ".value | select(.uid == $2)"
}

# ran_without_trace NAME: `demo run` has pinned and written down nothing
ran_without_trace() {
	[ ! -e "$DEMOS/$1" ]
	[ ! -e "/run/mapctl/$1" ]
	[ ! -e "$(cgroup2)/mapctl-$1" ]
}
