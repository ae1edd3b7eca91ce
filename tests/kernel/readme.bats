#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The README's first session prints what the README says it prints.

load ../lib

# Ids and the order of a hash differ from machine to machine; list may show other maps, whose names
# decide how many columns fit: of its rows those of the session count, by type and name.
comparable() {
	tr -d '\r' | sed -E 's/^[0-9]+ maps?, .*/TOTAL/; s/\(id [0-9]+\)/(id N)/; s/},$/}/
		s/^ *[0-9]+ ([a-z_]+) +(config|output) .*/ID \1 \2/; s/^ *id type .*/LIST/; s/ +/ /g; s/ $//' |
		grep -vE '^ ?[0-9]+ [a-z_]+ ' | sort
}

@test "the first session of the README" {
	kernel_or_skip
	awk '/^<!-- first session -->/ { wanted = 1 }
		wanted && /^```/ { if (inside) exit; inside = 1; next } inside' "$TOP/README.md" |
		comparable >"$BATS_TEST_TMPDIR/wanted"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/wanted")" -gt 50 ]
	NO_COLOR=1 script -qec "stty cols 80; '$TOP/tests/readme-session'" /dev/null </dev/null |
		sed -E 's/\x1b\[[0-9;]*m//g' | comparable >"$BATS_TEST_TMPDIR/got"
	same "$(cat "$BATS_TEST_TMPDIR/got")" "$(cat "$BATS_TEST_TMPDIR/wanted")"
	[ ! -e /sys/fs/bpf/flows ]
	[ ! -e /sys/fs/bpf/mapctl/hello-config ]
}
