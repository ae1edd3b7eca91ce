# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of mapctl for bash, with or without bash-completion. It knows no word of mapctl's: it
# asks mapctl itself what may stand where the cursor is.
# shellcheck shell=bash

# What stands for a word in the line; $2 is the quote that is open there.
__mapctl_quote() {
	local word=$1
	case $2 in
	"'") word=${word//\'/"'\\''"} ;;
	'"') word=${word//\\/\\\\} word=${word//\"/\\\"} word=${word//\$/\\\$} word=${word//\`/\\\`} ;;
	*)
		if [[ $word == *[!A-Za-z0-9_.,:/@%+=^-]* ]]; then
			word="'${word//\'/"'\\''"}'"
		fi
		;;
	esac
	REPLY=$word
}

# What the shell reads a word as; $2 is the quote that is open there.
__mapctl_plain() {
	local word=${1//\\\\/$'\1'}
	case $2 in
	"'") word=$1 ;;
	'"') word=${word//\\\"/\"} word=${word//\\\$/\$} word=${word//\\\`/\`} ;;
	*) word=${word//\\/} ;;
	esac
	REPLY=${word//$'\1'/\\}
}

# What is listed at a second Tab is only looked at: there is room for what each word is.
__mapctl_describe() {
	local i width=0 line columns=${COLUMNS:-80}
	for i in "${!COMPREPLY[@]}"; do
		[ "${#COMPREPLY[i]}" -le "$width" ] || width=${#COMPREPLY[i]}
	done
	[ "$width" -lt $((columns - 20)) ] || return 0
	for i in "${!COMPREPLY[@]}"; do
		[ -n "${about[i]}" ] || continue
		printf -v line '%-*s  %s' "$width" "${COMPREPLY[i]}" "${about[i]}"
		COMPREPLY[i]=${line:0:columns - 1}
	done
}

_mapctl() {
	local before=${COMP_LINE:0:COMP_POINT} cur=$2 quote='' plain typed files line flags='' i REPLY
	local -a lines about
	COMPREPLY=()
	mapfile -t lines < <("${1/#\~/$HOME}" __complete "$before" 2>/dev/null)
	[ "${#lines[@]}" -gt 0 ] || return 0
	typed=${lines[0]#*$'\t'} files=${typed##*$'\t'} typed=${typed%$'\t'*}
	unset 'lines[0]'

	# bash replaces what stands behind the last of its word breaks, = and : among them, or behind
	# an open quote; mapctl told the whole word
	case $cur in
	[\'\"]*) quote=${cur:0:1} cur=${cur:1} ;; # as sudo's completion has it
	*)
		quote=${before%"$cur"} quote=${quote: -1}
		[[ $quote == [\'\"] ]] || quote=''
		;;
	esac
	__mapctl_plain "$cur" "$quote"
	plain=$REPLY
	[[ $typed == *"$plain" ]] || return 0
	i=$((${#typed} - ${#plain}))
	for line in "${lines[@]}"; do
		flags=${line##*$'\t'} line=${line%$'\t'*}
		about[${#COMPREPLY[@]}]=${line#*$'\t'} line=${line%%$'\t'*}
		__mapctl_quote "${line:i}" "$quote"
		COMPREPLY+=("$REPLY")
	done

	compopt -o nosort 2>/dev/null
	if [ -n "$files" ] && [ "${#COMPREPLY[@]}" = 0 ]; then
		compopt -o default 2>/dev/null
	elif [ -n "$files" ]; then
		compopt -o filenames 2>/dev/null
		mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur")
	elif [ "${#COMPREPLY[@]}" = 1 ]; then
		[ "$flags" != open ] || compopt -o nospace 2>/dev/null
	elif [ "$COMP_TYPE" = 63 ]; then
		__mapctl_describe
	fi
}

complete -F _mapctl mapctl
