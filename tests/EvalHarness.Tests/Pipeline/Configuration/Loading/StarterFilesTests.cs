using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Configuration.Loading;

public sealed class StarterFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatIsWrittenOnlyLacksTheModel()
    {
        StarterFiles.Write(_folder.Path, "weights/\"my\" model.gguf", StarterModel.Original, overwrite: false);
        InvalidInputException thrown = Assert.Throws<InvalidInputException>(Load);
        Assert.All(thrown.Errors, mistake => Assert.EndsWith(".path", mistake.Location!.Split(" (")[0],
            StringComparison.Ordinal));
        Directory.CreateDirectory(_folder.File("weights"));
        File.WriteAllText(_folder.File("weights/\"my\" model.gguf"), "");
        TaskConfiguration task = Load().Values.Tasks["questions"];
        DatasetMapping mapping = new()
        {
            Target = task.Target,
            RequiredFields = PromptTemplate.Load(task.Prompt!).RequiredVariables,
        };
        DatasetSummary summary = await DatasetReaders.CheckAsync(
            task.Dataset, mapping, task.OnBadSample, CancellationToken.None);
        Assert.Equal(8, summary.Samples);
    }

    [Fact]
    public void AModelWithoutAChatTemplateIsAskedInPlainText()
    {
        StarterFiles.Write(
            _folder.Path, StarterFiles.ModelPath, StarterModel.Original, overwrite: false, isPlain: true);
        Directory.CreateDirectory(_folder.File("models"));
        File.WriteAllText(_folder.File(StarterFiles.ModelPath), "");
        Assert.False(Load().Values.Tasks["questions"].Chat);
    }

    [Fact]
    public void NothingIsOverwrittenUnasked()
    {
        IReadOnlyList<string> written = StarterFiles.Write(
            _folder.Path, StarterFiles.ModelPath, StarterModel.Original, overwrite: false);
        Assert.Equal(
            ["datasets/questions.csv", "eval.config.json", "eval.config.schema.json", "prompts/questions.yaml"],
            written.Select(path => Path.GetRelativePath(_folder.Path, path)));
        Assert.Equal(4, Assert.Throws<InvalidInputException>(() =>
            StarterFiles.Write(
                _folder.Path, StarterFiles.ModelPath, StarterModel.Original, overwrite: false)).Errors.Count);
        StarterFiles.Write(_folder.Path, "other.gguf", StarterModel.Original, overwrite: true);
        Assert.Contains("other.gguf", File.ReadAllText(_folder.File("eval.config.json")), StringComparison.Ordinal);
    }

    private ResolvedConfiguration Load() => ConfigurationFile.Load(_folder.File("eval.config.json"));
}
