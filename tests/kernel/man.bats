#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The manual's examples are typed, and print what the pages say that they print; and what the table of
# map types says of each is so.

load ../lib
load demos

# One at a time on a machine: the examples name their maps. tests/man/session has pins of its own.
setup() {
	demos_lock
	mapctl demo stop --all >/dev/null 2>&1 || true
}

@test "the examples of every page" {
	n=0
	for page in "$TOP"/man/*.[78]; do
		grep -q '^\.Bd -literal' "$page" || continue
		"$TOP/tests/man/session" --wanted "$page" >"$BATS_TEST_TMPDIR/wanted"
		"$TOP/tests/man/session" "$page" >"$BATS_TEST_TMPDIR/got" 8<&-
		diff "$BATS_TEST_TMPDIR/wanted" "$BATS_TEST_TMPDIR/got" || { echo "in $page"; return 1; }
		n=$((n + $(grep -cE '^(#|[a-z]+ ?[0-9/]*>) ' "$BATS_TEST_TMPDIR/wanted")))
	done
	[ "$n" -ge 90 ]
}

@test "an example that prints something else is found" {
	sed 's/^10.0.0.1   5$/10.0.0.1   6/' "$TOP/man/mapctl-dump.8" >"$BATS_TEST_TMPDIR/x.8"
	"$TOP/tests/man/session" --wanted "$BATS_TEST_TMPDIR/x.8" >"$BATS_TEST_TMPDIR/wanted"
	"$TOP/tests/man/session" "$BATS_TEST_TMPDIR/x.8" >"$BATS_TEST_TMPDIR/got" 8<&-
	run diff "$BATS_TEST_TMPDIR/wanted" "$BATS_TEST_TMPDIR/got"
	same "$output" "10c10
< 10.0.0.1   6
---
> 10.0.0.1   5"
}

@test "an example that fails without saying so is found" {
	printf '.Sh EXAMPLES\n.Bd -literal\n# false\n# echo 1\n1\n.Ed\n' >"$BATS_TEST_TMPDIR/x.8"
	same "$("$TOP/tests/man/session" "$BATS_TEST_TMPDIR/x.8" 8<&- | grep STATUS)" "STATUS 1"
}

@test "nothing is left of the examples" {
	[ "$(mapctl -r list conns -o id 2>/dev/null | wc -l)" = 0 ]
	[ ! -e /sys/fs/bpf/conns ]
}

# works COMMAND TYPE WORDS…: whether the kernel and the command do as help says for the type
works() {
	local command=$1 type=$2 listed
	shift 2
	listed=$(mapctl help "$type" | awk '/^  [a-z]/ { at = $1 } at == "commands"' | grep -cw "$command" || true)
	run --separate-stderr mapctl "$command" "$DEMOS/map-zoo/$type" "$@"
	# 3: it works, and nothing is there; a map of records that nobody sends ends by --for
	if [ "$listed" = 1 ]; then
		# and hist has been told no field, which it asks for once it knows the entries' types
		[ "$status" = 0 ] || [ "$status" = 3 ] || [ "$command$status" = hist2 ]
	else
		[ "$status" = 1 ] || [ "$status" = 2 ]
	fi || { echo "$command of $type: listed $listed, status $status: $stderr"; return 1; }
}

@test "the commands that help names for a map type work on a map of it, and the others do not" {
	mapctl demo start map-zoo --traffic >/dev/null 2>&1
	n=0
	for pin in "$DEMOS"/map-zoo/*; do
		type=${pin##*/}
		[ "$type" != link ] || continue
		works dump "$type"
		works watch "$type" --count 1 --interval 10ms
		works getnext "$type"
		works hist "$type" value
		works peek "$type"
		works pop "$type" --dry-run
		works save "$type" "$BATS_TEST_TMPDIR/$type"
		# the demo's perf events have no buffers that could be followed
		[ "$type" = perf_event_array ] || works events "$type" --peek --for 10ms
		works clear "$type" --dry-run >"$BATS_TEST_TMPDIR/why" ||
			works clear "$type" --dry-run --zero || { cat "$BATS_TEST_TMPDIR/why"; return 1; }
		n=$((n + 1))
	done
	[ "$n" -ge 31 ]
	mapctl demo stop map-zoo
}
