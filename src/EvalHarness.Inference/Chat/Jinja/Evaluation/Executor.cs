using EvalHarness.Inference.Chat.Jinja.Syntax;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Executes statements: what they write goes to a text, what they set to a scope.</summary>
internal sealed class Executor(Evaluator evaluator)
{
    private readonly Meter _meter = evaluator.Meter;

    /// <summary>Executes statements one after the other.</summary>
    /// <returns>How the loop around them goes on.</returns>
    public Flow Execute(IReadOnlyList<Statement> body, Scope scope, TextBuilder output)
    {
        _meter.Enter();
        Flow flow = Flow.Next;
        for (int i = 0; i < body.Count && flow == Flow.Next; i++)
        {
            _meter.Step();
            _meter.At = body[i].At;
            flow = Execute(body[i], scope, output);
        }

        _meter.Leave();
        return flow;
    }

    private Flow Execute(Statement statement, Scope scope, TextBuilder output)
    {
        switch (statement)
        {
            case TextStatement text:
                output.Append(text.Text);
                break;
            case PrintStatement print:
                output.Append(Printer.ToText(evaluator.Evaluate(print.Value, scope), _meter));
                break;
            case IfStatement choice:
                return ExecuteIf(choice, scope, output);
            case ForStatement loop:
                JinjaValue iterable = evaluator.Evaluate(loop.Iterable, scope);
                _meter.At = loop.At;
                ExecuteFor(loop, iterable, scope, output, depth: 1);
                break;
            case SetStatement set:
                Assign(set.Target, evaluator.Evaluate(set.Value, scope), scope);
                break;
            case SetBlockStatement set:
                Assign(set.Target, Filtered(set.Value, set.Body, scope), scope);
                break;
            case FilterBlockStatement filter:
                output.Append(Printer.ToText(Filtered(filter.Value, filter.Body, scope), _meter));
                break;
            case MacroStatement macro:
                scope.Set(macro.Macro.Name, CreateMacro(macro.Macro, scope));
                break;
            case CallBlockStatement call:
                output.Append(Printer.ToText(ExecuteCall(call, scope), _meter));
                break;
            case ScopeStatement block:
                return ExecuteScope(block, scope, output);
            case JumpStatement jump:
                return jump.IsBreak ? Flow.Break : Flow.Continue;
        }

        return Flow.Next;
    }

    private Flow ExecuteIf(IfStatement choice, Scope scope, TextBuilder output)
    {
        foreach ((Expression condition, IReadOnlyList<Statement> body) in choice.Branches)
        {
            if (_meter.IsTrue(evaluator.Evaluate(condition, scope)))
            {
                return Execute(body, scope, output);
            }
        }

        return Execute(choice.Otherwise, scope, output);
    }

    private Flow ExecuteScope(ScopeStatement block, Scope scope, TextBuilder output)
    {
        Scope inner = new(scope);
        foreach ((Expression target, Expression value) in block.Values)
        {
            Assign(target, evaluator.Evaluate(value, inner), inner);
        }

        return Execute(block.Body, inner, output);
    }

    private void ExecuteFor(ForStatement loop, JinjaValue iterable, Scope scope, TextBuilder output, int depth)
    {
        IReadOnlyList<JinjaValue> items = Sequences.Items(iterable, _meter);
        if (loop.Condition is { } condition)
        {
            items = [.. items.Where(item => _meter.IsTrue(evaluator.Evaluate(condition, Round(loop, item, scope))))];
        }

        if (items.Count == 0)
        {
            Execute(loop.Otherwise, new Scope(scope), output);
            return;
        }

        Func<JinjaValue, JinjaValue>? recurse =
            loop.IsRecursive ? inner => Captured(text => ExecuteFor(loop, inner, scope, text, depth + 1)) : null;
        LoopValue state = new(items, depth, recurse);
        for (int i = 0; i < items.Count; i++)
        {
            state.Index = i;
            Scope round = Round(loop, items[i], scope);
            round.Set("loop", state);
            if (Execute(loop.Body, round, output) == Flow.Break)
            {
                return;
            }
        }
    }

    private Scope Round(ForStatement loop, JinjaValue item, Scope scope)
    {
        _meter.Step();
        Scope round = new(scope);
        Assign(loop.Target, item, round);
        return round;
    }

    private TextValue Captured(Action<TextBuilder> write)
    {
        _meter.EnterCall();
        TextBuilder text = new(_meter);
        write(text);
        _meter.LeaveCall();
        return text.ToText();
    }

