using System.Runtime.CompilerServices;
using EvalHarness.Inference.Chat.Jinja.Syntax;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Evaluates expressions. Nothing outside of the template language can be reached from it.</summary>
internal sealed class Evaluator(Meter meter)
{
    /// <summary>Counts what is used.</summary>
    public Meter Meter { get; } = meter;

    /// <summary>The value of an expression.</summary>
    public JinjaValue Evaluate(Expression expression, Scope scope)
    {
        Meter.Enter();
        Meter.At = expression.At;
        JinjaValue value = expression switch
        {
            Constant constant => constant.Value,
            NameExpression name => scope.Find(name.Name) ?? UndefinedValue.FromName(name.Name),
            AttributeExpression attribute => EvaluateAttribute(attribute, scope),
            ItemExpression item => EvaluateItem(item, scope),
            BinaryExpression binary => EvaluateBinary(binary, scope),
            ComparisonExpression comparison => EvaluateComparison(comparison, scope),
            UnaryExpression unary => EvaluateUnary(unary, scope),
            ConditionalExpression conditional => EvaluateConditional(conditional, scope),
            FilterExpression filter => EvaluateFilter(filter, scope),
            TestExpression test => EvaluateTest(test, scope),
            CallExpression call => EvaluateCall(call, scope),
            SliceExpression slice => EvaluateSlice(slice, scope),
            ListExpression list => EvaluateList(list, scope),
            DictExpression dict => EvaluateDict(dict, scope),
            _ => throw new InvalidOperationException(),
        };
        Meter.Leave();
        return value;
    }

    /// <summary>The arguments of a call, evaluated from left to right.</summary>
    public Arguments EvaluateArguments(ArgumentList list, Scope scope)
    {
        if (list.Positional.Count == 0 && list.Named.Count == 0 && list.Spread is null && list.SpreadNamed is null)
        {
            return Arguments.None;
        }

        List<JinjaValue> positional = [.. list.Positional.Select(argument => Evaluate(argument, scope))];
        List<KeyValuePair<string, JinjaValue>> named =
            [.. list.Named.Select(argument => KeyValuePair.Create(argument.Name, Evaluate(argument.Value, scope)))];
        if (list.Spread is { } spread)
        {
            positional.AddRange(Sequences.Items(Evaluate(spread, scope), Meter));
        }

        if (list.SpreadNamed is { } spreadNamed)
        {
            AddNamed(named, Evaluate(spreadNamed, scope));
        }

        string? twice = named.GroupBy(argument => argument.Key).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        return twice is null ? new(positional, named) : throw Meter.Fault($"The argument '{twice}' is given twice.");
    }

    /// <summary>Applies a filter by its name.</summary>
    public JinjaValue ApplyFilter(string name, JinjaValue value, Arguments arguments) =>
        Filters.Find(name) is { } filter
            ? filter(this, value, arguments)
            : throw Meter.Fault($"The filter '{name}' is not supported.");

    /// <summary>Applies a test by its name.</summary>
    public bool ApplyTest(string name, JinjaValue value, Arguments arguments) =>
        Tests.Find(name) is { } test
            ? test(Meter, value, arguments)
            : throw Meter.Fault($"The test '{name}' is not supported.");

    /// <summary>Calls a value.</summary>
    public JinjaValue Call(JinjaValue target, Arguments arguments) => target switch
    {
        FunctionValue function => function.Invoke(arguments),
        LoopValue { Recurse: { } recurse } => recurse(arguments.Bind("loop", Meter, 1, "iterable")[0]!),
        LoopValue => throw Meter.Fault("Only a loop with 'recursive' can be called."),
        UndefinedValue missing => throw Meter.Fault(missing.Reason),
        _ => throw Meter.Fault($"'{target.TypeName}' object is not callable"),
    };

