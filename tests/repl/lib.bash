# SPDX-License-Identifier: GPL-2.0-or-later
# Sessions in a terminal: see tests/pty for the steps.
# shellcheck shell=bash

# A home of the test's own, without history, rc and colours.
repl_home() {
	export HOME=$BATS_TEST_TMPDIR/home NO_COLOR=1
	unset XDG_STATE_HOME XDG_CONFIG_HOME MAPCTL_HISTORY PAGER LESS
	mkdir -p "$HOME"
}

# terminal COLUMNS ROWS WORDS STEP…: `mapctl WORDS` in a terminal, until its prompt is there
terminal() {
	local columns=$1 rows=$2 words=$3
	shift 3
	run "$TOP/tests/pty" "$columns" "$rows" "mapctl $words" await '>' "$@"
	printf '%s\n' "$output" # for who reads a failure
}

# repl STEP…: a session in a terminal of 100 columns; it must end well
repl() {
	terminal 100 40 "" "$@" key '\x15quit\r' end
	[[ $status == 0 && $output == *$'status 0\nterminal as before, normal screen, cursor shown' ]] &&
		return
	return 1
}
