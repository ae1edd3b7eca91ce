# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests of demos share: starting one, its entries, and what must not be left.
# shellcheck shell=bash disable=SC2034,SC2154

DEMOS=/sys/fs/bpf/mapctl

# One test of demos at a time, whatever else runs here: they look at all demos of the machine.
demos_lock() {
	exec 8>/run/lock/mapctl-demos-test
	flock 8
}

cgroup2() {
	awk '{ for (i = 7; $i != "-"; i++); if ($(i + 1) == "cgroup2") { print $5; exit } }' /proc/self/mountinfo
}

demo_cgroups() {
	find "$(cgroup2)" -maxdepth 1 -name 'mapctl-*'
}

interfaces() {
	ls /sys/class/net
}

keepers() {
	grep -slx mapctl-demo /proc/[0-9]*/comm || true
}

demos_before() {
	INTERFACES_BEFORE=$(interfaces)
	KEEPERS_BEFORE=$(keepers)
}

# No pin, state, process, interface, cgroup or map; and so no program, which would hold its maps.
nothing_left() {
	[ ! -e "$DEMOS" ] || same "$(find "$DEMOS" -type f -o -type d -name '*-*')" ''
	[ ! -e /run/mapctl ]
	same "$(keepers)" "$KEEPERS_BEFORE"
	same "$(interfaces)" "$INTERFACES_BEFORE"
	same "$(demo_cgroups)" ''
	# freed after a grace period of the kernel's
	# shellcheck disable=SC2086 # ids are words
	"$BUILD/tests/helpers/gone" ${DEMO_MAPS:-}
}

# demo_start NAME: starts it with a round of traffic, and remembers its maps
demo_start() {
	run --separate-stderr mapctl demo start "$1" --traffic
	[ "$status" = 0 ] || { printf '%s\n' "$output" "$stderr"; return 1; }
	DEMO_MAPS=$(mapctl -r list --under "$DEMOS/$1" -o id)
}

refuses_start() {
	run_fails 1 "the demo \"$1\" is already running" mapctl demo start "$1"
}

# entries NAME/MAP: its dump as JSON lines, sorted
entries() {
	mapctl -J dump "$DEMOS/$1" | sort
}

# page_is_true NAME: runs the commands that `demo info` shows, and compares what it says they print
page_is_true() {
	local try command wanted
	while IFS= read -r try <&9; do
		command=$(jq -r .command <<<"$try")
		wanted=$(jq -r '.output // "any"' <<<"$try")
		run --separate-stderr bash -c "$command" 9<&-
		[ "$status" = 0 ] || { printf '%s: %s\n' "$command" "$stderr"; return 1; }
		[ "$wanted" = any ] || same "$output" "$wanted" || { echo "$command"; return 1; }
	done 9< <(mapctl -j demo info "$1" | jq -c '.try[]')
}

# records NAME UID: what `demo run` shows of one round of traffic by that user, as JSON lines
records() {
	mapctl -J demo run "$1" --traffic --for 1 2>/dev/null | jq -c ".value | select(.uid == $2)"
}
