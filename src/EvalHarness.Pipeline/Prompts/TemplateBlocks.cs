namespace EvalHarness.Pipeline.Prompts;

/// <summary>Turns the blocks of a template into steps with jumps, and checks that they match.</summary>
internal sealed class TemplateBlocks
{
    private readonly HashSet<string> _lists;
    private readonly List<TemplateStep> _steps = [];
    private readonly Stack<Block> _open = new();

    /// <summary>Reads the blocks.</summary>
    /// <exception cref="InvalidInputException">Blocks do not match, or a name does not fit where it stands.</exception>
    public TemplateBlocks(TemplateTags template)
    {
        _lists = [.. template.Tags.Where(tag => tag.Repeats).Select(tag => tag.Name)];
        IReadOnlyList<string> texts = TemplateLines.Trim(template);
        for (int i = 0; i < template.Tags.Count; i++)
        {
            Write(texts[i]);
            Add(template.Tags[i]);
        }

        Write(texts[^1]);
        if (_open.TryPop(out Block? unclosed))
        {
            TemplateTag tag = unclosed.Tag;
            throw Mistake(tag, $"{tag.Shown} without its closing tag", $"{{{{/{tag.Block}}}}} after it");
        }
    }

    /// <summary>The steps in the order in which they stand in the template.</summary>
    public TemplateStep[] Steps => [.. _steps];

    private bool IsInLoop => _open.TryPeek(out Block? block) && block.IsInLoop;

    private void Add(TemplateTag tag)
    {
        switch (tag.Kind)
        {
            case TemplateTagKind.Note:
                break;
            case TemplateTagKind.Variable:
                CheckName(tag);
                _steps.Add(new(TemplateStepKind.Variable, tag.Name));
                break;
            case TemplateTagKind.Else:
                Turn(tag);
                break;
            case TemplateTagKind.Close:
                Close(tag);
                break;
            default:
                Open(tag);
                break;
        }
    }

    private void Open(TemplateTag tag)
    {
        CheckName(tag);
        if (tag.Repeats && IsInLoop)
        {
            throw Mistake(tag, $"{tag.Shown} for the lines of a line", "{{#each variable}} outside of other {{#each}}");
        }

        _open.Push(new(tag, Start: _steps.Count, IsInLoop, tag.Repeats || IsInLoop));
        _steps.Add(new(tag.Block switch
        {
            "if" => TemplateStepKind.If,
            "unless" => TemplateStepKind.Unless,
            _ => TemplateStepKind.Each,
        }, tag.Name));
    }

    private void Turn(TemplateTag tag)
    {
        if (!_open.TryPop(out Block? block))
        {
            throw Unopened(tag);
        }

        if (block.Skip is not null)
        {
            throw Mistake(tag, "a second {{else}} in one block", "one {{else}}, or a block inside the block");
        }

        Repeat(block);
        _open.Push(block with { Skip = _steps.Count, IsInLoop = block.IsInsideLoop });
        _steps.Add(new(TemplateStepKind.Skip, ""));
        Aim(block.Start);
    }

    private void Close(TemplateTag tag)
    {
        if (!_open.TryPop(out Block? block) || block.Tag.Block != tag.Block)
        {
            throw Unopened(tag);
        }

        if (block.Skip is null)
        {
            Repeat(block);
        }

        Aim(block.Skip ?? block.Start);
    }

    private void Repeat(Block block)
    {
        if (block.Tag.Repeats)
        {
            _steps.Add(new(TemplateStepKind.Next, "", block.Start + 1));
        }
    }

    private void Aim(int step) => _steps[step] = _steps[step] with { Target = _steps.Count };

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            _steps.Add(new(TemplateStepKind.Text, text));
        }
    }

    private void CheckName(TemplateTag tag)
    {
        if ((tag.IsOfLoop || tag.IsOuter) && !IsInLoop)
        {
            throw Mistake(tag, $"{tag.Shown} without an open block", "{{#each variable}} around it");
        }

        if (!tag.IsOfLoop && !tag.IsOuter && IsInLoop && !tag.Repeats)
        {
            // Handlebars looks for the name in the line, and writes nothing.
            throw Mistake(tag, $"{tag.Shown} inside {{{{#each}}}}", $"../{tag.Name} for a variable, this for the line");
        }

        if (tag.Kind == TemplateTagKind.Variable && _lists.Contains(tag.Name))
        {
            throw Mistake(tag, $"{tag.Shown} used as a text and as a list",
                "one use per variable, with {{this}} for each line of a list");
        }
    }

    private static InvalidInputException Unopened(TemplateTag tag) =>
        Mistake(tag, $"{tag.Shown} without an open block", "blocks that are opened and closed in order");

    private static InvalidInputException Mistake(TemplateTag tag, string found, string expected) =>
        new(tag.Place, found, expected);

    /// <param name="Tag">Its opening tag.</param>
    /// <param name="Start">Its first step.</param>
    /// <param name="IsInsideLoop">It stands within <c>each</c>.</param>
    /// <param name="IsInLoop">The part being read is repeated.</param>
    /// <param name="Skip">Step that leaps over what follows <c>else</c>; <c>null</c> before that tag.</param>
    private sealed record Block(TemplateTag Tag, int Start, bool IsInsideLoop, bool IsInLoop, int? Skip = null);
}
