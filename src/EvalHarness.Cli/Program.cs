using System.CommandLine;

return await new RootCommand("Compares a quantized model with its baseline and says whether it may ship.")
    .Parse(args)
    .InvokeAsync();
