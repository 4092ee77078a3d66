using System.Globalization;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Attributes, items and methods of values. A value's methods are those listed here and no others.</summary>
internal static class Members
{
    private static readonly HashSet<string> s_changingList =
        ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"];

    private static readonly HashSet<string> s_changingDict = ["clear", "pop", "popitem", "setdefault", "update"];

    /// <summary><c>value.name</c>: a method or attribute before the key of a dict.</summary>
    public static JinjaValue Attribute(JinjaValue value, string name, Meter meter)
    {
        if (value is UndefinedValue missing)
        {
            throw meter.Fault(missing.Reason);
        }

        return Own(value, name, meter)
            ?? (value as DictValue)?.Find(name)
            ?? UndefinedValue.FromMember(value, $"'{name}'");
    }

    /// <summary><c>value[index]</c>: the key of a dict before a method or attribute.</summary>
    public static JinjaValue Item(JinjaValue value, JinjaValue index, Meter meter)
    {
        JinjaValue? item = value switch
        {
            UndefinedValue missing => throw meter.Fault(missing.Reason),
            DictValue dict => dict.TryGet(index, out JinjaValue? found) ? found : null,
            ListValue { Kind: not ListKind.View } list when Numbers.TryIndex(index, out int place) =>
                At(list.Items, place),
            TextValue text when Numbers.TryIndex(index, out int place) => Character(text, place, meter),
            _ => null,
        };
        return item
            ?? (index is TextValue name ? Own(value, name.Value, meter) : null)
            ?? UndefinedValue.FromMember(value, Label(index));
    }

    /// <summary>An attribute without its owner's items; <c>null</c> where there is none.</summary>
    public static JinjaValue? Own(JinjaValue value, string name, Meter meter)
    {
        if (IsInternal(name)
            || (value is ListValue { Kind: ListKind.List } && s_changingList.Contains(name))
            || (value is DictValue && s_changingDict.Contains(name)))
        {
            return UndefinedValue.FromUnsafe(value, name);
        }

        return value switch
        {
            TextValue text => TextMethods.Find(name) is { } method
                ? new FunctionValue(name, arguments => method(text, arguments, meter)) : null,
            DictValue dict => OfDict(dict, name, meter),
            ListValue { Kind: not ListKind.View } list => OfList(list, name, meter),
            NamespaceValue space => space.Find(name),
            LoopValue loop => loop.Find(name) ?? OfLoop(loop, name, meter),
            _ => null,
        };
    }

    /// <summary>A path such as <c>a.b</c> or <c>0.name</c>, as filters take it.</summary>
    public static JinjaValue Path(JinjaValue value, JinjaValue path, Meter meter)
    {
        if (path is not TextValue text)
        {
            return Item(value, path, meter);
        }

        foreach (string part in text.Value.Split('.'))
        {
            bool isIndex = part.Length is > 0 and < 10 && part.All(char.IsAsciiDigit);
            value = Item(
                value,
                isIndex ? new IntegerValue(int.Parse(part, CultureInfo.InvariantCulture)) : new TextValue(part),
                meter);
        }

        return value;
    }

    private static bool IsInternal(string name) =>
        name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);

    private static string Label(JinjaValue index) => index switch
    {
        TextValue text => $"'{text.Value}'",
        IntegerValue number when number.Value.GetBitLength() < 64 =>
            string.Create(CultureInfo.InvariantCulture, $"[{number.Value}]"),
        _ => $"for an index of type {index.TypeName}",
    };

    private static JinjaValue? At(IReadOnlyList<JinjaValue> items, int place)
    {
        place += place < 0 ? items.Count : 0;
        return place >= 0 && place < items.Count ? items[place] : null;
    }

    private static TextValue? Character(TextValue text, int place, Meter meter)
    {
        int[]? offsets = CodePoints.Offsets(text.Value, meter);
        int length = offsets is null ? text.Length : offsets.Length - 1;
        place += place < 0 ? length : 0;
        if (place < 0 || place >= length)
        {
            return null;
        }

        int start = offsets?[place] ?? place;
        return text.Part(start, (offsets?[place + 1] ?? (place + 1)) - start, meter);
    }

    private static FunctionValue? OfDict(DictValue dict, string name, Meter meter)
    {
        Func<Arguments, JinjaValue>? method = name switch
        {
            "items" => arguments => View(dict, entry => new ListValue([entry.Key, entry.Value], ListKind.Tuple)),
            "keys" => arguments => View(dict, entry => entry.Key),
            "values" => arguments => View(dict, entry => entry.Value),
            "copy" => arguments => dict,
            "get" => arguments =>
            {
                JinjaValue?[] bound = arguments.Bind("get", meter, 1, "key", "default");
                return dict.TryGet(bound[0]!, out JinjaValue? found) ? found : bound[1] ?? NoneValue.Instance;
            }
            ,
            _ => null,
        };
        return method is null ? null : new(name, method);

        ListValue View(DictValue values, Func<KeyValuePair<JinjaValue, JinjaValue>, JinjaValue> select)
        {
            meter.ReserveList(8L * values.Entries.Count);
            return new([.. values.Entries.Select(select)], ListKind.View);
        }
    }

    private static FunctionValue? OfList(ListValue list, string name, Meter meter) => name switch
    {
        "count" => new(name, arguments =>
        {
            JinjaValue sought = arguments.Bind(name, meter, 1, "value")[0]!;
            return new IntegerValue(list.Items.Count(item => Equality.AreEqual(item, sought, meter)));
        }),
        "index" => new(name, arguments =>
        {
            JinjaValue sought = arguments.Bind(name, meter, 1, "value")[0]!;
            for (int i = 0; i < list.Items.Count; i++)
            {
                if (Equality.AreEqual(list.Items[i], sought, meter))
                {
                    return new IntegerValue(i);
                }
            }

            throw meter.Fault("The value is not in the list.");
        }),
        "copy" when list.Kind == ListKind.List => new(name, arguments => list),
        _ => null,
    };

    private static FunctionValue? OfLoop(LoopValue loop, string name, Meter meter) => name switch
    {
        "cycle" => new(name, arguments => arguments.Positional.Count == 0
            ? throw meter.Fault("no items for cycling given")
            : arguments.Positional[loop.Index % arguments.Positional.Count]),
        "changed" => new(name, arguments => BooleanValue.From(loop.HasChanged(arguments.Positional, meter))),
        _ => null,
    };
}
