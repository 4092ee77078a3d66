# Completes evalharness in PowerShell, by the program's own [suggest] directive.
Register-ArgumentCompleter -Native -CommandName evalharness -ScriptBlock {
    param($word, $command, $position)
    $program = $command.CommandElements[0].Extent
    $start = $program.EndOffset - $command.Extent.StartOffset
    $line = $command.ToString().PadRight($position - $command.Extent.StartOffset).Substring($start).TrimStart()
    & $program.Text "[suggest:$($line.Length)]" $line 2>$null |
        Where-Object { $_ -like "$word*" } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
