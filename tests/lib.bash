# SPDX-License-Identifier: GPL-2.0-or-later
# What the bats files share: the program under test, a bpffs directory of their own, checks.
# shellcheck shell=bash disable=SC2154 # bats sets status, output and stderr

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$(cd "$TOP" && cd "${BUILD:-build}" && pwd)
PATH=$BUILD:$PATH
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}
unset NO_COLOR MAPCTL_READONLY

bats_require_minimum_version 1.5.0

# Skips where maps can't be made or pinned; with REQUIRE_KERNEL=1 that is a failure.
kernel_or_skip() {
	local why=
	if [ "$(id -u)" != 0 ]; then
		why="needs root"
	elif ! mapctl doctor --fix >/dev/null 2>&1; then
		why="bpffs can't be mounted"
	elif ! mapctl -J doctor | grep -q '"check":"creating maps","status":"ok"'; then
		why="this kernel makes no maps"
	fi
	[ -n "$why" ] || return 0
	[ "${REQUIRE_KERNEL:-0}" != 1 ] || { echo "kernel tests are required, but: $why"; return 1; }
	skip "$why"
}

# A bpffs directory of this file's own in $PINS: call it in setup_file, and pins_end in teardown_file.
pins_begin() {
	PINS=/sys/fs/bpf/mapctl-test-$$-$RANDOM
	export PINS
	mkdir "$PINS"
}

pins_end() {
	[ -n "${PINS:-}" ] || return 0
	rm -rf "$PINS"
}

# run_ok WORDS…: must exit 0 and print nothing on standard error; $output is standard output
run_ok() {
	run --separate-stderr "$@"
	[ "$status" = 0 ] && [ -z "$stderr" ] && return
	printf 'status %s of: %s\nstdout: %s\nstderr: %s\n' "$status" "$*" "$output" "$stderr"
	return 1
}

# run_fails STATUS "part of the message" WORDS…: must fail so, say so, and print no data
run_fails() {
	local want=$1 message=$2
	shift 2
	run --separate-stderr "$@"
	if [ "$status" = "$want" ] && [ -z "$output" ] && [[ $stderr == "mapctl: "*"$message"* ]]; then
		return
	fi
	printf 'wanted status %s and "%s"\ngot status %s of: %s\nstdout: %s\nstderr: %s\n' \
		"$want" "$message" "$status" "$*" "$output" "$stderr"
	return 1
}

# same GOT WANTED: equal, or both are shown
same() {
	[ "$1" = "$2" ] && return
	diff <(printf '%s\n' "$2") <(printf '%s\n' "$1") | sed 's/^</wanted </; s/^>/got    >/'
	return 1
}

# json FILTER: of $output, through jq (which also proves that it is JSON)
json() {
	jq -c "$1" <<<"$output"
}

# unprivileged [CAPABILITIES] -- WORDS…: runs as nobody, with these capabilities only ("bpf,perfmon")
unprivileged() {
	local caps=-all cap
	while [ "$1" != -- ]; do
		for cap in ${1//,/ }; do caps="$caps,+$cap"; done
		shift
	done
	shift
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps="$caps" --ambient-caps="$caps" \
		--bounding-set="$caps" "$@"
}

