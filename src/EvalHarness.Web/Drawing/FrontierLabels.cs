using EvalHarness.Reporting;

namespace EvalHarness.Web.Drawing;

/// <summary>
/// Finds room for the names of candidates beside their marks. Those that none dominates come first; a name that would
/// lie on another name or mark is left out, as the table beneath has it.
/// </summary>
/// <remarks>The drawing fits every width; places are reckoned for one of 900 pixels.</remarks>
internal sealed class FrontierLabels
{
    private const double Width = 900;
    private const double CharacterWidth = 6.8;
    private const double LineHeight = 14;
    private const double MarkReach = 6;

    private static readonly LabelPlace[] s_places =
        [new(9, -9, "start"), new(-9, -9, "end"), new(9, 17, "start"), new(-9, 17, "end")];

    private readonly Dictionary<string, LabelPlace> _places = new(StringComparer.Ordinal);
    private readonly List<Box> _taken = [];

    /// <summary>Places names.</summary>
    /// <param name="points">Every candidate with the name that is shown, and its place as shares of the plot.</param>
    /// <param name="height">Pixels from the plot's top to its bottom.</param>
    public FrontierLabels(IReadOnlyList<(FrontierPoint Point, string Name, double Left, double Top)> points, int height)
    {
        _taken.AddRange(points.Select(point => MarkAt(point.Left * Width, point.Top * height)));
        foreach ((FrontierPoint point, string name, double left, double top) in points
            .OrderBy(point => point.Point.IsOnFrontier ? 0 : 1))
        {
            double length = CharacterWidth * name.Length;
            foreach (LabelPlace place in s_places)
            {
                Box box = place.Around(left * Width, top * height, length);
                if (box.IsWithin(height) && !_taken.Exists(box.Meets))
                {
                    _taken.Add(box);
                    _places[point.Candidate] = place;
                    break;
                }
            }
        }
    }

    /// <summary>Where a candidate's name stands; <c>null</c> where there is no room.</summary>
    public LabelPlace? Find(string candidate) =>
        _places.TryGetValue(candidate, out LabelPlace place) ? place : null;

    private static Box MarkAt(double x, double y) => new(x - MarkReach, y - MarkReach, x + MarkReach, y + MarkReach);

    /// <summary>A name's place beside its mark, in pixels, and which end of it stands there.</summary>
    internal readonly record struct LabelPlace(int X, int Y, string Anchor)
    {
        /// <summary>What the name covers.</summary>
        public Box Around(double x, double y, double length)
        {
            double start = x + X - (Anchor == "end" ? length : 0);
            return new(start, y + Y - LineHeight + 3, start + length, y + Y + 3);
        }
    }

    /// <summary>A rectangle of the plot, in pixels.</summary>
    internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        /// <summary>It lies within the plot.</summary>
        public bool IsWithin(double height) => Left >= 0 && Right <= Width && Top >= -LineHeight && Bottom <= height;

        /// <summary>Both share some area.</summary>
        public bool Meets(Box other) =>
            Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
