# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of mapctl for fish. It knows no word of mapctl's: it asks mapctl itself what may stand
# where the cursor is.

function __mapctl_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l lines (command $program __complete (commandline -cp | string collect) 2>/dev/null)
    test (count $lines) -gt 0; or return
    for line in $lines[2..-1]
        set -l parts (string split \t -- $line)
        printf '%s\t%s\n' $parts[1] $parts[2]
    end
    if string match -q -- \*\tfiles $lines[1]
        # fish knows files itself, but for those behind an option's =
        set -l token (commandline -ct)
        set -l option (string match -r -- '^--[^=]*=' $token)
        set -l path (string replace -- "$option" '' $token)
        complete -C "'' $path" | string replace -r -- '^' "$option"
    end
end

complete -c mapctl -f -a '(__mapctl_complete)'
