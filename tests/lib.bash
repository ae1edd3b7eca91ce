# SPDX-License-Identifier: GPL-2.0-or-later
# What the bats files share: the program under test, a bpffs directory of their own, checks.
# shellcheck shell=bash disable=SC2154 # bats sets status, output and stderr

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$(cd "$TOP" && cd "${BUILD:-build}" && pwd)
export BUILD
PATH=$BUILD:$PATH
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}
export TERM=xterm
unset NO_COLOR MAPCTL_READONLY

bats_require_minimum_version 1.5.0

# For setup_file, where bats cannot skip: tests/run does, these fail where it is not asked.
kernel_or_skip() {
	local why
	! why=$(BUILD=$BUILD "$TOP/tests/kernel-missing") || { echo "no kernel tests here: $why"; return 1; }
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

# unprivileged [CAPABILITIES] -- WORDS…: runs as nobody, with these capabilities only ("bpf,perfmon").
# The program is copied, and $PINS seen through a bpffs of the run's own: nobody may not enter every
# checkout, nor /sys/fs/bpf, which systemd mounts for root only.
unprivileged() {
	local caps=-all cap public rc=0
	while [ "$1" != -- ]; do
		for cap in ${1//,/ }; do caps="$caps,+$cap"; done
		shift
	done
	shift
	public=$(mktemp -d)
	chmod 755 "$public"
	mkdir "$public/pins"
	install -m 755 "$BUILD/mapctl" "$public"
	# shellcheck disable=SC2016 # for the inner shell
	PATH=$public:$PATH unshare -m sh -ec '
		mount --bind "$PINS" "$0"
		mount -t bpf -o mode=755 bpf /sys/fs/bpf
		mkdir "$PINS"
		mount --bind "$0" "$PINS"
		umount "$0"
		exec "$@"' "$public/pins" setpriv --reuid=65534 --regid=65534 --clear-groups \
		--inh-caps="$caps" --ambient-caps="$caps" --bounding-set="$caps" "$@" || rc=$?
	rm -rf "$public"
	return "$rc"
}

# What is below $PINS, to the byte: modes, definitions, keys and values.
pins_state() {
	find "$PINS" -printf '%p %m %y\n' | sort
	find "$PINS" -type f -print0 | sort -z | xargs -0r "$BUILD/tests/helpers/rawdump"
}

# refuses STATUS CODE "part of the message" WORDS…: `mapctl WORDS` fails so, as text and with -j,
# and changes nothing below $PINS. The words of $AS, an array, stand before mapctl.
refuses() {
	local want=$1 code=$2 message=$3 before
	shift 3
	before=$(pins_state)
	run_fails "$want" "$message" "${AS[@]}" mapctl "$@" || return 1
	run --separate-stderr "${AS[@]}" mapctl -j "$@"
	if [ "$status" != "$want" ] || [ -n "$output" ] || ! error_is "$code" "$message"; then
		printf 'wanted status %s, %s "%s"\ngot status %s of: -j %s\nstdout: %s\nstderr: %s\n' \
			"$want" "$code" "$message" "$status" "$*" "$output" "$stderr"
		return 1
	fi
	same "$(pins_state)" "$before"
}

# error_is CODE "part of the message": $stderr is one JSON error that says so
error_is() {
	jq -es --arg code "$1" --arg message "$2" \
		'length == 1 and (.[0].error | .code == $code and (.message | contains($message)))' \
		<<<"$stderr" >/dev/null
}

# conforms SCHEMA <<<DOCUMENT: it is what tests/schema/SCHEMA.json says
conforms() {
	python3 "$TOP/tests/schema/check" "$1"
}

# interrupt PID: Ctrl-C for a job of this shell, once it has blocked the signal: it must end with 130.
# Whether SIGHUP is blocked, too, depends on who started the tests.
interrupt() {
	local rc=0
	until grep -q 'SigBlk:.*[2367abef]$' "/proc/$1/status"; do kill -0 "$1" || return 1; done
	kill -INT "$1"
	wait "$1" || rc=$?
	same "$rc" 130
}

# in_terminal COLUMNS "SHELL WORDS": runs in a terminal so wide; $output has no colours and no
# carriage returns
in_terminal() {
	NO_COLOR=1 run script -qec "stty cols $1 rows 50; $2" /dev/null
	output=${output//$'\r'/}
}
