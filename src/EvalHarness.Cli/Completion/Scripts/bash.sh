# Completes evalharness in bash, by the program's own [suggest] directive; file names where it has nothing to offer.
_evalharness() {
    local program=${COMP_WORDS[0]/#\~/$HOME}
    local line=${COMP_LINE:0:COMP_POINT}
    line=${line#"${COMP_WORDS[0]}"}
    line=${line# }
    local IFS=$'\n'
    COMPREPLY=($(compgen -W "$("$program" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _evalharness evalharness
