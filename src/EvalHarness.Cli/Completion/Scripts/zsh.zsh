# Completes evalharness in zsh, by the program's own [suggest] directive; file names where it has nothing to offer.
_evalharness() {
    local line="${(j: :)words[2,CURRENT]}"
    local -a offered
    offered=("${(@f)$("${words[1]/#\~/$HOME}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
    compadd -a offered || _files
}
compdef _evalharness evalharness