    private void AddNamed(List<KeyValuePair<string, JinjaValue>> named, JinjaValue values)
    {
        if (values is not DictValue dict)
        {
            throw Meter.Fault($"The value behind ** must be a dict; found {values.TypeName}.");
        }

        foreach ((JinjaValue key, JinjaValue value) in dict.Entries)
        {
            named.Add(key is TextValue name
                ? new(name.Value, value)
                : throw Meter.Fault("The names of arguments must be strings."));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JinjaValue EvaluateAttribute(AttributeExpression attribute, Scope scope)
    {
        JinjaValue target = Evaluate(attribute.Target, scope);
        Meter.At = attribute.At;
        return Members.Attribute(target, attribute.Name, Meter);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JinjaValue EvaluateItem(ItemExpression item, Scope scope)
    {
        JinjaValue target = Evaluate(item.Target, scope);
        JinjaValue index = Evaluate(item.Index, scope);
        Meter.At = item.At;
        return Members.Item(target, index, Meter);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JinjaValue EvaluateSlice(SliceExpression slice, Scope scope)
    {
        JinjaValue target = Evaluate(slice.Target, scope);
        JinjaValue? start = slice.Start is { } first ? Evaluate(first, scope) : null;
        JinjaValue? stop = slice.Stop is { } last ? Evaluate(last, scope) : null;
        JinjaValue? step = slice.Step is { } stride ? Evaluate(stride, scope) : null;
        Meter.At = slice.At;
        return Slices.Of(target, start, stop, step, Meter);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JinjaValue EvaluateBinary(BinaryExpression binary, Scope scope)
    {
        JinjaValue left = Evaluate(binary.Left, scope);
        if (binary.Operator is "and" or "or")
        {
            return Meter.IsTrue(left) == (binary.Operator == "or") ? left : Evaluate(binary.Right, scope);
        }

        JinjaValue right = Evaluate(binary.Right, scope);
        Meter.At = binary.At;
        return Operators.Apply(binary.Operator, left, right, Meter);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BooleanValue EvaluateComparison(ComparisonExpression comparison, Scope scope)
    {
        JinjaValue left = Evaluate(comparison.First, scope);
        foreach ((string operation, Expression operand) in comparison.Rest)
        {
            JinjaValue right = Evaluate(operand, scope);
            Meter.At = comparison.At;
            if (!Operators.Compare(operation, left, right, Meter))
            {
                return BooleanValue.From(false);
            }

            left = right;
        }

        return BooleanValue.From(true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JinjaValue EvaluateUnary(UnaryExpression unary, Scope scope)
    {
        JinjaValue value = Evaluate(unary.Operand, scope);
        Meter.At = unary.At;
        return unary.Operator == "not"
            ? BooleanValue.From(!Meter.IsTrue(value))
            : Operators.Sign(unary.Operator, value, Meter);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JinjaValue EvaluateConditional(ConditionalExpression conditional, Scope scope)
    {
        if (Meter.IsTrue(Evaluate(conditional.Condition, scope)))
        {
            return Evaluate(conditional.Value, scope);
        }

        return conditional.Otherwise is { } otherwise
            ? Evaluate(otherwise, scope)
            : new UndefinedValue("the condition is false and there is no 'else'", isLenient: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JinjaValue EvaluateFilter(FilterExpression filter, Scope scope)
    {
        JinjaValue value = Evaluate(filter.Target, scope);
        Arguments arguments = EvaluateArguments(filter.Arguments, scope);
        Meter.At = filter.At;
        return ApplyFilter(filter.Name, value, arguments);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BooleanValue EvaluateTest(TestExpression test, Scope scope)
    {
        JinjaValue value = Evaluate(test.Target, scope);
        Arguments arguments = EvaluateArguments(test.Arguments, scope);
        Meter.At = test.At;
        return BooleanValue.From(ApplyTest(test.Name, value, arguments) != test.IsNegated);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JinjaValue EvaluateCall(CallExpression call, Scope scope)
    {
        JinjaValue target = Evaluate(call.Target, scope);
        Arguments arguments = EvaluateArguments(call.Arguments, scope);
        Meter.At = call.At;
        return Call(target, arguments);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ListValue EvaluateList(ListExpression list, Scope scope)
    {
        Meter.ReserveList(list.Items.Count);
        JinjaValue[] items = new JinjaValue[list.Items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Evaluate(list.Items[i], scope);
        }

        return new(items, list.IsTuple ? ListKind.Tuple : ListKind.List);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private DictValue EvaluateDict(DictExpression dict, Scope scope)
    {
        DictValue value = new();
        foreach ((Expression key, Expression item) in dict.Entries)
        {
            JinjaValue name = Evaluate(key, scope);
            value.Set(name, Evaluate(item, scope), Meter);
        }

        return value;
    }
}