    private JinjaValue Filtered(Expression filters, IReadOnlyList<Statement> body, Scope scope)
    {
        TextBuilder text = new(_meter);
        Scope inner = new(scope);
        Execute(body, inner, text);
        inner.Set(Parser.Captured, text.ToText());
        return evaluator.Evaluate(filters, inner);
    }

    private JinjaValue ExecuteCall(CallBlockStatement block, Scope scope)
    {
        JinjaValue target = evaluator.Evaluate(block.Call.Target, scope);
        Arguments arguments = evaluator.EvaluateArguments(block.Call.Arguments, scope);
        _meter.At = block.At;
        FunctionValue caller = CreateMacro(block.Caller, scope);
        return evaluator.Call(
            target, arguments with { Named = [.. arguments.Named, KeyValuePair.Create("caller", (JinjaValue)caller)] });
    }

    private FunctionValue CreateMacro(MacroDefinition macro, Scope scope) => new(macro.Name, arguments =>
    {
        int at = _meter.At;
        TextValue text = Captured(output =>
        {
            Scope inner = new(scope);
            BindMacro(macro, arguments, inner);
            Execute(macro.Body, inner, output);
        });
        _meter.At = at;
        return text;
    });

    private void BindMacro(MacroDefinition macro, Arguments arguments, Scope scope)
    {
        int count = macro.Parameters.Count;
        if (arguments.Positional.Count > count && !macro.Uses.Contains("varargs"))
        {
            throw _meter.Fault($"The macro '{macro.Name}' takes at most {count} argument(s).");
        }

        List<KeyValuePair<string, JinjaValue>> named = [.. arguments.Named];
        for (int i = 0; i < count; i++)
        {
            (string name, Expression? fallback) = macro.Parameters[i];
            int place = named.FindIndex(argument => argument.Key == name);
            if (place >= 0 && i < arguments.Positional.Count)
            {
                throw _meter.Fault($"The macro '{macro.Name}' is given '{name}' twice.");
            }

            scope.Set(name, i < arguments.Positional.Count ? arguments.Positional[i]
                : place >= 0 ? named[place].Value
                : fallback is not null ? evaluator.Evaluate(fallback, scope)
                : new UndefinedValue($"parameter '{name}' was not provided"));
            if (place >= 0)
            {
                named.RemoveAt(place);
            }
        }

        BindRest(macro, arguments, named, scope);
    }

    private void BindRest(
        MacroDefinition macro, Arguments arguments, List<KeyValuePair<string, JinjaValue>> named, Scope scope)
    {
        int caller = named.FindIndex(argument => argument.Key == "caller");
        if (macro.Uses.Contains("caller") && macro.Name != "caller")
        {
            scope.Set("caller", caller >= 0 ? named[caller].Value : new UndefinedValue("No caller defined"));
            named.RemoveRange(Math.Max(caller, 0), caller >= 0 ? 1 : 0);
        }

        if (macro.Uses.Contains("varargs"))
        {
            scope.Set("varargs", new ListValue([.. arguments.Positional.Skip(macro.Parameters.Count)], ListKind.Tuple));
        }

        if (macro.Uses.Contains("kwargs"))
        {
            DictValue rest = new();
            named.ForEach(argument => rest.Set(new TextValue(argument.Key), argument.Value, _meter));
            scope.Set("kwargs", rest);
        }
        else if (named.Count > 0)
        {
            throw _meter.Fault($"The macro '{macro.Name}' takes no keyword argument '{named[0].Key}'.");
        }
    }

    private void Assign(Expression target, JinjaValue value, Scope scope)
    {
        switch (target)
        {
            case NameExpression name:
                scope.Set(name.Name, value);
                break;
            case AttributeExpression attribute:
                JinjaValue owner = evaluator.Evaluate(attribute.Target, scope);
                _meter.At = attribute.At;
                if (owner is not NamespaceValue space)
                {
                    throw _meter.Fault($"Attributes can be set of a namespace only; found {owner.TypeName}.");
                }

                space.Set(attribute.Name, value, _meter);
                break;
            case ListExpression targets:
                IReadOnlyList<JinjaValue> values = Sequences.Items(value, _meter);
                if (values.Count != targets.Items.Count)
                {
                    throw _meter.Fault($"{targets.Items.Count} names are set, but there are {values.Count} values.");
                }

                for (int i = 0; i < values.Count; i++)
                {
                    Assign(targets.Items[i], values[i], scope);
                }

                break;
        }
    }
}
