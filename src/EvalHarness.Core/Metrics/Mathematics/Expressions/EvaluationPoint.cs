using System.Numerics;
using EvalHarness.Statistics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>Values of all names, always the same ones: complex numbers off the axes, or residues of a prime.</summary>
/// <param name="Index">Which point, from 0; names stand left of the imaginary axis at odd ones.</param>
internal readonly record struct EvaluationPoint(int Index)
{
    /// <summary>The complex value of a name, 0.5 to 1.5 from 0.</summary>
    public Complex ComplexOf(string name)
    {
        Xoshiro256 numbers = NumbersOf(name);
        double radius = 0.5 + numbers.NextDouble();
        double angle = 1.3 * ((2 * numbers.NextDouble()) - 1);
        return Complex.FromPolarCoordinates(radius, Index % 2 == 0 ? angle : Math.PI - angle);
    }

    /// <summary>The residue of a name.</summary>
    public ulong ResidueOf(string name) => NumbersOf(name).Below(PrimeField.Prime);

    // Seeded by FNV-1a of the name and the point.
    private Xoshiro256 NumbersOf(string name)
    {
        ulong seed = 14695981039346656037;
        foreach (char character in name.Append((char)Index))
        {
            seed = (seed ^ character) * 1099511628211;
        }

        return new(seed);
    }
}
